"""The rule `closest` read as its text says it, on the first images of a set.

The reading itself (plain loops, nothing of the product) is the one that the tests use. Here it is
asked image by image, because a prediction and a label of different images have nothing in common.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from math import fsum

from benchmarks.job import Request
from benchmarks.measure import Outcome

from tests.oracle import closest, measures, scene


class BruteForce:
    """The engine that is never wrong and never fast."""

    def run(self, request: Request) -> Outcome:
        outcome = Outcome()
        items = request.subset()
        with outcome.lap():
            scenes = _scenes(request, set(items))
            for name, (threshold, confidence) in request.subset_questions().items():
                outcome.numbers[name] = _mean_ap(scenes.values(), threshold, confidence)
            for value, members in request.groups("camera").items():
                chosen = [scenes[item] for item in members if item in scenes]
                if chosen:
                    outcome.numbers[value] = _mean_ap(chosen, 0.5, 0.0)
        return outcome


def _scenes(request: Request, items: set[int]) -> dict[int, scene.Scene]:
    truth = json.loads((request.data / "gt.json").read_text(encoding="utf-8"))
    results = json.loads((request.data / "dt.json").read_text(encoding="utf-8"))
    names = {each["id"]: each["name"] for each in truth["categories"]}
    labels, predictions = defaultdict(list), defaultdict(list)
    for row in truth["annotations"]:
        if row["image_id"] in items:
            labels[row["image_id"]].append(
                scene.Label(
                    key=f"{row['id']:010d}",
                    item=str(row["image_id"]),
                    class_name=names[row["category_id"]],
                    box=tuple(row["bbox"]),
                    is_crowd=bool(row["iscrowd"]),
                    area=row["area"],
                )
            )
    for place, row in enumerate(results):
        if row["image_id"] in items:
            predictions[row["image_id"]].append(
                scene.Prediction(
                    key=f"{place:010d}",
                    item=str(row["image_id"]),
                    class_name=names[row["category_id"]],
                    confidence=row["score"],
                    box=tuple(row["bbox"]),
                )
            )
    return {
        item: scene.Scene(
            items=(scene.Item(str(item)),),
            labels=tuple(labels[item]),
            predictions=tuple(predictions[item]),
            classes=tuple(names.values()),
        )
        for item in items
    }


def _mean_ap(scenes: Iterable[scene.Scene], threshold: float, confidence: float) -> float | None:
    """Mean AP over the classes that have a label."""
    setting = closest.Setting(iou_threshold=threshold, min_confidence=confidence)
    judged: dict[str, list[tuple[tuple[object, ...], bool]]] = defaultdict(list)
    label_count: dict[str, int] = defaultdict(int)
    for each in scenes:
        for label in each.labels:
            label_count[label.class_name] += setting.counts(label)
        for one in closest.outcomes(each, setting):
            if one.outcome != "ignored":
                found = one.prediction
                rank = (-found.confidence, each.items[0].order, found.box, found.key)
                judged[found.class_name].append((rank, one.outcome == "tp"))
    values = [
        measures.average_precision([hit for _, hit in sorted(judged[name])], labels)
        for name, labels in label_count.items()
        if labels
    ]
    return fsum(values) / len(values) if values else None
