"""Writing the rows of a query to a file: the same bytes on every run and every thread count."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from duckeval.errors import UnknownNameError, UsageError
from duckeval.project.describing import object_names
from duckeval.project.diagnosis import translated
from duckeval.project.ordering import ordered
from duckeval.project.partitions import write_partitions
from duckeval.project.provenance import file_metadata, sources
from duckeval.project.replacing import replacing
from duckeval.result import Result
from duckeval.result.writers import write_csv, write_json, write_jsonl
from duckeval.store import Store, quote_identifier, quote_literal

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "FORMATS",
    "export",
    "export_partitions",
    "format_of",
    "write_parquet",
    "write_table",
]

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
_FORMAT_NAMES = tuple(dict.fromkeys(FORMATS.values()))
# Fixed, so that the bytes of a parquet file do not follow a default of DuckDB.
_ROW_GROUP_SIZE = 122_880
# performance(slice_by := 'weather'): a macro with its parameters, and nothing around it.
_CALL = re.compile(r"\w+\s*\(.*\)", re.DOTALL)


def export(
    store: Store,
    name_or_sql: str,
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 - as the option is called
    limit: int | None = None,
) -> int:
    """Write a view, a table, a macro call or a query to a file and return how many rows it has.

    Parameters
    ----------
    store : Store
        An open project.
    name_or_sql : str
        Name of a view or a table, a macro with its parameters, or a query.
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
    kind = _checked_format(format or format_of(path))
    query = _query(store, name_or_sql)
    with translated(name_or_sql), replacing(path) as part:
        sql = ordered(store, query, limit)
        return _write(store, kind, sql, part, _metadata(store, kind, query))


def export_partitions(
    store: Store,
    name_or_sql: str,
    folder: str | Path,
    columns: Sequence[str],
    *,
    format: str | None = None,  # noqa: A002 - as the option is called
    limit: int | None = None,
) -> int:
    """Write a query as a folder of files, one for each value of some columns; return its rows.

    Parameters
    ----------
    store : Store
        An open project.
    name_or_sql : str
        Name of a view or a table, a macro with its parameters, or a query.
    folder : str or Path
        The folder, new or empty; a file in it is called ``column=value/data.parquet``.
    columns : sequence of str
        The columns whose values name the folders; the files leave them out.
    format : str, optional
        ``csv``, ``json``, ``jsonl`` or ``parquet``, which it is when left out.
    limit : int, optional
        At most so many rows.

    Returns
    -------
    int
        Number of rows of all files.

    Raises
    ------
    UnknownNameError, QueryError
        If there is no such view, table or column, or the query cannot be run.
    UsageError
        If the format is not known.
    StoreError
        If the folder holds something already or cannot be written.
    """
    kind = _checked_format(format or "parquet")
    query = _query(store, name_or_sql)
    metadata = _metadata(store, kind, query)
    with translated(name_or_sql):
        return write_partitions(
            store,
            ordered(store, query, limit),
            Path(folder),
            columns,
            f"data.{kind}",
            lambda sql, path: _write(store, kind, sql, path, metadata),
        )


def write_parquet(store: Store, sql: str, path: Path, metadata: Mapping[str, str]) -> int:
    """Write the rows of a query that has a total order, as they come; return how many there are."""
    values = ", ".join(
        f"{quote_identifier(key)}: {quote_literal(value)}" for key, value in metadata.items()
    )
    copy = (
        f"copy (\n{sql}\n) to $part (format parquet, compression zstd, "
        f"row_group_size {_ROW_GROUP_SIZE}, kv_metadata {{{values}}})"
    )
    return int(store.run(copy, {"part": str(path)})[0][0])


def write_table(table: "pa.Table", path: Path, metadata: Mapping[str, str]) -> None:
    """Write rows that no query gives as parquet."""
    from pyarrow import parquet  # noqa: PLC0415 - heavy, and few callers need it

    parquet.write_table(table.replace_schema_metadata(metadata), path, compression="zstd")


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


def _write(store: Store, kind: str, sql: str, path: Path, metadata: Mapping[str, str]) -> int:
    if kind == "parquet":
        return write_parquet(store, sql, path, metadata)
    result = Result(store.table(sql))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        _WRITERS[kind](result.columns, result.tuples(), file)
    return len(result)


def _metadata(store: Store, kind: str, query: str) -> dict[str, str]:
    """Return what a parquet file says of itself; the other formats have no place for it."""
    return file_metadata(query, None, sources(store)) if kind == "parquet" else {}


def _checked_format(kind: str) -> str:
    if kind not in _FORMAT_NAMES:
        raise UsageError(f"unknown format {kind!r}; expected {', '.join(_FORMAT_NAMES)}")
    return kind


def _query(store: Store, name_or_sql: str) -> str:
    text = name_or_sql.strip().rstrip(";").strip()
    if _CALL.fullmatch(text):
        return f"from {text}"
    if not re.fullmatch(r"\w+", text):
        return text
    names = object_names(store)
    for name in names:
        if name.casefold() == text.casefold():
            return f"from {quote_identifier(name)}"
    raise UnknownNameError.of("view or table", text, names)
