"""Rotated boxes by shapely: corners, overlaps, and COCO's evaluation of them; random scenes.

A scene holds the boxes around its rotated boxes, by which ties are broken; `Turned` knows what lies
inside of each. Nothing of the product is used: shapely turns, cuts and measures.
"""

from __future__ import annotations

import contextlib
import io
import random
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from shapely import affinity

from tests.oracle.scene import Item, Label, Prediction, Scene

if TYPE_CHECKING:
    from collections.abc import Iterable

Box: TypeAlias = tuple[float, float, float, float]
Rotated: TypeAlias = tuple[float, float, float, float, float]  # x, y, w, h before turning, degrees


def polygon_of(box: Rotated) -> Any:
    """Return a rotated box; y runs down, so counter-clockwise on the screen is -angle here."""
    x, y, w, h, angle = box
    return affinity.rotate(shapely.box(x, y, x + w, y + h), -angle, origin="centroid")


class Turned:
    """The rotated boxes of a scene by the boxes around them."""

    def __init__(self) -> None:
        self.inside: dict[Box, Rotated] = {}

    def around(self, box: Rotated) -> Box:
        left, top, right, bottom = polygon_of(box).bounds
        found = (left, top, right - left, bottom - top)
        self.inside[found] = box
        return found

    def polygon(self, around: Box) -> Any:
        return polygon_of(self.inside[around])

    def iou(self, first: Box, second: Box) -> float:
        one, other = self.polygon(first), self.polygon(second)
        shared = one.intersection(other).area
        return float(shared / (one.area + other.area - shared))

    def crowd_share(self, prediction: Box, crowd: Box) -> float:
        one = self.polygon(prediction)
        return float(one.intersection(self.polygon(crowd)).area / one.area)


def rotated_scene(seed: int) -> tuple[Scene, Turned]:
    """Return a scene of rotated boxes: many predictions lie on labels; confidences tie."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    turned = Turned()
    keys = [str(key) for key in chance.sample(range(1, 50), chance.randint(1, 4))]
    classes = ("bus", "car", "person")[: chance.randint(1, 3)]

    def any_box() -> Rotated:
        return (
            chance.uniform(0, 60), chance.uniform(0, 60), chance.uniform(4, 60),
            chance.uniform(4, 60), chance.uniform(-400, 400),
        )  # fmt: skip

    labels: list[Label] = []
    # every item has a label, for a table of labels names no other items
    for number, key in enumerate([*keys, *chance.choices(keys, k=chance.randint(0, 12))]):
        again = labels and chance.random() < 0.1
        box = turned.inside[chance.choice(labels).box] if again else any_box()
        labels.append(
            Label(
                key=str(100 + number),
                item=key,
                class_name=chance.choice(classes),
                box=turned.around(box),
                is_crowd=chance.random() < 0.15,
                is_difficult=chance.random() < 0.15,
                area=box[2] * box[3],
            )
        )
    predictions: list[Prediction] = []
    for number in range(chance.randint(1, 25)):
        near = chance.choice(labels)
        box, name, key = any_box(), chance.choice(classes), chance.choice(keys)
        if chance.random() < 0.8:
            step = chance.choice([0.0, 1.0, 4.0])
            x, y, w, h, angle = turned.inside[near.box]
            box = (x + step, y - step, w * chance.choice([1.0, 0.9]), h, angle + 3 * step)
            name, key = near.class_name, near.item
        predictions.append(
            Prediction(
                str(500 + number), key, name, chance.choice([0.1, 0.5, 0.5, 0.9]),
                turned.around(box),
            )
        )  # fmt: skip
    return Scene(tuple(map(Item, keys)), tuple(labels), tuple(predictions), classes), turned


def twelve_of_rotated(scene: Scene, turned: Turned) -> list[float | None]:
    """Return what pycocotools says when shapely measures the overlaps."""

    class Evaluation(COCOeval):  # type: ignore[misc]
        def computeIoU(self, item: int, class_id: int) -> Any:  # noqa: N802 - its name
            found = sorted(self._dts[item, class_id], key=lambda one: -one["score"])
            truth = self._gts[item, class_id]
            if not found or not truth:
                return []
            return np.array(
                [
                    [
                        (turned.crowd_share if label["iscrowd"] else turned.iou)(
                            tuple(one["bbox"]), tuple(label["bbox"])
                        )
                        for label in truth
                    ]
                    for one in found[: self.params.maxDets[-1]]
                ]
            )

    numbers = {name: place + 1 for place, name in enumerate(scene.classes)}

    def objects(rows: Iterable[Label | Prediction]) -> list[dict[str, Any]]:
        return [
            {
                "id": place + 1,
                "image_id": int(one.item),
                "category_id": numbers[one.class_name],
                "bbox": list(one.box),
                "iscrowd": int(getattr(one, "is_crowd", False)),
                "area": turned.inside[one.box][2] * turned.inside[one.box][3],
                "score": getattr(one, "confidence", 0.0),
            }
            for place, one in enumerate(rows)
        ]

    with contextlib.redirect_stdout(io.StringIO()):
        sides = []
        for rows in (scene.labels, scene.predictions):
            side = COCO()
            side.dataset = {
                "images": [{"id": int(item.key)} for item in scene.items],
                "categories": [{"id": number, "name": name} for name, number in numbers.items()],
                "annotations": objects(rows),
            }
            side.createIndex()
            sides.append(side)
        evaluation = Evaluation(*sides, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return [None if value == -1 else float(value) for value in evaluation.stats]


def tables_of(scene: Scene, turned: Turned) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Return labels and predictions as columns, with the rotated boxes as x, y, w, h and angle."""

    def columns(rows: Iterable[Label | Prediction]) -> dict[str, list[Any]]:
        names = ("x_px", "y_px", "w_px", "h_px", "angle_deg")
        boxes = [turned.inside[one.box] for one in rows]
        return {
            "item_key": [one.item for one in rows],
            "class_name": [one.class_name for one in rows],
            **{name: [box[place] for box in boxes] for place, name in enumerate(names)},
        }

    return (
        {
            **columns(scene.labels),
            "label_key": [one.key for one in scene.labels],
            "is_crowd": [one.is_crowd for one in scene.labels],
            "is_difficult": [one.is_difficult for one in scene.labels],
        },
        {
            **columns(scene.predictions),
            "prediction_key": [one.key for one in scene.predictions],
            "confidence": [one.confidence for one in scene.predictions],
        },
    )
