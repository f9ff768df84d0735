"""An empty project, kept ready: making one binds every macro and view, copying one does not.

The copy lives in the user's cache folder under a name that says which tables, macros, views and
which DuckDB it was made by, so that a stale one is never taken. Whatever goes wrong with it, the
project is made in the ordinary way.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import duckdb

from duckeval.store.digest import sql_digest
from duckeval.store.quoting import quote_literal

__all__ = ["copy_into_memory", "copy_template", "keep_template"]


def copy_template(path: Path) -> bool:
    """Copy the empty project to a path where nothing is; return whether there was one.

    Parameters
    ----------
    path : Path
        The new project file.
    """
    template = _template_file()
    if template is None or not template.is_file():
        return False
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        shutil.copyfile(template, part)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        return False
    return True


def copy_into_memory(connection: duckdb.DuckDBPyConnection) -> bool:
    """Copy the empty project into an empty database in memory; return whether there was one."""
    template = _template_file()
    if template is None or not template.is_file():
        return False
    try:
        connection.execute(f"attach {quote_literal(str(template))} as _template (read_only)")
    except duckdb.Error:
        return False
    try:
        connection.execute("copy from database _template to memory")
    except duckdb.Error:
        return False
    finally:
        connection.execute("detach _template")
    return True


def keep_template(build: Callable[[Path], None]) -> None:
    """Make the empty project if it is not there yet.

    Parameters
    ----------
    build : callable
        Makes an empty project at a path where nothing is, and closes it. It is not copied from a
        project that is open: closing any handle of a file drops the process's locks on it.
    """
    template = _template_file()
    if template is None or template.is_file():
        return
    part = template.with_name(f"{template.name}.{os.getpid()}.part")
    try:
        template.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        build(part)
        part.replace(template)
    except (OSError, duckdb.Error):
        with suppress(OSError):
            part.unlink()


def _template_file() -> Path | None:
    try:
        folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:  # no home folder
        return None
    return Path(folder) / "duckeval" / f"empty-{duckdb.__version__}-{sql_digest()[:16]}.duckdb"
