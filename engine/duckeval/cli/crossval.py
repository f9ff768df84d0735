"""``crossval``: numbers over folds, and out-of-fold prediction sets."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duckeval.cli.app import Command, Group, database_option
from duckeval.cli.messages import count, note, say, warn, warn_of_few
from duckeval.cli.opening import reading, writing
from duckeval.cli.options import (
    dataset_option,
    min_per_class_option,
    rule_options,
    set_option,
    where_options,
)
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.progress import progress
from duckeval.cli.training import run

if TYPE_CHECKING:
    from duckeval.project import Project

__all__ = ["crossval"]

Row = dict[str, Any]

_SEVERAL = 2
_SHOWN_FAULTS = 5
_MEASURES = ("map", "f1_macro", "precision_micro", "recall_micro", "f1_micro")
_ANSWER_MEASURES = ("accuracy", "f1_macro", "mcc", "log_loss", "roc_auc_macro")


@click.group(
    cls=Group,
    example="""
    duckeval folds make --k 5 --by class --seed 7
    duckeval crossval combine --set fold1 --set fold2 --as v7
    duckeval crossval summary --set v7
    """,
)
def crossval() -> None:
    """Cross-validate: combine predictions made fold by fold, and report over folds."""


@crossval.command(
    cls=Command,
    example="""
    duckeval crossval summary --set v7
    duckeval crossval summary --confidence 0.3 --format csv
    """,
)
@set_option
@where_options
@rule_options
@click.option(
    "--fold-by",
    metavar="EXPR",
    help="Folds are the values of this SQL expression over item; of the column fold if left out.",
)
@output_options
@database_option
def summary(
    *,
    name: str | None,
    where: str | None,
    classes: Sequence[str],
    iou: float,
    confidence: float | None,
    fold_by: str | None,
    db: Path,
    output: Output,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Print every measure over the folds: the K-split average, its spread, and the pooled value.

    fold_mean is the mean of the measure over the folds, fold_sd its standard deviation, low and
    high its interval of 95 %; pooled is the measure over the items of all folds together. As csv,
    json, jsonl or parquet: the rows of fold_performance, of classifiers those of
    fold_classification_performance.
    """
    shared: dict[str, Any] = {
        "predictions": name,
        "item_filter": where,
        "classes": list(classes) or None,
        "min_confidence": confidence,
    }
    with reading(db) as project:
        columns, rows, folds = _over_folds(
            project,
            fold_by,
            shared,
            {"iou_threshold": iou, **asked},
            has_folds=output.is_for_people,
        )
    if not output.is_for_people:
        output.rows(columns, [tuple(row.values()) for row in rows])
        return
    if not rows:
        say("no prediction set on items that have a fold; 'duckeval folds make' makes folds")
        return
    output.tables(_tables(rows, [row for row in folds if row["slice"] is not None]))
    note(
        "fold_mean is the K-split average, pooled the measure over all items together; folds share "
        "training data, so the interval is rather too short"
    )


@crossval.command(
    cls=Command,
    example="duckeval crossval combine --set fold1 --set fold2 --set fold3 --as v7",
)
@click.option(
    "--set",
    "sets",
    metavar="NAME",
    multiple=True,
    required=True,
    help="A prediction set for each fold, in their order.",
)
@click.option("--as", "name", metavar="NAME", required=True, help="The prediction set to make.")
@click.option(
    "--model",
    metavar="NAME[@VERSION]",
    help="The model; that of the sets, where all have the same, if left out.",
)
@click.option("--replace", is_flag=True, help="Replace a prediction set of that name.")
@database_option
def combine(sets: Sequence[str], name: str, model: str | None, *, replace: bool, db: Path) -> None:
    """Make the out-of-fold set of prediction sets that were made fold by fold.

    The first --set is that of the first fold, and so on. Of each only the predictions on the items
    of its fold are taken, which its model has not seen; items that it does not predict, or that
    another set predicts too, are counted.
    """
    with writing(db) as project, progress("combining") as step:
        made = project.crossval.combine(sets, name, model=model, replace=replace, progress=step)
    say(
        f"combined {len(made.parts)} prediction sets on {made.dataset} as {made.name}: "
        f"{count(made.prediction_count, 'prediction')}"
    )
    twice = sum(part.twice_count for part in made.parts)
    if twice:
        note(
            f"{count(twice, 'item')} predicted by the set of another fold too: "
            "those predictions are left out"
        )
    for part in made.parts:
        if part.missing_count:
            warn(
                f"fold {part.fold}: {count(part.missing_count, 'item')} of {part.item_count:,} "
                f"without a prediction of {part.source}"
            )


@crossval.command(
    cls=Command,
    example="""
    duckeval crossval check --model resnet@3
    duckeval crossval check --set v7 --min-per-class 20
    """,
)
@click.option(
    "--set", "name", metavar="NAME", help="A prediction set: its data set, task and model."
)
@click.option("--task", metavar="NAME", help="Only the classes of this task.")
@click.option("--model", metavar="NAME@VERSION", help="The model to validate.")
@dataset_option
@min_per_class_option
@output_options
@database_option
def check(
    *,
    name: str | None,
    model: str | None,
    dataset: str | None,
    task: str | None,
    min_per_class: int,
    db: Path,
    output: Output,
) -> None:
    """Check what cross-validation needs; exit code 5 if something is missing.

    A model with a version, at least two classes, and items enough of each class: in all, and in the
    training part of each fold, which is everything but the fold. Fewer than 50 give a warning.
    """
    with reading(db) as project:
        found = project.crossval.check(
            prediction_set=name,
            model=model,
            dataset=dataset,
            task=task,
            min_per_class=min_per_class,
        )
    if output.is_for_people:
        heads = ["task", "class", "items", "fewest to train on", "without fold", "verdict"]
        rows = [list(row.values())[1:] for row in found.support.rows()]
        start = int(len({row[0] for row in rows}) < _SEVERAL)  # one task needs no name
        output.tables(
            [
                Table(
                    heads[start:],
                    [row[start:] for row in rows],
                    f"{found.dataset}: items of each class",
                )
            ]
        )
    else:
        output.rows(found.support.columns, found.support.tuples())
    warn_of_few(found.few)
    for fault in found.faults[:_SHOWN_FAULTS]:
        warn(fault)
    if len(found.faults) > _SHOWN_FAULTS:
        warn(f"and {len(found.faults) - _SHOWN_FAULTS:,} more")
    if not found.is_passed:
        raise found.failure(", ".join(found.short))
    say(f"{found.dataset}: {count(len(found.support), 'class', 'classes')}, enough items of each")


crossval.add_command(run)


def _over_folds(
    project: "Project",
    fold_by: str | None,
    shared: Mapping[str, Any],
    of_objects: Mapping[str, Any],
    *,
    has_folds: bool,
) -> tuple[Sequence[str], list[Row], list[Row]]:
    """Return the measures over folds, and those of each fold: of boxes, then of classifiers."""
    name, by = shared["predictions"], fold_by or "fold"
    # Of generated text right answers are counted, as they are of objects.
    kinds = {
        each.name: "objects" if each.task_kind == "text" else each.task_kind
        for each in project.sets
        if name in {None, each.name}
    }
    columns: Sequence[str] = ()
    rows: list[Row] = []
    folds: list[Row] = []
    if not kinds or "objects" in kinds.values():
        objects = {**shared, **of_objects}
        found = project.fold_performance(fold_by=fold_by, **objects)
        columns, rows = found.columns, found.rows()
        if rows and has_folds:
            folds = project.performance(slice_by=by, **objects).rows()
        # Of all sets at once classifiers are among the answers, with nothing measured.
        rows, folds = (
            [row for row in each if kinds[row["prediction_set"]] == "objects"]
            for each in (rows, folds)
        )
    if set(kinds.values()) - {"objects"}:
        found = project.fold_classification_performance(fold_by=fold_by, **shared)
        columns, rows = found.columns, rows + found.rows()
        if len(found) and has_folds:
            folds += project.classification_performance(slice_by=by, **shared).rows()
    return columns, rows, folds


def _tables(rows: Sequence[Row], folds: Sequence[Row]) -> list[Any]:
    tables: list[Table] = []
    columns = ("measure", "fold_count", "fold_mean", "fold_sd", "low", "high", "pooled")
    for name in dict.fromkeys(row["prediction_set"] for row in rows):
        of = [row for row in rows if row["prediction_set"] == name]
        within = sorted(
            (row for row in folds if row["prediction_set"] == name),
            key=lambda row: (len(row["slice"]), row["slice"]),
        )
        title = (
            f"{name}: {len(within)} folds, {count(of[0]['item_count'], 'item')}, "
            f"{count(of[0]['label_count'], 'label')}"
        )
        heads = ("measure", "folds", *columns[2:])
        tables.append(Table(heads, [tuple(row[each] for each in columns) for row in of], title))
        measures = _MEASURES if "mar" in within[0] else _ANSWER_MEASURES
        tables.append(
            Table(
                ("fold", "items", "labels", *measures),
                [
                    (
                        row["slice"],
                        row["item_count"],
                        row["label_count"],
                        *(row[each] for each in measures),
                    )
                    for row in within
                ],
                f"{name}: each fold",
            )
        )
    return tables
