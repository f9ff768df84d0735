"""``metric-performance`` and ``metric-correlation``: tables for people, rows for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


def test_bins_are_those_of_the_macro(call: Callable[..., Answer]) -> None:
    answer = call("metric-performance", "brightness", "--bins", "2", "--format", "json")
    rows = json.loads(answer.out)
    # predictions 0.9, 0.9, 0.1, 0.1 and labels 0.9, 0.9, 0.1, 0.2: the median lies between
    assert [(row["metric_low"], row["metric_high"]) for row in rows] == [(0.1, 0.55), (0.55, 0.9)]
    assert sum(row["prediction_count"] for row in rows) == 4
    assert sum(row["label_count"] for row in rows) == 4


def test_a_table_for_people(call: Callable[..., Answer]) -> None:
    answer = call("metric-performance", "weather", "--binning", "categorical", "--per-class")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0].split()[:4] == ["class", "weather", "predictions", "precision"]
    assert [line.split()[:2] for line in lines[2:4]] == [["all", "night"], ["all", "sun"]]
    assert answer.err.startswith("note: without --confidence")


def test_edges_make_custom_bins(call: Callable[..., Answer]) -> None:
    asked = ("metric-performance", "area_px2", "--edge", "0", "--edge", "500", "--edge", "3000")
    rows = json.loads(call(*asked, "--format", "json").out)
    assert [row["metric_low"] for row in rows] == [0, 500]


def test_an_unknown_metric_is_an_error_that_lists_the_metrics(call: Callable[..., Answer]) -> None:
    answer = call("metric-performance", "shine")
    assert answer.code == 1
    assert "no metric named shine; there are: area_px2, aspect_ratio" in answer.err
    answer = call("metric-performance", "weather")
    assert answer.code == 1
    assert answer.err.splitlines() == [
        "duckeval: error: metric weather is no number",
        "hint: --binning categorical makes a bin of each of its values",
    ]
    answer = call("metric-performance", "brightness", "--and", "weather")
    assert "hint: --and-binning categorical" in answer.err


def test_edges_that_make_no_bins_are_refused(call: Callable[..., Answer]) -> None:
    for options, message in (
        (("--edge", "5"), "custom bins need two edges or more, each with --edge"),
        (("--binning", "custom"), "custom bins need two edges or more, each with --edge"),
        (("--binning", "quantile", "--edge", "5", "--edge", "6"), "--edge is for custom bins"),
        (("--and", "area_px2", "--and-edge", "5"), "two edges or more, each with --and-edge"),
    ):
        answer = call("metric-performance", "brightness", *options)
        assert (answer.code, message in answer.err) == (2, True)
    answer = call("metric-performance", "brightness", "--edge", "0", "--edge", "nan")
    assert (answer.code, "edges: expected numbers, not [0.0, nan]" in answer.err) == (1, True)


def test_no_items_are_said(call: Callable[..., Answer]) -> None:
    answer = call("metric-performance", "brightness", "--where", "false")
    assert answer.err.startswith("note: no predictions and labels to put into bins")
    answer = call("metric-correlation", "--where", "false")
    assert (answer.code, answer.out, answer.err) == (0, "", "note: no items to correlate over\n")


def test_sets_that_are_named_come_one_after_the_other(call: Callable[..., Answer]) -> None:
    once = json.loads(call("metric-performance", "area_px2", "--format", "json").out)
    named = call("metric-performance", "area_px2", "--set", "v1", "--set", "v1", "--format", "json")
    assert json.loads(named.out) == once
    assert call("metric-performance", "area_px2", "--set", "v7").code == 1


def test_correlations_say_why_not(call: Callable[..., Answer]) -> None:
    answer = call("metric-correlation", "--score", "found")
    assert answer.code == 0
    assert answer.out == ""
    (line,) = answer.err.splitlines()
    assert line.startswith("note: labels, no correlation: ")
    assert "width_px (too few)" in line
    rows = json.loads(call("metric-correlation", "--by", "weather", "--format", "json").out)
    assert {row["score"] for row in rows} == {"true_positive", "iou_true_positive", "found", "f1"}
    assert {row["slice"] for row in rows} == {"night", "sun"}


def test_two_metrics_make_a_grid(call: Callable[..., Answer]) -> None:
    asked = ("metric-performance", "weather", "--binning", "categorical", "--and", "brightness")
    answer = call(*asked, "--and-bins", "2", "--confidence", "0")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0] == "Recall (labels): weather down, brightness across, up to 0.9"
    assert lines[1].split() == ["weather", "from", "0.1", "from", "0.55"]
    assert [line.split()[0] for line in lines[3:5]] == ["night", "sun"]
    assert lines[6].startswith("Precision (predictions): ")
    rows = json.loads(call(*asked, "--and-edge", "0", "--and-edge", "1", "--format", "json").out)
    assert {(row["bin"], row["second_low"], row["second_high"]) for row in rows} == {
        ("night", 0, 1),
        ("sun", 0, 1),
    }


def test_grids_of_several_classes_and_slices_have_names(call: Callable[..., Answer]) -> None:
    asked = ("metric-performance", "brightness", "--and", "area_px2", "--bins", "2")
    answer = call(*asked, "--per-class", "--by", "weather")
    titles = [line for line in answer.out.splitlines() if "down" in line]
    assert titles[0].startswith("night, all classes: Recall (labels): brightness down, area_px2")
    assert titles[-1].startswith("sun, ")


def test_options_of_a_second_metric_need_one(call: Callable[..., Answer]) -> None:
    answer = call("metric-performance", "brightness", "--and-bins", "3")
    assert answer.code == 2
    assert answer.err.splitlines() == [
        "duckeval: error: --and-bins, --and-binning and --and-edge are for a second metric",
        "hint: name it with --and METRIC",
    ]
    assert call("metric-performance", "brightness", "--and", "shine").code == 1


def load_many(call: Callable[..., Answer], folder: Path) -> None:
    """Load a project of forty labels, of which those on the left are found."""
    boxes = [[12 * place, place % 7, 10, 10 + place % 5] for place in range(40)]
    about = {"iscrowd": 0, "image_id": 1, "category_id": 1}
    truth = {
        "images": [{"id": 1, "file_name": "1.png", "width": 640, "height": 480}],
        "categories": [{"id": 1, "name": "car"}],
        "annotations": [about | {"id": at + 1, "bbox": box} for at, box in enumerate(boxes)],
    }
    found = [
        {"image_id": 1, "category_id": 1, "score": 0.5, "bbox": box}
        for at, box in enumerate(boxes)
        if at < 20 or at % 4 == 0
    ]
    (folder / "many.json").write_text(json.dumps(truth))
    (folder / "found.json").write_text(json.dumps(found))
    assert call("load", "labels", "many.json", "--db", "many.duckdb").code == 0
    assert call("load", "predictions", "found.json", "--db", "many.duckdb").code == 0


def test_metrics_without_a_number_are_a_note(call: Callable[..., Answer], folder: Path) -> None:
    load_many(call, folder)
    answer = call("metric-correlation", "--score", "found", "--n-min", "20", "--db", "many.duckdb")
    lines = answer.out.splitlines()
    assert lines[0] == "labels: found or not"
    assert lines[1].split() == ["metric", "n", "Pearson", "95", "%", "q", "Spearman"]
    assert {"area_px2", "random"} <= {line.split()[0] for line in lines[3:]}
    assert "width_px" not in answer.out
    assert "width_px (constant metric)" in answer.err


def test_what_is_held_fixed_is_named(call: Callable[..., Answer], folder: Path) -> None:
    load_many(call, folder)
    asked = ("--score", "found", "--given", "area_px2", "--n-min", "20", "--db", "many.duckdb")
    answer = call("metric-correlation", *asked)
    assert answer.code == 0
    assert answer.out.splitlines()[0] == "labels: found or not, area_px2 held fixed"
    assert answer.out.splitlines()[1].split()[:3] == ["metric", "n", "partial"]
    answer = call("metric-correlation", "--given", "weather")
    assert (answer.code, answer.err) == (1, "duckeval: error: metric weather is no number\n")
