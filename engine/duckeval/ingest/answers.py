"""Inserting what a classifier said: answers, and the probabilities behind them."""

from typing import TYPE_CHECKING, Any

from duckeval.errors import InputFileError
from duckeval.ingest.classes import stage_classes
from duckeval.ingest.columns import add_columns
from duckeval.ingest.faults import (
    Quarantined,
    count_rows,
    no_usable_row,
    refuse_if_ambiguous,
    set_aside,
)
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.ledger import Entry
from duckeval.ingest.meeting import refuse_if_strangers
from duckeval.ingest.tasks import Task
from duckeval.sqlfiles import read_sql
from duckeval.store.ledger import next_load_id
from duckeval.store.probabilities import Probabilities

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["insert_answers"]

_MOST_CELLS = 400_000_000


def insert_answers(
    job: Job, staged: Staged, dataset_id: int, set_id: int, task: Task
) -> tuple[Entry, Quarantined, Probabilities | None]:
    """Insert what is right with a staged file of a classification and set the rest aside.

    Returns
    -------
    entry : Entry
        For the ledger; a row of a table of probabilities is an item.
    quarantined : Quarantined
        What was set aside.
    probabilities : Probabilities or None
        Those of the file, not yet written; None where it only says which class.
    """
    store, section, join = job.store, staged.section, job.request.join
    load_id = next_load_id(store)
    classes_of: dict[str, object] = {"dataset_id": dataset_id, "task_id": task.task_id}
    known = {**classes_of, "joined_by": join, "kind": task.kind, "section": section}
    store.script("fill/stage_known_item.sql", known)
    class_by = stage_classes(job, staged, classes_of)
    item_rows = "staged_prediction" if staged.matrix is None else "staged_row"
    refuse_if_ambiguous(job, item_rows, "item_key")
    job.progress("faulty rows")
    rows_in = _find_faults(job, staged, staged.fields.parameters(section) | known)
    class_by = "" if task.is_text or staged.matrix is not None else class_by
    refuse_if_strangers(job, classes_of, class_by, rows_in=rows_in, item_rows=item_rows)
    quarantined = set_aside(job, staged, load_id)
    if rows_in and quarantined.count == rows_in:
        raise no_usable_row(job, quarantined)
    if not rows_in:
        job.warnings.append("the file holds no prediction")
    job.progress("predictions")
    add_columns(job, "prediction", staged.columns, load_id)
    store.script("fill/stage_sorted_tag.sql", known)
    store.script("fill/insert_prediction.sql", {"prediction_set_id": set_id, "shape": task.shape})
    entry = Entry(load_id, rows_in, rows_in - quarantined.count, quarantined.count)
    return entry, quarantined, _probabilities(job, staged, task, set_id)


def _find_faults(job: Job, staged: Staged, parameters: dict[str, Any]) -> int:
    """Fill ``staged_fault`` and return how many rows the file has."""
    import pyarrow as pa  # noqa: PLC0415

    if staged.matrix is None:
        job.store.script("fill/fault_tag_prediction.sql", parameters)
        return count_rows(job, staged)
    faults = staged.matrix.faults
    place, field, rule = zip(*faults, strict=True) if faults else ((), (), ())
    types = pa.schema([("place", pa.int64()), ("field", pa.string()), ("rule", pa.string())])
    block = pa.table({"place": place, "field": field, "rule": rule}, schema=types)
    job.store.connection.register("staged_array", block)
    try:
        job.store.script("fill/fault_tag_row.sql", parameters)
    finally:
        job.store.connection.unregister("staged_array")
    return len(staged.matrix.values)


def _probabilities(job: Job, staged: Staged, task: Task, set_id: int) -> Probabilities | None:
    import numpy as np  # noqa: PLC0415

    if task.is_text:
        return None
    parameters = {"section": staged.section, "joined_by": job.request.join}
    classes = np.array(
        [
            row[0]
            for row in job.store.run(
                read_sql("read/task_classes.sql"), {"prediction_set_id": set_id}
            )
        ],
        dtype=np.int64,
    )
    if staged.matrix is not None:
        rows = job.store.table(read_sql("read/staged_rows.sql"), parameters)
        place, items = (rows.column(name).to_numpy() for name in ("place", "item_id"))
        values = staged.matrix.values
        keys = dict(job.store.run("select class_key, class_id from known_class"))
        own = np.array([keys[key] for key in staged.matrix.class_keys], dtype=np.int64)
        if len(place) < len(values):
            values = np.asfortranarray(values[place])
        if not np.array_equal(own, classes):
            values = _spread(values, own, classes)
        return Probabilities(items.astype(np.int64), classes, values)
    answers = job.store.table(read_sql("read/staged_answers.sql"), parameters)
    item, known = (answers.column(name).to_numpy() for name in ("item_id", "class_id"))
    items, row = np.unique(item, return_inverse=True)
    says_one_class = task.kind == "multiclass" and len(items) == len(item)
    if not staged.has_confidence or says_one_class or not len(item):
        return None
    if len(items) * len(classes) > _MOST_CELLS:
        raise InputFileError(
            f"{job.source.name}: {len(items)} items and {len(classes)} classes are too many "
            "probabilities for one set",
            hint="load the best answer of each item only",
        )
    column = np.empty(int(classes.max()) + 1, dtype=np.int64)
    column[classes] = np.arange(len(classes))
    values = np.zeros((len(items), len(classes)), order="F")
    values[row, column[known]] = answers.column("confidence").to_numpy()
    return Probabilities(items.astype(np.int64), classes, values)


def _spread(values: "NDArray[Any]", own: "NDArray[Any]", classes: "NDArray[Any]") -> "NDArray[Any]":
    """Return the matrix with a column for each class of the task; 0 for those it does not have."""
    import numpy as np  # noqa: PLC0415

    place = {int(key): number for number, key in enumerate(classes)}
    found = np.zeros((len(values), len(classes)), order="F")
    found[:, [place[int(key)] for key in own]] = values
    return found
