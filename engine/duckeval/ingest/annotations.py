"""Objects that Python reads from the files of annotation tools, on their way to the project.

A reader makes a `Found` for each object, with the columns of a table (``item_key``, ``class_name``,
``x_px`` to ``h_px``, ``angle_deg``, ``segmentation``, ``keypoints``, ``points``, ...) and the place
where it stands; one without class and place is an item without objects. From there on they are a
table like any other, and are checked as one.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from duckeval.errors import InputFileError
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.staging import stage_columns
from duckeval.ingest.table import Table
from duckeval.ingest.tabular import stage_labels, stage_predictions

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Found", "faulty", "item_names", "stage_found"]

_BOX = ("x_px", "y_px", "w_px", "h_px")
_STAND_IN = dict.fromkeys(_BOX, 1.0)  # what is wrong is told already
_JSON = ("segmentation", "mask", "geometry", "keypoints", "points", "keypoint_names")
_INTEGERS = ("width_px", "height_px")
_NUMBERS = (*_BOX, "angle_deg", "confidence", "area_px2")
_UPLOAD = re.compile(r"(?:^|/)upload/(?:[^/]+/)*[0-9a-f]{8}-([^/]+)$")


@dataclass
class Found:
    """An object of a file, or an item without objects.

    Attributes
    ----------
    values : dict
        Columns of a table by our names.
    pointer : str
        Where it stands.
    raw : object
        What stands there, as JSON may hold it; None for an item without objects.
    fault : tuple of str or None
        Field and rule, where it cannot be read.
    """

    values: dict[str, Any]
    pointer: str
    raw: Any = None
    fault: tuple[str, str] | None = field(default=None)


def faulty(found: Found, name: str, rule: str) -> Found:
    """Return an object that is set aside, with the field and the rule that it breaks."""
    return replace(found, values={**found.values, **_STAND_IN}, fault=(name, rule))


def item_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the key of the item of each image: its name without suffix.

    Parameters
    ----------
    paths : iterable of str
        Paths or addresses; what stores put before or behind the name is left out. Where two images
        have one name, keys are the paths without suffix.

    Examples
    --------
    >>> item_names(["a/1.jpg", "https://host/2.png?signed=x"])
    {'a/1.jpg': '1', 'https://host/2.png?signed=x': '2'}
    >>> item_names(["a/1.jpg", "b/1.jpg"])
    {'a/1.jpg': 'a/1', 'b/1.jpg': 'b/1'}
    """
    bare = {path: PurePosixPath(_bare(path)) for path in paths}
    names = Counter(path.stem for path in bare.values())
    is_unique = all(count == 1 for count in names.values())
    return {
        given: path.stem if is_unique else path.with_suffix("").as_posix()
        for given, path in bare.items()
    }


def _bare(path: str) -> str:
    """Return the path in an address; names that Label Studio made unique lose what it added."""
    split = urlsplit(path)
    if split.scheme or split.query:
        inner = parse_qs(split.query).get("d")
        path = unquote(inner[0] if inner else split.path)
    uploaded = _UPLOAD.search(path)
    return (uploaded[1] if uploaded else path).replace("\\", "/").lstrip("/") or path


def stage_found(
    job: Job, found: Sequence[Found], pointers: Mapping[str, str] | None = None
) -> Staged:
    """Stage objects as a table of labels or predictions.

    Parameters
    ----------
    job : Job
        The load.
    found : sequence of Found
        In the order of the file.
    pointers : mapping of str to str, optional
        What the file calls our columns.

    Raises
    ------
    InputFileError
        If there is nothing.
    """
    is_labels = job.request.kind == "labels"
    objects = [each.raw is not None or each.fault is not None for each in found]
    full = {
        each.values.get("item_key") for each, is_one in zip(found, objects, strict=True) if is_one
    }
    rows = [
        each
        for each, is_one in zip(found, objects, strict=True)
        if is_one or (is_labels and each.values.get("item_key") not in full)
    ]
    if is_labels and not rows:
        raise InputFileError(f"{job.source.name}: holds no image")
    if any(each.values.get("angle_deg") for each in rows):
        for each in rows:  # one that is turned makes rotated boxes of all
            if each.values.get("x_px") is not None:
                each.values.setdefault("angle_deg", 0.0)
    needed = ["item_key", "class_name", *_BOX, *([] if is_labels else ["confidence"])]
    left_out = {"confidence"} if is_labels else {"uri", "split", *_INTEGERS, "keypoint_names"}
    extra = [
        name
        for each in rows
        for name, value in each.values.items()
        if value is not None and name not in left_out
    ]
    columns = {
        name: _column(name, [each.values.get(name) for each in rows])
        for name in dict.fromkeys([*needed, *extra])
    }
    import pyarrow as pa  # noqa: PLC0415

    places = {
        "pointer": pa.array([each.pointer for each in rows], pa.string()),
        "raw": pa.array([json.dumps(each.raw) for each in rows], pa.string()),
    }
    stage_columns(job.store, "staged_found", columns | places)
    for place, each in enumerate(rows):
        if each.fault is not None:
            job.store.run(
                "insert into staged_fault values ('', $place, $field, $rule)",
                {"place": place, "field": each.fault[0], "rule": each.fault[1]},
            )
    types = {
        name: kind
        for name, kind, *_ in job.store.run("describe staged_found")
        if name not in places
    }
    table = Table("staged_found", types, pointers=dict(pointers or {}))
    staged = (stage_labels if is_labels else stage_predictions)(job, table, "xywh")

    job.changes.append(f"{job.source.name}: read as {job.format_name}")

    def stage_raw() -> None:
        job.store.run(_RAW)

    return replace(staged, stage_raw=stage_raw)


_RAW = (
    "insert into staged_raw select '' as section, staged_found.rowid as place, pointer, "
    "null as line, raw from staged_found semi join staged_fault on staged_found.rowid = "
    "staged_fault.place and staged_fault.section = ''"
)


def _column(name: str, values: list[Any]) -> "pa.Array":
    import pyarrow as pa  # noqa: PLC0415

    if name in _JSON:
        texts = [None if value is None else json.dumps(value) for value in values]
        return pa.array(texts, pa.string())
    if name in _NUMBERS:
        return pa.array([_number(value) for value in values], pa.float64())
    if name in _INTEGERS:
        whole = [_number(value) for value in values]
        return pa.array([int(each) if each and each > 0 else None for each in whole], pa.int64())
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds and kinds <= {int, float}:
        return pa.array([_number(value) for value in values], pa.float64())
    return pa.array([None if value is None else str(value) for value in values], pa.string())


def _number(value: Any) -> float | None:  # noqa: ANN401
    if value is None or isinstance(value, bool | list | dict):
        return None
    try:
        return float(value)
    except ValueError:
        return None
