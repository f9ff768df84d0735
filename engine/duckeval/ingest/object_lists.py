"""Tables with a row for each image and its objects in a column, as those of Hugging Face.

``objects`` is a struct of lists, or a list of structs: ``bbox`` (four numbers), ``category``, and
``id``, ``area``, ``iscrowd``, ``score``, ``segmentation``, ``keypoints`` where there are such.
Beside it stand ``image_id``, ``width``, ``height`` and ``image``, of which only the path is read.
Parquet files of the library datasets say the names of classes in their metadata (ClassLabel). The
layout is that of https://huggingface.co/docs/datasets/object_detection
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from duckeval.errors import SchemaError
from duckeval.ingest.job import Job
from duckeval.ingest.table import Table
from duckeval.store import quote_identifier, quote_literal

__all__ = ["unnested"]

OBJECTS = "objects"
"""The column with the objects of an image."""

_ITEMS = ("item_key", "image_id", "file_name", "id")
_CLASSES = ("category", "categories", "category_id", "label", "labels", "class", "class_name")
_BOXES = ("bbox", "bboxes", "box", "boxes")
_SAME = {
    "label_key": ("id", "bbox_id", "label_key"),
    "area_px2": ("area", "area_px2"),
    "is_crowd": ("iscrowd", "is_crowd"),
    "confidence": ("score", "scores", "confidence"),
    "segmentation": ("segmentation",),
    "mask": ("mask",),
    "keypoints": ("keypoints",),
}
_SIDES = {
    "xywh": ("x_px", "y_px", "w_px", "h_px"),
    "xyxy": ("x1_px", "y1_px", "x2_px", "y2_px"),
    "cxcywh": ("cx_px", "cy_px", "w_px", "h_px"),
}
_SIZES = {"width_px": ("width", "width_px"), "height_px": ("height", "height_px")}


@dataclass(frozen=True)
class _Column:
    """A column that is made: of what, as SQL, and what the file calls it."""

    sql: str
    pointer: str


def unnested(job: Job, table: Table) -> Table:
    """Return a table with a row for each object, where a table has a list of them in each row.

    Raises
    ------
    SchemaError
        If the objects have no boxes or classes, or nobody knows of which image they are.
    """
    kind = table.columns.get(OBJECTS, "")
    if "STRUCT(" not in kind:
        return table
    fields = _fields(job, table)
    is_list = kind.endswith("]")
    columns = dict(_item_columns(job, table)) | dict(_object_columns(job, fields, is_list=is_list))
    listed = ", ".join(
        f"{column.sql} as {quote_identifier(name)}" for name, column in columns.items()
    )
    each = f"{table.quoted(OBJECTS)}"
    length = f"len({each})" if is_list else f"len({each}.{quote_identifier(_one(fields, _BOXES))})"
    is_labels = job.request.kind == "labels"
    places = f"range(1, coalesce({length}, 0) + 1)"
    if is_labels:  # an image without objects is an item
        places = f"case when coalesce({length}, 0) = 0 then [null] else {places} end"
    job.store.run(
        f"create or replace temp table staged_listed as select {listed}, row_place from ("  # noqa: S608
        f"select *, unnest({places}) as object_place from (select row_number() over () - 1 as "
        f"row_place, {_needed(table)} from {table.relation}))"
    )
    made = {
        name: dtype
        for name, dtype, *_ in job.store.run("describe staged_listed")
        if name != "row_place"
    }
    return Table(
        "(select * exclude (row_place) from staged_listed)",
        made,
        pointers={name: column.pointer for name, column in columns.items()},
        lines=partial(_rows_of, job),
    )


def _needed(table: Table) -> str:
    """Return the columns that are read: never the bytes of images."""
    names = [name for name, kind in table.columns.items() if not _is_image(name, kind)]
    kept = [f"{table.quoted(name)}" for name in names]
    if _is_image("image", table.columns.get("image", "")):
        kept.append(f"struct_pack(path := {table.quoted('image')}.path) as {table.quoted('image')}")
    return ", ".join(kept)


def _is_image(name: str, kind: str) -> bool:
    return name == "image" and "bytes" in kind.lower() and "path" in kind.lower()


def _fields(job: Job, table: Table) -> list[str]:
    quoted = table.quoted(OBJECTS)
    element = f"{quoted}[1]" if table.columns[OBJECTS].endswith("]") else quoted
    rows = job.store.run(
        f"describe select unnest({element}) from (select {quoted} from {table.relation} limit 0)"  # noqa: S608
    )
    return [row[0] for row in rows]


def _one(fields: list[str], names: tuple[str, ...]) -> str:
    return next((name for name in names if name in fields), "")


def _item_columns(job: Job, table: Table) -> Iterator[tuple[str, _Column]]:
    key = next((name for name in _ITEMS if name in table.columns), None)
    is_image = _is_image("image", table.columns.get("image", ""))
    if key is not None:
        yield "item_key", _Column(f"{table.text(key)}", table.pointer(key))
    elif is_image:
        path = f"{table.quoted('image')}.path"
        yield "item_key", _Column(f"nullif({path}, '')", "image/path")
    else:
        raise SchemaError(
            f"{job.source.name}: has no column {', '.join(_ITEMS)}; it has "
            f"{', '.join(table.columns)}",
            hint="name the one that says the image: --map THEIRS=item_key",
        )
    if job.request.kind != "labels":
        return
    if is_image and key is not None:
        yield "uri", _Column(f"{table.quoted('image')}.path", "image/path")
    for ours, names in _SIZES.items():
        name = next((each for each in names if each in table.columns), None)
        if name is not None:
            yield ours, _Column(table.quoted(name), table.pointer(name))
    if "split" in table.columns:
        yield "split", _Column(table.text("split"), table.pointer("split"))


def _object_columns(job: Job, fields: list[str], *, is_list: bool) -> Iterator[tuple[str, _Column]]:
    def of(name: str) -> str:
        quoted = quote_identifier(name)
        objects = quote_identifier(OBJECTS)
        if is_list:
            return f"{objects}[object_place].{quoted}"
        return f"{objects}.{quoted}[object_place]"

    box, category = _one(fields, _BOXES), _one(fields, _CLASSES)
    if not box or not category:
        raise SchemaError(
            f"{job.source.name}: objects hold {', '.join(fields)}; expected "
            f"{'category' if box else 'bbox'} among them"
        )
    sides = _SIDES.get(job.request.box)
    if sides is None:
        raise SchemaError(
            f"{job.source.name}: objects have boxes of four numbers, and --box says "
            f"{job.request.box!r}; expected {', '.join(_SIDES)}"
        )
    for place, side in enumerate(sides):
        sql = f"({of(box)})[{place + 1}]"
        yield side, _Column(f"{sql}::double", f"{OBJECTS}/{box}/{place}")
    names = _class_names(job, category)
    pointer = f"{OBJECTS}/{category}"
    if names is not None:
        listed = f"[{', '.join(map(quote_literal, names))}]::varchar[]"
        number = f"try_cast({of(category)}::varchar as bigint)"
        named = f"list_extract({listed}, case when {number} >= 0 then {number} + 1 end)"
        yield "class_name", _Column(f"coalesce({named}, {of(category)}::varchar)", pointer)
    else:
        ours = "class_name" if category == "class_name" else "class_key"
        yield ours, _Column(f"{of(category)}::varchar", pointer)
    for ours, theirs in _SAME.items():
        name = _one(fields, theirs)
        is_of_labels = ours in {"label_key", "area_px2", "is_crowd"}
        if name and (job.request.kind == "labels") >= is_of_labels:
            yield ours, _Column(of(name), f"{OBJECTS}/{name}")


def _class_names(job: Job, category: str) -> list[str] | None:
    """Return the names of classes from the metadata of a file or frame, None where it has none."""
    text: Any = None
    if job.source.frame is not None:
        text = (job.source.frame.schema.metadata or {}).get(b"huggingface")
    elif job.format_name == "parquet":
        rows = job.store.run(
            "select value from parquet_kv_metadata($file) where key = 'huggingface'::blob",
            {"file": str(job.source.path)},
        )
        text = rows[0][0] if rows else None
    if text is None:
        return None
    try:
        features = json.loads(text)["info"]["features"][OBJECTS]
    except (ValueError, KeyError, TypeError):
        return None
    return next(_names(features, category, is_inside=False), None)


def _names(feature: Any, category: str, *, is_inside: bool) -> Iterator[list[str]]:  # noqa: ANN401
    if isinstance(feature, list):
        for each in feature:
            yield from _names(each, category, is_inside=is_inside)
    elif isinstance(feature, dict):
        names = feature.get("names")
        if is_inside and isinstance(names, list):
            yield [str(name) for name in names]
        for key, each in feature.items():
            yield from _names(each, category, is_inside=is_inside or key == category)


def _rows_of(job: Job, places: list[int]) -> list[int]:
    """Return the rows of the file in which objects are, from 0."""
    found = dict(
        job.store.run(
            "select rowid, row_place from staged_listed "
            "where rowid in (select unnest($places::bigint[]))",
            {"places": places},
        )
    )
    return [found.get(place, place) for place in places]
