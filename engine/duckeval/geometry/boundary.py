"""Boundaries of masks: Boundary IoU weighs the outline of large objects as much as small objects.

The boundary of a mask are its pixels no farther from its outside than a share of the diagonal of
the image (Cheng and others, 2021). The boundary IoU of two masks is the smaller of their IoU and
that of their boundaries.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duckeval.geometry.run_lengths import read_runs, write_runs

__all__ = ["boundary_iou", "boundary_masks", "boundary_runs", "boundary_width"]

IntArray = NDArray[np.int64]
Bitmap = NDArray[np.bool_]

RATIO = 0.02  # of the diagonal


def boundary_width(height: int, width: int, ratio: float = RATIO) -> int:
    """Return the width of a boundary in pixels: a share of the diagonal, rounded, at least 1.

    Examples
    --------
    >>> boundary_width(480, 640)
    16
    """
    return max(1, round(ratio * float(np.sqrt(height**2 + width**2))))


def boundary_masks(texts: Sequence[bytes], sizes: Any, ratio: float = RATIO) -> list[bytes]:  # noqa: ANN401
    """Return the boundaries of masks, as masks.

    Parameters
    ----------
    texts : sequence of bytes
        Compressed run lengths of sound masks.
    sizes : (n, 2) array_like of int
        Height and width of each.
    ratio : float, optional
        Width of the boundary as a share of the diagonal.

    Examples
    --------
    >>> boundary_masks([b"0i0"], [[5, 5]])
    [b'063L0004']
    """
    return write_runs(*boundary_runs(*read_runs(texts), sizes, ratio), sizes)


def boundary_iou(
    predicted: Sequence[bytes],
    labelled: Sequence[bytes],
    size: tuple[int, int],
    is_crowd: Any = None,  # noqa: ANN401
    ratio: float = RATIO,
) -> NDArray[np.float64]:
    """Return the boundary IoU of every predicted and every labelled mask of an item.

    Parameters
    ----------
    predicted, labelled : sequence of bytes
        Compressed run lengths of sound masks.
    size : tuple of int
        Height and width.
    is_crowd : array_like of bool, optional
        One a label; for a crowd both values are shares of the prediction inside it.
    ratio : float, optional
        Width of the boundary as a share of the diagonal.

    Returns
    -------
    (predictions, labels) float64
        The smaller of the IoU of the masks and that of their boundaries.

    Examples
    --------
    >>> whole, boundary = b"0i0", b"063L0004"
    >>> boundary_iou([whole, boundary], [whole], (5, 5))
    array([[1.  ],
           [0.64]])
    """
    from pycocotools import mask  # noqa: PLC0415

    if not len(predicted) or not len(labelled):
        return np.zeros((len(predicted), len(labelled)))
    crowd = [0] * len(labelled) if is_crowd is None else np.asarray(is_crowd, dtype=int).tolist()
    texts = [*predicted, *labelled]
    overlaps = [
        mask.iou(coded[: len(predicted)], coded[len(predicted) :], crowd)
        for coded in (
            [{"size": list(size), "counts": text} for text in kind]
            for kind in (texts, boundary_masks(texts, [size] * len(texts), ratio))
        )
    ]
    return np.asarray(np.minimum(*overlaps))


def boundary_runs(
    runs: Any,  # noqa: ANN401
    offsets: Any,  # noqa: ANN401
    size: Any,  # noqa: ANN401
    ratio: float = RATIO,
) -> tuple[IntArray, IntArray]:
    """Return the run lengths of the boundaries of masks, and where those of each begin.

    Parameters
    ----------
    runs, offsets : array_like of int
        Run lengths of sound masks (`duckeval.geometry.run_lengths.read_runs`).
    size : (n, 2) array_like of int
        Height and width.
    ratio : float, optional
        Width of the boundary as a share of the diagonal.

    Returns
    -------
    runs, offsets : int64 arrays
        As those given; `duckeval.geometry.run_lengths.write_runs` makes masks of them.

    Notes
    -----
    A pixel is no boundary if the square of ``2 * boundary_width + 1`` pixels around it lies in the
    mask and in the image: what the erosion of the reference leaves, that many steps of 3 x 3. The
    boundary along the border of the image counts.

    Examples
    --------
    >>> outline, offsets = boundary_runs([0, 25], [0, 2], [[5, 5]])
    >>> outline.tolist()
    [0, 6, 3, 2, 3, 2, 3, 6]
    """
    run = np.asarray(runs, dtype=np.int64)
    start = np.asarray(offsets, dtype=np.int64).tolist()
    found = []
    for (first, end), (height, width) in zip(
        pairwise(start), np.asarray(size).reshape(-1, 2).tolist(), strict=True
    ):
        near, bitmap = _columns(run[first:end], height)
        eroded = _erode(bitmap, boundary_width(height, width, ratio))
        found.append(_runs(bitmap & ~eroded, near * height, height * width))
    lengths = [len(runs) for runs in found]
    return np.concatenate([np.zeros(0, np.int64), *found]), np.cumsum([0, *lengths])


def _columns(runs: IntArray, height: int) -> tuple[int, Bitmap]:
    """Return the first column of a mask that is not empty, and the bitmap from it to the last.

    The bitmap has a row for each column of the image.
    """
    ends = np.cumsum(runs)
    if len(runs) < 2 or not runs[1::2].any():  # noqa: PLR2004
        return 0, np.zeros((0, height), dtype=bool)
    inside = np.flatnonzero(runs[1::2]) * 2 + 1
    near = int(ends[inside[0] - 1]) // height
    far = (int(ends[inside[-1]]) - 1) // height + 1
    edges = np.clip(np.concatenate([[0], ends]), near * height, far * height)
    flat = np.repeat(np.arange(len(runs)) % 2 == 1, np.diff(edges))
    return near, flat.reshape(far - near, height)


def _erode(bitmap: Bitmap, steps: int) -> Bitmap:
    """Return the pixels around which a square of ``2 * steps + 1`` lies in the bitmap."""
    eroded = np.zeros_like(bitmap)
    side = 2 * steps + 1
    if min(bitmap.shape) < side:
        return eroded
    total = np.zeros((bitmap.shape[0] + 1, bitmap.shape[1] + 1), dtype=np.int32)
    total[1:, 1:] = bitmap.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)
    inside = total[side:, side:] - total[:-side, side:] - total[side:, :-side]
    inside += total[:-side, :-side]
    eroded[steps:-steps, steps:-steps] = inside == side * side
    return eroded


def _runs(bitmap: Bitmap, before: int, pixels: int) -> IntArray:
    """Return the run lengths of a bitmap that begins after some pixels of background."""
    flat = bitmap.ravel()
    changes = np.flatnonzero(np.diff(flat, prepend=False, append=False)) + before
    edges = np.concatenate([[0], changes, [pixels]])
    runs = np.diff(edges)
    # Foreground up to the last pixel is the end.
    return runs[:-1] if len(runs) > 1 and runs[-1] == 0 else runs
