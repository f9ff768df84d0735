"""Tabular sources: parquet, CSV, NDJSON and frames, as one relation with columns.

Parquet files and frames bring types. CSV and NDJSON are read as text into ``staged_text`` first,
so that a value of the wrong type costs its row and not the file; types are then taken from all
values and not from a sample.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from duckeval.errors import InputFileError, SchemaError
from duckeval.ingest.columns import UNKNOWN_TYPE, refuse_namesakes
from duckeval.ingest.csvfile import lines_of, stage_csv
from duckeval.ingest.job import Job
from duckeval.ingest.ndjsonfile import stage_ndjson
from duckeval.ingest.source import FRAME_VIEW
from duckeval.ingest.typed_json import json_pointer
from duckeval.store import DatabaseError, quote_identifier, quote_literal

__all__ = [
    "INTEGERS",
    "LARGE_INTEGERS",
    "REALS",
    "TEXTS",
    "Table",
    "is_enum",
    "is_vector",
    "open_table",
    "stage_table_raw",
]

Lines = Callable[[list[int]], list[int]]
"""From the places of rows to their lines."""

INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
LARGE_INTEGERS = {"UBIGINT", "HUGEINT", "UHUGEINT"}
REALS = {"FLOAT", "DOUBLE"}
TEXTS = {"VARCHAR", "UUID", "TIME"}


_VECTOR = re.compile(
    r"(?:FLOAT|DOUBLE|U?(?:TINY|SMALL|BIG|)INT(?:EGER)?|DECIMAL\(\d+,\d+\))\[\d*\]"
)


def is_vector(kind: str) -> bool:
    """Return whether an SQL type is that of an embedding: a list of numbers.

    Examples
    --------
    >>> is_vector("DOUBLE[]"), is_vector("FLOAT[512]"), is_vector("VARCHAR[]"), is_vector("FLOAT")
    (True, True, False, False)
    """
    return _VECTOR.fullmatch(kind) is not None


@dataclass
class Table:
    """A tabular source.

    Attributes
    ----------
    relation : str
        What stands behind ``from``; quoted.
    columns : dict of str to str
        Name and SQL type, by our names where the user gave a map.
    theirs : dict of str to str
        Our name to the name in the file.
    is_text : bool
        Whether every column is text, in ``staged_text``, whose rowid is the place of the row.
    first_line : int
        Line, or row number, of the first row.
    json_types : dict of str to str
        The types that NDJSON gives its columns, by their names.
    lines : callable or None
        Gives the lines of rows where counting does not.
    derived : list of dict of str to str
        Columns that are computed once before others use them, as SQL; each after those before it.
    pointers : dict of str to str
        Where in a row a column was found, by our name for it, where it is no column of the file.
    """

    relation: str
    columns: dict[str, str]
    theirs: dict[str, str] = field(default_factory=dict)
    is_text: bool = False
    first_line: int = 0
    json_types: dict[str, str] = field(default_factory=dict)
    lines: Lines | None = None
    pointers: dict[str, str] = field(default_factory=dict)
    derived: list[dict[str, str]] = field(default_factory=list)

    def quoted(self, name: str) -> str:
        """Return a column as SQL, by our name for it."""
        return quote_identifier(self.theirs.get(name, name))

    def pointer(self, name: str) -> str:
        """Return a column as a JSON pointer into the row, without the slash before it."""
        return self.pointers.get(name) or json_pointer(self.theirs.get(name, name))

    def text(self, name: str) -> str:
        """Return SQL for a column as text: what keys and names are."""
        quoted, kind = self.quoted(name), self.columns[name]
        if kind in REALS:  # pandas makes floats of integers as soon as one is missing
            return (
                f"case when not isfinite({quoted}) then null when {quoted} = trunc({quoted}) "
                f"and abs({quoted}) < 1e15 then {quoted}::bigint::varchar "
                f"else {quoted}::varchar end"
            )
        return f"nullif({quoted}::varchar, '')"

    def number(self, name: str, job: Job) -> str:
        """Return SQL for a column as a number, NULL where it is none."""
        quoted, kind = self.quoted(name), self.columns[name]
        if kind in TEXTS or is_enum(kind) or kind == UNKNOWN_TYPE:
            return f"try_cast({quoted}::varchar as double)"
        if kind in INTEGERS | LARGE_INTEGERS | REALS or kind.startswith("DECIMAL"):
            return f"{quoted}::double"
        raise SchemaError(f"{job.source.name}: column {name!r} is {kind}; expected numbers")

    def flag(self, name: str, job: Job) -> str:
        """Return SQL for a column as true or false: false where empty, NULL where neither."""
        quoted, kind = self.quoted(name), self.columns[name]
        if kind == "BOOLEAN":
            return f"coalesce({quoted}, false)"
        if kind in TEXTS or kind == UNKNOWN_TYPE:
            text = f"trim({quoted}::varchar)"
            return (
                f"case when coalesce({text}, '') = '' then false "
                f"when try_cast({text} as double) is not null then try_cast({text} as double) <> 0 "
                f"else try_cast({text} as boolean) end"
            )
        number = self.number(name, job)
        return f"coalesce({number}, 0) not in (0, 'nan'::double)"

    def value(self, name: str, kind: str) -> str:
        """Return SQL for a column of metadata or metrics in the type that was chosen for it."""
        quoted, given = self.quoted(name), self.columns[name]
        if kind == UNKNOWN_TYPE:
            return "null::varchar"
        if kind == "DOUBLE":
            number = f"try_cast({quoted} as double)"
            return f"case when isnan({number}) then null else {number} end"
        if is_vector(kind):
            return f"{quoted}::{kind}"
        if given == "TIMESTAMP WITH TIME ZONE":
            return f"({quoted} at time zone 'UTC')"
        return f"try_cast({quoted} as {kind})"


def open_table(job: Job) -> Table:
    """Return the table that a source is, with the user's names for its columns.

    Raises
    ------
    InputFileError
        If it cannot be read.
    SchemaError
        If the map names a column that is not there, or two columns get one name.
    """
    table = _OPENERS[job.format_name](job)
    if not table.columns:
        raise InputFileError(f"{job.source.name}: has no columns")
    _rename(job, table)
    return table


def stage_table_raw(job: Job, table: Table) -> None:
    """Fill ``staged_raw`` with the faulty rows of a table."""
    # NDJSON is there as it was written.
    row = "coalesce(raw, 'null')" if table.json_types else "to_json(whole_row)"
    relation = "staged_image" if table.json_types else table.relation
    job.store.run(
        "insert into staged_raw select '' as section, place, null as pointer, "  # noqa: S608
        f"$first_line + place as line, raw from (select row_number() over () - 1 as place, "
        f"{row} as raw from {relation} as whole_row) semi join (select place from staged_fault "
        "where section = '') using (place)",
        {"first_line": table.first_line},
    )
    if table.lines is not None:
        places = [
            row[0] for row in job.store.run("select place from staged_raw where section = ''")
        ]
        job.store.run(
            "update staged_raw set line = known.line from (select unnest($places::bigint[]) "
            "as place, unnest($lines::bigint[]) as line) as known "
            "where staged_raw.section = '' and staged_raw.place = known.place",
            {"places": places, "lines": table.lines(places)},
        )


def _open_parquet(job: Job) -> Table:
    relation = f"read_parquet({quote_literal(str(job.source.path))}, hive_partitioning = false)"
    columns = _described(job, relation)
    refuse_namesakes(job, _parquet_names(job))
    return Table(relation, columns)


def _parquet_names(job: Job) -> list[str]:
    """Return the names of the columns as they are written, without those inside of others."""
    names: list[str] = []
    inner = 0
    rows = job.store.run(
        "select name, coalesce(num_children, 0) from parquet_schema($file) offset 1",
        {"file": str(job.source.path)},
    )
    for name, children in rows:
        if inner == 0:
            names.append(name)
        else:
            inner -= 1
        inner += children
    return names


def _open_frame(job: Job) -> Table:
    if job.source.frame is not None:
        refuse_namesakes(job, job.source.frame.column_names)
    relation = quote_identifier(FRAME_VIEW)
    return Table(relation, _described(job, relation))


def _open_csv(job: Job) -> Table:
    text = stage_csv(job)
    columns = {name: "VARCHAR" for name in text.columns if not name.startswith("unnamed:")}
    return Table("staged_text", columns, is_text=True, first_line=2, lines=partial(lines_of, text))


def _open_ndjson(job: Job) -> Table:
    types, lines = stage_ndjson(job)
    return Table(
        "staged_text",
        dict.fromkeys(types, "VARCHAR"),
        is_text=True,
        first_line=1,
        json_types=types,
        lines=lines,
    )


_OPENERS = {
    "parquet": _open_parquet,
    "csv": _open_csv,
    "ndjson": _open_ndjson,
    "frame": _open_frame,
}


def _described(job: Job, relation: str) -> dict[str, str]:
    try:
        rows = job.store.run(f"describe select * from {relation}")  # noqa: S608
    except DatabaseError as error:
        what = " ".join(str(error).split())
        raise InputFileError(f"{job.source.name}: cannot be read: {what}") from error
    return {name: _plain_type(kind) for name, kind, *_ in rows}


def _plain_type(kind: str) -> str:
    if kind == '"NULL"':
        return UNKNOWN_TYPE
    return "TIMESTAMP" if re.fullmatch(r"TIMESTAMP_(S|MS|NS)", kind) else kind


def is_enum(kind: str) -> bool:
    """Return whether a type is that of a categorical column."""
    return kind.startswith("ENUM(")


def _rename(job: Job, table: Table) -> None:
    given = job.request.column_map
    for theirs in given:
        if theirs not in table.columns:
            raise SchemaError(
                f"{job.source.name}: has no column {theirs!r}, which --map names",
                hint=f"it has: {', '.join(table.columns)}",
            )
    renamed: dict[str, str] = {}
    for theirs, kind in table.columns.items():
        ours = given.get(theirs, theirs)
        if ours in renamed:
            raise SchemaError(
                f"{job.source.name}: two columns are to be {ours!r}: "
                f"{table.theirs.get(ours, ours)!r} and {theirs!r}"
            )
        renamed[ours] = kind
        if ours != theirs:
            table.theirs[ours] = theirs
    table.columns = renamed
