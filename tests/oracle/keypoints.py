"""Random COCO files with keypoints and crowds, from a seed; and what pycocotools says of them."""

from __future__ import annotations

import contextlib
import io
import math
import random
from typing import Any

from tests.oracle.coco import _defined, _evaluation, _run

TEN = (
    "ap", "ap50", "ap75", "ap_medium", "ap_large",
    "ar_20", "ar50", "ar75", "ar_medium", "ar_large",
)  # fmt: skip

JOINTS = 17
SIGMAS = (
    0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072,
    0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089,
)  # fmt: skip


def ten_of(truth: dict[str, Any], results: list[dict[str, Any]]) -> dict[str, float | None]:
    """Return the ten numbers of keypoints."""
    evaluation = _evaluation(truth, results, "keypoints")
    _run(evaluation)
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation.summarize()
    return dict(zip(TEN, (_defined(value) for value in evaluation.stats), strict=True))


def keypoint_files(seed: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return ground truth and results: poses moved, none visible, crowds, ties."""
    chance = random.Random(seed)  # noqa: S311
    images = [
        {"id": key, "height": 200, "width": 300}
        for key in chance.sample(range(1, 30), chance.randint(1, 4))
    ]
    names = [f"joint {place}" for place in range(JOINTS)]
    classes = [
        {"id": key, "name": f"class {key}"} | ({"keypoints": names} if key == 1 else {})
        for key in (1, 3)[: chance.randint(1, 2)]
    ]
    annotations = []
    for number in range(chance.randint(0, 12)):
        pose = _pose(chance, is_seen=chance.choice([0.0, 0.3, 0.9, 1.0]))
        visible = sum(value > 0 for value in pose[2::3])
        width, height = chance.choice([20.0, 60.5, 120.0]), chance.choice([20.0, 90.0])
        annotations.append(
            {
                "id": number + 1,
                "image_id": chance.choice(images)["id"],
                "category_id": chance.choice(classes)["id"],
                "keypoints": pose,
                "num_keypoints": visible,
                "iscrowd": int(chance.random() < 0.15),
                "bbox": [chance.uniform(0, 100), chance.uniform(0, 100), width, height],
                # areas on the edges of the ranges, whatever the pose
                "area": chance.choice([1024.0, 9216.0, 500.0, 3000.0, 20000.0]),
            }
        )
    results = []
    has_boxes = chance.random() < 0.3
    for _ in range(chance.choice([0, 3, 12, 60])):
        image, class_id = chance.choice(images)["id"], chance.choice(classes)["id"]
        here = [one for one in annotations if one["image_id"] == image]
        pose = _pose(chance, is_seen=0.8)
        if here and chance.random() < 0.85:
            nearest: Any = chance.choice(here)
            class_id = nearest["category_id"] if chance.random() < 0.9 else class_id
            spread = chance.choice([0.0, 1.0, 3.0, 10.0])
            pose = [
                value if place % 3 == 2 else value + round(chance.gauss(0, spread), 1)
                for place, value in enumerate(nearest["keypoints"])
            ]
        result = {
            "image_id": image,
            "category_id": class_id,
            "keypoints": pose,
            "score": chance.choice([0.1, 0.5, 0.5, 0.9, 0.9, 1.0]),
        }
        if has_boxes:
            result["bbox"] = [1.0, 2.0, chance.choice([32.0, 96.0, 200.0]), 32.0]
        results.append(result)
    return {"images": images, "categories": classes, "annotations": annotations}, results


def closest_counts(
    truth: dict[str, Any], results: list[dict[str, Any]], threshold: float = 0.5
) -> tuple[int, int, int]:
    """Return true and false positives and missed labels, as `closest_pairs` finds them."""
    labels = [one for one in truth["annotations"] if not _hides(one)]
    found = closest_pairs(truth, results, threshold)
    hidden = sum(
        place not in found.values()
        and any(
            oks(one, label) >= threshold
            for label in truth["annotations"]
            if _hides(label) and _is_near(one, label)
        )
        for place, one in enumerate(results)
    )
    return len(found), len(results) - len(found) - hidden, len(labels) - len(found)


def closest_pairs(
    truth: dict[str, Any], results: list[dict[str, Any]], threshold: float = 0.5
) -> dict[int, int]:
    """Return the place of the result that finds each label, where a result has one label at most.

    That is the most alike of its class; the first result to reach a label finds it. A crowd, or a
    label without a visible joint, hides what resembles it.
    """
    labels = [one for one in truth["annotations"] if not _hides(one)]
    reached = []
    for place, one in enumerate(results):
        near = [(oks(one, label), -label["id"]) for label in labels if _is_near(one, label)]
        most, label_id = max(near, default=(0.0, 0))
        if most >= threshold:
            reached.append((-one["score"], -most, place, -label_id))
    first: dict[int, int] = {}
    for _, _, place, label_id in sorted(reached):
        first.setdefault(label_id, place)
    return first


def oks(one: dict[str, Any], label: dict[str, Any]) -> float:
    """Return the object keypoint similarity, from its definition."""
    x, y, width, height = label["bbox"]
    seen = [place for place in range(JOINTS) if label["keypoints"][3 * place + 2] > 0]
    total = 0.0
    for place in seen or range(JOINTS):
        px, py = one["keypoints"][3 * place : 3 * place + 2]
        lx, ly = label["keypoints"][3 * place : 3 * place + 2]
        if not seen:  # the nearest point of the box, three times as wide and as high
            lx = min(max(px, x - width), x + 2 * width)
            ly = min(max(py, y - height), y + 2 * height)
        square = (px - lx) ** 2 + (py - ly) ** 2
        total += math.exp(-square / (2 * label["area"] * (2 * SIGMAS[place]) ** 2))
    return total / len(seen or range(JOINTS))


def _hides(label: dict[str, Any]) -> bool:
    return bool(label["iscrowd"]) or label["num_keypoints"] == 0


def _is_near(one: dict[str, Any], label: dict[str, Any]) -> bool:
    return all(one[key] == label[key] for key in ("image_id", "category_id"))


def _pose(chance: random.Random, *, is_seen: float) -> list[float]:
    x, y, size = chance.uniform(0, 200), chance.uniform(0, 120), chance.choice([15, 60])
    pose: list[float] = []
    for _ in range(JOINTS):
        if chance.random() < is_seen:
            pose += [round(x + chance.uniform(0, size), 1), round(y + chance.uniform(0, size), 1)]
            pose.append(chance.choice([1, 2]))
        else:
            pose += [0.0, 0.0, 0]
    return pose
