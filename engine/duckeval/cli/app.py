"""The shape that every command has: -h, --debug, an example, one kind of error line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["CONTEXT", "Command", "Group", "database_option"]

Function = TypeVar("Function", bound=Callable[..., Any])

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Command(click.Command):
    """A command whose help ends in an example.

    Parameters
    ----------
    example : str
        The command lines of the example, one a line.
    """

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:  # noqa: ANN401 - click's
        super().__init__(*args, **{"context_settings": CONTEXT, **kwargs})
        self.example = example
        self.params.append(_debug_option())

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example."""
        super().format_epilog(ctx, formatter)
        with formatter.section("Example"):
            for line in self.example.strip().splitlines():
                formatter.write(f"{'':>{formatter.current_indent}}{line.strip()}\n")


class Group(click.Group):
    """A command that has commands below it."""

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:  # noqa: ANN401 - click's
        super().__init__(*args, **{"context_settings": CONTEXT, **kwargs})
        self.example = example
        self.params.append(_debug_option())

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which one meets them."""
        del ctx
        return list(self.commands)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example."""
        super().format_epilog(ctx, formatter)
        with formatter.section("Example"):
            for line in self.example.strip().splitlines():
                formatter.write(f"{'':>{formatter.current_indent}}{line.strip()}\n")


def database_option(function: Function) -> Function:
    """Add ``--db`` to a command."""
    return click.option(
        "--db",
        metavar="FILE",
        type=click.Path(path_type=Path),
        default="duckeval.duckdb",
        show_default=True,
        envvar="DUCKEVAL_DB",
        show_envvar=True,
        help="The project file.",
    )(function)


def _debug_option() -> click.Option:
    def remember(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            ctx.find_root().meta["duckeval.debug"] = True

    return click.Option(
        ["--debug"],
        is_flag=True,
        expose_value=False,
        callback=remember,
        help="Show the trace and the SQL of an error.",
    )
