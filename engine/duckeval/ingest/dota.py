"""DOTA: text files of quadrangles, a file for each image or, of results, for each class."""

from dataclasses import replace
from functools import partial

from duckeval.errors import InputFileError
from duckeval.ingest.box_columns import CORNERS
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.table import Table, stage_table_raw
from duckeval.ingest.tabular import stage_labels, stage_predictions
from duckeval.store import DatabaseError

__all__ = ["stage_dota_labels", "stage_dota_results"]

RESULT_PREFIX = "Task1_"
"""How the name of a file of results begins, before the name of its class."""


def stage_dota_labels(job: Job) -> Staged:
    """Stage labels: a folder of files, each named like its image, or one such file.

    A line is ``x1 y1 x2 y2 x3 y3 x4 y4 class difficult``; the lines ``imagesource:...`` and
    ``gsd:...`` say nothing about objects.
    """
    table = _open(job, "stage_dota_label", ("item_key", *CORNERS, "class_name", "is_difficult"))
    staged = stage_labels(job, table, "corners")
    return replace(staged, stage_raw=partial(_stage_raw, job, table))


def stage_dota_results(job: Job) -> Staged:
    """Stage results of task 1: a folder of files ``Task1_CLASS.txt``, or one such file.

    A line is ``image confidence x1 y1 x2 y2 x3 y3 x4 y4``.
    """
    table = _open(job, "stage_dota_result", ("item_key", "confidence", *CORNERS, "class_name"))
    staged = stage_predictions(job, table, "corners")
    return replace(staged, stage_raw=partial(_stage_raw, job, table))


def _open(job: Job, script: str, names: tuple[str, ...]) -> Table:
    """Read the lines into ``staged_text``, a column for each word; every column is text."""
    path = job.source.path
    if path is None:
        raise InputFileError(f"{job.source.name}: a frame cannot be read as {job.format_name}")
    files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    if not files:
        raise InputFileError(f"{job.source.name}: has no file .txt in it")
    try:
        job.store.script("fill/stage_dota_line.sql", {"files": [str(each) for each in files]})
    except DatabaseError as error:
        what = str(error).partition("\n")[0]
        raise InputFileError(
            f"{job.source.name}: cannot be read as text: {what}", hint="expected UTF-8"
        ) from error
    job.store.script(f"fill/{script}.sql", {"prefix": RESULT_PREFIX})
    return Table("staged_text", dict.fromkeys(names, "VARCHAR"), is_text=True)


def _stage_raw(job: Job, table: Table) -> None:
    stage_table_raw(job, table)
    job.store.run(
        "update staged_raw set line = staged_text.line, "
        "pointer = staged_text.file_name || ':' || staged_text.line from staged_text "
        "where staged_raw.section = '' and staged_raw.place = staged_text.rowid"
    )
