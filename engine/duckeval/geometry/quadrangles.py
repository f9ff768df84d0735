"""Quadrangles: four corners in order, convex or not.

A project keeps one as WKB: a polygon of one ring that ends at its first corner, 93 bytes.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "crosses_itself",
    "is_straight",
    "quadrangle_area",
    "quadrangle_iou",
    "quadrangles_in",
    "wkb_rows",
]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

_WKB = np.dtype(
    [("order", "u1"), ("kind", "<u4"), ("rings", "<u4"), ("points", "<u4"), ("ring", "<f8", (5, 2))]
)
_HEAD = (1, 3, 1, 5)  # little endian, a polygon of one ring of five points


def quadrangle_iou(points_a: Any, points_b: Any, is_crowd: Any = False) -> FloatArray:  # noqa: ANN401, FBT002
    """Return the intersection over union of quadrangle a and quadrangle b, row by row.

    Parameters
    ----------
    points_a, points_b : (n, 8) or (n, 4, 2) array_like
        Corners in order around the quadrangle, in either direction.
    is_crowd : (n,) array_like of bool, optional
        Where true, the value is the share of a inside b.

    Returns
    -------
    (n,) float64
        Fractions in [0, 1]; quadrangles without area or with a coordinate that is not finite
        give 0.

    Notes
    -----
    Quadrangle a is clipped by the four sides of b (Sutherland and Hodgman), all rows at once. Where
    one of them is not convex, or crosses itself, both are cut into two triangles first.

    Examples
    --------
    >>> square, dart = [0, 0, 4, 0, 4, 4, 0, 4], [0, 0, 4, 0, 1, 1, 0, 4]
    >>> quadrangle_iou([square, square], [square, dart])
    array([1.  , 0.25])
    """
    a = np.asarray(points_a, dtype=np.float64).reshape(-1, 4, 2)
    b = np.asarray(points_b, dtype=np.float64).reshape(-1, 4, 2)
    crowd = np.broadcast_to(np.asarray(is_crowd, dtype=bool), len(a))
    is_finite = np.isfinite(a).all(axis=(1, 2)) & np.isfinite(b).all(axis=(1, 2))
    if not is_finite.all():
        result = np.zeros(len(a))
        result[is_finite] = quadrangle_iou(a[is_finite], b[is_finite], crowd[is_finite])
        return result
    # Small numbers around a corner of a keep the digits of small boxes far from the origin.
    a, b = a - a[:, :1], b - a[:, :1]
    is_convex = _is_convex(a) & _is_convex(b)
    intersection = np.zeros(len(a))
    intersection[is_convex] = _convex_intersection(a[is_convex], b[is_convex])
    if not is_convex.all():
        rest = ~is_convex
        intersection[rest] = _any_intersection(a[rest], b[rest])
    area_a, area_b = quadrangle_area(a), quadrangle_area(b)
    whole = np.where(crowd, area_a, area_a + area_b - intersection)
    share = np.divide(intersection, whole, out=np.zeros(len(a)), where=whole > 0)
    return np.minimum(share, 1.0)


def quadrangle_area(points: Any) -> FloatArray:  # noqa: ANN401
    """Return the areas of quadrangles; of one that crosses itself, the sum of its two triangles.

    Examples
    --------
    >>> quadrangle_area([[0, 0, 4, 0, 4, 4, 0, 4], [0, 0, 4, 4, 4, 0, 0, 4]])
    array([16.,  8.])
    """
    quad = np.asarray(points, dtype=np.float64).reshape(-1, 4, 2)
    area = _area(quad)
    rest = ~_is_convex(quad)
    if rest.any():
        area[rest] = _area(_triangles(quad[rest]).reshape(-1, 4, 2)).reshape(-1, 2).sum(axis=1)
    return area


def crosses_itself(points: Any) -> BoolArray:  # noqa: ANN401
    """Return which quadrangles have two sides that cross.

    Examples
    --------
    >>> crosses_itself([[0, 0, 4, 0, 4, 4, 0, 4], [0, 0, 4, 4, 4, 0, 0, 4]])
    array([False,  True])
    """
    quad = np.asarray(points, dtype=np.float64).reshape(-1, 4, 2)
    p, q, r, s = (quad[:, k] for k in range(4))
    is_inner = _turn(p, q, r) * _turn(p, r, s) >= 0
    return np.asarray(~is_inner & (_turn(q, r, s) * _turn(q, s, p) < 0))


def is_straight(points: Any) -> BoolArray:  # noqa: ANN401
    """Return which quadrangles are boxes that are not turned.

    Examples
    --------
    >>> is_straight([[0, 0, 4, 0, 4, 4, 0, 4], [0, 0, 4, 1, 4, 4, 0, 4]])
    array([ True, False])
    """
    quad = np.asarray(points, dtype=np.float64).reshape(-1, 4, 2)
    equal = quad == np.roll(quad, -1, axis=1)  # with the next corner, x and y
    across, along = equal[..., 0], equal[..., 1]
    first = across[:, 0] & along[:, 1] & across[:, 2] & along[:, 3]
    second = along[:, 0] & across[:, 1] & along[:, 2] & across[:, 3]
    return np.asarray(first | second)


def wkb_rows(points: Any) -> NDArray[np.uint8]:  # noqa: ANN401
    """Return quadrangles as WKB, the bytes of each in a row.

    Examples
    --------
    >>> wkb_rows([0, 0, 4, 0, 4, 4, 0, 4]).shape
    (1, 93)
    """
    quad = np.asarray(points, dtype=np.float64).reshape(-1, 4, 2)
    rows = np.zeros(len(quad), dtype=_WKB)
    for name, value in zip(("order", "kind", "rings", "points"), _HEAD, strict=True):
        rows[name] = value
    rows["ring"][:, :4], rows["ring"][:, 4] = quad, quad[:, 0]
    return rows.view(np.uint8).reshape(-1, _WKB.itemsize)


def quadrangles_in(wkb: Any, count: int) -> FloatArray:  # noqa: ANN401
    """Return the corners of so many quadrangles in WKB that stand one after the other.

    Examples
    --------
    >>> quadrangles_in(wkb_rows([0, 0, 4, 0, 4, 4, 0, 4]), 1)[0].tolist()
    [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]]

    Raises
    ------
    ValueError
        If one is no polygon of four corners.
    """
    if memoryview(wkb).nbytes != count * _WKB.itemsize:
        raise ValueError("expected polygons of four corners, as WKB")
    rows = np.frombuffer(wkb, dtype=_WKB)
    if ((rows["kind"] != 3) | (rows["points"] != 5)).any():  # noqa: PLR2004
        raise ValueError("expected polygons of four corners, as WKB")
    return np.array(rows["ring"][:, :4], dtype=np.float64)


def _area(quad: FloatArray) -> FloatArray:
    """Return the areas of convex quadrangles, summed as `_convex_intersection` sums."""
    local = quad - quad[:, :1]
    return _shoelace(local[..., 0].T, local[..., 1].T)


def _shoelace(x: FloatArray, y: FloatArray) -> FloatArray:
    after_x, after_y = np.roll(x, -1, axis=0), np.roll(y, -1, axis=0)
    area: FloatArray = np.abs((x * after_y - y * after_x).sum(axis=0)) / 2
    return area


def _turn(first: FloatArray, second: FloatArray, third: FloatArray) -> FloatArray:
    """Return twice the signed areas of triangles."""
    one, other = second - first, third - first
    turn: FloatArray = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return turn


def _is_convex(quad: FloatArray) -> BoolArray:
    """Return which quadrangles turn at all four corners, and in the same direction."""
    turn = np.stack([_turn(*(quad[:, (k + j) % 4] for j in range(3))) for k in range(4)])
    return np.asarray((turn > 0).all(axis=0) | (turn < 0).all(axis=0))


def _triangles(quad: FloatArray) -> FloatArray:
    """Cut quadrangles into two triangles, as (n, 2, 4, 2) with the third corner twice.

    A simple one is cut along a diagonal that has the other two corners on different sides; one that
    crosses itself at the crossing.
    """
    p, q, r, s = (quad[:, k] for k in range(4))
    is_inner = _turn(p, q, r) * _turn(p, r, s) >= 0
    is_simple = ~crosses_itself(quad)
    # Without an inner diagonal two opposite sides cross: pq and rs, or else qr and sp.
    is_first = _turn(p, q, r) * _turn(p, q, s) <= 0
    start, end = np.where(is_first[:, None], (p, q), (q, r))
    near, far = _turn(r, s, start), _turn(r, s, end)
    other = _turn(s, p, start), _turn(s, p, end)
    near, far = np.where(is_first, (near, far), other)
    share = np.divide(near, near - far, out=np.zeros_like(near), where=near != far)
    crossing = start + share[:, None] * (end - start)
    diagonal = np.where(
        is_inner[:, None], np.stack([p, q, r, p, r, s]), np.stack([q, r, s, q, s, p])
    )
    crossed = np.where(
        is_first[:, None],
        np.stack([crossing, q, r, crossing, s, p]),
        np.stack([crossing, p, q, crossing, r, s]),
    )
    corner = np.where(is_simple[:, None], diagonal, crossed)
    return corner[[0, 1, 2, 2, 3, 4, 5, 5]].transpose(1, 0, 2).reshape(-1, 2, 4, 2)


def _any_intersection(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the areas that quadrangles of any form share: those of their triangles, added."""
    part_a, part_b = _triangles(a), _triangles(b)
    return sum(
        (_convex_intersection(part_a[:, i], part_b[:, j]) for i in (0, 1) for j in (0, 1)),
        start=np.zeros(len(a)),
    )


def _convex_intersection(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the areas that convex quadrangles share: a, clipped by the four sides of b."""
    x, y = np.ascontiguousarray(a[..., 0].T), np.ascontiguousarray(a[..., 1].T)
    direction = np.sign(_turn(b[:, 0], b[:, 1], b[:, 2]))
    for corner in range(4):
        start, end = b[:, corner], b[:, (corner + 1) % 4]
        side = (end - start) * direction[:, None]
        distance = side[:, 0] * (y - start[:, 1]) - side[:, 1] * (x - start[:, 0])
        x, y = _clip(x, y, distance)
    area = _shoelace(x, y)
    area[direction == 0] = 0.0
    return area


def _clip(x: FloatArray, y: FloatArray, distance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the part of each polygon (a column) whose distance to a line is not negative.

    Polygons of fewer corners than others repeat their first; what is clipped away is one point.
    """
    slots, count = x.shape
    is_inside = distance >= 0
    after = np.roll(distance, -1, axis=0)
    is_crossing = is_inside != np.roll(is_inside, -1, axis=0)
    share = np.divide(distance, distance - after, out=np.zeros_like(distance), where=is_crossing)
    kept = np.empty((2 * slots, count), dtype=bool)
    kept[0::2], kept[1::2] = is_inside, is_crossing
    place = np.cumsum(kept, axis=0, dtype=np.int8)
    target = (place - 1).astype(np.int64) * count + np.arange(count)
    target = target[kept]
    size = max(int(place[-1].max(initial=0)), 1)
    clipped = []
    for values in (x, y):
        both = np.empty((2 * slots, count))
        both[0::2] = values
        both[1::2] = values + share * (np.roll(values, -1, axis=0) - values)
        out = np.zeros(size * count)
        out[target] = both[kept]
        out = out.reshape(size, count)
        clipped.append(np.where(np.arange(size)[:, None] < place[-1], out, out[0]))
    return clipped[0], clipped[1]
