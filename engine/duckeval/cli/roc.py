"""``roc``: how many of a class a classifier finds at so many false alarms."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.froc import numbers
from duckeval.cli.opening import reading
from duckeval.cli.options import where_options
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.slicing import Row, answers, item_slice_options, write_flat

__all__ = ["roc"]


@click.command(
    cls=Command,
    example="""
    duckeval roc
    duckeval roc --limits 0.001,0.01 --class fog --by camera
    duckeval query "from roc_curve" -o roc.csv
    """,
)
@item_slice_options
@where_options
@click.option("--task", metavar="NAME", help="Only classifiers of this task.")
@click.option(
    "--limits",
    metavar="R,R,...",
    default="0.01,0.05,0.1,0.2",
    show_default=True,
    help="Rates of false positives, the columns of the table.",
)
@output_options
@database_option
def roc(
    *,
    name: str | None,
    by: str | None,
    slices: Sequence[str],
    where: str | None,
    classes: Sequence[str],
    task: str | None,
    limits: str,
    db: Path,
    output: Output,
) -> None:
    """Print the recall of each class of a classifier at a rate of false positives, and the area.

    One class against the rest, over all probabilities. As csv, json, jsonl or parquet: the rows of
    roc_curve, slice_by says which slice. For objects, which have no negatives, see froc.
    """
    asked: dict[str, Any] = {
        "predictions": name,
        "item_filter": where,
        "classes": list(classes) or None,
        "task": task,
    }
    rates = numbers(limits)
    with reading(db) as project:
        columns, parts = answers(partial(project.roc_curve, **asked), by, slices)
        if not output.is_for_people:
            write_flat(output, columns, parts)
            return
        _, areas = answers(partial(project.classification_class_performance, **asked), by, slices)
    found = zip(parts, areas, strict=True)
    tables = [_table(way, rows, others, rates) for (way, rows), (_, others) in found if rows]
    output.tables(tables or ["no classifier gave probabilities"])


def _table(
    way: str | None, rows: Sequence[Row], areas: Sequence[Row], rates: Sequence[float]
) -> Table:
    curves: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        key = (row["prediction_set"], row["slice"], row["class_name"])
        curves.setdefault(key, []).append(row)
    area = {
        (row["prediction_set"], row["slice"], row["class_name"]): row["roc_auc"] for row in areas
    }
    heads = {"set": len({key[0] for key in curves}) > 1, way or "slice": way is not None,
             "class": True}  # fmt: skip
    shown = [place for place, is_shown in enumerate(heads.values()) if is_shown]
    return Table(
        (*(name for name, is_shown in heads.items() if is_shown), "items", "AUC",
         *(f"{each:g}" for each in rates)),
        [
            (
                *(key[place] for place in shown),
                curve[0]["label_count"],
                area[key],
                *(_recall_at(curve, each) for each in rates),
            )
            for key, curve in curves.items()
        ],
        "recall at a rate of false positives" if way is None else "",
    )  # fmt: skip


def _recall_at(curve: Sequence[Row], rate: float) -> float | None:
    """Return the highest recall that gives no more false positives; None without negatives."""
    return max(
        (
            row["recall"]
            for row in curve
            if row["false_positive_rate"] is not None and row["false_positive_rate"] <= rate
        ),
        default=None,
    )
