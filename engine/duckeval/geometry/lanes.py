"""Lanes as the TuSimple benchmark measures them: one x for each of fixed rows."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["LaneScore", "tusimple_line_accuracy", "tusimple_score", "tusimple_thresholds"]

FloatArray = NDArray[np.float64]

PIXELS = 20.0  # how far a point of an upright lane may be off
MATCHED = 0.85  # share of right points from which on a lane is found
_MISSING = -100.0  # where a lane does not reach a row
_LANES = 4  # a fifth label may be missed
_SURPLUS = 2  # predicted lanes beyond the labels


class LaneScore(NamedTuple):
    """What the benchmark says of one image; means over the images are its numbers."""

    accuracy: float
    false_positive: float
    false_negative: float


def tusimple_thresholds(label_x: Any, rows: Any, pixels: float = PIXELS) -> FloatArray:  # noqa: ANN401
    """Return how far in x a point may be off, of each labelled lane.

    Parameters
    ----------
    label_x : (lanes, rows) array_like
        x in pixels at each row; negative where the lane does not reach the row.
    rows : (rows,) array_like
        y of the rows in pixels.
    pixels : float, optional
        The distance across an upright lane; a slanted one has ``pixels / cos(angle)`` along the
        row, the angle that of the straight line of least squares through its points.

    Examples
    --------
    >>> tusimple_thresholds([[10, 10, 10], [10, 20, 30], [-2, -2, 9]], [0, 10, 20]).round(3)
    array([20.   , 28.284, 20.   ])
    """
    x = np.asarray(label_x, dtype=np.float64)
    y = np.broadcast_to(np.asarray(rows, dtype=np.float64), x.shape)
    is_known = x >= 0
    count = is_known.sum(axis=1)
    known = np.maximum(count, 1)[:, None]
    off_x = np.where(is_known, x - (x * is_known).sum(axis=1, keepdims=True) / known, 0.0)
    off_y = np.where(is_known, y - (y * is_known).sum(axis=1, keepdims=True) / known, 0.0)
    spread = (off_y * off_y).sum(axis=1)
    slope = np.divide(
        (off_x * off_y).sum(axis=1), spread, out=np.zeros(len(x)), where=(count > 1) & (spread > 0)
    )
    thresholds: FloatArray = pixels / np.cos(np.arctan(slope))
    return thresholds


def tusimple_line_accuracy(prediction_x: Any, label_x: Any, threshold: Any) -> FloatArray:  # noqa: ANN401
    """Return the share of rows at which each predicted lane is right about each labelled one.

    A row that both do not reach counts as right, as in the benchmark.

    Parameters
    ----------
    prediction_x : (p, rows) array_like
        x of the predicted lanes.
    label_x : (l, rows) array_like
        x of the labelled lanes.
    threshold : (l,) array_like
        How far in x a point may be off (`tusimple_thresholds`); less than this is right.

    Returns
    -------
    (p, l) float64

    Examples
    --------
    >>> tusimple_line_accuracy([[10, 50, -2, -2]], [[12, 20, 30, -2]], [20])
    array([[0.5]])
    """
    predicted = np.asarray(prediction_x, dtype=np.float64)
    label = np.asarray(label_x, dtype=np.float64)
    predicted = np.where(predicted >= 0, predicted, _MISSING)
    label = np.where(label >= 0, label, _MISSING)
    limit = np.asarray(threshold, dtype=np.float64)[:, None]
    is_right = np.abs(predicted[:, None] - label[None]) < limit
    return np.asarray(is_right.sum(axis=2) / label.shape[1])


def tusimple_score(
    prediction_x: Any,  # noqa: ANN401
    label_x: Any,  # noqa: ANN401
    rows: Any,  # noqa: ANN401
) -> LaneScore:
    """Return accuracy and shares of false positives and false negatives of one image.

    Parameters
    ----------
    prediction_x : (p, rows) array_like
        x of the predicted lanes in pixels; negative where a lane does not reach the row.
    label_x : (l, rows) array_like
        x of the labelled lanes.
    rows : (rows,) array_like
        y of the rows.

    Notes
    -----
    Each label takes the best of the predictions, which several labels may share. With more than
    four labels the worst does not count, nor does one that is missed. An image with more than two
    predicted lanes beyond the labels is lost: 0, 0, 1. (The benchmark also loses images that took
    longer than 200 ms; a file of results is not judged by its time.) No prediction makes no false
    positive.

    Examples
    --------
    >>> tusimple_score([[10, 10], [90, 90]], [[12, 12], [50, 50]], [0, 10])
    LaneScore(accuracy=0.5, false_positive=0.5, false_negative=0.5)
    """
    y = np.asarray(rows, dtype=np.float64)
    predicted = np.asarray(prediction_x, dtype=np.float64).reshape(-1, len(y))
    label = np.asarray(label_x, dtype=np.float64).reshape(-1, len(y))
    if len(predicted) > len(label) + _SURPLUS:
        return LaneScore(0.0, 0.0, 1.0)
    table = tusimple_line_accuracy(predicted, label, tusimple_thresholds(label, y))
    best = table.max(axis=0, initial=0.0)
    found = int((best >= MATCHED).sum())
    missed = len(label) - found
    total = float(best.sum())
    if len(label) > _LANES:
        missed -= missed > 0
        total -= float(best.min())
    counted = max(min(_LANES, len(label)), 1)
    surplus = (len(predicted) - found) / len(predicted) if len(predicted) else 0.0
    return LaneScore(total / counted, surplus, missed / counted)
