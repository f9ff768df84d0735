"""`threshold_performance` against counting anew at every threshold."""

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
    from tests.oracle.scene import Scene


def confidences(scene: Scene, class_name: str | None) -> list[float]:
    return [
        one.prediction.confidence
        for one in outcomes(scene, Setting())
        if one.outcome != "ignored" and class_name in {None, one.prediction.class_name}
    ]


def check_row(row: dict[str, Any], scene: Scene) -> None:
    """Judge the scene with this threshold as its least confidence, and count."""
    name = row["class_name"]
    judged = [
        one.outcome == "tp"
        for one in outcomes(scene, Setting(min_confidence=row["threshold"]))
        if one.outcome != "ignored" and name in {None, one.prediction.class_name}
    ]
    labels = sum(name in {None, each.class_name} and not each.is_crowd for each in scene.labels)
    predicted, right = len(judged), sum(judged)
    assert list(row.values())[4:] == [
        predicted,
        right,
        predicted - right,
        labels - right,
        right / predicted if predicted else None,
        right / labels if labels else None,
        2 * right / (predicted + labels) if predicted + labels else None,
    ]


def shown_shares(values: list[float], steps: int) -> list[float]:
    """Return the highest confidences that show 1/n, 2/n ... of the predictions."""
    return sorted(
        {
            max(
                each for each in values if sum(v >= each for v in values) * steps >= k * len(values)
            )
            for k in range(1, steps + 1)
        }
    )


@examples(few=7, many=300)
@given(scenes(max_predictions=24), st.sampled_from([1, 2, 4, 7]))
def test_every_threshold_is_counted_as_if_it_were_the_only_one(scene: Scene, steps: int) -> None:
    with project_of(scene, protocols=("closest",)) as project:
        every = ask(project, "threshold_performance")
        equal = ask(project, "threshold_performance", steps=steps)
        some = ask(project, "threshold_performance", steps=steps, spacing="quantile")
    for row in (*every, *equal, *some):
        check_row(row, scene)
    for name in (None, *scene.classes):
        values = confidences(scene, name)
        is_labelled = any(
            name in {None, each.class_name} and not each.is_crowd for each in scene.labels
        )
        thresholds = [
            [row["threshold"] for row in rows if row["class_name"] == name]
            for rows in (every, equal, some)
        ]
        assert thresholds[0] == sorted(set(values))
        is_there = bool(values) or is_labelled
        assert thresholds[1] == ([n / steps for n in range(steps + 1)] if is_there else [])
        assert thresholds[2] == (shown_shares(values, steps) if values else [])


def test_its_best_f1_is_that_of_best_threshold(real_project: duckeval.Project) -> None:
    asked: dict[str, Any] = {"protocol": "coco", "slice_by": "item_id % 3", "iou_threshold": 0.6}
    best: dict[Any, tuple[float, float]] = {}
    for row in ask(real_project, "threshold_performance", **asked):
        key = (row["slice"], row["class_name"])
        if row["f1"] is not None:
            best[key] = max(best.get(key, (-1.0, 0.0)), (row["f1"], -row["threshold"]))
    rows = ask(real_project, "best_threshold", **asked)
    assert len(rows) > 100
    for row in rows:
        assert best[row["slice"], row["class_name"]] == (row["f1"], -row["confidence"])


REFUSED = {
    "steps := 0": "steps: expected a whole number from 1 to 10000, not 0",
    "steps := 2.5": "steps: expected a whole number",
    "spacing := 'even'": "spacing: expected equal or quantile, not even",
    "spacing := null": "spacing: expected equal or quantile, not null",
    "class_set := 'every'": "class_set: expected",
}


def test_what_are_no_steps() -> None:
    with duckeval.open(":memory:") as project:
        for arguments, message in REFUSED.items():
            with pytest.raises(duckeval.QueryError, match=message):
                project.query(f"from threshold_performance({arguments})")
