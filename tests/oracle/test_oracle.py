"""The reference implementations against known numbers and against one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden.vectors import AVERAGE_PRECISIONS, equal_overlap, ranked, second_choice
from tests.oracle.closest import Setting, label_outcomes, outcomes
from tests.oracle.coco import classes_at, twelve_of
from tests.oracle.files import coco_results, coco_truth
from tests.oracle.measures import average_precision, best_threshold, class_rows, performance_row
from tests.oracle.scene import Item, Label, Prediction, Scene, box_iou


@pytest.mark.parametrize(
    ("pattern", "labels", "points_101", "points_11", "area"), AVERAGE_PRECISIONS
)
def test_average_precision_of_the_golden_vectors(
    pattern: str, labels: int, points_101: float, points_11: float, area: float
) -> None:
    hits = [outcome == "T" for outcome in pattern]
    assert average_precision(hits, labels, "101") == pytest.approx(points_101, abs=1e-6)
    assert average_precision(hits, labels, "11") == pytest.approx(points_11, abs=1e-6)
    assert average_precision(hits, labels, "all") == pytest.approx(area, abs=1e-6)


@pytest.mark.parametrize(("pattern", "labels"), [vector[:2] for vector in AVERAGE_PRECISIONS])
def test_a_scene_of_a_golden_vector_has_its_outcomes(pattern: str, labels: int) -> None:
    scene = ranked(pattern, labels)
    judged = outcomes(scene, Setting())
    assert "".join({"tp": "T", "fp": "F"}[one.outcome] for one in judged) == pattern
    coco = twelve_of(coco_truth(scene), coco_results(scene))
    assert class_rows(scene, Setting())[0].ap == pytest.approx(coco["ap50"], abs=1e-12)


def test_closest_has_no_second_choice_and_coco_has_one() -> None:
    scene = second_choice()
    for threshold in (0.5, 0.65):
        judged = outcomes(scene, Setting(iou_threshold=threshold))
        assert [(one.outcome, one.reason) for one in judged] == [
            ("tp", None),
            ("fp", "duplicate"),
        ]
    assert [one.outcome for one in label_outcomes(scene, Setting())] == ["found", "missed"]
    coco = classes_at(coco_truth(scene), coco_results(scene), 0.5)["thing"]
    assert (coco.label_count, coco.prediction_count, coco.true_positive_count) == (2, 2, 2)


def test_the_overlaps_of_the_matching_vector_are_as_published() -> None:
    scene = second_choice()
    overlaps = [
        box_iou(prediction.box, label.box)
        for prediction in scene.predictions
        for label in scene.labels
    ]
    assert overlaps == pytest.approx([1.0, 0.4286, 0.6949, 0.6393], abs=5e-5)


def test_among_equal_overlaps_closest_takes_the_first_label() -> None:
    (one,) = outcomes(equal_overlap(), Setting())
    assert one.label is not None
    assert (one.label.key, round(one.iou, 4)) == ("1", 0.6667)


@pytest.mark.parametrize("protocol", ["closest", "voc"])
def test_an_overlap_exactly_at_the_threshold(protocol: str) -> None:
    # IoU 1/2: 100 px2 of 200.
    scene = Scene(
        (Item("1"),),
        (Label("g", "1", "thing", (0.0, 0.0, 20.0, 10.0)),),
        (Prediction("p", "1", "thing", 0.9, (0.0, 0.0, 10.0, 10.0)),),
        ("thing",),
    )
    setting = Setting(protocol="voc" if protocol == "voc" else "closest")
    (one,) = outcomes(scene, setting)
    assert one.outcome == ("tp" if protocol == "closest" else "fp")


def test_the_best_threshold_takes_the_lower_of_two_confidences() -> None:
    # By falling confidence F1 is 2/3, 1/2, 4/5, 2/3.
    best = best_threshold(ranked("TFTF", 2), Setting(), "thing")
    assert best is not None
    assert best == pytest.approx((0.7, 2 / 3, 1.0, 0.8))
    # By falling confidence F1 is 2/3, 2/4, 2/5, 4/6: the highest stands twice.
    best = best_threshold(ranked("TFFT", 2), Setting(), None)
    assert best is not None
    assert best == pytest.approx((0.6, 0.5, 1.0, 2 / 3))
    # Nothing to find: every F1 is 0.
    assert best_threshold(ranked("FFF", 0), Setting(), None) == (
        ranked("FFF", 0).predictions[-1].confidence,
        0.0,
        None,
        0.0,
    )


def test_f1_is_the_harmonic_mean_and_not_the_defect() -> None:
    scene = ranked("TTTFFFFFFF", 10)
    row = performance_row(scene, Setting())
    assert (row["precision_micro"], row["recall_micro"]) == (0.3, 0.3)
    assert row["f1_micro"] == pytest.approx(0.3)


apart = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.0, 2.0, 4.0, 6.0, 20.0]), st.integers(0, 4)),
    max_size=12,
)


@given(apart, st.sampled_from([0.5, 0.6, 0.75, 0.95]))
def test_closest_is_coco_where_no_prediction_has_a_choice(
    objects: list[tuple[bool, float, int]], threshold: float
) -> None:
    labels, predictions = [], []
    for place, (is_label, shift, score) in enumerate(objects):
        left = 100.0 * place
        if is_label:
            labels.append(Label(f"{place + 1}", "1", "thing", (left, 0.0, 10.0, 10.0)))
        for twin in range(score):
            box = (left + shift, 0.0, 10.0, 10.0)
            predictions.append(
                Prediction(f"{place}{twin}", "1", "thing", 0.1 * score + 0.05 * twin, box)
            )
    scene = Scene((Item("1"),), tuple(labels), tuple(predictions), ("thing",))
    coco = classes_at(coco_truth(scene), coco_results(scene), threshold)["thing"]
    rows = class_rows(scene, Setting(iou_threshold=threshold), class_set="declared")
    assert rows[0].label_count == coco.label_count
    assert rows[0].prediction_count == coco.prediction_count
    assert rows[0].true_positive_count == coco.true_positive_count
    if labels:
        assert rows[0].ap == pytest.approx(coco.ap, abs=1e-12)
        assert rows[0].recall == coco.recall
