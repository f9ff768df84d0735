"""Options that several commands have, word for word the same."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["confidence_option", "iou_option", "protocol_option", "rule_options", "where_options"]

Function = TypeVar("Function", bound=Callable[..., Any])

iou_option = click.option(
    "--iou",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="IoU that a true positive needs.",
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


def rule_options(function: Function) -> Function:
    """Add ``--iou``, ``--confidence`` and ``--protocol``: what makes a true positive."""
    return iou_option(confidence_option(protocol_option(function)))


def where_options(function: Function) -> Function:
    """Add ``--where`` and ``--class`` to a command."""
    function = click.option(
        "--class",
        "classes",
        metavar="NAME",
        multiple=True,
        help="Only this class; can be repeated. Every count and mean is over these only.",
    )(function)
    return click.option(
        "--where",
        metavar="PREDICATE",
        help="Only items that fulfil this SQL predicate, such as \"weather = 'night'\".",
    )(function)
