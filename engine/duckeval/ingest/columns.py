"""Columns that loads add to item, label and prediction: which names and types they may have."""

from collections.abc import Mapping, Sequence

from duckeval.errors import SchemaError
from duckeval.ingest.job import Job
from duckeval.store import quote_identifier, quote_literal
from duckeval.store.columns import columns_of, put_values, rebuild

__all__ = ["UNKNOWN_TYPE", "add_columns", "refuse_namesakes", "set_values"]

UNKNOWN_TYPE = "NULL"
"""The type of a column in which nothing stands; any type will do for it."""

_TEXT = "text"
"""A column of ours that any file may fill, where it has a text for an object."""

_RESERVED = {"class_name", "rowid"}
_ORIGINS_OF_LOADS = {"file", "computed", "loaded"}
_WIDENED = {
    ("BIGINT", "DOUBLE"): "DOUBLE",
    ("DOUBLE", "BIGINT"): "DOUBLE",
    ("DATE", "TIMESTAMP"): "TIMESTAMP",
    ("TIMESTAMP", "DATE"): "TIMESTAMP",
}


def refuse_namesakes(job: Job, names: Sequence[str]) -> None:
    """Refuse a file with columns that have one name, or names that differ in case only.

    DuckDB would give one of them another name without a word.

    Raises
    ------
    SchemaError
        Naming two of them.
    """
    spelled: dict[str, str] = {}
    for name in names:
        former = spelled.setdefault(name.casefold(), name)
        if former != name:
            raise SchemaError(
                f"{job.source.name}: columns {former!r} and {name!r} differ in case only"
            )
    if len(spelled) < len(names):
        twice = next(name for name in names if list(names).count(name) > 1)
        raise SchemaError(f"{job.source.name}: several columns are named {twice!r}")


def add_columns(job: Job, target: str, columns: Mapping[str, str], load_id: int) -> None:
    """Give a table the columns that the rows about to be inserted have.

    Parameters
    ----------
    job : Job
        The load, within its transaction.
    target : str
        ``item``, ``label`` or ``prediction``.
    columns : mapping of str to str
        Name and SQL type.
    load_id : int
        The load, for the list of metrics.

    Raises
    ------
    SchemaError
        If a name is ours or another one in other case, or a type clashes.
    """
    if not columns:
        return
    there = columns_of(job.store, target)
    types = _agreed_types(job, target, columns, there)
    changed = {name: kind for name, kind in types.items() if there.get(name) != kind}
    if changed:
        retyped = {
            name: f"{target}.{quote_identifier(name)}::{kind}"
            for name, kind in changed.items()
            if name in there
        }
        added = {name: f"null::{kind}" for name, kind in changed.items() if name not in there}
        rebuild(job.store, target, retyped, added, source=target)
    _describe(job, target, types, there, load_id)


def set_values(job: Job, target: str, columns: Mapping[str, str], load_id: int) -> None:
    """Set columns of the rows that ``target_value`` names, adding those that are not there.

    A row that it names gets what it says, NULL included; every other row keeps what it has.

    Parameters
    ----------
    job : Job
        The load, within its transaction; ``target_value`` has the key ``target_id`` and the
        columns.
    target : str
        ``item``, ``label`` or ``prediction``.
    columns : mapping of str to str
        Name and SQL type.
    load_id : int
        The load, for the list of metrics.

    Raises
    ------
    SchemaError
        If a name is ours or another one in other case, or a type clashes.
    """
    there = columns_of(job.store, target)
    types = _agreed_types(job, target, columns, there)
    put_values(job.store, target, types)
    _describe(job, target, types, there, load_id)


def _agreed_types(
    job: Job, target: str, columns: Mapping[str, str], there: Mapping[str, str]
) -> dict[str, str]:
    """Return the type that each column will have, after checking names and types."""
    rows = job.store.run(
        "select metric_name, origin from metric where target = $target", {"target": target}
    )
    loaded = {name for name, origin in rows if origin == "loaded"}
    made = {name.casefold() for name, origin in rows if origin not in _ORIGINS_OF_LOADS}
    ours = {name.casefold() for name in there if name not in loaded} | _RESERVED
    spelled = {name.casefold(): name for name in loaded}
    types: dict[str, str] = {}
    for name, kind in columns.items():
        folded = name.casefold()
        hint = f"load it under another name: --map {quote_map(name)}=NEW_NAME"
        if name == _TEXT and target != "item":
            types[name] = "VARCHAR"
            continue
        if not name.strip():
            raise SchemaError(f"{job.source.name}: a column has no name")
        if folded in made:
            raise SchemaError(
                f"{job.source.name}: column {name!r} has the name of a metric of {target!r} that "
                "duckeval made",
                hint=f"{hint}, or 'duckeval metrics drop {quote_map(name)}' first",
            )
        if folded in ours:
            raise SchemaError(
                f"{job.source.name}: column {name!r} has the name of a column of {target!r} "
                "that duckeval needs",
                hint=hint,
            )
        if spelled.setdefault(folded, name) != name:
            raise SchemaError(
                f"{job.source.name}: columns {spelled[folded]!r} and {name!r} differ in case only",
                hint=hint,
            )
        types[name] = _agreed_type(job, target, name, kind, there.get(name))
    return types


def quote_map(name: str) -> str:
    """Return a name as one would write it before the ``=`` of ``--map``."""
    return quote_literal(name) if " " in name else name


def _agreed_type(job: Job, target: str, name: str, kind: str, former: str | None) -> str:
    if former is None:
        return "VARCHAR" if kind == UNKNOWN_TYPE else kind
    if kind in {former, UNKNOWN_TYPE}:
        return former
    widened = _WIDENED.get((former, kind))
    if widened is not None:
        return widened
    [(count,)] = job.store.run(
        f"select count({quote_identifier(name)}) from {target}"  # noqa: S608
    )
    if count == 0:
        return kind
    raise SchemaError(
        f"{job.source.name}: column {name!r} is {kind}, and {former} in {target!r}; "
        "expected one type",
        hint=f"load it under another name: --map {quote_map(name)}=NEW_NAME",
    )


def _describe(
    job: Job, target: str, types: Mapping[str, str], there: Mapping[str, str], load_id: int
) -> None:
    """Enter the columns into the list of metrics, and give new ones a comment."""
    kind = "Metric" if job.request.kind in {"metrics", "predictions"} else "Metadata"
    for name, column_type in types.items():
        if name in there:
            job.store.run(
                "update metric set type = $type where target = $target and metric_name = $name",
                {"type": column_type, "target": target, "name": name},
            )
            continue
        job.store.run(
            "insert into metric by name select $name as metric_name, $target as target, "
            "$type as type, $is_metadata as is_metadata, $load_id as load_id, 'loaded' as origin",
            {
                "name": name,
                "target": target,
                "type": column_type,
                "is_metadata": kind == "Metadata",
                "load_id": load_id,
            },
        )
        comment = f"{kind} loaded from {job.source.name}."
        job.store.run(
            f"comment on column {target}.{quote_identifier(name)} is {quote_literal(comment)}"
        )
