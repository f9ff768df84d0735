"""Polygons, lines and keypoints as tables write them, brought to the form of COCO."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

__all__ = ["Given", "flat_keypoints", "geometries_of"]

_BARE = re.compile(r"\b(nan|inf|NULL|None)\b")
_AS_JSON = {"nan": "NaN", "inf": "Infinity", "NULL": "null", "None": "null"}
_HEX = re.compile(r"[0-9A-Fa-f]+")
_UNREADABLE = "is WKB, WKT, GeoJSON or a list of points"
_PAIR = 2
_TRIPLE = 3
_LINE, _POLYGON, _MULTIPOLYGON = 1, 3, 6  # type numbers of shapely


@dataclass(frozen=True)
class Given:
    """What a geometry is: the text of a COCO segmentation, that of a line, or a rule it breaks."""

    segmentation: str | None = None
    points: str | None = None
    rule: str | None = None


def geometries_of(texts: list[str | None]) -> list[Given | None]:
    """Return what each geometry is; None where there is no text.

    Parameters
    ----------
    texts : list of str or None
        WKT, WKB in hexadecimal digits, GeoJSON, or a list of the points of a polygon. Holes are cut
        out by a slit from the outline to them, so that a part is one ring, as COCO has it.

    Examples
    --------
    >>> square, line, wrong = geometries_of(
    ...     ["POLYGON ((0 0, 4 0, 4 4, 0 0))", "LINESTRING (0 0, 4 4)", "POINT (1 1)"]
    ... )
    >>> square.segmentation, line.points, wrong.rule
    ('[[0.0,0.0,4.0,0.0,4.0,4.0]]', '[0.0,0.0,4.0,4.0]', 'is a polygon or a line')
    """
    found: list[Given | None] = [None] * len(texts)
    readers: dict[str, list[int]] = {"wkb": [], "wkt": [], "geojson": []}
    for place, text in enumerate(texts):
        bare = "" if text is None else text.strip()
        if bare.startswith("["):
            found[place] = _listed(bare)
        elif bare:
            kind = "wkb" if _HEX.fullmatch(bare) else "geojson" if bare[0] == "{" else "wkt"
            readers[kind].append(place)
    for kind, places in readers.items():
        shapes = _shapes(kind, [(texts[place] or "").strip() for place in places])
        for place, given in zip(places, _read(shapes), strict=True):
            found[place] = given
    return found


def flat_keypoints(text: str | None) -> str | None:
    """Return keypoints as COCO lists them, x, y and visibility in turn, as JSON.

    Parameters
    ----------
    text : str or None
        JSON: such a list; or a list with ``[x, y]`` or ``[x, y, visibility]`` for each keypoint,
        which is visible where that is left out and not labelled where there is null instead.

    Returns
    -------
    str or None
        None where there is nothing; ``""`` in quotes where it is no list.

    Examples
    --------
    >>> flat_keypoints("[[1, 2], [3.5, 4, 1], null]")
    '[1, 2, 2, 3.5, 4, 1, 0, 0, 0]'
    """
    points = _decoded(text or "null")
    if points is None or points == []:
        return None
    if not isinstance(points, list):
        return '""'
    if not any(isinstance(point, list) for point in points):
        return json.dumps(points)
    flat: list[Any] = []
    for point in points:
        if point is None:
            flat += [0, 0, 0]
        elif isinstance(point, list) and len(point) in {_PAIR, _TRIPLE}:
            flat += [*point, 2][:_TRIPLE]
        else:
            return '""'
    return json.dumps(flat)


def _decoded(text: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_BARE.sub(lambda word: _AS_JSON[word[0]], text))
    except (ValueError, RecursionError):
        return ""


def _listed(text: str) -> Given | None:
    """Return what a list is: the points of a polygon, in turn or in pairs, or several of these."""
    points = _decoded(text)
    if points == []:
        return None
    if not isinstance(points, list):
        return Given(rule=_UNREADABLE)
    is_nested = all(isinstance(each, list) for each in points)
    if not is_nested:
        parts = [points]
    elif any(isinstance(value, list) for each in points for value in each):
        parts = points
    else:
        parts = [points] if all(len(each) == _PAIR for each in points) else points
    flat: list[list[Any]] = []
    for part in parts:
        ring = _flat(part)
        if ring is None:
            return Given(rule="holds x and y of each point")
        flat.append(ring)
    return Given(segmentation=json.dumps(flat))


def _flat(part: list[Any]) -> list[Any] | None:
    """Return x, y, x, y, ... of a ring, open; None where a point is not two numbers."""
    ring = part
    if any(isinstance(each, list) for each in part):
        if not all(isinstance(each, list) and len(each) == _PAIR for each in part):
            return None
        ring = [value for point in part for value in point]
    is_closed = len(ring) > 2 * _TRIPLE and ring[:_PAIR] == ring[-_PAIR:]
    return ring[:-_PAIR] if is_closed else ring


def _shapes(kind: str, texts: list[str]) -> Any:  # noqa: ANN401
    import shapely  # noqa: PLC0415 - heavy

    read: Any = {"wkb": shapely.from_wkb, "wkt": shapely.from_wkt, "geojson": shapely.from_geojson}[
        kind
    ]
    with np.errstate(invalid="ignore"):
        return read(np.array(texts, object), on_invalid="ignore")


def _read(shapes: Any) -> list[Given]:  # noqa: ANN401
    import shapely  # noqa: PLC0415 - heavy

    kinds, is_empty = shapely.get_type_id(shapes), shapely.is_empty(shapes)
    is_plain = (kinds == _POLYGON) & ~is_empty
    is_plain[is_plain] = shapely.get_num_interior_rings(shapes[is_plain]) == 0
    rings = _rings(shapes[is_plain])
    return [
        Given(segmentation=_json([next(rings)])) if plain else _given(shape, kind, is_empty=empty)
        for shape, kind, plain, empty in zip(shapes, kinds, is_plain, is_empty, strict=True)
    ]


def _rings(polygons: Any) -> Iterator[list[float]]:  # noqa: ANN401
    """Give the outlines of polygons, open: most are plain, and all of them are read at once."""
    import shapely  # noqa: PLC0415 - heavy

    points, ring = shapely.get_coordinates(shapely.get_exterior_ring(polygons), return_index=True)
    bounds = np.searchsorted(ring, np.arange(len(polygons) + 1))
    for start, stop in itertools.pairwise(bounds.tolist()):
        yield points[start : stop - 1].reshape(-1).tolist()


def _given(shape: Any, kind: int, *, is_empty: bool) -> Given:  # noqa: ANN401
    import shapely  # noqa: PLC0415 - heavy

    if shape is None:
        return Given(rule=_UNREADABLE)
    if is_empty:
        return Given(rule="is not empty")
    if kind == _LINE:
        return Given(points=_json(shapely.get_coordinates(shape).reshape(-1).tolist()))
    if kind not in {_POLYGON, _MULTIPOLYGON}:
        return Given(rule="is a polygon or a line")
    return Given(segmentation=_json([_slit(part) for part in shapely.get_parts(shape)]))


def _json(value: list[Any]) -> str:
    """Return numbers as JSON: quickly, and slowly those that are none, which is said later."""
    text = msgspec.json.encode(value).decode()
    return json.dumps(value) if "null" in text else text


def _slit(polygon: Any) -> list[float]:  # noqa: ANN401
    """Return a polygon as one ring, whose holes are reached through a slit of no width."""
    import shapely  # noqa: PLC0415 - heavy

    outline = shapely.get_coordinates(shapely.get_exterior_ring(polygon))[:-1]
    path = [outline]
    for hole in shapely.get_rings(polygon)[1:]:
        ring = shapely.get_coordinates(hole)
        if _turn(ring) * _turn(outline) > 0:  # so that areas of both signs add up
            ring = ring[::-1]
        path += [outline[:1], ring]
    flat: list[float] = np.concatenate(path).reshape(-1).tolist()
    return flat


def _turn(ring: NDArray[np.float64]) -> float:
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1))
