"""Axis-aligned boxes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["box_iou"]

FloatArray = NDArray[np.float64]


def box_iou(boxes_a: Any, boxes_b: Any, is_crowd: Any = False) -> FloatArray:  # noqa: ANN401, FBT002
    """Return the intersection over union of box a and box b, row by row.

    Parameters
    ----------
    boxes_a, boxes_b : (n, 4) array_like
        ``x, y, w, h`` in pixels; x and y are the top left corner.
    is_crowd : (n,) array_like of bool, optional
        Where true, the value is the share of box a inside box b, as COCO measures against a crowd.

    Returns
    -------
    (n,) float64
        Fractions in [0, 1]; boxes that do not overlap, and boxes without area, give 0.

    Notes
    -----
    The order of the operations is that of ``bbIou`` in pycocotools, so that a value that lies on a
    threshold falls on the same side.

    Examples
    --------
    >>> box_iou([[0, 0, 2, 2], [0, 0, 2, 2]], [[1, 0, 2, 2], [5, 5, 1, 1]]).round(3)
    array([0.333, 0.   ])
    """
    a = np.asarray(boxes_a, dtype=np.float64).reshape(-1, 4)
    b = np.asarray(boxes_b, dtype=np.float64).reshape(-1, 4)
    near = np.maximum(a[:, :2], b[:, :2])
    far = np.minimum(a[:, :2] + a[:, 2:], b[:, :2] + b[:, 2:])
    side = far - near
    intersection = np.where((side > 0).all(axis=1), side[:, 0] * side[:, 1], 0.0)
    area_a, area_b = a[:, 2] * a[:, 3], b[:, 2] * b[:, 3]
    whole = np.where(np.asarray(is_crowd, dtype=bool), area_a, area_a + area_b - intersection)
    share: FloatArray = np.divide(
        intersection, whole, out=np.zeros_like(intersection), where=intersection > 0
    )
    return share
