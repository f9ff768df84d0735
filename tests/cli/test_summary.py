"""``summary``: the numbers people read, and the flat rows programs read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from duckeval.project.summary import COCO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


def rows(answer: Answer) -> list[dict[str, Any]]:
    assert answer.code == 0, answer.err
    found: list[dict[str, Any]] = json.loads(answer.out)
    return found


def test_it_opens_with_what_the_numbers_are_about(call: Callable[..., Answer]) -> None:
    lines = call("summary").out.splitlines()
    assert lines[0] == "v1 on default@1: 3 items, 4 labels, 4 predictions"
    assert lines[1] == "protocol closest, IoU >= 0.5, any confidence, class set observed"


@pytest.mark.parametrize(
    ("iou", "label"), [("0.5", "mAP@.50"), ("0.75", "mAP@.75"), ("0.333", "mAP@.333")]
)
def test_map_always_carries_its_threshold(
    call: Callable[..., Answer], iou: str, label: str
) -> None:
    answer = call("summary", "--iou", iou, "--by", "weather")
    heads = answer.out.split()
    assert heads.count(label) == 2
    assert "mAP" not in heads
    assert "map" not in heads


def test_without_a_confidence_a_note_explains_precision(call: Callable[..., Answer]) -> None:
    assert call("summary").err.startswith("note: without --confidence, precision counts")
    assert call("summary", "--confidence", "0.3").err == ""


def test_the_flat_rows_are_those_of_the_macros(call: Callable[..., Answer], folder: Path) -> None:
    import duckeval

    found = rows(
        call("summary", "--by", "weather", "--slice", "dark", "--iou", "0.6", "--format", "json")
    )
    assert [(row["slice_by"], row["slice"]) for row in found] == [
        (None, "all"),
        ("weather", "night"),
        ("weather", "sun"),
        (None, "dark"),
    ]
    with duckeval.open(folder / "duckeval.duckdb", read_only=True) as project:
        expected = [
            *project.performance(iou_threshold=0.6),
            *project.performance(iou_threshold=0.6, slice_by="weather"),
            *project.performance(iou_threshold=0.6, slices=["dark"]),
        ]
        coco = project.coco_summary().rows()[0]
        closest = project.coco_summary(protocol="closest").rows()[0]
        best = project.best_threshold(iou_threshold=0.6).rows()
    assert all(row["best_f1"] is None and row["coco_ap"] is None for row in found[1:])
    for row, macro in zip(found, expected, strict=True):
        assert {key: row[key] for key in macro if key in row} == macro
    assert found[0]["map_50_95"] == closest["ap"]
    assert {name: found[0][f"coco_{name}"] for name in COCO} == {n: coco[n] for n in COCO}
    whole = next(row for row in best if row["class_name"] is None)
    assert (found[0]["best_f1"], found[0]["best_confidence"]) == (whole["f1"], whole["confidence"])


def test_coco_prints_the_twelve_numbers_by_their_names(call: Callable[..., Answer]) -> None:
    answer = call("summary", "--protocol", "coco")
    names = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"]
    lines = [line.split() for line in answer.out.splitlines()]
    assert [line[0] for line in lines if line and line[0] in names] == names


def test_per_class_adds_a_row_for_each_class(call: Callable[..., Answer]) -> None:
    found = rows(call("summary", "--per-class", "--format", "json"))
    assert [row["class_name"] for row in found] == [None, "cat", "dog"]
    assert found[1]["label_count"] == 3
    assert found[1]["ap"] is not None
    assert found[1]["map"] is None
    assert "AP@.50" in call("summary", "--per-class").out


def test_filters_narrow_every_number(call: Callable[..., Answer]) -> None:
    cats = rows(call("summary", "--class", "cat", "--format", "json"))[0]
    assert (cats["label_count"], cats["class_count"]) == (3, 1)
    sunny = rows(call("summary", "--where", "weather = 'sun'", "--format", "json"))[0]
    assert (sunny["item_count"], sunny["label_count"]) == (1, 2)
    sure = rows(call("summary", "--confidence", "0.75", "--format", "json"))[0]
    assert sure["prediction_count"] == 2


def test_several_sets_stand_beside_each_other(call: Callable[..., Answer], folder: Path) -> None:
    (folder / "v0.json").write_text((folder / "v1.json").read_text() + "\n")
    assert call("load", "predictions", "v0.json").code == 0
    both = rows(call("summary", "--format", "json"))
    assert [row["prediction_set"] for row in both] == ["v1", "v0"]
    turned = rows(call("summary", "--set", "v0", "--set", "v1", "--format", "json"))
    assert turned == both[::-1]
    assert [
        row["prediction_set"]
        for row in rows(call("summary", "--set", "v0", "--by", "weather", "--format", "json"))
    ] == ["v0"] * 3
    assert "set" in call("summary").out.split()


def test_slices_that_are_numbers_stand_in_their_order(call: Callable[..., Answer]) -> None:
    found = rows(call("summary", "--by", "item_id * 5", "--format", "json"))
    assert [row["slice"] for row in found] == ["all", "5", "10", "15"]


def test_the_slices_of_all_tables_are_once_each(call: Callable[..., Answer]) -> None:
    answer = call("summary", "--by", "weather", "--per-class", "--slice", "dark")
    lines = [line.split() for line in answer.out.splitlines() if line]
    place = next(at for at, line in enumerate(lines) if line[:2] == ["weather", "items"])
    assert [line[0] for line in lines[place + 2 : place + 4]] == ["night", "sun"]
    assert lines[place + 4][0] == "slice"


def test_a_matched_and_an_unmatched_set_show_what_they_have(
    call: Callable[..., Answer], folder: Path
) -> None:
    (folder / "v0.json").write_text((folder / "v1.json").read_text())
    assert call("load", "predictions", "v0.json", "--protocol", "closest").code == 0
    found = rows(call("summary", "--format", "json"))
    assert [row["coco_ap"] is None for row in found] == [False, True]
    refused = call("summary", "--protocol", "coco")
    assert refused.code == 1
    assert "not matched under protocol coco: v0" in refused.err


def test_flat_is_a_dictionary_of_numbers(call: Callable[..., Answer]) -> None:
    rows = call("summary", "--set", "v1", "--by", "weather", "--per-class", "--format", "json")
    flat = call(
        "summary", "--set", "v1", "--by", "weather", "--per-class", "--flat", "--prefix", "val/"
    )
    assert (flat.code, rows.code) == (0, 0)
    numbers = json.loads(flat.out)
    whole, *others = json.loads(rows.out)
    assert numbers["val/map"] == whole["map"]
    assert numbers["val/coco_ap50"] == whole["coco_ap50"]
    for row in others:
        if row["slice"] == "night" and row["class_name"] is None:
            assert numbers["val/weather/night/recall_micro"] == row["recall_micro"]
        elif row["slice"] == "night" and row["ap"] is not None:
            assert numbers[f"val/weather/night/class/{row['class_name']}/ap"] == row["ap"]
    assert any(name.startswith("val/weather/night/class/") for name in numbers)
    assert all(isinstance(value, int | float) for value in numbers.values())
    assert not any(name.endswith(("iou_threshold", "scale_px")) for name in numbers)


def test_flat_names_the_set_where_there_are_several(
    call: Callable[..., Answer], folder: Path
) -> None:
    (folder / "v2.json").write_text((folder / "v1.json").read_text() + "\n")
    assert call("load", "predictions", "v2.json").code == 0
    numbers = json.loads(call("summary", "--flat", "--by", "item_id % 2").out)
    assert {"v1/map", "v2/map", "v1/item_id _ 2/0/map"} <= numbers.keys()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--prefix", "val/"], "--prefix is about the names of --flat"),
        (["--flat", "--format", "csv"], "--flat is a JSON object, not csv"),
        (["--flat", "--explain"], "--flat and --explain are two answers"),
    ],
)
def test_flat_goes_with_json_only(
    call: Callable[..., Answer], words: list[str], message: str
) -> None:
    answer = call("summary", *words)
    assert answer.code == 2
    assert message in answer.err


def test_explain_leads_to_the_number_of_coco(call: Callable[..., Answer]) -> None:
    text = call("summary", "--set", "v1", "--explain", "--by", "weather")
    assert text.code == 0
    [last] = [line for line in text.out.splitlines() if "AP of pycocotools" in line]
    coco = json.loads(call("summary", "--set", "v1", "--format", "json").out)[0]["coco_ap50"]
    assert f"{coco:.4f}" in last
    assert "weather  closest  no label  best 100  second choice" in text.out
    rows = json.loads(call("summary", "--set", "v1", "--explain", "--format", "json").out)
    assert len(rows) == 36
    assert rows[0].keys() >= {"slice_by", "rule", "step", "ap", "difference"}
