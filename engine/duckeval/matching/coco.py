"""The greedy matching of COCO, for its ten thresholds and four area ranges at once."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["AREA_RANGES", "THRESHOLDS", "match_coco"]

THRESHOLDS: NDArray[np.float64] = np.linspace(0.5, 0.95, 10)
"""IoU thresholds .50:.05:.95, the floats of pycocotools (the ninth is 0.8999999999999999)."""

AREA_RANGES: NDArray[np.float64] = np.array(
    [[0.0, 1e10], [0.0, 32.0**2], [32.0**2, 96.0**2], [96.0**2, 1e10]]
)
"""Areas in px2 of all, small, medium and large; both ends belong to the range."""

_CELLS = len(AREA_RANGES) * len(THRESHOLDS)


def match_coco(
    group: NDArray[np.int64],
    prediction: NDArray[np.int64],
    label: NDArray[np.int64],
    iou: NDArray[np.float64],
    is_crowd: NDArray[np.bool_],
    area: NDArray[np.float64],
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return at which thresholds and area ranges each pair is a match.

    Parameters
    ----------
    group : (n,) int64
        Number of the (item, class) of the pair; pairs of one group stand together.
    prediction : (n,) int64
        Number of the prediction. Within a group predictions stand in the order of their rank, and
        the pairs of a prediction stand together, by rising IoU, equal IoU by the place of the label
        in its file: the pair that COCO prefers is the last that is still free.
    label : (n,) int64
        Number of the label, from 0.
    iou : (n,) float64
        IoU of the pair; the share of the prediction inside the label if that is a crowd.
    is_crowd : (n,) bool
        Whether the label is a crowd, which any number of predictions may match.
    area : (n,) float64
        Area of the label in px2.

    Returns
    -------
    true_bits, ignored_bits : (n,) uint64
        Bit ``10 * area_range + threshold`` is set where the pair is a match with a label that
        counts, or with one that is ignored (a crowd, or outside the area range).

    Notes
    -----
    Follows ``COCOeval.evaluateImg`` of pycocotools: predictions by rank, each takes the free label
    of the highest IoU, labels that are ignored only when no other is left. The r-th predictions of
    all groups do not compete with one another, so they are matched together, in one round.

    Examples
    --------
    Two predictions, two labels; the second prediction falls back to the second label.

    >>> group, prediction, label = np.zeros(4, int), np.array([0, 0, 1, 1]), np.array([1, 0, 1, 0])
    >>> iou, no, area = np.array([0.43, 1.0, 0.64, 0.69]), np.zeros(4, bool), np.full(4, 1e4)
    >>> true_bits, ignored_bits = match_coco(group, prediction, label, iou, no, area)
    >>> [f"{bits & 1023:010b}" for bits in true_bits.tolist()]
    ['0000000000', '1111111111', '0000000111', '0000000000']
    """
    count = len(iou)
    matched = np.zeros((count, len(AREA_RANGES), len(THRESHOLDS)), dtype=bool)
    if count == 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.uint64)
    low, high = AREA_RANGES.T
    is_ignored = is_crowd[:, None] | (area[:, None] < low) | (area[:, None] > high)
    reaches = iou[:, None] >= np.minimum(THRESHOLDS, 1 - 1e-10)
    # A label that counts comes before one that is ignored, then the later pair.
    preference = np.arange(count, dtype=np.int64)[:, None] + np.where(is_ignored, 0, count)

    starts_prediction = _starts(prediction)
    number = np.cumsum(starts_prediction) - 1
    first_of_group = np.maximum.accumulate(np.where(_starts(group), number, 0))
    rounds = number - first_of_group
    order = np.argsort(rounds, kind="stable")
    bounds = np.searchsorted(rounds[order], np.arange(rounds.max() + 2))
    is_taken = np.zeros((int(label.max()) + 1, len(AREA_RANGES), len(THRESHOLDS)), dtype=bool)
    for start, stop in pairwise(bounds):
        pairs = order[start:stop]
        labels = label[pairs]
        free = reaches[pairs][:, None, :] & (~is_taken[labels] | is_crowd[pairs][:, None, None])
        firsts = _starts(number[pairs])
        if not firsts.all():
            wish = np.where(free, preference[pairs][:, :, None], -1)
            best = np.maximum.reduceat(wish, np.flatnonzero(firsts), axis=0)
            free &= wish == best[np.cumsum(firsts) - 1]
        matched[pairs] = free
        # Only one pair of a label can be matched in a round, so plain assignment loses nothing.
        is_taken[labels] |= free
    return _bits(matched & ~is_ignored[:, :, None]), _bits(matched & is_ignored[:, :, None])


def _starts(run: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.concatenate(([True], run[1:] != run[:-1]))


def _bits(cells: NDArray[np.bool_]) -> NDArray[np.uint64]:
    weights = np.uint64(1) << np.arange(_CELLS, dtype=np.uint64)
    packed: NDArray[np.uint64] = cells.reshape(len(cells), _CELLS) @ weights
    return packed
