"""The files that labelling tools read: COCO, YOLO and CSV, as texts by file name."""

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from duckeval.errors import UsageError

__all__ = ["WRITERS", "Content"]

Row = Mapping[str, Any]

_ITEM_COLUMNS = ("item_key", "uri", "width_px", "height_px", "split")
_BOX_COLUMNS = ("x_px", "y_px", "w_px", "h_px")
_LABEL_COLUMNS = (
    *("item_key", "class_name", "label_key"),
    *_BOX_COLUMNS,
    *("area_px2", "is_crowd", "is_difficult"),
)
_SUGGESTION_COLUMNS = (
    *("item_key", "kind", "score", "label_key", "class_name", "confidence", "iou"),
    *("prediction_set", *_BOX_COLUMNS),
)


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent.

    Attributes
    ----------
    items, classes, labels, suggestions : sequence of dict
        Rows of the queries ``read/sent_*.sql``.
    """

    items: Sequence[Row]
    classes: Sequence[Row]
    labels: Sequence[Row]
    suggestions: Sequence[Row]


def coco(content: Content) -> dict[str, str]:
    """Return COCO ground truth, and the suggestions as a list of annotations beside it."""
    categories = _category_ids(content.classes)
    names = {row["class_name"]: categories[row["class_id"]] for row in content.classes}
    truth = {
        "images": [_coco_image(row) for row in content.items],
        "categories": [
            _without_nulls(
                {
                    "id": categories[row["class_id"]],
                    "name": row["class_name"],
                    "supercategory": row["supercategory"],
                }
            )
            for row in content.classes
        ],
        "annotations": [
            {
                "id": _number(row["label_key"]),
                "image_id": _number(row["item_key"]),
                "category_id": categories[row["class_id"]],
                "bbox": [_plain(row[name]) for name in _BOX_COLUMNS],
                "area": _plain(row["area_px2"]),
                "iscrowd": int(row["is_crowd"]),
                "difficult": int(row["is_difficult"]),
            }
            for row in content.labels
        ],
    }
    suggestions = [
        _without_nulls(
            {
                "image_id": _number(row["item_key"]),
                "category_id": names[row["class_name"]],
                "bbox": [_plain(row[name]) for name in _BOX_COLUMNS],
                "kind": row["kind"],
                "score": row["score"],
                "confidence": row["confidence"],
                "iou": row["iou"],
                "annotation_id": _number(row["label_key"]),
                "prediction_set": row["prediction_set"],
            }
        )
        for row in content.suggestions
    ]
    return {
        "images.txt": _images(content.items),
        "labels.json": _arrays(truth),
        "suggestions.json": _array(suggestions) + "\n",
    }


def table(content: Content) -> dict[str, str]:
    """Return labels, items without labels among them, and suggestions as CSV."""
    of_item = {row["item_id"]: row for row in content.items}
    labelled = {row["item_id"] for row in content.labels}
    rows = [{**of_item[row["item_id"]], **row} for row in content.labels]
    rows += [row for row in content.items if row["item_id"] not in labelled]  # type: ignore[misc]
    columns = (*_LABEL_COLUMNS, *_ITEM_COLUMNS[1:])
    return {
        "images.txt": _images(content.items),
        "labels.csv": _csv(columns, rows),
        "suggestions.csv": _csv(_SUGGESTION_COLUMNS, content.suggestions),
    }


def yolo(content: Content) -> dict[str, str]:
    """Return a text file for each image: class, centre and size as fractions of the image.

    Suggestions stand beside the labels in a folder of their own, with their confidence last. The
    format has no word for crowds, so crowd labels are left out.
    """
    places = {row["class_id"]: place for place, row in enumerate(content.classes)}
    names = {row["class_name"]: place for place, row in enumerate(content.classes)}
    stems = _stems(content.items)
    lines: dict[int, list[str]] = {row["item_id"]: [] for row in content.items}
    hints: dict[int, list[str]] = {row["item_id"]: [] for row in content.items}
    of_item = {row["item_id"]: row for row in content.items}
    for row in content.labels:
        if row["is_crowd"]:
            continue
        box = _fractions(row, of_item[row["item_id"]])
        lines[row["item_id"]].append(f"{places[row['class_id']]} {box}")
    for row in content.suggestions:
        box = _fractions(row, of_item[row["item_id"]])
        confidence = "" if row["confidence"] is None else f" {row['confidence']!r}"
        hints[row["item_id"]].append(f"{names[row['class_name']]} {box}{confidence}")
    texts = {
        "images.txt": _images(content.items),
        "classes.txt": "".join(f"{row['class_name']}\n" for row in content.classes),
        "suggestions.csv": _csv(_SUGGESTION_COLUMNS, content.suggestions),
    }
    for item_id, stem in stems.items():
        texts[f"labels/{stem}.txt"] = "".join(f"{line}\n" for line in lines[item_id])
        if hints[item_id]:
            texts[f"suggestions/{stem}.txt"] = "".join(f"{line}\n" for line in hints[item_id])
    return texts


WRITERS: dict[str, Callable[[Content], dict[str, str]]] = {
    "coco": coco,
    "yolo": yolo,
    "csv": table,
}
"""What each format writes: texts by file name."""


def _coco_image(row: Row) -> dict[str, Any]:
    return _without_nulls(
        {
            "id": _number(row["item_key"]),
            "file_name": row["uri"],
            "width": row["width_px"],
            "height": row["height_px"],
            "split": row["split"],
        }
    )


def _category_ids(classes: Sequence[Row]) -> dict[int, Any]:
    """Return the ids of the classes: those of the data set where they are numbers, else from 1."""
    keys = {row["class_id"]: _number(row["class_key"]) for row in classes}
    if any(isinstance(key, str) for key in keys.values()):
        return {row["class_id"]: place for place, row in enumerate(classes, start=1)}
    following = 1 + max((key for key in keys.values() if isinstance(key, int)), default=0)
    for class_id in [class_id for class_id, key in keys.items() if key is None]:
        keys[class_id] = following
        following += 1
    return keys


def _number(key: str | None) -> int | str | None:
    """Return a key as it stood in the file: as a number if it is written as one.

    Examples
    --------
    >>> _number("12"), _number("012"), _number("a"), _number(None)
    (12, '012', 'a', None)
    """
    if key is not None and key.removeprefix("-").isdecimal() and str(int(key)) == key:
        return int(key)
    return key


def _plain(value: float) -> float:
    """Return a number without a fraction as an integer.

    Examples
    --------
    >>> _plain(3.0), _plain(3.25)
    (3, 3.25)
    """
    return int(value) if float(value).is_integer() else value


def _without_nulls(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _images(items: Iterable[Row]) -> str:
    return "".join(f"{row['uri'] or row['item_key']}\n" for row in items)


def _stems(items: Iterable[Row]) -> dict[int, str]:
    """Return the name of the file of each item: that of its image without folder and suffix."""
    found: dict[str, Row] = {}
    for row in items:
        stem = PurePosixPath((row["uri"] or row["item_key"]).replace("\\", "/")).stem
        former = found.setdefault(stem, row)
        if former is not row:
            raise UsageError(
                f"items {former['item_key']!r} and {row['item_key']!r} would both be written to "
                f"labels/{stem}.txt",
                hint="send them with --format coco or csv, which go by the key of an item",
            )
    return {row["item_id"]: stem for stem, row in found.items()}


def _fractions(box: Row, item: Row) -> str:
    width, height = item["width_px"], item["height_px"]
    if not width or not height:
        raise UsageError(
            f"item {item['item_key']!r} has no width and height; YOLO labels are fractions of them",
            hint="send with --format coco or csv, or load labels that say how large images are",
        )
    numbers = (
        (box["x_px"] + box["w_px"] / 2) / width,
        (box["y_px"] + box["h_px"] / 2) / height,
        box["w_px"] / width,
        box["h_px"] / height,
    )
    if not all(map(math.isfinite, numbers)):
        raise AssertionError(f"a box that is not finite: {box}")
    return " ".join(repr(number) for number in numbers)


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return file.getvalue()


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _array(rows: Iterable[Mapping[str, Any]]) -> str:
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"


def _arrays(parts: Mapping[str, Iterable[Mapping[str, Any]]]) -> str:
    text = ",\n".join(f'"{name}": {_array(rows)}' for name, rows in parts.items())
    return f"{{\n{text}\n}}\n"
