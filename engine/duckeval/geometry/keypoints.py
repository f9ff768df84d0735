"""Keypoints: object keypoint similarity (OKS)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["object_keypoint_similarity", "ragged_object_keypoint_similarity"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


def object_keypoint_similarity(
    prediction_xy: Any,  # noqa: ANN401
    label_xyv: Any,  # noqa: ANN401
    label_area: Any,  # noqa: ANN401
    label_box: Any,  # noqa: ANN401
    sigmas: Any,  # noqa: ANN401
) -> FloatArray:
    """Return the similarity of predicted and labelled keypoints, row by row.

    Parameters
    ----------
    prediction_xy : (n, j, 2) array_like
        Predicted points in pixels; every joint counts, whatever its predicted visibility.
    label_xyv : (n, j, 3) array_like
        Labelled points and their visibility: 0 not labelled, 1 hidden, 2 visible.
    label_area : (n,) array_like
        Areas of the labels in px2 (COCO: of the mask).
    label_box : (n, 4) array_like
        ``x, y, w, h`` of the labels, for those without a labelled joint.
    sigmas : (j,) or (n, j) array_like
        Spread of each joint.

    Returns
    -------
    (n,) float64
        Mean over the labelled joints of ``exp(-d2 / (2 area (2 sigma)2))``, in [0, 1]. Without a
        labelled joint d is how far the predicted point lies outside the box, extended by its width
        and height on either side, and the mean is over all joints.

    Notes
    -----
    The order of the operations is that of ``COCOeval.computeOks`` of pycocotools, to the last bit:
    a value that lies on a threshold falls on the same side.

    Examples
    --------
    >>> label = [[[10, 10, 2], [20, 10, 1], [0, 0, 0]]]
    >>> prediction = [[[10, 10], [20, 13], [99, 99]]]
    >>> object_keypoint_similarity(prediction, label, [400], [[5, 5, 20, 20]], [0.1] * 3).round(3)
    array([0.877])
    """
    label = np.asarray(label_xyv, dtype=np.float64)
    count, joints = label.shape[:2]
    predicted = np.asarray(prediction_xy, dtype=np.float64).reshape(count, joints, 2)
    area = np.asarray(label_area, dtype=np.float64).reshape(count, 1)
    box = np.asarray(label_box, dtype=np.float64).reshape(count, 4)
    variance = (np.asarray(sigmas, dtype=np.float64) * 2) ** 2
    is_visible = label[..., 2] > 0
    visible = is_visible.sum(axis=1)
    blind = np.flatnonzero(visible == 0)
    offset = [predicted[..., axis] - label[..., axis] for axis in (0, 1)]
    for axis in (0, 1) if len(blind) else ():
        offset[axis][blind] = _outside(predicted[blind, :, axis], box[blind][:, [axis, axis + 2]])
    exponent = (offset[0] ** 2 + offset[1] ** 2) / variance / (area + np.spacing(1)) / 2
    # Visible joints first: a sum over them adds them in the order in which the reference does.
    first = np.argsort(~is_visible, axis=1, kind="stable")
    exponent = np.take_along_axis(exponent, first, axis=1)
    used = np.where(visible == 0, joints, visible)
    similarity = np.zeros(count)
    for number in np.unique(used[used > 0]):
        rows = used == number
        parts = np.exp(-np.ascontiguousarray(exponent[rows, :number]))
        similarity[rows] = parts.sum(axis=1) / number
    return similarity


def ragged_object_keypoint_similarity(
    prediction_xy: Any,  # noqa: ANN401
    label_xyv: Any,  # noqa: ANN401
    offsets: Any,  # noqa: ANN401
    label_area: Any,  # noqa: ANN401
    label_box: Any,  # noqa: ANN401
    sigmas: Any,  # noqa: ANN401
) -> FloatArray:
    """Return the similarity of pairs whose numbers of joints differ.

    Parameters
    ----------
    prediction_xy : (m, 2) array_like
        Predicted points of all pairs, one pair after the other.
    label_xyv : (m, 3) array_like
        Labelled points and visibilities.
    offsets : (n + 1,) array_like of int
        The joints of pair i are the rows from ``offsets[i]`` to before ``offsets[i + 1]``.
    label_area, label_box : array_like
        One a pair, as in `object_keypoint_similarity`.
    sigmas : (m,) array_like
        Spread of each joint.

    Examples
    --------
    >>> label, prediction = [[10, 10, 2], [20, 10, 1], [5, 5, 2]], [[10, 10], [20, 13], [5, 5]]
    >>> boxes = [[5, 5, 20, 20], [0, 0, 9, 9]]
    >>> ragged_object_keypoint_similarity(
    ...     prediction, label, [0, 2, 3], [400, 81], boxes, [0.1, 0.1, 0.1]
    ... ).round(3)
    array([0.877, 1.   ])
    """
    start = np.asarray(offsets, dtype=np.int64)
    count = np.diff(start)
    predicted = np.asarray(prediction_xy, dtype=np.float64).reshape(-1, 2)
    label = np.asarray(label_xyv, dtype=np.float64).reshape(-1, 3)
    sigma = np.asarray(sigmas, dtype=np.float64)
    area = np.asarray(label_area, dtype=np.float64)
    box = np.asarray(label_box, dtype=np.float64).reshape(-1, 4)
    similarity = np.zeros(len(count))
    if len(count) and (count == count[0]).all():
        shape = len(count), int(count[0])
        return object_keypoint_similarity(
            predicted.reshape(*shape, 2), label.reshape(*shape, 3), area, box, sigma.reshape(shape)
        )
    for number in np.unique(count[count > 0]):
        rows = np.flatnonzero(count == number)
        place = start[rows][:, None] + np.arange(number)
        similarity[rows] = object_keypoint_similarity(
            predicted[place], label[place], area[rows], box[rows], sigma[place]
        )
    return similarity


def _outside(points: FloatArray, span: FloatArray) -> FloatArray:
    """Return how far points lie outside a side of the box that is extended by itself twice."""
    start, length = span[:, :1], span[:, 1:]
    before = np.maximum(0.0, (start - length) - points)
    after = np.maximum(0.0, points - (start + length * 2))
    outside: FloatArray = before + after
    return outside
