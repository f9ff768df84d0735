"""The chosen confidence against every confidence that occurs, tried one by one."""

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
    from collections.abc import Iterable

    from tests.oracle.scene import Item, Scene

OBJECTIVES: list[dict[str, Any]] = [
    {"objective": "f_beta"},
    {"objective": "f_beta", "beta": 2.0},
    {"objective": "recall_at_precision", "at_least": 0.5},
    {"objective": "precision_at_recall", "at_least": 0.25},
    {"objective": "cost", "false_positive_cost": 1.0, "false_negative_cost": 3.0},
    {"objective": "false_positives_per_item", "at_most": 1.0},
]


def is_early(item: Item) -> bool:
    hour = item.facts["hour"]
    return isinstance(hour, int) and hour < 12


def counts(scene: Scene, class_name: str | None, confidence: float) -> tuple[int, int, int]:
    """Return the predictions that count, the true positives among them, and the labels."""
    judged = [
        one
        for one in outcomes(scene, Setting())
        if one.outcome != "ignored"
        and class_name in {None, one.prediction.class_name}
        and one.prediction.confidence >= confidence
    ]
    labels = sum(
        class_name in {None, label.class_name} and not label.is_crowd for label in scene.labels
    )
    return len(judged), sum(one.outcome == "tp" for one in judged), labels


def worth(scene: Scene, counted: tuple[int, int, int], asked: dict[str, Any]) -> float | None:
    """Return how good a confidence is; None where it is not allowed."""
    predicted, right, labels = counted
    wrong, missed = predicted - right, labels - right
    match asked["objective"]:
        case "f_beta":
            square = float(asked.get("beta", 1.0)) ** 2
            if right == 0:  # nothing is found: all are equally bad
                return None
            return (1 + square) * right / ((1 + square) * right + wrong + square * missed)
        case "recall_at_precision":
            is_enough = labels and right / predicted >= asked["at_least"]
            return right / labels if is_enough else None
        case "precision_at_recall":
            is_enough = labels and right / labels >= asked["at_least"]
            return right / predicted if is_enough else None
        case "cost":
            return -float(
                wrong * asked["false_positive_cost"] + missed * asked["false_negative_cost"]
            )
        case _:
            return right if wrong / len(scene.items) <= asked["at_most"] else None


def best(scene: Scene, class_name: str | None, asked: dict[str, Any]) -> float | None:
    tried = {
        one.prediction.confidence
        for one in outcomes(scene, Setting())
        if one.outcome != "ignored" and class_name in {None, one.prediction.class_name}
    }
    worths = {
        confidence: value
        for confidence in tried
        if (value := worth(scene, counts(scene, class_name, confidence), asked)) is not None
    }
    highest = max(worths.values(), default=None)
    return min((each for each, value in worths.items() if value == highest), default=None)


def check(rows: Iterable[dict[str, Any]], chosen_on: Scene, scene: Scene, asked: Any) -> None:
    for row in rows:
        expected = best(chosen_on, row["class_name"], asked)
        assert row["confidence"] == expected, row
        if expected is None:
            assert row["reason"] is not None
            assert row["precision"] is None
            continue
        predicted, right, labels = counts(scene, row["class_name"], expected)
        assert row["reason"] is None
        assert row["prediction_count"] == predicted
        assert row["true_positive_count"] == right
        assert row["false_positive_count"] == predicted - right
        assert row["false_negative_count"] == labels - right
        assert row["false_positives_per_item"] == (predicted - right) / len(scene.items)
        assert row["recall"] == (right / labels if labels else None)


@examples(few=10, many=300)
@given(scenes(), st.sampled_from(OBJECTIVES))
def test_no_confidence_that_occurs_is_better(scene: Scene, asked: dict[str, Any]) -> None:
    with project_of(scene, protocols=("closest",)) as project:
        check(ask(project, "threshold_choice", **asked), scene, scene, asked)
        early = scene.only(item=is_early)
        late = scene.only(item=lambda item: not is_early(item))
        if early.items and late.items:
            rows = ask(
                project, "threshold_choice", **asked, chosen_on="hour < 12",
                item_filter="not coalesce(hour < 12, false)",
            )  # fmt: skip
            check(rows, early, late, asked)


def test_the_highest_f1_is_that_of_best_threshold(real_project: duckeval.Project) -> None:
    for parameters in (
        {},
        {"protocol": "coco", "slice_by": "item_id % 3"},
        {"class_set": "labelled"},
    ):
        old = ask(real_project, "best_threshold", **parameters)
        new = {
            (row["slice"], row["class_name"]): row
            for row in ask(real_project, "threshold_choice", **parameters)
        }
        for row in old:
            found = new[row["slice"], row["class_name"]]
            if row["f1"] == 0:
                assert (found["confidence"], found["reason"]) == (
                    None, "no confidence finds a label"
                )  # fmt: skip
                continue
            for ours, theirs in (("confidence", "confidence"), ("precision", "precision"),
                                 ("recall", "recall"), ("f_beta", "f1")):  # fmt: skip
                assert found[ours] == row[theirs]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("objective := 'f1'", "expected f_beta, recall_at_precision"),
        ("objective := 'recall_at_precision'", "needs a number from 0 to 1, not null"),
        ("objective := 'precision_at_recall', at_least := 1.5", "from 0 to 1, not 1.5"),
        ("objective := 'false_positives_per_item', at_most := -1", "a number from 0, not -1"),
        ("beta := 0", "beta: expected a number above 0, not 0"),
        ("objective := 'cost', false_negative_cost := -1", "expected numbers from 0"),
        ("class_set := 'all'", "expected observed, labelled or declared"),
        ("chosen_on := 'nonsense > 1'", "nonsense"),
    ],
)
def test_an_objective_without_its_limit_is_refused(arguments: str, message: str) -> None:
    with duckeval.open(":memory:") as project, pytest.raises(duckeval.QueryError, match=message):
        project.query(f"from threshold_choice({arguments})")
