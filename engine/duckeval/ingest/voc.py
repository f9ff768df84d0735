"""Pascal VOC: an XML file for each image; of results, a text file for each class."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from duckeval.errors import InputFileError
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.staging import stage_columns
from duckeval.ingest.table import Table, stage_table_raw
from duckeval.ingest.tabular import stage_labels, stage_predictions
from duckeval.ingest.text_files import ItemFile, item_files, source_path, stage_lines

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["FORMATS", "class_of_results", "stage_voc_labels", "stage_voc_results"]

FORMATS = ("voc", "voc-pixels")
"""Corners as they are written, and corners as whole pixels from 1, the last one included."""

_CORNERS = {"x1_px": "xmin", "y1_px": "ymin", "x2_px": "xmax", "y2_px": "ymax"}
_THEIRS = {"class_name": "name", "is_difficult": "difficult", **_CORNERS}
_NOTES = ("truncated", "occluded", "pose")
_ITEM = ("item_key", "uri", "width_px", "height_px", "split")
_PLACES = ("shown", "object_place")
_COLUMNS = (*_ITEM, "name", "difficult", *_CORNERS.values(), *_NOTES, *_PLACES)
_RESULTS = re.compile(r"comp[0-9]+_(?:.+_)?det_[^_]+_(?P<name>.+)", re.IGNORECASE)
_SPLITS = ("train", "val", "test")

Row = dict[str, str | None]


def class_of_results(stem: str) -> str | None:
    """Return the class of a file of results by its name; None if it is named otherwise.

    Examples
    --------
    >>> class_of_results("comp4_det_test_dining_table"), class_of_results("car")
    ('dining_table', None)
    """
    found = _RESULTS.fullmatch(stem)
    return None if found is None else found["name"]


def stage_voc_labels(job: Job) -> Staged:
    """Stage labels: a folder of XML files, the folder above it with ``ImageSets``, or one file."""
    path = source_path(job)
    files = _annotations(job, path)
    rows: list[Row] = []
    faults: list[tuple[int, ItemFile]] = []
    for each in files:
        try:
            root = _parsed(each.path)
        except ValueError:
            faults.append((len(rows), each))
            rows.append({"item_key": each.item_key, "name": "", "shown": each.shown})
        else:
            rows += _rows_of(each, root)
    for name in _NOTES:
        _as_flags(rows, name)
    _stage_text(job, rows)
    said = [name for name in _NOTES if any(row.get(name) for row in rows)]
    columns = dict.fromkeys((*_ITEM, "class_name", "is_difficult", *_CORNERS, *said), "VARCHAR")
    table = Table("staged_text", columns, theirs=dict(_THEIRS), is_text=True)
    for place, _ in faults:
        job.store.run(
            "insert into staged_fault values ('', $place, '', 'is an annotation in plain XML')",
            {"place": place},
        )
    staged = stage_labels(job, table, "xyxy")
    _count_pixels(job, "staged_label_row")
    return _with_places(job, staged, table)


def stage_voc_results(job: Job) -> Staged:
    """Stage results: files ``comp4_det_test_CLASS.txt``, or one such file.

    A line is ``image confidence xmin ymin xmax ymax``.
    """
    path = source_path(job)
    texts = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    if not texts or path.suffix.lower() == ".xml":
        raise InputFileError(
            f"{job.source.name}: holds annotations; expected results, comp4_det_test_CLASS.txt",
            hint="if these are labels: 'duckeval load labels'",
        )
    stage_lines(job, item_files(path, texts))
    names = {text.stem: class_of_results(text.stem) or text.stem for text in texts}
    import pyarrow as pa  # noqa: PLC0415

    stage_columns(
        job.store,
        "staged_class_name",
        {"stem": pa.array(names, pa.string()), "name": pa.array(names.values(), pa.string())},
    )
    job.store.script("fill/stage_voc_result.sql")
    columns = dict.fromkeys(("item_key", "class_name", "confidence", *_CORNERS), "VARCHAR")
    table = Table("staged_text", columns, theirs=dict(_THEIRS), is_text=True)
    staged = stage_predictions(job, table, "xyxy")
    _count_pixels(job, "staged_prediction_row")
    return _with_places(job, staged, table)


def _annotations(job: Job, path: Path) -> list[ItemFile]:
    """Return the XML files, and in which split each is."""
    if path.is_file():
        return item_files(path, [path])
    root = path / "Annotations" if (path / "Annotations").is_dir() else path
    files = item_files(root, root.rglob("*.xml"))
    if not files:
        raise InputFileError(
            f"{job.source.name}: has no file .xml in it; expected annotations of Pascal VOC",
            hint="if these are results: 'duckeval load predictions'",
        )
    lists = root.parent / "ImageSets" / "Main"
    wanted = job.request.split
    if wanted is not None:
        names = _image_set(job, lists / f"{wanted}.txt")
        return [replace(each, split=wanted) for each in files if each.path.stem in names]
    of: dict[str, str] = {}
    for split in _SPLITS:
        if (lists / f"{split}.txt").is_file():
            of |= dict.fromkeys(_image_set(job, lists / f"{split}.txt"), split)
    return [replace(each, split=of.get(each.path.stem, each.split)) for each in files]


def _image_set(job: Job, path: Path) -> frozenset[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputFileError(
            f"{job.source.name}: the list of images {path} cannot be read",
            hint="--split NAME needs ImageSets/Main/NAME.txt beside Annotations",
        ) from error
    return frozenset(line.split()[0] for line in lines if line.strip())


def _parsed(path: Path) -> "Element":
    """Return the annotation in an XML file.

    Raises
    ------
    ValueError
        If it is none, or defines entities, which could fill the memory or name other files.
    """
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - the error only

    from defusedxml import ElementTree  # noqa: PLC0415

    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputFileError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        root: Element = ElementTree.fromstring(content)
    except (ParseError, LookupError, RecursionError) as error:
        raise ValueError(path) from error
    if root.tag != "annotation":
        raise ValueError(path)
    return root


def _rows_of(file: ItemFile, root: "Element") -> Iterator[Row]:
    """Give the objects of an annotation; a row without one where there is none."""
    item: Row = {
        "item_key": file.item_key,
        "uri": _text(root, "filename"),
        "width_px": _size(root, "size/width"),
        "height_px": _size(root, "size/height"),
        "split": file.split,
        "shown": file.shown,
    }
    objects = root.findall("object")
    for place, each in enumerate(objects, start=1):
        corners = {name: _text(each, f"bndbox/{name}") or "" for name in _CORNERS.values()}
        notes = {name: _text(each, name) for name in ("difficult", *_NOTES)}
        name = _text(each, "name") or ""
        yield {**item, **corners, **notes, "name": name, "object_place": str(place)}
    if not objects:
        yield item


def _text(element: "Element", path: str) -> str | None:
    found = element.findtext(path)
    return None if found is None else found.strip() or None


def _size(element: "Element", path: str) -> str | None:
    text = _text(element, path)
    return None if text in {None, "0"} else text


def _as_flags(rows: Sequence[Row], name: str) -> None:
    """Write a note that is only ever 0 or 1 as true or false."""
    if {row.get(name) for row in rows} <= {"0", "1", None}:
        for row in rows:
            if (said := row.get(name)) is not None:
                row[name] = "true" if said == "1" else "false"


def _stage_text(job: Job, rows: Sequence[Row]) -> None:
    import pyarrow as pa  # noqa: PLC0415

    text = pa.string()
    stage_columns(
        job.store,
        "staged_text",
        {name: pa.array([row.get(name) for row in rows], text) for name in _COLUMNS},
    )


def _count_pixels(job: Job, table: str) -> None:
    """Make boxes of pixels that are counted from 1, the last one included."""
    if job.format_name == "voc-pixels":
        job.store.run(
            f"update {table} set x_px = x_px - 1, y_px = y_px - 1, "  # noqa: S608
            "w_px = w_px + 1, h_px = h_px + 1"
        )
    said = "from 1, the last one included" if job.format_name == "voc-pixels" else "as written"
    job.changes.append(f"{job.source.name}: read as {job.format_name} (corners {said})")


def _with_places(job: Job, staged: Staged, table: Table) -> Staged:
    """Return what was staged with faulty rows that are found by file and object or line."""

    def stage_raw() -> None:
        # what is empty tells an object without a name and a box from an image without objects
        empty = ", ".join(f"{name} = nullif({name}, '')" for name in ("name", *_CORNERS.values()))
        job.store.run(f"update staged_text set {empty}")  # noqa: S608
        stage_table_raw(job, table)
        job.store.run(
            "update staged_raw set line = try_cast(staged_text.object_place as bigint), "
            "pointer = staged_text.shown || coalesce(':' || staged_text.object_place, '') "
            "from staged_text where staged_raw.section = '' and "
            "staged_raw.place = staged_text.rowid"
        )

    fields = replace(staged.fields, w_rule="is xmin or more", h_rule="is ymin or more")
    return replace(staged, fields=fields, stage_raw=stage_raw)
