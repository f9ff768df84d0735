"""Labels and predictions from tables, with documented column names."""

from collections.abc import Mapping
from dataclasses import replace

from duckeval.ingest.job import Fields, Job, Staged
from duckeval.ingest.point_columns import POINTS, point_columns
from duckeval.ingest.table import Table, open_table, stage_table_raw
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

_BOX_COLUMNS = {
    "xywh": ("x_px", "y_px", "w_px", "h_px"),
    "xyxy": ("x1_px", "y1_px", "x2_px", "y2_px"),
    "cxcywh": ("cx_px", "cy_px", "w_px", "h_px"),
}
_BOX_HINT = "--box says what a box consists of: xywh, xyxy or cxcywh"
_LABEL_COLUMNS = ("label_key", "area_px2", "is_crowd", "is_difficult")


def stage_tabular_labels(job: Job) -> Staged:
    """Stage a table of labels; see `duckeval.ingest.load_labels` for its columns."""
    return stage_labels(job, open_table(job), job.request.box)


def stage_labels(job: Job, table: Table, box_format: str) -> Staged:
    """Stage a table of labels that is open; `box_format` says what a box consists of."""
    box = _BOX_COLUMNS[box_format]
    class_by = class_column(job, table, ("item_key", *_needed(table, box)), _BOX_HINT)
    taken = {"item_key", POINTS, *box, *CLASS_COLUMNS, *_LABEL_COLUMNS, *ITEM_COLUMNS}
    extra = value_types(job, table, [name for name in table.columns if name not in taken])
    columns = {
        "item_key": table.text("item_key"),
        "class_key": text_or_null(table, class_by),
        "class_name": text_or_null(table, "class_name"),
        "label_key": text_or_null(table, "label_key"),
        **_place_columns(job, table, box),
        "area_px2": number_or_null(job, table, "area_px2"),
        "is_crowd": flag_or_false(job, table, "is_crowd"),
        "is_difficult": flag_or_false(job, table, "is_difficult"),
        **item_columns(job, table),
        "is_item_only": " and ".join(
            [
                *(f"{table.quoted(name)} is null" for name in (class_by, *_where(table, box))),
                f"{table.quoted('item_key')} is not null",
            ]
        ),
    }
    stage_rows(job, table, "staged_label_row", columns, extra)
    job.store.script("fill/stage_tabular_label.sql", {"class_by": class_by})
    [(item_rows,)] = job.store.run("select count(*) from staged_label_row where is_item_only")
    staged = Staged(
        fields=_fields(job, table, class_by),
        stage_raw=lambda: stage_table_raw(job, table),
        class_by=class_by,
        item_rows=item_rows,
        columns=extra,
    )
    return _with_points(table, staged)


def stage_tabular_predictions(job: Job) -> Staged:
    """Stage a table of predictions; see `duckeval.ingest.load_predictions` for its columns."""
    return stage_predictions(job, open_table(job), job.request.box)


def stage_predictions(job: Job, table: Table, box_format: str) -> Staged:
    """Stage a table of predictions that is open; `box_format` says what a box consists of."""
    box = _BOX_COLUMNS[box_format]
    needed = ("item_key", "confidence", *_needed(table, box))
    class_by = class_column(job, table, needed, _BOX_HINT)
    taken = {"item_key", "confidence", POINTS, *box, *CLASS_COLUMNS, "prediction_key"}
    extra = value_types(job, table, [name for name in table.columns if name not in taken])
    columns = {
        "item_key": table.text("item_key"),
        "class_key": table.text(class_by),
        "confidence": table.number("confidence", job),
        **_place_columns(job, table, box),
    }
    is_keyed = "prediction_key" in table.columns
    if is_keyed:
        columns["prediction_key"] = table.text("prediction_key")
    stage_rows(job, table, "staged_prediction_row", columns, extra)
    job.store.script("fill/stage_tabular_prediction.sql")
    staged = Staged(
        fields=_fields(job, table, class_by),
        stage_raw=lambda: stage_table_raw(job, table),
        class_by=class_by,
        is_keyed=is_keyed,
        columns=extra,
    )
    return _with_points(table, staged)


def _has_boxes(table: Table, box: tuple[str, ...]) -> bool:
    return all(name in table.columns for name in box)


def _needed(table: Table, box: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns without which nobody knows where an object is."""
    return (POINTS,) if POINTS in table.columns and not _has_boxes(table, box) else box


def _where(table: Table, box: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that say where an object is."""
    of_boxes = box if _has_boxes(table, box) else ()
    return (*of_boxes, POINTS) if POINTS in table.columns else of_boxes


def _place_columns(job: Job, table: Table, box: tuple[str, ...]) -> Mapping[str, str]:
    """Return what is staged of where an object is, as SQL."""
    boxes = _box_columns(job, table) if _has_boxes(table, box) else None
    return point_columns(table, boxes) if POINTS in table.columns else boxes or {}


def _with_points(table: Table, staged: Staged) -> Staged:
    """Say that points are to become lines, where there are any."""
    if POINTS not in table.columns:
        return staged
    return replace(
        staged,
        shapes="stage_line_shape",
        shape_columns=(POINTS,),
        shape_parameters={"field": table.pointer(POINTS)},
    )


def _box_columns(job: Job, table: Table) -> dict[str, str]:
    first, second, third, fourth = (
        table.number(name, job) for name in _BOX_COLUMNS[job.request.box]
    )
    w, h = third, fourth
    if job.request.box == "xyxy":
        w, h = f"({third}) - ({first})", f"({fourth}) - ({second})"
    elif job.request.box == "cxcywh":
        # A width that is no number must not make the centre look wrong.
        first = f"({first}) - case when isfinite({w}) then ({w}) / 2 else 0 end"
        second = f"({second}) - case when isfinite({h}) then ({h}) / 2 else 0 end"
    return {"x_px": first, "y_px": second, "w_px": w, "h_px": h, "box_length": "4::utinyint"}


def _fields(job: Job, table: Table, class_by: str) -> Fields:
    x, y, w, h = _BOX_COLUMNS[job.request.box]
    is_corners = job.request.box == "xyxy"
    return Fields(
        item=table.pointer("item_key"),
        box=table.pointer(POINTS if POINTS in table.columns else x),
        class_=table.pointer(class_by),
        x=table.pointer(x),
        y=table.pointer(y),
        w=table.pointer(w),
        h=table.pointer(h),
        w_rule=f"is {x} or more" if is_corners else "is 0 or more",
        h_rule=f"is {y} or more" if is_corners else "is 0 or more",
        confidence=table.pointer("confidence"),
        crowd=table.pointer("is_crowd"),
        difficult=table.pointer("is_difficult"),
    )
