"""`confusion_matrix` and `iou_distribution` by their definitions, in plain loops."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.oracle.closest import outcomes
from tests.oracle.scene import box_iou, crowd_share

if TYPE_CHECKING:
    from tests.oracle.closest import Setting
    from tests.oracle.scene import Label, Prediction, Scene


@dataclass(frozen=True)
class _Claim:
    prediction: Prediction
    label: Label | None  # the label it overlaps most, if it reaches it
    iou: float


def confusion_matrix(scene: Scene, setting: Setting) -> dict[tuple[str | None, str | None], int]:
    """Return how often a label of one class was taken by a prediction of another; None is nothing.

    Policy `drop` is a matter of the scene: cut it first.
    """
    present = [
        one for one in scene.predictions_in_order() if one.confidence >= setting.min_confidence
    ]
    # The last ties between predictions of two classes go by the order of the classes' names: the
    # numbers that a file gives its classes depend on what was loaded before.
    present.sort(key=lambda one: one.class_name)
    claims = [_claim(one, scene.labels_in_order(), setting) for one in present]
    counts: Counter[tuple[str | None, str | None]] = Counter()
    taken: set[str] = set()
    for label in scene.labels_in_order():
        if not setting.counts(label):
            continue
        best: _Claim | None = None
        for claim in claims:
            if claim.label is label and (
                best is None
                or (claim.prediction.confidence, claim.iou) > (best.prediction.confidence, best.iou)
            ):
                best = claim
        if best is None:
            counts[label.class_name, None] += 1
        else:
            counts[label.class_name, best.prediction.class_name] += 1
            taken.add(best.prediction.key)
    for claim in claims:
        if claim.prediction.key not in taken and not _is_left_out(claim, scene, setting):
            counts[None, claim.prediction.class_name] += 1
    return dict(counts)


def iou_distribution(
    scene: Scene, setting: Setting, bins: int
) -> dict[tuple[str, int], tuple[int, int]]:
    """Return, by class and bin, the predictions with a label and the true positives among them."""
    counts: Counter[tuple[str, int]] = Counter()
    hits: Counter[tuple[str, int]] = Counter()
    for one in outcomes(scene, setting):
        if one.outcome == "ignored" or one.label is None:
            continue
        place = next(n for n in reversed(range(bins)) if one.iou >= n / bins)
        counts[one.prediction.class_name, place] += 1
        hits[one.prediction.class_name, place] += one.outcome == "tp"
    return {key: (count, hits[key]) for key, count in counts.items()}


def _claim(one: Prediction, labels: list[Label], setting: Setting) -> _Claim:
    best: Label | None = None
    best_iou = 0.0
    for label in labels:
        if label.is_crowd or label.item != one.item:
            continue
        overlap = box_iou(one.box, label.box)
        if not setting.reaches(overlap):
            continue
        if overlap > best_iou or (
            overlap == best_iou
            and best is not None
            and best.class_name != one.class_name
            and label.class_name == one.class_name
        ):
            best, best_iou = label, overlap
    return _Claim(one, best, best_iou)


def _is_left_out(claim: _Claim, scene: Scene, setting: Setting) -> bool:
    """Whether a prediction that takes nothing is not held against the model."""
    one = claim.prediction
    if not setting.keeps_prediction(one):
        return True
    if claim.label is not None and not setting.counts(claim.label):
        return True
    return any(
        label.is_crowd
        and label.item == one.item
        and label.class_name == one.class_name
        and setting.reaches(crowd_share(one.box, label.box))
        for label in scene.labels
    )
