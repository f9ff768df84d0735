"""Writing the rows of a query to a file: the same bytes on every run and every thread count."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from duckeval.errors import StoreError, UnknownNameError, UsageError
from duckeval.project.describing import object_names
from duckeval.project.diagnosis import translated
from duckeval.project.ordering import ordered
from duckeval.result import Result
from duckeval.result.writers import write_csv, write_json, write_jsonl
from duckeval.store import Store, quote_identifier

__all__ = ["FORMATS", "export", "format_of", "replacing"]

FORMATS = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
"""Which suffix means which format."""

_WRITERS: dict[str, Callable[[Sequence[str], Iterator[Sequence[Any]], TextIO], None]] = {
    "csv": write_csv,
    "json": write_json,
    "jsonl": write_jsonl,
}
# Fixed, so that the bytes of a parquet file do not follow a default of DuckDB.
_ROW_GROUP_SIZE = 122_880


def export(
    store: Store,
    name_or_sql: str,
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 - as the option is called
    limit: int | None = None,
) -> int:
    """Write a view, a table or the rows of a query to a file and return how many rows it has.

    Parameters
    ----------
    store : Store
        An open project.
    name_or_sql : str
        Name of a view or a table, or a query.
    path : str or Path
        The file; it is written beside itself as ``NAME.part`` and then renamed.
    format : str, optional
        ``csv``, ``json``, ``jsonl`` or ``parquet``; by the suffix of `path` when left out.
    limit : int, optional
        At most so many rows.

    Returns
    -------
    int
        Number of rows. They are sorted by all columns; a query with an ORDER BY of its own keeps
        that, and only its ties are sorted by all columns.

    Raises
    ------
    UnknownNameError, QueryError
        If there is no such view or table, or the query cannot be run.
    UsageError
        If the format is not known.
    StoreError
        If the file cannot be written.
    """
    path = Path(path)
    kind = format or format_of(path)
    if kind not in _FORMAT_NAMES:
        raise UsageError(f"unknown format {kind!r}; expected {', '.join(_FORMAT_NAMES)}")
    with translated(name_or_sql), replacing(path) as part:
        sql = ordered(store, _query(store, name_or_sql), limit)
        if kind == "parquet":
            copy = (
                f"copy (\n{sql}\n) to $part "
                f"(format parquet, compression zstd, row_group_size {_ROW_GROUP_SIZE})"
            )
            return int(store.run(copy, {"part": str(part)})[0][0])
        result = Result(store.table(sql))
        with part.open("w", encoding="utf-8", newline="\n") as file:
            _WRITERS[kind](result.columns, result.tuples(), file)
        return len(result)


def format_of(path: Path) -> str:
    """Return the format that the suffix of a file stands for.

    Raises
    ------
    UsageError
        If the suffix stands for none.

    Examples
    --------
    >>> format_of(Path("outcome.parquet"))
    'parquet'
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(FORMATS)
        raise UsageError(
            f"{path}: the suffix {path.suffix!r} stands for no format; expected {known}",
            hint="name a file with one of these, or give --format",
        )
    return kind


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a file to write to that takes the place of `path` when the block ends well.

    Raises
    ------
    StoreError
        If the folder is missing or the file cannot be written; `path` is as it was then.
    """
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; expected a file")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: its folder does not exist")
    part = path.with_name(path.name + ".part")
    try:
        yield part
        os.replace(part, path)  # noqa: PTH105 - the one call that is known to be atomic
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(f"{path}: cannot be written: {reason}") from error
    finally:
        part.unlink(missing_ok=True)


def _query(store: Store, name_or_sql: str) -> str:
    text = name_or_sql.strip().rstrip(";").strip()
    if not re.fullmatch(r"\w+", text):
        return text
    names = object_names(store)
    for name in names:
        if name.casefold() == text.casefold():
            return f"from {quote_identifier(name)}"
    raise UnknownNameError.of("view or table", text, names)


_FORMAT_NAMES = tuple(dict.fromkeys(FORMATS.values()))
