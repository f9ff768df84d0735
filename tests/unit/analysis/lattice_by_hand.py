"""The slice search once more, in plain loops over every conjunction and every item."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

from scipy.stats import false_discovery_control, norm

if TYPE_CHECKING:
    from collections.abc import Sequence

Conjunction = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Row:
    """A conjunction that is listed."""

    conjunction: Conjunction
    items: int
    weight: float
    rate: float
    height: float
    low: float
    high: float
    p: float
    q: float


class LatticeByHand:
    """All conjunctions of the values of some columns; a value below 0 is not searched."""

    def __init__(
        self,
        values: Sequence[Sequence[int]],
        errors: Sequence[int],
        weights: Sequence[int],
        *,
        min_items: int,
        min_weight: int,
    ) -> None:
        self.values, self.errors, self.weights = values, errors, weights
        self.everything = range(len(errors))
        self.min_items, self.min_weight = min_items, min_weight
        self.whole = self.rate(self.everything)

    def rate(self, items: Sequence[int]) -> float | None:
        weight = sum(self.weights[item] for item in items)
        return sum(self.errors[item] for item in items) / weight if weight else None

    def members(self, conjunction: Conjunction) -> list[int]:
        return [
            item
            for item in self.everything
            if all(self.values[column][item] == value for column, value in conjunction)
        ]

    def conjunctions(self, depth: int) -> list[Conjunction]:
        found: list[Conjunction] = []
        for size in range(1, depth + 1):
            for columns in combinations(range(len(self.values)), size):
                known = [sorted({v for v in self.values[at] if v >= 0}) for at in columns]
                found += [tuple(zip(columns, each, strict=True)) for each in product(*known)]
        return [each for each in found if self.has_support(self.members(each))]

    def has_support(self, items: list[int]) -> bool:
        rest = [item for item in self.everything if item not in set(items)]
        return all(
            len(side) >= self.min_items
            and sum(self.weights[item] for item in side) >= max(self.min_weight, 1)
            for side in (items, rest)
        )

    def difference(self, items: list[int]) -> tuple[float, float, float]:
        """Return slice less rest, and its standard errors: of the test, and of the interval."""
        rest = [item for item in self.everything if item not in set(items)]
        inside, outside = self.rate(items), self.rate(rest)
        assert inside is not None
        assert outside is not None
        assert self.whole is not None
        other = self.variance(rest, self.whole)
        correction = len(items) / max(len(items) - 1, 1)
        test = math.sqrt(self.variance(items, self.whole) + other)
        return inside - outside, test, math.sqrt(self.variance(items, inside, correction) + other)

    def variance(self, items: Sequence[int], about: float, correction: float = 1) -> float:
        assert self.whole is not None
        weight = sum(self.weights[item] for item in items)
        own = sum((self.errors[at] - about * self.weights[at]) ** 2 for at in items) * correction
        every = sum(
            (self.errors[at] - self.whole * self.weights[at]) ** 2 for at in self.everything
        )
        return max(own, every * weight / sum(self.weights)) / weight**2

    def rows(self, depth: int) -> tuple[list[Row], int]:
        """Return what is listed, surest first, and how many conjunctions have the support."""
        known = self.conjunctions(depth)
        if self.whole is None or not known or self.variance(self.everything, self.whole) == 0:
            return [], 0
        differences = [self.difference(self.members(each)) for each in known]
        p = [norm.sf(height / error) for height, error, _ in differences]
        q = false_discovery_control(p, method="bh")
        wide = norm.isf(0.025 / len(known))
        rows = []
        for at, each in enumerate(known):
            height, test_error, error = differences[at]
            items = self.members(each)
            rate = self.rate(items)
            assert rate is not None
            parts = [part for size in range(1, len(each)) for part in combinations(each, size)]
            rates = [self.rate(self.members(part)) for part in parts]
            margin = rate - max(self.whole, *(r for r in rates if r is not None), -math.inf)
            if height / test_error < norm.isf(0.05) or (len(each) > 1 and margin <= wide * error):
                continue
            weight = sum(self.weights[item] for item in items)
            interval = (height - wide * error, height + wide * error)
            rows.append(Row(each, len(items), weight, rate, height, *interval, p[at], q[at]))
        return sorted(rows, key=lambda row: -row.low), len(known)
