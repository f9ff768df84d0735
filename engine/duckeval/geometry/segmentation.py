"""The segmentation of a COCO object: polygons, or a mask as run lengths."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from duckeval.geometry.mask_texts import joined, measured
from duckeval.geometry.outlines import (
    LONGEST,
    MOST_DISTANT,
    outline_length,
    rle_of_parts,
    wkb_of_parts,
)
from duckeval.geometry.run_lengths import compressed

__all__ = [
    "MOST_PIXELS",
    "NUMBERS",
    "WRONG_RUNS",
    "Outline",
    "outlines_of",
    "polygon_area",
    "polygon_of",
    "too_large",
    "wrong_size",
]

_FEWEST_NUMBERS = 6
_FEW_CORNERS = "holds at least three corners in each part"
NUMBERS = "holds numbers"
WRONG_RUNS = "has runs that add up to height times width"
_decode = msgspec.json.Decoder().decode
_decode_numbers = msgspec.json.Decoder(list[list[float]]).decode
MOST_PIXELS = 2**31 - 1  # what the native code counts in


@dataclass(slots=True)
class Outline:
    """What a segmentation is, or what is wrong with it.

    Attributes
    ----------
    rule : str or None
        The rule that it breaks; the rest says nothing then.
    parts : list of list of float
        The parts of a polygon, ``x1, y1, x2, y2, ...``.
    wkb : bytes or None
        The polygon as WKB.
    height, width : int
        Size of a mask.
    counts : bytes or None
        Compressed run lengths of a mask.
    box : tuple of float
        Left, top, width and height of the box around it.
    area : float
        Pixels inside; of a polygon as it is drawn, or in its plane where the size of the image is
        not known.
    """

    rule: str | None = None
    parts: list[list[float]] | None = None
    wkb: bytes | None = None
    height: int = 0
    width: int = 0
    counts: bytes | None = None
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    area: float = 0.0


def outlines_of(
    texts: list[str | None], sizes: list[tuple[int, int]], needs_area: list[bool] | None = None
) -> list[Outline | None]:
    """Return what each segmentation is.

    Parameters
    ----------
    texts : list of str or None
        JSON: a list of parts, each ``[x1, y1, x2, y2, ...]`` of at least three corners, or an
        object with ``size`` (height, width) and ``counts``, compressed as text or plain as numbers.
    sizes : list of (int, int)
        Height and width of the image; 0 where they are not known.
    needs_area : list of bool, optional
        Whether the area of a polygon is wanted, which has to be drawn for it.

    Returns
    -------
    list of Outline or None
        None where there is nothing: no text, ``null`` or an empty list.

    Examples
    --------
    >>> polygon, mask, wrong = outlines_of(
    ...     ["[[0, 0, 4, 0, 4, 3, 0, 3]]", '{"size": [2, 2], "counts": "013"}', "[[0, 0]]"],
    ...     [(5, 5), (2, 2), (5, 5)],
    ... )
    >>> polygon.box, mask.area, wrong.rule
    ((0.0, 0.0, 4.0, 3.0), 1.0, 'holds at least three corners in each part')
    """
    found = [_read(text, size) for text, size in zip(texts, sizes, strict=True)]
    _check_masks([each for each in found if each is not None and each.counts is not None])
    asked = [True] * len(found) if needs_area is None else needs_area
    polygons = [
        (each, size, is_asked)
        for each, size, is_asked in zip(found, sizes, asked, strict=True)
        if each is not None and each.parts is not None
    ]
    wkbs = wkb_of_parts([each.parts or [] for each, *_ in polygons])
    for (each, size, is_asked), wkb in zip(polygons, wkbs, strict=True):
        each.wkb = wkb
        each.area = polygon_area(each.parts or [], *size) if is_asked else 0.0
    return found


def _read(text: str | None, size: tuple[int, int]) -> Outline | None:
    if text is None:
        return None
    if text.lstrip().startswith("["):
        with suppress(msgspec.DecodeError):  # what is no number is named below
            parts = _decode_numbers(text)
            return polygon_of(parts) if parts else None
    try:
        value = _decode(text)
    except msgspec.DecodeError:  # NaN and Infinity are none in JSON, and common
        return Outline(rule=NUMBERS)
    if isinstance(value, dict):
        return _mask(value, size)
    return None if value is None or value == [] else Outline(rule=_wrong(value))


def _wrong(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Return the rule that a segmentation breaks which is neither polygons nor an object."""
    if not isinstance(value, list):
        return "is a list of polygons or a mask"
    if not all(isinstance(part, list) for part in value):
        return "is a list of parts, each a list of numbers"
    return NUMBERS


def polygon_of(value: list[list[float]]) -> Outline:
    """Return a polygon of its parts, or the rule that it breaks.

    Examples
    --------
    >>> polygon_of([[0, 0, 4, 0, 4, 3]]).box
    (0.0, 0.0, 4.0, 3.0)
    """
    if not value:
        return Outline(rule=_FEW_CORNERS)
    lefts, tops, rights, bottoms = [], [], [], []
    for part in value:
        if len(part) % 2:
            return Outline(rule="holds an even number of coordinates in each part")
        if len(part) < _FEWEST_NUMBERS:
            return Outline(rule=_FEW_CORNERS)
        x, y = part[0::2], part[1::2]
        left, top, right, bottom = min(x), min(y), max(x), max(y)
        # beyond that, what draws polygons takes more memory than there is
        if not -MOST_DISTANT <= min(left, top) <= max(right, bottom) <= MOST_DISTANT:
            return Outline(rule=f"lies within {MOST_DISTANT:.0f} pixels")
        longest_side = max(right - left, bottom - top)
        if longest_side * len(x) > LONGEST and outline_length(part) > LONGEST:
            return Outline(rule=f"has an outline of at most {LONGEST:.0f} pixels in each part")
        lefts.append(left)
        tops.append(top)
        rights.append(right)
        bottoms.append(bottom)
    left, top = float(min(lefts)), float(min(tops))
    return Outline(parts=value, box=(left, top, max(rights) - left, max(bottoms) - top))


def _mask(value: dict[str, Any], size: tuple[int, int]) -> Outline:
    own, counts = value.get("size"), value.get("counts")
    if not (isinstance(own, list) and len(own) == 2 and all(_is_count(each) for each in own)):  # noqa: PLR2004
        return Outline(rule="has a size, [height, width]")
    if size != (0, 0) and tuple(own) != size:
        return Outline(rule=wrong_size(size))
    if own[0] * own[1] > MOST_PIXELS:
        return Outline(rule=too_large())
    if isinstance(counts, list) and all(_is_count(each) for each in counts):
        counts = compressed(counts).decode()
    if not isinstance(counts, str):
        return Outline(rule="has counts, a text or a list of whole numbers")
    return Outline(height=own[0], width=own[1], counts=counts.encode())


def wrong_size(size: tuple[int, int]) -> str:
    """Return the rule of a mask that is not as large as its image."""
    return f"has the size of its image, {list(size)}"


def too_large() -> str:
    """Return the rule of a mask of more pixels than can be counted."""
    return f"has at most {MOST_PIXELS} pixels"


def _is_count(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31


def _check_masks(masks: list[Outline]) -> None:
    if not masks:
        return
    heights, widths = (
        np.array([getattr(each, name) for each in masks], np.int64) for name in ("height", "width")
    )
    found = measured(*joined([each.counts or b"" for each in masks]), heights, widths)
    for each, is_right, area, box in zip(
        masks, found.is_mask.tolist(), found.area.tolist(), found.box.tolist(), strict=True
    ):
        if is_right:
            left, top, width, height = box
            each.box, each.area = (left, top, width, height), area
        else:
            each.rule = WRONG_RUNS


def polygon_area(parts: list[list[float]], height: int, width: int) -> float:
    """Return how many pixels a polygon is drawn in, or its area in the plane without a size.

    Examples
    --------
    >>> polygon_area([[0, 0, 4, 0, 4, 3]], 0, 0)
    6.0
    """
    from pycocotools import mask as coco  # noqa: PLC0415 - heavy

    if height > 0 and width > 0:
        return float(coco.area(rle_of_parts(parts, height, width)))
    return sum(_plane_area(np.array(part)) for part in parts)


def _plane_area(part: NDArray[np.float64]) -> float:
    x, y = part[0::2], part[1::2]
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2
