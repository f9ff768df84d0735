"""The tables of a summary about sets that hold no objects: classifications and texts."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from duckeval.cli.classification import classification_tables
from duckeval.cli.output import Table
from duckeval.cli.slicing import Row, answers
from duckeval.cli.texts import text_tables

if TYPE_CHECKING:
    from duckeval.project.facade import Project
    from duckeval.project.question import Question
    from duckeval.result import Result

__all__ = ["classification_parts", "text_parts"]

_TOP = 5
"""A label counts as nearly right among so many classes; 'duckeval classification' takes others."""


def text_parts(project: "Project", question: "Question", names: Sequence[str]) -> list[Table | str]:
    """Return the tables about sets that answer tasks of generated text."""
    parts: dict[str | None, list[Row]] = {}
    if not names:
        return []
    for name in (None,) if question.sets is None else names:
        ask = partial(
            project.text_performance,
            predictions=name,
            item_filter=question.item_filter,
            min_confidence=question.min_confidence,
        )
        _gather(parts, ask, question)
    for rows in parts.values():
        rows.sort(key=lambda row: names.index(row["prediction_set"]))
    return text_tables(list(parts.items()))


def classification_parts(
    project: "Project", question: "Question", names: Sequence[str]
) -> list[Table | str]:
    """Return the tables about sets that answer classifications."""
    parts: dict[str | None, list[Row]] = {}
    class_parts: dict[str | None, list[Row]] = {}
    if not names:
        return []
    # One query over all sets is quicker than one for each.
    for name in (None,) if question.sets is None else names:
        given: dict[str, Any] = {
            "predictions": name,
            "item_filter": question.item_filter,
            "classes": question.classes,
            "min_confidence": question.min_confidence,
        }
        ask = partial(project.classification_performance, **given)
        _gather(parts, ask, question)
        if question.per_class:
            ask = partial(project.classification_class_performance, **given)
            _gather(class_parts, ask, question)
    for rows in (*parts.values(), *class_parts.values()):
        rows.sort(key=lambda row: names.index(row["prediction_set"]))
    return classification_tables(list(parts.items()), list(class_parts.items()), _TOP)


def _gather(
    parts: dict[str | None, list[Row]],
    ask: Callable[..., "Result"],
    question: "Question",
) -> None:
    """Add the rows of one set to each way to slice."""
    for place, by in enumerate(question.by or (None,)):
        _, found = answers(ask, by, () if place else question.slices)
        for way, rows in found[1:] if place else found:
            parts.setdefault(way, []).extend(rows)
