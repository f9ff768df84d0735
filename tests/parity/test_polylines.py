"""Distances and overlaps of polylines beside shapely and plain loops."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from duckeval.geometry.polylines import (
    buffer_polylines,
    buffered_iou,
    chamfer_distance,
    frechet_distance,
    resample,
)
from duckeval.geometry.rotated import canonical, corners
from duckeval.geometry.vector import shape_iou
from tests.property.scenes import examples

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.parity

Line: TypeAlias = "Sequence[tuple[float, float]]"


def nearest_mean(one: Line, other: Line) -> float:
    return sum(min(math.dist(a, b) for b in other) for a in one) / len(one)


def chamfer(one: Line, other: Line) -> float:
    return (nearest_mean(one, other) + nearest_mean(other, one)) / 2


def frechet(one: Line, other: Line) -> float:
    @cache
    def couple(i: int, j: int) -> float:
        here = math.dist(one[i], other[j])
        if i == j == 0:
            return here
        ways = [(i - 1, j - 1), (i - 1, j), (i, j - 1)]
        return max(here, min(couple(*way) for way in ways if min(way) >= 0))

    for reached in range(len(one)):  # not too deep at once
        couple(reached, len(other) - 1)
    return couple(len(one) - 1, len(other) - 1)


coordinates = st.integers(0, 30).map(float) | st.floats(-100, 2000).map(
    lambda value: round(value, 6)
)
lines = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=12)


@examples(few=40, many=300)
@given(st.lists(lines, min_size=1, max_size=6), st.integers(2, 40))
def test_resampled_points_are_those_of_shapely(many: list[Line], points: int) -> None:
    offsets = np.cumsum([0, *map(len, many)])
    found = resample([vertex for line in many for vertex in line], offsets, points)
    for line, resampled in zip(many, found, strict=True):
        whole = shapely.LineString(line if len(line) > 1 else [*line, *line])
        expected = shapely.get_coordinates(
            shapely.line_interpolate_point(whole, np.linspace(0, whole.length, points))
        )
        assert resampled == pytest.approx(expected, abs=1e-7)


@examples(few=25, many=300)
@given(st.integers(1, 12), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_distances_are_those_of_plain_loops(points: int, pairs: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    a = np.cumsum(random.normal(0, 5, (pairs, points, 2)), axis=1)
    b = a[:, ::-1] + random.normal(0, 3, a.shape) if seed % 2 else random.normal(0, 9, a.shape)
    rows = [[list(map(tuple, line)) for line in part.tolist()] for part in (a, b)]
    expected = [chamfer(one, other) for one, other in zip(*rows, strict=True)]
    assert chamfer_distance(a, b) == pytest.approx(expected, abs=1e-12)
    expected = [
        min(frechet(one, other), frechet(one, other[::-1]))
        for one, other in zip(*rows, strict=True)
    ]
    assert frechet_distance(a, b) == pytest.approx(expected, abs=1e-12)


def test_more_pairs_than_are_computed_at_once() -> None:
    a, b = np.random.default_rng(2).normal(0, 9, (2, 300, 7, 2))
    one_by_one = [chamfer_distance(a[i], b[i])[0] for i in range(len(a))]
    assert chamfer_distance(a, b) == pytest.approx(one_by_one, abs=1e-12)
    one_by_one = [frechet_distance(a[i], b[i])[0] for i in range(len(a))]
    assert frechet_distance(a, b) == pytest.approx(one_by_one, abs=1e-12)


@examples(few=25, many=200)
@given(st.lists(st.tuples(lines, lines), min_size=1, max_size=4), st.floats(1, 60))
def test_drawn_lines_overlap_as_in_shapely(pairs: list[tuple[Line, Line]], width: float) -> None:
    shapes = []
    for side in (0, 1):
        many = [pair[side] for pair in pairs]
        offsets = np.cumsum([0, *map(len, many)])
        vertices = [vertex for line in many for vertex in line]
        shapes.append(buffer_polylines(vertices, offsets, width))
    found = buffered_iou(*shapes)
    for (one, other), iou in zip(pairs, found, strict=True):
        if min(len(one), len(other)) == 1:
            assert iou == 0
            continue
        a, b = (
            shapely.LineString(line).buffer(width / 2, cap_style="flat", join_style="mitre")
            for line in (one, other)
        )
        whole = a.union(b).area
        assert iou == pytest.approx(a.intersection(b).area / whole if whole else 0, abs=1e-6)


def test_shapes_that_differ_by_the_last_digit_overlap() -> None:
    random = np.random.default_rng(0)
    boxes = np.column_stack(
        [random.uniform(0, 1000, (20000, 2)), random.uniform(1, 300, (20000, 2)),
         random.uniform(-360, 360, 20000)]
    )  # fmt: skip
    one, other = (shapely.polygons(corners(part)) for part in (boxes, canonical(boxes)))
    assert shape_iou(one, other) == pytest.approx(np.ones(len(boxes)), abs=1e-5)


def test_shapes_that_touch_share_nothing() -> None:
    random = np.random.default_rng(1)
    near, far = random.uniform(0, 900, 200), np.full(200, 1000.0)
    left = shapely.box(near, near, far, far)
    for touching in (shapely.box(far, near, far * 2, far), shapely.box(far, far, far * 2, far * 2)):
        assert shape_iou(left, touching).tolist() == [0] * 200
