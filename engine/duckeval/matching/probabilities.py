"""Probabilities of a classification against its labels: ranks, places and errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["NO_LABEL", "ItemScores", "label_scores", "places", "ranking_precision"]

NO_LABEL = -1
"""The column of an item without a label."""

_BLOCK = 1 << 22
"""How many probabilities are looked at at once."""

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ItemScores:
    """What the probabilities of each item say about its one label; NaN and 0 where it has none.

    Attributes
    ----------
    label_probability : (items,) float64
        Probability of the labelled class.
    label_rank : (items,) int64
        Rank of that class, from 1; of equal probabilities the first column comes first.
    squared_error : (items,) float64
        Sum over the classes of the squared difference of probability and label.
    """

    label_probability: Float
    label_rank: Int
    squared_error: Float


def places(probability: Float, labelled: Float) -> NDArray[np.int32]:
    """Return where each probability of a class stands among those of its labelled items.

    Parameters
    ----------
    probability : (items,) float64
        Probability of the class on each item.
    labelled : (labels,) float64
        The probabilities among them that belong to labelled items.

    Returns
    -------
    (items,) int32
        With the different values of `labelled` in falling order: 2j - 1 where the probability
        equals the j-th, 2j where it lies between the j-th and the next, 0 where it exceeds all.

    Examples
    --------
    >>> places(np.array([0.9, 0.5, 0.4, 0.2, 0.1]), np.array([0.5, 0.2])).tolist()
    [0, 1, 2, 3, 4]
    """
    values = np.unique(labelled)
    below = np.searchsorted(values, probability, side="left")
    found = 2 * (len(values) - below)
    if len(values):
        found -= values[np.minimum(below, len(values) - 1)] == probability
    return found.astype(np.int32)


def label_scores(values: Float, column: Int) -> ItemScores:
    """Return what the probabilities of each item say about its one label.

    Parameters
    ----------
    values : (items, classes) float64
        Probabilities.
    column : (items,) int64
        The column of the labelled class, `NO_LABEL` where there is none.

    Examples
    --------
    >>> scores = label_scores(np.array([[0.25, 0.75], [0.5, 0.5]]), np.array([0, 1]))
    >>> scores.label_rank.tolist(), scores.squared_error.tolist()
    ([2, 2], [1.125, 0.5])
    """
    items, classes = values.shape
    probability = np.full(items, np.nan)
    rank = np.zeros(items, dtype=np.int64)
    error = np.full(items, np.nan)
    number = np.arange(classes)
    step = max(1, _BLOCK // max(1, classes))
    labelled = np.flatnonzero(column != NO_LABEL)
    for start in range(0, len(labelled), step):
        rows = labelled[start : start + step]
        block, own = np.ascontiguousarray(values[rows]), column[rows]
        at = block[np.arange(len(rows)), own]
        before = (block > at[:, None]) | ((block == at[:, None]) & (number < own[:, None]))
        probability[rows] = at
        rank[rows] = 1 + before.sum(axis=1)
        block[np.arange(len(rows)), own] -= 1
        error[rows] = (block * block).sum(axis=1)
    return ItemScores(probability, rank, error)


def ranking_precision(values: Float, is_label: NDArray[np.bool_]) -> Float:
    """Return the label-ranking average precision of each item.

    Of each label of an item: the share of labels among the classes whose probability is no lower.
    The mean of that over the labels; 1 where no class or every class is a label, as scikit-learn
    has it.

    Parameters
    ----------
    values : (items, classes) float64
        Probabilities.
    is_label : (items, classes) bool
        Whether the item has the label.

    Examples
    --------
    >>> ranking_precision(np.array([[0.9, 0.5, 0.1]]), np.array([[False, True, True]])).tolist()
    [0.5833333333333333]
    """
    items, classes = values.shape
    found = np.ones(items)
    counts = is_label.sum(axis=1)
    item, label = np.nonzero(is_label & ((counts > 0) & (counts < classes))[:, None])
    shares = np.empty(len(item))
    step = max(1, _BLOCK // max(1, classes))
    for start in range(0, len(item), step):
        rows = item[start : start + step]
        reached = values[rows] >= values[rows, label[start : start + step]][:, None]
        shares[start : start + step] = (reached & is_label[rows]).sum(axis=1) / reached.sum(axis=1)
    several = np.unique(item)
    found[several] = np.bincount(item, weights=shares, minlength=items)[several] / counts[several]
    return found
