"""Rotated boxes and quadrangles on cases that are worked out by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckeval.geometry.quadrangles import quadrangle_area, quadrangle_iou
from duckeval.geometry.rotated import bounding_box, canonical, corners, from_corners, rotated_iou

if TYPE_CHECKING:
    from numpy.typing import NDArray

SQUARE = [0, 0, 4, 0, 4, 4, 0, 4]
DART = [0, 0, 4, 0, 1, 1, 0, 4]
BOW_TIE = [0, 0, 4, 4, 4, 0, 0, 4]

boxes = st.tuples(
    st.floats(-1e4, 1e4),
    st.floats(-1e4, 1e4),
    st.floats(0.01, 1e3),
    st.floats(0.01, 1e3),
    st.floats(-1e3, 1e3) | st.integers(-20, 20).map(lambda turn: turn * 45.0),
)


def test_the_angle_turns_counter_clockwise_on_the_screen() -> None:
    right_end = corners([[0, 0, 10, 0, 30]])[0, 1]
    assert right_end == pytest.approx([5 * math.sqrt(3) / 2, -2.5])


def test_a_box_that_is_not_rotated_keeps_every_digit() -> None:
    box = [[10.1, 20.2, 3.3, 7.7, 0.0]]
    assert canonical(box).tolist() == box


@given(boxes)
def test_the_canonical_form_is_the_same_rectangle_and_unique(box: tuple[float, ...]) -> None:
    x, y, w, h, angle = box
    one = canonical([box])
    assert -45 <= one[0, 4] < 45
    assert (canonical(one) == one).all()
    for other in ([x, y, h, w, angle + 90], [x, y, w, h, angle - 180]):
        assert rotated_iou(one, [other])[0] == pytest.approx(1, abs=1e-6)
    near = math.hypot(w, h) * 1e-9
    rectangle = {tuple(point) for point in corners([box])[0].tolist()}
    for point in corners(one)[0].tolist():
        assert min(math.dist(point, corner) for corner in rectangle) < near


@given(st.floats(-1e6, 1e6))
def test_no_angle_escapes_the_canonical_range(angle: float) -> None:
    assert -45 <= canonical([[0, 0, 2, 1, angle]])[0, 4] < 45


def test_an_angle_just_below_the_range_is_not_rounded_out_of_it() -> None:
    w, h, angle = canonical([[0, 0, 2, 1, np.nextafter(-45, -90)]])[0, 2:].tolist()
    assert angle < 45
    assert (w, h) == ((1, 2) if angle > 0 else (2, 1))


@given(boxes)
def test_four_corners_give_back_their_box(box: tuple[float, ...]) -> None:
    found, fill = from_corners(corners([box]))
    assert fill[0] == pytest.approx(1, abs=1e-6)
    size = max(box[2:4])
    assert found[0, :2] == pytest.approx(box[:2], abs=1e-9 * max(1, size))
    assert sorted(found[0, 2:4]) == pytest.approx(sorted(box[2:4]), abs=1e-6 * size)


def test_the_box_around_a_quadrangle_that_is_none_says_so() -> None:
    found, fill = from_corners([[0, 0, 4, 0, 4, 2, 2, 2], [5, 5] * 4])
    assert found.tolist() == [[2, 1, 4, 2, 0], [5, 5, 0, 0, 0]]
    assert fill.tolist() == [0.75, 0]


def test_bounding_boxes() -> None:
    turned = bounding_box([[5, 5, 2, 2, 45]])[0]
    assert turned == pytest.approx([5 - math.sqrt(2)] * 2 + [2 * math.sqrt(2)] * 2)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([0, 0, 2, 2, 0], [0, 0, 2, 2, 0], 1),
        ([0, 0, 2, 1, 0], [0, 0, 1, 2, 90], 1),
        ([0, 0, 2, 2, 0], [2, 0, 2, 2, 0], 0),  # share a side
        ([0, 0, 2, 2, 0], [2, 2, 2, 2, 0], 0),  # share a corner
        ([0, 0, 4, 4, 0], [0, 0, 2, 2, 45], 0.25),  # contained
        ([0, 0, 4, 2, 0], [0, 0, 4, 2, 90], 4 / 12),  # a cross
        ([0, 0, 0, 2, 0], [0, 0, 2, 2, 0], 0),  # no area
        ([0, 0, 0, 0, 0], [0, 0, 0, 0, 0], 0),
        ([0, 0, math.nan, 2, 0], [0, 0, 2, 2, 0], 0),
        ([0, 0, math.inf, 2, 0], [0, 0, 2, 2, 0], 0),
    ],
)
def test_overlaps_by_hand(one: list[float], other: list[float], expected: float) -> None:
    assert rotated_iou([one, other], [other, one]) == pytest.approx([expected] * 2, abs=1e-15)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (SQUARE, DART, 4 / 16),
        (SQUARE, BOW_TIE, 8 / 16),
        (BOW_TIE, BOW_TIE, 1),
        (SQUARE, SQUARE[::-1], 1),
        (SQUARE, [0, 0, 4, 0, 4, 4, 4, 4], 0.5),  # a corner twice: a triangle
        (SQUARE, [0, 0, 4, 0, 4, 4, 2, 2], 0.5),  # a corner on a straight line
        (SQUARE, [0, 0, 4, 4, 0, 0, 4, 4], 0),  # a line
    ],
)
def test_overlaps_of_quadrangles_by_hand(
    one: list[float], other: list[float], expected: float
) -> None:
    assert quadrangle_iou([one], [other])[0] == pytest.approx(expected, abs=1e-15)
    assert quadrangle_iou([other], [one])[0] == pytest.approx(expected, abs=1e-15)


def test_the_share_inside_a_crowd() -> None:
    inner = [1, 1, 3, 1, 3, 3, 1, 3]
    assert quadrangle_iou([inner, inner], [SQUARE, SQUARE], [True, False]).tolist() == [1, 0.25]


def test_areas() -> None:
    assert quadrangle_area([SQUARE, DART, BOW_TIE, [3, 3] * 4]).tolist() == [16, 4, 8, 0]


def test_no_rows_are_no_rows() -> None:
    nothing: NDArray[Any] = np.zeros((0, 5))
    assert rotated_iou(nothing, nothing).shape == (0,)
    assert canonical(nothing).shape == (0, 5)
    assert corners(nothing).shape == (0, 4, 2)
    assert bounding_box(nothing).shape == (0, 4)
    assert [part.shape for part in from_corners(np.zeros((0, 8)))] == [(0, 5), (0,)]


def test_values_that_are_not_finite_leave_other_rows_alone() -> None:
    bad = [[math.nan] * 8, SQUARE, [math.inf, 0, 4, 0, 4, 4, 0, 4]]
    assert quadrangle_iou(bad, [SQUARE] * 3).tolist() == [0, 1, 0]
