"""Polygons between the lists that COCO writes and the WKB that a project keeps.

COCO lists the corners of each part, ``[x1, y1, x2, y2, ...]``, and leaves it open; WKB closes a
ring by its first corner. Coordinates are kept to the last bit, so that a polygon is drawn as if it
had been read from its file.
"""

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np

__all__ = [
    "LONGEST",
    "MOST_DISTANT",
    "outline_length",
    "parts_of",
    "rle_of_parts",
    "rles_of_wkbs",
    "wkb_of_parts",
]

MOST_DISTANT = 1e6
"""How far from the image a corner may lie, in pixels: what draws polygons takes memory for it."""

LONGEST = 1e6
"""How long the outline of a part may be, in pixels: drawing one takes about 50 bytes a pixel, and
where they are not to be had the process ends."""

Parts = Sequence[Sequence[float]]

_ONE_RING = bytes([1, 3, 0, 0, 0, 1, 0, 0, 0])  # little endian, a polygon of one ring
_POINTS_AT, _POINT = 13, 16


def wkb_of_parts(polygons: Sequence[Parts]) -> list[bytes]:
    """Return polygons as WKB: a polygon, or a multipolygon where there are several parts.

    Parameters
    ----------
    polygons : sequence of sequence of sequence of float
        For each polygon its parts, each ``x1, y1, x2, y2, ...`` of at least three corners.

    Examples
    --------
    >>> [wkb] = wkb_of_parts([[[0, 0, 4, 0, 4, 3]]])
    >>> parts_of([wkb])
    [[[0.0, 0.0, 4.0, 0.0, 4.0, 3.0]]]
    """
    import shapely  # noqa: PLC0415 - heavy

    rings = [part for parts in polygons for part in parts]
    if not rings:
        return []
    counts = np.array([len(parts) for parts in polygons])
    lengths = np.array([len(ring) // 2 for ring in rings])
    flat = np.fromiter(chain.from_iterable(rings), np.float64, 2 * int(lengths.sum()))
    ends = np.cumsum(lengths)
    # each ring once more with its first corner at the end
    order = np.insert(np.arange(len(flat) // 2), ends, ends - lengths)
    coordinates = flat.reshape(-1, 2)[order]
    ring_bounds = np.concatenate(([0], ends + np.arange(1, len(rings) + 1)))
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


def parts_of(wkbs: Sequence[bytes]) -> list[list[list[float]]]:
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
    found: list[list[list[float]]] = [[] for _ in wkbs]
    for place, polygon in enumerate(owner):
        corners = coordinates[bounds[place] : bounds[place + 1] - 1]
        found[polygon].append(corners.reshape(-1).tolist())
    return found


def outline_length(part: Sequence[float]) -> float:
    """Return how many pixels the outline of a part takes: of each side the longer of x and y.

    Examples
    --------
    >>> outline_length([0, 0, 4, 0, 4, 3])
    11.0
    """
    corners = np.asarray(part, np.float64).reshape(-1, 2)
    side = np.abs(corners - np.roll(corners, 1, axis=0))
    return float(side.max(axis=1).sum())


def rle_of_parts(parts: Parts, height: int, width: int) -> dict[str, Any]:
    """Return a polygon drawn as a mask: the union of its parts, as pycocotools draws them.

    Examples
    --------
    >>> rle = rle_of_parts([[0, 0, 4, 0, 4, 3, 0, 3]], 5, 5)
    >>> rle["size"]
    [5, 5]
    """
    from pycocotools import mask as coco  # noqa: PLC0415 - heavy

    drawn = coco.frPyObjects([list(part) for part in parts], height, width)
    whole: dict[str, Any] = coco.merge(drawn)
    return whole


def rles_of_wkbs(wkbs: Sequence[bytes], height: int, width: int) -> list[dict[str, Any]]:
    """Return polygons in WKB drawn as masks of one size, as `rle_of_parts` draws each.

    Examples
    --------
    >>> [square] = wkb_of_parts([[[0, 0, 4, 0, 4, 3, 0, 3]]])
    >>> rles_of_wkbs([square], 5, 5) == [rle_of_parts([[0, 0, 4, 0, 4, 3, 0, 3]], 5, 5)]
    True
    """
    from pycocotools import mask as coco  # noqa: PLC0415 - heavy

    parts: list[Any] = []
    ends = []
    for wkb in wkbs:
        if wkb.startswith(_ONE_RING):
            corners = (len(wkb) - _POINTS_AT) // _POINT - 1  # the last is the first
            parts.append(np.frombuffer(wkb, "<f8", 2 * corners, _POINTS_AT))
        else:
            parts.extend(np.array(part) for [found] in [parts_of([wkb])] for part in found)
        ends.append(len(parts))
    drawn: list[dict[str, Any]] = coco.frPyObjects(parts, height, width) if parts else []
    return [
        drawn[start] if end == start + 1 else coco.merge(drawn[start:end])
        for start, end in pairwise([0, *ends])
    ]
