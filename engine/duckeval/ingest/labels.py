"""Loading labels: items, classes and labels of a data set."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from duckeval.ingest.columns import add_columns
from duckeval.ingest.datasets import find_dataset, id_of, make_dataset
from duckeval.ingest.faults import (
    Quarantined,
    count_rows,
    no_usable_row,
    set_aside,
)
from duckeval.ingest.items import classes_without_labels, insert_classes, insert_items
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.ledger import Entry, find_repeat, record
from duckeval.ingest.loading import Progress, load_job, result_of
from duckeval.ingest.meeting import refuse_if_strangers
from duckeval.ingest.readers import reader_of
from duckeval.ingest.request import Request
from duckeval.ingest.result import LoadResult
from duckeval.ingest.shapes import stage_shapes
from duckeval.ingest.tasks import Task, kind_of_labels, task_of_labels
from duckeval.ingest.versions import take_over_items
from duckeval.ingest.warn import warn_of_labels
from duckeval.store import Store
from duckeval.store.ledger import next_load_id
from duckeval.store.matching import match_sets
from duckeval.store.matchings import Matching, matchings_of
from duckeval.store.texts import put_text_metrics

__all__ = ["load_labels"]

_FAULTS = {"objects": "fault_label", "text": "fault_text_label"}
"""Which rows cannot be right, where that is not as for a classification."""


def load_labels(  # noqa: PLR0913 - the options of the command line
    store: Store,
    source: Any,  # noqa: ANN401 - a path, or a frame of three libraries
    *,
    format: str | None = None,  # noqa: A002 - the name of the option
    dataset: str | None = None,
    column_map: Mapping[str, str] | None = None,
    on_error: str = "quarantine",
    join: str = "item_key",
    box: str = "xywh",
    angle: str = "ccw",
    task: str | None = None,
    kind: str | None = None,
    images: str | Path | None = None,
    image_size: tuple[int, int] | None = None,
    normalized: bool = False,
    names: str | Path | None = None,
    split: str | None = None,
    progress: Progress = None,
    replace: bool = False,
) -> LoadResult:
    """Load a file or frame of labels into a data set, which is made where it is new.

    Parameters
    ----------
    store : Store
        An open project.
    source : path or frame
        COCO ground truth, parquet, CSV or NDJSON, or a polars, pandas or pyarrow frame. Columns
        of tables: ``item_key``, ``class_name`` or ``class_key``, ``x_px``, ``y_px``, ``w_px``,
        ``h_px`` (see `box`); if there are any ``label_key``, ``area_px2``, ``is_crowd``,
        ``is_difficult``, ``uri``, ``width_px``, ``height_px``, ``split``; every other column
        describes the label. A row without class and box is an item without labels.
    format : str, optional
        ``coco``, ``parquet``, ``csv`` or ``ndjson``; None lets the file say.
    dataset : str, optional
        ``NAME`` or ``NAME@VERSION``; None means the only one, or ``default``.
    column_map : mapping, optional
        Their column name to ours.
    on_error : str, default "quarantine"
        ``fail`` refuses the file for a single faulty row.
    join : str, default "item_key"
        Labels bring their items; only ``item_key`` makes sense and is taken.
    box : str, default "xywh"
        ``xyxy``: columns ``x1_px, y1_px, x2_px, y2_px``; ``cxcywh``: ``cx_px, cy_px, w_px, h_px``;
        ``corners``: ``x1_px, y1_px, ..., x4_px, y4_px``, in order around a rotated box. With a
        column ``angle_deg`` or ``angle_rad`` boxes are turned around their centres.
    angle : str, default "ccw"
        Which way that is on the screen, counter-clockwise or (``cw``) clockwise.
    task : str, optional
        The classification that the labels answer; then a table needs ``item_key`` and
        ``class_name`` or ``class_key``, and no box. None means objects.
    kind : str, optional
        ``multiclass`` (an item has one label of the task), ``multilabel``, or ``text`` (an item has
        a reference: a table needs ``item_key`` and ``text``); None takes multilabel when an item of
        the file has two, else multiclass.
    images : path, optional
        The folder of the images, from which the sizes are read that normalised numbers need.
    image_size : tuple of int, optional
        Width and height, where all images are alike.
    normalized : bool, default False
        Whether the boxes of a table are fractions of their images.
    names : path, optional
        The names of classes that are written as numbers: ``data.yaml``, or a name on each line.
    split : str, optional
        Which split of ``data.yaml``, or ``all``; None takes val, if there is one.
    progress : callable, optional
        Told the name of each step when it begins.
    replace : bool, default False
        Whether the labels that the data set has are removed first; its items stay.

    Returns
    -------
    LoadResult
        Counts, the first row in quarantine and warnings.

    Raises
    ------
    InputFileError
        If the file is not what it claims to be; nothing has changed then.
    SchemaError
        If columns are missing, reserved or of a clashing type.

    Notes
    -----
    Prediction sets of the data set that were matched are matched again in the same transaction.

    The next version of a data set takes over what is known of its items (sizes, metadata, metrics
    that were loaded or come from pixels): by item_key, and only columns in which the new version
    has no value of its own.

    Examples
    --------
    >>> import pyarrow as pa
    >>> box = {"x_px": [1.0], "y_px": [1.0], "w_px": [4.0], "h_px": [2.0]}
    >>> with Store.open(":memory:", create=True) as store:
    ...     load_labels(store, pa.table({"item_key": ["a"], "class_name": ["cat"], **box})).rows_in
    1
    """
    started = time.perf_counter()
    request = Request(
        "labels",
        format=format,
        dataset=dataset,
        column_map=column_map or {},
        on_error=on_error,
        join=join,
        box=box,
        angle=angle,
        task=task,
        task_kind=kind,
        replace=replace,
        images=None if images is None else Path(images),
        image_size=image_size,
        normalized=normalized,
        names=None if names is None else Path(names),
        split=split,
    )
    with load_job(store, source, request, progress) as job:
        found = find_dataset(store, dataset, may_be_new=True)
        meaning = request.meaning(format_name=job.format_name, dataset=found.text, set_name=None)
        repeat = find_repeat(job, meaning)
        if repeat is not None and not replace:
            seconds = time.perf_counter() - started
            return result_of(job, found, repeat, seconds=seconds, is_repeat=True)
        job.progress("reading")
        asked_kind = kind_of_labels(store, task, kind)
        staged = reader_of(job.format_name, "labels", asked_kind)(job)
        with store.transaction():
            made = make_dataset(store, found)
            dataset_id = id_of(made)
            answered = task_of_labels(job)
            _warn_of_second_load(job, dataset_id, answered)
            matched = _matched_sets(store, dataset_id, answered)
            entry, quarantined = _insert(job, staged, dataset_id, answered)
            record(job, entry, meaning, dataset_id=dataset_id)
            for each in matched:
                match_sets(
                    store,
                    [each.prediction_set_id],
                    each.protocols,
                    progress,
                    comparison=each.comparison,
                )
            unlabelled = classes_without_labels(store, dataset_id)
        store.checkpoint()
        return result_of(
            job,
            made,
            entry,
            seconds=time.perf_counter() - started,
            first_quarantined=quarantined.first,
            classes_without_labels=unlabelled,
        )


def _insert(job: Job, staged: Staged, dataset_id: int, task: Task) -> tuple[Entry, Quarantined]:
    """Insert what is right with a staged file and set the rest aside."""
    store = job.store
    load_id = next_load_id(store)
    if job.request.replace:
        # Items and classes stay: predictions use them.
        store.script(
            "fill/load_remove_labels.sql", {"dataset_id": dataset_id, "task_id": task.task_id}
        )
    job.progress("items and classes")
    insert_items(job, staged, dataset_id, load_id)
    take_over_items(job, dataset_id)
    insert_classes(job, staged, dataset_id, task.task_id)
    known = {
        "dataset_id": dataset_id,
        "joined_by": "item_key",
        "class_by": staged.class_by,
        "task_id": task.task_id,
        "kind": task.kind,
        "shape": task.shape,
    }
    store.script("fill/stage_known_item.sql", known)
    store.script("fill/stage_known_class.sql", known)
    stage_shapes(job, staged)
    job.progress("faulty rows")
    fault = _FAULTS.get(task.kind, "fault_tag_label")
    store.script(f"fill/{fault}.sql", staged.fields.parameters(staged.section) | known)
    rows_in = count_rows(job, staged)
    class_by = "" if task.is_text else staged.class_by
    refuse_if_strangers(job, known, class_by, rows_in=rows_in, item_rows="staged_label")
    quarantined = set_aside(job, staged, load_id)
    if quarantined.count and not staged.item_rows and _is_useless(store, staged.section):
        raise no_usable_row(job, quarantined)
    job.progress("labels")
    warn_of_labels(job)
    add_columns(job, "label", staged.columns, load_id)
    known["section"] = staged.section
    stage = "stage_sorted_text" if task.is_text else "stage_sorted_label"
    for step in (stage, "stage_label_overlap", "insert_label"):
        store.script(f"fill/{step}.sql", known)
    if task.is_text:
        store.script("fill/reference_metric.sql", known)
        put_text_metrics(store, "label")
    job.progress("metrics")
    if staged.shapes is not None:
        store.script("fill/shape_metric.sql")
    for step in ("object_metric_of_known_size", "item_metric"):
        store.script(f"fill/{step}.sql", {"dataset_id": dataset_id})
    return Entry(load_id, rows_in, rows_in - quarantined.count, quarantined.count), quarantined


def _warn_of_second_load(job: Job, dataset_id: int, task: Task) -> None:
    """Warn when the file, or other labels of its items, are in the data set already."""
    if job.request.replace:
        return
    rows = job.store.run(
        "select load_id from load where kind = 'labels' and dataset_id = $dataset_id "
        "and sha256 = $sha256 order by load_id limit 1",
        {"dataset_id": dataset_id, "sha256": job.source.sha256},
    )
    if rows:
        job.warnings.append(
            f"the same file is in this data set already, with other options (load {rows[0][0]}); "
            "its labels are there twice now"
        )
        return
    [(count,)] = job.store.run(
        "select count(distinct item_key) from staged_label semi join (select item.item_key "
        "from label inner join item using (item_id) inner join class using (class_id) "
        "where item.dataset_id = $dataset_id and class.task_id = $task_id) using (item_key)",
        {"dataset_id": dataset_id, "task_id": task.task_id},
    )
    if count:
        job.warnings.append(
            f"{count} of its items have labels of another load, and keep them beside these; "
            "--replace takes the place of all former labels"
        )


def _is_useless(store: Store, section: str) -> bool:
    """Return whether nothing is left: no label of some, or neither labels nor items."""
    [(labels, good_labels, items)] = store.run(
        "select count(*), count(*) filter (where place not in "
        "(select place from staged_fault where section = $section)), "
        "(select count(*) from staged_item where item_key is not null) from staged_label",
        {"section": section},
    )
    return bool(good_labels == 0 and (labels > 0 or items == 0))


def _matched_sets(store: Store, dataset_id: int, task: Task) -> list[Matching]:
    sets = store.run(
        "select prediction_set_id from prediction_set "
        "where dataset_id = $dataset_id and task_id = $task_id order by prediction_set_id",
        {"dataset_id": dataset_id, "task_id": task.task_id},
    )
    return [
        matching
        for (set_id,) in sets
        for matching in matchings_of(store, set_id)
        if matching.protocols
    ]
