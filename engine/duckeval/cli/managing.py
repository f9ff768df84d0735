"""``init``, ``match`` and ``slice``: commands that change a project."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duckeval.cli.app import Command, Group, database_option
from duckeval.cli.messages import as_text, count, note, say, warn
from duckeval.cli.opening import reading, writing
from duckeval.cli.options import comparison_options
from duckeval.cli.output import Output, output_options
from duckeval.cli.progress import progress
from duckeval.errors import UsageError

if TYPE_CHECKING:
    from duckeval.project.matching import MatchResult
    from duckeval.project.rescoring import Rescored

__all__ = ["init", "match", "slice_group"]


@click.command(cls=Command, example="duckeval init evals.duckdb")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@database_option
def init(file: Path | None, db: Path) -> None:
    """Make an empty project file.

    'duckeval load labels' makes it too; this is for scripts that want to see the file first.
    """
    path = file or db
    is_new = not path.exists()
    with writing(path, create=True):
        pass
    say(f"made the project file {path}" if is_new else f"{path} is a project file already")


@click.command(cls=Command, example="duckeval match --set yolo-v9 --protocol coco")
@click.option("--set", "sets", metavar="NAME", multiple=True, help="Only this prediction set.")
@click.option(
    "--protocol",
    "protocols",
    type=click.Choice(["closest", "coco", "voc"]),
    multiple=True,
    help="Only this protocol; closest and coco if left out (voc shares what closest stores).",
)
@click.option(
    "--dataset",
    metavar="NAME[@VERSION]",
    help="Score the predictions on another data set, as sets SET@NAME@VERSION.",
)
@click.option(
    "--project",
    metavar="OTHER.duckdb",
    type=click.Path(path_type=Path),
    help="With --dataset: the project file that has the data set; it is copied from there.",
)
@comparison_options
@database_option
def match(
    sets: Sequence[str],
    protocols: Sequence[str],
    shapes: Sequence[str],
    dataset: str | None,
    project: Path | None,
    db: Path,
    **way: Any,  # noqa: ANN401
) -> None:
    """Match predictions that are not matched yet.

    'duckeval load predictions' does it at once unless told not to. With --dataset, predictions that
    are stored are scored on other labels, such as corrected ones or those of another data set:
    items are found by their key. --project takes those labels from another project file, which is
    not changed. --as compares the predictions as another shape than their own, such as the boxes
    around masks; both stay, and 'duckeval summary --as' shows either. What was compared by another
    --iou-mode, --measure or --scale is matched again.
    """
    if (shapes or any(way.values())) and dataset is not None:
        raise UsageError(
            "--as, --iou-mode, --measure and --scale do not go with --dataset",
            hint="first score, then match the new set",
        )
    if project is not None and dataset is None:
        raise UsageError("--project needs --dataset", hint="which data set of the other project?")
    with writing(db) as opened, progress("matching") as step:
        result = opened.match(
            sets or None,
            protocols or ("closest", "coco"),
            shapes=shapes,
            **way,
            dataset=dataset,
            project=project,
            progress=step,
        )
    if dataset is not None:
        _report_copied(result)
        _report_rescored(result)
        return
    for name, protocol, shape in result.matched:
        say(f"matched {name}{as_text(shape)} under protocol {protocol}")
    for name, protocol, shape in result.present:
        say(f"{name} is matched{as_text(shape)} under protocol {protocol} already; nothing changed")
    if not result.matched and not result.present:
        say("there are no predictions to match yet")


def _report_copied(result: "MatchResult") -> None:
    """Say which data set was copied from another project."""
    copied = result.copied
    if copied is None:
        return
    if copied.is_repeat:
        say(f"{copied.dataset} of {copied.project} is here already, with the same labels")
        return
    say(
        f"copied {copied.dataset} from {copied.project}: {count(copied.item_count, 'item')}, "
        f"{count(copied.label_count, 'label')}"
    )
    if copied.skipped_columns:
        warn(f"columns of another type here, left out: {', '.join(copied.skipped_columns)}")


def _report_rescored(result: "MatchResult") -> None:
    """Say what was scored on another data set, and what of it could not be."""
    for each in result.rescored:
        dataset = each.name.removeprefix(f"{each.source}@")
        if each.is_repeat:
            say(f"{each.source} is scored on {dataset} already, as {each.name}; nothing changed")
            continue
        say(
            f"scored {each.source} on {dataset} as {each.name}: "
            f"{count(each.prediction_count, 'prediction')}"
        )
        if each.unknown_items:
            warn(
                f"{count(each.unknown_items, 'item')} of {each.source} not in {dataset}: "
                f"{count(each.unknown_predictions, 'prediction')} left out"
            )
        if each.unlike_items:
            warn(
                f"{count(each.unlike_items, 'item')} of {each.source} with the key of another "
                f"image in {dataset} (size or file name differ): "
                f"{count(each.unlike_predictions, 'prediction')} left out"
            )
        if each.missing_items:
            warn(
                f"{count(each.missing_items, 'item')} of {dataset} that {each.source} never saw: "
                "their labels count as missed"
            )
        _report_classes(each, dataset)
    for change in result.changes:
        if change.fault:
            warn(change.fault)
        elif change.is_change:
            say(change.text)
    if not result.rescored:
        say("there are no predictions to score yet")


def _report_classes(made: "Rescored", dataset: str) -> None:
    """Say which classes have another name, and which have no counterpart."""
    mapped = [each for each in made.classes if each.kind == "mapped" and each.prediction_count]
    if mapped:
        names = ", ".join(f"{each.from_class} as {each.to_class}" for each in mapped)
        say(f"by the class map: {names}")
    for each in made.classes:
        if each.kind == "left_out" and each.prediction_count:
            left_out = count(each.prediction_count, "prediction")
            say(f"by the class map: {left_out} of {each.from_class} left out")
        elif each.kind == "no_counterpart" and each.prediction_count:
            warn(
                f"class {each.to_class} of {made.source} is not in {dataset}; its predictions "
                f"count as false positives: {each.prediction_count:,}"
            )
        elif each.kind == "no_counterpart" and each.from_class is None and each.label_count:
            warn(
                f"class {each.to_class} of {dataset} is not in {made.source}; its labels count as "
                f"missed: {each.label_count:,}"
            )
    if any(each.kind == "no_counterpart" for each in made.classes):
        note(
            f"'duckeval classes check --set {made.source} --dataset {dataset}' lists all classes, "
            "'duckeval classes map FILE' gives them other names"
        )


@click.group(
    "slice",
    cls=Group,
    example="""
    duckeval slice add night --where "weather = 'night'"
    duckeval summary --slice night
    """,
)
def slice_group() -> None:
    """Save subsets of the items under a name."""


@slice_group.command(
    cls=Command, example="duckeval slice add dark --where \"brightness < 0.2 and weather <> 'fog'\""
)
@click.argument("name")
@click.option("--where", metavar="PREDICATE", required=True, help="SQL predicate over item.")
@database_option
def add(name: str, where: str, db: Path) -> None:
    """Save the items that fulfil PREDICATE as the slice NAME."""
    with writing(db) as project, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # said below, as a line
        made = project.slices.add(name, where)
    say(f"saved slice {made.name}: {count(made.item_count, 'item')} where {made.predicate}")
    if made.item_count == 0:
        warn(f"slice {made.name} has no item; its numbers are null")


@slice_group.command("list", cls=Command, example="duckeval slice list --format json")
@output_options
@database_option
def list_slices(db: Path, output: Output) -> None:
    """List the saved slices."""
    with reading(db) as project:
        slices = project.slices.list()
    output.rows(
        ("slice", "items", "predicate", "created_at"),
        [(each.name, each.item_count, each.predicate, each.created_at) for each in slices],
    )
    if not slices and output.is_for_people:
        say("no slices yet; 'duckeval slice add NAME --where PREDICATE' saves one")


@slice_group.command(cls=Command, example="duckeval slice show night")
@click.argument("name")
@output_options
@database_option
def show(name: str, db: Path, output: Output) -> None:
    """Show one slice: its predicate, and the items that it holds."""
    with reading(db) as project:
        found = project.slices.show(name)
        items = project.slice_items(name)
    output.rows(items.columns, items.tuples())
    say(f"slice {found.name}: {count(found.item_count, 'item')} where {found.predicate}")


@slice_group.command(cls=Command, example="duckeval slice drop night")
@click.argument("name")
@database_option
def drop(name: str, db: Path) -> None:
    """Forget a slice; its items stay."""
    if not name:
        raise UsageError("a slice needs a name")
    with writing(db) as project:
        project.slices.drop(name)
    say(f"dropped slice {name}")
