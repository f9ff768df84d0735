"""Writes scenes as the files that users have: COCO JSON, and columns for parquet or CSV."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.oracle.scene import Fact, Scene


def coco_truth(scene: Scene, *, first_annotation_id: int = 1) -> dict[str, Any]:
    """Return the scene as a COCO ground truth: its item keys must be whole numbers."""
    numbers = {name: place + 1 for place, name in enumerate(scene.classes)}
    return {
        "images": [
            {"id": int(item.key), "file_name": f"{item.key}.png", "width": 640, "height": 480}
            for item in scene.items
        ],
        "categories": [{"id": number, "name": name} for name, number in numbers.items()],
        "annotations": [
            {
                "id": place + first_annotation_id,
                "image_id": int(label.item),
                "category_id": numbers[label.class_name],
                "bbox": list(label.box),
                "area": label.area_px2,
                "iscrowd": int(label.is_crowd),
            }
            for place, label in enumerate(scene.labels)
        ],
    }


def coco_results(scene: Scene) -> list[dict[str, Any]]:
    """Return the predictions of the scene as COCO results."""
    numbers = {name: place + 1 for place, name in enumerate(scene.classes)}
    return [
        {
            "image_id": int(one.item),
            "category_id": numbers[one.class_name],
            "bbox": list(one.box),
            "score": one.confidence,
        }
        for one in scene.predictions
    ]


def write_json(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def write_parquet(path: Path, rows: Sequence[Mapping[str, Fact]], types: Mapping[str, str]) -> Path:
    """Write rows with the named columns; a type is an alias of pyarrow, as string or float64."""
    schema = pa.schema([(name, pa.type_for_alias(alias)) for name, alias in types.items()])
    columns = {name: [row.get(name) for row in rows] for name in types}
    pq.write_table(pa.table(columns, schema=schema), path)
    return path


def label_rows(scene: Scene) -> list[dict[str, Fact]]:
    """Return the labels of the scene as rows of a tabular file."""
    return [
        {
            "item_key": one.item,
            "class_name": one.class_name,
            "x_px": one.box[0],
            "y_px": one.box[1],
            "w_px": one.box[2],
            "h_px": one.box[3],
            "label_key": one.key,
            "area_px2": one.area_px2,
            "is_crowd": one.is_crowd,
            "is_difficult": one.is_difficult,
            **one.facts,
        }
        for one in scene.labels
    ]


def prediction_rows(scene: Scene) -> list[dict[str, Fact]]:
    """Return the predictions of the scene as rows of a tabular file."""
    return [
        {
            "item_key": one.item,
            "class_name": one.class_name,
            "confidence": one.confidence,
            "x_px": one.box[0],
            "y_px": one.box[1],
            "w_px": one.box[2],
            "h_px": one.box[3],
            "prediction_key": one.key,
            **one.facts,
        }
        for one in scene.predictions
    ]


LABEL_TYPES = {
    "item_key": "string",
    "class_name": "string",
    "x_px": "float64",
    "y_px": "float64",
    "w_px": "float64",
    "h_px": "float64",
    "label_key": "string",
    "area_px2": "float64",
    "is_crowd": "bool",
    "is_difficult": "bool",
}

PREDICTION_TYPES = {
    "item_key": "string",
    "class_name": "string",
    "confidence": "float64",
    "x_px": "float64",
    "y_px": "float64",
    "w_px": "float64",
    "h_px": "float64",
    "prediction_key": "string",
}
