"""What compressed masks are: sound or not, their area and their box, for whole columns at once.

`duckeval.geometry.run_lengths` says how a mask is written. Here thousands are read in one pass over
their characters, without an object for each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["MaskMeasures", "joined", "measured"]

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_FIRST, _CODES = ord("0"), 64
_MORE, _SIGN, _BITS = 0x20, 0x10, 5
_MOST_DIGITS = 7
"""Numbers of 35 bits; no mask has longer runs."""

_CHUNK = 1 << 16
"""Characters that are read at a time: what is made of them stays in the processor's cache."""


@dataclass(frozen=True)
class MaskMeasures:
    """What is known of masks.

    Attributes
    ----------
    is_mask : (n,) bool
        Whether every character is one of the code, no number is cut off, no run is negative and
        the runs add up to height times width. Native code may be given these texts, and no others.
    area : (n,) float64
        Pixels inside; 0 where there is no mask.
    box : (n, 4) float64
        Left, top, width and height of the box around them, as pycocotools gives it.
    """

    is_mask: BoolArray
    area: FloatArray
    box: FloatArray


@dataclass(frozen=True)
class _Runs:
    """The runs of some masks, in pairs of outside and inside; the last pair may lack the inside."""

    outside: IntArray
    inside: IntArray
    first: IntArray  # the first pair of each mask
    lone: IntArray  # pairs that lack the inside


def joined(texts: Sequence[bytes]) -> tuple[NDArray[np.uint8], IntArray]:
    """Return the characters of all texts, and where each begins and the last one ends.

    Examples
    --------
    >>> characters, bounds = joined([b"013", b"04"])
    >>> bounds.tolist()
    [0, 3, 5]
    """
    lengths = np.fromiter((len(text) for text in texts), np.int64, len(texts))
    return np.frombuffer(b"".join(texts), np.uint8), np.concatenate(([0], np.cumsum(lengths)))


def measured(
    characters: NDArray[np.uint8], bounds: IntArray, heights: IntArray, widths: IntArray
) -> MaskMeasures:
    """Return which texts are masks of these sizes, and their areas and boxes.

    Parameters
    ----------
    characters : (m,) uint8
        Compressed run lengths, one text after the other.
    bounds : (n + 1,) int64
        Text i goes from ``bounds[i]`` to before ``bounds[i + 1]``.
    heights, widths : (n,) int64
        The size that each mask must have.

    Examples
    --------
    One pixel inside, in a mask of two by two; the second text ends too early.

    >>> sizes = np.array([2, 2])
    >>> found = measured(*joined([b"013", b"01"]), sizes, sizes)
    >>> found.is_mask.tolist(), found.area.tolist(), found.box[0].tolist()
    ([True, False], [1.0, 0.0], [0.0, 0.0, 1.0, 1.0])
    """
    count = len(heights)
    found = MaskMeasures(np.zeros(count, bool), np.zeros(count), np.zeros((count, 4)))
    start = 0
    while start < count:
        stop = int(np.searchsorted(bounds, bounds[start] + _CHUNK, side="right")) - 1
        stop = min(max(stop, start + 1), count)
        rows = np.arange(start, stop)
        codes = characters[bounds[start] : bounds[stop]] - np.uint8(
            _FIRST
        )  # below wraps to the top
        edges = bounds[start : stop + 1] - bounds[start]
        is_readable = _is_readable(codes, edges)
        if not is_readable.all():
            codes = codes[np.repeat(is_readable, np.diff(edges))]
            edges = np.concatenate(([0], np.cumsum(np.diff(edges)[is_readable])))
            rows = rows[is_readable]
        for row in _measure(found, codes, edges, rows, heights, widths).tolist():
            text = characters[bounds[row] : bounds[row + 1]].tobytes()
            found.box[row] = _asked_box(text, int(heights[row]), int(widths[row]))
        start = stop
    return found


def _is_readable(codes: NDArray[np.uint8], edges: IntArray) -> BoolArray:
    """Return which texts hold the characters of the code only, and whole numbers."""
    is_end = codes < _MORE
    ends = np.flatnonzero(is_end)
    filled = np.flatnonzero(np.diff(edges))
    lasts = edges[filled + 1] - 1
    digits = np.diff(ends, prepend=-1)
    if (
        codes.max(initial=0) < _CODES
        and digits.max(initial=0) <= _MOST_DIGITS
        and is_end[lasts].all()
    ):
        return np.ones(len(edges) - 1, bool)
    is_end = codes & _MORE == 0
    is_fault = codes >= _CODES
    is_fault[lasts[~is_end[lasts]]] = True
    is_end[lasts] = True  # a number that is cut off is no fault of the next text
    ends = np.flatnonzero(is_end)
    is_fault[ends[np.diff(ends, prepend=-1) > _MOST_DIGITS]] = True
    faults = np.concatenate(([0], np.cumsum(is_fault)))
    return np.asarray(faults[edges[1:]] == faults[edges[:-1]])


def _measure(
    found: MaskMeasures,
    codes: NDArray[np.uint8],
    edges: IntArray,
    rows: IntArray,
    heights: IntArray,
    widths: IntArray,
) -> IntArray:
    """Measure readable texts, those of the rows, and return the rows whose box is not known."""
    pixels = heights[rows] * widths[rows]
    is_filled = np.diff(edges) > 0
    found.is_mask[rows[~is_filled]] = pixels[~is_filled] == 0
    rows, pixels = rows[is_filled], pixels[is_filled]
    if not len(rows):
        return rows
    runs = _runs(codes, np.append(edges[:-1][is_filled], edges[-1]))
    total = np.add.reduceat(runs.outside + runs.inside, runs.first)
    is_mask = total == pixels
    if min(runs.outside.min(), runs.inside.min()) < 0:
        is_mask &= np.minimum.reduceat(np.minimum(runs.outside, runs.inside), runs.first) >= 0
    found.is_mask[rows] = is_mask
    found.area[rows] = np.where(is_mask, np.add.reduceat(runs.inside, runs.first), 0)
    is_boxed = is_mask & (pixels > 0)
    if not is_boxed.all():
        rows, runs = rows[is_boxed], _some(runs, is_boxed)
    if not len(rows):
        return rows
    found.box[rows], is_known = _boxes(runs, heights[rows])
    return rows[~is_known]


def _runs(codes: NDArray[np.uint8], edges: IntArray) -> _Runs:
    """Return the runs of texts that are readable and not empty."""
    ends = np.flatnonzero(codes < _MORE)
    digits = np.diff(ends, prepend=-1)
    value = (codes[ends] ^ np.uint8(_SIGN)).astype(np.int64) - _SIGN
    longer, further = np.flatnonzero(digits > 1), 1
    while longer.size:
        lower = codes[ends[longer] - further] & np.uint8(_MORE - 1)
        value[longer] = (value[longer] << _BITS) | lower
        further += 1
        longer = longer[digits[longer] > further]
    place = np.searchsorted(ends, edges)  # numbers that end before each text
    counts = np.diff(place)
    pairs = (counts + 1) // 2
    behind = np.cumsum(pairs)
    first, lone = behind - pairs, (behind - 1)[counts % 2 == 1]
    every = np.zeros(2 * int(behind[-1]), np.int64)
    if len(lone):
        is_there = np.ones(len(every), bool)
        is_there[2 * lone + 1] = False
        every[is_there] = value
    else:
        every[:] = value
    outside, inside = every[0::2].copy(), every[1::2].copy()
    # From the fourth on a number is the difference to the one before last: of those outside the
    # first stands alone, and the sums begin with the second.
    alone = outside[first]
    outside[first] = 0
    outside, inside = (_sums(each, first) for each in (outside, inside))
    outside[first] = alone
    inside[lone] = 0
    return _Runs(outside, inside, first, lone)


def _sums(values: IntArray, first: IntArray) -> IntArray:
    """Return running sums that begin anew at each first; the values are changed."""
    values[first[1:]] -= np.add.reduceat(values, first)[:-1]
    return np.cumsum(values)


def _some(runs: _Runs, is_kept: BoolArray) -> _Runs:
    lengths = np.diff(runs.first, append=len(runs.outside))
    is_lone = np.zeros(len(runs.outside), bool)
    is_lone[runs.lone] = True
    pairs = np.repeat(is_kept, lengths)
    behind = np.cumsum(lengths[is_kept])
    first = behind - lengths[is_kept]
    return _Runs(runs.outside[pairs], runs.inside[pairs], first, np.flatnonzero(is_lone[pairs]))


def _boxes(runs: _Runs, heights: IntArray) -> tuple[FloatArray, BoolArray]:
    """Return the boxes of masks, and which of them are known.

    What pycocotools makes of a run of no pixels inside is left to it.
    """
    first, inside = runs.first, runs.inside
    lengths = np.diff(first, append=len(inside))
    start = _sums(runs.outside + inside, first) - inside
    high = heights.astype(np.float64)
    each_high = np.repeat(high, lengths)
    # Quotients of numbers below 2 ** 53 never round up to the next whole number.
    y = start - np.floor(start / each_high) * each_high
    low = y + (inside - 1)
    is_real = np.ones(len(inside), bool)
    is_real[runs.lone] = False
    y[runs.lone], low[runs.lone] = each_high[runs.lone], -1
    top, bottom = np.minimum.reduceat(y, first), np.maximum.reduceat(low, first)
    is_wide = bottom >= high  # a run goes on in the next column
    top, bottom = np.where(is_wide, 0, top), np.where(is_wide, high - 1, bottom)
    last = first + lengths - 1
    last = last - ~is_real[last] * (lengths > 1)
    left = np.floor(start[first] / high)
    right = np.floor((start[last] + inside[last] - 1) / high)
    box = np.column_stack([left, top, right - left + 1, bottom - top + 1])
    box[(lengths == 1) & ~is_real[first]] = 0
    is_known = np.ones(len(first), bool)
    is_empty = (inside == 0) & is_real
    if is_empty.any():
        is_known = ~np.logical_or.reduceat(is_empty, first)
    return box, is_known


def _asked_box(text: bytes, height: int, width: int) -> FloatArray:
    from pycocotools import mask as coco  # noqa: PLC0415 - heavy

    box: FloatArray = coco.toBbox({"size": [height, width], "counts": text})
    return box
