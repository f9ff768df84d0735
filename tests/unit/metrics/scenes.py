"""Small label files with boxes on whole pixels, and their metrics in plain loops."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

Box = tuple[float, float, float, float]


def labels_file(path: Path, seed: int, *, items: int = 12, most: int = 9) -> dict[str, Any]:
    """Write a COCO file whose boxes lie on whole pixels, some of them beyond the image."""
    chance = random.Random(seed)  # noqa: S311 - a scene, no secret
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for image in range(1, items + 1):
        width, height = chance.randint(20, 60), chance.randint(20, 60)
        images.append({"id": image, "file_name": f"{image}.jpg", "width": width, "height": height})
        for _ in range(chance.randint(0, most)):
            left, top = chance.randint(-5, width - 5), chance.randint(-5, height - 5)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image,
                    "category_id": chance.randint(1, 3),
                    "bbox": [left, top, chance.randint(0, 30), chance.randint(0, 30)],
                    "iscrowd": 0,
                }
            )
    content = {
        "images": images,
        "annotations": annotations,
        "categories": [{"id": each, "name": f"class {each}"} for each in (1, 2, 3)],
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return content


def iou(one: Box, other: Box) -> float:
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (one[2] * one[3] + other[2] * other[3] - both)


def largest_iou(content: dict[str, Any], label: dict[str, Any], *, same_class: bool) -> float:
    return max(
        (
            iou(label["bbox"], other["bbox"])
            for other in content["annotations"]
            if other["id"] != label["id"]
            and other["image_id"] == label["image_id"]
            and (other["category_id"] == label["category_id"]) == same_class
        ),
        default=0.0,
    )


def density(content: dict[str, Any], image: dict[str, Any]) -> float:
    """Count the pixels that a box covers."""
    pixels = np.zeros((image["height"], image["width"]), dtype=bool)
    for label in content["annotations"]:
        if label["image_id"] == image["id"]:
            left, top, width, height = label["bbox"]
            pixels[max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)] = True
    return int(pixels.sum()) / int(image["width"] * image["height"])
