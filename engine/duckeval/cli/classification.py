"""``classification``: how good the classifiers are."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import count, nothing_of
from duckeval.cli.opening import reading, task_kinds
from duckeval.cli.options import confidence_option, per_class_option, where_options
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.slicing import Part, answers, item_slice_options, write_flat

__all__ = ["classification", "classification_tables"]

Row = Mapping[str, Any]
Shown = dict[str, Callable[[Row], Any]]


@click.command(
    cls=Command,
    example="""
    duckeval classification
    duckeval classification --task weather --by camera --per-class
    duckeval classification --set v1 --set v2 --confidence 0.6 --format json
    """,
)
@click.option("--task", metavar="NAME", help="Only this classification.")
@item_slice_options
@where_options
@confidence_option
@click.option(
    "--top",
    metavar="K",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="Whether the label is among the K most probable classes.",
)
@per_class_option
@output_options
@database_option
def classification(
    by: str | None,
    slices: Sequence[str],
    top: int,
    per_class: bool,
    db: Path,
    output: Output,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Print how good the classifiers are.

    Of one label an item the answer is the most probable class, and --confidence takes weaker
    answers away. Of several labels an item every class is an answer whose probability exceeds
    --confidence, .5 unless said otherwise.

    As csv, json, jsonl or parquet it is one flat list: the rows of classification_performance, or
    with --per-class those of classification_class_performance.
    """
    given = {
        "task": asked["task"],
        "predictions": asked["name"],
        "item_filter": asked["where"],
        "classes": asked["classes"] or None,
        "min_confidence": asked["confidence"],
    }
    with reading(db) as project:
        ask = partial(project.classification_performance, top=top, **given)
        ask_classes = partial(project.classification_class_performance, **given)
        if not output.is_for_people:
            write_flat(output, *answers(ask_classes if per_class else ask, by, slices))
            return
        _, parts = answers(ask, by, slices)
        kinds = task_kinds(project, None if given["predictions"] is None else {asked["name"]})
        class_parts = answers(ask_classes, by, slices)[1] if per_class else []
    tables = classification_tables(parts, class_parts, top)
    output.tables(tables or [nothing_of("classifier", kinds)])


def classification_tables(
    parts: Sequence[Part], class_parts: Sequence[Part], top: int
) -> list[Table | str]:
    """Return the tables about classifiers, and about their classes, for people."""
    tables: list[Table | str] = []
    if not parts or not parts[0][1]:
        return tables
    for way, rows in parts:
        tables += _tables(way, rows, top)
    return [*tables, *(_class_table(way, rows) for way, rows in class_parts)]


def _tables(way: str | None, rows: Sequence[Row], top: int) -> list[Table | str]:
    if way is not None:
        return [Table.of(_key(way) | _HEADLINE, rows)]
    tables: list[Table | str] = []
    single = [row for row in rows if row["hamming_loss"] is None]
    several = [row for row in rows if row["hamming_loss"] is not None]
    for group, shown in ((single, _SINGLE), (several, _SEVERAL)):
        if group:
            tables.append("\n".join(_opening(row) for row in group))
            tables.append(Table.of(_key(way) | _HEADLINE, group))
            tables.append(Table.of(_key(way) | _renamed(shown, top), group))
    return tables


def _opening(row: Row) -> str:
    text = f"{row['prediction_set']}, {row['task']}: {count(row['item_count'], 'item')}"
    if row["labelled_count"] < row["item_count"]:
        text += f", {row['labelled_count']:,} labelled"
    if row["answered_count"] < row["labelled_count"]:
        text += f", {row['labelled_count'] - row['answered_count']:,} without an answer"
    return f"{text}, {count(row['class_count'], 'class', 'classes')}"


def _key(way: str | None) -> Shown:
    key: Shown = {"set": lambda row: row["prediction_set"]}
    if way is not None:
        key |= {way: lambda row: row["slice"], "items": lambda row: row["labelled_count"]}
    return key


def _column(name: str) -> Callable[[Row], Any]:
    return lambda row: row[name]


_HEADLINE: Shown = {
    "accuracy": _column("accuracy"),
    "precision": _column("precision_macro"),
    "recall": _column("recall_macro"),
    "F1": _column("f1_macro"),
    "ROC AUC": _column("roc_auc_macro"),
    "mAP": _column("map"),
}
"""Macro means; with accuracy and areas what fits into 80 columns."""
_SINGLE: Shown = {
    "top": _column("top_accuracy"),
    "weighted F1": _column("f1_weighted"),
    "kappa": _column("kappa"),
    "MCC": _column("mcc"),
    "log loss": _column("log_loss"),
    "Brier": _column("brier"),
}
_SEVERAL: Shown = {
    "micro F1": _column("f1_micro"),
    "sample F1": _column("f1_sample"),
    "Hamming loss": _column("hamming_loss"),
    "ranking precision": _column("ranking_precision"),
    "Brier": _column("brier"),
}


def _renamed(shown: Shown, top: int) -> Shown:
    return {f"top {top}" if name == "top" else name: get for name, get in shown.items()}


def _class_table(way: str | None, rows: Sequence[Row]) -> Table:
    shown: Shown = {"set": _column("prediction_set")}
    if way is not None:
        shown[way] = _column("slice")
    shown |= {
        "class": _column("class_name"),
        "labels": _column("label_count"),
        "answers": _column("prediction_count"),
        "TP": _column("true_positive_count"),
        "precision": _column("precision"),
        "recall": _column("recall"),
        "F1": _column("f1"),
        "ROC AUC": _column("roc_auc"),
        "AP": _column("ap"),
    }
    return Table.of(shown, rows)
