"""Metrics as columns: what a name may be, how values get into a table, how they are refreshed."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckeval.errors import DuckevalError, QueryError, UnknownNameError, UsageError
from duckeval.project.diagnosis import translated
from duckeval.store import DatabaseError, Store, quote_identifier, quote_literal
from duckeval.store.columns import columns_of, drop_column, put_values

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

__all__ = [
    "MADE",
    "TARGETS",
    "Metric",
    "add_metric",
    "drop_metric",
    "refresh_metrics",
    "stage_frame",
    "staged_values",
    "write",
]

TARGETS = ("item", "label", "prediction")
MADE = frozenset({"sql", "python", "images", "embedding", "folds"})
"""Origins of metrics that can be dropped."""

_RESERVED = {"class_name", "item", "prediction_set_name", "rowid", "target_id"}
_OBJECT = (
    "(select {0}.*, class.class_name{1}, item from {0} inner join class using (class_id) "
    "inner join item using (item_id){2})"
)
_ROWS = {
    "item": "item",
    "label": _OBJECT.format("label", "", ""),
    "prediction": _OBJECT.format(
        "prediction",
        ", prediction_set.prediction_set_name",
        " inner join prediction_set using (prediction_set_id)",
    ),
}
"""What an expression or a function sees of each target."""

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric that the project makes.

    Attributes
    ----------
    name, target : str
        The column and its table.
    unit, description : str or None
        What ``describe metrics`` says of it.
    low, high : float or None
        The range of its values.
    origin : str
        ``sql``, ``python``, ``images`` or ``embedding``.
    expression : str or None
        For ``sql``, the expression.
    """

    name: str
    target: str
    unit: str | None = None
    description: str | None = None
    low: float | None = None
    high: float | None = None
    origin: str = "sql"
    expression: str | None = None


def add_metric(
    store: Store,
    metric: Metric,
    function: "Callable[[pl.DataFrame], Any] | None" = None,
    *,
    replace: bool = False,
) -> int:
    """Add a metric from its expression or a function and return how many values are missing."""
    _check(store, metric, replace=replace)
    with translated(metric.expression), store.transaction(), staged_values(store):
        if function is None:
            _stage_sql(store, metric)
        else:
            _stage_function(store, metric, function)
        write(store, [metric])
    store.checkpoint()
    [(missing,)] = store.run(
        f"select count(*) - count({quote_identifier(metric.name)}) from {metric.target}"  # noqa: S608
    )
    return int(missing)


def write(store: Store, metrics: Sequence[Metric]) -> None:
    """Put the columns of ``target_value`` into their table and enter them into the list.

    Parameters
    ----------
    store : Store
        An open project; call inside its transaction.
    metrics : sequence of Metric
        Of one target; each is a column of ``target_value``.
    """
    target = metrics[0].target
    found = columns_of(store, "target_value")
    types = {metric.name: _type(metric, found[metric.name]) for metric in metrics}
    _refuse_infinite(store, metrics, types)
    put_values(store, target, types)
    for metric in metrics:
        store.run(
            "delete from metric where target = $target and metric_name = $name",
            {"target": target, "name": metric.name},
        )
        store.run(
            "insert into metric by name select $name as metric_name, $target as target, "
            "$type as type, $unit as unit, $description as description, $low as range_low, "
            "$high as range_high, false as is_metadata, $origin as origin, "
            "$expression as expression",
            {
                "name": metric.name,
                "target": target,
                "type": types[metric.name],
                "unit": metric.unit,
                "description": metric.description,
                "low": metric.low,
                "high": metric.high,
                "origin": metric.origin,
                "expression": metric.expression,
            },
        )
        comment = metric.description or f"Metric from {metric.origin}."
        store.run(
            f"comment on column {target}.{quote_identifier(metric.name)} "
            f"is {quote_literal(comment)}"
        )


def drop_metric(store: Store, name: str, target: str | None) -> tuple[str, ...]:
    """Drop a metric that the project made; return the targets that had it."""
    with translated():
        rows = store.run("select target, metric_name, origin from metric order by target")
    found = [row for row in rows if row[1] == name and target in {None, row[0]}]
    if not found:
        known = [row[1] for row in rows if row[2] in MADE and target in {None, row[0]}]
        raise UnknownNameError.of("added metric", name, list(dict.fromkeys(known)))
    for each, _, origin in found:
        if origin not in MADE:
            raise UsageError(
                f"metric {name!r} of {each} is {_WHENCE[origin]}; only metrics that were added "
                "can be dropped"
            )
    with translated(), store.transaction():
        for each, *_ in found:
            drop_column(store, each, name)
            store.run(
                "delete from metric where target = $target and metric_name = $name",
                {"target": each, "name": name},
            )
    store.checkpoint()
    return tuple(row[0] for row in found)


_WHENCE = {
    "file": "a column of every project",
    "computed": "computed by every load",
    "loaded": "loaded from a file",
}


def refresh_metrics(store: Store, grown: Collection[str] = ()) -> tuple[str, ...]:
    """Compute the metrics from SQL anew, as is needed after every load.

    Parameters
    ----------
    store : Store
        An open project.
    grown : collection of str
        The targets that have further rows now, for which a metric from Python is missing.

    Returns
    -------
    tuple of str
        A warning for each whose expression no longer holds, and for each from Python.
    """
    faults = []
    rows = store.run(
        "select metric_name, target, unit, description, range_low, range_high, origin, expression "
        "from metric where origin in ('sql', 'python') order by load_id, target, metric_name"
    )
    for row in rows:
        metric = Metric(*row)
        if metric.origin == "python":
            if metric.target in grown:
                faults.append(
                    f"metric {metric.name!r} of {metric.target} comes from a Python function and "
                    "was not computed for what came now; add_metric(..., replace=True) does"
                )
            continue
        try:
            with translated(metric.expression), store.transaction(), staged_values(store):
                _stage_sql(store, metric)
                write(store, [metric])
        except QueryError as error:
            faults.append(f"metric {metric.name!r} keeps the values it had: {error.message}")
    return tuple(faults)


def _check(store: Store, metric: Metric, *, replace: bool) -> None:
    name = metric.name
    if metric.target not in TARGETS:
        raise UnknownNameError.of("target", metric.target, list(TARGETS))
    if not name.strip():
        raise UsageError("a metric needs a name")
    if metric.low is not None and metric.high is not None and metric.low > metric.high:
        raise UsageError(f"metric {name!r}: range {metric.low:g} .. {metric.high:g} is empty")
    with translated():
        there = {each.casefold() for each in columns_of(store, metric.target)}
        made = store.run(
            "select metric_name from metric where target = $target and origin in ('sql', 'python')",
            {"target": metric.target},
        )
    if name.casefold() in there | _RESERVED:
        is_made = (name,) in made
        if is_made and replace:
            return
        raise UsageError(
            f"{metric.target} has a column {name!r} already",
            hint=f"'duckeval metrics drop {name}' removes it, or add it with replace=True"
            if is_made
            else "choose another name",
        )


@contextmanager
def staged_values(store: Store) -> Iterator[None]:
    """Drop ``target_value`` after the block."""
    try:
        yield
    finally:
        with suppress(DatabaseError):  # a transaction that is lost took the table with it
            store.run("drop table if exists temp.target_value")


def _stage_sql(store: Store, metric: Metric) -> None:
    target, name = metric.target, quote_identifier(metric.name)
    if not (metric.expression or "").strip():
        raise UsageError(f"metric {metric.name!r}: its expression is empty")
    try:
        with translated(metric.expression):
            store.run(
                f"create or replace temp table target_value as select {target}_id as target_id, "  # noqa: S608
                f"({metric.expression}\n) as {name} from {_ROWS[target]} as {target}"
            )
    except QueryError as error:
        raise QueryError(
            f"metric {metric.name!r}: {error.message}",
            sql=error.sql,
            hint=f"'duckeval describe {target}' lists the columns; of the item they are item.NAME"
            if target != "item"
            else "'duckeval describe item' lists the columns",
        ) from None


def _stage_function(
    store: Store, metric: Metric, function: "Callable[[pl.DataFrame], Any]"
) -> None:
    import polars as pl  # noqa: PLC0415

    target = metric.target
    rows = store.table(f"from {_ROWS[target]} as {target} order by {target}_id")
    frame = pl.DataFrame(rows)
    try:
        answer = function(frame)
        values = answer if isinstance(answer, pl.Series) else pl.Series(answer)
    except DuckevalError:
        raise
    except Exception as error:
        raise QueryError(
            f"metric {metric.name!r}: its function raised {type(error).__name__}: {error}"
        ) from error
    if len(values) != len(frame):
        raise QueryError(
            f"metric {metric.name!r}: its function gave {len(values)} values for {len(frame)} rows"
        )
    staged = pl.DataFrame(
        {"target_id": frame[f"{target}_id"], metric.name: values.alias(metric.name)}
    )
    stage_frame(store, staged.to_arrow())


def stage_frame(store: Store, table: "pa.Table") -> None:
    """Make ``target_value`` of an Arrow table that has a column ``target_id``."""
    store.connection.register("staged_metric_frame", table)
    try:
        store.run("create or replace temp table target_value as from staged_metric_frame")
    finally:
        store.connection.unregister("staged_metric_frame")


def _type(metric: Metric, kind: str) -> str:
    if kind in {"BOOLEAN", "DOUBLE", "BIGINT"}:
        return kind
    if kind in _INTEGERS or kind == '"NULL"':
        return "BIGINT"
    if kind in {"FLOAT", "HUGEINT", "UBIGINT", "UHUGEINT"} or kind.startswith("DECIMAL"):
        return "DOUBLE"
    if metric.origin == "images" and kind == "VARCHAR":
        return kind
    raise QueryError(
        f"metric {metric.name!r} is {kind}; expected numbers or true and false",
        hint="'duckeval load metadata' loads text and dates",
    )


def _refuse_infinite(store: Store, metrics: Sequence[Metric], types: dict[str, str]) -> None:
    for metric in metrics:
        if types[metric.name] != "DOUBLE":
            continue
        [(count,)] = store.run(
            "select count(*) from target_value "  # noqa: S608
            f"where isinf({quote_identifier(metric.name)}::double)"
        )
        if count:
            raise QueryError(
                f"metric {metric.name!r} is infinite in {count} rows; expected numbers",
                hint="a / nullif(b, 0) leaves out what cannot be divided",
            )
