"""Distances and overlaps of polylines on cases that are worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from duckeval.geometry.polylines import (
    buffer_polylines,
    buffered_iou,
    chamfer_distance,
    frechet_distance,
    resample,
)

STRAIGHT = [[0, 0], [10, 0]]


def test_points_are_equally_far_along_the_line() -> None:
    corner = [[0, 0], [4, 0], [4, 0], [4, 6]]  # a vertex twice
    points = resample([*STRAIGHT, *corner, [7, 7]], [0, 2, 6, 7], points=6)
    assert points[0, :, 0] == pytest.approx([0, 2, 4, 6, 8, 10])
    assert points[1] == pytest.approx(
        np.array([[0, 0], [2, 0], [4, 0], [4, 2], [4, 4], [4, 6]], dtype=float)
    )
    assert (points[2] == 7).all()


def test_a_polyline_without_vertices_has_no_points() -> None:
    points = resample(STRAIGHT, [0, 0, 2])
    assert np.isnan(points[0]).all()
    assert points[1, -1].tolist() == [10, 0]


def test_parallel_lines_are_as_far_as_they_are_apart() -> None:
    points = resample([*STRAIGHT, [0, 3], [10, 3]], [0, 2, 4])
    assert chamfer_distance(points[:1], points[1:]) == pytest.approx([3])
    assert frechet_distance(points[:1], points[1:]) == pytest.approx([3])


def test_a_line_has_no_direction() -> None:
    points = resample([*STRAIGHT, *STRAIGHT[::-1]], [0, 2, 4])
    assert chamfer_distance(points[:1], points[1:]) == pytest.approx([0], abs=1e-12)
    assert frechet_distance(points[:1], points[1:]) == pytest.approx([0], abs=1e-12)


def test_chamfer_takes_means_and_frechet_the_farthest() -> None:
    one, other = np.array([[[0.0, 0], [1, 0], [2, 0]]]), np.array([[[0.0, 0], [1, 4], [2, 0]]])
    # From the first: 0, 1, 0; from the second: 0, 4, 0.
    assert chamfer_distance(one, other) == pytest.approx([(1 / 3 + 4 / 3) / 2])
    assert frechet_distance(one, other) == pytest.approx([4])


def test_frechet_may_stay_at_a_point_but_not_go_back() -> None:
    zigzag = np.array([[[0.0, 0], [4, 0], [1, 0], [5, 0]]])
    straight = np.array([[[0.0, 0], [5 / 3, 0], [10 / 3, 0], [5, 0]]])
    # The way out to 4 meets 5 / 3, or the way back to 1 meets 10 / 3.
    assert frechet_distance(zigzag, straight) == pytest.approx([7 / 3])


def test_drawn_lines() -> None:
    shapes = buffer_polylines(
        [*STRAIGHT, [0, 4], [10, 4], [5, -5], [5, 5], [3, 3]], [0, 2, 4, 6, 7, 7], width=4
    )
    straight, beside, across = shapes[:3]
    found = buffered_iou([straight] * 5, shapes)
    assert found == pytest.approx([1, 0, 16 / 64, 0, 0])
    assert buffered_iou([beside], [across]) == pytest.approx([12 / 68])


def test_corners_are_mitred() -> None:
    corner = buffer_polylines([[0, 0], [10, 0], [10, 10]], [0, 3], width=2)[0]
    assert corner.area == pytest.approx(40)
    assert corner.bounds == pytest.approx((0, -1, 11, 10))


def test_no_polylines() -> None:
    nothing = resample(np.zeros((0, 2)), [0])
    assert nothing.shape == (0, 100, 2)
    assert chamfer_distance(nothing, nothing).shape == (0,)
    assert frechet_distance(nothing, nothing).shape == (0,)
    shapes = buffer_polylines(np.zeros((0, 2)), [0], width=3)
    assert buffered_iou(shapes, shapes).shape == (0,)
