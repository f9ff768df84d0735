"""``--set``, ``--by``, ``--slice`` and ``--iou``: what commands about one question share."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from duckeval.cli.options import iou_option

__all__ = ["slice_options", "ways"]

Function = TypeVar("Function", bound=Callable[..., Any])


def slice_options(function: Function) -> Function:
    """Add ``--set``, ``--by``, ``--slice`` and ``--iou`` to a command."""
    for option in (
        iou_option,
        click.option(
            "--slice",
            "slices",
            metavar="NAME",
            multiple=True,
            help="Also this saved slice; can be repeated.",
        ),
        click.option(
            "--by", metavar="EXPR", help="Also each value of this SQL expression over item."
        ),
        click.option("--set", "name", metavar="NAME", help="Only this prediction set."),
    ):
        function = option(function)
    return function


def ways(by: str | None, slices: Sequence[str]) -> list[tuple[str | None, dict[str, Any]]]:
    """Return the ways to slice: everything, the values of an expression, saved slices."""
    found: list[tuple[str | None, dict[str, Any]]] = [(None, {})]
    if by is not None:
        found.append((by, {"slice_by": by}))
    if slices:
        found.append(("slice", {"slices": list(slices)}))
    return found
