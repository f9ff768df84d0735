"""The command line: ``duckeval``."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from duckeval.errors import DuckevalError, ExitCode, Interrupted, StoreError, UsageError

if TYPE_CHECKING:
    import click

__all__ = ["main", "run"]

_COMPLETE = "_DUCKEVAL_COMPLETE"
"""Where the shell says what it wants to complete; the name is click's."""


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; every error becomes a line on stderr.

    Parameters
    ----------
    arguments : sequence of str
        What stands behind ``duckeval``.

    Examples
    --------
    >>> run(["--version"])
    duckeval ...
    0
    """
    context: click.Context | None = None
    try:
        from duckeval.cli.commands import duckeval

        if _COMPLETE in os.environ:
            return _complete(duckeval, os.environ[_COMPLETE])
        with duckeval.make_context("duckeval", list(arguments)) as context:
            duckeval.invoke(context)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - this is where every error ends
        return _explain(error, is_debug=_is_debug(context, arguments))
    return ExitCode.OK


def _complete(command: "click.Command", instruction: str) -> int:
    """Answer the shell, which asks for its script or for what can follow what is typed."""
    from click.shell_completion import shell_complete

    return shell_complete(command, {}, "duckeval", _COMPLETE, instruction)


def _is_debug(context: "click.Context | None", arguments: Sequence[str]) -> bool:
    # An error of parsing comes before there is a context to look into.
    return "--debug" in arguments or bool(context and context.meta.get("duckeval.debug"))


def _explain(error: BaseException, *, is_debug: bool) -> int:
    """Write an error to stderr and return the exit code for it."""
    import click

    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else ExitCode.REFUSED
    if isinstance(error, BrokenPipeError):
        # Whoever read our output has had enough; the interpreter must not flush it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        sys.stderr.write(error.format_message() + "\n")
        return ExitCode.USAGE
    own = _own(error)
    sys.stdout.flush()
    if is_debug:
        import traceback

        traceback.print_exception(error)
        if (sql := getattr(own, "sql", None)) is not None:
            sys.stderr.write(f"SQL: {sql}\n")
    sys.stderr.write(own.render() + "\n")
    return own.exit_code


def _own(error: BaseException) -> DuckevalError:
    """Return what a user is told about an error."""
    import click

    match error:
        case DuckevalError():
            return error
        case KeyboardInterrupt() | click.Abort():
            return Interrupted()
        case click.ClickException():
            context = getattr(error, "ctx", None)
            path = context.command_path if context else "duckeval"
            return UsageError(
                error.format_message().rstrip("."), hint=f"'{path} -h' says what there is"
            )
        case MemoryError():
            return StoreError("there is not enough memory for this")
        case OSError():
            name = f"{error.filename}: " if error.filename else ""
            return StoreError(f"{name}{error.strerror or type(error).__name__}")
        case _:
            return DuckevalError(
                f"internal error: {type(error).__name__}: {error}",
                hint="this is a fault of duckeval; --debug shows where, please report it",
            )
