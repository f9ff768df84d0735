"""The ledger of loads: what was loaded before, and what is loaded now."""

from dataclasses import dataclass

from duckeval.ingest.job import Job
from duckeval.store.ledger import Load, write_load

__all__ = ["Entry", "find_repeat", "record"]


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
    write_load(
        job.store,
        Load(
            load_id=entry.load_id,
            kind=job.request.kind,
            file=job.source.name,
            format=job.format_name,
            options=meaning,
            dataset_id=dataset_id,
            prediction_set_id=prediction_set_id,
            sha256=job.source.sha256,
            rows_loaded=entry.rows_loaded,
            rows_quarantined=entry.rows_quarantined,
        ),
    )
