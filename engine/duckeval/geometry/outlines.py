"""Polygons between the lists that COCO writes and the WKB that a project keeps.

COCO lists the corners of each part, ``[x1, y1, x2, y2, ...]``, and leaves it open; WKB closes a
ring by its first corner. Coordinates are kept to the last bit, so that a polygon is drawn as if it
had been read from its file.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LONGEST", "MOST_DISTANT", "outline_length", "parts_of", "rle_of_parts", "wkb_of_parts"]

MOST_DISTANT = 1e6
"""How far from the image a corner may lie, in pixels: what draws polygons takes memory for it."""

LONGEST = 1e6
"""How long the outline of a part may be, in pixels: drawing one takes about 50 bytes a pixel, and
where they are not to be had the process ends."""

Parts = Sequence[NDArray[np.float64]]


def wkb_of_parts(polygons: Sequence[Parts]) -> list[bytes]:
    """Return polygons as WKB: a polygon, or a multipolygon where there are several parts.

    Parameters
    ----------
    polygons : sequence of sequence of (2 k,) float64
        For each polygon its parts, each ``x1, y1, x2, y2, ...`` of at least three corners.

    Examples
    --------
    >>> [wkb] = wkb_of_parts([[np.array([0.0, 0, 4, 0, 4, 3])]])
    >>> parts_of([wkb])
    [[array([0., 0., 4., 0., 4., 3.])]]
    """
    import shapely  # noqa: PLC0415 - heavy

    rings = [_closed(part) for parts in polygons for part in parts]
    if not rings:
        return []
    counts = np.array([len(parts) for parts in polygons])
    coordinates = np.concatenate(rings)
    ring_bounds = _bounds([len(ring) for ring in rings])
    each_a_ring = np.arange(len(rings) + 1)
    single = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, coordinates, (ring_bounds, each_a_ring)
    )
    firsts = np.cumsum(counts) - counts
    found = single[firsts]
    several = np.flatnonzero(counts > 1)
    for place in several:
        found[place] = shapely.multipolygons(single[firsts[place] : firsts[place] + counts[place]])
    return [bytes(each) for each in shapely.to_wkb(found)]


def parts_of(wkbs: Sequence[bytes]) -> list[list[NDArray[np.float64]]]:
    """Return the parts of polygons in WKB as COCO lists them; holes are left out.

    Examples
    --------
    >>> parts_of([])
    []
    """
    import shapely  # noqa: PLC0415 - heavy

    if not len(wkbs):
        return []
    shapes = shapely.from_wkb(wkbs)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings = shapely.get_exterior_ring(parts)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    bounds = np.searchsorted(ring, np.arange(len(rings) + 1))
    found: list[list[NDArray[np.float64]]] = [[] for _ in wkbs]
    for place, polygon in enumerate(owner):
        corners = coordinates[bounds[place] : bounds[place + 1] - 1]
        found[polygon].append(np.ascontiguousarray(corners).reshape(-1))
    return found


def outline_length(part: NDArray[np.float64]) -> float:
    """Return how many pixels the outline of a part takes: of each side the longer of x and y.

    Examples
    --------
    >>> outline_length(np.array([0.0, 0, 4, 0, 4, 3]))
    11.0
    """
    corners = np.asarray(part, np.float64).reshape(-1, 2)
    side = np.abs(corners - np.roll(corners, 1, axis=0))
    return float(side.max(axis=1).sum())


def rle_of_parts(parts: Parts, height: int, width: int) -> dict[str, Any]:
    """Return a polygon drawn as a mask: the union of its parts, as pycocotools draws them.

    Examples
    --------
    >>> rle = rle_of_parts([np.array([0.0, 0, 4, 0, 4, 3, 0, 3])], 5, 5)
    >>> rle["size"]
    [5, 5]
    """
    from pycocotools import mask as coco  # noqa: PLC0415 - heavy

    drawn = coco.frPyObjects([part.tolist() for part in parts], height, width)
    whole: dict[str, Any] = coco.merge(drawn)
    return whole


def _closed(part: NDArray[np.float64]) -> NDArray[np.float64]:
    corners = np.asarray(part, np.float64).reshape(-1, 2)
    return np.concatenate([corners, corners[:1]])


def _bounds(lengths: Sequence[int]) -> NDArray[np.int64]:
    bounds: NDArray[np.int64] = np.concatenate(([0], np.cumsum(lengths)))
    return bounds
