"""What a search for slices found, as rows, and as saved slices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckeval.analysis.slice_search import Column, Found, Rates, Weakness
from duckeval.errors import UsageError
from duckeval.project.sets import PredictionSet
from duckeval.project.slice_question import SliceQuestion
from duckeval.project.slices import Slice
from duckeval.result import Result

if TYPE_CHECKING:
    from duckeval.project.facade import Project

__all__ = ["COLUMNS", "SliceSearch", "save_rows"]

COLUMNS = (
    "prediction_set",
    "baseline_set",
    "measure",
    "place",
    "predicate",
    "item_count",
    "object_count",
    "value",
    "rest_value",
    "effect",
    "effect_low",
    "effect_high",
    "p_value",
    "q_value",
    "held_out_item_count",
    "held_out_object_count",
    "held_out_value",
    "held_out_rest_value",
    "held_out_effect",
    "held_out_effect_low",
    "held_out_effect_high",
    "held_out_p_value",
    "tested_count",
)
_MEASURES = {
    "recall": ("recall", "labels"),
    "precision": ("precision", "predictions"),
    "f1": ("F1", "objects"),
    "ap": ("mAP", "labels"),
    "delta": ("change of recall", "labels"),
}


@dataclass(frozen=True, slots=True)
class SliceSearch:
    """A search for slices, and what was searched.

    Attributes
    ----------
    question : SliceQuestion
        What was asked for.
    prediction_set : PredictionSet
        The set that was meant.
    found : Found
        The slices.
    columns : tuple of Column
        The columns that were combined.
    left_out : tuple of (str, str)
        Columns that were not, and why.
    item_count, searched_count, min_items : int
        Items in all, those of the half that was searched, and how many of them a slice had to have.
    """

    question: SliceQuestion
    prediction_set: PredictionSet
    found: Found
    columns: tuple[Column, ...]
    left_out: tuple[tuple[str, str], ...]
    item_count: int
    searched_count: int
    min_items: int

    def predicate(self, weakness: Weakness) -> str:
        """Return the predicate of a slice, with the filter of the search."""
        given = (self.question.item_filter or "").strip()
        if not given:
            return weakness.predicate
        # the line break ends a comment
        return f"({given}{chr(10) if '--' in given else ''}) and {weakness.predicate}"

    @property
    def measure_text(self) -> str:
        """The measure as people call it."""
        return _MEASURES[self.question.chosen_measure][0]

    @property
    def object_text(self) -> str:
        """What the measure counts."""
        return _MEASURES[self.question.chosen_measure][1]

    def numbers(self, rates: Rates) -> tuple[Any, ...]:
        """Return the numbers of a half: items, objects, the measure and that of the rest, effect.

        The measure is the higher the better; last come the ends of the interval and p.
        """
        # Errors are counted; recall is one less the errors, a change is the errors' opposite.
        start = 0.0 if self.question.chosen_measure == "delta" else 1.0
        return (
            rates.items,
            int(rates.weight),
            _turned(rates.rate, start),
            _turned(rates.rest_rate, start),
            _turned(rates.height),
            _turned(rates.high),
            _turned(rates.low),
            rates.p,
        )

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the rows, as `COLUMNS` says."""
        question = self.question
        head = (self.prediction_set.name, question.baseline, question.chosen_measure)
        return [
            (
                *head,
                place,
                self.predicate(each),
                *self.numbers(each.found),
                each.q,
                *self.numbers(each.held_out),
                self.found.tested,
            )
            for place, each in enumerate(self.found.weaknesses, 1)
        ]

    def result(self) -> Result:
        """Return the rows as a table."""
        import pyarrow as pa  # noqa: PLC0415 - heavy, and few callers need it

        texts = {"prediction_set", "baseline_set", "measure", "predicate"}
        types = {
            name: pa.string()
            if name in texts
            else pa.int64()
            if name == "place" or name.endswith("_count")
            else pa.float64()
            for name in COLUMNS
        }
        records = [dict(zip(COLUMNS, row, strict=True)) for row in self.rows()]
        return Result(pa.Table.from_pylist(records, schema=pa.schema(list(types.items()))))


def save_rows(
    project: "Project", result: SliceSearch, names: Mapping[int, str], prefix: str | None = None
) -> tuple[Slice, ...]:
    """Save rows of a search as slices: those that are named, and with a prefix all others too.

    Parameters
    ----------
    project : Project
        A project that may be changed.
    result : SliceSearch
        The search.
    names : mapping of int to str
        Names of slices by row; the first row is 1.
    prefix : str, optional
        Row 3, say, is saved as ``PREFIX-3`` unless it is named.

    Returns
    -------
    tuple of Slice
        The slices that were saved, in the order of their rows.

    Raises
    ------
    UsageError
        If there is no such row, or a name is taken, given twice or reserved; nothing is saved then.
    """
    weaknesses = result.found.weaknesses
    for row in names:
        if not 1 <= row <= len(weaknesses):
            raise UsageError(f"there is no row {row} to save", hint=_row_hint(len(weaknesses)))
    wanted = dict(names)
    if prefix is not None:
        numbered = {row: f"{prefix}-{row}" for row in range(1, len(weaknesses) + 1)}
        wanted = numbered | wanted
    project.slices.check_names(list(wanted.values()))
    return tuple(
        project.slices.add(wanted[row], result.predicate(weaknesses[row - 1]))
        for row in sorted(wanted)
    )


def _row_hint(count: int) -> str:
    return f"the rows are 1 to {count}" if count else "no slice was found"


def _turned(rate: float | None, start: float = 0.0) -> float | None:
    return None if rate is None else start - rate
