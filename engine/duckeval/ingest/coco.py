"""COCO files: ground truth is one object of arrays, results are one array."""

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from duckeval.errors import InputFileError
from duckeval.ingest.job import Fields, Job, Staged
from duckeval.ingest.jsonfile import JsonArray, invalid_json, opened, write_array
from duckeval.ingest.typed_json import stage_item_columns
from duckeval.sqlfiles import read_sql, statements
from duckeval.store import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["stage_coco_labels", "stage_coco_results"]

_START_BYTES = 4096
_SIZE_LIMIT = 16 << 20
_LARGER_LIMIT = 1 << 30

_FIELDS = Fields(
    item="image_id",
    class_="category_id",
    box="bbox",
    x="bbox/0",
    y="bbox/1",
    w="bbox/2",
    h="bbox/3",
    confidence="score",
    crowd="iscrowd",
    difficult="difficult",
)

_SHAPE_KEYS = tuple(re.compile(key) for key in (rb'"segmentation"', rb'"keypoints"'))

_ABSENT = msgspec.Raw(b"")

# What COCO says of every image and what says nothing about its content.
OWN_IMAGE_KEYS = ("id", "file_name", "width", "height", "split")
BOILERPLATE_KEYS = ("license", "flickr_url", "coco_url", "date_captured")


class _GroundTruth(msgspec.Struct):
    """The arrays of a ground truth file, each as the bytes it consists of."""

    images: msgspec.Raw = _ABSENT
    annotations: msgspec.Raw = _ABSENT
    categories: msgspec.Raw = _ABSENT


def stage_coco_results(job: Job) -> Staged:
    """Stage COCO results: an array of objects with image_id, category_id, bbox and score."""
    text = opened(_path(job), job.source.name)
    first = _first_character(text)
    if first == b"{":
        raise _wrapped_results(job, text)
    if first != b"[":
        raise invalid_json(text, job.source.name)
    array = write_array(text, job.folder, "results")
    has_ids = b'"id"' in bytes(text[:_START_BYTES])
    typed: str | None = "stage_coco_result_keyed" if has_ids else "stage_coco_result"
    checked = "stage_coco_result_checked"
    if has_shapes := _has_shapes(text):
        typed, checked = None, "stage_coco_result_shaped"
    script, array, limit = _stage(job, typed, checked, array, text)
    return Staged(
        fields=_FIELDS,
        stage_raw=lambda: _stage_raw(job, array, "", limit),
        is_keyed=script != "stage_coco_result",
        shapes="stage_coco_shape" if has_shapes else None,
    )


def stage_coco_labels(job: Job) -> Staged:
    """Stage COCO ground truth: an object with images, annotations and categories."""
    text = opened(_path(job), job.source.name)
    first = _first_character(text)
    if first == b"[":
        raise InputFileError(
            f"{job.source.name}: is a JSON array; expected COCO ground truth, an object with "
            "images, annotations and categories",
            hint="results are loaded with 'duckeval load predictions'",
        )
    if first != b"{":
        raise invalid_json(text, job.source.name)
    arrays = _split(job, text)
    found: dict[str, tuple[JsonArray, int]] = {}
    has_shapes = _has_shapes(arrays["annotations"])
    for name, typed, checked in (
        ("images", None, "stage_coco_image"),
        ("categories", None, "stage_coco_category"),
        ("annotations", None, "stage_coco_annotation_shaped")
        if has_shapes
        else ("annotations", "stage_coco_annotation", "stage_coco_annotation_checked"),
    ):
        array = write_array(arrays[name], job.folder, name)
        _, array, limit = _stage(job, typed, checked, array, arrays[name])
        found[name] = array, limit
    item_columns = stage_item_columns(job, (*OWN_IMAGE_KEYS, *BOILERPLATE_KEYS))

    def stage_raw() -> None:
        for name, (array, limit) in found.items():
            _stage_raw(job, array, f"/{name}", limit)

    return Staged(
        fields=_FIELDS,
        stage_raw=stage_raw,
        section="/annotations",
        item_columns=item_columns,
        shapes="stage_coco_shape" if has_shapes else None,
    )


def _path(job: Job) -> Path:
    if job.source.path is None:
        raise InputFileError(f"{job.source.name}: a frame cannot be read as {job.format_name}")
    return job.source.path


def _has_shapes(text: memoryview) -> bool:
    """Return whether a key of other shapes than boxes stands in the text."""
    return any(key.search(text) is not None for key in _SHAPE_KEYS)


def _first_character(text: memoryview) -> bytes:
    return bytes(text[:_START_BYTES]).lstrip(b" \t\r\n")[:1]


def _stage(
    job: Job, typed: str | None, checked: str, array: JsonArray, text: memoryview
) -> tuple[str, JsonArray, int]:
    """Stage an array by the quickest script that can read it.

    Parameters
    ----------
    job : Job
        The load.
    typed : str or None
        The script for plain arrays.
    checked : str
        The script that looks at the type of every value.
    array : JsonArray
        The array in pieces.
    text : memoryview
        The array.

    Returns
    -------
    tuple
        The script, the files that it read, and the size of an object that it took.
    """
    attempts: list[tuple[str, Callable[[], JsonArray], int]] = []
    if typed is not None and array.is_plain:
        attempts.append((typed, lambda: array, _SIZE_LIMIT))
    attempts.append((checked, lambda: array, _SIZE_LIMIT))
    # A cut inside a string or an object, or an object of more than 16 MB.
    whole = partial(write_array, text, job.folder, "whole", pieces=1)
    attempts.append((checked, whole, _LARGER_LIMIT))
    failure: DatabaseError | None = None
    for name, make, limit in attempts:
        part = make()
        try:
            job.store.script(f"fill/{name}.sql", {"files": part.files, "size_limit": limit})
        except DatabaseError as error:
            failure = error
        else:
            return name, part, limit
    if "JSON" not in str(failure):
        raise failure or AssertionError(checked)  # the disk or the memory, not the file
    raise invalid_json(text, job.source.name) from failure


def _split(job: Job, text: memoryview) -> dict[str, memoryview]:
    """Return the bytes of the three arrays of a ground truth file."""
    try:
        truth = msgspec.json.decode(text, type=_GroundTruth)
        parts = {name: memoryview(getattr(truth, name)) for name in _GroundTruth.__struct_fields__}
    except msgspec.ValidationError:
        raise invalid_json(text, job.source.name) from None
    except (msgspec.DecodeError, RecursionError) as error:
        if "truncated" in str(error):
            raise invalid_json(text, job.source.name) from error
        parts = _split_slowly(job, text)
    for name, part in parts.items():
        first = _first_character(part)
        if not first:
            raise _missing_array(job, name, parts)
        if first != b"[":
            raise InputFileError(f"{job.source.name}: /{name} is no array; expected an array")
    return parts


def _split_slowly(job: Job, text: memoryview) -> dict[str, memoryview]:
    """Do the same for a file with NaN or Infinity in it, which are not JSON but common."""
    try:
        rows = job.store.run(
            statements(read_sql("fill/load_coco_arrays.sql"))[0],
            {"file": str(_path(job)), "size_limit": len(text) + 16},
        )
    except DatabaseError as error:
        raise invalid_json(text, job.source.name) from error
    texts = rows[0] if len(rows) == 1 else (None, None, None)
    return {
        name: memoryview((each or "").encode())
        for name, each in zip(_GroundTruth.__struct_fields__, texts, strict=True)
    }


def _missing_array(job: Job, name: str, parts: dict[str, memoryview]) -> InputFileError:
    hint = "ground truth is an object with images, annotations and categories"
    if name == "images" and len(parts["annotations"]) > 0:
        hint += "; if these are results, give their array alone to 'duckeval load predictions'"
    return InputFileError(
        f"{job.source.name}: has no {name!r}; expected COCO ground truth", hint=hint
    )


def _wrapped_results(job: Job, text: memoryview) -> InputFileError:
    """Return the error for results that are an object."""
    name = job.source.name
    try:
        found = msgspec.json.decode(text, type=_GroundTruth)
    except (msgspec.MsgspecError, RecursionError):
        return InputFileError(
            f"{name}: is a JSON object; expected COCO results, an array",
            hint="other layouts: --format names the reader",
        )
    annotations = bytes(memoryview(found.annotations)[:_START_BYTES])
    if b'"score"' not in annotations and len(memoryview(found.categories)) > 0:
        hint = "this looks like ground truth: 'duckeval load labels' loads it"
    elif annotations:
        hint = "write the array under 'annotations' alone into a file of its own"
    else:
        hint = "write the array of results alone into the file"
    return InputFileError(f"{name}: is a JSON object; expected COCO results, an array", hint=hint)


def _stage_raw(job: Job, array: JsonArray, section: str, limit: int) -> None:
    job.store.script(
        "fill/stage_json_raw.sql",
        {"files": array.files, "section": section, "size_limit": limit},
    )
