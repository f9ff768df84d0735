"""IoU of outlines in the plane: areas of polygons, not counts of pixels."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from duckeval.geometry.vector import shape_iou, valid_shapes

__all__ = ["outline_overlaps", "outlines"]


def outlines(wkbs: list[bytes | None], boxes: NDArray[np.float64]) -> Any:  # noqa: ANN401
    """Return shapes that can be cut: polygons in WKB, and boxes where there is none.

    Parameters
    ----------
    wkbs : list of bytes or None
        Polygons; `valid_shapes` says what those that cross themselves are.
    boxes : (n, 4) float64
        Left, top, width, height.

    Examples
    --------
    >>> float(outlines([None], np.array([[0.0, 0, 4, 3]]))[0].area)
    12.0
    """
    import shapely  # noqa: PLC0415 - heavy

    left, top, width, height = boxes.T
    found = shapely.box(left, top, left + width, top + height)
    places = [place for place, wkb in enumerate(wkbs) if wkb is not None]
    found[places] = valid_shapes([wkbs[place] for place in places])
    return found


def outline_overlaps(
    predictions: Any,  # noqa: ANN401 - arrays of geometries
    labels: Any,  # noqa: ANN401
    prediction_item: NDArray[np.int64],
    label_item: NDArray[np.int64],
    is_crowd: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return which predictions and labels of one item overlap, and their IoU.

    Parameters
    ----------
    predictions, labels : arrays of geometries
        Valid ones, items one behind the other.
    prediction_item, label_item : (n,), (m,) int64
        Number of the item of each, rising.
    is_crowd : (m,) bool
        For those the share of the prediction inside takes the place of the IoU.

    Returns
    -------
    prediction, label, iou : (k,) arrays
        Positions in the two arrays, and the IoU, above 0.

    Examples
    --------
    >>> square, half = outlines([None] * 2, np.array([[0.0, 0, 2, 2], [0.0, 0, 1, 2]]))
    >>> zero = np.zeros(1, np.int64)
    >>> outline_overlaps(np.array([square]), np.array([half]), zero, zero, zero > 0)[2].tolist()
    [0.5]
    """
    import shapely  # noqa: PLC0415 - heavy

    prediction, label = _pairs(prediction_item, label_item)
    near, far = shapely.bounds(predictions)[prediction], shapely.bounds(labels)[label]
    meets = (near[:, :2] < far[:, 2:]).all(axis=1) & (far[:, :2] < near[:, 2:]).all(axis=1)
    prediction, label = prediction[meets], label[meets]
    iou = shape_iou(predictions[prediction], labels[label], is_crowd[label])
    overlaps = iou > 0
    return prediction[overlaps], label[overlaps], iou[overlaps]


def _pairs(
    one: NDArray[np.int64], other: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every pair of positions that have the same number; the numbers rise."""
    starts = np.searchsorted(other, one, side="left")
    counts = np.searchsorted(other, one, side="right") - starts
    first = np.repeat(np.arange(len(one)), counts)
    within = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    return first, np.repeat(starts, counts) + within
