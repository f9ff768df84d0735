"""Polygons and masks of whole columns: what `duckeval.geometry.segmentation` reads one by one.

A polygon that breaks a rule is handed to it, which names the rule.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from duckeval.geometry.mask_texts import measured
from duckeval.geometry.outlines import LONGEST, MOST_DISTANT
from duckeval.geometry.segmentation import (
    MOST_PIXELS,
    NUMBERS,
    WRONG_RUNS,
    polygon_area,
    polygon_of,
    too_large,
    wrong_size,
)

__all__ = ["AreaColumns", "PolygonColumns", "masks_of", "polygons_of"]

BoolArray = NDArray[np.bool_]
ByteArray = NDArray[np.uint8]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_FEWEST_NUMBERS = 6
_RING = np.dtype([("order", "u1"), ("kind", "<u4"), ("rings", "<u4"), ("points", "<u4")])
_SEVERAL = np.dtype([("order", "u1"), ("kind", "<u4"), ("parts", "<u4")])


@dataclass(frozen=True)
class AreaColumns:
    """What the objects of a column are.

    Attributes
    ----------
    rules : dict of int to str
        Row of each object that breaks a rule, and the rule; the rest says nothing of that row.
    box : (n, 4) float64
        Left, top, width and height of the box around each.
    area : (n,) float64
        Pixels inside; of a polygon as it is drawn, or in its plane where the size of the image is
        not known; 0 where it is not wanted.
    """

    rules: dict[int, str]
    box: FloatArray
    area: FloatArray


@dataclass(frozen=True)
class PolygonColumns(AreaColumns):
    """What the polygons of a column are.

    Attributes
    ----------
    vertex_count, part_count : (n,) int64
        Corners and parts of each.
    wkb : (m,) uint8
        All polygons as WKB, one after the other.
    wkb_bounds : (n + 1,) int64
        Where each begins.
    """

    vertex_count: IntArray
    part_count: IntArray
    wkb: ByteArray
    wkb_bounds: IntArray


def masks_of(
    characters: ByteArray, bounds: IntArray, own_sizes: IntArray, sizes: IntArray
) -> AreaColumns:
    """Return what compressed masks are.

    Parameters
    ----------
    characters, bounds : arrays
        The texts, as `duckeval.geometry.mask_texts.measured` takes them.
    own_sizes : (n, 2) int64
        Height and width that each mask says it has.
    sizes : (n, 2) int64
        Height and width of its image; 0 and 0 where they are not known.

    Examples
    --------
    >>> own, sizes = np.array([[2, 2], [2, 2]]), np.array([[2, 2], [3, 3]])
    >>> found = masks_of(np.frombuffer(b"01304", np.uint8), np.array([0, 3, 5]), own, sizes)
    >>> found.area.tolist(), found.rules
    ([1.0, 4.0], {1: 'has the size of its image, [3, 3]'})
    """
    found = measured(characters, bounds, own_sizes[:, 0], own_sizes[:, 1])
    is_other = (sizes != 0).any(axis=1) & (own_sizes != sizes).any(axis=1)
    is_large = own_sizes[:, 0] * own_sizes[:, 1] > MOST_PIXELS
    rules = dict.fromkeys(np.flatnonzero(~found.is_mask).tolist(), WRONG_RUNS)
    rules |= dict.fromkeys(np.flatnonzero(is_large).tolist(), too_large())
    for row in np.flatnonzero(is_other).tolist():
        height, width = sizes[row].tolist()
        rules[row] = wrong_size((height, width))
    return AreaColumns(rules, found.box, found.area)


def polygons_of(
    numbers: FloatArray,
    part_bounds: IntArray,
    bounds: IntArray,
    sizes: IntArray,
    needs_area: BoolArray,
) -> PolygonColumns:
    """Return what polygons are.

    Parameters
    ----------
    numbers : (m,) float64
        ``x1, y1, x2, y2, ...`` of all parts, one after the other.
    part_bounds : (parts + 1,) int64
        Where the numbers of each part begin.
    bounds : (n + 1,) int64
        Where the parts of each polygon begin.
    sizes : (n, 2) int64
        Height and width of the images; 0 where they are not known.
    needs_area : (n,) bool
        Whether the area is wanted, which has to be drawn for it.

    Examples
    --------
    >>> numbers = np.array([0.0, 0, 4, 0, 4, 3, 1, 1])
    >>> found = polygons_of(
    ...     numbers, np.array([0, 6, 8]), np.arange(3), np.zeros((2, 2), int), np.ones(2, bool)
    ... )
    >>> found.box[0].tolist(), found.area.tolist(), found.rules
    ([0.0, 0.0, 4.0, 3.0], [6.0, 0.0], {1: 'holds at least three corners in each part'})
    """
    count = len(bounds) - 1
    is_good = _is_good(numbers, part_bounds, bounds)
    rules, rows = {}, np.arange(count)
    if not is_good.all():
        for row in np.flatnonzero(~is_good).tolist():
            rule = _rule(_parts(numbers, part_bounds, bounds, row))
            if rule is None:  # a bound that is drawn narrower here
                is_good[row] = True
            else:
                rules[row] = rule
        rows = np.flatnonzero(is_good)
        numbers, part_bounds, bounds = _some(numbers, part_bounds, bounds, is_good)
    found = PolygonColumns(
        rules, np.zeros((count, 4)), np.zeros(count),
        np.zeros(count, np.int64), np.zeros(count, np.int64),
        np.zeros(0, np.uint8), np.zeros(count + 1, np.int64),
    )  # fmt: skip
    if not len(rows):
        return found
    points, point_bounds = numbers.reshape(-1, 2), part_bounds // 2
    firsts = point_bounds[bounds[:-1]]
    near = np.minimum.reduceat(points, firsts)
    found.box[rows, :2] = near
    found.box[rows, 2:] = np.maximum.reduceat(points, firsts) - near
    found.vertex_count[rows] = np.diff(point_bounds[bounds])
    found.part_count[rows] = np.diff(bounds)
    for place in np.flatnonzero(needs_area[rows]).tolist():
        height, width = sizes[rows[place]].tolist()
        parts = _parts(numbers, part_bounds, bounds, place)
        found.area[rows[place]] = polygon_area(parts, height, width)
    wkb, lengths = _wkb(points, point_bounds, bounds)
    found.wkb_bounds[rows + 1] = lengths
    return replace(found, wkb=wkb, wkb_bounds=np.cumsum(found.wkb_bounds))


def _is_good(numbers: FloatArray, part_bounds: IntArray, bounds: IntArray) -> BoolArray:
    """Return which polygons certainly break no rule."""
    lengths = np.diff(part_bounds)
    is_good = (lengths % 2 == 0) & (lengths >= _FEWEST_NUMBERS)
    filled = np.flatnonzero(lengths)
    with np.errstate(invalid="ignore"):
        far = np.zeros(len(lengths))
        if len(filled):
            far[filled] = np.maximum.reduceat(np.abs(numbers), part_bounds[filled])
        # no side is longer than from one end to the other; what is not finite fails both
        is_good &= (far <= MOST_DISTANT) & (far * lengths <= LONGEST)
    has_parts = np.diff(bounds) > 0
    result = np.zeros(len(has_parts), bool)
    if has_parts.any():
        result[has_parts] = np.logical_and.reduceat(is_good, bounds[:-1][has_parts])
    return result


def _parts(
    numbers: FloatArray, part_bounds: IntArray, bounds: IntArray, row: int
) -> list[list[float]]:
    edges = part_bounds[bounds[row] : bounds[row + 1] + 1].tolist()
    return [numbers[start:stop].tolist() for start, stop in pairwise(edges)]


def _rule(parts: list[list[float]]) -> str | None:
    if not all(isfinite(value) for part in parts for value in part):
        return NUMBERS
    return polygon_of(parts).rule


def _some(
    numbers: FloatArray, part_bounds: IntArray, bounds: IntArray, is_kept: BoolArray
) -> tuple[FloatArray, IntArray, IntArray]:
    """Return those polygons that are kept."""
    counts, lengths = np.diff(bounds), np.diff(part_bounds)
    is_part = np.repeat(is_kept, counts)
    is_number = np.repeat(is_part, lengths)
    kept_parts = np.concatenate(([0], np.cumsum(lengths[is_part])))
    return numbers[is_number], kept_parts, np.concatenate(([0], np.cumsum(counts[is_kept])))


def _wkb(
    points: FloatArray, point_bounds: IntArray, bounds: IntArray
) -> tuple[ByteArray, IntArray]:
    """Return polygons as WKB, one after the other, and how many bytes each takes.

    One of several parts is a multipolygon. Each part is closed by its first corner.
    """
    lengths, ends = np.diff(point_bounds), point_bounds[1:]
    order = np.insert(np.arange(len(points)), ends, ends - lengths)
    part_bytes = _RING.itemsize + 16 * (lengths + 1)
    is_several = np.diff(bounds) > 1
    ahead = np.zeros(len(lengths), np.int64)
    ahead[bounds[:-1][is_several]] = _SEVERAL.itemsize
    starts = np.cumsum(part_bytes + ahead) - part_bytes
    rings = np.zeros(len(lengths), _RING)
    rings["order"], rings["kind"], rings["rings"], rings["points"] = 1, 3, 1, lengths + 1
    several = np.zeros(int(is_several.sum()), _SEVERAL)
    several["order"], several["kind"], several["parts"] = 1, 6, np.diff(bounds)[is_several]
    wkb = np.empty(int(starts[-1] + part_bytes[-1]), np.uint8)
    is_corner = np.ones(len(wkb), bool)
    for heads, places in (
        (rings, starts),
        (several, starts[bounds[:-1][is_several]] - _SEVERAL.itemsize),
    ):
        size = heads.dtype.itemsize
        held = places[:, None] + np.arange(size)
        wkb[held] = heads.view(np.uint8).reshape(-1, size)
        is_corner[held] = False
    wkb[is_corner] = points[order].view(np.uint8).reshape(-1)
    return wkb, np.add.reduceat(part_bytes + ahead, bounds[:-1])
