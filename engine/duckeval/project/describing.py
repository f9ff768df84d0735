"""What there is to query: views, macros, tables, functions, with their comments."""

import re
from collections.abc import Sequence
from typing import Any

from duckeval.errors import UnknownNameError
from duckeval.project.diagnosis import translated
from duckeval.project.parameters import MEANINGS
from duckeval.sqlfiles import read_sql, sql_root
from duckeval.store import Store, quote_identifier
from duckeval.store.functions import FUNCTIONS

__all__ = ["COLUMNS", "METRICS", "OBJECTS", "describe", "object_names"]

OBJECTS = ("name", "kind", "comment")
"""Columns of the answer about everything."""

COLUMNS = ("name", "kind", "type", "default", "comment")
"""Columns of the answer about one object."""

METRICS = ("target", "name", "type", "kind", "origin", "unit", "range", "missing", "comment")
"""Columns of the answer about the metrics."""

Rows = list[tuple[Any, ...]]


def describe(store: Store, name: str | None = None) -> tuple[Sequence[str], Rows]:
    """Return the columns and the rows of a description.

    Parameters
    ----------
    store : Store
        An open project.
    name : str, optional
        A view, a macro, a table or a function; ``metrics`` stands for all
        metrics and metadata fields. When left
        out, everything there is.

    Raises
    ------
    UnknownNameError
        If there is nothing of that name.
    """
    with translated():
        objects = store.run(read_sql("read/objects.sql"))
        objects += [(function, "function", text) for function, (_, _, text) in FUNCTIONS.items()]
        if name is None:
            return OBJECTS, objects
        if name.casefold() == "metrics":
            return _metrics(store)
        for known, kind, _ in objects:
            if known.casefold() == name.casefold():
                if kind == "function":
                    return COLUMNS, [_function(known)]
                return COLUMNS, [*_columns(store, known), *_parameters(store, known)]
    raise UnknownNameError.of("view, macro, table or function", name, [row[0] for row in objects])


def object_names(store: Store) -> list[str]:
    """Return the names of the views and tables, which can be read without arguments."""
    with translated():
        return [
            name
            for name, kind, _ in store.run(read_sql("read/objects.sql"))
            if "view" in kind or "table" in kind
        ]


def _metrics(store: Store) -> tuple[Sequence[str], Rows]:
    rows = store.run(read_sql("read/metrics.sql"))
    missing = _missing(store, [(row[0], row[1]) for row in rows])
    return METRICS, [(*row[:-1], str(missing[row[0], row[1]]), row[-1]) for row in rows]


def _missing(store: Store, columns: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return how many rows have no value in each column of item, label or prediction."""
    found: dict[tuple[str, str], int] = {}
    for target in dict.fromkeys(target for target, _ in columns):
        names = [name for each, name in columns if each == target]
        counts = ", ".join(f"count(*) - count({quote_identifier(name)})" for name in names)
        [row] = store.run(f"select {counts} from {target}")  # noqa: S608 - our own tables
        found.update({(target, name): each for name, each in zip(names, row, strict=True)})
    return found


def _columns(store: Store, name: str) -> Rows:
    return [
        (column, "column", kind, None, comment)
        for column, kind, comment in store.run(read_sql("read/columns.sql"), {"name": name})
    ]


def _parameters(store: Store, name: str) -> Rows:
    defaults = _defaults(name)
    return [
        (parameter, "parameter", None, defaults.get(parameter), MEANINGS.get(parameter))
        for parameter, _ in store.run(read_sql("read/parameters.sql"), {"name": name})
    ]


def _function(name: str) -> tuple[Any, ...]:
    arguments, answer, text = FUNCTIONS[name]
    return name, "function", f"({', '.join(arguments)}) -> {answer}", None, text


def _defaults(macro: str) -> dict[str, str]:
    """Return the defaults of a macro, as its file gives them; DuckDB's catalogue has none."""
    file = sql_root().joinpath("macros", f"{macro}.sql")
    if not file.is_file():
        return {}
    text = re.sub(r"--[^\n]*", "", file.read_text(encoding="utf-8"))
    start = re.search(rf"macro\s+{re.escape(macro)}\s*\(", text)
    return _arguments(text[start.end() :]) if start else {}


def _arguments(text: str) -> dict[str, str]:
    """Return ``name := default`` of a list of arguments, up to the bracket that closes it.

    Examples
    --------
    >>> _arguments("a, b := 'x, y', c := null::varchar[], d := (1 + 2)) as table")
    {'b': "'x, y'", 'c': 'null::varchar[]', 'd': '(1 + 2)'}
    """
    found: dict[str, str] = {}
    depth, is_text, start = 0, False, 0
    for place, mark in enumerate(text):
        if mark == "'":
            is_text = not is_text
        elif is_text:
            continue
        elif mark in "([":
            depth += 1
        elif mark in ",)" and depth == 0:
            name, given, default = text[start:place].partition(":=")
            if given:
                found[name.strip()] = " ".join(default.split()).replace(" []", "[]")
            if mark == ")":
                break
            start = place + 1
        elif mark in ")]":
            depth -= 1
    return found
