"""Options that several commands have, word for word the same."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = [
    "comparison_options",
    "confidence_option",
    "dataset_option",
    "iou_option",
    "min_per_class_option",
    "per_class_option",
    "protocol_option",
    "rows_of_slices_option",
    "rule_options",
    "set_option",
    "sets_option",
    "shapes_option",
    "where_option",
    "where_options",
]

Function = TypeVar("Function", bound=Callable[..., Any])

iou_option = click.option(
    "--iou",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="IoU that a true positive needs.",
)

where_option = click.option(
    "--where",
    metavar="PREDICATE",
    help="Only items that fulfil this SQL predicate, such as \"weather = 'night'\".",
)

confidence_option = click.option(
    "--confidence",
    type=float,
    metavar="C",
    help="Leave out predictions below this confidence.",
)

protocol_option = click.option(
    "--protocol",
    type=click.Choice(["closest", "coco", "voc"]),
    default="closest",
    show_default=True,
    help="The rule that says which prediction finds which label.",
)

set_option = click.option("--set", "name", metavar="NAME", help="Only this prediction set.")

sets_option = click.option(
    "--set",
    "sets",
    metavar="NAME",
    multiple=True,
    help="Only this prediction set; can be repeated.",
)

dataset_option = click.option(
    "--dataset", metavar="NAME[@VERSION]", help="The data set; the only one if left out."
)

min_per_class_option = click.option(
    "--min-per-class",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    metavar="N",
    help="Items that each class needs, also in each training part.",
)

shapes_option = click.option(
    "--as",
    "shapes",
    type=click.Choice(["box", "rotated_box", "mask", "keypoints", "polyline", "mixed"]),
    multiple=True,
    help="Compare objects as this shape; as what they are if left out. Can be repeated.",
)

per_class_option = click.option("--per-class", is_flag=True, help="Also the numbers of each class.")

rows_of_slices_option = click.option(
    "--slice", "slices", metavar="NAME", multiple=True, help="Also a row for this saved slice."
)


def comparison_options(function: Function) -> Function:
    """Add ``--as``, ``--iou-mode``, ``--measure`` and ``--scale``: how objects are compared."""
    options = [
        shapes_option,
        click.option(
            "--iou-mode",
            type=click.Choice(["raster", "vector"]),
            help="raster: count the pixels that shapes are drawn in (usual for polygons and "
            "masks); vector: areas in the plane (usual for boxes).",
        ),
        click.option(
            "--measure",
            type=click.Choice(["iou", "boundary", "chamfer", "frechet", "buffer"]),
            help="Of masks: their IoU (iou, usual) or the smaller of that and of the IoU of their "
            "boundaries (boundary). Of polylines: 1 - distance / scale, with the mean (chamfer, "
            "usual) or the greatest distance (frechet), or the IoU of both drawn as wide as the "
            "scale (buffer).",
        ),
        click.option(
            "--scale",
            "scale_px",
            type=click.FloatRange(min=0, min_open=True),
            metavar="PX",
            help="Scale of a measure of polylines in pixels: 20 if left out, 30 for buffer.",
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def rule_options(function: Function) -> Function:
    """Add ``--iou``, ``--confidence`` and ``--protocol``: what makes a true positive."""
    return iou_option(confidence_option(protocol_option(function)))


def where_options(function: Function) -> Function:
    """Add ``--where`` and ``--class`` to a command."""
    of_class = click.option(
        "--class",
        "classes",
        metavar="NAME",
        multiple=True,
        help="Only this class; can be repeated. Every count and mean is over these only.",
    )
    return where_option(of_class(function))
