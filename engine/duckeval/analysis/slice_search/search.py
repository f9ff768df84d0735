"""The search on one half of the items, and its check on the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duckeval.analysis.slice_search.columns import Column
from duckeval.analysis.slice_search.lattice import Lattice, levels
from duckeval.analysis.slice_search.level import LISTED_AT_LEAST, Level
from duckeval.analysis.slice_search.statistics import (
    Sums,
    Totals,
    Units,
    adjusted,
    contrast,
    normal_quantile,
    normal_tail,
    tail_probability,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]

__all__ = ["Found", "Rates", "Weakness", "find"]

_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Rates:
    """Errors of a slice and of the rest, on one half of the items.

    Attributes
    ----------
    items : int
        Items of the slice.
    weight : float
        Objects of the slice.
    rate, rest_rate : float or None
        Errors for each object, in the slice and in the rest.
    height : float or None
        The difference of the two: how much worse the slice is.
    low, high : float or None
        The interval of the difference.
    p : float or None
        The probability of a difference as high, if slice and rest are alike.
    error : float or None
        The standard error of the difference, if slice and rest are alike.
    """

    items: int
    weight: float
    rate: float | None = None
    rest_rate: float | None = None
    height: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    error: float | None = None


@dataclass(frozen=True, slots=True)
class Weakness:
    """A conjunction on which a model is worse than on the rest.

    Attributes
    ----------
    predicates : tuple of str
        Its SQL predicates over ``item``.
    found : Rates
        On the half that was searched; the interval is one for all conjunctions at once.
    held_out : Rates
        On the other half; the interval is one for this conjunction alone.
    q : float
        ``found.p``, corrected for the number of conjunctions.
    is_member : array of bool
        Which items are in the slice, of both halves.
    """

    predicates: tuple[str, ...]
    found: Rates
    held_out: Rates
    q: float
    is_member: "Mask"

    @property
    def predicate(self) -> str:
        """The conjunction as one SQL predicate."""
        return " and ".join(self.predicates)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes
    ----------
    weaknesses : tuple of Weakness
        Surest effect first: in the order of the lower end of the interval.
    tested : int
        How many conjunctions have the support.
    pruned : int
        How many of them the bound ruled out before their errors were added up.
    """

    weaknesses: tuple[Weakness, ...]
    tested: int
    pruned: int


def find(
    columns: Sequence[Column],
    units: Units,
    is_searched: "Mask",
    *,
    depth: int = 3,
    min_items: int = 10,
    min_weight: int = 20,
    limit: int | None = 20,
) -> Found:
    """Return the conjunctions of predicates that make for more errors than the rest has.

    A single predicate is listed if its slice is worse than the rest at the 5 % point, for itself; a
    conjunction if it is worse than each of its parts, and than everything, by more than half of its
    interval, which holds for all conjunctions at once (95 %, Bonferroni). The order is that of the
    lower end of the interval: by the difference itself, the smallest slices, whose numbers are
    mostly chance, would come first.

    Parameters
    ----------
    columns : sequence of Column
        The columns to combine.
    units : Units
        Errors and weights of the items.
    is_searched : array of bool
        The half of the items that is searched; the other half checks what is found.
    depth : int
        At most so many predicates in a conjunction, from 1 to 3.
    min_items, min_weight : int
        The support among the searched items: a slice has so many items and objects, and its rest.
    limit : int, optional
        At most so many conjunctions.

    Examples
    --------
    >>> import numpy as np
    >>> night = np.arange(400) % 4 == 0
    >>> column = Column("light", night.astype(int), ("light = 'day'", "light = 'night'"))
    >>> units = Units(error=np.where(night, 2.0, np.arange(400) % 5 == 0), weight=np.full(400, 3.0))
    >>> found = find([column], units, np.arange(400) % 8 < 5)
    >>> [(each.predicate, round(each.found.rate, 2)) for each in found.weaknesses]
    [("light = 'night'", 0.67)]
    """
    half = Lattice(
        [replace(each, codes=each.codes[is_searched]) for each in columns],
        Units(units.error[is_searched], units.weight[is_searched]),
        min_items,
        min_weight,
    )
    total = half.units.total() if float(half.units.weight.sum()) > 0 else None
    if total is None or total.square == 0:  # nothing to compare, or everything alike
        return Found((), 0, 0)
    every = [level for level in levels(half, depth) if columns]
    tested = sum(len(each.sums.items) + len(each.others) + each.pruned for each in every)
    if tested == 0:
        return Found((), 0, 0)
    rows = _ranked(every, total, tested)[:limit]
    held_out = Units(units.error[~is_searched], units.weight[~is_searched])
    weaknesses = []
    for level, place, rates, q in rows:
        is_member = _members(columns, level, place)
        checked = _checked(held_out, is_member[~is_searched])
        pairs = zip(level.columns[place], level.places[place], strict=True)
        predicates = tuple(columns[at].predicates[value] for at, value in pairs)
        weaknesses.append(Weakness(predicates, rates, checked, q, is_member))
    return Found(tuple(weaknesses), tested, sum(each.pruned for each in every))


def _ranked(
    every: Sequence[Level], total: Totals, tested: int
) -> list[tuple[Level, int, Rates, float]]:
    """Return the conjunctions that are listed, surest first."""
    import numpy as np  # noqa: PLC0415 - heavy, and `import duckeval` does without

    width = normal_quantile(_LEVEL / 2 / tested)
    heights, test_spreads, spreads = zip(
        *(contrast(each.sums, total) for each in every), strict=True
    )
    ratios = [
        np.divide(height, spread, out=np.zeros_like(height), where=spread > 0)
        for height, spread in zip(heights, test_spreads, strict=True)
    ]
    p = [tail_probability(ratio) for ratio in ratios]
    others = [tail_probability(each.others) for each in every]
    q = adjusted(np.concatenate([*p, *others]), tested)
    starts = np.cumsum([0, *(len(each) for each in p)])
    rows = []
    for number, level in enumerate(every):
        sums = level.sums
        half_width = width * spreads[number]
        is_listed = ratios[number] >= LISTED_AT_LEAST
        if level.columns.shape[1] > 1:
            is_listed &= sums.error / sums.weight - level.part_rate > half_width
        for place in np.flatnonzero(is_listed).tolist():
            height = float(heights[number][place])
            rate = float(sums.error[place] / sums.weight[place])
            rates = Rates(
                int(sums.items[place]),
                float(sums.weight[place]),
                rate,
                rate - height,
                height,
                height - float(half_width[place]),
                height + float(half_width[place]),
                float(p[number][place]),
                float(test_spreads[number][place]),
            )
            rows.append((level, place, rates, float(q[starts[number] + place])))
    return sorted(rows, key=_order)


def _order(row: tuple[Level, int, Rates, float]) -> tuple[object, ...]:
    level, place, rates, _ = row
    low = 0.0 if rates.low is None else rates.low
    return (-low, -rates.weight, level.columns[place].tolist(), level.places[place].tolist())


def _members(columns: Sequence[Column], level: Level, place: int) -> "Mask":
    import numpy as np  # noqa: PLC0415 - as above

    is_member = np.ones(len(columns[0].codes), dtype=bool)
    for at, value in zip(level.columns[place], level.places[place], strict=True):
        is_member &= columns[at].codes == value
    return is_member


def _checked(units: Units, is_member: "Mask") -> Rates:
    """Return the rates of one slice, with its own interval; null where there is nothing."""
    import numpy as np  # noqa: PLC0415 - as above

    items, weight = int(is_member.sum()), float(units.weight[is_member].sum())
    everything = float(units.weight.sum())
    if weight in {0, everything}:
        return Rates(items, weight)
    total = units.total()
    residual = units.residual()
    columns = (
        np.ones(len(residual)),
        units.weight,
        units.error,
        np.maximum(units.error, 0),
        residual**2,
        residual * units.weight,
        units.weight**2,
    )
    sums = Sums(*(np.array([each[is_member].sum()]) for each in columns))
    heights, test_spreads, spreads = contrast(sums, total)
    error, height, spread = float(sums.error[0]), float(heights[0]), float(spreads[0])
    rest_rate = (total.error - error) / (everything - weight)
    if total.square == 0:  # all items alike
        return Rates(items, weight, error / weight, rest_rate, height)
    half_width = normal_quantile(_LEVEL / 2) * spread
    p = normal_tail(height / float(test_spreads[0]))
    low, high = height - half_width, height + half_width
    return Rates(
        items, weight, error / weight, rest_rate, height, low, high, p, float(test_spreads[0])
    )
