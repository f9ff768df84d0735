"""``classes``: what classes are called in other data sets, and which have no counterpart."""

from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, Group, database_option
from duckeval.cli.messages import count, say, warn
from duckeval.cli.opening import reading, writing
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.progress import progress
from duckeval.errors import UnknownNameError, UsageError

__all__ = ["classes_group"]

_from = click.option(
    "--from",
    "from_dataset",
    metavar="NAME[@VERSION]",
    help="Data set that the predictions are about; every one if left out.",
)
_to = click.option(
    "--to",
    "to_dataset",
    metavar="NAME[@VERSION]",
    help="Data set that they are scored on; every one if left out.",
)


@click.group(
    "classes",
    cls=Group,
    example="""
    duckeval classes map names.csv --to city
    duckeval classes check --set v7 --dataset city
    """,
)
def classes_group() -> None:
    """Say what classes are called in other data sets, and see which have no counterpart."""


@classes_group.command(
    "map",
    cls=Command,
    example="""
    duckeval classes map names.csv --to city
    duckeval classes map coco_to_ours.json --from coco --to street@2
    """,
)
@click.argument("file", type=click.Path(path_type=Path))
@_from
@_to
@database_option
def map_(file: Path, from_dataset: str | None, to_dataset: str | None, db: Path) -> None:
    """Load a class map, for scoring predictions on a data set whose classes have other names.

    FILE is a CSV with the columns from_class and to_class, and from_dataset and to_dataset where
    lines are about different data sets, or JSON: {"from": "to"} or a list of such lines. Where
    to_class is empty (null) the predictions are left out. 'duckeval match --dataset' uses it; of
    several rules for a class the one closest to the two data sets holds.
    """
    with writing(db) as project:
        made = project.load_class_map(file, from_dataset=from_dataset, to_dataset=to_dataset)
    say(
        f"{file}: {count(made.added, 'rule')} added, {made.changed:,} changed, "
        f"{made.unchanged:,} there already"
    )
    for names, side in ((made.unknown_from, "from_class"), (made.unknown_to, "to_class")):
        if names:
            warn(f"{side}: no class of this project is called {', '.join(names)}")


@classes_group.command("unmap", cls=Command, example="duckeval classes unmap --to city")
@_from
@_to
@database_option
def unmap(from_dataset: str | None, to_dataset: str | None, db: Path) -> None:
    """Forget the rules that were loaded for exactly these data sets."""
    with writing(db) as project:
        dropped = project.drop_class_map(from_dataset=from_dataset, to_dataset=to_dataset)
    if not dropped:
        between = f"from {from_dataset or 'every data set'} to {to_dataset or 'every data set'}"
        raise UnknownNameError(
            f"no rule of the class map goes {between}", hint="'duckeval classes list' lists them"
        )
    say(f"forgot {count(dropped, 'rule')}")


@classes_group.command("list", cls=Command, example="duckeval classes list --format csv")
@output_options
@database_option
def list_rules(db: Path, output: Output) -> None:
    """List the rules of the class map."""
    with reading(db) as project:
        found = project.query(
            "select source_dataset, target_dataset, from_class, to_class, file, created_at "
            "from class_map order by all"
        )
    output.rows(found.columns, found.tuples())
    if not len(found) and output.is_for_people:
        say("no rules yet; 'duckeval classes map FILE' loads some")


@classes_group.command(
    "keypoints",
    cls=Command,
    example="""
    duckeval classes keypoints gear --names hub,rim,tooth --sigmas 0.03,0.08,0.05
    duckeval classes keypoints person
    """,
)
@click.argument("class_name", metavar="CLASS")
@click.option("--names", metavar="NAME,...", help="Names of the keypoints, in their order.")
@click.option(
    "--sigmas",
    metavar="S,...",
    help="How far each may lie off, as a share of the size of an object (OKS).",
)
@database_option
def keypoints(class_name: str, names: str | None, sigmas: str | None, db: Path) -> None:
    """Say the names and sigmas of the keypoints of a class, or show them.

    COCO and CrowdPose persons need none, and files of labels may bring their own. Sets that are
    compared as keypoints are matched again.
    """
    try:
        numbers = None if sigmas is None else [float(each) for each in sigmas.split(",")]
    except ValueError:
        raise UsageError(f"--sigmas {sigmas!r}: expected numbers, such as 0.03,0.08,0.05") from None
    with writing(db) as project, progress("matching") as step:
        found = project.set_keypoints(
            class_name,
            names=None if names is None else [each.strip() for each in names.split(",")],
            sigmas=numbers,
            progress=step,
        )
    shown = ", ".join(found.names or ()) or "without names"
    measured = ", ".join(f"{each:g}" for each in found.sigmas or ()) or "none of its own"
    say(f"{class_name}: keypoints {shown}; sigmas {measured}")
    for name in found.matched:
        say(f"matched {name} again")


@classes_group.command(
    "check", cls=Command, example="duckeval classes check --set v7 --dataset city"
)
@click.option("--set", "of_set", metavar="NAME", help="Only this prediction set.")
@click.option(
    "--dataset",
    "on_dataset",
    metavar="NAME[@VERSION]",
    help="Only this data set, the version loaded last if none is named.",
)
@output_options
@database_option
def check(db: Path, output: Output, **asked: Any) -> None:  # noqa: ANN401
    """List what each class becomes on another data set, those without a counterpart first.

    Predictions of a class without a counterpart count as false positives, labels as missed.
    """
    with reading(db) as project:
        found = project.class_counterparts(**asked)
        rows = found.rows()
    if not output.is_for_people:
        output.rows(found.columns, found.tuples())
        return
    groups: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        title = f"{row['prediction_set']} on {row['dataset_name']}@{row['dataset_version']}"
        groups.setdefault(title, []).append(
            (
                row["from_class"],
                row["to_class"],
                row["counterpart"].replace("_", " "),
                row["prediction_count"],
                row["label_count"],
            )
        )
    heads = ("class", "there", "how", "predictions", "labels")
    output.tables([Table(heads, lines, title) for title, lines in groups.items()])
    if not rows:
        say("no prediction set has images in common with another data set")
