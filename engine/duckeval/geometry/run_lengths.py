"""Masks as COCO writes them: compressed run lengths, for many masks at once.

A mask is read column by column from the top left; its runs are pixels outside and inside in turn.
The text holds each run in characters of five bits, the lowest first, every one but the last with
bit 0x20 set, from the character ``0`` on; the fourth run and those after it are differences to the
run two before (``rleToString`` in maskApi.c of pycocotools).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["compressed", "read_runs", "write_runs"]

IntArray = NDArray[np.int64]

_FIRST = ord("0")
_MORE, _SIGN, _BITS = 0x20, 0x10, 5


def read_runs(texts: Sequence[bytes]) -> tuple[IntArray, IntArray]:
    """Return the run lengths that compressed masks write, and where those of each mask begin.

    Parameters
    ----------
    texts : sequence of bytes
        Sound masks: checked before.

    Returns
    -------
    runs : (m,) int64
        Lengths in pixels of all masks, one mask after the other, each from its first background.
    offsets : (n + 1,) int64
        Mask i has the runs from ``offsets[i]`` to before ``offsets[i + 1]``.

    Examples
    --------
    >>> runs, offsets = read_runs([b"52203", b"0`0"])
    >>> runs.tolist(), offsets.tolist()
    ([5, 2, 2, 2, 5, 0, 16], [0, 5, 7])
    """
    character = np.frombuffer(b"".join(texts), np.uint8)
    start = np.cumsum([0, *map(len, texts)])
    bits = character - np.uint8(_FIRST)
    last = np.flatnonzero((bits & _MORE) == 0)
    place = np.searchsorted(last, start)  # counts that end before each text
    begin = np.concatenate([[0], last[:-1] + 1])[: len(last)]
    value = (bits[begin] & (_MORE - 1)).astype(np.int64)
    longer, further = np.flatnonzero(begin < last), 0
    while longer.size:
        further += 1
        digit = (bits[begin[longer] + further] & (_MORE - 1)).astype(np.int64)
        value[longer] += digit << (_BITS * further)
        longer = longer[begin[longer] + further < last[longer]]
    is_negative = np.flatnonzero(bits[last] & _SIGN)
    digits = last[is_negative] - begin[is_negative] + 1
    value[is_negative] -= np.int64(1) << (_BITS * digits)
    return _add_up(value, place), place


def _add_up(value: IntArray, place: IntArray) -> IntArray:
    """Return counts of their differences: from the fourth of a mask on to the one before last."""
    length = np.diff(place)
    number = np.arange(len(value)) - np.repeat(place[:-1], length)
    is_odd = (number & 1).astype(bool)  # the foreground
    has_first = place[:-1][length > 0]
    base = value.copy()
    base[has_first] = 0  # the first stands alone
    odd = np.cumsum(np.where(is_odd, base, 0))
    even = np.cumsum(base) - odd
    before = np.maximum(place[:-1] - 1, 0)
    if len(value):
        none = place[:-1] == 0
        odd -= np.repeat(np.where(none, 0, odd[before]), length)
        even -= np.repeat(np.where(none, 0, even[before]), length)
    counts = np.where(is_odd, odd, even)
    counts[has_first] = value[has_first]
    return counts


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


def write_runs(runs: Any, offsets: Any, sizes: Any) -> list[bytes]:  # noqa: ANN401
    """Return the compressed texts of masks of their run lengths.

    Parameters
    ----------
    runs, offsets : array_like of int
        As `read_runs` returns them.
    sizes : (n, 2) array_like of int
        Height and width of each mask.

    Examples
    --------
    >>> write_runs([5, 2, 2, 2, 5], [0, 5], [[4, 4]])
    [b'52203']
    """
    from pycocotools import mask  # noqa: PLC0415

    run = np.asarray(runs, dtype=np.int64).tolist()
    start = np.asarray(offsets, dtype=np.int64).tolist()
    return [
        mask.frPyObjects({"counts": run[first:end], "size": [height, width]}, height, width)[
            "counts"
        ]
        for (first, end), (height, width) in zip(
            pairwise(start), np.asarray(sizes).reshape(-1, 2).tolist(), strict=True
        )
    ]
