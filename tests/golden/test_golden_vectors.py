"""The golden vectors, from files to the macros."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.golden.vectors import AVERAGE_PRECISIONS, equal_overlap, ranked, second_choice
from tests.oracle.scene import Item, Label, Prediction, Scene
from tests.property.projects import ask, project_of

if TYPE_CHECKING:
    from tests.property.projects import Row

PATTERNS = [vector[0] for vector in AVERAGE_PRECISIONS]


@pytest.mark.parametrize(
    ("pattern", "labels", "points_101", "points_11", "area"), AVERAGE_PRECISIONS, ids=PATTERNS
)
def test_average_precision_for_the_three_interpolations(
    pattern: str, labels: int, points_101: float, points_11: float, area: float
) -> None:
    vectors = (("101", points_101), ("11", points_11), ("all", area))
    with project_of(ranked(pattern, labels)) as project:
        for protocol, (interpolation, expected) in product(("closest", "coco", "voc"), vectors):
            asked = {"protocol": protocol, "interpolation": interpolation}
            (row,) = ask(project, "class_performance", **asked)
            assert row["ap"] == pytest.approx(expected, abs=1e-6), asked
            (total,) = ask(project, "performance", **asked)
            assert total["map"] == row["ap"]


def outcomes_of(project: Any, **parameters: object) -> list[tuple[object, ...]]:
    rows: list[Row] = ask(project, "outcome", **parameters)
    columns = ("prediction_key", "outcome", "reason", "label_key")
    return sorted(tuple(row[name] for name in columns) for row in rows)


def test_closest_has_no_second_choice_and_coco_has_one() -> None:
    with project_of(second_choice()) as project:
        for protocol in ("closest", "voc"):
            for threshold in (0.5, 0.65):
                assert outcomes_of(project, protocol=protocol, iou_threshold=threshold) == [
                    ("p1", "tp", None, "1"),
                    ("p2", "fp", "duplicate", "1"),
                ]
            (row,) = ask(project, "performance", protocol=protocol)
            assert counts(row) == (1, 1, 1)
        assert outcomes_of(project, protocol="coco") == [
            ("p1", "tp", None, "1"),
            ("p2", "tp", None, "2"),
        ]
        (row,) = ask(project, "performance", protocol="coco")
        assert counts(row) == (2, 0, 0)


def counts(row: Row) -> tuple[int, int, int]:
    return (
        row["true_positive_count"],
        row["false_positive_count"],
        row["false_negative_count"],
    )


def test_the_second_prediction_is_a_hit_once_the_first_does_not_reach() -> None:
    """p2 becomes the TP of g1 at a threshold that p1 misses, and only there."""
    scene = second_choice()
    first, second = scene.predictions
    # 60 of 100 columns of g1: IoU .6; p2 reaches .6949.
    worse = Prediction(first.key, "1", "thing", 0.9, (0.0, 0.0, 60.0, 100.0))
    with project_of(Scene(scene.items, scene.labels, (worse, second), scene.classes)) as project:
        assert outcomes_of(project, iou_threshold=0.6) == [
            ("p1", "tp", None, "1"),
            ("p2", "fp", "duplicate", "1"),
        ]
        assert outcomes_of(project, iou_threshold=0.65) == [
            ("p1", "fp", "low_iou", "1"),
            ("p2", "tp", None, "1"),
        ]


def test_among_equal_overlaps_closest_takes_the_first_label_and_coco_the_last() -> None:
    with project_of(equal_overlap()) as project:
        for protocol, label in (("closest", "1"), ("voc", "1"), ("coco", "2")):
            assert outcomes_of(project, protocol=protocol) == [("p", "tp", None, label)]
        (row,) = ask(project, "outcome")
        assert row["iou"] == pytest.approx(0.6667, abs=5e-5)


def test_the_first_label_among_equal_overlaps_does_not_depend_on_the_order_of_the_file() -> None:
    scene = equal_overlap()
    turned = Scene(scene.items, scene.labels[::-1], scene.predictions, scene.classes)
    with project_of(turned) as project:
        assert outcomes_of(project) == [("p", "tp", None, "1")]
        assert outcomes_of(project, protocol="coco") == [("p", "tp", None, "1")]


@pytest.mark.parametrize(
    ("protocol", "threshold", "outcome"),
    [
        ("closest", 0.5, "tp"),
        ("voc", 0.5, "fp"),
        ("coco", 0.5, "tp"),
        ("closest", 0.5000001, "fp"),
        ("voc", 0.4999999, "tp"),
        ("coco", 0.5000001, "fp"),
    ],
)
def test_an_overlap_at_the_threshold(protocol: str, threshold: float, outcome: str) -> None:
    scene = Scene(
        (Item("1"),),
        (Label("1", "1", "thing", (0.0, 0.0, 20.0, 10.0)),),
        (Prediction("p", "1", "thing", 0.5, (0.0, 0.0, 10.0, 10.0)),),
        ("thing",),
    )
    with project_of(scene) as project:
        asked = {"protocol": protocol, "iou_threshold": threshold}
        assert [one[1] for one in outcomes_of(project, **asked)] == [outcome]
        # A confidence at the threshold is there.
        assert len(outcomes_of(project, **asked, min_confidence=0.5)) == 1
        assert outcomes_of(project, **asked, min_confidence=0.5000001) == []


def test_a_perfect_overlap_reaches_the_threshold_of_one() -> None:
    scene = ranked("T", 1)
    with project_of(scene) as project:
        for protocol, outcome in (("closest", "tp"), ("coco", "tp"), ("voc", "fp")):
            asked = {"protocol": protocol, "iou_threshold": 1.0}
            assert [one[1] for one in outcomes_of(project, **asked)] == [outcome], protocol


def test_boxes_that_only_touch_match_at_no_threshold() -> None:
    scene = Scene(
        (Item("1"),),
        (Label("1", "1", "thing", (0.0, 0.0, 10.0, 10.0)),),
        (Prediction("p", "1", "thing", 0.5, (10.0, 0.0, 10.0, 10.0)),),
        ("thing",),
    )
    with project_of(scene) as project:
        for protocol in ("closest", "coco", "voc"):
            asked = {"protocol": protocol, "iou_threshold": 0.0}
            assert outcomes_of(project, **asked) == [("p", "fp", "background", None)]


def test_f1_is_the_harmonic_mean() -> None:
    """Precision and recall of .3 give .3, where a well-known program gave .18."""
    with project_of(ranked("TTTFFFFFFF", 10)) as project:
        (row,) = ask(project, "performance")
        for name in ("precision_micro", "recall_micro", "f1_micro", "f1_macro"):
            assert row[name] == pytest.approx(0.3, abs=1e-15), name


def test_a_recall_is_not_rounded_before_it_is_compared() -> None:
    scene = ranked("T" * 9, 250)
    with project_of(scene) as project:
        (row,) = ask(project, "class_performance", interpolation="101")
        # 9/250 = .036 reaches 0, .01, .02, .03; rounded to two digits it would reach .04.
        assert row["ap"] == pytest.approx(4 / 101, abs=1e-12)


def test_the_recall_over_all_thresholds_does_not_depend_on_the_one_asked_for() -> None:
    """p2 is ignored at .28, a duplicate inside the crowd, and finds the label from .65 on."""
    scene = Scene(
        (Item("1"),),
        (
            Label("1", "1", "thing", (8.0, 4.0, 16.0, 8.0)),
            Label("2", "1", "thing", (4.0, 8.0, 16.0, 16.0), is_crowd=True),
        ),
        (
            Prediction("p1", "1", "thing", 0.9, (8.0, 6.0, 16.0, 8.0)),
            Prediction("p2", "1", "thing", 0.1, (8.0, 4.0, 16.0, 8.0)),
        ),
        ("thing",),
    )
    with project_of(scene) as project:
        for protocol in ("closest", "voc", "coco"):
            for threshold in (0.28, 0.5, 0.65, 0.95):
                asked = {"protocol": protocol, "iou_threshold": threshold}
                (row,) = ask(project, "class_performance", **asked)
                (total,) = ask(project, "performance", **asked)
                assert (row["ar"], total["mar"]) == (1.0, 1.0), asked
