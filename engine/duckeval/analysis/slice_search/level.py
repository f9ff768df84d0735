"""One level of the lattice: conjunctions of one number of predicates, with their sums."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from duckeval.analysis.slice_search.statistics import Sums, Totals, contrast, normal_quantile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Integers = NDArray[np.int64]

__all__ = ["LISTED_AT_LEAST", "Level", "joined", "piece", "promising"]

LISTED_AT_LEAST = normal_quantile(0.05)
"""What is listed lies so many standard errors above the rest: the one-sided 5 % point."""


@dataclass(frozen=True, slots=True)
class Level:
    """Conjunctions of one number of predicates that have the support.

    Attributes
    ----------
    columns, places : array
        For each conjunction the numbers of its columns and of its values there.
    sums : Sums
        The sums of each.
    part_rate : array
        The highest error rate among its parts, of which everything is one.
    others : array
        The contrasts in standard errors of those with the support that are not among them, for
        they are below the 5 % point.
    pruned : int
        How many more have the support and were ruled out by the bound.
    """

    columns: "Integers"
    places: "Integers"
    sums: Sums
    part_rate: "Array"
    others: "Array"
    pruned: int


def piece(
    key: tuple[int, ...], places: "Integers", sums: Sums, part_rate: "Array", pruned: int = 0
) -> Level:
    """Return the conjunctions over some columns at some places of their tables."""
    import numpy as np  # noqa: PLC0415 - heavy, and `import duckeval` does without

    at = tuple(places.T)
    chosen = sums.each(lambda values: values[at])
    columns = np.tile(np.array(key), (len(places), 1))
    return Level(columns, places, chosen, part_rate[at], np.empty(0), pruned)


def promising(level: Level, total: Totals) -> Level:
    """Return a level with only those at or above the 5 % point; of the others the contrast."""
    import numpy as np  # noqa: PLC0415 - as above

    sums = level.sums
    height, spread, _ = contrast(sums, total)
    ratio = np.divide(height, spread, out=np.zeros_like(height), where=spread > 0)
    kept = ratio >= LISTED_AT_LEAST
    chosen = sums.each(lambda values: values[kept])
    return Level(
        level.columns[kept],
        level.places[kept],
        chosen,
        level.part_rate[kept],
        ratio[~kept],
        level.pruned,
    )


def joined(pieces: Sequence[Level], width: int, pruned: int = 0) -> Level:
    """Return levels as one; `pruned` are added to those that they count."""
    import numpy as np  # noqa: PLC0415 - as above

    def together(arrays: "list[Array]") -> "Array":
        return np.concatenate([np.empty(0), *arrays])

    empty = np.empty((0, width), dtype=np.int64)
    sums = Sums(
        *(together([getattr(piece.sums, each.name) for piece in pieces]) for each in fields(Sums))
    )
    return Level(
        np.concatenate([empty, *(piece.columns for piece in pieces)]),
        np.concatenate([empty, *(piece.places for piece in pieces)]),
        sums,
        together([piece.part_rate for piece in pieces]),
        together([piece.others for piece in pieces]),
        pruned + sum(piece.pruned for piece in pieces),
    )
