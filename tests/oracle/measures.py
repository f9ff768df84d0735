"""Counts, rates and average precision from a list of outcomes, each by its definition.

Undefined is None. Sums of fractions are exact (`math.fsum`), so that a difference is a difference
of definition and not of the order of additions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.oracle.closest import outcomes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.oracle.closest import Outcome, Setting
    from tests.oracle.scene import Scene

THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95)
"""The floats that pycocotools makes; the ninth is a hair below 0.9."""


@dataclass(frozen=True)
class ClassRow:
    """One row of `class_performance`."""

    class_name: str
    label_count: int
    prediction_count: int
    true_positive_count: int
    precision: float | None
    recall: float | None
    f1: float | None
    ap: float | None
    ar: float | None
    mean_iou: float | None

    @property
    def false_positive_count(self) -> int:
        return self.prediction_count - self.true_positive_count

    @property
    def false_negative_count(self) -> int:
        return self.label_count - self.true_positive_count

    @property
    def is_observed(self) -> bool:
        return self.label_count > 0 or self.prediction_count > 0


def ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def mean(values: Sequence[float | None]) -> float | None:
    defined = [value for value in values if value is not None]
    return math.fsum(defined) / len(defined) if defined else None


def f1_score(true_positives: int, predictions: int, labels: int) -> float | None:
    return ratio(2 * true_positives, predictions + labels)


def average_precision(
    is_true: Sequence[bool], label_count: int, interpolation: str = "101"
) -> float:
    """Return the average precision of outcomes ranked by confidence, for at least one label."""
    curve = []
    found = 0
    for rank, hit in enumerate(is_true, start=1):
        found += hit
        curve.append((found, found / rank))
    heights = [
        max((precision for found, precision in curve if found >= least), default=0.0)
        for least in _labels_to_find(label_count, interpolation)
    ]
    return math.fsum(heights) / len(heights)


def _labels_to_find(label_count: int, interpolation: str) -> list[int]:
    """Return, for each recall at which precision is read, how many labels reach it."""
    if interpolation == "all":
        return list(range(1, label_count + 1))
    # COCO and the programs for VOC compare floats: 9 labels of 15 do not reach a recall of
    # 6 * 0.1, which is a hair above 0.6, and the published numbers say so.
    steps, width = (11, 0.1) if interpolation == "11" else (101, 0.01)
    return [
        next(found for found in range(label_count + 1) if found / label_count >= step * width)
        for step in range(steps)
    ]


def class_rows(
    scene: Scene, setting: Setting, *, interpolation: str = "101", class_set: str = "observed"
) -> list[ClassRow]:
    """Return a row for each class of the class set."""
    judged = outcomes(scene, setting)
    at_each = [outcomes(scene, replace(setting, iou_threshold=t)) for t in THRESHOLDS]
    rows = []
    for name in scene.classes:
        row = _class_row(name, scene, setting, judged, at_each, interpolation)
        if (
            (class_set == "declared" and scene.declares(name))
            or (class_set == "labelled" and row.label_count > 0)
            or (class_set != "labelled" and row.is_observed)
        ):
            rows.append(row)
    return rows


def performance_row(
    scene: Scene, setting: Setting, *, interpolation: str = "101", class_set: str = "observed"
) -> dict[str, float | None]:
    """Return the row of `performance` of the whole scene."""
    rows = class_rows(scene, setting, interpolation=interpolation, class_set=class_set)
    labels = sum(row.label_count for row in rows)
    predictions = sum(row.prediction_count for row in rows)
    found = sum(row.true_positive_count for row in rows)
    names = {row.class_name for row in rows}
    ious = [
        one.iou
        for one in outcomes(scene, setting)
        if one.outcome == "tp" and one.prediction.class_name in names
    ]
    return {
        "item_count": len(scene.items),
        "class_count": len(rows),
        "label_count": labels,
        "prediction_count": predictions,
        "true_positive_count": found,
        "false_positive_count": predictions - found,
        "false_negative_count": labels - found,
        "map": mean([row.ap for row in rows]),
        "mar": mean([row.ar for row in rows]),
        "precision_macro": mean([row.precision for row in rows]),
        "recall_macro": mean([row.recall for row in rows]),
        "f1_macro": mean([row.f1 for row in rows]),
        "precision_micro": ratio(found, predictions),
        "recall_micro": ratio(found, labels),
        "f1_micro": f1_score(found, predictions, labels),
        "mean_iou": mean(ious),
        "accuracy": ratio(found, predictions + labels - found),
    }


def best_threshold(
    scene: Scene, setting: Setting, class_name: str | None
) -> tuple[float, float | None, float | None, float | None] | None:
    """Return the confidence of the highest F1, ties to the lower one, and what it brings."""
    labels = count_labels(scene, setting, class_name)
    judged = [
        (one.prediction.confidence, one.outcome == "tp")
        for one in outcomes(scene, setting)
        if one.outcome != "ignored" and class_name in {None, one.prediction.class_name}
    ]
    best: tuple[float, float | None, float | None, float | None] | None = None
    for confidence in sorted({confidence for confidence, _ in judged}):
        kept = [hit for score, hit in judged if score >= confidence]
        f1 = f1_score(sum(kept), len(kept), labels)
        if best is None or (f1 or 0.0) > (best[3] or 0.0):
            best = (confidence, ratio(sum(kept), len(kept)), ratio(sum(kept), labels), f1)
    return best


def curve(
    scene: Scene, setting: Setting, class_name: str
) -> list[tuple[int, float, float, float | None, float | None]]:
    """Return rank, confidence, precision, recall and interpolated precision of a class.

    A class without labels has no recall, and so no precision at a recall either.
    """
    labels = count_labels(scene, setting, class_name)
    judged = counted(outcomes(scene, setting), class_name)
    hits = [one.outcome == "tp" for one in judged]
    precisions = [sum(hits[:rank]) / rank for rank in range(1, len(hits) + 1)]
    return [
        (
            rank,
            one.prediction.confidence,
            precisions[rank - 1],
            ratio(sum(hits[:rank]), labels),
            max(precisions[rank - 1 :]) if labels else None,
        )
        for rank, one in enumerate(judged, start=1)
    ]


def counted(judged: list[Outcome], class_name: str) -> list[Outcome]:
    """Return the outcomes of a class that count, in the order of the ranking."""
    return [
        one
        for one in judged
        if one.outcome != "ignored" and one.prediction.class_name == class_name
    ]


def count_labels(scene: Scene, setting: Setting, class_name: str | None) -> int:
    return sum(
        setting.counts(label) for label in scene.labels if class_name in {None, label.class_name}
    )


def _class_row(
    name: str,
    scene: Scene,
    setting: Setting,
    judged: list[Outcome],
    at_each: list[list[Outcome]],
    interpolation: str,
) -> ClassRow:
    labels = count_labels(scene, setting, name)
    ranked = counted(judged, name)
    found = sum(one.outcome == "tp" for one in ranked)
    ap: float | None = None
    if labels:
        ap = average_precision([one.outcome == "tp" for one in ranked], labels, interpolation)
    elif ranked:
        ap = 0.0
    recalls = [
        ratio(sum(one.outcome == "tp" for one in counted(outcome, name)), labels)
        for outcome in at_each
    ]
    return ClassRow(
        class_name=name,
        label_count=labels,
        prediction_count=len(ranked),
        true_positive_count=found,
        precision=ratio(found, len(ranked)),
        recall=ratio(found, labels),
        f1=f1_score(found, len(ranked), labels),
        ap=ap,
        ar=mean(recalls),
        mean_iou=mean([one.iou for one in ranked if one.outcome == "tp"]),
    )
