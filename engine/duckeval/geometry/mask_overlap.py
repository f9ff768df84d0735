"""IoU of masks, as pycocotools computes it, for the objects of one image at a time."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["mask_overlaps"]

Rle = dict[str, Any]


def mask_overlaps(
    predictions: Sequence[Rle], labels: Sequence[Rle], is_crowd: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return which predictions and labels of an image overlap, and their IoU.

    Parameters
    ----------
    predictions, labels : sequence of dict
        Masks of one size: ``size`` and compressed ``counts``, checked before.
    is_crowd : (n labels,) bool
        For those the share of the prediction inside takes the place of the IoU.

    Returns
    -------
    prediction, label, iou : (m,) arrays
        Positions in the two lists, and the IoU, above 0.

    Examples
    --------
    >>> whole, pixel = ({"size": [2, 2], "counts": text} for text in (b"04", b"013"))
    >>> [each.tolist() for each in mask_overlaps([whole], [whole, pixel], np.zeros(2, bool))]
    [[0, 0], [0, 1], [1.0, 0.25]]
    """
    from pycocotools import mask as coco  # noqa: PLC0415 - heavy

    if not len(predictions) or not len(labels):
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, np.zeros(0)
    iou = coco.iou(list(predictions), list(labels), is_crowd.astype(np.uint8).tolist())
    prediction, label = np.nonzero(iou)
    return prediction, label, iou[prediction, label]
