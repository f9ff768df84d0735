"""Random draws that are the same on every machine for the same seed."""

import math
import random
from collections.abc import Mapping
from statistics import NormalDist
from typing import TypeVar

__all__ = ["Chance", "sigmoid"]

Choice = TypeVar("Choice")

_NORMAL = NormalDist()
_TINY = 1e-12


class Chance:
    """Draws from a stream of its own.

    Only `random.Random.random` is used: of the standard library, it alone is promised to give the
    same numbers in every version of Python.

    Parameters
    ----------
    *seed : object
        What the stream is about; streams of different seeds have nothing to do with each other.

    Examples
    --------
    >>> Chance(7, "scene").uniform(0, 10) == Chance(7, "scene").uniform(0, 10)
    True
    """

    def __init__(self, *seed: object) -> None:
        self._random = random.Random("/".join(map(str, seed))).random  # noqa: S311 - no secret

    def uniform(self, low: float, high: float) -> float:
        """Return a number between `low` and `high`, each equally likely."""
        return low + (high - low) * self._random()

    def normal(self, mean: float = 0.0, deviation: float = 1.0) -> float:
        """Return a number from the normal distribution."""
        return mean + deviation * _NORMAL.inv_cdf(max(self._random(), _TINY))

    def happens(self, probability: float) -> bool:
        """Return True with a probability."""
        return self._random() < probability

    def count(self, mean: float) -> int:
        """Return a number of things that turn up independently, so many on average (Poisson)."""
        number, rest, floor = 0, self._random(), math.exp(-mean)
        while rest > floor:
            number += 1
            rest *= self._random()
        return number

    def choice(self, weights: Mapping[Choice, float]) -> Choice:
        """Return one of the keys, as likely as its weight says."""
        place = self._random() * sum(weights.values())
        for key, weight in weights.items():
            place -= weight
            if place < 0:
                return key
        return list(weights)[-1]


def sigmoid(value: float) -> float:
    """Return the logistic function of a number.

    Examples
    --------
    >>> sigmoid(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-value))
