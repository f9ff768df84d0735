"""Loading predictions: one prediction set."""

import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from duckeval.errors import InputFileError
from duckeval.ingest.answers import insert_answers
from duckeval.ingest.classes import ClassMap, rules_of_load, stage_classes
from duckeval.ingest.columns import add_columns
from duckeval.ingest.compared import ToMatch, match_again, match_loaded
from duckeval.ingest.datasets import find_dataset, id_of, set_name_of
from duckeval.ingest.faults import (
    Quarantined,
    count_rows,
    no_usable_row,
    refuse_if_ambiguous,
    set_aside,
)
from duckeval.ingest.items import classes_without_labels
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.ledger import Entry, find_repeat, record
from duckeval.ingest.loading import Progress, load_job, result_of
from duckeval.ingest.meeting import refuse_if_strangers
from duckeval.ingest.readers import reader_of
from duckeval.ingest.request import Request
from duckeval.ingest.result import LoadResult
from duckeval.ingest.shapes import stage_shapes
from duckeval.ingest.tasks import OBJECTS, task_of_predictions
from duckeval.ingest.warn import warn_of_predictions, warn_of_shifted_classes
from duckeval.sqlfiles import read_sql, statements
from duckeval.store import Store
from duckeval.store.comparison import Comparison
from duckeval.store.ledger import next_load_id, next_set_id, now
from duckeval.store.matching import match_sets, remove_set
from duckeval.store.probabilities import put_probabilities

__all__ = ["load_predictions"]


def load_predictions(  # noqa: PLR0913 - the options of the command line
    store: Store,
    source: Any,  # noqa: ANN401 - a path, or a frame of three libraries
    *,
    format: str | None = None,  # noqa: A002 - the name of the option
    dataset: str | None = None,
    set_name: str | None = None,
    model: str | None = None,
    column_map: Mapping[str, str] | None = None,
    on_error: str = "quarantine",
    join: str = "item_key",
    box: str = "xywh",
    angle: str = "ccw",
    protocols: Collection[str] = ("closest", "coco"),
    match: bool = True,
    shapes: Sequence[str] = (),
    iou_mode: str | None = None,
    measure: str | None = None,
    scale_px: float | None = None,
    task: str | None = None,
    kind: str | None = None,
    images: str | Path | None = None,
    image_size: tuple[int, int] | None = None,
    normalized: bool = False,
    names: str | Path | None = None,
    replace: bool = False,
    classes_by: str | None = None,
    class_map: ClassMap | None = None,
    allow_unmatched: bool = False,
    progress: Progress = None,
) -> LoadResult:
    """Load a file or frame of predictions as a prediction set, and match it.

    Parameters
    ----------
    store : Store
        An open project that has labels.
    source : path or frame
        COCO results, parquet, CSV or NDJSON, or a polars, pandas or pyarrow frame. Columns of
        tables: ``item_key``, ``class_name`` or ``class_key``, ``confidence``, ``x_px``, ``y_px``,
        ``w_px``, ``h_px`` (see `box`), and if there is one ``prediction_key``; every other column
        is a metric of the prediction.
    format : str, optional
        ``coco-results``, ``parquet``, ``csv`` or ``ndjson``; None lets the file say.
    dataset : str, optional
        ``NAME`` or ``NAME@VERSION``; None means the only one.
    set_name : str, optional
        Name of the prediction set; None means the file's stem.
    model : str, optional
        ``NAME`` or ``NAME@VERSION`` of the model.
    column_map : mapping, optional
        Their column name to ours.
    on_error : str, default "quarantine"
        ``fail`` refuses the file for a single faulty row.
    join : str, default "item_key"
        ``file_name`` and ``file_stem`` compare names of files, without folder and with or without
        suffix.
    box : str, default "xywh"
        ``xyxy``: columns ``x1_px, y1_px, x2_px, y2_px``; ``cxcywh``: ``cx_px, cy_px, w_px, h_px``;
        ``corners``: ``x1_px, y1_px, ..., x4_px, y4_px``, in order around a rotated box. With a
        column ``angle_deg`` or ``angle_rad`` boxes are turned around their centres.
    angle : str, default "ccw"
        Which way that is on the screen, counter-clockwise or (``cw``) clockwise.
    protocols : collection of str, default closest and coco
        What to match under.
    match : bool, default True
        Whether to match at all.
    shapes : sequence of str
        What else to compare objects as: ``box``, ``mask``; as what they are in any case.
    iou_mode, measure, scale_px : optional
        How, as for `duckeval.Project.match`; of `shapes` where some are named.
    task : str, optional
        The classification that the predictions answer; then a table needs ``item_key`` and either
        ``class_name`` or ``class_key`` and, if there is one, ``confidence``, or one column of
        probabilities for each class, or a list of them, ``probabilities``, in the order of the
        list of classes. Of a task of kind text it holds ``item_key``, ``text`` and, if there is
        one, ``confidence``; further numbers are metrics. None means objects.
    kind : str, optional
        The kind that the task is expected to have.
    images : path, optional
        The folder of the images, from which the sizes are read that normalised numbers need.
    image_size : tuple of int, optional
        Width and height, where all images are alike.
    normalized : bool, default False
        Whether the boxes of a table are fractions of their images.
    names : path, optional
        The names of classes that are written as numbers: ``data.yaml``, or a name on each line.
    replace : bool, default False
        Whether a set of that name gives way to this one, in one step.
    classes_by : str, optional
        What the class of a row is: ``id`` (that of the labels), ``name``, or its place in the list
        of classes, counted from 0 (``index``) or from 1 (``index1``); None means a name where the
        column is class_name, else an id.
    class_map : path, mapping or sequence, optional
        What classes of the file are called in the data set: CSV with from_class and to_class
        (empty: its rows are set aside), or JSON, or the object of names itself.
    allow_unmatched : bool, default False
        Whether what meets is loaded although most ids of items, or classes, do not.
    progress : callable, optional
        Told the name of each step when it begins.

    Returns
    -------
    LoadResult
        Counts, the first row in quarantine and warnings.

    Raises
    ------
    InputFileError
        If the file is not what it claims to be, or the set is there with other content; nothing
        has changed then.
    SchemaError
        If columns are missing, reserved or of a clashing type.

    Notes
    -----
    500,000 predictions take about half a second before they are matched.
    """
    started = time.perf_counter()
    request = Request(
        "predictions",
        format=format,
        dataset=dataset,
        set_name=set_name,
        model=model,
        column_map=column_map or {},
        on_error=on_error,
        join=join,
        box=box,
        angle=angle,
        task=task,
        replace=replace,
        images=None if images is None else Path(images),
        image_size=image_size,
        normalized=normalized,
        names=None if names is None else Path(names),
        classes_by=classes_by,
        class_rules=rules_of_load(class_map),
        allow_unmatched=allow_unmatched,
    )
    way = Comparison(iou_mode=iou_mode, measure=measure, scale_px=scale_px)
    to_match = ToMatch(protocols, shapes, way, is_wanted=match)
    to_match.check_task(task)
    with load_job(store, source, request, progress) as job:
        found = find_dataset(store, dataset, may_be_new=False)
        name = set_name_of(job)
        meaning = request.meaning(format_name=job.format_name, dataset=found.text, set_name=name)
        repeat = find_repeat(job, meaning)
        if repeat is not None:
            match_again(job, name, to_match)
            seconds = time.perf_counter() - started
            return result_of(
                job, found, repeat, seconds=seconds, is_repeat=True, prediction_set_name=name
            )
        former = _former_set(job, name)
        asked = task_of_predictions(store, task, kind)
        job.progress("reading")
        staged = reader_of(job.format_name, "predictions", asked.kind)(job)
        with store.transaction():
            if former is not None:
                remove_set(store, former)
            set_id = _make_set(job, id_of(found), name, asked.task_id)
            if asked.is_objects:
                entry, quarantined = _insert(job, staged, id_of(found), set_id)
                probabilities = None
            else:
                entry, quarantined, probabilities = insert_answers(
                    job, staged, id_of(found), set_id, asked
                )
            record(job, entry, meaning, dataset_id=id_of(found), prediction_set_id=set_id)
            counts = _counts(store, id_of(found), set_id)
            if match and asked.is_objects:
                # what has a shape has a box around it, and both answer at once then
                match_loaded(job, set_id, to_match, as_boxes=staged.shapes is not None)
                if staged.class_by == "class_key" and classes_by is None:
                    warn_of_shifted_classes(job, id_of(found), set_id)
            elif match:
                match_sets(store, [set_id], protocols, progress, probabilities)
            elif probabilities is not None:
                put_probabilities(store, set_id, probabilities, asked.kind)
        store.checkpoint()
        return result_of(
            job,
            found,
            entry,
            prediction_set_name=name,
            first_quarantined=quarantined.first,
            seconds=time.perf_counter() - started,
            **counts,
        )


def _former_set(job: Job, name: str) -> int | None:
    """Return the set that has the name and is to be replaced, None where there is none."""
    rows = job.store.run(
        "select prediction_set_id, dataset_name || '@' || dataset_version from prediction_set "
        "inner join dataset using (dataset_id) where prediction_set_name = $name",
        {"name": name},
    )
    if not rows:
        return None
    if not job.request.replace:
        raise InputFileError(
            f"{job.source.name}: prediction set {name!r} is there already (data set "
            f"{rows[0][1]}), from another file or with other options",
            hint="--replace puts this file in its place, --set NAME gives it a name of its own",
        )
    return int(rows[0][0])


def _make_set(job: Job, dataset_id: int, name: str, task_id: int) -> int:
    model, _, version = (job.request.model or "").partition("@")
    set_id = next_set_id(job.store)
    job.store.run(
        "insert into prediction_set values ($set_id, $name, $dataset_id, $task_id, $model, "
        "$version, $now)",
        {
            "set_id": set_id,
            "name": name,
            "dataset_id": dataset_id,
            "task_id": task_id,
            "model": model or None,
            "version": version or None,
            "now": now(),
        },
    )
    return set_id


def _insert(job: Job, staged: Staged, dataset_id: int, set_id: int) -> tuple[Entry, Quarantined]:
    """Insert what is right with a staged file and set the rest aside."""
    store, section, join = job.store, staged.section, job.request.join
    load_id = next_load_id(store)
    known: dict[str, object] = {"dataset_id": dataset_id, "task_id": OBJECTS.task_id}
    store.script("fill/stage_known_item.sql", {**known, "joined_by": join})
    class_by = stage_classes(job, staged, known)
    refuse_if_ambiguous(job, "staged_prediction", "item_key")
    stage_shapes(job, staged)
    job.progress("faulty rows")
    store.script(
        "fill/fault_prediction.sql", staged.fields.parameters(section) | {"joined_by": join}
    )
    rows_in = count_rows(job, staged)
    refuse_if_strangers(job, known, class_by, rows_in=rows_in, item_rows="staged_prediction")
    quarantined = set_aside(job, staged, load_id)
    if rows_in and quarantined.count == rows_in:
        raise no_usable_row(job, quarantined)
    if not rows_in:
        job.warnings.append("the file holds no prediction")
    warn_of_predictions(job)
    job.progress("predictions")
    add_columns(job, "prediction", staged.columns, load_id)
    store.script("fill/stage_sorted_prediction.sql", {"section": section, "joined_by": join})
    if store.run(statements(read_sql("fill/load_tied_predictions.sql"))[0]) != [(0,)]:
        keyless = "" if staged.is_keyed else "_keyless"
        store.script(f"fill/stage_resorted_prediction{keyless}.sql")
    store.script(
        "fill/insert_prediction.sql", {"prediction_set_id": set_id, "shape": OBJECTS.shape}
    )
    if staged.shapes is not None:
        store.script("fill/shape_metric.sql")
    return Entry(load_id, rows_in, rows_in - quarantined.count, quarantined.count), quarantined


def _counts(store: Store, dataset_id: int, set_id: int) -> dict[str, int]:
    [(count,)] = store.run(
        "select count(*) from item anti join (select item_id from prediction "
        "where prediction_set_id = $set_id) using (item_id) where dataset_id = $dataset_id",
        {"set_id": set_id, "dataset_id": dataset_id},
    )
    return {
        "items_without_predictions": count,
        "classes_without_labels": classes_without_labels(store, dataset_id, set_id),
    }
