"""Encord: the labels that its platform exports as JSON.

A list of label rows (or one of them), each with ``data_units``; coordinates are fractions of the
image, angles in degrees, clockwise on the screen, bitmasks run lengths row by row. The layout is
that of https://docs.encord.com/platform-documentation/Annotate/annotate-export/annotate-export-json
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from duckeval.errors import InputFileError
from duckeval.ingest.annotations import Found, faulty, item_names, stage_found
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.text_files import source_path

__all__ = ["is_encord", "stage_encord_labels"]

_POINTERS = {
    "class_name": "name",
    "x_px": "boundingBox/x",
    "y_px": "boundingBox/y",
    "w_px": "boundingBox/w",
    "h_px": "boundingBox/h",
    "angle_deg": "rotatableBoundingBox/theta",
    "geometry": "polygons",
    "segmentation": "polygon",
    "points": "polyline",
    "keypoints": "skeleton",
    "mask": "bitmask",
}
_SHAPES = (
    "is a bounding box, a rotatable one, a polygon, a polyline, a point, a skeleton or a bitmask"
)
_PAIR = 2
Size = tuple[float, float]


def is_encord(text: bytes) -> bool:
    """Return whether a JSON file that begins so holds labels of Encord.

    Examples
    --------
    >>> is_encord(b'[{"label_hash": "0f", "data_hash": "1a", "data_units": {}')
    True
    """
    return b'"data_units"' in text and (b'"label_hash"' in text or b'"data_hash"' in text)


def stage_encord_labels(job: Job) -> Staged:
    """Stage labels: an export in JSON."""
    try:
        said = json.loads(source_path(job).read_bytes())
    except (ValueError, RecursionError) as error:
        raise InputFileError(f"{job.source.name}: is not valid JSON: {error}") from error
    frames = list(_frames(said if isinstance(said, list) else [said]))
    keys = item_names(name for name, *_ in frames)
    found: list[Found] = []
    for name, unit, labels, pointer in frames:
        width, height = unit.get("width"), unit.get("height")
        item: dict[str, Any] = {"item_key": keys[name], "uri": name}
        item |= {"width_px": width, "height_px": height}
        found.append(Found(dict(item), pointer))
        objects = labels.get("objects") if isinstance(labels, dict) else None
        for place, each in enumerate(objects if isinstance(objects, list) else []):
            told = Found(dict(item), f"{pointer}/objects/{place}", each)
            found.append(_object(told, each, (width, height)))
    return stage_found(job, found, _POINTERS)


def _frames(rows: list[Any]) -> Iterator[tuple[str, dict[str, Any], Any, str]]:
    """Give the name, the data unit, the labels and the place of each image or frame."""
    for row_place, row in enumerate(rows):
        units = row.get("data_units") if isinstance(row, dict) else None
        for key, unit in (units if isinstance(units, dict) else {}).items():
            if not isinstance(unit, dict):
                continue
            name = str(unit.get("data_title") or row.get("data_title") or key)
            labels: Any = unit.get("labels")
            pointer = f"/{row_place}/data_units/{key}/labels"
            is_video = isinstance(labels, dict) and bool(labels) and "objects" not in labels
            if is_video and all(str(frame).isdigit() for frame in labels):
                for frame, told in labels.items():
                    yield f"{name}/{int(frame):06d}", unit, told, f"{pointer}/{frame}"
            else:
                yield name, unit, labels, pointer


def _object(found: Found, said: Any, size: tuple[Any, Any]) -> Found:  # noqa: ANN401
    if not isinstance(said, dict):
        return faulty(found, "", "is a JSON object")
    name = said.get("name")
    found.values["class_name"] = None if name is None else str(name)
    found.values["label_key"] = said.get("objectHash")
    if not all(isinstance(each, int | float) and each > 0 for each in size):
        return faulty(found, "", "is in a data unit with width and height")
    try:
        told = _shape(said, size)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return faulty(found, _field(said), "holds numbers")
    if told is None:
        return faulty(found, _field(said), _SHAPES)
    if told == {"mask": None}:
        return faulty(found, "bitmask", "has runs that add up to its size, in the image")
    found.values |= told
    return found


def _field(said: dict[str, Any]) -> str:
    names = {value.split("/")[0] for value in _POINTERS.values()} | {"point"}
    return next((name for name in said if name in names - {"name"}), "shape")


def _shape(said: dict[str, Any], size: Size) -> dict[str, Any] | None:  # noqa: PLR0911 - one for each shape
    if "boundingBox" in said:
        return _box(said["boundingBox"], size)
    if "rotatableBoundingBox" in said:
        box = said["rotatableBoundingBox"]
        return {**_box(box, size), "angle_deg": -float(box.get("theta") or 0)}
    if said.get("polygons"):
        return {"geometry": _multipolygon(said["polygons"], size)}
    if "polygon" in said:
        return {"segmentation": [_flat(said["polygon"], size)]}
    if "polyline" in said:
        return {"points": _flat(said["polyline"], size)}
    if "point" in said or "skeleton" in said:
        return _pose(said["point"] if "point" in said else said["skeleton"], size)
    if "bitmask" in said:
        return {"mask": _mask(said["bitmask"], size)}
    return None


def _box(box: Mapping[str, Any], size: Size) -> dict[str, Any]:
    width, height = size
    return {
        "x_px": float(box["x"]) * width,
        "y_px": float(box["y"]) * height,
        "w_px": float(box["w"]) * width,
        "h_px": float(box["h"]) * height,
    }


def _ordered(points: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    if isinstance(points, list):
        return points
    return [points[key] for key in sorted(points, key=int)]


def _flat(points: Any, size: Size) -> list[float]:  # noqa: ANN401
    width, height = size
    return [
        value
        for point in _ordered(points)
        for value in (float(point["x"]) * width, float(point["y"]) * height)
    ]


def _multipolygon(polygons: list[list[list[float]]], size: Size) -> dict[str, Any]:
    """Return polygons, each a list of rings x, y, x, y, ... of which the first is the outline."""
    width, height = size
    parts = []
    for rings in polygons:
        part = []
        for ring in rings:
            points = [
                [float(x) * width, float(y) * height]
                for x, y in zip(ring[0::_PAIR], ring[1::_PAIR], strict=True)
            ]
            part.append(points if points[:1] == points[-1:] else [*points, points[0]])
        parts.append(part)
    return {"type": "MultiPolygon", "coordinates": parts}


def _pose(points: Any, size: Size) -> dict[str, Any]:  # noqa: ANN401
    flat: list[float] = []
    names: list[str] = []
    for place, point in enumerate(_ordered(points)):
        seen = {"invisible": 0, "visible": 2, None: 2}.get(point.get("visibility"), 1)
        flat += [*_flat([point], size), seen]
        names.append(str(point.get("name") or place + 1))
    return {"keypoints": flat} | ({"keypoint_names": names} if len(names) > 1 else {})


def _mask(said: Mapping[str, Any], size: Size) -> dict[str, Any] | None:
    from duckeval.geometry.pixels import mask_in_image, pixels_of_text  # noqa: PLC0415

    width, height = (int(said[name]) for name in ("width", "height"))
    pixels = pixels_of_text(str(said["rleString"]), width, height)
    if pixels is None:
        return None
    left, top = int(said.get("left") or 0), int(said.get("top") or 0)
    found: dict[str, Any] | None = mask_in_image(pixels, left, top, int(size[0]), int(size[1]))
    return found
