"""Loading metadata and metrics: further columns of item, label or prediction."""

import time
from collections.abc import Mapping
from typing import Any

from duckeval.errors import InputFileError
from duckeval.ingest.columns import set_values
from duckeval.ingest.datasets import PredictionSet, find_dataset, find_set, id_of
from duckeval.ingest.faults import (
    Quarantined,
    count_rows,
    no_usable_row,
    refuse_if_ambiguous,
    set_aside,
)
from duckeval.ingest.fold_values import FOLD, fault_folds, warn_of_folds
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.ledger import Entry, find_repeat, record
from duckeval.ingest.loading import Progress, load_job, result_of
from duckeval.ingest.meeting import refuse_if_strangers
from duckeval.ingest.readers import reader_of
from duckeval.ingest.request import Kind, Request
from duckeval.ingest.result import LoadResult
from duckeval.store import Store
from duckeval.store.ledger import next_load_id

__all__ = ["load_metadata", "load_metrics"]

_KNOWN_RULE = {
    "item": "is an item of the data set",
    "label": "is a label of the data set",
    "prediction": "is a prediction of the set",
}


def load_metadata(  # noqa: PLR0913 - the options of the command line
    store: Store,
    source: Any,  # noqa: ANN401 - a path, or a frame of three libraries
    *,
    format: str | None = None,  # noqa: A002 - the name of the option
    dataset: str | None = None,
    set_name: str | None = None,
    target: str = "item",
    key: str | None = None,
    join: str = "item_key",
    column_map: Mapping[str, str] | None = None,
    on_error: str = "quarantine",
    replace: bool = False,
    allow_unmatched: bool = False,
    progress: Progress = None,
) -> LoadResult:
    """Load fields that describe items, labels or predictions, as columns of their table.

    Parameters
    ----------
    store : Store
        An open project that has labels.
    source : path or frame
        Parquet, CSV or NDJSON, or a polars, pandas or pyarrow frame: a key column, and a column
        for each field. Types are those of parquet and frames; for CSV the narrowest of BIGINT,
        DOUBLE, BOOLEAN, DATE, TIMESTAMP and VARCHAR that holds every value. NaN is NULL.
    format : str, optional
        ``parquet``, ``csv`` or ``ndjson``; None lets the file say.
    dataset : str, optional
        ``NAME`` or ``NAME@VERSION``; None means the only one.
    set_name : str, optional
        For predictions: their set; None means the only one.
    target : str, default "item"
        ``item``, ``label`` or ``prediction``.
    key : str, optional
        The key column; None means ``item_key``, ``label_key`` or ``prediction_key``. Predictions
        that have no key go by their place in their file, from 0. A column ``item_key`` beside the
        key of a label or prediction narrows the search to one item.
    join : str, default "item_key"
        For items: ``file_name`` and ``file_stem`` compare names of files, without folder and with
        or without suffix.
    column_map : mapping, optional
        Their column name to ours.
    on_error : str, default "quarantine"
        ``fail`` refuses the file for a single faulty row.
    replace : bool, default False
        Whether a file that was loaded before is loaded again, after another one had set the same
        columns. (A load always replaces the values of the rows that it names.)
    progress : callable, optional
        Told the name of each step when it begins.

    Returns
    -------
    LoadResult
        Counts, the first row in quarantine and warnings.

    Raises
    ------
    InputFileError
        If the file is not what it claims to be; nothing has changed then.
    SchemaError
        If a name is one of ours, or a type clashes with that of the column there is.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from duckeval.ingest.labels import load_labels
    >>> boxes = {"x_px": [1.0], "y_px": [1.0], "w_px": [4.0], "h_px": [2.0]}
    >>> with Store.open(":memory:", create=True) as store:
    ...     _ = load_labels(store, pa.table({"item_key": ["a"], "class_name": ["cat"], **boxes}))
    ...     _ = load_metadata(store, pa.table({"item_key": ["a"], "weather": ["rain"]}))
    ...     store.run("select item_key, weather from item")
    [('a', 'rain')]
    """
    request = Request(
        "metadata",
        format=format,
        dataset=dataset,
        set_name=set_name,
        target=target,
        key=key,
        join=join,
        column_map=column_map or {},
        on_error=on_error,
        replace=replace,
        allow_unmatched=allow_unmatched,
    )
    return _load(store, source, request, progress)


def load_metrics(store: Store, source: Any, **options: Any) -> LoadResult:  # noqa: ANN401
    """Load quality metrics of items, labels or predictions, as columns of their table.

    Parameters, answer and errors are those of `load_metadata`. Where at least nine tenths of the
    values of a CSV column are numbers, the others are set aside with their rows.
    """
    progress = options.pop("progress", None)
    options["column_map"] = options.get("column_map") or {}
    return _load(store, source, Request("metrics", **options), progress)


def _load(store: Store, source: Any, request: Request, progress: Progress) -> LoadResult:  # noqa: ANN401
    started = time.perf_counter()
    kind: Kind = request.kind
    with load_job(store, source, request, progress) as job:
        dataset = find_dataset(store, request.dataset, may_be_new=False)
        prediction_set = None
        if request.target == "prediction":
            prediction_set = find_set(store, request.set_name, dataset)
        name = prediction_set.name if prediction_set else None
        meaning = request.meaning(format_name=job.format_name, dataset=dataset.text, set_name=name)
        repeat = find_repeat(job, meaning)
        if repeat is not None:
            seconds = time.perf_counter() - started
            return result_of(
                job, dataset, repeat, seconds=seconds, is_repeat=True, prediction_set_name=name
            )
        job.progress("reading")
        staged = reader_of(job.format_name, kind)(job)
        with store.transaction():
            entry, quarantined = _set(job, staged, id_of(dataset), prediction_set)
            record(
                job,
                entry,
                meaning,
                dataset_id=id_of(dataset),
                prediction_set_id=prediction_set.prediction_set_id if prediction_set else None,
            )
        store.checkpoint()
        return result_of(
            job,
            dataset,
            entry,
            prediction_set_name=name,
            first_quarantined=quarantined.first,
            seconds=time.perf_counter() - started,
        )


def _set(
    job: Job, staged: Staged, dataset_id: int, prediction_set: PredictionSet | None
) -> tuple[Entry, Quarantined]:
    """Set what is right with a staged file and set the rest aside."""
    store, request = job.store, job.request
    load_id = next_load_id(store)
    join = request.join if request.target == "item" else "item_key"
    known = {
        "dataset_id": dataset_id,
        "joined_by": join,
        "target": request.target,
        "prediction_set_id": prediction_set.prediction_set_id if prediction_set else None,
    }
    store.script("fill/stage_known_item.sql", known)
    store.script("fill/stage_known_target.sql", known)
    if request.target == "item":
        refuse_if_ambiguous(job, "staged_value", "target_key")
    else:
        _refuse_if_shared(job)
    job.progress("faulty rows")
    store.script(
        "fill/fault_value.sql",
        {
            "key_field": staged.fields.item,
            "known_rule": _KNOWN_RULE[request.target],
            "joined_by": join,
        },
    )
    fault_folds(job, staged)
    rows_in = count_rows(job, staged)
    refuse_if_strangers(
        job, {"dataset_id": dataset_id}, "", rows_in=rows_in, item_rows="staged_value"
    )
    quarantined = set_aside(job, staged, load_id)
    if rows_in and quarantined.count == rows_in:
        raise no_usable_row(job, quarantined)
    if not rows_in:
        job.warnings.append("the file holds no row")
    job.progress("columns")
    store.script("fill/stage_target_value.sql", {"joined_by": join})
    set_values(job, request.target, staged.columns, load_id)
    if request.target == "item" and any(name.casefold() == FOLD for name in staged.columns):
        warn_of_folds(job, dataset_id)
    return Entry(load_id, rows_in, rows_in - quarantined.count, quarantined.count), quarantined


def _refuse_if_shared(job: Job) -> None:
    """Refuse a file that means a label or prediction by a key that several have."""
    rows = job.store.run(
        "select staged_value.target_key, count(*) from staged_value inner join known_target "
        "on staged_value.target_key = known_target.target_key and (staged_value.target_item_key "
        "is null or staged_value.target_item_key = known_target.item_key) "
        "group by staged_value.place, staged_value.target_key having count(*) > 1 "
        "order by staged_value.place limit 1"
    )
    if rows:
        key, count = rows[0]
        target = job.request.target
        raise InputFileError(
            f"{job.source.name}: key {key!r} stands for {count} {target}s; "
            f"expected a key that only one {target} has",
            hint="a column item_key beside the key says which item is meant",
        )
