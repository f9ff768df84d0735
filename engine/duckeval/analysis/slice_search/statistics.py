"""Rates of slices, how sure they are, and what the number of trials does to that.

Every measure that is searched is a ratio of sums over items: errors over weights. With recall the
errors of an item are its missed labels and its weight is its labels; with precision they are its
false positives and its predictions; with F1 false positives and misses, and labels and predictions;
with a change against a baseline the labels lost less the labels won, and its labels.
"""

import math
from dataclasses import dataclass, fields
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = [
    "Sums",
    "Totals",
    "Units",
    "adjusted",
    "contrast",
    "normal_quantile",
    "normal_tail",
    "tail_probability",
]


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over the items of slices, one place for each slice.

    Attributes
    ----------
    items, weight, error, positive, square, cross, weight_square : array
        Number of items; sums of the weights, of the errors, of those errors that are above 0, of
        the squared residuals ``error - rate * weight`` about the rate of all items, of residual
        times weight, and of squared weights.
    """

    items: "Array"
    weight: "Array"
    error: "Array"
    positive: "Array"
    square: "Array"
    cross: "Array"
    weight_square: "Array"

    def each(self, change: "Callable[[Array], Array]") -> "Sums":
        """Return the sums after the same change to each of them."""
        return Sums(*(change(getattr(self, each.name)) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class Totals:
    """The same sums over all items.

    Attributes
    ----------
    items, weight, error, square : float
        As in `Sums`.
    """

    items: float
    weight: float
    error: float
    square: float

    @property
    def rate(self) -> float:
        """Errors for each unit of weight."""
        return self.error / self.weight


@dataclass(frozen=True, slots=True)
class Units:
    """The items that are searched, as numbers.

    Attributes
    ----------
    error : array
        Errors of each item.
    weight : array
        Objects of each item.
    """

    error: "Array"
    weight: "Array"

    def total(self) -> Totals:
        """Return the sums over all items."""
        error, weight = float(self.error.sum()), float(self.weight.sum())
        return Totals(len(self.error), weight, error, float((self.residual() ** 2).sum()))

    def residual(self) -> "Array":
        """Return by how much each item has more errors than the rate of all."""
        return self.error - float(self.error.sum()) / float(self.weight.sum()) * self.weight


def contrast(sums: Sums, total: Totals) -> "tuple[Array, Array, Array]":
    """Return how much higher the error rate of each slice is than that of the rest, and how sure.

    The objects of one item are not independent, so items are the units: the variance of a rate is
    the sum over its items of (error - rate * weight)^2, over the squared weight (the linearised
    variance of a ratio, as of a cluster sample). It is taken to be at least the slice's share of
    that sum over all items, for of few items the sum is too small by chance.

    For the test, the rate in it is that of all items, as it is if slice and rest are alike; the
    contrast is then at most sqrt(items) standard errors. For the interval it is that of the slice,
    and the sum is multiplied by items / (items - 1).

    Parameters
    ----------
    sums : Sums
        Sums over the items of each slice.
    total : Totals
        Sums over all items.

    Returns
    -------
    (array, array, array)
        The contrast, its standard error for the test, and that for the interval.
    """
    import numpy as np  # noqa: PLC0415 - heavy, and `import duckeval` does without

    weight, rest = sums.weight, total.weight - sums.weight
    least = total.square / total.weight * weight
    above = sums.error / weight - total.rate
    own = sums.square - 2 * above * sums.cross + above * above * sums.weight_square
    own = own * sums.items / np.maximum(sums.items - 1, 1)
    rest_least = total.square / total.weight * rest
    rest_spread = np.maximum(total.square - sums.square, rest_least) / rest**2
    spreads = [np.maximum(each, least) / weight**2 + rest_spread for each in (sums.square, own)]
    height = sums.error / weight - (total.error - sums.error) / rest
    return height, np.sqrt(spreads[0]), np.sqrt(spreads[1])


def normal_quantile(tail: float) -> float:
    """Return the number that a standard normal variable exceeds with a probability.

    Examples
    --------
    >>> round(normal_quantile(0.025), 3)
    1.96
    """
    return -NormalDist().inv_cdf(tail)


def normal_tail(z: float) -> float:
    """Return the probability with which a standard normal variable exceeds a number.

    Examples
    --------
    >>> round(normal_tail(1.6448536269514722), 6)
    0.05
    """
    return math.erfc(z / math.sqrt(2)) / 2


def tail_probability(z: "Array") -> "Array":
    """Return `normal_tail` of each of many numbers.

    Examples
    --------
    >>> import numpy as np
    >>> tail_probability(np.array([0.0, 1.6448536269514722])).round(6).tolist()
    [0.5, 0.05]
    """
    import numpy as np  # noqa: PLC0415 - as above

    return np.fromiter((normal_tail(each) for each in z.tolist()), np.float64, len(z))


def adjusted(p: "Array", tests: int) -> "Array":
    """Return the q-values of Benjamini and Hochberg (1995).

    Parameters
    ----------
    p : array
        The p-values that are known.
    tests : int
        How many tests there were; those whose p-value is not among `p` count as 1.

    Examples
    --------
    >>> import numpy as np
    >>> adjusted(np.array([0.01, 0.5, 0.02]), tests=4).round(4).tolist()
    [0.04, 0.6667, 0.04]
    """
    import numpy as np  # noqa: PLC0415 - as above

    order = np.argsort(p, kind="stable")
    raw = p[order] * tests / np.arange(1, len(p) + 1)
    least = np.minimum.accumulate(raw[::-1])[::-1]
    q = np.empty(len(p))
    q[order] = np.minimum(least, 1)
    return q
