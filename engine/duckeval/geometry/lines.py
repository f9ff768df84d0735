"""Lines as files write them, read into WKB, and back into arrays."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Line", "line_of", "vertices_of"]

MOST_DISTANT = 1e9
"""Coordinates beyond this are no pixels."""

_BARE = re.compile(r"\b(nan|inf|NULL)\b")
_AS_JSON = {"nan": "NaN", "inf": "Infinity", "NULL": "null"}
_WKT = re.compile(r"LINESTRING\s*\((?P<points>[^()]*)\)", re.IGNORECASE)
_PAIR = 2


@dataclass(frozen=True)
class Line:
    """A polyline, or what is wrong with it.

    Attributes
    ----------
    wkb : bytes or None
        The line as WKB.
    box : tuple of float
        x, y, w, h of the box around it.
    vertex_count : int
        Its vertices.
    rule : str or None
        The rule that it breaks; the rest says nothing then.
    """

    wkb: bytes | None = None
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    vertex_count: int = 0
    rule: str | None = None


def line_of(text: str) -> Line:
    """Return the polyline that a text says: JSON, a list as DuckDB writes it, or WKT.

    Parameters
    ----------
    text : str
        ``[[x, y], ...]``, ``[x, y, x, y, ...]`` or ``LINESTRING (x y, ...)``.

    Examples
    --------
    >>> line_of("[[0, 1], [4, 3]]").box
    (0.0, 1.0, 4.0, 2.0)
    >>> line_of("[0, 1, 4, 3]") == line_of("LINESTRING (0 1, 4 3)")
    True
    >>> line_of("[[0, 1]]").rule
    'holds two points or more'
    """
    numbers = _numbers(text)
    if isinstance(numbers, str):
        return Line(rule=numbers)
    rule = _broken(numbers)
    if rule is not None:
        return Line(rule=rule)
    points = np.array(numbers, dtype="<f8").reshape(-1, _PAIR)
    near, far = points.min(axis=0), points.max(axis=0)
    if (near == far).all():
        return Line(rule="has a length")
    head = b"\x01\x02\x00\x00\x00" + len(points).to_bytes(4, "little")
    (x, y), (w, h) = near.tolist(), (far - near).tolist()
    return Line(head + points.tobytes(), (x, y, w, h), len(points))


def _numbers(text: str) -> list[Any] | str:
    """Return x, y, x, y ... of a text, or the rule that it breaks."""
    if found := _WKT.fullmatch(text.strip()):
        points: Any = [_words(point) for point in found["points"].split(",")]
    else:
        try:
            points = json.loads(_BARE.sub(lambda word: _AS_JSON[word[0]], text))
        except (ValueError, RecursionError):
            return "is a list of points"
    if not isinstance(points, list):
        return "is a list of points"
    if not points or not all(isinstance(point, list) for point in points):
        if any(isinstance(point, list) for point in points):
            return "is a list of points"
        return points if len(points) % _PAIR == 0 else "holds x and y of each point"
    if any(len(point) != _PAIR for point in points):
        return "holds x and y of each point"
    return [value for point in points for value in point]


def _words(point: str) -> list[float | str]:
    return [_number(word) for word in point.split()]


def _number(word: str) -> float | str:
    try:
        return float(word)
    except ValueError:
        return word


def _broken(numbers: Sequence[Any]) -> str | None:
    if any(isinstance(each, bool) or not isinstance(each, int | float) for each in numbers):
        return "holds numbers"
    if len(numbers) < 2 * _PAIR:
        return "holds two points or more"
    if not all(isinstance(each, int) or math.isfinite(each) for each in numbers):
        return "is finite"
    if any(abs(each) > MOST_DISTANT for each in numbers):
        return f"lies within {MOST_DISTANT:.0f} pixels"
    return None


def vertices_of(wkbs: Sequence[bytes]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the vertices of lines in WKB, one line after the other, and where each begins.

    Examples
    --------
    >>> line = line_of("[[0, 1], [4, 3], [5, 5]]").wkb
    >>> vertices, offsets = vertices_of([line, line])
    >>> vertices.shape, offsets.tolist()
    ((6, 2), [0, 3, 6])
    """
    lines = [np.frombuffer(wkb, "<f8", offset=9).reshape(-1, _PAIR) for wkb in wkbs]
    offsets = np.concatenate([[0], np.cumsum([len(line) for line in lines], dtype=np.int64)])
    vertices = np.concatenate(lines) if lines else np.empty((0, _PAIR))
    return vertices, offsets.astype(np.int64)
