"""The types of columns of metadata and metrics."""

from duckeval.ingest.columns import UNKNOWN_TYPE
from duckeval.ingest.job import Job
from duckeval.ingest.table import INTEGERS, LARGE_INTEGERS, REALS, TEXTS, Table, is_enum, is_vector
from duckeval.sqlfiles import read_sql, statements

__all__ = ["value_types"]

_NUMERIC_SHARE = 0.9
"""From this share of numbers on, a text column of metrics is one of numbers with faults."""


def value_types(job: Job, table: Table, names: list[str]) -> dict[str, str]:
    """Return the SQL type of each column of metadata or metrics; leaves out what fits none."""
    if "text" in names:  # a column of ours, and 007 is not 7
        others = value_types(job, table, [name for name in names if name != "text"])
        return {name: others.get(name, "VARCHAR") for name in names if name in {*others, "text"}}
    if table.json_types:
        return {name: table.json_types[table.theirs.get(name, name)] for name in names}
    if table.is_text:
        return {name: _text_type(job, table, name) for name in names}
    types: dict[str, str] = {}
    for name in names:
        is_list = is_vector(table.columns[name])  # of any length, as parquet has it
        kind = "FLOAT[]" if is_list else _value_type(job, table, name)
        if kind is None:
            job.warnings.append(f"column {name!r} is {table.columns[name]} and is not loaded")
        else:
            types[name] = kind
    return types


def _value_type(job: Job, table: Table, name: str) -> str | None:
    kind = table.columns[name]
    if kind in INTEGERS:
        return "BIGINT"
    if kind in LARGE_INTEGERS:
        [(fits,)] = job.store.run(
            f"select coalesce(bool_and({table.quoted(name)} between -9223372036854775808 "  # noqa: S608
            f"and 9223372036854775807), true) from {table.relation}"
        )
        return "BIGINT" if fits else "VARCHAR"
    if kind in REALS or kind.startswith("DECIMAL"):
        return "DOUBLE"
    if kind in TEXTS or is_enum(kind):
        return "VARCHAR"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return "TIMESTAMP"
    return kind if kind in {"BOOLEAN", "DATE", "TIMESTAMP", UNKNOWN_TYPE} else None


def _text_type(job: Job, table: Table, name: str) -> str:
    """Return the type that all values of a text column have."""
    job.store.run(
        f"create or replace temp view staged_value_text as select {table.quoted(name)} as value "  # noqa: S608
        f"from {table.relation}"
    )
    [counts] = job.store.run(statements(read_sql("fill/load_text_types.sql"))[0])
    total, integers, reals, flags, dates, times = counts
    if total == 0:
        return UNKNOWN_TYPE
    for count, kind in (
        (integers, "BIGINT"),
        (reals, "DOUBLE"),
        (flags, "BOOLEAN"),
        (dates, "DATE"),
        (times, "TIMESTAMP"),
    ):
        if count == total:
            return kind
    is_metric = job.request.kind == "metrics"
    return "DOUBLE" if is_metric and reals >= _NUMERIC_SHARE * total else "VARCHAR"
