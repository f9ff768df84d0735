"""Overlaps of rotated boxes and quadrangles beside shapely, and beside exact fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
import shapely
from shapely import affinity

from duckeval.geometry.quadrangles import quadrangle_area, quadrangle_iou
from duckeval.geometry.rotated import canonical, corners, from_corners, rotated_iou

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = pytest.mark.parity

Point: TypeAlias = tuple[Fraction, Fraction]

PAIRS = 20_000
TOLERANCE = 1e-9


def random_boxes(random: np.random.Generator, count: int) -> NDArray[np.float64]:
    centres = random.uniform(0, 1000, (count, 2))
    sides = random.uniform(1, 300, (count, 2))
    return np.column_stack([centres, sides, random.uniform(-360, 360, count)])


def related_boxes(random: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return pairs that overlap, lie far apart, touch, contain one another or have no area."""
    one = random_boxes(random, PAIRS)
    other = one + np.column_stack(
        [
            random.normal(0, 60, (PAIRS, 2)),
            random.normal(0, 20, (PAIRS, 2)),
            random.normal(0, 40, PAIRS),
        ]
    )
    other[:, 2:4] = np.abs(other[:, 2:4])
    same, turned, inside, beside, corner, far, thin = (
        np.arange(PAIRS) % 20 == kind for kind in range(7)
    )
    other[same] = one[same]
    other[turned] = canonical(one[turned])
    other[turned, 4] += 180
    other[inside] = one[inside]
    other[inside, 2:4] *= random.uniform(0.1, 0.9, (inside.sum(), 2))
    # The next box along the first side, and the one across the corner.
    for kind, places in ((beside, (1, 0)), (corner, (1, 1))):
        other[kind] = one[kind]
        points = corners(one[kind])
        along, down = points[:, 1] - points[:, 0], points[:, 3] - points[:, 0]
        other[kind, :2] += places[0] * along + places[1] * down
    other[far, :2] += 5000
    other[thin, 2] = 0
    return one, other


def shapely_iou(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    a, b = (shapely.make_valid(shapely.polygons(points)) for points in (one, other))
    shared = shapely.area(shapely.intersection(a, b))
    whole = shapely.area(a) + shapely.area(b) - shared
    return np.divide(shared, whole, out=np.zeros(len(one)), where=whole > 0)


def exact_iou(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the overlap of two convex polygons, in fractions: nothing is rounded."""
    subject, window = (
        [(Fraction(x), Fraction(y)) for x, y in points.tolist()] for points in (one, other)
    )
    if exact_area(window) < 0:
        window.reverse()
    shared = subject
    for start, end in zip(window, window[1:] + window[:1], strict=True):
        shared = half(shared, start, end)
    area = abs(exact_area(shared))
    return float(area / (abs(exact_area(subject)) + abs(exact_area(window)) - area))


def exact_area(points: list[Point]) -> Fraction:
    following = points[1:] + points[:1]
    return sum(
        ((a[0] * b[1] - a[1] * b[0]) / 2 for a, b in zip(points, following, strict=True)),
        start=Fraction(0),
    )


def half(points: list[Point], start: Point, end: Point) -> list[Point]:
    def side(point: Point) -> Fraction:
        return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (
            point[0] - start[0]
        )

    kept: list[Point] = []
    for a, b in zip(points, points[1:] + points[:1], strict=True):
        if side(a) >= 0:
            kept.append(a)
        if side(a) * side(b) < 0:
            share = side(a) / (side(a) - side(b))
            kept.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
    return kept


def test_rotated_boxes_overlap_as_in_shapely() -> None:
    one, other = related_boxes(np.random.default_rng(5))
    found = rotated_iou(one, other)
    assert np.isfinite(found).all()
    assert ((found >= 0) & (found <= 1)).all()
    points = corners(one), corners(other)
    gap = np.abs(found - shapely_iou(*points))
    # GEOS loses the whole overlap of a few boxes whose sides are equal but for the last digit;
    # there exact fractions decide.
    apart = np.flatnonzero(gap > TOLERANCE)
    assert len(apart) < 10
    for pair in apart:
        assert found[pair] == pytest.approx(
            exact_iou(points[0][pair], points[1][pair]), abs=TOLERANCE
        )


def test_rotated_boxes_overlap_as_in_exact_fractions() -> None:
    one, other = related_boxes(np.random.default_rng(6))
    few = np.flatnonzero((one[:, 2] > 0) & (other[:, 2] > 0))[:200]
    found = rotated_iou(one[few], other[few])
    points = corners(one[few]), corners(other[few])
    exact = [exact_iou(a, b) for a, b in zip(*points, strict=True)]
    assert found == pytest.approx(exact, abs=1e-12)


def test_a_box_overlaps_itself_completely() -> None:
    boxes = random_boxes(np.random.default_rng(7), 1000)
    assert (rotated_iou(boxes, boxes) == 1).all()


def test_quadrangles_of_every_form_overlap_as_in_shapely() -> None:
    random = np.random.default_rng(8)
    one, other = random.uniform(0, 100, (2, 5000, 4, 2))
    other[:500] = one[:500]
    whole = random.integers(0, 5, (2, 3000, 4, 2)).astype(float)  # corners on sides, lines, points
    one, other = np.concatenate([one, whole[0]]), np.concatenate([other, whole[1]])
    assert quadrangle_iou(one, other) == pytest.approx(shapely_iou(one, other), abs=TOLERANCE)
    area = shapely.area(shapely.make_valid(shapely.polygons(one)))
    assert quadrangle_area(one) == pytest.approx(area, rel=1e-9, abs=1e-9)


def test_corners_are_those_of_a_box_that_shapely_turns() -> None:
    for box in random_boxes(np.random.default_rng(9), 50):
        x, y, w, h, angle = box
        straight = shapely.box(x - w / 2, y - h / 2, x + w / 2, y + h / 2, ccw=False)
        # On paper y grows upwards, so counter-clockwise on the screen is clockwise there.
        turned = affinity.rotate(straight, -angle, origin=(x, y))
        points = {tuple(np.round(point, 6)) for point in corners([box])[0]}
        assert points == {tuple(np.round(point, 6)) for point in turned.exterior.coords}


def test_the_smallest_box_is_that_of_shapely() -> None:
    points = np.random.default_rng(10).uniform(0, 100, (300, 4, 2))
    boxes, _ = from_corners(points)
    smallest = shapely.oriented_envelope(shapely.multipoints(points))
    assert boxes[:, 2] * boxes[:, 3] == pytest.approx(shapely.area(smallest), rel=1e-9)
    outline = shapely.buffer(shapely.polygons(corners(boxes)), 1e-6)
    assert shapely.covers(outline, shapely.multipoints(points)).all()
