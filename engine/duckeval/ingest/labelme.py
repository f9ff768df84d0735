"""LabelMe: a JSON file for each image, with its shapes.

The layout is that of LabelMe 5 (_label_file.py of https://github.com/wkentaro/labelme), with the
``rotation`` and ``difficult`` of X-AnyLabeling.
"""

import json
import math
from collections.abc import Iterator
from typing import Any

from duckeval.errors import InputFileError
from duckeval.ingest.annotations import Found, faulty, stage_found
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.text_files import ItemFile, item_files, read_files, source_path

__all__ = ["is_labelme", "stage_labelme_labels"]

_POINTERS = {
    **dict.fromkeys(("x_px", "y_px", "w_px", "h_px", "segmentation", "keypoints"), "points"),
    "class_name": "label",
}
_ROTATED = 4


def is_labelme(text: bytes) -> bool:
    """Return whether a JSON file that begins so is one of LabelMe.

    Examples
    --------
    >>> is_labelme(b'{"version": "5.5.0", "flags": {}, "shapes": []')
    True
    """
    known = (b'"imagePath"', b'"imageData"', b'"flags"', b'"shape_type"', b'"lineColor"')
    return text.startswith(b"{") and b'"shapes"' in text and any(key in text for key in known)


def stage_labelme_labels(job: Job) -> Staged:
    """Stage labels: a folder of JSON files, or one of them."""
    path = source_path(job)
    files = item_files(path, path.rglob("*.json") if path.is_dir() else [path])
    if not files:
        raise InputFileError(f"{job.source.name}: has no file .json in it")
    found: list[Found] = []
    for each, text in zip(files, read_files(job, files), strict=True):
        found += _objects(job, each, text)
    return stage_found(job, found, _POINTERS)


def _objects(job: Job, file: ItemFile, text: str) -> Iterator[Found]:
    item: dict[str, Any] = {"item_key": file.item_key, "split": file.split}
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    shapes = said.get("shapes") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(shapes, list):
        yield faulty(Found(item, file.shown, text[:1000]), "", "is a JSON object with shapes")
        return
    item |= {
        "uri": said.get("imagePath"),
        "width_px": said.get("imageWidth"),
        "height_px": said.get("imageHeight"),
    }
    yield Found(dict(item), file.shown)
    grouped: dict[tuple[Any, Any], Found] = {}
    for place, shape in enumerate(shapes):
        found = Found(dict(item), f"{file.shown}/shapes/{place}", shape)
        if not isinstance(shape, dict):
            yield faulty(found, "", "is a JSON object")
            continue
        found = _object(job, found, shape)
        key = (str(shape.get("label")), json.dumps(shape.get("group_id")))
        is_part = shape.get("group_id") is not None and "segmentation" in found.values
        if is_part and found.fault is None and key in grouped:
            grouped[key].values["segmentation"] += found.values["segmentation"]
            continue
        if is_part and found.fault is None:
            grouped[key] = found
        yield found


def _object(job: Job, found: Found, shape: dict[str, Any]) -> Found:
    found.raw = {key: value for key, value in shape.items() if key != "mask"}
    label = shape.get("label")
    found.values["class_name"] = None if label is None else str(label)
    if isinstance(shape.get("difficult"), bool):
        found.values["is_difficult"] = shape["difficult"]
    points = shape.get("points")
    if not _is_points(points) or not points:
        return faulty(found, "points", "is a list of points, each x and y")
    kind = shape.get("shape_type") or "polygon"
    if kind == "mask":
        return _mask(job, found, shape)
    told = _shape(kind, points)
    if told is None:
        rule = "is polygon, rectangle, rotation, circle, mask, line, linestrip, point or points"
        return faulty(found, "shape_type", rule)
    found.values |= told
    return found


def _is_points(points: Any) -> bool:  # noqa: ANN401
    return isinstance(points, list) and all(
        isinstance(point, list)
        and len(point) == 2  # noqa: PLR2004
        and all(isinstance(each, int | float) and not isinstance(each, bool) for each in point)
        for point in points
    )


def _shape(kind: str, points: list[list[float]]) -> dict[str, Any] | None:  # noqa: PLR0911 - one for each shape
    from duckeval.geometry.pixels import ellipse_corners  # noqa: PLC0415

    flat = [value for point in points for value in point]
    if kind == "polygon":
        return {"segmentation": [flat]}
    if kind == "rectangle":
        xs, ys = flat[0::2], flat[1::2]
        x, y = min(xs), min(ys)
        return {"x_px": x, "y_px": y, "w_px": max(xs) - x, "h_px": max(ys) - y}
    if kind == "rotation" and len(points) == _ROTATED:
        return _turned(points)
    if kind == "circle" and len(points) == 2:  # noqa: PLR2004
        (x, y), radius = points[0], math.dist(points[0], points[1])
        return {"segmentation": [ellipse_corners(x, y, radius, radius)]}
    if kind in {"line", "linestrip"}:
        return {"points": points}
    if kind in {"point", "points"}:
        return {"keypoints": [value for x, y in points for value in (x, y, 2)]}
    return None


def _turned(points: list[list[float]]) -> dict[str, Any]:
    """Return a rotated box by its corners: the first side says its angle."""
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = points
    width = (math.dist((x1, y1), (x2, y2)) + math.dist((x3, y3), (x4, y4))) / 2
    height = (math.dist((x2, y2), (x3, y3)) + math.dist((x4, y4), (x1, y1))) / 2
    x, y = (x1 + x2 + x3 + x4) / 4, (y1 + y2 + y3 + y4) / 4
    return {
        "x_px": x - width / 2,
        "y_px": y - height / 2,
        "w_px": width,
        "h_px": height,
        "angle_deg": -math.degrees(math.atan2(y2 - y1, x2 - x1)),
    }


def _mask(job: Job, found: Found, shape: dict[str, Any]) -> Found:
    """Return a mask: a PNG of the part of the image between two points, the last one included."""
    from duckeval.geometry.pixels import mask_in_image, pixels_of_png  # noqa: PLC0415

    size = found.values["width_px"], found.values["height_px"]
    if not all(isinstance(each, int) for each in size):
        return faulty(found, "shape_type", "is in a file with imageWidth and imageHeight")
    text = shape.get("mask")
    try:
        pixels = pixels_of_png(text) if isinstance(text, str) else None
    except ImportError as error:
        raise InputFileError(
            f"{job.source.name}: holds masks, which are pictures", hint="pip install Pillow"
        ) from error
    left, top = (int(each) for each in shape["points"][0])
    rle = None if pixels is None else mask_in_image(pixels, left, top, *size)
    if rle is None:
        return faulty(found, "mask", "is a PNG in base64 that lies in the image")
    found.values["mask"] = rle
    return found
