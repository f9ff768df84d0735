"""Mutual information of a metric and a score, by the estimators of scikit-learn."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckeval.errors import StoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Estimate", "drawn", "mutual_information"]

_FEW_VALUES = 10
"""A metric with so many distinct values or fewer is taken for discrete."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mutual information, and what it was made from.

    Attributes
    ----------
    n : int
        Pairs without a missing value.
    sample_count : int
        How many of them were drawn.
    estimate : float
        Mutual information in nats, at least 0.
    chance : float
        The same of the shuffled metric: what chance alone gives.
    """

    n: int
    sample_count: int
    estimate: float
    chance: float


def drawn(
    numbers: "NDArray[np.float64]", scores: "NDArray[np.float64]", *, sample: int, seed: int
) -> "NDArray[np.intp]":
    """Return the places of the pairs that the estimate is made from, rising.

    Examples
    --------
    >>> import numpy as np
    >>> drawn(np.array([1.0, np.nan, 3.0]), np.array([0.0, 1.0, 1.0]), sample=9, seed=1)
    array([0, 2])
    """
    import numpy as np  # noqa: PLC0415 - heavy

    places = np.flatnonzero(~(np.isnan(numbers) | np.isnan(scores)))
    if len(places) > sample:
        chosen = np.random.default_rng(seed).choice(len(places), sample, replace=False)
        places = np.sort(places[chosen])
    return places


def mutual_information(
    numbers: "NDArray[np.float64]",
    scores: "NDArray[np.float64]",
    *,
    is_binary: bool,
    sample: int = 20_000,
    seed: int = 0,
    neighbours: int = 3,
) -> Estimate | None:
    """Return the mutual information; None where too little or nothing but one value is there.

    A score of 0 and 1 goes to the estimator for a class and a number, another one to that for two
    numbers; a metric of few distinct values counts as discrete in both.

    Raises
    ------
    StoreError
        If scikit-learn is not installed.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    try:
        from sklearn.feature_selection import (  # noqa: PLC0415
            mutual_info_classif,
            mutual_info_regression,
        )
    except ImportError as error:
        raise StoreError(
            "mutual information needs scikit-learn, which is not installed",
            hint="pip install 'duckeval[analysis]'",
        ) from error
    places = drawn(numbers, scores, sample=sample, seed=seed)
    x, y = numbers[places], scores[places]
    if len(places) <= 2 * neighbours or len(np.unique(x)) < 2 or len(np.unique(y)) < 2:  # noqa: PLR2004
        return None
    if is_binary and min((y == 0).sum(), (y == 1).sum()) <= neighbours:
        return None
    estimator = mutual_info_classif if is_binary else mutual_info_regression

    is_discrete = len(np.unique(x)) <= _FEW_VALUES
    metric: NDArray[Any] = np.unique(x, return_inverse=True)[1] if is_discrete else x

    def estimate(values: "NDArray[Any]") -> float:
        found = estimator(
            values.reshape(-1, 1),
            y,
            discrete_features=is_discrete,
            n_neighbors=neighbours,
            random_state=seed,
        )
        return float(found[0])

    n = int((~(np.isnan(numbers) | np.isnan(scores))).sum())
    shuffled = np.random.default_rng(seed + 1).permutation(metric)
    return Estimate(n, len(places), estimate(metric), estimate(shuffled))
