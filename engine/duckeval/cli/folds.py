"""``folds``: the column ``fold`` of the items, for cross-validation."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duckeval.cli.app import Command, Group, database_option
from duckeval.cli.messages import count, note, say, warn, warned
from duckeval.cli.opening import reading, writing
from duckeval.cli.options import dataset_option
from duckeval.cli.output import Output, Table, output_options
from duckeval.errors import GateFailed

if TYPE_CHECKING:
    from duckeval.project.folds import FoldsMade
    from duckeval.result import Result

__all__ = ["folds"]

_SEVERAL = 2
_SHOWN = 5
_SHOWN_LEAKS = 10


@click.group(
    cls=Group,
    example="""
    duckeval folds make --k 5 --by class --group scene --seed 7
    duckeval folds check
    """,
)
def folds() -> None:
    """Make folds for cross-validation, show them and check them."""


@folds.command(
    cls=Command,
    example="""
    duckeval folds make --k 5 --by class --seed 7
    duckeval folds make --by "weather || ' ' || camera" --group scene --replace
    """,
)
@click.option("--k", type=int, default=5, show_default=True, metavar="K", help="Number of folds.")
@click.option(
    "--by",
    metavar="class|EXPR",
    help="Spread each class, or each value of this SQL expression over item, evenly.",
)
@click.option("--group", metavar="EXPR", help="Never split the items of one value of it.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another one: other folds.")
@dataset_option
@click.option("--task", metavar="NAME", help="With --by class: only the classes of this task.")
@click.option("--replace", is_flag=True, help="Replace the folds that are there.")
@database_option
def make(
    *,
    k: int,
    by: str | None,
    group: str | None,
    seed: int,
    dataset: str | None,
    task: str | None,
    replace: bool,
    db: Path,
) -> None:
    """Give each item a fold from 1 to K: the column fold of item.

    The folds follow from the seed and the item_key: they are the same on every machine, and in any
    order of the items. Without --by and --group they are random. An item with labels of several
    classes counts for the class that the fewest items have.
    """
    with writing(db) as project, warned():
        made = project.folds.make(
            k, by=by, group=group, seed=seed, dataset=dataset, task=task, replace=replace
        )
    sizes = f"{min(made.sizes):,} to {max(made.sizes):,}"
    if min(made.sizes) == max(made.sizes):
        sizes = f"{made.sizes[0]:,}"
    groups = f" of {count(made.group_count, 'group')}" if made.group_count is not None else ""
    say(
        f"made {k} folds of {made.dataset}{_how(made)}: {count(sum(made.sizes), 'item')}{groups}, "
        f"{sizes} a fold"
    )
    if made.short:
        few = ", ".join(f"{name} ({number})" for name, number in made.short[:_SHOWN])
        more = ", ..." if len(made.short) > _SHOWN else ""
        warn(f"fewer items than folds, so that some folds have none: {few}{more}")


@folds.command(cls=Command, example="duckeval folds show --format csv")
@click.option(
    "--dataset", metavar="NAME[@VERSION]", help="Only this data set; all of them if left out."
)
@output_options
@database_option
def show(dataset: str | None, db: Path, output: Output) -> None:
    """Show how many items and labels each fold has, and how many items of each class.

    As csv, json, jsonl or parquet: the rows of fold_size.
    """
    with reading(db) as project:
        found = project.folds.show(dataset)
        made = {each.dataset: each for each in project.folds.made(dataset)}
    if not output.is_for_people:
        output.rows(found.columns, found.tuples())
        return
    if not len(found):
        say("no folds yet; 'duckeval folds make' makes them")
        return
    output.tables(_tables(found, made))


@folds.command(
    cls=Command,
    example="""
    duckeval folds check
    duckeval folds check --group scene --embedding clip
    """,
)
@click.option(
    "--group",
    metavar="EXPR",
    help="Values that must not be split; what the folds were made with if left out.",
)
@click.option(
    "--embedding", metavar="COLUMN", help="Items with equal embeddings are copies.", default=None
)
@click.option(
    "--distance",
    "max_distance",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="D",
    help="Also items whose embeddings are no further apart (Euclidean).",
)
@dataset_option
@output_options
@database_option
def check(
    group: str | None,
    embedding: str | None,
    max_distance: float,
    dataset: str | None,
    db: Path,
    output: Output,
) -> None:
    """Look for items that sit in two folds: of one group, or copies of each other.

    Copies are items of one file, with equal perceptual hashes ('duckeval metrics images') or equal
    embeddings. Folds that are empty, missing or out of range are found too. Exit code 5 if there
    is anything.
    """
    with reading(db) as project:
        found = project.folds.check(
            group=group, embedding=embedding, max_distance=max_distance, dataset=dataset
        )
    _print_leaks(found.leaks, output)
    for fault in found.faults:
        warn(fault)
    if found.is_passed:
        groups = f", no value of {found.group} is split" if found.group else ""
        say(f"folds of {found.dataset}: each item has one{groups}, no copy sits in two")
        return
    parts = [count(len(found.leaks), "item") + " in two folds"] if len(found.leaks) else []
    parts += [count(len(found.faults), "fault")] if found.faults else []
    raise GateFailed(
        f"folds of {found.dataset}: {' and '.join(parts)}",
        hint="'duckeval folds make --group EXPR --replace' keeps together what has one value"
        if len(found.leaks)
        else "'duckeval folds make --replace' makes them anew",
    )


def _print_leaks(leaks: "Result", output: Output) -> None:
    if not output.is_for_people:
        output.rows(leaks.columns, leaks.tuples())
    elif len(leaks):
        names = ("reason", "shared_value", "item_key", "fold", "other_item_key", "other_fold")
        rows = [tuple(row[name] for name in names) for row in leaks.rows()[:_SHOWN_LEAKS]]
        output.tables([Table(names, rows)])
        if len(leaks) > _SHOWN_LEAKS:
            note(f"the first {_SHOWN_LEAKS} of {len(leaks):,}; --format csv lists them all")


def _how(made: "FoldsMade") -> str:
    parts = [
        f"by {made.by}" if made.by else "",
        f"grouped by {made.group}" if made.group else "",
        f"seed {made.seed}",
    ]
    return ", " + ", ".join(part for part in parts if part)


def _tables(found: "Result", made: "dict[str, FoldsMade]") -> list[Table | str]:
    rows = found.rows()
    tables: list[Table | str] = []
    for dataset in dict.fromkeys(row["dataset"] for row in rows):
        of = [row for row in rows if row["dataset"] == dataset]
        names = list(dict.fromkeys(row["fold"] for row in of))
        heads = ["(none)" if name is None else name for name in names]
        is_one = len({row["task"] for row in of} - {None}) < _SEVERAL
        counts = {(_class_title(row, is_one=is_one), row["fold"]): row for row in of}
        lines: list[list[object]] = [
            [title, *(counts[None, name][column] for name in names)]
            for title, column in (("(items)", "item_count"), ("(labels)", "label_count"))
        ]
        classes = sorted({title for title, _ in counts if title is not None})
        lines += [
            [each, *(counts.get((each, name), {"item_count": 0})["item_count"] for name in names)]
            for each in classes
        ]
        how = _how(made[dataset]) if dataset in made else ""
        title = f"folds of {dataset}{how}: items of each class"
        tables.append(Table(["class", *heads], lines, title))
    return tables


def _class_title(row: Mapping[str, Any], *, is_one: bool) -> str | None:
    if row["class_name"] is None or is_one:
        name: str | None = row["class_name"]
        return name
    return f"{row['task']}: {row['class_name']}"
