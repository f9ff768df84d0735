"""Labels and answers of a classification from tables, with documented column names."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from duckeval.errors import InputFileError, SchemaError
from duckeval.ingest.arrays import LIST
from duckeval.ingest.datasets import find_dataset
from duckeval.ingest.job import Fields, Job, Staged
from duckeval.ingest.keyed import open_keyed
from duckeval.ingest.matrix import NOT_A_PROBABILITY, Matrix, best_columns, checked
from duckeval.ingest.table import Table, is_vector, stage_table_raw
from duckeval.ingest.tabular_parts import (
    CLASS_COLUMNS,
    ITEM_COLUMNS,
    class_column,
    item_columns,
    stage_rows,
    text_or_null,
)
from duckeval.ingest.tasks import Task, task_of_predictions
from duckeval.ingest.value_types import value_types
from duckeval.sqlfiles import read_sql

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["stage_tag_labels", "stage_tag_predictions"]

_HINT = "a classification needs item_key and class_name (or class_key)"
_COLUMNS_AT_ONCE = 64
_NO_BOX = {
    "x_px": "null::double",
    "y_px": "null::double",
    "w_px": "null::double",
    "h_px": "null::double",
    "box_length": "0::utinyint",
}


def stage_tag_labels(job: Job) -> Staged:
    """Stage a table of labels of whole items: item_key and class_name or class_key."""
    table = open_keyed(job)
    class_by = class_column(job, table, ("item_key",), _HINT)
    taken = {"item_key", *CLASS_COLUMNS, "label_key", *ITEM_COLUMNS}
    extra = value_types(job, table, [name for name in table.columns if name not in taken])
    columns = {
        "item_key": table.text("item_key"),
        "class_key": table.text(class_by),
        "class_name": text_or_null(table, "class_name"),
        "label_key": text_or_null(table, "label_key"),
        **_NO_BOX,
        "area_px2": "null::double",
        "is_crowd": "false",
        "is_difficult": "false",
        **item_columns(job, table),
        "is_item_only": f"{table.quoted(class_by)} is null and "
        f"{table.quoted('item_key')} is not null",
    }
    stage_rows(job, table, "staged_label_row", columns, extra)
    job.store.script("fill/stage_tabular_label.sql", {"class_by": class_by})
    [(item_rows,)] = job.store.run("select count(*) from staged_label_row where is_item_only")
    return Staged(
        fields=_fields(table, class_by),
        stage_raw=lambda: stage_table_raw(job, table),
        class_by=class_by,
        item_rows=item_rows,
        columns=extra,
    )


def stage_tag_predictions(job: Job) -> Staged:
    """Stage a table of answers: a row for each answer, or a row of probabilities for each item."""
    table = open_keyed(job)
    if any(name in table.columns for name in CLASS_COLUMNS):
        return _stage_answers(job, table)
    return _stage_matrix(job, table)


def _stage_answers(job: Job, table: Table) -> Staged:
    class_by = class_column(job, table, ("item_key",), _HINT)
    has_confidence = "confidence" in table.columns
    taken = {"item_key", *CLASS_COLUMNS, "confidence", "prediction_key"}
    extra = value_types(job, table, [name for name in table.columns if name not in taken])
    columns = {
        "item_key": table.text("item_key"),
        "class_key": table.text(class_by),
        # A bare answer is as sure as can be.
        "confidence": table.number("confidence", job) if has_confidence else "1::double",
    }
    is_keyed = "prediction_key" in table.columns
    if is_keyed:
        columns["prediction_key"] = table.text("prediction_key")
    stage_rows(job, table, "staged_prediction_row", columns, extra)
    job.store.script("fill/stage_tabular_prediction.sql")
    return Staged(
        fields=_fields(table, class_by),
        stage_raw=lambda: stage_table_raw(job, table),
        class_by=class_by,
        is_keyed=is_keyed,
        columns=extra,
        has_confidence=has_confidence,
    )


def _stage_matrix(job: Job, table: Table) -> Staged:
    if "item_key" not in table.columns:
        class_column(job, table, ("item_key",), _HINT)
    task = task_of_predictions(job.store, job.request.task)
    class_by, matrix = _matrix(job, table, task)
    _refuse_logits(job, matrix)
    stage_rows(job, table, "staged_row_text", {"item_key": table.text("item_key")}, {})
    job.store.script("fill/stage_matrix.sql")
    _stage_answers_of(job, matrix, task.kind)
    return Staged(
        fields=replace(_fields(table, class_by), class_=matrix.fields[0]),
        stage_raw=lambda: stage_table_raw(job, table),
        class_by=class_by,
        is_keyed=False,
        matrix=matrix,
    )


def _refuse_logits(job: Job, matrix: Matrix) -> None:
    """Refuse a matrix most of whose rows have numbers that no probability is.

    Raises
    ------
    InputFileError
        With the way to probabilities.
    """
    beyond = sum(rule == NOT_A_PROBABILITY for _, _, rule in matrix.faults)
    if 2 * beyond <= len(matrix.values):
        return
    raise InputFileError(
        f"{job.source.name}: {beyond} of {len(matrix.values)} rows have numbers below 0 or "
        "above 1; expected probabilities",
        hint="logits become probabilities by softmax where an item has one label "
        "(torch.softmax(logits, dim=1)), by sigmoid where it has several",
    )


def _matrix(job: Job, table: Table, task: Task) -> tuple[str, Matrix]:
    """Return how the columns of a wide table name classes, and its numbers."""
    known = _known_classes(job, task)
    if LIST in table.columns and is_vector(table.columns[LIST]):
        keys = [key for key, _ in known]
        pointer = table.pointer(LIST)
        fields = [f"{pointer}/{number}" for number in range(len(keys))]
        values = _numbers_of_lists(job, table, len(keys))
        return "class_key", checked(keys, fields, values, task.kind)
    by_name = [name for _, name in known if name in table.columns]
    by_key = [key for key, _ in known if key in table.columns]
    class_by, keys = ("class_name", by_name) if by_name else ("class_key", by_key)
    if not keys:
        raise SchemaError(
            f"{job.source.name}: has neither a column class_name nor one for each class; it has "
            f"{', '.join(table.columns)}",
            hint=f"the classes of task {task.name!r} are "
            f"{', '.join(name for _, name in known)}; a column of lists is named {LIST}",
        )
    others = [name for name in table.columns if name not in {"item_key", *keys}]
    if others:
        job.warnings.append(f"{', '.join(others)}: no class of task {task.name!r}; not loaded")
    fields = [table.pointer(key) for key in keys]
    return class_by, checked(keys, fields, _numbers_of_columns(job, table, keys), task.kind)


def _known_classes(job: Job, task: Task) -> list[tuple[str, str]]:
    found = find_dataset(job.store, job.request.dataset, may_be_new=False)
    rows = job.store.run(
        read_sql("read/listed_classes.sql"),
        {"dataset_id": found.dataset_id, "task_id": task.task_id},
    )
    return [(key, name) for key, name in rows]


def _numbers_of_columns(job: Job, table: Table, keys: list[str]) -> "NDArray[Any]":
    import numpy as np  # noqa: PLC0415

    [(count,)] = job.store.run(f"select count(*) from {table.relation}")  # noqa: S608
    values = np.empty((count, len(keys)), order="F")
    for first in range(0, len(keys), _COLUMNS_AT_ONCE):
        some = keys[first : first + _COLUMNS_AT_ONCE]
        listed = ", ".join(f"{table.number(key, job)} as c{n}" for n, key in enumerate(some))
        rows = job.store.table(f"select {listed} from {table.relation}")  # noqa: S608
        for number in range(len(some)):
            values[:, first + number] = rows.column(number).to_numpy()
    return values


def _numbers_of_lists(job: Job, table: Table, width: int) -> "NDArray[Any]":
    """Return the lists as rows; one of another length is all NaN."""
    import numpy as np  # noqa: PLC0415

    quoted = table.quoted(LIST)
    rows = job.store.table(
        f"select case when len({quoted}) = $width then {quoted}::double[] "  # noqa: S608
        f"else list_transform(range($width), lambda n: 'nan'::double) end as p "
        f"from {table.relation}",
        {"width": width},
    )
    flat = rows.column(0).combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return np.asfortranarray(flat.astype(np.float64).reshape(-1, width))


def _stage_answers_of(job: Job, matrix: Matrix, kind: str) -> None:
    """Fill ``staged_prediction`` with the answers that a matrix gives."""
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    values = matrix.values
    if kind == "multiclass":
        row, column = np.arange(len(values)), best_columns(values)
    else:
        row, column = np.nonzero(values > 0)
    names = pa.array(matrix.class_keys)
    block = pa.table(
        {"place": row, "class_key": names.take(pa.array(column)), "confidence": values[row, column]}
    )
    job.store.connection.register("staged_array", block)
    try:
        job.store.script("fill/stage_matrix_prediction.sql")
    finally:
        job.store.connection.unregister("staged_array")


def _fields(table: Table, class_by: str) -> Fields:
    return Fields(
        item=table.pointer("item_key"),
        class_=table.pointer(class_by) if class_by in table.columns else class_by,
        confidence=table.pointer("confidence") if "confidence" in table.columns else "confidence",
    )
