"""Opening a project file: what can be wrong with it, and what a new one gets."""

import os
import re
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

import duckeval
from duckeval.errors import StoreError, UsageError
from duckeval.sqlfiles import header, object_files, read_sql, schema_files, statements
from duckeval.store.digest import objects_digest
from duckeval.store.ledger import now
from duckeval.store.template import copy_into_memory, copy_template

if TYPE_CHECKING:
    from duckeval.store.connection import Store

__all__ = [
    "CONFIG",
    "SCHEMA_VERSION",
    "Found",
    "check_file",
    "connect",
    "date",
    "install",
    "is_current",
    "refusal",
    "settings",
]

SCHEMA_VERSION = 5

# DuckDB writes its magic behind the checksum of the first block.
_MAGIC = slice(8, 12)

_SIZE = re.compile(r"\d+(\.\d+)?\s*[KMGT]i?B", re.IGNORECASE)

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # A name that is in no table must be an error, not a variable of the calling program.
    "python_enable_replacements": False,
}


class Found(Enum):
    """What was at the path of a project."""

    NOTHING = "nothing"
    TEMPLATE = "nothing, and an empty project was copied there"
    PROJECT = "a project"


def connect(
    path: str | Path, *, create: bool, read_only: bool
) -> tuple[duckdb.DuckDBPyConnection, Found]:
    """Return a connection to a project file, and what was there before.

    Raises
    ------
    StoreError
        If the file is missing, locked, damaged, no project of ours, or of a later version.
    """
    config = settings()
    if str(path) == ":memory:":
        connection = duckdb.connect(":memory:", config=config)
        return connection, Found.TEMPLATE if copy_into_memory(connection) else Found.NOTHING
    path = Path(path)
    is_new = not path.exists()
    check_file(path, create=create)
    is_copied = is_new and not read_only and copy_template(path)
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.Error as error:
        raise refusal(path, error) from error
    if is_new:
        _sync_folder(path.parent)
        return connection, Found.TEMPLATE if is_copied else Found.NOTHING
    try:
        _check_project(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection, Found.PROJECT


def settings() -> dict[str, str | bool | int | float | list[str]]:
    """Return what DuckDB is opened with; the environment may limit its memory.

    Raises
    ------
    UsageError
        If ``DUCKEVAL_MEMORY_LIMIT`` is no size.
    """
    limit = os.environ.get("DUCKEVAL_MEMORY_LIMIT", "").strip()
    if not limit:
        return CONFIG
    if not _SIZE.fullmatch(limit):
        raise UsageError(
            f"DUCKEVAL_MEMORY_LIMIT: expected a size such as 1GB, not {limit}",
            hint="units are KB, MB, GB, TB, KiB, MiB, GiB, TiB",
        )
    return {**CONFIG, "memory_limit": limit}


def install(store: "Store", *, is_new: bool) -> None:
    """Make the tables, macros and views; over an older project what tables it lacks."""
    names = (schema_files() if is_new else _missing_tables(store)) + object_files()
    with store.transaction():
        # one call for all: a thread and a round trip for each of 400 statements add up
        store.run(";\n".join(part for name in names for part in statements(read_sql(name))))
        if is_new:
            store.run(
                "insert into project values ($version, $made, $now, $digest)",
                {
                    "version": SCHEMA_VERSION,
                    "made": duckeval.__version__,
                    "now": now(),
                    "digest": objects_digest(),
                },
            )
        else:
            store.run(
                "update project set objects_sha256 = $digest, schema_version = $version",
                {"digest": objects_digest(), "version": SCHEMA_VERSION},
            )
    store.checkpoint()


def _missing_tables(store: "Store") -> tuple[str, ...]:
    """Return the files of the tables that came after the project was made."""
    rows = store.run("select table_name from duckdb_tables() where not internal")
    known = {row[0] for row in rows}
    return tuple(name for name in schema_files() if _table_of(name) not in known)


def _table_of(name: str) -> str:
    return header(read_sql(name))["table"]


def date(store: "Store") -> None:
    """Set the time at which the project was made, for a copy of the empty one."""
    store.run("update project set created_at = $now", {"now": now()})


def is_current(store: "Store") -> bool:
    """Return whether the macros and views in the file are those of this version."""
    return store.run("select objects_sha256 from project") == [(objects_digest(),)]


def check_file(path: Path, *, create: bool) -> None:
    """Refuse a file that cannot be a project, before DuckDB opens it.

    Raises
    ------
    StoreError
        If it is a folder, missing, not readable, or no DuckDB file.
    """
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; expected a project file")
    if not path.exists():
        if not create:
            raise StoreError(
                f"{path}: no such project file",
                hint="'duckeval load labels FILE' or 'duckeval init' makes one; --db names another",
            )
        if not path.parent.exists():
            raise StoreError(f"{path}: its folder does not exist")
        return
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
    if start[_MAGIC] != b"DUCK":
        raise StoreError(
            f"{path}: is not a DuckDB file",
            hint="the project file is made by duckeval; label and prediction files are loaded "
            "into it with 'duckeval load'",
        )


def _check_project(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    try:
        rows = connection.execute("select schema_version, created_with from project").fetchall()
    except duckdb.CatalogException as error:
        raise StoreError(
            f"{path}: is a DuckDB file, but no duckeval project",
            hint="name another file with --db; duckeval does not write into foreign databases",
        ) from error
    except duckdb.Error as error:
        raise refusal(path, error) from error
    made = rows[0][1] if rows else "an unknown version"
    if rows and rows[0][0] < SCHEMA_VERSION:
        raise StoreError(
            f"{path}: was made by duckeval {made} with tables of version {rows[0][0]}; this "
            f"duckeval, {duckeval.__version__}, has those of version {SCHEMA_VERSION}",
            hint="load the files again into a new project; its table load lists them",
        )
    if not rows or rows[0][0] > SCHEMA_VERSION:
        raise StoreError(
            f"{path}: was made by duckeval {made}, this is duckeval {duckeval.__version__}",
            hint="upgrade duckeval to open it",
        )


def refusal(path: Path, error: duckdb.Error) -> StoreError:
    """Return what to say when DuckDB does not open a file."""
    text = str(error)
    holder = re.search(r"\(PID (\d+)\)", text)
    if "Could not set lock" in text:
        who = f"process {holder[1]}" if holder else "another process"
        return StoreError(
            f"{path}: is in use by {who}",
            hint="close that program or notebook kernel first; readers and a writer cannot share "
            "the file",
        )
    if "different configuration" in text:
        return StoreError(
            f"{path}: is open in this process already, in another mode",
            hint="use that project, or close() it first",
        )
    if isinstance(error, duckdb.IOException) and "version" in text:
        return StoreError(
            f"{path}: was written by another version of DuckDB; this is {duckdb.__version__}",
            hint="upgrade the duckdb package",
        )
    first = " ".join(text.split())
    return StoreError(f"{path}: cannot be opened: {first}")


def _sync_folder(folder: Path) -> None:
    # DuckDB syncs the file but not the entry of a new file in its folder.
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
