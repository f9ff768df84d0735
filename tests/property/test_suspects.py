"""Label errors and duplicates against plain loops over the same scenes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.oracle.closest import Setting, outcomes
from tests.oracle.scene import Item, Label, Prediction, Scene, box_iou
from tests.property.projects import ask, differences, project_of
from tests.property.scenes import examples, scenes

if TYPE_CHECKING:
    from collections.abc import Sequence


def expected_label_errors(scene: Scene, iou_threshold: float, confidence: float) -> list[Any]:
    """Return the suspects as the header of the macro describes them."""
    judged = outcomes(scene, Setting(iou_threshold=iou_threshold))
    support = {
        one.label.key: one.prediction.confidence
        for one in judged
        if one.outcome == "tp" and one.label is not None
    }
    labels = [one for one in scene.labels_in_order() if not one.is_crowd]
    rows: list[Any] = []
    for one in judged:
        prediction = one.prediction
        if one.outcome != "fp" or prediction.confidence < confidence:
            continue
        near = [
            (box_iou(prediction.box, label.box), label)
            for label in labels
            if label.item == prediction.item
        ]
        own, own_label = _largest(near, prediction.class_name, same=True)
        other, other_label = _largest(near, prediction.class_name, same=False)
        if own >= iou_threshold:
            continue
        if other_label is not None and other >= max(iou_threshold, 0.1):
            backing = support.get(other_label.key, 0.0)
            if support.get(other_label.key, -1.0) >= prediction.confidence:
                continue
            score = prediction.confidence * (other * (1 - backing))
            rows.append(("wrong_class", score, prediction, other_label, other, backing))
        elif own_label is not None and own >= 0.1:
            if own_label.key not in support:
                score = prediction.confidence * (1 - own)
                rows.append(("badly_placed", score, prediction, own_label, own, None))
        elif other < 0.1:
            score = prediction.confidence * (1 - own)
            iou = own if own_label is not None else None
            rows.append(("missing", score, prediction, None, iou, None))
    return _one_for_each(rows, iou_threshold)


def _largest(
    near: Sequence[tuple[float, Label]], class_name: str, *, same: bool
) -> tuple[float, Label | None]:
    best: tuple[float, Label | None] = (0.0, None)
    for iou, label in near:
        if (label.class_name == class_name) != same or iou <= 0:
            continue
        if best[1] is None or iou > best[0] or (iou == best[0] and _is_before(label, best[1])):
            best = (iou, label)
    return best


def _is_before(one: Label, other: Label) -> bool:
    return (one.class_name, one.box, one.key) < (other.class_name, other.box, other.key)


def _one_for_each(rows: list[Any], iou_threshold: float) -> list[Any]:
    kept: dict[Any, Any] = {}
    missing = [row for row in rows if row[0] == "missing"]
    for row in rows:
        kind, score, prediction, label, *_ = row
        if kind == "missing":
            is_covered = any(
                other[2].item == prediction.item
                and _strength(other[2]) < _strength(prediction)
                and box_iou(other[2].box, prediction.box) >= iou_threshold
                and box_iou(other[2].box, prediction.box) > 0
                for other in missing
            )
            if not is_covered:
                kept[prediction.key] = row
            continue
        place = (-score, _strength(prediction))
        former = kept.get((kind, label.key))
        if former is None or place < (-former[1], _strength(former[2])):
            kept[kind, label.key] = row
    return list(kept.values())


def _strength(one: Prediction) -> Any:
    return (-one.confidence, one.class_name, one.box, one.key)


@examples(few=6, many=400)
@given(scenes(), st.sampled_from([0.5, 0.75, 0.3]), st.sampled_from([0.5, 0.0, 0.9]))
def test_label_errors_are_those_of_plain_loops(
    scene: Scene, iou_threshold: float, confidence: float
) -> None:
    expected = [
        {
            "kind": kind,
            "score": score,
            "label_key": None if label is None else label.key,
            "prediction_key": prediction.key,
            "iou": iou,
            "support": support,
        }
        for kind, score, prediction, label, iou, support in expected_label_errors(
            scene, iou_threshold, confidence
        )
    ]
    with project_of(scene, protocols=("closest",)) as project:
        found = ask(
            project,
            "label_error_candidate",
            iou_threshold=iou_threshold,
            min_confidence=confidence,
        )
    shown = [{name: row[name] for name in expected[0]} for row in found] if expected else found
    note(str(shown))
    assert not differences(_sorted(shown), _sorted(expected))
    scores = [row["score"] for row in found]
    assert scores == sorted(scores, reverse=True)


def _sorted(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row["kind"], str(row["label_key"]), row["prediction_key"]))


@examples(few=6, many=200)
@given(scenes(), st.sampled_from([0.6, 0.3, 1.0]))
def test_duplicates_are_those_of_plain_loops(scene: Scene, iou_threshold: float) -> None:
    labels = [one for one in scene.labels if not one.is_crowd]
    expected = {
        (kind, frozenset((one.key, other.key)))
        for kind, objects in (("label", labels), ("prediction", scene.predictions))
        for one in objects
        for other in objects
        if one.key < other.key
        and (one.item, one.class_name) == (other.item, other.class_name)
        and box_iou(one.box, other.box) >= iou_threshold
    }
    with project_of(scene, protocols=("closest",)) as project:
        found = ask(project, "duplicate_candidate", iou_threshold=iou_threshold)
    pairs = [
        (row["kind"], frozenset((row["object_key"], row["other_object_key"]))) for row in found
    ]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == expected


BOXES = {
    "found": (0.0, 0.0, 10.0, 10.0),
    "truck": (100.0, 0.0, 20.0, 20.0),
    "shifted": (200.0, 0.0, 10.0, 10.0),
    "crowd": (300.0, 0.0, 50.0, 50.0),
}


@pytest.fixture
def street() -> Scene:
    """One of each: by hand, with round numbers."""
    labels = (
        Label("1", "7", "car", BOXES["found"]),
        Label("2", "7", "truck", BOXES["truck"]),
        Label("3", "7", "car", BOXES["shifted"]),
        Label("4", "7", "car", BOXES["crowd"], is_crowd=True),
        Label("5", "8", "car", BOXES["found"]),
        Label("6", "8", "car", (1.0, 0.0, 10.0, 10.0)),
    )
    predictions = (
        Prediction("10", "7", "car", 0.9, BOXES["found"]),
        Prediction("11", "7", "car", 0.8, BOXES["truck"]),  # a truck to the people, a car to it
        Prediction("12", "7", "truck", 0.25, BOXES["truck"]),
        Prediction("13", "7", "car", 0.6, (205.0, 0.0, 10.0, 10.0)),  # IoU 50 / 150
        Prediction("14", "7", "car", 0.7, (310.0, 10.0, 10.0, 10.0)),  # inside the crowd
        Prediction("15", "8", "bus", 0.95, (400.0, 0.0, 10.0, 10.0)),
        Prediction("16", "8", "car", 0.55, (401.0, 0.0, 10.0, 10.0)),  # there again, less sure
        Prediction("17", "8", "car", 0.45, (500.0, 0.0, 10.0, 10.0)),  # not sure enough
    )
    return Scene((Item("7"), Item("8")), labels, predictions, ("bus", "car", "truck"))


def test_label_errors_by_hand(street: Scene) -> None:
    with project_of(street) as project:
        found = [
            (row["kind"], row["label_key"], row["prediction_key"], round(row["score"], 12))
            for row in ask(project, "label_error_candidate")
        ]
        assert ask(project, "label_error_candidate", label_filter="label_key <> '2'")
        kept = ask(project, "label_error_candidate", label_filter="label_key <> '2'")
    assert found == [
        ("missing", None, "15", 0.95),
        ("wrong_class", "2", "11", 0.6),  # .8 * 1 * (1 - .25)
        ("badly_placed", "3", "13", 0.4),  # .6 * (1 - 1/3)
    ]
    assert "2" not in {row["label_key"] for row in kept}


def test_duplicates_by_hand(street: Scene) -> None:
    with project_of(street) as project:
        found = [
            (row["kind"], row["item_key"], row["object_key"], row["other_object_key"])
            for row in ask(project, "duplicate_candidate")
        ]
        assert found == [("label", "8", "5", "6")]  # IoU 90 / 110
        assert ask(project, "duplicate_candidate", iou_threshold=0.82) == []
        assert ask(project, "duplicate_candidate", predictions="model", classes=["bus"]) == []


def test_images_are_duplicates_by_columns_that_may_be_loaded(street: Scene) -> None:
    with project_of(street) as project:
        connection = project.connection
        connection.execute("alter table item add column Uniqueness double").fetchall()
        connection.execute("update item set uniqueness = item_id / 100 - 0.005").fetchall()
        rows = ask(project, "duplicate_candidate", max_uniqueness=0.005)
        assert [(row["item_key"], row["uniqueness"]) for row in rows if row["kind"] == "item"] == [
            ("7", 0.005)
        ]
        connection.execute("alter table item add column perceptual_hash ubigint").fetchall()
        connection.execute("update item set perceptual_hash = 12").fetchall()
        rows = ask(project, "duplicate_candidate", max_uniqueness=0)
        assert [
            (row["reason"], row["object_key"], row["other_object_key"])
            for row in rows
            if row["kind"] == "item"
        ] == [("perceptual_hash", "7", "8")]
        assert not ask(project, "duplicate_candidate", max_uniqueness=0, item_filter="item_id = 1")
