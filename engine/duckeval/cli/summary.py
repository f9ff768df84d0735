"""``summary``: the headline numbers, for people and for programs."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.coco_numbers import coco_columns, coco_tables
from duckeval.cli.explaining import explanation, write_explanation
from duckeval.cli.flat import check_flat, flat_text
from duckeval.cli.messages import count, note_unsure
from duckeval.cli.opening import reading, task_kinds
from duckeval.cli.options import (
    per_class_option,
    rows_of_slices_option,
    rule_options,
    sets_option,
    shapes_option,
    where_options,
)
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.summary_others import classification_parts, text_parts

if TYPE_CHECKING:
    from duckeval.project.summary import Row, Summary

__all__ = ["summary"]


@click.command(
    cls=Command,
    example="""
    duckeval summary --confidence 0.3
    duckeval summary --set v1 --set v2 --by weather --by "weather || ' ' || camera"
    duckeval summary --protocol coco --format json
    """,
)
@sets_option
@click.option(
    "--by",
    metavar="EXPR",
    multiple=True,
    help="Also a row for each value of this SQL expression over item; a table for each --by.",
)
@rows_of_slices_option
@where_options
@rule_options
@shapes_option
@per_class_option
@click.option(
    "--explain",
    "is_explained",
    is_flag=True,
    help="Also why other tools say another number, step by step.",
)
@click.option(
    "--flat",
    "is_flat",
    is_flag=True,
    help="One JSON object of names and numbers, for W&B or MLflow; what is undefined is left out.",
)
@click.option("--prefix", metavar="TEXT", default="", help="What the names of --flat begin with.")
@output_options
@database_option
def summary(
    sets: Sequence[str],
    slices: Sequence[str],
    classes: Sequence[str],
    where: str | None,
    iou: float,
    confidence: float | None,
    db: Path,
    output: Output,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Print the headline numbers of each prediction set.

    As csv, json, jsonl or parquet it is one flat list: a row for each set and slice with the
    columns of performance, best_threshold (best_*) and coco_summary (map_50_95, coco_*); slice_by
    and slice say which slice, class_name is null except in the rows of --per-class. Rows of --by
    and --slice leave best_* null without --per-class, and coco_* without --protocol coco. With
    --explain it is protocol_comparison instead.
    """
    from duckeval.project.summary import Question, split_by_task, summarise

    is_explained, is_flat, prefix = (
        asked.pop(name) for name in ("is_explained", "is_flat", "prefix")
    )
    check_flat(output, prefix, is_flat=is_flat, is_explained=is_explained)
    question = Question(
        sets=sets or None,
        slices=slices,
        item_filter=where,
        classes=classes or None,
        iou_threshold=iou,
        min_confidence=confidence,
        **asked,
    )
    with reading(db) as project:
        if is_flat:
            output.text(flat_text(project, question, prefix))
            return
        if is_explained and not output.is_for_people:
            write_explanation(project, question, output)
            return
        if not output.is_for_people:
            found: Summary | None = summarise(project, question)
            tables: list[Table | str] = []
        else:
            objects, others, texts = split_by_task(project, question)
            found = None if objects is None else summarise(project, objects)
            tables = [] if found is None else _tables(found)
            if is_explained and objects is not None:
                tables += explanation(project, objects, threshold_text(iou))
            tables += classification_parts(project, question, others)
            tables += text_parts(project, question, texts)
        kinds = task_kinds(project, sets or None)
    if output.is_for_people:
        output.tables(tables)
    elif found is not None:
        output.rows(found.columns, found.tuples())
    if confidence is None:
        note_unsure(kinds, "" if found is None else _advice(found))


def threshold_text(threshold: float) -> str:
    """Return an IoU threshold as it is written behind mAP@.

    Examples
    --------
    >>> threshold_text(0.5), threshold_text(0.755), threshold_text(1.0)
    ('.50', '.755', '1.00')
    """
    text = f"{threshold:.2f}" if round(threshold, 2) == threshold else repr(threshold)
    return text.removeprefix("0")


def _tables(found: "Summary") -> list[Table | str]:
    tables: list[Table | str] = ["\n".join(_opening(found))]
    slices = [row for row in found.rows if row["class_name"] is None]
    whole = [row for row in slices if row["slice_by"] is None and row["slice"] == "all"]
    tables += _headline(found, whole)
    for expression in dict.fromkeys(found.question.by):
        rows = [row for row in slices if row["slice_by"] == expression]
        tables.append(_slices(found, rows, expression))
    if found.question.slices:
        rows = [row for row in slices if row["slice_by"] is None and row["slice"] != "all"]
        tables.append(_slices(found, rows, "slice"))
    if found.question.per_class:
        tables += _classes(found)
    return tables


def _opening(found: "Summary") -> list[str]:
    """Return the lines that say what the numbers are about."""
    question = found.question
    lines = [
        f"{each.name} on {each.dataset}: "
        f"{count(each.item_count, 'item')}, {count(each.label_count, 'label')}, "
        f"{count(each.prediction_count, 'prediction')}"
        for each in found.sets
    ]
    sign = ">" if question.protocol == "voc" else ">="
    least = question.min_confidence
    confidence = "any confidence" if least is None else f"confidence >= {least:g}"
    lines.append(
        f"protocol {question.protocol}, IoU {sign} {question.iou_threshold:g}, {confidence}, "
        f"class set {question.class_set}{_shapes_text(found)}"
    )
    if question.item_filter is not None:
        lines.append(f"only items where {question.item_filter}")
    if question.classes:
        lines.append(f"only classes {', '.join(question.classes)}")
    return lines


def _shapes_text(found: "Summary") -> str:
    """Return what objects were compared as, where that is not boxes for boxes."""
    from duckeval.project.sets import compared_text

    text = compared_text(found.sets, found.question.shapes)
    return "" if text is None else f", compared as {text}"


def _headline(found: "Summary", rows: "Sequence[Row]") -> list[Table | str]:
    question = found.question
    at = threshold_text(question.iou_threshold)
    precision: dict[str, Callable[[Row], Any]] = {
        "precision": lambda row: row["precision_micro"],
        "recall": lambda row: row["recall_micro"],
        "F1": lambda row: row["f1_micro"],
        "best F1": lambda row: row["best_f1"],
        "at confidence": lambda row: row["best_confidence"],
    }
    means: dict[str, Callable[[Row], Any]] = {
        f"mAP@{at}": lambda row: row["map"],
        "mAP@.50:.95": lambda row: row["map_50_95"],
    }
    if question.protocol == "coco":
        return [
            *coco_tables(found, rows),
            _table(found, rows, {**_only(means, f"mAP@{at}"), **precision}),
        ]
    if any(row["coco_ap"] is not None for row in rows):
        means |= {
            "COCO AP": lambda row: row["coco_ap"],
            "COCO AP50": lambda row: row["coco_ap50"],
            "COCO AP75": lambda row: row["coco_ap75"],
        }
    return [_table(found, rows, means), _table(found, rows, precision)]


def _slices(found: "Summary", rows: "Sequence[Row]", title: str) -> Table:
    at = threshold_text(found.question.iou_threshold)
    shown: dict[str, Callable[[Row], Any]] = {
        title: lambda row: row["slice"],
        "items": lambda row: row["item_count"],
        "labels": lambda row: row["label_count"],
    }
    if found.question.protocol == "coco":
        for name, column, *_ in coco_columns(rows):
            shown[name] = lambda row, column=column: row[f"coco_{column}"]  # type: ignore[misc]
    else:
        shown |= {
            f"mAP@{at}": lambda row: row["map"],
            "mAP@.50:.95": lambda row: row["map_50_95"],
            "precision": lambda row: row["precision_micro"],
            "recall": lambda row: row["recall_micro"],
            "F1": lambda row: row["f1_micro"],
        }
    return _table(found, rows, shown)


def _classes(found: "Summary") -> list[Table]:
    """Return a table of the classes for each way to slice."""
    at = threshold_text(found.question.iou_threshold)
    shown: dict[str, Callable[[Row], Any]] = {
        "class": lambda row: row["class_name"],
        "labels": lambda row: row["label_count"],
        "TP": lambda row: row["true_positive_count"],
        "FP": lambda row: row["false_positive_count"],
        "FN": lambda row: row["false_negative_count"],
        f"AP@{at}": lambda row: row["ap"],
        "AR@.50:.95": lambda row: row["ar"],
        "precision": lambda row: row["precision"],
        "recall": lambda row: row["recall"],
        "F1": lambda row: row["f1"],
        "best F1": lambda row: row["best_f1"],
        "at confidence": lambda row: row["best_confidence"],
    }
    groups: dict[tuple[str | None, bool], list[Row]] = {}
    for row in found.rows:
        if row["class_name"] is not None:
            is_whole = row["slice_by"] is None and row["slice"] == "all"
            groups.setdefault((row["slice_by"], is_whole), []).append(row)
    tables = []
    for (expression, is_whole), rows in groups.items():
        if is_whole:
            tables.append(_table(found, rows, shown))
        else:
            head = {expression or "slice": lambda row: row["slice"]}
            tables.append(_table(found, rows, {**head, **shown}))
    return tables


def _table(
    found: "Summary", rows: "Sequence[Row]", shown: "dict[str, Callable[[Row], Any]]"
) -> Table:
    """Return a table of some columns, with the set in front where there are several."""
    if len(found.question.shapes) > 1:
        shown = {"as": lambda row: row["compared_as"], **shown}
    if len(found.sets) > 1:
        shown = {"set": lambda row: row["prediction_set"], **shown}
    return Table.of(shown, rows)


def _only(shown: "dict[str, Callable[[Row], Any]]", name: str) -> "dict[str, Callable[[Row], Any]]":
    return {name: shown[name]}


def _advice(found: "Summary") -> str:
    """Return which confidence to try, where one is the best of all sets."""
    best = {
        row["best_confidence"]
        for row in found.rows
        if row["slice"] == "all" and row["class_name"] is None
    } - {None}
    return f"; try --confidence {best.pop():.2g}" if len(best) == 1 else ""
