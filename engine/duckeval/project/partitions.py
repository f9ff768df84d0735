"""Rows as a folder of files, one for each value of a column: the layout that Hive began."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from duckeval.errors import StoreError, UnknownNameError, UsageError
from duckeval.project.replacing import folder_beside
from duckeval.store import Store, quote_identifier

__all__ = ["folder_name", "write_partitions"]

_NULL = "__HIVE_DEFAULT_PARTITION__"
# Rows wait here between the query, which runs once, and the files, which are written one by one.
_ROWS = "_partitioned_rows"


def write_partitions(
    store: Store,
    sql: str,
    folder: Path,
    columns: Sequence[str],
    file_name: str,
    write: Callable[[str, Path], int],
) -> int:
    """Write each group of rows to a file of its own and return how many rows there are.

    Parameters
    ----------
    store : Store
        An open project.
    sql : str
        A query whose rows have a total order; each file keeps it.
    folder : Path
        A folder that is new or empty; all of it is there at the end, or nothing.
    columns : sequence of str
        The columns that make the groups; one of the others at least must be left.
    file_name : str
        Name of each file.
    write : callable
        Writes a query to a file and returns the number of rows.

    Raises
    ------
    UnknownNameError
        If the query has no such column.
    UsageError
        If no column is left for the files.
    StoreError
        If the folder is not empty or cannot be written.
    """
    with _replacing_folder(folder) as part:
        store.run(f"create or replace temp table {_ROWS} as\n{sql}")
        try:
            names = _checked([row[0] for row in store.run(f"describe {_ROWS}")], columns)
            keys = ", ".join(quote_identifier(name) for name in names)
            groups = store.run(f"select {keys} from {_ROWS} group by all order by all")  # noqa: S608
            return sum(
                _write_group(names, values, part / _path(names, values) / file_name, write)
                for values in groups
            )
        finally:
            store.run(f"drop table {_ROWS}")


def folder_name(column: str, value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    """Return the name of the folder of a value, as DuckDB, Spark and Arrow read it.

    Examples
    --------
    >>> folder_name("weather", "rain/snow"), folder_name("weather", None)
    ('weather=rain%2Fsnow', 'weather=__HIVE_DEFAULT_PARTITION__')
    """
    text = str(value).lower() if isinstance(value, bool) else str(value)
    name = _NULL if value is None else quote(text, safe=" ")
    return f"{quote(column, safe=' ')}={name}"


def _write_group(
    names: Sequence[str], values: Sequence[Any], path: Path, write: Callable[[str, Path], int]
) -> int:
    path.parent.mkdir(parents=True)
    keys = ", ".join(quote_identifier(name) for name in names)
    tests = " and ".join(
        f"{quote_identifier(name)} is not distinct from {_literal(value)}"
        for name, value in zip(names, values, strict=True)
    )
    return write(
        f"select * exclude ({keys}) from {_ROWS} where {tests} order by rowid",  # noqa: S608
        path,
    )


def _literal(value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    return "null" if value is None else "'" + str(value).replace("'", "''") + "'"


def _path(names: Sequence[str], values: Sequence[Any]) -> Path:
    return Path(*(folder_name(name, value) for name, value in zip(names, values, strict=True)))


def _checked(known: Sequence[str], asked: Sequence[str]) -> list[str]:
    found = []
    for name in dict.fromkeys(asked):
        same = [each for each in known if each.casefold() == name.casefold()]
        if not same:
            raise UnknownNameError.of("column", name, known)
        found += same
    if len(found) == len(known):
        raise UsageError(
            f"every column ({', '.join(known)}) makes folders; expected one at least that is left "
            "for the files"
        )
    return found


@contextmanager
def _replacing_folder(folder: Path) -> Iterator[Path]:
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise StoreError(
            f"{folder}: is there already; expected a folder that is new or empty",
            hint="name another folder, or remove this one",
        )
    with folder_beside(folder) as part:
        yield part
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
