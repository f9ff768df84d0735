"""Tables of any library as plain rows, which is what a chart is drawn from."""

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

__all__ = ["Row", "Rows", "Table", "kept", "records"]

Row = Mapping[str, Any]
Rows = Sequence[Row]
Table: TypeAlias = Any
"""A table of any library: a `Result`, Arrow, polars, pandas, or mappings."""

_DIGITS = 5
"""Digits of a number in a chart: a tenth of a pixel, and a page a third smaller."""


def records(table: Table) -> list[dict[str, Any]]:
    """Return the rows of a table.

    Parameters
    ----------
    table : Result, pyarrow.Table, polars.DataFrame, pandas.DataFrame or sequence of mappings
        The table.

    Raises
    ------
    TypeError
        If it is no table.

    Examples
    --------
    >>> import pyarrow as pa
    >>> records(pa.table({"ap": [0.5, None]}))
    [{'ap': 0.5}, {'ap': None}]
    >>> records([{"ap": 0.5}])
    [{'ap': 0.5}]
    """
    for method in ("rows", "to_pylist", "to_dicts"):
        # polars has `rows`, too, which are tuples.
        if hasattr(table, method) and not (method == "rows" and hasattr(table, "to_dicts")):
            return list(getattr(table, method)())
    if hasattr(table, "to_dict"):
        return list(table.astype(object).where(table.notna(), None).to_dict("records"))
    if isinstance(table, Iterable) and not isinstance(table, str | bytes | Mapping):
        return [dict(row) for row in table]
    raise TypeError(f"expected a table, not {type(table).__name__}")


def kept(rows: Iterable[Row], fields: Iterable[str]) -> list[dict[str, Any]]:
    """Return the fields of the rows that a chart needs, as values that JSON knows.

    Examples
    --------
    >>> kept([{"ap": 0.123456789, "n": 3, "why": "x"}], ["ap", "n"])
    [{'ap': 0.12346, 'n': 3}]
    """
    names = list(dict.fromkeys(fields))
    return [{name: _simple(row.get(name)) for name in names} for row in rows]


def _simple(value: Any) -> Any:  # noqa: ANN401 - whatever a query gives
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
    return str(value)
