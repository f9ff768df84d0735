"""Trying a file of labels or predictions: everything a load does, except keeping it."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duckeval.errors import DuckevalError, UsageError
from duckeval.project.facade import Project
from duckeval.result import Result
from duckeval.sqlfiles import read_sql
from duckeval.store import quote_literal

if TYPE_CHECKING:
    from duckeval.ingest.result import LoadResult

__all__ = ["Trial", "is_project", "try_file"]

_MAGIC = slice(8, 12)
_PROJECT_SUFFIXES = {".duckdb", ".db"}


@dataclass(frozen=True, slots=True)
class Trial:
    """What a load would have done.

    Attributes
    ----------
    result : LoadResult
        Its answer.
    faults : Result
        The rows that it would have set aside, in the order of the file.
    """

    result: "LoadResult"
    faults: Result


def is_project(path: Path) -> bool:
    """Return whether a file is, or by its name should be, a DuckDB file."""
    if not path.is_file():
        return path.suffix.lower() in _PROJECT_SUFFIXES or path.is_dir()
    with path.open("rb") as file:
        return file.read(_MAGIC.stop)[_MAGIC] == b"DUCK" or path.suffix in _PROJECT_SUFFIXES


def try_file(path: Path, kind: str | None, db: Path) -> Trial:
    """Load a file into a project that is thrown away, and return what happened.

    Parameters
    ----------
    path : Path
        A file of labels or of predictions.
    kind : str, optional
        ``labels`` or ``predictions``; by the content when left out.
    db : Path
        The project whose labels predictions are tried against; it stays as it is.

    Raises
    ------
    InputFileError, SchemaError
        If the file would be refused.
    UsageError
        If predictions are to be tried and there is no project with labels.
    """
    kind = kind or _kind(path)
    with tempfile.TemporaryDirectory(prefix="duckeval-") as folder:
        if kind == "labels":
            with Project(":memory:") as project:
                return _trial(project, project.load_labels(path))
        if not db.is_file():
            raise UsageError(
                f"{path}: predictions can only be tried against labels, and there is no {db}",
                hint="load the labels first, or name their project with --db",
            )
        copy = Path(folder) / db.name
        shutil.copyfile(db, copy)
        with Project(copy) as project:
            result = project.load_predictions(path, set_name=f"{path.stem} (trial)", match=False)
            return _trial(project, result)


def _trial(project: Project, result: "LoadResult") -> Trial:
    faults = project.query(read_sql("read/faults.sql"), {"load_id": result.load_id})
    return Trial(result, faults)


def _kind(path: Path) -> str:
    """Return what a file seems to hold: predictions have a confidence, labels have none."""
    if path.suffix.lower() == ".json":
        with path.open("rb") as file:
            start = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
        return "predictions" if start.startswith(b"[") else "labels"
    with Project(":memory:") as project:
        try:
            columns = project.query(f"describe from {quote_literal(str(path))}")
        except DuckevalError:
            return "labels"  # the loader says better what is wrong with it
    names = {str(row["column_name"]).casefold() for row in columns}
    return "predictions" if names & {"confidence", "score"} else "labels"
