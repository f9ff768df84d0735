"""Label Studio: tasks with annotations and predictions, as its JSON export has them.

Coordinates are percent of the image; a rectangle is turned around its top left corner, clockwise on
the screen. The layout is that of https://labelstud.io/guide/export (JSON, not JSON-MIN), masks are
those of https://github.com/HumanSignal/label-studio-sdk (converter/brush.py).
"""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from duckeval.errors import InputFileError
from duckeval.ingest.annotations import Found, faulty, item_names, stage_found
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.text_files import source_path

__all__ = ["is_label_studio", "stage_studio_labels", "stage_studio_predictions"]

_POINTERS = {
    **{
        f"{side}_px": f"value/{name}"
        for side, name in zip("xywh", ("x", "y", "width", "height"), strict=True)
    },
    "segmentation": "value/points",
    "points": "value/vertices",
    "keypoints": "value/x",
    "angle_deg": "value/rotation",
    "mask": "value/rle",
    "confidence": "score",
}
_GEOMETRIES = ("points", "vertices", "rle", "radiusX", "width", "x")
_KNOWN = "is a rectangle, a polygon, an ellipse, a keypoint, a line or a brush"
_PERCENT = 100
Region = dict[str, Any]


def is_label_studio(text: bytes) -> bool:
    """Return whether a JSON file that begins so holds tasks of Label Studio.

    Examples
    --------
    >>> is_label_studio(b'[{"id": 1, "annotations": [{"id": 1, "completed_by": 1, "result": []}]}]')
    True
    """
    told = (b'"annotations"', b'"completions"', b'"predictions"')
    return b'"result"' in text and any(key in text for key in told) and b'"bbox"' not in text


def stage_studio_labels(job: Job) -> Staged:
    """Stage labels: of each task the first annotation that was not cancelled."""
    return _staged(job, ("annotations", "completions"))


def stage_studio_predictions(job: Job) -> Staged:
    """Stage predictions: of each task the last one."""
    return _staged(job, ("predictions",))


def _staged(job: Job, keys: tuple[str, ...]) -> Staged:
    try:
        said = json.loads(source_path(job).read_bytes())
    except (ValueError, RecursionError) as error:
        raise InputFileError(f"{job.source.name}: is not valid JSON: {error}") from error
    tasks = [
        each for each in (said if isinstance(said, list) else [said]) if isinstance(each, dict)
    ]
    if not any(key in task for task in tasks for key in keys):
        raise InputFileError(
            f"{job.source.name}: has no task with {keys[0]}",
            hint="export it as JSON, not as JSON-MIN; annotations are labels, predictions are "
            "loaded with 'duckeval load predictions'",
        )
    names = item_names(_image(task) for task in tasks)
    found: list[Found] = []
    several = 0
    for place, task in enumerate(tasks):
        key = next((key for key in keys if isinstance(task.get(key), list)), keys[0])
        given = [each for each in task.get(key) or [] if isinstance(each, dict)]
        told = [each for each in given if not each.get("was_cancelled")]
        several += len(told) > 1
        chosen = (told[-1] if key == "predictions" else told[0]) if told else {}
        item = {"item_key": names[_image(task)], "uri": _image(task), **_size(chosen)}
        found.append(Found(dict(item), f"/{place}"))
        number = given.index(chosen) if chosen in given else 0
        found += _regions(item, chosen, f"/{place}/{key}/{number}/result")
    if several:
        which = "the last prediction" if keys == ("predictions",) else "the first annotation"
        job.warnings.append(f"{several} tasks have several {keys[0]}; {which} of each counts")
    return stage_found(job, found, _POINTERS)


def _image(task: Mapping[str, Any]) -> str:
    """Return the address of the image of a task."""
    data = task.get("data")
    given = data if isinstance(data, dict) else task
    known = given.get("image") or given.get("img") or given.get("url")
    text = next((each for each in given.values() if isinstance(each, str) and "/" in each), None)
    return str(known or text or task.get("file_upload") or task.get("id"))


def _results(chosen: Mapping[str, Any]) -> list[Any]:
    results = chosen.get("result")
    return results if isinstance(results, list) else []


def _size(chosen: Mapping[str, Any]) -> dict[str, Any]:
    for each in _results(chosen):
        if isinstance(each, dict) and each.get("original_width"):
            return {"width_px": each["original_width"], "height_px": each.get("original_height")}
    return {}


def _regions(item: dict[str, Any], chosen: Mapping[str, Any], pointer: str) -> Iterator[Found]:
    results = _results(chosen)
    named = {
        each.get("id"): name
        for each in results
        if isinstance(each, dict) and (name := _name(each)) is not None
    }
    done: set[Any] = set()
    for place, each in enumerate(results):
        found = Found(dict(item), f"{pointer}/{place}", each)
        if not isinstance(each, dict) or not isinstance(each.get("value"), dict):
            yield faulty(found, "", "is a JSON object with a value")
            continue
        key = each.get("id")
        if not any(name in each["value"] for name in _GEOMETRIES) or (key and key in done):
            continue  # an answer about the image, or the name of a region that was there
        done.add(key)
        name = _name(each) or named.get(key)
        found.values |= {"class_name": name, "label_key": key, "confidence": _score(each, chosen)}
        found.raw = {**each, "value": {k: v for k, v in each["value"].items() if k != "rle"}}
        yield _object(found, each)


def _name(region: Region) -> str | None:
    value = region.get("value")
    kind = str(region.get("type") or "")
    names = value.get(kind) or value.get("labels") if isinstance(value, dict) else None
    return str(names[0]) if isinstance(names, list) and names else None


def _score(region: Region, chosen: Mapping[str, Any]) -> Any:  # noqa: ANN401
    for score in (region.get("score"), region["value"].get("score"), chosen.get("score")):
        if score is not None:
            return score
    return None


def _object(found: Found, region: Region) -> Found:
    size = region.get("original_width"), region.get("original_height")
    if not all(isinstance(each, int) and each > 0 for each in size):
        return faulty(found, "original_width", "is a whole number")
    value: dict[str, Any] = region["value"]
    try:
        told = _shape(value, size)
    except (KeyError, TypeError, ValueError, OverflowError):
        name = next(name for name in _GEOMETRIES if name in value)
        return faulty(found, f"value/{name}", "holds numbers")
    if told is None:
        return faulty(found, "type", _KNOWN)
    if told == {"mask": None}:
        return faulty(found, "value/rle", "has runs that add up to four times the pixels")
    found.values |= told
    return found


def _shape(value: dict[str, Any], size: Any) -> dict[str, Any] | None:  # noqa: ANN401
    from duckeval.geometry import pixels  # noqa: PLC0415

    across, down = (each / _PERCENT for each in size)
    if "rle" in value:
        drawn = pixels.pixels_of_studio(value["rle"], *size)
        return {"mask": None if drawn is None else pixels.mask_in_image(drawn, 0, 0, *size)}
    if "points" in value:
        return {"segmentation": [[v for x, y in value["points"] for v in (x * across, y * down)]]}
    if "vertices" in value:
        flat = [v for each in value["vertices"] for v in (each["x"] * across, each["y"] * down)]
        return {"segmentation": [flat]} if value.get("closed") else {"points": flat}
    x, y = float(value["x"]) * across, float(value["y"]) * down
    turn = float(value.get("rotation") or 0)
    if "radiusX" in value:
        radii = float(value["radiusX"]) * across, float(value["radiusY"]) * down
        return {"segmentation": [pixels.ellipse_corners(x, y, *radii, turn)]}
    if "height" in value:
        return _box(x, y, float(value["width"]) * across, float(value["height"]) * down, turn)
    return {"keypoints": [x, y, 2]}


def _box(x: float, y: float, width: float, height: float, turn: float) -> dict[str, Any]:
    """Return a box that is turned around its top left corner, as one turned around its centre."""
    if turn % 360 == 0:
        return {"x_px": x, "y_px": y, "w_px": width, "h_px": height}
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    centre = (
        x + (width * cosine - height * sine) / 2,
        y + (width * sine + height * cosine) / 2,
    )
    return {
        "x_px": centre[0] - width / 2,
        "y_px": centre[1] - height / 2,
        "w_px": width,
        "h_px": height,
        "angle_deg": -turn,
    }
