"""The error types of TIDE, as its publication describes them, in plain loops over plain records.

Every correction builds the list of predictions anew and measures it from the start.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tests.oracle.scene import Scene, box_iou, crowd_share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.oracle.scene import Label, Prediction

MAIN = ("Cls", "Loc", "Both", "Dupe", "Bkg", "Miss")
SPECIAL = ("FalsePos", "FalseNeg")


@dataclass(frozen=True)
class Setting:
    iou_threshold: float = 0.5
    background_threshold: float = 0.1
    min_confidence: float = 0.0
    max_detections: int | None = None
    outside: Literal["ignore", "drop", "static"] = "ignore"
    keeps_label: Callable[[Label], bool] = field(default=lambda _: True)
    keeps_prediction: Callable[[Prediction], bool] = field(default=lambda _: True)


@dataclass
class Judged:
    prediction: Prediction
    outcome: Literal["tp", "fp", "ignored", "excluded"]
    error: str | None = None
    label: Label | None = None  # taken, meant, or taken by another
    would_find: bool = False


@dataclass(frozen=True)
class Analysis:
    predictions: list[Judged]
    missed: list[Label]
    counts: dict[str, int]
    ap: float | None
    corrected: dict[str, float | None]

    def gain(self, name: str) -> float | None:
        fixed = self.corrected[name]
        if self.ap is None or fixed is None:
            return None
        return max(fixed - self.ap, 0.0) if name in MAIN else fixed - self.ap


@dataclass
class _Point:
    """A prediction as the curve of a class sees it."""

    class_name: str
    prediction: Prediction
    is_right: bool
    is_moved: bool = False


def analyse(scene: Scene, setting: Setting) -> Analysis:
    """Return every error of a scene and what each type costs."""
    if setting.outside == "drop":
        scene = scene.only(label=setting.keeps_label, prediction=setting.keeps_prediction)
    judged = [
        each
        for item in sorted(scene.items, key=lambda one: one.order)
        for each in _judge_item(scene, item.key, setting)
    ]
    _choose_finders(judged, setting)
    counting = [one for one in scene.labels if not one.is_crowd and setting.keeps_label(one)]
    met = {
        id(each.label)
        for each in judged
        if each.label is not None and (each.outcome == "tp" or each.would_find)
    }
    missed = [label for label in counting if id(label) not in met]
    found = {id(each.label) for each in judged if each.outcome == "tp"}
    counts = {name: sum(each.error == name for each in judged) for name in MAIN}
    counts["Miss"] = len(missed)
    counts["FalsePos"] = sum(each.outcome == "fp" for each in judged)
    counts["FalseNeg"] = sum(id(label) not in found for label in counting)
    support = _per_class(counting)
    base = _points(judged, None)
    corrected = {
        name: _mean_ap(scene, _points(judged, name), support) for name in MAIN if name != "Miss"
    }
    corrected["Miss"] = _mean_ap(scene, base, _less(support, missed))
    # All false positives last: what is right comes first, in any order.
    last = [_Point(one.class_name, one.prediction, one.is_right) for one in base]
    corrected["FalsePos"] = _mean_ap(scene, last, support, wrong_last=True)
    unfound = [label for label in counting if id(label) not in found]
    corrected["FalseNeg"] = _mean_ap(scene, base, _less(support, unfound))
    return Analysis(judged, missed, counts, _mean_ap(scene, base, support), corrected)


def _judge_item(scene: Scene, item: str, setting: Setting) -> list[Judged]:
    labels = [one for one in scene.labels_in_order() if one.item == item]
    real = [one for one in labels if not one.is_crowd]
    crowds = [one for one in labels if one.is_crowd]
    place = {id(one): number for number, one in enumerate(scene.predictions_in_order())}
    present = sorted(
        (
            one
            for one in scene.predictions
            if one.item == item and one.confidence >= setting.min_confidence
        ),
        key=lambda one: (-one.confidence, one.class_name, place[id(one)]),
    )[: setting.max_detections]
    takes = _match(present, real, setting)
    taken = {id(label) for label in takes.values()}
    judged = []
    for one in present:
        if id(one) in takes:
            label = takes[id(one)]
            is_out = not setting.keeps_label(label) or (
                setting.outside == "static" and not setting.keeps_prediction(one)
            )
            judged.append(Judged(one, "excluded" if is_out else "tp", None, label))
            continue
        error, target = _error(one, real, taken, setting)
        if not setting.keeps_prediction(one) or (
            setting.outside == "ignore"
            and error == "Dupe"
            and target is not None
            and not setting.keeps_label(target)
        ):
            judged.append(Judged(one, "excluded", None, target))
            continue
        in_crowd = any(
            crowd.class_name == one.class_name
            and crowd_share(one.box, crowd.box) > setting.iou_threshold
            for crowd in crowds
        )
        is_free = target is not None and id(target) not in taken and setting.keeps_label(target)
        judged.append(
            Judged(
                one,
                "ignored" if in_crowd else "fp",
                error,
                target,
                would_find=is_free and error in {"Loc", "Cls"},
            )
        )
    return judged


def _match(
    present: Iterable[Prediction], labels: Iterable[Label], setting: Setting
) -> dict[int, Label]:
    """Let predictions choose among the labels that are left, the most confident first."""
    takes: dict[int, Label] = {}
    left = list(labels)
    for one in present:
        best, best_iou = None, 0.0
        for label in left:
            overlap = box_iou(one.box, label.box)
            if label.class_name == one.class_name and overlap > best_iou:
                best, best_iou = label, overlap
        if best is not None and best_iou >= setting.iou_threshold:
            takes[id(one)] = best
            left = [label for label in left if label is not best]
    return takes


def _error(
    one: Prediction, labels: Iterable[Label], taken: set[int], setting: Setting
) -> tuple[str, Label | None]:
    def best(candidates: Iterable[Label]) -> tuple[float, Label | None]:
        iou, chosen = 0.0, None
        for label in candidates:
            overlap = box_iou(one.box, label.box)
            if overlap > iou or (
                overlap == iou > 0 and chosen and label.class_name < chosen.class_name
            ):
                iou, chosen = overlap, label
        return iou, chosen

    high, low = setting.iou_threshold, setting.background_threshold
    same, label = best(each for each in labels if each.class_name == one.class_name)
    if low <= same <= high:
        return "Loc", label
    other, label = best(each for each in labels if each.class_name != one.class_name)
    if other >= high:
        return "Cls", label
    used, label = best(
        each for each in labels if each.class_name == one.class_name and id(each) in taken
    )
    if used >= high:
        return "Dupe", label
    return ("Bkg" if max(same, other) <= low else "Both"), None


def _choose_finders(judged: list[Judged], setting: Setting) -> None:
    """Of several errors about one free label only the most confident would find it."""
    del setting
    best: dict[int, Judged] = {}
    for each in sorted(
        (each for each in judged if each.would_find),
        key=lambda each: (-each.prediction.confidence, each.prediction.class_name),
    ):
        each.would_find = best.setdefault(id(each.label), each) is each


def _points(judged: Iterable[Judged], corrected: str | None) -> list[_Point]:
    points = []
    for each in judged:
        one = each.prediction
        if corrected is not None and each.error == corrected:
            if each.would_find and each.label is not None:
                is_moved = each.label.class_name != one.class_name
                points.append(_Point(each.label.class_name, one, True, is_moved))
        elif each.outcome in {"tp", "fp"}:
            points.append(_Point(one.class_name, one, each.outcome == "tp"))
    return points


def _mean_ap(
    scene: Scene, points: Iterable[_Point], support: dict[str, int], *, wrong_last: bool = False
) -> float | None:
    by_class: dict[str, list[_Point]] = defaultdict(list)
    for point in points:
        by_class[point.class_name].append(point)
    place = {id(one): number for number, one in enumerate(scene.predictions_in_order())}
    precisions = []
    for name in sorted(by_class.keys() | {name for name, n in support.items() if n > 0}):
        ranked = sorted(
            by_class[name],
            key=lambda point: (
                wrong_last and not point.is_right,
                -point.prediction.confidence,
                point.is_moved,
                point.prediction.class_name,
                place[id(point.prediction)],
            ),
        )
        precisions.append(_ap([point.is_right for point in ranked], support.get(name, 0)))
    return sum(precisions) / len(precisions) if precisions else None


def _ap(ranked: list[bool], label_count: int) -> float:
    if label_count == 0:
        return 0.0
    curve, right = [], 0
    for rank, is_right in enumerate(ranked, start=1):
        right += is_right
        curve.append((right, right / rank))
    total = 0.0
    for percent in range(101):
        total += max(
            (precision for right, precision in curve if 100 * right >= percent * label_count),
            default=0.0,
        )
    return total / 101


def _per_class(labels: Iterable[Label]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for label in labels:
        counts[label.class_name] += 1
    return dict(counts)


def _less(support: dict[str, int], labels: Iterable[Label]) -> dict[str, int]:
    gone = _per_class(labels)
    return {name: count - gone.get(name, 0) for name, count in support.items()}
