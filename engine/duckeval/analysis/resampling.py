"""Counts and average precision of many weighted samples at once.

A resample of the items is a weight for each item: how often it was drawn. A sum over objects is
then a sum of weights, and the average precision of a class needs the weights of its true positives
and, between them, of its other predictions. Rows are predictions, columns are resamples, and
additions run down the rows one by one, in the order in which DuckDB makes them: weights of 1 give
the same number to the last bit.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Float", "Int", "average_precision", "draw_weights", "group_sums"]

Float = NDArray[np.float64]
Int = NDArray[np.int64]
_PIECE = 32


def draw_weights(item_count: int, resamples: int, seed: int) -> NDArray[Any]:
    """Return how often each item (row) is drawn in each resample (column).

    As many items as there are, with replacement; the same for the same arguments.

    Examples
    --------
    >>> draw_weights(4, 1000, seed=1).sum(axis=0).tolist() == [4] * 1000
    True
    """
    source = np.random.default_rng(seed)
    weights = np.empty((resamples, item_count), np.uint16)
    for row in weights:
        row[:] = np.bincount(source.integers(0, item_count, item_count), minlength=item_count)
    kind = np.uint8 if not weights.size or weights.max() < 2**7 else np.uint16
    return np.ascontiguousarray(weights.T.astype(kind))


def group_sums(weights: NDArray[Any], items: Int, starts: Int) -> NDArray[np.uint32]:
    """Return the sum of the weights of each group of consecutive items.

    Parameters
    ----------
    weights : array, (items, resamples)
        Weights of the items.
    items : array, (n,)
        Rows of `weights`, group after group.
    starts : array, (groups + 1,)
        Where in `items` each group starts, and where the last one ends.

    Examples
    --------
    >>> weights = np.array([[1, 0], [2, 1], [0, 3]], np.uint8)
    >>> group_sums(weights, np.array([0, 1, 2, 1]), np.array([0, 2, 4])).tolist()
    [[3, 1], [2, 4]]
    """
    lengths = np.diff(starts)
    # Long groups are cut, so that the loop below, over places in a group, stays short.
    pieces = np.maximum(1, -(-lengths // _PIECE))
    group = np.repeat(np.arange(len(lengths)), pieces)
    number = np.arange(len(group)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    first = starts[:-1][group] + _PIECE * number
    length = np.minimum(lengths[group] - _PIECE * number, _PIECE)
    order = np.argsort(-length, kind="stable")
    first, sums = first[order], np.zeros((len(group), weights.shape[1]), np.uint32)
    reaching = np.searchsorted(-length[order], -np.arange(1, _PIECE + 1), side="right")
    for place, count in enumerate(reaching):
        sums[:count] += weights[items[first[:count] + place]]
    found = np.empty_like(sums)
    found[order] = sums
    if len(group) == len(lengths):
        return found
    whole: NDArray[np.uint32] = found[np.cumsum(pieces) - pieces]
    for further in np.flatnonzero(number).tolist():
        whole[group[further]] += found[further]
    return whole


def average_precision(
    hit_weights: NDArray[Any], group_weights: NDArray[Any], label_weights: Float, interpolation: str
) -> Float:
    """Return the average precision of a class in each resample; 0 without a true positive.

    Parameters
    ----------
    hit_weights : array, (hits, resamples)
        Weights of the true positives, the most confident first.
    group_weights : array, (hits, resamples)
        Weights of all predictions after the true positive before, this one included.
    label_weights : array, (resamples,)
        Weight of the labels of the class.
    interpolation : str
        ``101``, ``11`` or ``all``.

    Notes
    -----
    An item that is drawn twice brings each true positive twice, side by side, and the second has
    the higher precision. So the end of each such run is all that the envelope needs.

    Examples
    --------
    >>> ones = np.ones((2, 1))
    >>> average_precision(ones, np.array([[1.0], [2.0]]), np.array([2.0]), "all").tolist()
    [0.8333333333333333]
    """
    hits = np.cumsum(hit_weights, axis=0, dtype=np.float64)
    ranks = np.cumsum(group_weights, axis=0, dtype=np.float64)
    precision = np.divide(hits, ranks, out=ranks, where=ranks > 0)
    envelope = np.maximum.accumulate(precision[::-1], axis=0)[::-1]
    if interpolation == "all":
        # Each copy of a hit is a step of its own in SQL; here it is one step as high as it is wide.
        step: Float = hit_weights.astype(np.float64)
        width = label_weights
    else:
        points = 100 if interpolation == "101" else 10
        reached = _points(hits, np.where(label_weights > 0, label_weights, np.nan), points)
        reached[hits == 0] = 0
        step = np.diff(reached, axis=0, prepend=0)
        width = np.full(label_weights.shape, points + 1.0)
    total = np.zeros(hits.shape[1])
    for row in envelope * step:
        total += row
    return np.divide(total, width, out=np.zeros_like(total), where=label_weights > 0)


def _points(hits: Float, labels: Float, points: int) -> Float:
    """Return how many of the recalls 0, 1/points, ... 1 are reached, as `_recall_points` counts."""
    recall = hits / labels
    unit = 1.0 / points if points == 10 else 0.01  # noqa: PLR2004 - the two grids there are
    below: Float = np.floor(recall * points)
    return below - (below * unit > recall) + ((below + 1) * unit <= recall) + 1
