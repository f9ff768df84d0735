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

from duckeval.geometry.mask_overlap import mask_overlaps
from duckeval.geometry.run_lengths import read_runs, write_runs

__all__ = ["boundary_masks", "boundary_overlaps", "boundary_runs", "boundary_width"]

IntArray = NDArray[np.int64]
Bitmap = NDArray[np.bool_]
Rle = dict[str, Any]

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


def boundary_overlaps(
    predictions: Sequence[Rle],
    labels: Sequence[Rle],
    is_crowd: NDArray[np.bool_],
    ratio: float = RATIO,
) -> tuple[IntArray, IntArray, NDArray[np.float64]]:
    """Return which predictions and labels of an image overlap, and their boundary IoU.

    Parameters
    ----------
    predictions, labels : sequence of dict
        Masks of one size: ``size`` and compressed ``counts``, checked before.
    is_crowd : (n labels,) bool
        For those both values are shares of the prediction inside it.
    ratio : float, optional
        Width of the boundary as a share of the diagonal.

    Returns
    -------
    prediction, label, iou : (m,) arrays
        Positions in the two lists, and the smaller of the IoU of the masks and that of their
        boundaries, above 0.

    Notes
    -----
    Only masks that overlap another one get a boundary, each once.

    Examples
    --------
    >>> whole, part = ({"size": [5, 5], "counts": text} for text in (b"0i0", b"063L0004"))
    >>> found = boundary_overlaps([whole, part], [whole], np.zeros(1, bool))
    >>> [each.tolist() for each in found]
    [[0, 1], [0, 0], [1.0, 0.64]]
    """
    from pycocotools import mask  # noqa: PLC0415 - heavy

    prediction, label, iou = mask_overlaps(predictions, labels, is_crowd)
    if not len(prediction):
        return prediction, label, iou
    (outer, of_prediction), (inner, of_label) = (
        np.unique(place, return_inverse=True) for place in (prediction, label)
    )
    met = [*(predictions[place] for place in outer), *(labels[place] for place in inner)]
    size = met[0]["size"]
    texts = boundary_masks([each["counts"] for each in met], [size] * len(met), ratio)
    coded = [{"size": size, "counts": text} for text in texts]
    crowd = is_crowd[inner].astype(np.uint8).tolist()
    outline_iou = mask.iou(coded[: len(outer)], coded[len(outer) :], crowd)
    iou = np.minimum(iou, outline_iou[of_prediction, of_label])
    is_met = iou > 0
    return prediction[is_met], label[is_met], iou[is_met]


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
