"""`froc` against every confidence that occurs, tried one by one in plain loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import duckeval
from tests.oracle.closest import Setting, outcomes
from tests.property.projects import ask, project_of
from tests.property.scenes import examples, scenes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.oracle.scene import Scene

LIMITS = [0.0, 0.25, 0.5, 1.0, 2.0, 1.0]


def points(scene: Scene, class_name: str | None) -> list[tuple[float, int, int]]:
    """Return each confidence that occurs, with the hits and the false positives it gives."""
    judged = [
        one
        for one in outcomes(scene, Setting())
        if one.outcome != "ignored" and class_name in {None, one.prediction.class_name}
    ]
    found = []
    for confidence in {one.prediction.confidence for one in judged}:
        kept = [one for one in judged if one.prediction.confidence >= confidence]
        hits = sum(one.outcome == "tp" for one in kept)
        found.append((confidence, hits, len(kept) - hits))
    return found


def check(rows: Sequence[dict[str, Any]], scene: Scene) -> None:
    curves: dict[str | None, list[float | None]] = {}
    means = {row["class_name"]: row["mean_recall"] for row in rows}
    for row in rows:
        name = row["class_name"]
        labels = sum(name in {None, one.class_name} and not one.is_crowd for one in scene.labels)
        within = [
            point
            for point in points(scene, name)
            if point[2] <= row["allowed_per_item"] * len(scene.items)
        ]
        confidence, hits, false = min(within, default=(None, 0, 0))
        assert row["confidence"] == confidence, row
        assert (row["true_positive_count"], row["false_positive_count"]) == (hits, false)
        assert row["prediction_count"] == hits + false
        assert row["false_negative_count"] == labels - hits
        assert (
            row["false_positives_per_item"] == false / len(scene.items) <= row["allowed_per_item"]
        )
        assert row["recall"] == (hits / labels if labels else None)
        # no other confidence within the limit finds more
        assert hits == max((point[1] for point in within), default=0)
        curves.setdefault(name, []).append(row["recall"])
    for name, recalls in curves.items():
        assert len(recalls) == len(set(LIMITS))
        known = [recall for recall in recalls if recall is not None]
        if known:
            assert means[name] == pytest.approx(sum(known) / len(known), rel=1e-12)
        else:
            assert means[name] is None


@examples(few=10, many=300)
@given(scenes(), st.booleans())
def test_no_lower_confidence_stays_within_the_limit(scene: Scene, is_early: bool) -> None:  # noqa: FBT001
    with project_of(scene, protocols=("closest",)) as project:
        part = scene
        where = "true"
        if is_early:
            hours = {item.key: item.facts["hour"] for item in scene.items}
            keys = {key for key, hour in hours.items() if isinstance(hour, int) and hour < 12}
            part = scene.only(item=lambda item: item.key in keys)
            where = "hour < 12"
        rows = ask(project, "froc", limits=LIMITS, item_filter=where)
        observed = {one.class_name for one in part.labels}
        observed |= {one.class_name for one in part.predictions}
        assert {row["class_name"] for row in rows} <= {None, *observed}
        check(rows, part)


def test_a_limit_is_the_objective_of_threshold_choice(real_project: duckeval.Project) -> None:
    asked: dict[str, Any] = {"protocol": "coco", "slice_by": "item_id % 3", "iou_threshold": 0.6}
    curve = ask(real_project, "froc", limits=[0.25, 2.0], **asked)
    for at_most in (0.25, 2.0):
        chosen = {
            (row["slice"], row["class_name"]): row
            for row in ask(
                real_project, "threshold_choice", objective="false_positives_per_item",
                at_most=at_most, **asked,
            )
        }  # fmt: skip
        rows = [row for row in curve if row["allowed_per_item"] == at_most]
        assert len(rows) == len(chosen) > 150
        for row in rows:
            choice = chosen[row["slice"], row["class_name"]]
            assert row["confidence"] == choice["confidence"]
            if choice["confidence"] is not None:
                assert row["true_positive_count"] == choice["true_positive_count"]
                assert row["false_positives_per_item"] == choice["false_positives_per_item"]


@pytest.mark.parametrize("limits", ["null", "[]", "[1, null]", "[-1]", "['a']", "['inf'::double]"])
def test_what_is_no_list_of_limits_is_refused(limits: str) -> None:
    with (
        duckeval.open(":memory:") as project,
        pytest.raises(duckeval.QueryError, match="limits: expected a list of numbers from 0"),
    ):
        project.query(f"from froc(limits := {limits})")


def test_python_takes_limits() -> None:
    with duckeval.open(":memory:") as project:
        assert project.froc(limits=[0.5, 1]).columns[3:6] == (
            "allowed_per_item", "confidence", "prediction_count"
        )  # fmt: skip
