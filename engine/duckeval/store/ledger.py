"""The ledger of loads: its rows, and the keys that loads and prediction sets get."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckeval

if TYPE_CHECKING:
    from duckeval.store.connection import Store

__all__ = ["Load", "next_load_id", "next_set_id", "now", "write_load"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A row of the ledger.

    Attributes
    ----------
    load_id : int
        Its key.
    kind : str
        ``labels``, ``predictions``, ``metadata``, ``metrics`` or ``images``.
    file, format : str
        What was loaded; in angle brackets where it is no file.
    options : str
        The options that decide what the load means, as JSON.
    dataset_id : int
        The data set.
    prediction_set_id : int or None
        The set, of predictions.
    sha256 : str or None
        Of the content of the file.
    rows_loaded, rows_quarantined : int
        How many rows went where.
    """

    load_id: int
    kind: str
    file: str
    format: str
    options: str
    dataset_id: int
    prediction_set_id: int | None = None
    sha256: str | None = None
    rows_loaded: int = 0
    rows_quarantined: int = 0


def now() -> datetime:
    """Return the time in UTC, without a zone, as the tables hold it."""
    return datetime.now(UTC).replace(tzinfo=None)


def next_load_id(store: "Store") -> int:
    """Return the key of the next load."""
    [(load_id,)] = store.run("select coalesce(max(load_id), 0) + 1 from load")
    return int(load_id)


def next_set_id(store: "Store") -> int:
    """Return the key of the next prediction set; one that was replaced is not given again."""
    [(set_id,)] = store.run(
        "select 1 + greatest((select coalesce(max(prediction_set_id), 0) from prediction_set), "
        "(select coalesce(max(prediction_set_id), 0) from load))"
    )
    return int(set_id)


def write_load(store: "Store", load: Load) -> None:
    """Write a load into the ledger; call inside its transaction."""
    [(duckdb_version,)] = store.run("select version()")
    versions = {"duckdb": duckdb_version, "duckeval": duckeval.__version__}
    store.run(
        "insert into load by name select $load_id as load_id, $kind as kind, $file as file, "
        "$format as format, $options as options, $dataset_id as dataset_id, "
        "$prediction_set_id as prediction_set_id, $sha256 as sha256, "
        "$rows_loaded + $rows_quarantined as rows_in, $rows_loaded as rows_loaded, "
        "$rows_quarantined as rows_quarantined, $versions as versions, $loaded_at as loaded_at",
        {**asdict(load), "versions": json.dumps(versions), "loaded_at": now()},
    )
