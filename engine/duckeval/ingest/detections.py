"""What detectors return in Python, as tables: known by their attributes, not by their packages.

==================== ===============================================================================
torchvision          ``{"boxes": (n, 4), "labels": (n,), "scores": (n,)}`` for each image, corners
                     in pixels; ``masks`` (n, 1, h, w) and ``keypoints`` (n, k, 3) where there are
                     such. Its targets are labels: no ``scores``, but ``iscrowd`` and ``area``
supervision          ``Detections``: ``xyxy``, ``confidence``, ``class_id``, ``mask``, ``data``
Ultralytics          ``Results``: ``boxes`` or ``obb``, ``masks``, ``keypoints``, ``names``,
                     ``path``
Hugging Face         pipelines: lists of ``{"score", "label", "box": {"xmin", "ymin", "xmax",
                     "ymax"}}``, or with ``mask`` in the place of ``box``
==================== ===============================================================================
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from duckeval.errors import InputFileError
from duckeval.ingest.pipelines import PLACE

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["detections_table", "is_detections"]

Row = dict[str, Any]

_HALF = 0.5
_TRIPLE = 3
_BOX = ("x_px", "y_px", "w_px", "h_px")


def is_detections(source: object) -> bool:
    """Return whether something is what a detector returned, of one image or of several.

    Examples
    --------
    >>> is_detections({"a.jpg": {"boxes": [[0, 0, 4, 4]], "labels": [1], "scores": [0.5]}})
    True
    >>> is_detections([[{"label": "cat", "score": 0.5}]]), is_detections("file.json")
    (False, False)
    """
    if isinstance(source, str | bytes) or _reader(source) is not None:
        return _reader(source) is not None
    if isinstance(source, Mapping):
        several: Iterable[Any] = source.values()
    elif isinstance(source, list | tuple):
        several = source
    else:
        return False
    first = next((each for each in several if not (isinstance(each, list) and not each)), None)
    return _reader(first) is not None


def detections_table(
    source: Any,  # noqa: ANN401
    name: str,
    *,
    is_of_labels: bool = False,
) -> tuple["pa.Table", int]:
    """Return what a detector returned as a table with a row for each object, and of how many items.

    Parameters
    ----------
    source : list or dict
        Of each item what the model returned; a list is in the order of the items, a dict names
        them. Results of Ultralytics say their item by the file: its name without suffix.
    name : str
        What messages call it.
    is_of_labels : bool, default False
        Whether an item without objects has a row of its own: labels bring their items.

    Raises
    ------
    InputFileError
        If the parts of a result have different lengths.

    Examples
    --------
    >>> told = {"boxes": [[1.0, 2.0, 4.0, 6.0]], "labels": [3], "scores": [0.5]}
    >>> found, count = detections_table({"a": told}, "x")
    >>> found.to_pylist()[0]
    {'item_key': 'a', 'x_px': 1.0, 'y_px': 2.0, 'w_px': 3.0, 'h_px': 4.0, 'class_key': '3', \
'confidence': 0.5}
    """
    import pyarrow as pa  # noqa: PLC0415

    if _reader(source) is not None:
        source = [source]
    is_keyed = isinstance(source, Mapping)
    items: list[Any] = list(source) if is_keyed else list(range(len(source)))
    results: Sequence[Any] = list(source.values()) if is_keyed else source
    rows: list[Row] = []
    for item, result in zip(items, results, strict=True):
        read = _reader(result)
        if read is None and not (isinstance(result, list) and not result):
            raise InputFileError(
                f"{name}: the result of item {item!r} is a {type(result).__name__}, unlike that "
                "of the first one"
            )
        key: Row = {"item_key": str(item)} if is_keyed else {PLACE: item}
        path = getattr(result, "path", None)
        if path is not None and not is_keyed:
            key = {"item_key": PurePath(path).stem}
        found = read(result, f"{name}: the result of item {item!r}") if read else []
        rows += [key | row for row in found]
        if is_of_labels and not found:
            rows.append(key)
    columns = list(dict.fromkeys(each for row in rows for each in row))
    if not set(_BOX) & set(columns):
        known = columns or ["item_key"]
        columns = [*known, *_BOX, "class_name", *([] if is_of_labels else ["confidence"])]
    filled = {each: [row.get(each) for row in rows] for each in columns}
    if any(_is_turned(row) for row in rows):
        filled["angle_deg"] = [row.get("angle_deg", 0.0) for row in rows]
    return pa.table(filled), len(items)


def _is_turned(row: Row) -> bool:
    return row.get("angle_deg") is not None


def _reader(result: object) -> Any:  # noqa: ANN401
    """Return who reads the result of an item, None where it is of no kind that is known."""
    if isinstance(result, Mapping):
        return _torchvision if {"boxes", "labels"} <= set(result) else None
    if all(hasattr(result, each) for each in ("xyxy", "class_id", "confidence")):
        return _supervision
    if all(hasattr(result, each) for each in ("boxes", "names", "orig_shape")):
        return _ultralytics
    first = result[0] if isinstance(result, list | tuple) and result else None
    if isinstance(first, Mapping) and "label" in first and ("box" in first or "mask" in first):
        return _pipeline
    return None


def _torchvision(result: Mapping[str, Any], where: str) -> list[Row]:
    boxes = _corners(result["boxes"])
    masks = result.get("masks")
    return _rows(
        where,
        boxes,
        {
            "class_key": _names(result["labels"]),
            "confidence": _numbers(result.get("scores")),
            "area_px2": _numbers(result.get("area")),
            "is_crowd": _flags(result.get("iscrowd")),
            "mask": None if masks is None else [_rle(each) for each in _array(masks)],
            "keypoints": _lists(result.get("keypoints")),
        },
    )


def _supervision(result: Any, where: str) -> list[Row]:  # noqa: ANN401
    data = dict(getattr(result, "data", None) or {})
    names = data.get("class_name")
    masks = getattr(result, "mask", None)
    given: dict[str, list[Any] | None] = {
        "confidence": _numbers(result.confidence),
        "mask": None if masks is None else [_rle(each) for each in _array(masks)],
    }
    if names is not None:
        given["class_name"] = [str(each) for each in names]
    else:
        given["class_key"] = _names(result.class_id)
    return _rows(where, _corners(result.xyxy), given)


def _ultralytics(result: Any, where: str) -> list[Row]:  # noqa: ANN401
    turned = getattr(result, "obb", None)
    found = result.boxes if turned is None else turned
    if found is None:
        raise InputFileError(f"{where} has no boxes; expected a detector, not a classifier")
    names = result.names
    classes = [int(each) for each in _array(found.cls)]
    named = names if isinstance(names, Mapping) else dict(enumerate(names))
    masks, poses = getattr(result, "masks", None), getattr(result, "keypoints", None)
    given: dict[str, list[Any] | None] = {
        "class_name": [str(named.get(each, each)) for each in classes],
        "confidence": _numbers(found.conf),
        "segmentation": None if masks is None else [_polygon(each) for each in masks.xy],
        "keypoints": None if poses is None or not classes else _lists(poses.data),
    }
    if turned is None:
        return _rows(where, _corners(found.xyxy), given)
    five = _array(found.xywhr).reshape(-1, 5).tolist()
    boxes = [(x - w / 2, y - h / 2, w, h) for x, y, w, h, _ in five]
    given["angle_deg"] = [-math.degrees(angle) for *_, angle in five]
    return _rows(where, boxes, given)


def _pipeline(result: Sequence[Mapping[str, Any]], where: str) -> list[Row]:
    rows: list[Row] = []
    for each in result:
        box, score = each.get("box"), each.get("score")
        row: Row = {"class_name": str(each.get("label")), "confidence": _number(score)}
        if box is not None:
            try:
                x, y, right, bottom = (
                    float(box[side]) for side in ("xmin", "ymin", "xmax", "ymax")
                )
            except (KeyError, TypeError, ValueError) as error:
                raise InputFileError(
                    f"{where} has a box without xmin, ymin, xmax, ymax: {box!r}"
                ) from error
            row |= dict(zip(_BOX, (x, y, right - x, bottom - y), strict=True))
        else:
            row["mask"] = _rle(_array(each["mask"]))
        rows.append(row)
    return rows


def _rows(
    where: str, boxes: Sequence[Sequence[float]], given: Mapping[str, list[Any] | None]
) -> list[Row]:
    for name, values in given.items():
        if values is not None and len(values) != len(boxes):
            raise InputFileError(
                f"{where} has {len(boxes)} boxes and {len(values)} of {name}; expected as many"
            )
    told = {name: values for name, values in given.items() if values is not None}
    return [
        {**dict(zip(_BOX, box, strict=True)), **{name: told[name][place] for name in told}}
        for place, box in enumerate(boxes)
    ]


def _array(values: Any) -> Any:  # noqa: ANN401
    """Return a tensor of any package, or a list, as an array."""
    import numpy as np  # noqa: PLC0415

    if hasattr(values, "detach"):
        values = values.detach().cpu().numpy()
    return np.asarray(values)


def _corners(values: Any) -> list[tuple[float, float, float, float]]:  # noqa: ANN401
    boxes = _array(values).reshape(-1, 4).tolist()
    return [(x, y, right - x, bottom - y) for x, y, right, bottom in boxes]


def _number(value: Any) -> float | None:  # noqa: ANN401
    return None if value is None else float(value)


def _numbers(values: Any) -> list[float] | None:  # noqa: ANN401
    return None if values is None else [float(each) for each in _array(values).reshape(-1)]


def _flags(values: Any) -> list[bool] | None:  # noqa: ANN401
    return None if values is None else [bool(each) for each in _array(values).reshape(-1)]


def _names(values: Any) -> list[str] | None:  # noqa: ANN401
    if values is None:
        return None
    return [str(each.item()) for each in _array(values).reshape(-1)]


def _lists(values: Any) -> list[list[float]] | None:  # noqa: ANN401
    if values is None:
        return None
    return [
        each.reshape(-1).tolist() if each.shape[-1] == _TRIPLE else _seen(each)
        for each in _array(values)
    ]


def _seen(points: Any) -> list[float]:  # noqa: ANN401
    """Return points without visibility as if all of them could be seen."""
    flat: list[float] = []
    for x, y in points.tolist():
        flat += [x, y, 2.0]
    return flat


def _polygon(points: Any) -> list[list[float]] | None:  # noqa: ANN401
    flat = _array(points).reshape(-1).tolist()
    return [flat] if flat else None


def _rle(mask: Any) -> Row:  # noqa: ANN401
    """Return a mask of truth values, of probabilities or of whole numbers, as run lengths."""
    import numpy as np  # noqa: PLC0415
    from pycocotools import mask as coco  # noqa: PLC0415 - heavy

    drawn = np.squeeze(mask)
    limit = _HALF if drawn.dtype.kind == "f" else 0
    found = coco.encode(np.asfortranarray(drawn > limit, dtype=np.uint8))
    return {"size": list(found["size"]), "counts": found["counts"].decode()}
