"""What tables of objects and tables of tags have in common."""

from collections.abc import Mapping, Sequence

from duckeval.errors import SchemaError
from duckeval.ingest.columns import UNKNOWN_TYPE
from duckeval.ingest.job import Job
from duckeval.ingest.table import Table
from duckeval.store import quote_identifier

__all__ = [
    "CLASS_COLUMNS",
    "ITEM_COLUMNS",
    "class_column",
    "flag_or_false",
    "item_columns",
    "number_or_null",
    "size_or_null",
    "stage_rows",
    "text_or_null",
]

CLASS_COLUMNS = ("class_name", "class_key")
ITEM_COLUMNS = ("uri", "width_px", "height_px", "split")


def class_column(job: Job, table: Table, wanted: Sequence[str], hint: str) -> str:
    """Return the column that says the class, after checking that everything needed is there.

    Raises
    ------
    SchemaError
        Naming what is missing and what is there.
    """
    missing = [name for name in wanted if name not in table.columns]
    if not any(name in table.columns for name in CLASS_COLUMNS):
        missing.append("class_name")
    if missing:
        needs = "columns" if len(missing) > 1 else "column"
        raise SchemaError(
            f"{job.source.name}: has no {needs} {', '.join(missing)}; it has "
            f"{', '.join(table.columns)}",
            hint=f"name a column ours: --map THEIRS={missing[0]}; {hint}",
        )
    if job.request.kind == "labels" and "class_key" in table.columns:
        return "class_key"
    return "class_name" if "class_name" in table.columns else "class_key"


def stage_rows(
    job: Job, table: Table, name: str, columns: Mapping[str, str], extra: Mapping[str, str]
) -> None:
    """Fill a temporary table with a table's columns, as SQL by our names, and with further ones."""
    values = {each: table.value(each, kind) for each, kind in extra.items()}
    listed = ", ".join(
        f"{expression} as {quote_identifier(each)}"
        for each, expression in {**columns, **values}.items()
    )
    relation, steps = table.relation, []
    for place, made in enumerate(each for each in table.derived if each):
        more = ", ".join(f"{sql} as {column}" for column, sql in made.items())
        steps.append(f"derived_{place} as materialized (select *, {more} from {relation})")  # noqa: S608
        relation = f"derived_{place}"
    before = f"with {', '.join(steps)} " if steps else ""
    job.store.run(
        f"create or replace temp table {name} as {before}select {listed} from {relation}"  # noqa: S608
    )


def item_columns(job: Job, table: Table) -> dict[str, str]:
    """Return what a table of labels says of items, as SQL by the names of the staging tables."""
    return {
        "item_uri": text_or_null(table, "uri"),
        "item_width_px": size_or_null(job, table, "width_px"),
        "item_height_px": size_or_null(job, table, "height_px"),
        "item_split": text_or_null(table, "split"),
    }


def text_or_null(table: Table, name: str) -> str:
    """Return SQL for a column as text, NULL where there is no such column."""
    return table.text(name) if name in table.columns else "null::varchar"


def number_or_null(job: Job, table: Table, name: str) -> str:
    """Return SQL for a column as a number, NULL where there is no such column."""
    return table.number(name, job) if name in table.columns else "null::double"


def flag_or_false(job: Job, table: Table, name: str) -> str:
    """Return SQL for a column as true or false, false where there is no such column."""
    return table.flag(name, job) if name in table.columns else "false"


def size_or_null(job: Job, table: Table, name: str) -> str:
    """Return SQL for a column as a whole number, NULL where there is no such column."""
    if name not in table.columns or table.columns[name] == UNKNOWN_TYPE:
        return "null::bigint"
    return f"try_cast({table.number(name, job)} as bigint)"
