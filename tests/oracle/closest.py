"""Protocols `closest` and `voc` by brute force: the rule as its text says it, in plain loops.

Nothing here knows of intervals, ranks or SQL. For one threshold and one confidence, every label is
visited, the predictions that belong to it are collected, and the most confident one finds it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from tests.oracle.scene import box_iou, crowd_share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.oracle.scene import Label, Prediction, Scene

LOWEST_REASON_IOU = 0.1
"""Below this, an overlap is no reason for anything; of other classes it is not even known."""


@dataclass(frozen=True)
class Setting:
    iou_threshold: float = 0.5
    min_confidence: float = 0.0
    protocol: Literal["closest", "voc"] = "closest"
    class_scope: Literal["same_class", "any_class"] = "same_class"
    outside: Literal["ignore", "drop", "static"] = "ignore"
    keeps_label: Callable[[Label], bool] = field(default=lambda _: True)
    keeps_prediction: Callable[[Prediction], bool] = field(default=lambda _: True)

    def reaches(self, overlap: float) -> bool:
        """Whether an overlap is enough: VOC wants more than the threshold, closest no less."""
        if self.protocol == "voc":
            return overlap > self.iou_threshold
        return overlap > 0 and overlap >= self.iou_threshold

    def is_difficult(self, label: Label) -> bool:
        return self.protocol == "voc" and label.is_difficult

    def counts(self, label: Label) -> bool:
        """Whether a label can be found or missed at all."""
        return not label.is_crowd and not self.is_difficult(label) and self.keeps_label(label)


@dataclass(frozen=True)
class Outcome:
    prediction: Prediction
    outcome: Literal["tp", "fp", "ignored"]
    reason: str | None
    label: Label | None  # the label that the prediction belongs to, whatever came of it
    iou: float


@dataclass(frozen=True)
class LabelOutcome:
    label: Label
    outcome: Literal["found", "missed", "ignored"]
    reason: str | None
    prediction: Prediction | None
    iou: float | None


def outcomes(scene: Scene, setting: Setting) -> list[Outcome]:
    """Return what became of every prediction that is there, in the order of the ranking."""
    if setting.outside == "drop":
        left = scene.only(label=setting.keeps_label, prediction=setting.keeps_prediction)
        return outcomes(left, _unfiltered(setting))
    if setting.outside == "static":
        return _static_outcomes(scene, setting)
    present = [
        one for one in scene.predictions_in_order() if one.confidence >= setting.min_confidence
    ]
    labels = scene.labels_in_order()
    belongs = {one.key: closest_label(one, labels, setting.class_scope) for one in present}
    winners = _winners(present, labels, belongs, setting)
    return [_judge(one, labels, belongs[one.key], winners, setting) for one in present]


def label_outcomes(scene: Scene, setting: Setting) -> list[LabelOutcome]:
    """Return what became of every label."""
    if setting.outside == "drop":
        left = scene.only(label=setting.keeps_label, prediction=setting.keeps_prediction)
        return label_outcomes(left, _unfiltered(setting))
    finders = {
        one.label.key: one
        for one in outcomes(scene, setting)
        if one.outcome == "tp" and one.label is not None
    }
    finders_at_zero = {
        one.label.key
        for one in outcomes(scene, replace(setting, min_confidence=0.0))
        if one.outcome == "tp" and one.label is not None
    }
    present = [one for one in scene.predictions if one.confidence >= setting.min_confidence]
    rows = []
    for label in scene.labels_in_order():
        if not setting.counts(label):
            rows.append(LabelOutcome(label, "ignored", _ignored_reason(label, setting), None, None))
        elif label.key in finders:
            found = finders[label.key]
            rows.append(LabelOutcome(label, "found", None, found.prediction, found.iou))
        else:
            reason = _missed_reason(
                label, present, setting, found_at_zero=label.key in finders_at_zero
            )
            rows.append(LabelOutcome(label, "missed", reason, None, None))
    return rows


def closest_label(
    prediction: Prediction, labels: Iterable[Label], class_scope: str
) -> tuple[Label | None, float]:
    """Return the label that a prediction overlaps most, and how much; crowds are never it."""
    best: Label | None = None
    best_iou = 0.0
    for label in labels:
        if label.is_crowd or label.item != prediction.item:
            continue
        if class_scope == "same_class" and label.class_name != prediction.class_name:
            continue
        overlap = box_iou(prediction.box, label.box)
        if label.class_name != prediction.class_name and overlap < LOWEST_REASON_IOU:
            continue
        is_nearer = overlap > best_iou
        if best is not None and overlap == best_iou:
            # Among equals a label of the predicted class comes first, then the lowest label.
            is_nearer = (
                best.class_name != prediction.class_name
                and label.class_name == prediction.class_name
            )
        if is_nearer:
            best, best_iou = label, overlap
    return best, best_iou


def _winners(
    present: list[Prediction],
    labels: list[Label],
    belongs: dict[str, tuple[Label | None, float]],
    setting: Setting,
) -> dict[str, Prediction]:
    """Return, for each label that a prediction of its class reaches, the best of these."""
    winners = {}
    for label in labels:
        best: Prediction | None = None
        for one in present:  # in the order that breaks the last ties
            owner, overlap = belongs[one.key]
            if owner is not label or one.class_name != label.class_name:
                continue
            if not setting.reaches(overlap):
                continue
            if best is None or (one.confidence, overlap) > (best.confidence, belongs[best.key][1]):
                best = one
        if best is not None:
            winners[label.key] = best
    return winners


def _judge(
    one: Prediction,
    labels: list[Label],
    owner: tuple[Label | None, float],
    winners: dict[str, Prediction],
    setting: Setting,
) -> Outcome:
    label, overlap = owner
    wins = label is not None and winners.get(label.key) is one
    if wins and label is not None and setting.counts(label):
        return Outcome(one, "tp", None, label, overlap)
    reaches = label is not None and setting.reaches(overlap)
    reason: str | None = None
    if not wins and setting.reaches(_largest_crowd_share(one, labels)):
        reason = "crowd"
    elif reaches and label is not None and setting.is_difficult(label):
        reason = "difficult"
    elif not setting.keeps_prediction(one) or (
        reaches and label is not None and not setting.keeps_label(label)
    ):
        reason = "excluded"
    if reason is not None:
        return Outcome(one, "ignored", reason, label, overlap)
    is_duplicate = reaches and label is not None and label.class_name == one.class_name
    reason = _false_reason(one, labels, setting, is_duplicate=is_duplicate)
    return Outcome(one, "fp", reason, label, overlap)


def _false_reason(
    one: Prediction, labels: list[Label], setting: Setting, *, is_duplicate: bool
) -> str:
    if is_duplicate:
        return "duplicate"
    same = _largest_iou(one, labels, same_class=True)
    other = _largest_iou(one, labels, same_class=False)
    if same >= LOWEST_REASON_IOU and not setting.reaches(same):
        return "low_iou"
    if other >= LOWEST_REASON_IOU and setting.reaches(other):
        return "wrong_class"
    if other >= LOWEST_REASON_IOU:
        return "wrong_class_low_iou"
    return "background"


def _missed_reason(
    label: Label, present: list[Prediction], setting: Setting, *, found_at_zero: bool
) -> str:
    overlaps = [
        (one.class_name == label.class_name, box_iou(one.box, label.box))
        for one in present
        if one.item == label.item
    ]
    if any(
        same and overlap >= LOWEST_REASON_IOU and not setting.reaches(overlap)
        for same, overlap in overlaps
    ):
        return "low_iou"
    if any(
        not same and overlap >= LOWEST_REASON_IOU and setting.reaches(overlap)
        for same, overlap in overlaps
    ):
        return "wrong_class"
    return "low_confidence" if found_at_zero else "no_prediction"


def _ignored_reason(label: Label, setting: Setting) -> str:
    if label.is_crowd:
        return "crowd"
    return "difficult" if setting.is_difficult(label) else "excluded"


def _static_outcomes(scene: Scene, setting: Setting) -> list[Outcome]:
    """Return the outcomes of the whole run, with what the filters leave out not counted."""
    rows = []
    for one in outcomes(scene, _unfiltered(setting)):
        is_tp_outside = (
            one.outcome == "tp" and one.label is not None and not setting.keeps_label(one.label)
        )
        if one.outcome != "ignored" and (
            is_tp_outside or not setting.keeps_prediction(one.prediction)
        ):
            rows.append(replace(one, outcome="ignored", reason="excluded"))
        else:
            rows.append(one)
    return rows


def _unfiltered(setting: Setting) -> Setting:
    return replace(
        setting, outside="ignore", keeps_label=lambda _: True, keeps_prediction=lambda _: True
    )


def _largest_iou(one: Prediction, labels: list[Label], *, same_class: bool) -> float:
    largest = 0.0
    for label in labels:
        if label.is_crowd or label.item != one.item:
            continue
        if (label.class_name == one.class_name) == same_class:
            largest = max(largest, box_iou(one.box, label.box))
    return largest


def _largest_crowd_share(one: Prediction, labels: list[Label]) -> float:
    largest = 0.0
    for label in labels:
        if label.is_crowd and label.item == one.item and label.class_name == one.class_name:
            largest = max(largest, crowd_share(one.box, label.box))
    return largest
