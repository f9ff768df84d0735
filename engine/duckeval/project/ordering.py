"""Queries that somebody wrote, given a limit or a total order without touching their meaning."""

import json
from typing import Any

from duckeval.errors import QueryError
from duckeval.store import Store, quote_identifier

__all__ = ["limited", "ordered"]


def limited(store: Store, sql: str, limit: int) -> str:
    """Return a query that stops after so many rows; the query itself where that cannot be said.

    Examples
    --------
    >>> with Store.open(":memory:", create=True) as store:
    ...     print(limited(store, "from range(10);", 2))
    ...     print(limited(store, "show tables; show tables", 2))
    select * from (
    from range(10)
    ) limit 2
    show tables; show tables
    """
    wrapped = f"select * from (\n{_bare(sql)}\n) limit {int(limit)}"  # noqa: S608 - the user's own query
    return wrapped if len(_statements(store, wrapped)) == 1 else sql


def ordered(store: Store, sql: str, limit: int | None = None) -> str:
    """Return a query whose rows come in one order only, whatever the number of threads.

    Its own ORDER BY is kept and its ties are broken by all columns; without one the rows are
    sorted by all columns. Sums of 128 bits become decimals, which parquet can hold exactly.

    Raises
    ------
    QueryError
        If the text is not one query.
    """
    sql = _bare(sql)
    statements = _statements(store, sql)
    if len(statements) > 1:
        raise QueryError("expected one query, found several statements", sql=sql)
    columns = store.run(f"describe {sql}")
    orders = [
        modifier["orders"]
        for statement in statements
        for modifier in statement["node"].get("modifiers", [])
        if modifier["type"] == "ORDER_MODIFIER"
    ]
    if orders:
        orders[-1] += [_by_place(place) for place in range(1, len(columns) + 1)]
        tree = json.dumps({"error": False, "statements": statements})
        sql = str(store.run("select json_deserialize_sql($tree::json)", {"tree": tree})[0][0])
    else:
        sql = f"select * from (\n{sql}\n) order by all"  # noqa: S608 - the user's own query
    wide = [quote_identifier(row[0]) for row in columns if row[1] in {"HUGEINT", "UHUGEINT"}]
    if wide:
        casts = ", ".join(f"{name}::decimal(38, 0) as {name}" for name in wide)
        sql = f"select * replace ({casts}) from (\n{sql}\n)"  # noqa: S608 - names from DuckDB
    return sql if limit is None else f"select * from (\n{sql}\n) limit {int(limit)}"  # noqa: S608


def _statements(store: Store, sql: str) -> list[dict[str, Any]]:
    """Return the syntax trees of a text; none where DuckDB cannot tell."""
    tree = store.run("select json_serialize_sql($sql)", {"sql": sql})[0][0]
    statements: list[dict[str, Any]] = json.loads(tree).get("statements", [])
    return statements


def _bare(sql: str) -> str:
    return sql.strip().rstrip(";").rstrip()


def _by_place(place: int) -> dict[str, Any]:
    return {
        "type": "ORDER_DEFAULT",
        "null_order": "ORDER_DEFAULT",
        "expression": {
            "class": "CONSTANT",
            "type": "VALUE_CONSTANT",
            "alias": "",
            "query_location": 0,
            "query_location_length": 0,
            "literal": {"kind": "INTEGER", "text": str(place)},
        },
    }
