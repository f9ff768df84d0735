"""How much worse a candidate may be: limits on differences, and the rows that are below them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckeval.errors import UsageError

if TYPE_CHECKING:
    from duckeval.project.compare import Versus

__all__ = ["ALL_ITEMS", "MEASURES", "Failure", "failures"]

ALL_ITEMS = "all"
"""The name of the slice of all items."""
MEASURES = (
    "left_out_item_count", "item_count", "class_count", "label_count", "prediction_count",
    "true_positive_count", "false_positive_count", "false_negative_count", "map", "ap", "mar", "ar",
    "precision_macro", "recall_macro", "f1_macro", "precision_micro", "recall_micro", "f1_micro",
    "precision", "recall", "f1", "mean_iou", "accuracy",
)  # fmt: skip
"""The measures of `comparison`, in the order in which they are shown."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """A row of a comparison that is below its limit."""

    row: Row
    least: float

    def text(self) -> str:
        """Say which measure differs by how much, and what was asked for.

        Examples
        --------
        >>> row = {"slice": "night", "class_name": None, "measure": "map"}
        >>> row |= {"baseline": 0.5, "candidate": 0.25, "delta": -0.25}
        >>> Failure(row, -0.01).text()
        "map in slice 'night': -0.2500 (0.5000 to 0.2500), at least -0.01 was asked for"
        """
        where = "" if self.row["slice"] == ALL_ITEMS else f" in slice {self.row['slice']!r}"
        if self.row["class_name"] is not None:
            where += f" of class {self.row['class_name']!r}"
        given = [self.row["baseline"], self.row["candidate"]]
        sides = " to ".join("undefined" if each is None else f"{each:.4f}" for each in given)
        if given == [None, None]:
            said = "undefined for both sets"
        elif self.row["delta"] is None:
            said = f"({sides})"
        else:
            said = f"{self.row['delta']:+.4f} ({sides})"
        return f"{self.row['measure']}{where}: {said}, at least {self.least:+g} was asked for"


def failures(question: "Versus", rows: Sequence[Row]) -> list[Failure]:
    """Return the rows below their limits: of the slices asked for, else of all items.

    A measure of all classes is judged over all of them; precision, recall, ap ... are each class's.
    A class, or a value of an expression, for which neither set has anything to measure is passed
    over; but a limit needs something to judge, and so does each saved slice.

    Raises
    ------
    UsageError
        If a limit is on a measure that there is not, or is no number.
    """
    found = []
    judged = _judged(question, rows)
    for measure, least in question.limits:
        _check(measure, least)
        known = {place: _known(each, measure) for place, each in judged.items()}
        empty = [name for (expression, name), each in known.items() if not (expression or each)]
        if not any(known.values()) and not empty:
            empty = [ALL_ITEMS]
        found += [Failure(_undefined(name, measure), least) for name in empty]
        found += [
            Failure(row, least)
            for each in known.values()
            for row in each
            if row["delta"] is None or row["delta"] < least
        ]
    return found


def _check(measure: str, least: float) -> None:
    if measure not in MEASURES:
        raise UsageError(
            f"there is no measure {measure!r} to compare", hint=f"there are: {', '.join(MEASURES)}"
        )
    if not math.isfinite(least):
        raise UsageError(f"the least difference of {measure} is {least}, expected a number")


def _judged(
    question: "Versus", rows: Sequence[Row]
) -> dict[tuple[str | None, str | None], list[Row]]:
    """Return the rows that limits are about, by expression and slice."""
    is_sliced = bool(question.by or question.slices)
    found: dict[tuple[str | None, str | None], list[Row]] = {}
    for row in rows:
        if is_sliced and row["slice_by"] is None and row["slice"] not in question.slices:
            continue
        found.setdefault((row["slice_by"], row["slice"]), []).append(row)
    for name in question.slices:
        found.setdefault((None, name), [])
    return found


def _known(rows: Sequence[Row], measure: str) -> list[Row]:
    """Return the rows of a measure, over all classes if it is, where a set has something."""
    found = [row for row in rows if row["measure"] == measure]
    found = [row for row in found if row["class_name"] is None] or found
    return [row for row in found if row["baseline"] is not None or row["candidate"] is not None]


def _undefined(slice_name: str | None, measure: str) -> Row:
    nothing = dict.fromkeys(("class_name", "baseline", "candidate", "delta"))
    return {"slice": slice_name, "measure": measure, **nothing}
