"""What every load does around its own work: preparing, and leaving nothing behind."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from duckeval.errors import StoreError, UsageError
from duckeval.ingest.datasets import Dataset
from duckeval.ingest.job import Job
from duckeval.ingest.ledger import Entry
from duckeval.ingest.readers import check_options, format_of
from duckeval.ingest.request import Request
from duckeval.ingest.result import LoadResult
from duckeval.ingest.source import FRAME_VIEW, Source
from duckeval.sqlfiles import read_sql, statements
from duckeval.store import DatabaseError, Store, quote_identifier

__all__ = ["Progress", "load_job", "result_of"]

Progress = Callable[[str], None] | None


@contextmanager
def load_job(store: Store, source: Any, request: Request, progress: Progress) -> Iterator[Job]:  # noqa: ANN401
    """Give the job of a load; afterwards drop what it staged, whether it went well or not."""
    if store.read_only:
        raise StoreError(
            "the project is open for reading only", hint="open it without read_only to load"
        )
    opened = Source.of(
        source,
        may_be_folder=request.task is not None,
        split=request.split,
        is_of_labels=request.kind == "labels",
    )
    is_answer = request.kind in {"labels", "predictions"}
    if opened.is_array and not (is_answer and (request.task is not None or opened.is_of_objects)):
        raise UsageError(
            f"{opened.name}: arrays and folders hold labels and answers of whole items",
            hint="name the classification that they are of: --task NAME",
        )
    format_name = format_of(opened, request.kind, request.format)
    check_options(request, format_name)
    try:
        with tempfile.TemporaryDirectory(prefix="duckeval-", ignore_cleanup_errors=True) as folder:
            if opened.frame is not None:
                store.connection.register(FRAME_VIEW, opened.frame)
            store.script("fill/stage_fault.sql")
            store.script("fill/stage_joined_key.sql")
            store.script(
                "fill/stage_known_class_rule.sql",
                {
                    "from_classes": [rule.from_class for rule in request.class_rules],
                    "to_classes": [rule.to_class for rule in request.class_rules],
                },
            )
            yield Job(
                store=store,
                request=request,
                source=opened,
                format_name=format_name,
                folder=Path(folder),
                progress=progress or _say_nothing,
            )
    finally:
        with suppress(DatabaseError):  # a connection that is dead has nothing left to drop
            _drop_staged(store)
            if opened.frame is not None:
                store.connection.unregister(FRAME_VIEW)


def _drop_staged(store: Store) -> None:
    """Drop the temporary things that loads make."""
    rows = store.run(statements(read_sql("fill/load_staged.sql"))[0])
    for kind, name in rows:
        store.run(f"drop {kind} temp.{quote_identifier(name)}")
    store.run("drop macro if exists temp.joined_key")


def result_of(
    job: Job,
    dataset: Dataset,
    entry: Entry,
    **more: Any,  # noqa: ANN401 - fields of LoadResult
) -> LoadResult:
    """Return the report of a load."""
    return LoadResult(
        load_id=entry.load_id,
        kind=job.request.kind,
        file=job.source.name,
        dataset_name=dataset.name,
        dataset_version=dataset.version,
        prediction_set_name=more.pop("prediction_set_name", None),
        rows_in=entry.rows_in,
        rows_loaded=entry.rows_loaded,
        rows_quarantined=entry.rows_quarantined,
        warnings=() if more.get("is_repeat") else tuple(job.warnings),
        changes=tuple(job.changes),
        **more,
    )


def _say_nothing(_step: str) -> None:
    """Take the place of a progress bar where there is none."""
