"""Options of ``duckeval load`` for formats of many files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["picture_options", "split_option"]

Function = TypeVar("Function", bound=Callable[..., Any])


class _Size(click.ParamType[tuple[int, int]]):
    """A width and a height, as in 1280x720."""

    name = "size"

    def convert(
        self,
        value: Any,  # noqa: ANN401
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        width, _, height = str(value).lower().partition("x")
        if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
            self.fail(f"{value!r}: expected width x height, such as 1280x720", param, ctx)
        return int(width), int(height)


def picture_options(function: Function) -> Function:
    """Add where normalised numbers get the sizes of images from, and numbers their names."""
    options = [
        click.option(
            "--images",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="The images, for their sizes, where boxes are fractions of them.",
        ),
        click.option(
            "--image-size", type=_Size(), metavar="WxH", help="Their size, where all are alike."
        ),
        click.option(
            "--normalized",
            is_flag=True,
            help="Boxes of a table are fractions of their images, not pixels.",
        ),
        click.option(
            "--names",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Names of classes that are numbers: data.yaml, or a name on each line.",
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


split_option = click.option(
    "--split", metavar="NAME", help="Which split of data.yaml, or all; val if left out."
)
