"""CSV files, read as text.

DuckDB's own detection is left out: on a file with one ragged line it may decide for another
delimiter, or for skipping everything up to that line, and say nothing. The delimiter comes from
the header here; a line that does not fit the header is a faulty row like any other.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from duckeval.errors import InputFileError
from duckeval.ingest.columns import refuse_namesakes
from duckeval.ingest.job import Job
from duckeval.store import DatabaseError

__all__ = ["CsvText", "lines_of", "stage_csv"]

SECTION = "/lines"
"""The section of rows that are no record of the table."""

_DELIMITERS = ",\t;|"
_RULES = {
    "MISSING COLUMNS": "has as many fields as the header",
    "TOO MANY COLUMNS": "has as many fields as the header",
    "UNQUOTED VALUE": "closes its quotes",
    "INVALID ENCODING": "is UTF-8",
}


@dataclass(frozen=True)
class CsvText:
    """How a CSV file is written."""

    path: Path
    delimiter: str
    columns: tuple[str, ...]
    rejected: frozenset[int] = field(default_factory=frozenset)


def stage_csv(job: Job) -> CsvText:
    """Read a CSV file with a header into ``staged_text``; every column is text.

    Lines that are no record go to ``staged_fault`` and ``staged_raw`` at once.

    Raises
    ------
    InputFileError
        If it is empty, binary or not UTF-8 from the start.
    SchemaError
        If two columns have one name.
    """
    path = job.source.path
    if path is None:
        raise InputFileError(f"{job.source.name}: a frame cannot be read as CSV")
    text = _read_header(job, path)
    parameters = {
        "file": str(path),
        "delimiter": text.delimiter,
        "columns": dict.fromkeys(text.columns, "VARCHAR"),
    }
    try:
        try:
            job.store.script("fill/stage_csv.sql", parameters | {"is_strict": True})
        except DatabaseError:  # line ends of two kinds, for one
            job.store.script("fill/stage_csv.sql", parameters | {"is_strict": False})
    except DatabaseError as error:
        what = str(error).partition("\n")[0].removeprefix("Invalid Input Error: ")
        raise InputFileError(
            f"{job.source.name}: cannot be read as CSV: {what}",
            hint="expected UTF-8, a header, and as many fields on each line as the header has",
        ) from error
    rejected = _stage_rejected(job)
    return CsvText(path, text.delimiter, text.columns, rejected)


def lines_of(text: CsvText, places: list[int]) -> list[int]:
    """Return the line on which each of some records begins; the header is line 1.

    Fields may hold line breaks and lines may be empty, so counting records would not do.
    """
    wanted = set(places)
    found = {
        place: line
        for place, line in enumerate(islice(_good_lines(text), max(wanted, default=-1) + 1))
        if place in wanted
    }
    return [found.get(place, place + 2) for place in places]


def _read_header(job: Job, path: Path) -> CsvText:
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            header = next((line for line in file if line.strip()), "")
        except UnicodeDecodeError as error:
            raise InputFileError(
                f"{job.source.name}: is not UTF-8; expected CSV with a header",
                hint="convert it: iconv -f LATIN1 -t UTF-8",
            ) from error
    if not header.strip():
        raise InputFileError(f"{job.source.name}: is empty; expected CSV with a header")
    if "\0" in header:
        raise InputFileError(f"{job.source.name}: is a binary file; expected CSV with a header")
    delimiter = max(_DELIMITERS, key=lambda each: len(_fields(header, each)))
    names = [name.strip() for name in _fields(header, delimiter)]
    refuse_namesakes(job, [name for name in names if name])
    if "" in names:  # the index that pandas writes unless told not to
        job.warnings.append("columns without a name are not loaded")
    columns = tuple(name or f"unnamed:{place}" for place, name in enumerate(names))
    return CsvText(path, delimiter, columns)


def _fields(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _stage_rejected(job: Job) -> frozenset[int]:
    """Enter the lines that are no record as faults; return their numbers."""
    rows = job.store.run(
        "select line, any_value(csv_line order by column_idx), "
        "any_value(error_type::varchar order by column_idx) "
        "from staged_reject group by line order by line"
    )
    job.store.run("drop table if exists temp.staged_reject")
    job.store.run("drop table if exists temp.staged_reject_scan")
    for place, (line, content, kind) in enumerate(rows):
        parameters = {"section": SECTION, "place": place}
        job.store.run(
            "insert into staged_fault values ($section, $place, '', $rule)",
            parameters | {"rule": _RULES.get(kind, "can be read")},
        )
        job.store.run(
            "insert into staged_raw values ($section, $place, null, $line, $raw)",
            parameters | {"line": line, "raw": json.dumps(content, ensure_ascii=False)},
        )
    return frozenset(row[0] for row in rows)


def _good_lines(text: CsvText) -> Iterator[int]:
    with text.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        records = csv.reader(file, delimiter=text.delimiter)
        start = 1
        is_header = True
        while True:
            try:
                record = next(records, None)
            except csv.Error:
                return
            if record is None:
                return
            line, start = start, records.line_num + 1
            if not record and len(text.columns) > 1:
                continue
            if is_header:
                is_header = False
            elif len(record) in {0, len(text.columns)} and line not in text.rejected:
                yield line
