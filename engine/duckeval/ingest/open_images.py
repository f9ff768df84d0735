"""Open Images: a CSV file with a row for each box, in fractions of its image.

The layout is that of https://storage.googleapis.com/openimages/web/download_v7.html: ImageID,
LabelName, XMin, XMax, YMin, YMax, and IsGroupOf, IsOccluded and others, of which 1 is yes, 0 no and
-1 unknown. Predictions have a Score.
"""

import csv
from dataclasses import replace
from functools import partial
from pathlib import Path

from duckeval.errors import InputFileError, SchemaError
from duckeval.ingest.csvfile import lines_of, stage_csv
from duckeval.ingest.datasets import find_dataset, id_of
from duckeval.ingest.item_sizes import pictures_of, stage_sizes
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.staging import stage_columns
from duckeval.ingest.table import Table, stage_table_raw
from duckeval.ingest.tabular import stage_labels, stage_predictions
from duckeval.ingest.text_files import ItemFile, stage_files

__all__ = ["is_open_images", "stage_open_images_labels", "stage_open_images_predictions"]

_NEEDED = ("ImageID", "LabelName", "XMin", "XMax", "YMin", "YMax")
_CORNERS = {"x1_px": "XMin", "y1_px": "YMin", "x2_px": "XMax", "y2_px": "YMax"}
_SCORES = ("Score", "Conf", "Confidence")
_FLAGS = {
    "is_occluded": "IsOccluded",
    "is_truncated": "IsTruncated",
    "is_depiction": "IsDepiction",
    "is_inside": "IsInside",
}
_DESCRIPTIONS = "class-descriptions*.csv"


def is_open_images(text: bytes) -> bool:
    """Return whether a CSV file that begins so is one of Open Images.

    Examples
    --------
    >>> is_open_images(b"ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded")
    True
    """
    header = {name.strip() for name in text.partition(b"\n")[0].decode(errors="replace").split(",")}
    return set(_NEEDED) <= header


def stage_open_images_labels(job: Job) -> Staged:
    """Stage labels; a box that is a group of objects is a crowd."""
    said = stage_csv(job)
    given = _given(job, said.columns)
    columns = dict.fromkeys(("item_key", "class_key", "class_name"), "VARCHAR")
    columns |= dict.fromkeys(_CORNERS, "DOUBLE") | {"width_px": "BIGINT", "height_px": "BIGINT"}
    flags = {ours: theirs for ours, theirs in _FLAGS.items() if theirs in said.columns}
    columns |= dict.fromkeys(("is_crowd", *flags), "BOOLEAN")
    _stage(job, given, ["is_crowd", *flags])
    return _finished(
        job, stage_labels(job, _table(columns), "xyxy"), given, partial(lines_of, said)
    )


def stage_open_images_predictions(job: Job) -> Staged:
    """Stage predictions; their classes are those of the labels, by name or by key."""
    said = stage_csv(job)
    given = _given(job, said.columns)
    score = next((name for name in _SCORES if name in said.columns), None)
    if score is None:
        raise SchemaError(
            f"{job.source.name}: has no column {', '.join(_SCORES)}; it has {', '.join(given)}",
            hint="these may be labels: 'duckeval load labels'",
        )
    columns = dict.fromkeys(("item_key", "class_key", "class_name"), "VARCHAR")
    columns |= dict.fromkeys(("confidence", *_CORNERS), "DOUBLE")
    _stage(job, [*given, f"score:{score}"], [])
    # a class is known by the name that its key has there, so that keys alone are enough
    table = _table({name: kind for name, kind in columns.items() if name != "class_key"})
    table.pointers["confidence"] = score
    return _finished(job, stage_predictions(job, table, "xyxy"), given, partial(lines_of, said))


def _given(job: Job, columns: tuple[str, ...]) -> list[str]:
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise SchemaError(
            f"{job.source.name}: has no column {', '.join(missing)}; it has {', '.join(columns)}",
            hint="expected boxes of Open Images",
        )
    return list(columns)


def _table(columns: dict[str, str]) -> Table:
    pointers = {"item_key": "ImageID", "class_name": "LabelName", "class_key": "LabelName"}
    return Table(
        "staged_boxes", columns, pointers={**pointers, **_CORNERS, "is_crowd": "IsGroupOf"}
    )


def _stage(job: Job, given: list[str], flags: list[str]) -> None:
    """Fill ``staged_boxes``, in pixels and in the order of the file."""
    _stage_sizes(job)
    _stage_names(job)
    score = next((name.removeprefix("score:") for name in given if name.startswith("score:")), None)
    theirs = {"is_crowd": "IsGroupOf", **_FLAGS}
    listed = [
        f"case try_cast(given.{theirs[name]} as integer) when 1 then true when 0 then false "
        f"{'else false' if name == 'is_crowd' else ''} end as {name}"
        if theirs[name] in given
        else f"false as {name}"
        for name in flags
    ]
    listed += [] if score is None else [f'try_cast(given."{score}" as double) as confidence']
    listed += [
        f"try_cast(given.{theirs} as double) * size.{'width' if ours[0] == 'x' else 'height'}_px "
        f"as {ours}"
        for ours, theirs in _CORNERS.items()
    ]
    job.store.run(
        "create or replace temp table staged_boxes as select given.ImageID as item_key, "  # noqa: S608
        "given.LabelName as class_key, coalesce(named.name, given.LabelName) as class_name, "
        f"size.width_px, size.height_px, {', '.join(listed)} from staged_text as given "
        "left join staged_size as size on given.ImageID = size.item_key "
        "left join staged_class_name as named on given.LabelName = named.key order by given.rowid"
    )
    for ours, name in _CORNERS.items():
        side = "width" if ours[0] == "x" else "height"
        job.store.run(
            "insert into staged_fault select '' as section, given.rowid as place, case when "  # noqa: S608
            f"size.{side}_px is null then 'ImageID' else '{name}' end as field, case when "
            f"size.{side}_px is null then 'is an image of known size' else 'is a fraction from 0 "
            "to 1' end as rule from staged_text as given left join staged_size as size "
            "on given.ImageID = size.item_key where given.ImageID is not null and "
            "coalesce(size.is_known, true) and try_cast("
            f"given.{name} as double) is not null and (size.{side}_px is null or not "
            f"try_cast(given.{name} as double) between -0.01 and 1.01) "
            "and given.rowid not in (select place from staged_fault where section = '') "
            "order by given.rowid"
        )


def _stage_sizes(job: Job) -> None:
    rows = job.store.run(
        "select ImageID from staged_text where ImageID is not null group by ImageID "
        "order by min(rowid)"
    )
    files = [ItemFile(Path(key), key, key) for (key,) in rows]
    stage_files(job, files, [""] * len(files))
    folder = job.request.images
    pictures = pictures_of([] if folder is None else [(folder, None)], None, files)
    stage_sizes(job, files, pictures, needs=True)


def _stage_names(job: Job) -> None:
    """Fill ``staged_class_name`` with the names of classes: of a file, else of the labels."""
    import pyarrow as pa  # noqa: PLC0415

    folder = Path(job.source.name).parent
    path = job.request.names or next(iter(sorted(folder.glob(_DESCRIPTIONS))), None)
    names: dict[str, str] = {}
    if job.request.kind == "predictions":
        found = find_dataset(job.store, job.request.dataset, may_be_new=False)
        names = dict(
            job.store.run(
                "select class_key, class_name from dataset_class inner join class using (class_id) "
                "where dataset_id = $dataset_id and class_key is not null",
                {"dataset_id": id_of(found)},
            )
        )
    if path is not None:
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                names |= {row[0]: row[1] for row in csv.reader(file) if len(row) > 1}
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise InputFileError(f"{path}: cannot be read as CSV: {error}") from error
    columns = {
        "key": pa.array(list(names), pa.string()),
        "name": pa.array(list(names.values()), pa.string()),
    }
    stage_columns(job.store, "staged_class_name", columns)
    named = f"; {len(names)} classes named by {path.name}" if path is not None else ""
    job.changes.append(f"{job.source.name}: read as open-images{named}")


def _finished(job: Job, staged: Staged, given: list[str], lines: "partial[list[int]]") -> Staged:
    source = Table("staged_text", dict.fromkeys(given, "VARCHAR"), first_line=2, lines=lines)
    fields = replace(staged.fields, w_rule="is XMin or more", h_rule="is YMin or more")
    return replace(staged, fields=fields, stage_raw=lambda: stage_table_raw(job, source))
