"""The ledger of loads: what was loaded before, and what is loaded now."""

import json
from dataclasses import dataclass

import duckeval
from duckeval.ingest.datasets import now
from duckeval.ingest.job import Job
from duckeval.store import Store

__all__ = ["Entry", "find_repeat", "next_load_id", "record"]


@dataclass(frozen=True)
class Entry:
    """What the ledger says of a load."""

    load_id: int
    rows_in: int
    rows_loaded: int
    rows_quarantined: int


def find_repeat(job: Job, meaning: str) -> Entry | None:
    """Return the load that had the same content and the same meaning, if its rows are still there.

    A load whose prediction set was replaced is not counted. Nor is one with rows in quarantine when
    there may be more to load this time: when they are to refuse the file, when they are to be
    replaced, and, for metadata and metrics, when labels came since. Without any earlier load of
    the kind the digest of the file is not waited for.
    """
    earlier = job.store.run(
        "select count(*) from load where kind = $kind and options = $options",
        {"kind": job.request.kind, "options": meaning},
    )
    if earlier == [(0,)]:
        return None
    rows = job.store.run(
        "select load_id, rows_in, rows_loaded, rows_quarantined from load "
        "where kind = $kind and options = $options and sha256 = $sha256 and dataset_id is not null "
        "and (prediction_set_id is null or prediction_set_id in "
        "(select prediction_set_id from prediction_set)) order by load_id desc limit 1",
        {"kind": job.request.kind, "options": meaning, "sha256": job.source.sha256},
    )
    if not rows:
        return None
    entry = Entry(*rows[0])
    return None if _is_to_be_done_again(job, entry) else entry


def _is_to_be_done_again(job: Job, entry: Entry) -> bool:
    request = job.request
    if request.replace and request.kind != "predictions":
        return True
    if not entry.rows_quarantined:
        return False
    if request.on_error == "fail" or request.replace:
        return True
    [(labels_since,)] = job.store.run(
        "select count(*) from load where load_id > $load_id and kind = 'labels'",
        {"load_id": entry.load_id},
    )
    return request.kind in {"metadata", "metrics"} and labels_since > 0


def next_load_id(store: Store) -> int:
    """Return the key of the next load."""
    [(load_id,)] = store.run("select coalesce(max(load_id), 0) + 1 from load")
    return int(load_id)


def record(
    job: Job,
    entry: Entry,
    meaning: str,
    *,
    dataset_id: int,
    prediction_set_id: int | None = None,
) -> None:
    """Write a load into the ledger; call inside its transaction."""
    if entry.rows_in != entry.rows_loaded + entry.rows_quarantined:
        raise AssertionError(f"rows are missing: {entry}")
    [(duckdb_version,)] = job.store.run("select version()")
    job.store.run(
        "insert into load values ($load_id, $kind, $file, $sha256, $format, $options, "
        "$dataset_id, $prediction_set_id, $rows_in, $rows_loaded, $rows_quarantined, $versions, "
        "$loaded_at)",
        {
            "load_id": entry.load_id,
            "kind": job.request.kind,
            "file": job.source.name,
            "sha256": job.source.sha256,
            "format": job.format_name,
            "options": meaning,
            "dataset_id": dataset_id,
            "prediction_set_id": prediction_set_id,
            "rows_in": entry.rows_in,
            "rows_loaded": entry.rows_loaded,
            "rows_quarantined": entry.rows_quarantined,
            "versions": json.dumps({"duckdb": duckdb_version, "duckeval": duckeval.__version__}),
            "loaded_at": now(),
        },
    )
