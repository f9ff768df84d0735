"""The closest-label matching, as one interval of IoU thresholds per prediction."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["match_closest"]


def match_closest(
    group: NDArray[np.int64],
    prediction: NDArray[np.int64],
    label: NDArray[np.int64],
    iou: NDArray[np.float64],
    confidence: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the closest pair of each prediction and the threshold from which it is a duplicate.

    Parameters
    ----------
    group : (n,) int64
        Number of the (item, class) of the pair.
    prediction, label : (n,) int64
        Keys of the two; ties are broken by the lower key.
    iou : (n,) float64
        IoU of the pair, above 0. Crowd labels must have been left out.
    confidence : (n,) float64
        Confidence of the prediction.

    Returns
    -------
    chosen : (m,) int64
        Index of the pair that each prediction belongs to: its label of the highest IoU (ties: the
        lower key). Sorted by group, then prediction.
    duplicate_iou : (m,) float64
        Highest IoU among the better predictions of the same label (confidence, then IoU, then the
        lower key); -1 when there is none. The prediction is a true positive at threshold t exactly
        if ``iou >= t`` and ``duplicate_iou < t``.

    Examples
    --------
    >>> keys, same = np.array([1, 1, 2, 2]), np.zeros(4, int)
    >>> label, iou = np.array([7, 8, 7, 8]), np.array([1.0, 0.43, 0.69, 0.64])
    >>> match_closest(same, keys, label, iou, np.array([0.9, 0.9, 0.8, 0.8]))
    (array([0, 2]), array([-1.,  1.]))
    """
    order = np.lexsort((label, -iou, prediction, group))
    key = np.stack([group[order], prediction[order]], axis=1)
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (key[1:] != key[:-1]).any(axis=1)
    chosen = order[is_first]

    best_first = np.lexsort(
        (prediction[chosen], -iou[chosen], -confidence[chosen], label[chosen], group[chosen])
    )
    duplicate_iou = np.full(len(chosen), -1.0)
    highest, before = -1.0, (None, None)
    for index in best_first.tolist():
        pair = chosen[index]
        here = (group[pair], label[pair])
        highest = highest if here == before else -1.0
        before = here
        duplicate_iou[index] = highest
        highest = max(highest, float(iou[pair]))
    return chosen, duplicate_iou
