"""Another project file beside the open one, to read from."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

import duckeval
from duckeval.errors import StoreError, UsageError
from duckeval.store.opening import SCHEMA_VERSION, check_file, refusal
from duckeval.store.quoting import quote_literal

if TYPE_CHECKING:
    from duckeval.store.connection import Store

__all__ = ["OTHER", "attached"]

OTHER = "_other"
"""The name of the other database in SQL."""


@contextmanager
def attached(store: "Store", path: Path) -> Iterator[None]:
    """Attach another project read-only as `OTHER`; call outside of a transaction.

    Parameters
    ----------
    store : Store
        The open project.
    path : Path
        The other file; it is not changed.

    Raises
    ------
    UsageError
        If it is the open project itself.
    StoreError
        If the file is missing, locked, damaged, no project, or has tables of another version.
    """
    if store.path is not None and store.path.resolve() == path.resolve():
        raise UsageError(f"{path}: is the project itself; expected another one")
    store.refuse_if_open(path)
    check_file(path, create=False)
    try:
        store.run(f"attach {quote_literal(str(path))} as {OTHER} (read_only)")
    except duckdb.Error as error:
        raise refusal(path, error) from error
    try:
        _check_version(store, path)
        yield
    finally:
        # After a fatal error the file was opened anew, and nothing is attached.
        with suppress(duckdb.Error):
            store.run(f"detach {OTHER}")


def _check_version(store: "Store", path: Path) -> None:
    try:
        rows = store.run(f"select schema_version, created_with from {OTHER}.project")  # noqa: S608
    except duckdb.CatalogException as error:
        raise StoreError(f"{path}: is a DuckDB file, but no duckeval project") from error
    found, made = rows[0] if rows else (None, "an unknown version")
    if found != SCHEMA_VERSION:
        raise StoreError(
            f"{path}: was made by duckeval {made} with tables of version {found}; this duckeval, "
            f"{duckeval.__version__}, has those of version {SCHEMA_VERSION}",
            hint="load its files again into a new project; its table load lists them",
        )
