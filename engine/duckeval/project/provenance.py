"""Where numbers come from: what is written into every file that holds some of them."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import duckeval
from duckeval.sqlfiles import read_sql
from duckeval.store import Store

__all__ = ["file_metadata", "sources"]

_FOLDERS = re.compile(r"^.*[/\\](?=[^/\\])")


def sources(store: Store) -> list[dict[str, str | None]]:
    """Return what the project was made from: kind, name and SHA-256 of each file or frame.

    Folders are left out of the names: the same files in another place make the same report.

    Examples
    --------
    >>> with Store.open(":memory:", create=True) as store:
    ...     sources(store)
    []
    """
    return [
        {"kind": kind, "file": _FOLDERS.sub("", file or ""), "sha256": digest}
        for kind, file, digest in store.run(read_sql("read/sources.sql"))
    ]


def file_metadata(
    query: str,
    parameters: Mapping[str, Any] | None,
    origin: Sequence[Mapping[str, str | None]],
) -> dict[str, str]:
    """Return the key-value metadata of a parquet file.

    Parameters
    ----------
    query : str
        The SQL whose rows the file holds.
    parameters : mapping, optional
        What the query was made from, where it was made from parameters.
    origin : sequence of mapping
        What `sources` returned.

    Examples
    --------
    >>> sorted(file_metadata("from item", {"iou_threshold": 0.5}, []))
    ['duckeval_parameters', 'duckeval_query', 'duckeval_sources', 'duckeval_version']
    """
    found = {
        "duckeval_version": duckeval.__version__,
        "duckeval_query": query,
        "duckeval_sources": json.dumps(origin, ensure_ascii=False),
    }
    if parameters is not None:
        found["duckeval_parameters"] = json.dumps(dict(parameters), ensure_ascii=False)
    return found
