"""Changing the columns of item, label and prediction.

A table gets other columns by being made anew with them, in one statement that also sets their
values: DuckDB's log has had trouble with ALTER beside data in one transaction. Comments do not
survive that and are written again. The names are the user's, so these statements are put together
here, from quoted names and types of a fixed list.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from duckeval.store.quoting import quote_identifier, quote_literal

if TYPE_CHECKING:
    from duckeval.store.connection import Store

__all__ = ["columns_of", "drop_column", "put_values", "rebuild"]


def columns_of(store: "Store", target: str) -> dict[str, str]:
    """Return the name and the type of each column of a table."""
    return dict(store.run("select name, type from pragma_table_info($target)", {"target": target}))


def put_values(store: "Store", target: str, types: Mapping[str, str]) -> None:
    """Set columns of the rows that ``target_value`` names, adding those that are not there.

    A row that it names gets what it says, NULL included; every other row keeps what it has. NaN is
    NULL.

    Parameters
    ----------
    store : Store
        An open project; call inside its transaction. ``target_value`` has the key ``target_id``
        and the columns.
    target : str
        ``item``, ``label`` or ``prediction``.
    types : mapping of str to str
        Name of each column, and the type that it will have.
    """
    there = columns_of(store, target)
    replaced: dict[str, str] = {}
    added: dict[str, str] = {}
    for name, kind in types.items():
        quoted = quote_identifier(name)
        given = f"target_value.{quoted}::{kind}"
        if kind in {"DOUBLE", "FLOAT"}:
            given = f"case when isnan({given}) then null else {given} end"
        if name in there:
            replaced[name] = (
                f"case when target_value.target_id is null then {target}.{quoted}::{kind} "
                f"else {given} end"
            )
        else:
            added[name] = given
    joined = f"{target} left join target_value on {target}.{target}_id = target_value.target_id"
    rebuild(store, target, replaced, added, source=f"{joined} order by {target}.{target}_id")


def drop_column(store: "Store", target: str, name: str) -> None:
    """Make a table anew without a column; call inside a transaction."""
    comments = _comments_of(store, target, without={name})
    store.run(
        f"create or replace table {target} as select {target}.* exclude ({quote_identifier(name)}) "  # noqa: S608
        f"from {target}"
    )
    _comment(store, comments)


def rebuild(
    store: "Store",
    target: str,
    replaced: Mapping[str, str],
    added: Mapping[str, str],
    source: str,
) -> None:
    """Make a table anew from a source that has its columns.

    Parameters
    ----------
    store : Store
        An open project; call inside its transaction.
    target : str
        ``item``, ``label`` or ``prediction``.
    replaced, added : mapping of str to str
        Name and SQL of columns that get other values, and of new ones.
    source : str
        What stands behind ``from``.
    """
    comments = _comments_of(store, target)
    star = f"{target}.*"
    if replaced:
        values = [f"{value} as {quote_identifier(name)}" for name, value in replaced.items()]
        star += f" replace ({', '.join(values)})"
    columns = [star, *(f"{value} as {quote_identifier(name)}" for name, value in added.items())]
    store.run(
        f"create or replace table {target} as select {', '.join(columns)} from {source}"  # noqa: S608
    )
    _comment(store, comments)


def _comment(store: "Store", comments: Collection[tuple[str, str]]) -> None:
    for what, comment in comments:
        store.run(f"comment on {what} is {quote_literal(comment)}")


def _comments_of(
    store: "Store", target: str, without: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Return what has a comment, as ``comment on`` names it, and the comment."""
    where = {"target": target}
    tables = store.run(
        "select comment from duckdb_tables() where table_name = $target and comment is not null "
        "and schema_name = 'main' and database_name = current_database()",
        where,
    )
    columns = store.run(
        "select column_name, comment from duckdb_columns() where table_name = $target "
        "and comment is not null and schema_name = 'main' "
        "and database_name = current_database()",
        where,
    )
    return [(f"table {target}", row[0]) for row in tables] + [
        (f"column {target}.{quote_identifier(name)}", comment)
        for name, comment in columns
        if name not in without
    ]
