"""The one door to DuckDB: connection, schema, functions, matching."""

from duckdb import Error as DatabaseError

from duckeval.store.connection import Store
from duckeval.store.quoting import quote_identifier, quote_literal

__all__ = ["DatabaseError", "Store", "quote_identifier", "quote_literal"]
