"""Random COCO files with polygons, run lengths of both kinds and crowds, from a seed."""

from __future__ import annotations

import random
import warnings
from typing import Any

import numpy as np
from pycocotools import mask

Rle = dict[str, Any]


def mask_files(seed: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return ground truth and results; predictions lie on labels, moved, and confidences tie."""
    chance = random.Random(seed)  # noqa: S311
    # some classes and images without anything, sizes that differ, keys with gaps
    images = [
        {"id": key, "height": chance.randint(8, 60), "width": chance.randint(8, 60)}
        for key in chance.sample(range(1, 30), chance.randint(1, 5))
    ]
    classes = [{"id": key, "name": f"class {key}"} for key in (1, 2, 5)[: chance.randint(1, 3)]]
    annotations, results = [], []
    for number in range(chance.randint(0, 14)):
        image = chance.choice(images)
        polygon = _polygon(chance, image)
        is_crowd = chance.random() < 0.2
        rle = mask.merge(mask.frPyObjects(polygon, image["height"], image["width"]))
        way = chance.choice(["runs", "text"] if is_crowd else ["polygon", "runs", "text"])
        annotations.append(
            {
                "id": number + 1,
                "image_id": image["id"],
                "category_id": chance.choice(classes)["id"],
                "segmentation": polygon if way == "polygon" else _written(rle, way),
                "iscrowd": int(is_crowd),
                "bbox": mask.toBbox(rle).tolist(),
                # areas on the edges of the ranges, whatever the shape
                "area": chance.choice([float(mask.area(rle)), 1024.0, 9216.0, 500.0]),
            }
        )
    has_boxes = chance.random() < 0.3
    for _ in range(chance.randint(0, 20)):
        image = chance.choice(images)
        here = [one for one in annotations if one["image_id"] == image["id"]]
        shape = _polygon(chance, image)
        if here and chance.random() < 0.8:
            nearest = chance.choice(here)["segmentation"]
            if isinstance(nearest, list):
                step = chance.choice([0.0, 0.0, 0.7, 2.0])
                shape = [[value + step for value in part] for part in nearest]
        rle = mask.merge(mask.frPyObjects(shape, image["height"], image["width"]))
        if not mask.area(rle):
            continue
        result = {
            "image_id": image["id"],
            "category_id": chance.choice(classes)["id"],
            "segmentation": _written(rle, "text"),
            "score": chance.choice([0.1, 0.5, 0.5, 0.9, 0.9, 1.0]),
        }
        if has_boxes:
            result["bbox"] = mask.toBbox(rle).tolist()
        results.append(result)
    return {"images": images, "categories": classes, "annotations": annotations}, results


def _polygon(chance: random.Random, image: dict[str, Any]) -> list[list[float]]:
    """Return one to three parts, which may cross themselves, one another and the border."""
    return [
        [
            round(chance.uniform(-4, image[side] + 4), 1)
            for _ in range(chance.randint(3, 8))
            for side in ("width", "height")
        ]
        for _ in range(chance.choice([1, 1, 1, 2, 3]))
    ]


def _written(rle: Rle, way: str) -> Rle:
    if way == "text":
        return {"size": rle["size"], "counts": rle["counts"].decode()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # NumPy 2 about pycocotools
        inside = mask.decode(rle)
    pixels = np.concatenate([[0], inside.flatten(order="F"), [-1]])
    edges = np.flatnonzero(np.diff(pixels))
    return {"size": rle["size"], "counts": np.diff(np.concatenate([[0], edges])).tolist()}
