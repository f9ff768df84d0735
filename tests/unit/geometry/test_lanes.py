"""The lane measure of TuSimple: cases by hand, and the formulas of the benchmark by plain loops."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckeval.geometry.lanes import tusimple_line_accuracy, tusimple_score, tusimple_thresholds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Lane: TypeAlias = "Sequence[float]"

ROWS = [240.0 + 10 * row for row in range(10)]


def straight(start: float, slope: float = 0.0) -> list[float]:
    return [start + slope * 10 * row for row in range(10)]


def threshold(lane: Lane, rows: Lane) -> float:
    known = [(y, x) for x, y in zip(lane, rows, strict=True) if x >= 0]
    slope = 0.0
    if len(known) > 1:
        slope = float(np.polyfit([y for y, _ in known], [x for _, x in known], 1)[0])
    return 20 / math.cos(math.atan(slope))


def accuracy(predicted: Lane, label: Lane, limit: float) -> float:
    right = 0
    for one, other in zip(predicted, label, strict=True):
        there, expected = (x if x >= 0 else -100 for x in (one, other))
        right += abs(there - expected) < limit
    return right / len(label)


def score(
    predicted: Sequence[Lane], labelled: Sequence[Lane], rows: Lane
) -> tuple[float, float, float]:
    if len(predicted) > len(labelled) + 2:
        return 0, 0, 1
    best = [
        max((accuracy(lane, label, threshold(label, rows)) for lane in predicted), default=0.0)
        for label in labelled
    ]
    found = len([share for share in best if share >= 0.85])
    missed = len(labelled) - found
    if len(labelled) > 4:
        best.remove(min(best))
        missed = max(missed - 1, 0)
    counted = max(1, min(4, len(labelled)))
    surplus = 1 - found / len(predicted) if predicted else 0
    return sum(best) / counted, surplus, missed / counted


def test_a_perfect_image() -> None:
    lanes = [straight(100), straight(300, 0.5)]
    assert tusimple_score(lanes, lanes, ROWS) == (1, 0, 0)


def test_nineteen_pixels_are_right_and_twenty_are_not() -> None:
    labels = [straight(100)]
    assert tusimple_score([straight(119.9)], labels, ROWS) == (1, 0, 0)
    assert tusimple_score([straight(120)], labels, ROWS) == (0, 1, 1)


def test_a_slanted_lane_has_more_room_along_the_row() -> None:
    assert tusimple_thresholds([straight(0, 1)], ROWS) == pytest.approx([20 * math.sqrt(2)])
    assert tusimple_score([straight(128, 1)], [straight(100, 1)], ROWS) == (1, 0, 0)


def test_rows_that_neither_lane_reaches_are_right() -> None:
    label = [*straight(100)[:5], *[-2] * 5]
    assert tusimple_line_accuracy([straight(100), label], [label], [20]).tolist() == [[0.5], [1]]


def test_a_fifth_lane_may_be_missed() -> None:
    labels = [straight(100.0 * number) for number in range(5)]
    assert tusimple_score(labels[:4], labels, ROWS) == (1, 0, 0)
    assert tusimple_score(labels[:3], labels, ROWS) == (0.75, 0, 0.25)


def test_more_than_two_lanes_too_many_lose_the_image() -> None:
    label = straight(100)
    assert tusimple_score([label] * 3, [label], ROWS) == pytest.approx((1, 2 / 3, 0))
    assert tusimple_score([label] * 4, [label], ROWS) == (0, 0, 1)


def test_images_without_lanes() -> None:
    assert tusimple_score([], [], ROWS) == (0, 0, 0)
    assert tusimple_score([], [straight(100)], ROWS) == (0, 0, 1)
    assert tusimple_score([straight(100)], [], ROWS) == (0, 1, 0)


xs = st.integers(0, 60).map(float) | st.just(-2.0)
lanes = st.lists(st.lists(xs, min_size=6, max_size=6), max_size=7)


@given(lanes, lanes)
def test_scores_are_those_of_plain_loops(predicted: list[Lane], labelled: list[Lane]) -> None:
    rows = [10.0 * row for row in range(6)]
    # On the limit the fits of a line may round to either side.
    for label in labelled:
        limit = threshold(label, rows)
        for lane in predicted:
            for one, other in zip(lane, label, strict=True):
                if abs(abs(one - other) - limit) < 1e-9 and limit != 20:
                    return
    assert tusimple_score(predicted, labelled, rows) == pytest.approx(
        score(predicted, labelled, rows), abs=1e-12
    )


@pytest.mark.parity
def test_real_lanes_that_are_moved_added_dropped_and_swapped(shared_data: Path) -> None:
    random = np.random.default_rng(6)
    files = sorted((shared_data / "tusimple-lanes-gt").glob("*.json*"))
    lines = [line for path in files for line in path.read_text("utf-8").splitlines()[:60]]
    seen = 0
    for line in lines:
        record = json.loads(line)
        if "h_samples" not in record:
            continue
        rows = record["h_samples"]
        labels = [lane for lane in record["lanes"] if len(lane) == len(rows)]
        predicted = []
        for lane in labels:
            offset = random.choice([0, 3, 15, 21, 40]) + random.normal(0, 4, len(rows))
            x = np.where(np.array(lane) >= 0, np.array(lane) + offset, -2)
            x[random.uniform(size=len(rows)) < 0.05] = -2
            predicted.append(x.tolist())
        random.shuffle(predicted)
        predicted = predicted[random.integers(0, 2) :] + [
            random.uniform(0, 1280, len(rows)).tolist() for _ in range(random.integers(0, 4))
        ]
        assert tusimple_score(predicted, labels, rows) == pytest.approx(
            score(predicted, labels, rows), abs=1e-12
        )
        seen += 1
    assert seen > 0
