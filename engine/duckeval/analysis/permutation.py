"""Permutation test of the difference between two sets.

Would they differ as much if it did not matter which is which? Each item's outcomes under the two
sets change sides or not, by the toss of a coin, and the difference is measured anew. p is the share
of permutations, what was observed counted as one, whose difference is at least as large, up or
down. Labels and predictions of one item move together, for they depend on one another; predictions
take their confidences along.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duckeval.analysis.bootstrap import samples
from duckeval.analysis.resampling import Float, Int
from duckeval.analysis.sample import ClassRows, Sample, resample
from duckeval.store import Store

__all__ = ["merged", "p_values", "permuted", "swap_weights"]

_ROUNDING = 1e-12

Key = tuple[str | None, str | None, str]


def permuted(
    store: Store,
    sets: tuple[str, str],
    parameters: Mapping[str, Any],
    permutations: int = 1000,
    seed: int = 0,
) -> dict[Key, float | None]:
    """Return p by slice, class and measure; None where the observed difference is undefined.

    Permutations in which the difference is undefined count as no smaller than the observed one.
    """
    return {
        (name, class_name, measure): p_value
        for name, item_count, (first, second) in samples(store, sets, parameters)
        for (class_name, measure), p_value in p_values(
            first, second, item_count, permutations, seed
        ).items()
    }


def p_values(
    first: Sample, second: Sample, item_count: int, permutations: int, seed: int
) -> dict[tuple[str | None, str], float | None]:
    """Return p of two sets on the same items, by class and measure; see `permuted`."""
    both = merged(first, second, item_count)
    chosen = swap_weights(item_count, permutations, seed)
    before, after = (resample(both, weights) for weights in (chosen, 1 - chosen))
    return {
        (class_name, measure): _p_value(after[class_name][measure] - values)
        for class_name, measures in before.items()
        for measure, values in measures.items()
    }


def _p_value(differences: Float) -> float | None:
    """Return the share of differences that are as large as the first; None if that is undefined."""
    observed = differences[0]
    if np.isnan(observed):
        return None
    # The same numbers in another order of addition are not larger.
    is_smaller = np.abs(differences) < abs(observed) - _ROUNDING
    return float((~is_smaller).mean())


def swap_weights(item_count: int, permutations: int, seed: int) -> NDArray[np.uint8]:
    """Return, for each permutation, which of the items of both sets the first side has.

    Rows are the items under the first set, then the items under the second; the first column is
    what was observed.

    Examples
    --------
    >>> swap_weights(3, 5, seed=1)[:, 0].tolist()
    [1, 1, 1, 0, 0, 0]
    """
    source = np.random.default_rng(seed)
    stays = np.ones((item_count, 1 + permutations), np.uint8)
    stays[:, 1:] = source.integers(0, 2, (item_count, permutations))
    return np.concatenate([stays, 1 - stays])


def merged(first: Sample, second: Sample, item_count: int) -> Sample:
    """Return both sets as one, whose items are those of the first and then those of the second.

    Every label is there under both, so a side that has each item once has each label once.
    """
    return Sample(
        [
            _merged_class(one, other, item_count)
            for one, other in zip(first.classes, second.classes, strict=True)
        ],
        first.class_set,
        first.interpolation,
        first.task_kind,
    )


def _merged_class(one: ClassRows, other: ClassRows, item_count: int) -> ClassRows:
    confidence = np.concatenate([one.confidences, other.confidences])
    # By confidence; the ranks within each set break its own ties, and the first set goes first.
    order = np.argsort(-confidence, kind="stable")
    is_hit = np.zeros(len(confidence), bool)
    is_hit[one.hits] = True
    is_hit[len(one.items) + other.hits] = True
    parts: Int = np.zeros(len(confidence), np.int64)
    parts[one.hits] = one.iou_parts
    parts[len(one.items) + other.hits] = other.iou_parts

    def joined(left: Int, right: Int) -> Int:
        return np.concatenate([left, right + item_count])

    hits = np.flatnonzero(is_hit[order])
    return ClassRows(
        one.name,
        one.is_declared,
        labels=joined(one.labels, other.labels),
        items=joined(one.items, other.items)[order],
        confidences=confidence[order],
        hits=hits,
        iou_parts=parts[order][hits],
        grid_items=joined(one.grid_items, other.grid_items),
        grid_counts=np.concatenate([one.grid_counts, other.grid_counts]),
    )
