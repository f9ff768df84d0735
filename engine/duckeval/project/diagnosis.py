"""DuckDB's messages, turned into the one line that a person reads."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from duckeval.errors import DuckevalError, QueryError, StoreError
from duckeval.store import DatabaseError

__all__ = ["readable", "translated"]

# "Binder Error: ", "Invalid Input Error: ": the kind of error is DuckDB's business.
_PREFIX = re.compile(r"^(?:[A-Z][A-Za-z-]* )+Error: ")
# The statement and the caret below it; what we ran is seldom what the user wrote.
_EXCERPT = re.compile(r"\n+LINE \d+:.*", re.DOTALL)
_MACHINE = re.compile(
    r"No space left|Corrupt|FATAL|database has been invalidated|Out of Memory Error|INTERNAL Error"
    r"|Could not (?:read|write) |Cannot write",
)
_NO_SIZE = "has no size, so nothing can be drawn on it"
_SIZE_HINT = (
    "--iou-mode vector compares in the plane; 'duckeval load labels' takes width_px and height_px"
)
_NO_COLUMN = re.compile(r'Referenced column "([^"]+)" not found')
_FRAGMENTS = (
    "by",
    "chosen_on",
    "fold_by",
    "group",
    "group_by",
    "item_filter",
    "label_filter",
    "prediction_filter",
    "slice_by",
    "predicate",
)


def readable(text: str) -> str:
    r"""Return a message of DuckDB without its kind and without the excerpt of the statement.

    Examples
    --------
    >>> readable('Binder Error: column "a" not found!\nCandidate bindings: "b"\n\nLINE 1: x\n ^')
    'column "a" not found! Candidate bindings: "b"'
    >>> readable("Invalid Input Error: no set named 'x'; there are: y")
    "no set named 'x'; there are: y"
    """
    return " ".join(_PREFIX.sub("", _EXCERPT.sub("", text.strip())).split())


@contextmanager
def translated(
    sql: str | None = None, parameters: Mapping[str, object] | None = None
) -> Iterator[None]:
    """Turn what DuckDB raises in the block into our own errors.

    Parameters
    ----------
    sql : str, optional
        The statement; `QueryError` keeps it.
    parameters : mapping, optional
        Its parameters: filters among them are named in the hint, because an excerpt of the
        statement would not show them.

    Raises
    ------
    QueryError
        For whatever is wrong with the statement.
    StoreError
        If the disk is full, memory does not suffice or the file is damaged.
    """
    try:
        yield
    except DatabaseError as error:
        raise _own(error, sql, parameters or {}) from None


def _own(error: Exception, sql: str | None, parameters: Mapping[str, object]) -> DuckevalError:
    text = str(error)
    message = readable(text)
    if _MACHINE.search(text):
        return StoreError(message, hint="the file is as it was before this command")
    if message.endswith(_NO_SIZE):
        return QueryError(message, sql=sql, hint=_SIZE_HINT)
    return QueryError(message, sql=sql, hint=_hint(text, parameters))


def _hint(text: str, parameters: Mapping[str, object]) -> str | None:
    if "read-only mode" in text:
        return "the project is open for reading only"
    fragments = [
        f"{name}: {value}" for name in _FRAGMENTS if (value := parameters.get(name)) is not None
    ]
    # Our own guards speak as "Invalid Input Error" and need no help.
    if fragments and not text.startswith("Invalid Input Error"):
        return "read as SQL here: " + "; ".join(fragments) + _spelling(text, fragments)
    if "does not exist" in text:
        return "'duckeval describe' lists the views, macros and tables"
    if "not found in FROM" in text:
        return "'duckeval describe NAME' lists the columns of a view or a table"
    return None


def _spelling(text: str, fragments: list[str]) -> str:
    """Return what a fragment may have meant: a text, or a column with a blank in its name."""
    missing = _NO_COLUMN.search(text)
    if missing is not None and any(
        re.search(rf"(=|<>|\blike\b|\bin\b|\()\s*\"?{re.escape(missing[1])}\b", each, re.IGNORECASE)
        for each in fragments
    ):
        return f"; a text stands in single quotes: '{missing[1]}'"
    if "syntax error" in text and any(
        re.fullmatch(r"\w+: \w+( \w+)+", each.strip()) for each in fragments
    ):
        return '; a name with a blank stands in double quotes: "a name"'
    return ""
