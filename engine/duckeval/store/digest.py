"""Digests of the SQL files: which tables, macros and views a project was made with."""

import hashlib
from functools import cache

from duckeval.sqlfiles import object_files, read_sql, schema_files

__all__ = ["objects_digest", "sql_digest"]


@cache
def objects_digest() -> str:
    """Return a digest of the text of every macro and view.

    Examples
    --------
    >>> len(objects_digest())
    64
    """
    return _digest(object_files())


@cache
def sql_digest() -> str:
    """Return a digest of the text of every table, macro and view.

    Examples
    --------
    >>> sql_digest() == objects_digest()
    False
    """
    return _digest(schema_files() + object_files())


def _digest(names: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(read_sql(name) for name in names).encode()).hexdigest()
