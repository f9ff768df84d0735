"""Polylines: distances and overlaps of lines.

Many polylines are two arrays, as in Arrow and in `shapely.to_ragged_array`: the vertices of all,
one polyline after the other, and offsets. Polyline i has the rows ``offsets[i]`` to before
``offsets[i + 1]`` of the vertices.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from duckeval.geometry.vector import shape_iou

__all__ = [
    "buffer_polylines",
    "buffered_iou",
    "chamfer_distance",
    "frechet_distance",
    "resample",
]

FloatArray = NDArray[np.float64]

POINTS = 100  # of a resampled polyline
# Pairs at once, so that what is computed of them stays in the cache.
_TABLES = 16  # all distances between their points
_DIAGONALS = 128  # one diagonal of these


def resample(vertices: Any, offsets: Any, points: int = POINTS) -> FloatArray:  # noqa: ANN401
    """Return points on polylines, equally far from one another along the line.

    Parameters
    ----------
    vertices : (m, 2) array_like
        x and y in pixels.
    offsets : (n + 1,) array_like of int
        Where each polyline begins.
    points : int, optional
        Number of points of each, at least 2: the two ends and those between them.

    Returns
    -------
    (n, points, 2) float64
        One point many times for a polyline without length, NaN for one without vertices.

    Examples
    --------
    >>> resample([[0, 0], [3, 0], [3, 1]], [0, 3], points=5)[0].tolist()
    [[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0], [3.0, 1.0]]
    """
    vertex = np.asarray(vertices, dtype=np.float64).reshape(-1, 2)
    start = np.asarray(offsets, dtype=np.int64)
    count = np.diff(start)
    result = np.full((len(count), points, 2), np.nan)
    # Lines of similar numbers of vertices together, so that padding at most doubles them.
    size_class = np.ceil(np.log2(np.maximum(count, 2))).astype(np.int64)
    for size in np.unique(size_class[count > 0]):
        rows = np.flatnonzero((size_class == size) & (count > 0))
        place = np.minimum(np.arange(2**size), count[rows, None] - 1) + start[rows, None]
        result[rows] = _resample_padded(vertex[place], points)
    return result


def _resample_padded(lines: FloatArray, points: int) -> FloatArray:
    """Resample polylines of one number of vertices; repeated vertices add no length."""
    count = len(lines)
    row = np.arange(count)[:, None]
    side = np.diff(lines, axis=1)
    length = np.hypot(side[..., 0], side[..., 1])
    reached = np.concatenate([np.zeros((count, 1)), np.cumsum(length, axis=1)], axis=1)
    total = reached[:, -1:]
    target = total * np.linspace(0.0, 1.0, points)
    # One sorted array for all: the share of the line, and 2 more for each line.
    share = np.divide(reached, total, out=np.zeros_like(reached), where=total > 0)
    found = np.searchsorted(
        (share[:, 1:-1] + 2 * row).ravel(), (np.linspace(0.0, 1.0, points) + 2 * row).ravel()
    )
    segment = found.reshape(count, points) - row * (lines.shape[1] - 2)
    along = np.divide(
        target - reached[row, segment],
        length[row, segment],
        out=np.zeros_like(target),
        where=length[row, segment] > 0,
    )
    resampled: FloatArray = (
        lines[row, segment] + np.clip(along, 0, 1)[..., None] * side[row, segment]
    )
    return resampled


def chamfer_distance(points_a: Any, points_b: Any) -> FloatArray:  # noqa: ANN401
    """Return the symmetric mean Chamfer distance of line a and line b, row by row.

    Parameters
    ----------
    points_a, points_b : (n, points, 2) array_like
        Resampled polylines.

    Returns
    -------
    (n,) float64
        Pixels: the mean of the distances from the points of a to the nearest point of b, and the
        mean the other way round, averaged.

    Examples
    --------
    >>> a, b = [[[0, 0], [1, 0]]], [[[0, 3], [1, 3]]]
    >>> chamfer_distance(a, b)
    array([3.])
    """
    a, b = _resampled(points_a), _resampled(points_b)
    distance = np.empty(len(a))
    for first in range(0, len(a), _TABLES):
        rows = slice(first, first + _TABLES)
        table = a[rows, :, None, 0] - b[rows, None, :, 0]
        across = a[rows, :, None, 1] - b[rows, None, :, 1]
        np.square(table, out=table)
        np.square(across, out=across)
        table += across
        to_b, to_a = np.sqrt(table.min(axis=2)), np.sqrt(table.min(axis=1))
        distance[rows] = (to_b.mean(axis=1) + to_a.mean(axis=1)) / 2
    return distance


def frechet_distance(points_a: Any, points_b: Any) -> FloatArray:  # noqa: ANN401
    """Return the discrete Fréchet distance of line a and line b, row by row.

    Parameters
    ----------
    points_a, points_b : (n, points, 2) array_like
        Resampled polylines.

    Returns
    -------
    (n,) float64
        Pixels; the smaller of the distances with line b as it is and reversed: a polyline has no
        direction.

    Examples
    --------
    >>> a, b = [[[0, 0], [5, 0], [10, 0]]], [[[10, 1], [5, 2], [0, 1]]]
    >>> frechet_distance(a, b)
    array([2.])
    """
    a, b = _resampled(points_a), _resampled(points_b)
    distance = np.empty(len(a))
    for first in range(0, len(a), _DIAGONALS):
        rows = slice(first, first + _DIAGONALS)
        one, other = (np.ascontiguousarray(line[rows].transpose(2, 1, 0)) for line in (a, b))
        squared = np.minimum(_frechet(one, other), _frechet(one, other[:, ::-1]))
        distance[rows] = np.sqrt(squared)
    return distance


def _frechet(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return squared distances of lines that are (2, points, n).

    The table of the couplings of point i of a and point j of b is filled diagonal by diagonal:
    those with one i + j do not depend on one another. Row i + 1 of a diagonal is point i; the rows
    around those of the diagonal are infinite.
    """
    size_a, size_b = a.shape[1], b.shape[1]
    backward = b[:, ::-1]
    before_that, before, current = np.full((3, size_a + 2, a.shape[2]), np.inf)
    before_that[0] = 0.0  # the coupling before the first
    for diagonal in range(size_a + size_b - 1):
        low, high = max(0, diagonal - size_b + 1), min(size_a, diagonal + 1)
        shift = size_b - 1 - diagonal
        offset = a[:, low:high] - backward[:, shift + low : shift + high]
        np.square(offset, out=offset)
        squared = np.add(offset[0], offset[1], out=offset[0])
        reached = np.minimum(before[low:high], before[low + 1 : high + 1], out=offset[1])
        np.minimum(reached, before_that[low:high], out=reached)
        np.maximum(reached, squared, out=current[low + 1 : high + 1])
        current[[low, high + 1]] = np.inf
        before_that, before, current = before, current, before_that
    return np.asarray(before[size_a])


def buffer_polylines(vertices: Any, offsets: Any, width: float) -> Any:  # noqa: ANN401
    """Return the polygons of polylines drawn with a width in pixels: flat ends, mitred corners.

    Examples
    --------
    >>> import shapely
    >>> float(shapely.area(buffer_polylines([[0, 0], [10, 0]], [0, 2], width=4)[0]))
    40.0
    """
    import shapely  # noqa: PLC0415

    vertex = np.asarray(vertices, dtype=np.float64).reshape(-1, 2)
    start = np.asarray(offsets, dtype=np.int64)
    count = start[1:] - start[:-1]
    is_line = count > 1
    number = np.repeat(np.where(is_line, np.cumsum(is_line) - 1, -1), count)
    lines = np.full(len(count), None, dtype=object)
    if is_line.any():
        lines[is_line] = shapely.linestrings(vertex[number >= 0], indices=number[number >= 0])
    with np.errstate(all="ignore"):  # GEOS divides by the length of sides of next to none
        return shapely.buffer(lines, width / 2, cap_style="flat", join_style="mitre")


def buffered_iou(shapes_a: Any, shapes_b: Any) -> FloatArray:  # noqa: ANN401
    """Return the intersection over union of drawn line a and drawn line b, row by row.

    Parameters
    ----------
    shapes_a, shapes_b : (n,) array_like
        What `buffer_polylines` returns, one polyline as often as there are pairs of it.

    Returns
    -------
    (n,) float64
        Fractions in [0, 1]; a polyline without length gives 0.

    Examples
    --------
    >>> a, b = ([[0, 0], [10, 0]], [0, 2]), ([[0, 2], [10, 2]], [0, 2])
    >>> buffered_iou(buffer_polylines(*a, width=4), buffer_polylines(*b, width=4)).round(3)
    array([0.333])
    """
    return shape_iou(shapes_a, shapes_b)


def _resampled(points: Any) -> FloatArray:  # noqa: ANN401
    resampled = np.asarray(points, dtype=np.float64)
    return resampled.reshape(-1, *resampled.shape[-2:])
