"""``leaderboard``: model versions ranked on data sets, with how sure the ranks are."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import count, note, say, warn
from duckeval.cli.opening import only_reading, reading
from duckeval.cli.options import rule_options, where_options
from duckeval.cli.output import Output, Table, output_options
from duckeval.errors import QueryError, UsageError

if TYPE_CHECKING:
    from duckeval.project.leaderboard import Contest, Row

__all__ = ["leaderboard"]


@click.command(
    cls=Command,
    example="""
    duckeval leaderboard
    duckeval leaderboard v1 v2 v3 --measure recall_micro --where "weather = 'night'"
    duckeval leaderboard --dataset street --dataset harbour@2 --model yolo --by weather
    duckeval leaderboard --pairs
    """,
)
@click.argument("sets", metavar="[SET]...", nargs=-1)
@click.option(
    "--measure",
    help="The column of performance to rank by, or roc_auc; map, of classifications accuracy, if "
    "left out.",
)
@click.option(
    "--dataset",
    "datasets",
    metavar="NAME[@VERSION]",
    multiple=True,
    help="Only on this data set, the version loaded last if none is named; can be repeated.",
)
@click.option(
    "--model",
    "models",
    metavar="NAME[@VERSION]",
    multiple=True,
    help="Only this model, the version loaded last if none is named; can be repeated.",
)
@click.option(
    "--project",
    "projects",
    metavar="OTHER.duckdb",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Also the data sets of this project file, which is only read; can be repeated.",
)
@click.option("--by", metavar="EXPR", help="Ranks for each value of this SQL expression over item.")
@click.option(
    "--slice",
    "slices",
    metavar="NAME",
    multiple=True,
    help="Ranks for this saved slice too; can be repeated.",
)
@where_options
@rule_options
@click.option(
    "--pairs",
    is_flag=True,
    help="List which model versions were calculated on which data sets, and how to do the rest.",
)
@click.option("--no-intervals", is_flag=True, help="Leave out the bootstrap: only the numbers.")
@click.option(
    "--resamples",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Resamples of the bootstrap.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the bootstrap."
)
@output_options
@database_option
def leaderboard(
    sets: Sequence[str],
    measure: str | None,
    projects: Sequence[Path],
    by: str | None,
    pairs: bool,
    no_intervals: bool,
    db: Path,
    output: Output,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Rank model versions by a measure, on each data set.

    Without SET and --dataset that is every prediction set on the last version of each data set.
    The measure and the rank come with a 95 % interval from a bootstrap over the items, the same
    resamples for every set of a data set; P(first) is the share of resamples in which a set is
    the best. Slices have ranks without intervals.
    """
    slices: Sequence[str] = asked["slices"]
    if pairs:
        others = [*sets, *asked["datasets"], *asked["models"], *map(str, projects), by, *slices]
        _list_pairs(db, output, others)
        return
    if sets and projects:
        raise UsageError("SET and --project cannot be given together", hint="name the --model")
    from duckeval.project.leaderboard import COLUMNS, Contest

    if by is not None and slices:
        raise UsageError("--by and --slice cannot be given together")
    intervals = not (no_intervals or by is not None or slices)
    contest = Contest(
        sets=list(sets) or None,
        measure=measure,
        parameters={
            "item_filter": asked["where"],
            "classes": list(asked["classes"]) or None,
            "iou_threshold": asked["iou"],
            "min_confidence": asked["confidence"],
            "protocol": asked["protocol"],
            "slice_by": by,
            "slices": ["all", *slices] if slices else None,
        },
        resamples=asked["resamples"],
        seed=asked["seed"],
        datasets=asked["datasets"],
        models=asked["models"],
        intervals=intervals,
    )
    rows = _ranked(db, projects, contest)
    if not output.is_for_people:
        columns = (*COLUMNS, "project") if projects else COLUMNS
        output.rows(columns, [tuple(row[name] for name in columns) for row in rows])
        return
    slice_head = None if by is None and not slices else by or "slice"
    output.tables(_tables(rows, slice_head, intervals=intervals))
    if intervals:
        resamples, seed = asked["resamples"], asked["seed"]
        note(f"95 % intervals, bootstrap over items, {resamples} resamples, seed {seed}")
    elif not no_intervals:
        note("ranks of slices have no intervals; --where asks for one slice with them")


def _ranked(db: Path, projects: Sequence[Path], contest: "Contest") -> "list[Row]":
    """Return the rows of the project and of the other ones; each row says which."""
    from duckeval.project.leaderboard import leaderboard as ranked

    rows: list[Row] = []
    refused: list[tuple[Path, QueryError]] = []
    for path in dict.fromkeys((db, *projects)):
        with reading(path) if path == db else only_reading(path) as project:
            try:
                rows += [{**row, "project": str(path)} for row in ranked(project, contest)]
            except QueryError as error:
                if not projects:
                    raise
                refused.append((path, error))
    if not rows and refused:
        raise refused[0][1]
    for path, refusal in refused:
        warn(f"{path}: {refusal.message}")
    return rows


def _list_pairs(db: Path, output: Output, others: Sequence[str | None]) -> None:
    """Print every model version with every data set version."""
    if any(others):
        raise UsageError(
            "--pairs lists all pairs, and takes no set, data set, model or slice",
            hint="'duckeval query \"from evaluation_pair where ...\"' chooses",
        )
    with reading(db) as project:
        found = project.evaluation_pairs()
        rows = found.rows()
    if not output.is_for_people:
        output.rows(found.columns, [tuple(row.values()) for row in rows])
        return
    shown = [_pair(row) for row in rows]
    if all(row["task"] == "objects" for row in rows):
        for each in shown:
            del each["task"]
    heads = tuple(shown[0]) if shown else ("model", "data set", "calculated as")
    tables: list[Table | str] = [Table(heads, [tuple(each.values()) for each in shown])]
    commands = [row["command"] for row in rows if row["command"] is not None]
    if commands:
        tables.append("\n".join(["not calculated yet:", *commands]))
    output.tables(tables)
    if not rows:
        say("there are no predictions yet")
    unlike = sum(row["unlike_item_count"] > 0 for row in rows)
    if unlike:
        note(
            f"in {count(unlike, 'pair')} items have the key of another image (size or file name "
            "differ): unlike_item_count in evaluation_pair"
        )


def _pair(row: "Row") -> dict[str, Any]:
    return {
        "model": row["model"],
        "task": row["task"],
        "data set": f"{row['dataset_name']}@{row['dataset_version']}",
        "items": row["item_count"],
        "with predictions": row["common_item_count"],
        "calculated as": row["prediction_set"] if row["is_calculated"] else None,
    }


def _tables(rows: "Sequence[Row]", slice_head: str | None, *, intervals: bool) -> list[Table | str]:
    """Return two tables for each data set: the ranks, and the numbers beside them."""
    tables: list[Table | str] = []
    boards: dict[str, list[Row]] = {}
    several = len({row["project"] for row in rows}) > 1
    for row in rows:
        title = f"{row['dataset_name']}@{row['dataset_version']}"
        title += f", {row['task']}" if row["task"] != "objects" else ""
        title += f" in {row['project']}" if several else ""
        boards.setdefault(title, []).append(row)
    for dataset, found in boards.items():
        title = "" if len(boards) == 1 else dataset
        measure = str(found[0]["measure"])
        if intervals:
            tables += [_ranks(found, measure, title), _numbers(found, {}, measure)]
        else:
            first = (
                {"rank": "rank"} if slice_head is None else {"slice": slice_head, "rank": "rank"}
            )
            tables.append(_numbers(found, first, measure, title))
    return tables


def _ranks(rows: "Sequence[Row]", measure: str, title: str) -> Table:
    heads = ("rank", "set", measure, "from", "to", "ranks", "P(first)")
    table = [
        (
            row["rank"],
            row["prediction_set"],
            row["value"],
            row["value_low"],
            row["value_high"],
            None if row["rank_low"] is None else f"{row['rank_low']} to {row['rank_high']}",
            row["probability_first"],
        )
        for row in rows
    ]
    return Table(heads, table, title)


_OF_OBJECTS = {
    "map": "mAP",
    "precision_micro": "precision",
    "recall_micro": "recall",
    "f1_micro": "F1",
}
_OF_CLASSES = {"accuracy": "accuracy", "roc_auc": "ROC AUC", "f1_macro": "macro F1"}
_SHOWN = {"item_count": "items", "label_count": "labels", "prediction_count": "predictions"}


def _numbers(
    rows: "Sequence[Row]", first: Mapping[str, str], measure: str, title: str = ""
) -> Table:
    """Return the numbers of each set, behind the columns that come first."""
    shown = dict(first)
    shown["prediction_set"] = "set"
    if any(row["model_name"] is not None for row in rows):
        shown["model"] = "model"
    own = _OF_OBJECTS if rows[0]["task"] == "objects" else _OF_CLASSES
    if measure not in own | _SHOWN:
        shown[measure] = measure
    shown |= own | _SHOWN
    cells = [{**row, "model": _model(row)} for row in rows]
    return Table(
        tuple(shown.values()), [tuple(row[name] for name in shown) for row in cells], title
    )


def _model(row: "Row") -> str | None:
    name, version = row["model_name"], row["model_version"]
    return name if version is None else f"{name}@{version}"
