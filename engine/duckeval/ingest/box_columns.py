"""The columns of a table that say where an object is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from duckeval.errors import SchemaError
from duckeval.ingest.job import Fields, Job
from duckeval.ingest.point_columns import point_columns
from duckeval.ingest.shape_columns import shape_columns
from duckeval.ingest.shape_names import POINTS, SHAPE_COLUMNS
from duckeval.ingest.table import Table

__all__ = ["BOX_COLUMNS", "BOX_HINT", "CORNERS", "BoxColumns", "box_columns"]

CORNERS = ("x1_px", "y1_px", "x2_px", "y2_px", "x3_px", "y3_px", "x4_px", "y4_px")
"""The corners of a quadrangle, in order around it."""

BOX_HINT = "--box says what a box consists of: xywh, xyxy, cxcywh or corners"

BOX_COLUMNS = {
    "xywh": ("x_px", "y_px", "w_px", "h_px"),
    "xyxy": ("x1_px", "y1_px", "x2_px", "y2_px"),
    "cxcywh": ("cx_px", "cy_px", "w_px", "h_px"),
    "corners": CORNERS,
}
_ANGLES = {"angle_deg": "({})", "angle_rad": "degrees({})"}
_NO_BOX = dict.fromkeys(BOX_COLUMNS["xywh"], "null::double") | {"box_length": "0::utinyint"}


@dataclass(frozen=True)
class BoxColumns:
    """How a table says where an object is.

    Attributes
    ----------
    names : tuple of str
        The columns that say it, by our names.
    needed : tuple of str
        Those of them without which nobody knows where an object is.
    columns : mapping of str to str
        What is staged of them, as SQL.
    fields : tuple of str
        The names of the columns for x, y, w and h in the file, as JSON pointers.
    shapes : str or None
        The statements that make a shape of it, where it is more than a box.
    shape_parts : tuple of str
        The statements that make a part of these shapes each.
    shape_columns : tuple of str
        The staged columns that these read, and nobody else.
    shape_parameters : mapping of str to list
        Their parameters.
    """

    names: tuple[str, ...]
    needed: tuple[str, ...]
    columns: Mapping[str, str]
    fields: tuple[str, ...]
    shapes: str | None = None
    shape_parts: tuple[str, ...] = ()
    shape_columns: tuple[str, ...] = ()
    shape_parameters: Mapping[str, object] = field(default_factory=dict)

    def fields_of(self, job: Job, table: Table, class_by: str) -> Fields:
        """Return the names of all the fields in which a fault may lie."""
        x, y, w, h = self.fields
        is_corners = job.request.box == "xyxy"
        return Fields(
            item=table.pointer("item_key"),
            class_=table.pointer(class_by),
            box=table.pointer(POINTS if POINTS in table.columns else self.needed[0]),
            x=x,
            y=y,
            w=w,
            h=h,
            w_rule=f"is {self.names[0]} or more" if is_corners else "is 0 or more",
            h_rule=f"is {self.names[1]} or more" if is_corners else "is 0 or more",
            confidence=table.pointer("confidence"),
            crowd=table.pointer("is_crowd"),
            difficult=table.pointer("is_difficult"),
        )


def box_columns(job: Job, table: Table, box: str) -> BoxColumns:
    """Return how a table says where an object is: by a box, a rotated one or four corners.

    Parameters
    ----------
    job : Job
        The load.
    table : Table
        What is loaded; the columns may be missing, which is for others to find.
    box : str
        One of `duckeval.ingest.request.Box`.

    Raises
    ------
    SchemaError
        If there is an angle where none can be, or if there are two.
    """
    names = BOX_COLUMNS[box]
    shapes = [name for name in SHAPE_COLUMNS if name in table.columns]
    if shapes == [POINTS] and _angle_column(job, table, box) is None and box != "corners":
        return _with_points(job, table, box)
    if shapes:
        return _with_shapes(job, table, box)
    if any(name not in table.columns for name in names):
        return BoxColumns(names, names, {}, names[:4])
    angle = _angle_column(job, table, box)
    fields = tuple(table.pointer(name) for name in (*names, *((angle,) if angle else ())))
    numbers = [table.number(name, job) for name in names]
    if box != "corners":
        numbers = _as_xywh(box, numbers)
    if box != "corners" and angle is None:
        columns = dict(zip(BOX_COLUMNS["xywh"], numbers, strict=True))
        return BoxColumns(names, names, {**columns, "box_length": "4::utinyint"}, fields)
    if angle is not None:
        numbers.append(_turn(job, table, angle))
    where = names if angle is None else (*names, angle)
    return BoxColumns(
        where,
        where,
        {**_NO_BOX, "given": f"[{', '.join(numbers)}]::double[]"},
        fields[:4],
        shapes="stage_rotated_shape",
        shape_columns=("given",),
        shape_parameters={"fields": list(fields)},
    )


def _with_shapes(job: Job, table: Table, box: str) -> BoxColumns:
    """Return the same for a table with other shapes, some of whose rows may be boxes."""
    names = BOX_COLUMNS[box]
    fields = tuple(table.pointer(name) for name in names)
    boxes: dict[str, str] | None = None
    numbers: list[str] | None = None
    if all(name in table.columns for name in names):
        numbers = [table.number(name, job) for name in names]
        if box != "corners":
            numbers = _as_xywh(box, numbers)
            angle = _angle_column(job, table, box)
            if angle is None:
                boxes, numbers = dict(zip(BOX_COLUMNS["xywh"], numbers, strict=True)), None
            else:
                numbers.append(_turn(job, table, angle))
                names, fields = (*names, angle), (*fields, table.pointer(angle))
    found = shape_columns(job, table, boxes, numbers)
    where = found.names if boxes is None and numbers is None else (*names, *found.names)
    return BoxColumns(
        where,
        found.names[:1],
        found.columns,
        fields[:4],
        shapes="stage_table_shape",
        shape_parts=found.parts,
        shape_columns=found.only_for_shapes,
        shape_parameters={**found.parameters, "fields": list(fields)},
    )


def _turn(job: Job, table: Table, angle: str) -> str:
    turn = _ANGLES[angle].format(table.number(angle, job))
    return f"-{turn}" if job.request.angle == "cw" else turn


def _with_points(job: Job, table: Table, box: str) -> BoxColumns:
    """Return the same for a table of polylines, some of whose rows may be boxes."""
    names = BOX_COLUMNS[box]
    boxes: dict[str, str] | None = None
    if all(name in table.columns for name in names):
        numbers = _as_xywh(box, [table.number(name, job) for name in names])
        boxes = dict(zip(BOX_COLUMNS["xywh"], numbers, strict=True))
    return BoxColumns(
        (POINTS,) if boxes is None else (*names, POINTS),
        (POINTS,) if boxes is None else names,
        point_columns(table, boxes),
        tuple(table.pointer(name) for name in names[:4]),
        shapes="stage_line_shape",
        shape_columns=(POINTS,),
        shape_parameters={"field": table.pointer(POINTS)},
    )


def _angle_column(job: Job, table: Table, box: str) -> str | None:
    found = [name for name in _ANGLES if name in table.columns]
    if not found or box == "corners":
        return None
    if len(found) > 1:
        raise SchemaError(
            f"{job.source.name}: has an angle in degrees and one in radians; expected one of them",
            hint="name the other one: --map angle_rad=NEW_NAME",
        )
    if box == "xyxy":
        raise SchemaError(
            f"{job.source.name}: boxes by two corners cannot have an angle; it has {found[0]!r}",
            hint=BOX_HINT,
        )
    return found[0]


def _as_xywh(box: str, numbers: list[str]) -> list[str]:
    first, second, third, fourth = numbers
    if box == "xyxy":
        return [first, second, f"({third}) - ({first})", f"({fourth}) - ({second})"]
    if box == "cxcywh":
        # A width that is no number must not make the centre look wrong.
        first = f"({first}) - case when isfinite({third}) then ({third}) / 2 else 0 end"
        second = f"({second}) - case when isfinite({fourth}) then ({fourth}) / 2 else 0 end"
    return [first, second, third, fourth]
