"""Runs tidecv, the published implementation of TIDE, on a scene."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.scene import Scene


@dataclass(frozen=True)
class Reference:
    """What tidecv says; average precision as a fraction."""

    ap: float
    counts: dict[str, int]
    gains: dict[str, float]
    types: dict[str, str]  # of each prediction that has an error, by its key
    missed: set[str]


def tidecv_of(
    scene: Scene, *, iou: float = 0.5, background: float = 0.1, max_detections: int = 10**9
) -> Reference:
    """Return the errors that tidecv finds; its default is 100 detections an image."""
    with warnings.catch_warnings(action="ignore"):  # of its plotting libraries
        from tidecv import TIDE, Data
    truth, results = Data("truth", max_dets=max_detections), Data("results")
    classes = {name: number for number, name in enumerate(scene.classes)}
    for item in sorted(scene.items, key=lambda one: one.order):
        truth.add_image(item.key, item.key)
    for label in scene.labels_in_order():
        add = truth.add_ignore_region if label.is_crowd else truth.add_ground_truth
        add(label.item, classes[label.class_name], list(label.box))
    ordered = scene.predictions_in_order()
    for one in ordered:
        results.add_detection(one.item, classes[one.class_name], one.confidence, list(one.box))
    run = TIDE(iou, background).evaluate(truth, results, mode=TIDE.BOX)
    labels = scene.labels_in_order()
    types, missed = {}, set()
    for error in run.errors:
        if hasattr(error, "pred"):
            types[ordered[error.pred["_id"]].key] = error.short_name
        else:
            missed.add(labels[error.gt["_id"]].key)
    gains = {**run.fix_main_errors(), **run.fix_special_errors()}
    return Reference(
        ap=run.ap / 100,
        counts={kind.short_name: count for kind, count in run.count_errors().items()},
        gains={kind.short_name: gain / 100 for kind, gain in gains.items()},
        types=types,
        missed=missed,
    )
