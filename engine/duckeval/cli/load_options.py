"""Options of ``duckeval load``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from duckeval.cli.app import database_option
from duckeval.errors import UsageError

__all__ = [
    "allow_unmatched_option",
    "angle_option",
    "box_option",
    "common_options",
    "key_option",
    "kind_option",
    "loader_options",
    "meeting_options",
    "set_option",
    "target_option",
    "task_option",
]

Function = TypeVar("Function", bound=Callable[..., Any])


def common_options(function: Function) -> Function:
    """Add the options of every load, in the order in which help lists them."""
    options = [
        click.argument(
            "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
        ),
        click.option(
            "--format", "format_", metavar="NAME", help="Format; by the content if left out."
        ),
        click.option(
            "--dataset",
            metavar="NAME[@VERSION]",
            help="Data set; the only one of the project if left out ('default' at first).",
        ),
        click.option(
            "--map",
            "maps",
            metavar="THEIRS=OURS",
            multiple=True,
            help="Read their column as ours; can be repeated.",
        ),
        click.option(
            "--join",
            type=click.Choice(["item_key", "file_name", "file_stem"]),
            default="item_key",
            show_default=True,
            help="What names an item: its key, its file name, or that without folder and suffix.",
        ),
        click.option(
            "--on-error",
            type=click.Choice(["quarantine", "fail"]),
            default="quarantine",
            show_default=True,
            help="Set a bad row aside, or refuse the whole file.",
        ),
        click.option("--replace", is_flag=True, help="Take the place of what was loaded before."),
        database_option,
    ]
    for option in reversed(options):
        function = option(function)
    return function


box_option = click.option(
    "--box",
    type=click.Choice(["xywh", "xyxy", "cxcywh", "corners"]),
    default="xywh",
    show_default=True,
    help="What the numbers of a box are, in a table; corners: four, x1_px to y4_px.",
)
angle_option = click.option(
    "--angle",
    type=click.Choice(["ccw", "cw"]),
    default="ccw",
    show_default=True,
    help="Which way angle_deg or angle_rad turns a box on the screen.",
)
task_option = click.option(
    "--task",
    metavar="NAME",
    help="The classification that they are of; objects with boxes if left out.",
)
kind_option = click.option(
    "--kind",
    type=click.Choice(["multiclass", "multilabel", "text"]),
    help="One label of the task an item, any number, or a text; by the labels if left out.",
)
set_option = click.option("--set", "set_name", metavar="NAME", help="Prediction set.")
target_option = click.option(
    "--target",
    type=click.Choice(["item", "label", "prediction"]),
    default="item",
    show_default=True,
    help="What the rows describe.",
)
key_option = click.option("--key", metavar="COLUMN", help="Their column that names the target.")
allow_unmatched_option = click.option(
    "--allow-unmatched",
    is_flag=True,
    help="Load what meets, although most ids do not.",
)
_classes_by = click.option(
    "--classes-by",
    type=click.Choice(["id", "name", "index", "index1"]),
    help="What a class of the file is: an id of the labels, a name, or a place in their list of "
    "classes, from 0 or (index1) from 1; by the file if left out.",
)
_class_map = click.option(
    "--class-map",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What classes are called in the labels: CSV with from_class and to_class (empty: set "
    "aside), or JSON.",
)


def meeting_options(function: Function) -> Function:
    """Add the options for ids and classes that are not those of the labels."""
    return _classes_by(_class_map(allow_unmatched_option(function)))


def loader_options(given: dict[str, Any]) -> dict[str, Any]:
    """Return the options of the command line as those of the loaders."""
    column_map: dict[str, str] = {}
    for each in given.pop("maps"):
        theirs, equals, ours = each.partition("=")
        if not (theirs and equals and ours):
            raise UsageError(f"--map {each!r}: expected THEIRS=OURS, such as --map image=item_key")
        column_map[theirs] = ours
    return {"format": given.pop("format_"), "column_map": column_map or None, **given}
