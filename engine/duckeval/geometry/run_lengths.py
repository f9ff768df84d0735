"""Masks as COCO writes them: compressed run lengths, for many masks at once.

A mask is read column by column from the top left; its runs are pixels outside and inside in turn.
The text holds each run in characters of five bits, the lowest first, every one but the last with
bit 0x20 set, from the character ``0`` on; the fourth run and those after it are differences to the
run two before (``rleToString`` in maskApi.c of pycocotools).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["compressed", "measured"]

_FIRST, _LAST = ord("0"), ord("0") + 63
_MOST_DIGITS = 7
"""Numbers of 35 bits; no mask has longer runs."""

_CHUNK = 1 << 22


def measured(
    texts: Sequence[bytes], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return which texts are masks of these sizes, and how many pixels lie inside each.

    Parameters
    ----------
    texts : sequence of bytes
        Compressed run lengths.
    sizes : (n,) int64
        Pixels that each mask must have, height times width.

    Returns
    -------
    is_mask : (n,) bool
        Whether every character is one of the code, no number is cut off, no run is negative and
        the runs add up to the size. Native code may be given these texts, and no others.
    area : (n,) int64
        Pixels inside; 0 where there is no mask.

    Examples
    --------
    One pixel inside, in a mask of two by two; the second text ends too early.

    >>> is_mask, area = measured([b"013", b"01"], np.array([4, 4]))
    >>> is_mask.tolist(), area.tolist()
    ([True, False], [1, 0])
    """
    count = len(texts)
    is_mask = np.zeros(count, bool)
    area = np.zeros(count, np.int64)
    lengths = np.fromiter((len(text) for text in texts), np.int64, count)
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    start = 0
    while start < count:
        stop = int(np.searchsorted(bounds, bounds[start] + _CHUNK, side="right")) - 1
        stop = min(max(stop, start + 1), count)
        is_mask[start:stop], area[start:stop] = _measured_chunk(
            b"".join(texts[start:stop]), lengths[start:stop], sizes[start:stop]
        )
        start = stop
    return is_mask, area


def _measured_chunk(
    text: bytes, lengths: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    count = len(lengths)
    codes = np.frombuffer(text, np.uint8) - np.uint8(_FIRST)  # what lies below wraps to the top
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    has_text = lengths > 0
    starts = bounds[:-1][has_text]
    is_bad = np.zeros(count, bool)
    if len(starts) == 0:
        return sizes == 0, np.zeros(count, np.int64)
    is_bad[has_text] = np.maximum.reduceat(codes, starts) > _LAST - _FIRST
    is_last = codes & 0x20 == 0
    ends = bounds[1:][has_text] - 1
    is_bad[has_text] |= ~is_last[ends]
    is_last[ends] = True  # a number that is cut off ends with its text

    lasts = np.flatnonzero(is_last)
    firsts = np.concatenate(([0], lasts[:-1] + 1))
    per_mask = np.zeros(count, np.int64)
    per_mask[has_text] = np.add.reduceat(is_last, starts, dtype=np.int64)
    mask = np.repeat(np.arange(count), per_mask)
    digits = lasts - firsts + 1
    is_bad[mask[digits > _MOST_DIGITS]] = True
    values = _numbers(codes, firsts, np.minimum(digits, _MOST_DIGITS))

    rank = np.arange(len(values)) - np.repeat(np.cumsum(per_mask) - per_mask, per_mask)
    is_odd = (rank & 1).astype(bool)
    runs = values
    # run 0 stands for itself, runs 1 and 2 too, and those behind are differences
    for chosen in (np.flatnonzero(is_odd), np.flatnonzero(~is_odd & (rank > 0))):
        runs[chosen] = _summed_within(values[chosen], mask[chosen])
    is_bad[mask[runs < 0]] = True
    starts = (np.cumsum(per_mask) - per_mask)[has_text]
    total, inside = np.zeros(count, np.int64), np.zeros(count, np.int64)
    total[has_text] = np.add.reduceat(runs, starts)
    inside[has_text] = np.add.reduceat(np.where(is_odd, runs, 0), starts)
    is_mask = ~is_bad & (total == sizes)
    return is_mask, np.where(is_mask, inside, 0)


def _numbers(
    codes: NDArray[np.uint8], firsts: NDArray[np.int64], digits: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the signed numbers that begin at these codes and have so many digits of five bits."""
    values = (codes[firsts] & 0x1F).astype(np.int64)
    longer = np.flatnonzero(digits > 1)
    place = 1
    while len(longer):
        values[longer] |= (codes[firsts[longer] + place] & 0x1F).astype(np.int64) << (5 * place)
        place += 1
        longer = longer[digits[longer] > place]
    is_negative = codes[firsts + digits - 1] & 0x10 != 0
    signed: NDArray[np.int64] = values - np.where(is_negative, np.int64(1) << (5 * digits), 0)
    return signed


def _summed_within(values: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return running sums that begin anew with each group."""
    if len(values) == 0:
        return values
    sums = np.cumsum(values)
    is_first = np.concatenate(([True], group[1:] != group[:-1]))
    before = np.where(is_first, sums - values, 0)
    starts = np.flatnonzero(is_first)
    base: NDArray[np.int64] = before[starts][np.cumsum(is_first) - 1]
    summed: NDArray[np.int64] = sums - base
    return summed


def compressed(runs: Sequence[int]) -> bytes:
    """Return run lengths as the text that COCO compresses them to.

    Examples
    --------
    >>> compressed([0, 1, 3])
    b'013'
    >>> compressed([5, 40, 7, 2])
    b'5X17jN'
    """
    text = bytearray()
    for place, run in enumerate(runs):
        value = run - runs[place - 2] if place > 2 else run  # noqa: PLR2004 - the code's own rule
        while True:
            bits = value & 0x1F
            value >>= 5
            is_done = value == -1 if bits & 0x10 else value == 0
            text.append(_FIRST + (bits if is_done else bits | 0x20))
            if is_done:
                break
    return bytes(text)
