"""Columns that Python made, as a temporary table."""

from collections.abc import Mapping
from typing import Any

from duckeval.store import Store, quote_identifier

__all__ = ["stage_columns"]

_FRAME = "staged_columns"


def stage_columns(store: Store, name: str, columns: Mapping[str, Any]) -> None:
    """Fill a temporary table with Arrow columns, in the order of their rows.

    Parameters
    ----------
    store : Store
        The project.
    name : str
        Name of the table; it takes the place of one that is there.
    columns : mapping of str to pyarrow.Array
        The columns by their names.
    """
    import pyarrow as pa  # noqa: PLC0415

    store.connection.register(_FRAME, pa.table(dict(columns)))
    try:
        store.run(f"create or replace temp table {quote_identifier(name)} as from {_FRAME}")
    finally:
        store.connection.unregister(_FRAME)
