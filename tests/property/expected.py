"""Compares what the macros say of a scene with what the reference implementations say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.oracle import closest, confusion, measures
from tests.property.projects import ask, differences

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.oracle.closest import Setting
    from tests.oracle.scene import Scene
    from tests.property.projects import Row

LOWEST_CONFUSION_IOU = 0.1

CLASS_COLUMNS = (
    "class_name", "label_count", "prediction_count", "true_positive_count",
    "false_positive_count", "false_negative_count", "precision", "recall", "f1", "ap", "ar",
    "mean_iou",
)  # fmt: skip


def parameters_of(name: str, setting: Setting, **others: object) -> dict[str, object]:
    return {
        "predictions": name,
        "iou_threshold": setting.iou_threshold,
        "min_confidence": setting.min_confidence,
        "protocol": setting.protocol,
        "class_scope": setting.class_scope,
        **others,
    }


def check_everything(
    project: Any,
    name: str,
    scene: Scene,
    setting: Setting,
    *,
    interpolation: str = "101",
    class_set: str = "observed",
    **filters: object,
) -> None:
    """Ask every macro about a setting; `filters` say in SQL what the setting says in Python."""
    check_outcomes(project, name, scene, setting, **filters)
    parameters = parameters_of(name, setting, **filters)
    check_label_outcomes(project, scene, setting, parameters)
    check_classes(project, scene, setting, parameters, interpolation, class_set)
    check_curve(project, scene, setting, parameters)
    check_best_threshold(project, scene, setting, parameters)
    check_iou_distribution(project, scene, setting, parameters)
    if setting.iou_threshold >= LOWEST_CONFUSION_IOU and setting.outside != "static":
        check_confusion(project, scene, setting, parameters)


def check_outcomes(
    project: Any, name: str, scene: Scene, setting: Setting, **filters: object
) -> None:
    rows = ask(project, "outcome", **parameters_of(name, setting, **filters))
    ours = by_key(rows, "prediction_key")
    theirs = {one.prediction.key: one for one in closest.outcomes(scene, setting)}
    assert ours.keys() == theirs.keys()
    for key, expected in theirs.items():
        row = ours[key]
        assert (row["outcome"], row["reason"]) == (expected.outcome, expected.reason), (
            row,
            expected,
        )
        assert row["item_key"] == expected.prediction.item
        assert row["class_name"] == expected.prediction.class_name
        assert row["confidence"] == expected.prediction.confidence
        if expected.outcome == "tp" and expected.label is not None:
            assert row["label_key"] == expected.label.key, (row, expected)
            assert row["label_class"] == expected.label.class_name
            assert row["iou"] == expected.iou


def check_label_outcomes(
    project: Any, scene: Scene, setting: Setting, parameters: dict[str, object]
) -> None:
    ours = by_key(ask(project, "label_outcome", **parameters), "label_key")
    theirs = {one.label.key: one for one in closest.label_outcomes(scene, setting)}
    assert ours.keys() == theirs.keys()
    for key, expected in theirs.items():
        row = ours[key]
        assert row["outcome"] == expected.outcome, (row, expected)
        assert row["reason"] == expected.reason, (row, expected)
        if expected.outcome == "found" and expected.prediction is not None:
            assert row["prediction_key"] == expected.prediction.key
            assert row["iou"] == expected.iou
        if expected.outcome == "ignored":
            assert (row["prediction_key"], row["iou"]) == (None, None)


def check_classes(
    project: Any,
    scene: Scene,
    setting: Setting,
    parameters: dict[str, object],
    interpolation: str,
    class_set: str,
) -> None:
    asked = {**parameters, "interpolation": interpolation, "class_set": class_set}
    rows = measures.class_rows(scene, setting, interpolation=interpolation, class_set=class_set)
    expected = [{name: getattr(row, name) for name in CLASS_COLUMNS} for row in rows]
    compare(ask(project, "class_performance", **asked), expected, lambda row: row["class_name"])
    total = measures.performance_row(
        scene, setting, interpolation=interpolation, class_set=class_set
    )
    compare(ask(project, "performance", **asked), [dict(total)], lambda _: "")


def check_curve(
    project: Any, scene: Scene, setting: Setting, parameters: dict[str, object]
) -> None:
    columns = ("rank", "confidence", "precision", "recall", "interpolated_precision")
    expected = [
        {"class_name": name, **dict(zip(columns, point, strict=True))}
        for name in scene.classes
        for point in measures.curve(scene, setting, name)
    ]
    compare(
        ask(project, "precision_recall_curve", **parameters),
        expected,
        lambda row: (row["class_name"], row["rank"]),
    )


def check_best_threshold(
    project: Any, scene: Scene, setting: Setting, parameters: dict[str, object]
) -> None:
    ours = {row["class_name"]: row for row in ask(project, "best_threshold", **parameters)}
    for name in (None, *scene.classes):
        expected = measures.best_threshold(scene, setting, name)
        if expected is None:
            assert name not in ours or ours[name]["confidence"] is None
            continue
        columns = ("confidence", "precision", "recall", "f1")
        compare([ours[name]], [dict(zip(columns, expected, strict=True))], lambda _: "")


def check_iou_distribution(
    project: Any, scene: Scene, setting: Setting, parameters: dict[str, object]
) -> None:
    rows = [
        row for row in ask(project, "iou_distribution", **parameters) if row["prediction_count"] > 0
    ]
    bins = 20
    expected = confusion.iou_distribution(scene, setting, bins)
    ours = {
        (row["class_name"], round(row["iou_low"] * bins)): (
            row["prediction_count"],
            row["true_positive_count"],
        )
        for row in rows
    }
    assert ours == expected


def check_confusion(
    project: Any, scene: Scene, setting: Setting, parameters: dict[str, object]
) -> None:
    left = scene
    if setting.outside == "drop":
        left = scene.only(label=setting.keeps_label, prediction=setting.keeps_prediction)
    asked = {name: value for name, value in parameters.items() if name != "class_scope"}
    ours = {
        (row["label_class"], row["predicted_class"]): row["object_count"]
        for row in ask(project, "confusion_matrix", **asked)
    }
    assert ours == confusion.confusion_matrix(left, setting)


def compare(ours: list[Row], theirs: list[Row], order: Callable[[Row], Any]) -> None:
    """Compare the columns that both sides have to say something about."""
    names = theirs[0].keys() if theirs else ()
    shown = [{name: row[name] for name in names} for row in sorted(ours, key=order)]
    assert not differences(shown, sorted(theirs, key=order)), (ours, theirs)


def by_key(rows: list[Row], key: str) -> dict[str, Row]:
    found = {row[key]: row for row in rows}
    assert len(found) == len(rows), "a key stands twice"
    return found
