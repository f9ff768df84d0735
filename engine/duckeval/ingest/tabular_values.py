"""Metadata and metrics from tables: a key column and value columns."""

from duckeval.errors import SchemaError
from duckeval.ingest.job import Fields, Job, Staged
from duckeval.ingest.table import Table, is_vector, open_table, stage_table_raw
from duckeval.ingest.value_types import value_types
from duckeval.store import quote_identifier

__all__ = ["stage_tabular_values"]

_KEYS = {"item": "item_key", "label": "label_key", "prediction": "prediction_key"}
_FILE_KEYS = ("item_key", "file_name", "uri")


def stage_tabular_values(job: Job) -> Staged:
    """Stage a table of metadata or metrics; see `duckeval.ingest.load_metadata`."""
    table = open_table(job)
    key = _key_column(job, table)
    item_key = None
    if job.request.target != "item" and key != "item_key" and "item_key" in table.columns:
        item_key = "item_key"
    names = [name for name in table.columns if name not in {key, item_key}]
    types = value_types(job, table, names)
    if not types:
        raise SchemaError(
            f"{job.source.name}: has no column of values besides {key!r}",
            hint=f"it has: {', '.join(table.columns)}",
        )
    _warn_of_text(job, types)
    values = {name: table.value(name, kind) for name, kind in types.items()}
    columns = {
        "target_key": table.text(key),
        "target_item_key": table.text(item_key) if item_key else "null::varchar",
        "value_digest": f"hash({', '.join(values.values())})",
        **values,
    }
    listed = ", ".join(f"{what} as {quote_identifier(name)}" for name, what in columns.items())
    job.store.run(
        f"create or replace temp table staged_value_row as select {listed} from {table.relation}"  # noqa: S608
    )
    job.store.script("fill/stage_tabular_value.sql")
    _stage_faults(job, table, types)
    return Staged(
        fields=Fields(item=table.pointer(key), class_=""),
        stage_raw=lambda: stage_table_raw(job, table),
        columns=types,
    )


def _key_column(job: Job, table: Table) -> str:
    asked = job.request.key
    usual = _KEYS[job.request.target]
    candidates = [asked] if asked else [usual]
    if not asked and job.request.target == "item" and job.request.join != "item_key":
        candidates = list(_FILE_KEYS)
    for name in candidates:
        if name in table.columns:
            return name
    # The user may name the key by the file's name for it, though a map gave it another one.
    renamed = next((ours for ours, theirs in table.theirs.items() if theirs == asked), None)
    if renamed is not None:
        return renamed
    raise SchemaError(
        f"{job.source.name}: has no key column {' or '.join(candidates)}; it has "
        f"{', '.join(table.columns)}",
        hint="say which column names the rows' targets with --key COLUMN",
    )


def _warn_of_text(job: Job, types: dict[str, str]) -> None:
    if job.request.kind != "metrics":
        return
    texts = [name for name, kind in types.items() if kind == "VARCHAR"]
    if texts:
        job.warnings.append(
            f"{', '.join(map(repr, texts))}: text where a metric is expected; it can be filtered "
            "and sliced by, not put into bins"
        )


def _stage_faults(job: Job, table: Table, types: dict[str, str]) -> None:
    """Find values that are infinite, and texts in a column of numbers."""
    for name, kind in types.items():
        quoted = quote_identifier(name)
        if is_vector(kind):
            wrong = (
                f"len({quoted}) = 0 or len(list_filter({quoted}, "
                "lambda each: each is null or not isfinite(each))) > 0"
            )
            _add_faults(job, table, name, "is a list of finite numbers", "staged_value_row", wrong)
        if kind != "DOUBLE":
            continue
        _add_faults(job, table, name, "is finite", "staged_value_row", f"isinf({quoted})")
        if table.is_text:
            theirs = table.quoted(name)
            wrong = f"{theirs} is not null and try_cast({theirs} as double) is null"
            _add_faults(job, table, name, "is a number", "staged_text", wrong)


def _add_faults(
    job: Job, table: Table, name: str, rule: str, relation: str, condition: str
) -> None:
    job.store.run(
        "insert into staged_fault select '' as section, rowid as place, $field as field, "  # noqa: S608
        f"$rule as rule from {relation} where {condition} "
        "and rowid not in (select place from staged_fault)",
        {"field": table.pointer(name), "rule": rule},
    )
