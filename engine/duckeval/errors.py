"""What can go wrong, as a user sees it: one class per kind of trouble, each with its exit code.

Every error that duckeval means to be read derives from `DuckevalError`. Its message is one line
that says which object is meant, what is wrong with it and what was expected; its hint, if there is
one, says what to do. Where a built-in exception names the same kind of trouble, the class derives
from that too, so that ordinary ``except`` clauses work.
"""

import difflib
from collections.abc import Iterable
from enum import IntEnum
from typing import ClassVar, Self

__all__ = [
    "DuckevalError",
    "ExitCode",
    "GateFailed",
    "InputFileError",
    "Interrupted",
    "QueryError",
    "SchemaError",
    "StoreError",
    "UnknownNameError",
    "UsageError",
]

_LISTED_NAMES = 20


class ExitCode(IntEnum):
    """What the process says to its caller.

    Examples
    --------
    >>> ExitCode.BAD_INPUT.value
    3
    """

    OK = 0
    """Done; rows in quarantine alone do not change that."""

    REFUSED = 1
    """A query or a computation was refused."""

    USAGE = 2
    """The command line does not say something that can be done."""

    BAD_INPUT = 3
    """A file or a frame is not what it has to be."""

    STORE = 4
    """The project file or the machine: missing, locked, damaged, of another version, disk full."""

    FAILED = 5
    """A gate, a check or a requirement failed."""

    INTERRUPTED = 130
    """Stopped from the keyboard."""


class DuckevalError(Exception):
    """The base of every error that duckeval raises on purpose.

    Parameters
    ----------
    message : str
        Which object, what is wrong, what was expected. Line breaks become spaces.
    hint : str, optional
        What to do about it; further lines are allowed.

    Attributes
    ----------
    message : str
        The message, as one line.
    hint : str or None
        The hint.
    exit_code : ExitCode
        What the command line exits with; fixed by the class.

    Examples
    --------
    >>> error = DuckevalError("the demo folder 'demo' is not empty", hint="name another folder")
    >>> str(error)
    "the demo folder 'demo' is not empty"
    >>> print(error.render())
    duckeval: error: the demo folder 'demo' is not empty
    hint: name another folder
    """

    exit_code: ClassVar[ExitCode] = ExitCode.REFUSED

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        self.message = " ".join(message.split())
        self.hint = hint
        super().__init__(self.message)
        for line in self._hints():
            # A traceback, such as a notebook shows, ends with the notes of its error.
            self.add_note(f"hint: {line}")

    def __str__(self) -> str:
        # KeyError would answer with the repr of the message.
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (pytest-xdist, multiprocessing) with their hint.
        return (_rebuild, (type(self), self.message, self.__dict__))

    def render(self) -> str:
        """Return the lines that the command line writes to stderr, without a line break at the end.

        Returns
        -------
        str
            ``duckeval: error: <message>`` and, for each line of the hint, ``hint: <line>``.

        Examples
        --------
        >>> error = StoreError("no project file 'a.duckdb'", hint="'duckeval init' makes one")
        >>> print(error.render())
        duckeval: error: no project file 'a.duckdb'
        hint: 'duckeval init' makes one
        """
        return "\n".join(
            [f"duckeval: error: {self.message}", *(f"hint: {h}" for h in self._hints())]
        )

    def _hints(self) -> list[str]:
        return [line for line in (self.hint or "").splitlines() if line]


class UsageError(DuckevalError):
    """Options or arguments that do not go together, or a value that an option does not take.

    Examples
    --------
    >>> UsageError("--by and --slice cannot be given together").exit_code.value
    2
    """

    exit_code = ExitCode.USAGE


class InputFileError(DuckevalError, ValueError):
    """A file or a frame that is not what it claims to be, refused whole. Also a `ValueError`.

    Examples
    --------
    >>> error = InputFileError("labels.json: the JSON ends in the middle of 'annotations'")
    >>> isinstance(error, ValueError), error.exit_code.value
    (True, 3)
    """

    exit_code = ExitCode.BAD_INPUT


class SchemaError(DuckevalError):
    """Columns that cannot be taken as they are: missing, reserved, or of a clashing type.

    Examples
    --------
    >>> SchemaError("column 'weather' is VARCHAR here and BIGINT in b.csv").exit_code.value
    3
    """

    exit_code = ExitCode.BAD_INPUT


class QueryError(DuckevalError):
    """A query or a filter that DuckDB refuses, or that duckeval does not allow.

    Parameters
    ----------
    message : str
        What is wrong with the query.
    sql : str, optional
        The text that was run, for ``--debug`` and for notebooks.
    hint : str, optional
        What to do about it.

    Attributes
    ----------
    sql : str or None
        The text that was run.

    Examples
    --------
    >>> error = QueryError("column 'wether' not found", sql="select wether from item")
    >>> error.sql, error.exit_code.value
    ('select wether from item', 1)
    """

    exit_code = ExitCode.REFUSED

    def __init__(self, message: str, *, sql: str | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.sql = sql


class UnknownNameError(DuckevalError, KeyError):
    """A name that the project does not know. Also a `KeyError`; made with `of`.

    Examples
    --------
    >>> isinstance(UnknownNameError.of("slice", "nihgt", ["night", "rain"]), KeyError)
    True
    """

    exit_code = ExitCode.REFUSED

    @classmethod
    def of(cls, kind: str, name: str, known: Iterable[str]) -> Self:
        """Return the error for a name that is not among the known ones.

        Parameters
        ----------
        kind : str
            What the name should have been the name of, in the singular: ``slice``, ``class``.
        name : str
            The name that was asked for.
        known : iterable of str
            The names there are, in the order in which to list them.

        Returns
        -------
        UnknownNameError
            Its hint offers the nearest names and lists the known ones, at most twenty of them.

        Examples
        --------
        >>> print(UnknownNameError.of("slice", "nihgt", ["night", "rain"]).render())
        duckeval: error: no slice named 'nihgt' in this project
        hint: did you mean 'night'? There are: night, rain

        >>> print(UnknownNameError.of("slice", "night", []).render())
        duckeval: error: no slice named 'night' in this project
        hint: there are none yet
        """
        names = list(dict.fromkeys(known))
        return cls(f"no {kind} named {name!r} in this project", hint=_near_names(name, names))


class StoreError(DuckevalError):
    """The project file or the machine: missing, locked, damaged, of another version, disk full.

    Examples
    --------
    >>> StoreError("evals.duckdb is open in process 4711").exit_code.value
    4
    """

    exit_code = ExitCode.STORE


class GateFailed(DuckevalError):  # noqa: N818 - it is an answer, not a fault
    """A gate, a check or a requirement that was asked for and does not hold.

    Examples
    --------
    >>> GateFailed("map fell by 0.031 in slice 'night'; at most 0.01 is allowed").exit_code.value
    5
    """

    exit_code = ExitCode.FAILED


class Interrupted(DuckevalError):  # noqa: N818 - it is the user's wish, not a fault
    """Stopped from the keyboard; nothing half done is left behind.

    Examples
    --------
    >>> print(Interrupted().render())
    duckeval: error: interrupted
    """

    exit_code = ExitCode.INTERRUPTED

    def __init__(self, message: str = "interrupted", *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)


def _near_names(name: str, names: list[str]) -> str:
    """Return the hint of an unknown name: the nearest known ones, then the list of them all."""
    if not names:
        return "there are none yet"
    by_folded = {known.casefold(): known for known in reversed(names)}
    near = difflib.get_close_matches(name.casefold(), by_folded, n=3, cutoff=0.6)
    listed = ", ".join(names[:_LISTED_NAMES])
    if len(names) > _LISTED_NAMES:
        listed += f" and {len(names) - _LISTED_NAMES} more"
    if not near:
        return f"there are: {listed}"
    return f"did you mean {' or '.join(repr(by_folded[n]) for n in near)}? There are: {listed}"


def _rebuild(kind: type[DuckevalError], message: str, state: dict[str, object]) -> DuckevalError:
    """Return an unpickled error: class, message, then everything else it held."""
    error = kind(message)
    error.__dict__.update(state)
    return error
