"""Tables with columns of masks, polygons and keypoints, beside points and boxes or without."""

from collections.abc import Mapping
from dataclasses import dataclass

from duckeval.errors import SchemaError
from duckeval.ingest.columns import UNKNOWN_TYPE
from duckeval.ingest.job import Job
from duckeval.ingest.shape_names import KEYPOINTS, POINTS, SHAPE_COLUMNS
from duckeval.ingest.table import TEXTS, Table
from duckeval.store import quote_literal

__all__ = ["ShapeColumns", "shape_columns"]

_BOX = ("x_px", "y_px", "w_px", "h_px")
_NOTHING = ("", "null", "[]", '{"size":null,"counts":null}')
_PARTS = ("stage_coco_shape", "stage_line_shape", "stage_rotated_shape")


@dataclass(frozen=True)
class ShapeColumns:
    """What is staged of the shapes of a table.

    Attributes
    ----------
    names : tuple of str
        Our names of the columns that hold shapes.
    columns : mapping of str to str
        What is staged of them and of boxes, as SQL.
    only_for_shapes : tuple of str
        Those of them that nobody reads but the statements that make shapes.
    parts : tuple of str
        Statements that make a part of the shapes each.
    parameters : mapping of str to str
        Their parameters.
    """

    names: tuple[str, ...]
    columns: Mapping[str, str]
    only_for_shapes: tuple[str, ...]
    parts: tuple[str, ...]
    parameters: Mapping[str, str]


def shape_columns(
    job: Job, table: Table, box: Mapping[str, str] | None, numbers: list[str] | None
) -> ShapeColumns:
    """Return what is staged of a table with shapes.

    Parameters
    ----------
    job : Job
        The load.
    table : Table
        What is loaded.
    box : mapping of str to str or None
        x_px to h_px of rows as SQL, where the table has boxes that are not rotated.
    numbers : list of str or None
        The numbers of a rotated box as SQL, where it has such.
    """
    names = tuple(name for name in SHAPE_COLUMNS if name in table.columns)
    texts = {f"_{name}_text": _text(job, table, name) for name in names}
    # one after the other, so that nothing is computed twice
    table.derived = [texts, {f"_{name}_given": _given(f"_{name}_text") for name in names}]
    given = {name: f"_{name}_given" for name in names}
    table.derived.append({})
    if "geometry" in given:
        table.derived[2]["_geometry_read"] = f"geometry_given({given['geometry']})"
    if KEYPOINTS in given:
        table.derived[2]["_keypoints_read"] = f"flat_keypoints({given[KEYPOINTS]})"
    listed = [given[name] for name in ("segmentation", "mask") if name in given]
    outline = f"coalesce({', '.join(listed)})" if listed else "null::varchar"
    is_read = "geometry" in given
    read = {
        name: f"_geometry_read.{name}" if is_read else "null::varchar"
        for name in ("segmentation", "points", "rule")
    }
    segmentation = f"coalesce({outline}, {read['segmentation']})"
    keypoints = "_keypoints_read" if KEYPOINTS in given else "null::varchar"
    points = f"coalesce({read['points']}, {given.get(POINTS, 'null::varchar')})"
    is_area = f"({segmentation} is not null or {keypoints} is not null)"
    is_shape = f"({is_area} or {points} is not null)"
    columns = {
        **dict.fromkeys(_BOX, "null::double"),
        **(box or {}),
        "box_length": _box_length(box),
        "segmentation": segmentation,
        KEYPOINTS: keypoints,
        POINTS: f"case when not {is_area} then {points} end",
        "given": _rotated(numbers, is_shape),
        "outline_field": _field(table, given),
        "outline_rule": f"case when {outline} is null then {read['rule']} end",
    }
    return ShapeColumns(
        names,
        columns,
        tuple(columns)[5:],
        _PARTS,
        {
            "field": "points",
            "keypoints_field": table.pointer(KEYPOINTS),
            "missing_field": table.pointer(names[0]),
        },
    )


def _text(job: Job, table: Table, name: str) -> str:
    """Return SQL for a column as text."""
    quoted, kind = table.quoted(name), table.columns[name]
    text = f"trim({quoted}::varchar)"
    if name == POINTS:
        pass  # a list is read as DuckDB writes it
    elif kind.endswith("]") or kind.startswith("STRUCT("):
        text = f"to_json({quoted})::varchar"
    elif name == "geometry" and (kind == "BLOB" or kind.startswith("GEOMETRY")):
        text = f"hex({quoted}::blob)"
    elif kind not in TEXTS | {UNKNOWN_TYPE, "JSON"}:
        raise SchemaError(
            f"{job.source.name}: column {name!r} is {kind}; expected text, lists"
            f"{' or WKB' if name == 'geometry' else ' or structs'}"
        )
    return text


def _given(text: str) -> str:
    """Return SQL for a text, NULL where it says nothing."""
    nothing = ", ".join(map(quote_literal, _NOTHING))
    return f"case when {text} not in ({nothing}) then {text} end"


def _box_length(box: Mapping[str, str] | None) -> str:
    if box is None:
        return "0::utinyint"
    is_there = " or ".join(f"({box[name]}) is not null" for name in _BOX)
    return f"(case when {is_there} then 4 else 0 end)::utinyint"


def _rotated(numbers: list[str] | None, is_shape: str) -> str:
    if numbers is None:
        return "null::double[]"
    is_there = " or ".join(f"({number}) is not null" for number in numbers)
    return f"case when not {is_shape} and ({is_there}) then [{', '.join(numbers)}]::double[] end"


def _field(table: Table, given: Mapping[str, str]) -> str:
    """Return SQL for the name of the column that holds the outline or the points of a row."""
    cases = " ".join(
        f"when {text} is not null then {quote_literal(table.pointer(name))}"
        for name, text in given.items()
        if name != KEYPOINTS
    )
    return f"case {cases} else '' end" if cases else "''"
