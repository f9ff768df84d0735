"""The lattice of conjunctions: sums of all that have the support, level by level.

Level two comes from level one and level three from level two: a conjunction whose parts lack the
support lacks it too. What is left at level three is counted, and its errors are added up unless
their bound says that there is nothing to find. The bound is that of SliceLine (Sagadeeva and Boehm,
"SliceLine: Fast, Linear-Algebra-based Slice Finding for ML Model Debugging", SIGMOD 2021), whose
score of a slice S with |S| rows of n, errors se and largest error sm is::

    score(S) = a * (se / |S| * n / sum(e) - 1) - (1 - a) * (n / |S| - 1)

and is bounded for everything below the parents of S by the parents' least |S|, se and sm::

    max over s from the support to |S| of  a * (min(s * sm, se) / s * n / sum(e) - 1)
                                           - (1 - a) * (n / s - 1)

Here the score is the contrast in standard errors, and the size s is known, for it is counted. With
weights w instead of rows, the errors are at most ``min(w * sm, se)``; the variance of a slice of
weight w is at least its share c / w with ``c = sum(residual^2) / sum(w)`` (see `contrast`); so the
contrast in standard errors is at most::

    (E / w - (sum(e) - E) / (sum(w) - w)) / sqrt(c / w + c / (sum(w) - w)),  E = min(w * sm, se)

Errors below 0 (labels won against a baseline) are left out of se, which makes it a bound again.
What cannot reach the 5 % point cannot be listed, and no q-value below .05 depends on it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING

from duckeval.analysis.slice_search.columns import Column
from duckeval.analysis.slice_search.level import (
    LISTED_AT_LEAST,
    Level,
    joined,
    piece,
    promising,
)
from duckeval.analysis.slice_search.statistics import Sums, Units

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Integers = NDArray[np.int64]

__all__ = ["Lattice", "levels"]


@dataclass(frozen=True, slots=True)
class Lattice:
    """What is shared by all levels.

    Attributes
    ----------
    columns : sequence of Column
        The columns, with the codes of the items that are searched.
    units : Units
        The same items' errors and weights.
    min_items, min_weight : int
        The support: so many items and so many objects, in the slice and outside it.
    """

    columns: Sequence[Column]
    units: Units
    min_items: int
    min_weight: int


Table = dict[tuple[int, ...], Sums]


def levels(lattice: Lattice, depth: int) -> Iterator[Level]:
    """Give the levels of a lattice up to a depth of three."""
    search = _Search(lattice)
    yield search.singles()
    if depth > 1:
        yield search.pairs()
    if depth > 2:  # noqa: PLR2004 - the third level
        yield search.triples()


class _Search:
    def __init__(self, lattice: Lattice) -> None:
        import numpy as np  # noqa: PLC0415 - heavy, and `import duckeval` does without

        self.lattice = lattice
        self.total = lattice.units.total()
        self.weight = lattice.units.weight
        self.error = lattice.units.error
        residual = lattice.units.residual()
        self.square = residual**2
        self.cross = residual * self.weight
        self.weight_square = self.weight**2
        self.positive = np.maximum(self.error, 0)
        # One more place in front, for items whose value is left out.
        self.codes = [column.codes + 1 for column in lattice.columns]
        self.sizes = [len(column.predicates) + 1 for column in lattice.columns]
        # An item may have errors without objects, as false positives without a label.
        with np.errstate(divide="ignore", invalid="ignore"):
            self.worst = float(np.fmax.reduce(self.error / self.weight, initial=0))
        self.tables: Table = {}

    def singles(self) -> Level:
        keys: list[tuple[int, ...]] = [(at,) for at in range(len(self.codes))]
        return self._level(keys)

    def pairs(self) -> Level:
        return self._level(list(combinations(range(len(self.codes)), 2)))

    def _level(self, keys: list[tuple[int, ...]]) -> Level:
        import numpy as np  # noqa: PLC0415 - as above

        pieces = []
        for key in keys:
            sums = self._sums(self._joint(key), self._shape(key))
            self.tables[key] = sums
            has = self._has_support(sums.items, sums.weight)
            pieces.append(piece(key, np.argwhere(has), sums, self._part_rate(key)))
        return joined(pieces, len(keys[0]) if keys else 1)

    def triples(self) -> Level:
        pieces = [
            each
            for key in combinations(range(len(self.codes)), 3)
            if (each := self._triple(key)) is not None
        ]
        return joined(pieces, 3)

    def _triple(self, key: tuple[int, ...]) -> "Level | None":
        """Return the conjunctions over three columns, or none if none has the support."""
        import numpy as np  # noqa: PLC0415 - as above

        parts = [_spread(self.tables[pair], place) for place, pair in _pairs(key)]
        possible = _least([part.items for part in parts]) >= self.lattice.min_items
        if not possible.any():
            return None
        joint, shape = self._joint(key), self._shape(key)
        items = self._counted(joint, shape)
        if not (items >= self.lattice.min_items).any():
            return None
        weight = self._counted(joint, shape, self.weight)
        has = self._has_support(items, weight)
        most = _least([part.positive for part in parts])
        is_open = has & (self._bound(weight, most) >= LISTED_AT_LEAST)
        pruned = int(has.sum()) - int(is_open.sum())
        if not is_open.any():
            return joined([], 3, pruned)
        sums = self._filled(joint, shape, items, weight, most)
        places = np.argwhere(is_open)
        return promising(piece(key, places, sums, self._part_rate(key), pruned), self.total)

    def _bound(self, weight: "Array", most: "Array") -> "Array":
        """Return the largest contrast in standard errors that slices of a weight can have."""
        import numpy as np  # noqa: PLC0415 - as above

        share = self.total.square / self.total.weight
        with np.errstate(divide="ignore", invalid="ignore"):
            rest = self.total.weight - weight
            error = np.minimum(weight * self.worst, most)
            height = error / weight - (self.total.error - error) / rest
            return np.nan_to_num(height / np.sqrt(share / weight + share / rest), nan=0.0)

    def _has_support(self, items: "Array", weight: "Array") -> "NDArray[np.bool_]":
        inside = (items >= self.lattice.min_items) & (weight >= self.lattice.min_weight)
        rest = self.total.weight - weight
        outside = (self.total.items - items >= self.lattice.min_items) & (
            rest >= self.lattice.min_weight
        )
        is_real: NDArray[np.bool_] = inside & outside & (weight > 0) & (rest > 0)
        return is_real

    def _part_rate(self, key: tuple[int, ...]) -> "Array":
        """Return the highest error rate among the parts of every conjunction over some columns."""
        import numpy as np  # noqa: PLC0415 - as above

        shape = tuple(self.sizes[at] - 1 for at in key)
        highest = np.full(shape, self.total.rate)
        for size in range(1, len(key)):
            for kept in combinations(range(len(key)), size):
                part = self.tables[tuple(key[place] for place in kept)]
                with np.errstate(divide="ignore", invalid="ignore"):
                    rate = part.error / part.weight
                wide = [shape[place] if place in kept else 1 for place in range(len(key))]
                highest = np.fmax(highest, rate.reshape(wide))
        return highest

    def _sums(self, joint: "Integers", shape: tuple[int, ...]) -> Sums:
        items = self._counted(joint, shape)
        weight = self._counted(joint, shape, self.weight)
        positive = self._counted(joint, shape, self.positive)
        return self._filled(joint, shape, items, weight, positive)

    def _filled(
        self,
        joint: "Integers",
        shape: tuple[int, ...],
        items: "Array",
        weight: "Array",
        positive: "Array",
    ) -> Sums:
        more = (self.error, self.square, self.cross, self.weight_square)
        error, *others = (self._counted(joint, shape, each) for each in more)
        return Sums(items, weight, error, positive, *others)

    def _counted(
        self, joint: "Integers", shape: tuple[int, ...], values: "Array | None" = None
    ) -> "Array":
        import numpy as np  # noqa: PLC0415 - as above

        # One after the other, in the order of the items: the same sum on any number of threads.
        sums = np.bincount(joint, weights=values, minlength=int(np.prod(shape)))
        whole = sums.reshape(shape)[(slice(1, None),) * len(shape)]
        return whole.astype(np.float64, copy=False)

    def _joint(self, key: tuple[int, ...]) -> "Integers":
        joint = self.codes[key[0]]
        for at in key[1:]:
            joint = joint * self.sizes[at] + self.codes[at]
        return joint

    def _shape(self, key: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(self.sizes[at] for at in key)


def _pairs(key: tuple[int, ...]) -> list[tuple[int, tuple[int, ...]]]:
    """Return the pairs of three columns, each with the place of the column that it lacks."""
    return [(2, (key[0], key[1])), (1, (key[0], key[2])), (0, (key[1], key[2]))]


def _least(arrays: "Sequence[Array]") -> "Array":
    import numpy as np  # noqa: PLC0415 - as above

    return reduce(np.minimum, arrays)


def _spread(sums: Sums, place: int) -> Sums:
    """Return sums with one more axis, of length one, at a place."""
    import numpy as np  # noqa: PLC0415 - as above

    return sums.each(lambda values: np.expand_dims(values, place))
