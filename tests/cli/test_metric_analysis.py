"""``metric-performance`` and ``metric-correlation``: tables for people, rows for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

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
    assert "binning := 'categorical'" in answer.err


def test_sets_that_are_named_come_one_after_the_other(call: Callable[..., Answer]) -> None:
    once = json.loads(call("metric-performance", "area_px2", "--format", "json").out)
    named = call("metric-performance", "area_px2", "--set", "v1", "--set", "v1", "--format", "json")
    assert json.loads(named.out) == once
    assert call("metric-performance", "area_px2", "--set", "v7").code == 1


def test_correlations_say_why_not(call: Callable[..., Answer]) -> None:
    answer = call("metric-correlation", "--score", "found")
    assert answer.code == 0
    assert answer.out.splitlines()[0] == "labels: found or not"
    assert "too_few" in answer.out
    rows = json.loads(call("metric-correlation", "--by", "weather", "--format", "json").out)
    assert {row["score"] for row in rows} == {"true_positive", "iou_true_positive", "found", "f1"}
    assert {row["slice"] for row in rows} == {"night", "sun"}
