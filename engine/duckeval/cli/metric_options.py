"""What ``metric-performance`` and ``metric-correlation`` both ask, and how they show rows."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from duckeval.cli.options import rule_options, sets_option, where_options

__all__ = ["Row", "head", "interval", "question_options", "questions", "slice_title"]

Function = TypeVar("Function", bound=Callable[..., Any])
Row = dict[str, Any]


def question_options(function: Function) -> Function:
    """Add what both commands ask: sets, slices, items, classes and thresholds."""
    for option in reversed(
        (
            sets_option,
            click.option(
                "--by", metavar="EXPR", help="For each value of this SQL expression over item."
            ),
            click.option(
                "--slice",
                "slices",
                metavar="NAME",
                multiple=True,
                help="For this saved slice; can be repeated.",
            ),
            where_options,
            rule_options,
        )
    ):
        function = option(function)
    return function


def questions(
    sets: Sequence[str],
    by: str | None,
    slices: Sequence[str],
    where: str | None,
    classes: Sequence[str],
    iou: float,
    confidence: float | None,
    protocol: str,
) -> list[dict[str, Any]]:
    """Return the parameters of the macro: once for all sets, or for each that is named."""
    return [
        {
            "predictions": name,
            "slice_by": by,
            "slices": list(slices) or None,
            "item_filter": where,
            "classes": list(classes) or None,
            "iou_threshold": iou,
            "min_confidence": confidence,
            "protocol": protocol,
        }
        for name in (dict.fromkeys(sets) or (None,))
    ]


def slice_title(by: str | None, slices: Sequence[str], **_: Any) -> str | None:  # noqa: ANN401
    """Return the head of the column that names the slices; none where none are asked for."""
    return by or ("slice" if slices else None)


def head(
    rows: Sequence[Row], *, per_class: bool, sliced: str | None
) -> dict[str, Callable[[Row], Any]]:
    """Return the columns that say which set, slice and class a row speaks of, where they differ."""
    shown: dict[str, Callable[[Row], Any]] = {}
    if len({row["prediction_set"] for row in rows}) > 1:
        shown["set"] = lambda row: row["prediction_set"]
    if sliced is not None:
        shown[sliced] = lambda row: row["slice"]
    if per_class:
        shown["class"] = lambda row: row["class_name"] or "all"
    return shown


def interval(low: float | None, high: float | None) -> str | None:
    """Return an interval in words."""
    return None if low is None or high is None else f"{low:.2f} to {high:.2f}"
