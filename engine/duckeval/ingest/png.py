"""Folders of PNG files that say which pixels belong to which object.

============== ==================================================================================
VOC            ``SegmentationObject/NAME.png`` numbers the objects, ``SegmentationClass/NAME.png``
               gives their classes; 255 belongs to nobody
Cityscapes     ``NAME_instanceIds.png``: 1000 times the class and a number; the class alone is a
               group of such objects
one per object ``NAME/masks/*.png``: what is not 0
============== ==================================================================================
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from duckeval.errors import InputFileError
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.mask_files import need_pillow, pixels_of, run_lengths
from duckeval.ingest.staging import stage_columns
from duckeval.ingest.table import Table, stage_table_raw
from duckeval.ingest.tabular import stage_labels
from duckeval.ingest.text_files import source_path
from duckeval.ingest.yolo_files import read_names

__all__ = ["png_layout", "stage_png_labels"]

_VOC_NAMES = (
    *("aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow"),
    *("diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa"),
    *("train", "tvmonitor"),
)
_CITYSCAPES_NAMES = (
    *("person", "rider", "car", "truck", "bus", "caravan", "trailer", "train", "motorcycle"),
    "bicycle",
)
_NAMES = {
    "voc": dict(enumerate(_VOC_NAMES, start=1)),
    "cityscapes": dict(enumerate(_CITYSCAPES_NAMES, start=24)),
    "objects": {1: "object"},
}
_INSTANCES = "_instanceIds.png"
_CITY_SUFFIX = "_gtFine"
_VOID = 255
_GROUP = 1000
_TEXTS = ("item_key", "class_key", "class_name", "segmentation", "is_crowd", "shown")
_SIZES = ("width_px", "height_px")

Row = dict[str, Any]


def png_layout(path: Path) -> str | None:
    """Return which of the layouts a folder has; None if it is another one."""
    if path.name == "SegmentationObject" or (path / "SegmentationObject").is_dir():
        return "voc"
    if next(path.rglob(f"*{_INSTANCES}"), None) is not None:
        return "cityscapes"
    return "objects" if next(path.glob("*/masks/*.png"), None) is not None else None


def stage_png_labels(job: Job) -> Staged:
    """Stage labels: a folder of PNG files in one of three layouts."""
    need_pillow()
    path = source_path(job)
    layout = png_layout(path) if path.is_dir() else None
    if layout is None:
        raise InputFileError(
            f"{job.source.name}: has no masks where they are expected",
            hint="SegmentationObject beside SegmentationClass, *_instanceIds.png, or "
            "NAME/masks/*.png; a table names masks in a column mask_path",
        )
    names: Mapping[int, str] = _NAMES[layout]
    if job.request.names is not None:
        names = read_names(job.request.names)
    readers: dict[str, Callable[[Path], Iterator[Row]]] = {
        "voc": _of_voc,
        "cityscapes": partial(_of_cityscapes, names=names),
        "objects": _of_objects,
    }
    rows = list(readers[layout](path))
    for row in rows:
        number = row.pop("number", None)
        if number is not None:
            row |= {"class_key": str(number), "class_name": names.get(number, str(number))}
    table = _staged_text(job, rows)
    job.changes.append(f"{job.source.name}: read as png (masks as {layout} has them)")
    staged = stage_labels(job, table, "xywh")
    return replace(staged, stage_raw=partial(_stage_raw, job, table))


def _of_voc(path: Path) -> Iterator[Row]:
    root = path.parent if path.name == "SegmentationObject" else path
    for file in sorted((root / "SegmentationObject").glob("*.png")):
        shown = f"SegmentationObject/{file.name}"
        objects = pixels_of(file)
        classes = pixels_of(root / "SegmentationClass" / file.name)
        if objects is None or classes is None or objects.shape != classes.shape:
            said = "is a PNG image" if objects is None else "has its classes in SegmentationClass"
            yield _faulty(file.stem, shown, said)
            continue
        item = _item(file.stem, shown, objects)
        numbers = [int(each) for each in _values(objects) if each not in {0, _VOID}]
        if not numbers:
            yield item
        for number in numbers:
            mask = objects == number
            counts = {
                int(value): count
                for value, count in _values(classes[mask]).items()
                if value not in {0, _VOID}
            }
            usual = max(counts, key=lambda each: (counts[each], -each), default=0)
            yield {**item, "number": usual, "segmentation": run_lengths(mask)}


def _of_cityscapes(path: Path, names: Mapping[int, str]) -> Iterator[Row]:
    for file in sorted(path.rglob(f"*{_INSTANCES}")):
        key = file.name.removesuffix(_INSTANCES).removesuffix(_CITY_SUFFIX)
        shown = file.relative_to(path).as_posix()
        pixels = pixels_of(file)
        if pixels is None:
            yield _faulty(key, shown, "is a PNG image")
            continue
        item = _item(key, shown, pixels)
        values = [value for value in _values(pixels) if value >= _GROUP or value in names]
        if not values:
            yield item
        for value in values:
            is_crowd = value < _GROUP
            number = value if is_crowd else value // _GROUP
            mask = run_lengths(pixels == value)
            said = {"number": number, "segmentation": mask, "is_crowd": str(is_crowd).lower()}
            yield {**item, **said}


def _of_objects(path: Path) -> Iterator[Row]:
    for folder in sorted(each.parent for each in path.glob("*/masks") if each.is_dir()):
        files = sorted((folder / "masks").glob("*.png"))
        if not files:
            yield {"item_key": folder.name, "shown": folder.name}
        for file in files:
            shown = file.relative_to(path).as_posix()
            pixels = pixels_of(file)
            if pixels is None:
                yield _faulty(folder.name, shown, "is a PNG image")
            else:
                item = _item(folder.name, shown, pixels)
                yield {**item, "number": 1, "segmentation": run_lengths(pixels != 0)}


def _values(pixels: Any) -> dict[int, int]:  # noqa: ANN401 - an array
    """Return the values of pixels, and how many of each there are."""
    import numpy as np  # noqa: PLC0415

    values, counts = np.unique(pixels, return_counts=True)
    return dict(zip(values.tolist(), counts.tolist(), strict=True))


def _item(key: str, shown: str, pixels: Any) -> Row:  # noqa: ANN401 - an array
    height, width = pixels.shape
    return {"item_key": key, "shown": shown, "width_px": width, "height_px": height}


def _faulty(key: str, shown: str, rule: str) -> Row:
    return {"item_key": key, "shown": shown, "class_name": "", "class_key": "", "rule": rule}


def _staged_text(job: Job, rows: list[Row]) -> Table:
    import pyarrow as pa  # noqa: PLC0415

    # two masks of one item may have two sizes: the first one says it
    sizes: dict[str, Row] = {}
    for row in rows:
        first = sizes.setdefault(row["item_key"], row)
        row |= {name: first.get(name) for name in _SIZES}
    stage_columns(
        job.store,
        "staged_text",
        {
            **{name: pa.array([row.get(name) for row in rows], pa.string()) for name in _TEXTS},
            **{name: pa.array([row.get(name) for row in rows], pa.int64()) for name in _SIZES},
        },
    )
    for place, row in enumerate(rows):
        if "rule" in row:
            job.store.run(
                "insert into staged_fault values ('', $place, 'shown', $rule)",
                {"place": place, "rule": row["rule"]},
            )
    columns = dict.fromkeys(_TEXTS[:-1], "VARCHAR") | dict.fromkeys(_SIZES, "BIGINT")
    return Table("staged_text", columns)


def _stage_raw(job: Job, table: Table) -> None:
    stage_table_raw(job, table)
    job.store.run(
        "update staged_raw set line = null, pointer = staged_text.shown from staged_text "
        "where staged_raw.section = '' and staged_raw.place = staged_text.rowid"
    )
