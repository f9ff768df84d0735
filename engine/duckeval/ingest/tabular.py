"""Labels and predictions from tables, with documented column names."""

from duckeval.ingest.box_columns import BOX_COLUMNS, BOX_HINT, box_columns
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.joint_columns import stage_joints
from duckeval.ingest.keyed import open_keyed
from duckeval.ingest.mask_files import with_mask_files
from duckeval.ingest.object_lists import unnested
from duckeval.ingest.scaled_boxes import as_it_was, in_pixels
from duckeval.ingest.shape_names import JOINT_COLUMNS, SHAPE_COLUMNS
from duckeval.ingest.table import Table, stage_table_raw
from duckeval.ingest.tabular_parts import (
    CLASS_COLUMNS,
    ITEM_COLUMNS,
    class_column,
    flag_or_false,
    item_columns,
    number_or_null,
    stage_rows,
    text_or_null,
)
from duckeval.ingest.value_types import value_types

__all__ = [
    "stage_labels",
    "stage_predictions",
    "stage_tabular_labels",
    "stage_tabular_predictions",
]

_LABEL_COLUMNS = ("label_key", "area_px2", "is_crowd", "is_difficult")


def stage_tabular_labels(job: Job) -> Staged:
    """Stage a table of labels; see `duckeval.ingest.load_labels` for its columns."""
    given = with_mask_files(job, unnested(job, open_keyed(job)))
    table = in_pixels(job, given, BOX_COLUMNS[job.request.box])
    return as_it_was(job, given, stage_labels(job, table, job.request.box))


def stage_labels(job: Job, table: Table, box: str) -> Staged:
    """Stage a table of labels that is open; `box` says how it says where they are."""
    where = box_columns(job, table, box)
    class_by = class_column(job, table, ("item_key", *where.needed), BOX_HINT)
    taken = {"item_key", *SHAPE_COLUMNS, *where.names, *CLASS_COLUMNS, *_LABEL_COLUMNS}
    taken |= {*ITEM_COLUMNS, *JOINT_COLUMNS}
    extra = value_types(job, table, [name for name in table.columns if name not in taken])
    columns = {
        "item_key": table.text("item_key"),
        "class_key": text_or_null(table, class_by),
        "class_name": text_or_null(table, "class_name"),
        "label_key": text_or_null(table, "label_key"),
        **where.columns,
        "area_px2": number_or_null(job, table, "area_px2"),
        "is_crowd": flag_or_false(job, table, "is_crowd"),
        "is_difficult": flag_or_false(job, table, "is_difficult"),
        **item_columns(job, table),
        "is_item_only": " and ".join(
            [
                *(f"{table.quoted(name)} is null" for name in (class_by, *where.names)),
                f"{table.quoted('item_key')} is not null",
            ]
        ),
    }
    stage_rows(job, table, "staged_label_row", columns, extra)
    job.store.script("fill/stage_tabular_label.sql", {"class_by": class_by})
    stage_joints(job, table, class_by)
    [(item_rows,)] = job.store.run("select count(*) from staged_label_row where is_item_only")
    return Staged(
        fields=where.fields_of(job, table, class_by),
        stage_raw=lambda: stage_table_raw(job, table),
        class_by=class_by,
        item_rows=item_rows,
        columns=extra,
        shapes=where.shapes,
        shape_parts=where.shape_parts,
        shape_columns=where.shape_columns,
        shape_parameters=where.shape_parameters,
    )


def stage_tabular_predictions(job: Job) -> Staged:
    """Stage a table of predictions; see `duckeval.ingest.load_predictions` for its columns."""
    given = with_mask_files(job, unnested(job, open_keyed(job)))
    table = in_pixels(job, given, BOX_COLUMNS[job.request.box])
    return as_it_was(job, given, stage_predictions(job, table, job.request.box))


def stage_predictions(job: Job, table: Table, box: str) -> Staged:
    """Stage a table of predictions that is open; `box` says how it says where they are."""
    where = box_columns(job, table, box)
    class_by = class_column(job, table, ("item_key", "confidence", *where.needed), BOX_HINT)
    taken = {"item_key", "confidence", *SHAPE_COLUMNS, *where.names, *CLASS_COLUMNS}
    taken |= {"prediction_key"}
    extra = value_types(job, table, [name for name in table.columns if name not in taken])
    columns = {
        "item_key": table.text("item_key"),
        "class_key": table.text(class_by),
        "confidence": table.number("confidence", job),
        **where.columns,
    }
    is_keyed = "prediction_key" in table.columns
    if is_keyed:
        columns["prediction_key"] = table.text("prediction_key")
    stage_rows(job, table, "staged_prediction_row", columns, extra)
    job.store.script("fill/stage_tabular_prediction.sql")
    return Staged(
        fields=where.fields_of(job, table, class_by),
        stage_raw=lambda: stage_table_raw(job, table),
        class_by=class_by,
        is_keyed=is_keyed,
        columns=extra,
        shapes=where.shapes,
        shape_parts=where.shape_parts,
        shape_columns=where.shape_columns,
        shape_parameters=where.shape_parameters,
    )
