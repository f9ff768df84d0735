"""`class_confusion`, and the shares and the rest of `confusion_matrix`, against plain loops."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import duckeval
from tests.oracle.closest import Setting, outcomes
from tests.oracle.confusion import confusion_matrix
from tests.oracle.scene import box_iou
from tests.property.projects import ask, project_of
from tests.property.scenes import examples, scenes

if TYPE_CHECKING:
    from tests.oracle.scene import Label, Prediction, Scene


def mistaken_label(one: Prediction, scene: Scene) -> Label:
    """Return the label of another class that a prediction lies on most."""
    others = [
        label
        for label in scene.labels_in_order()
        if label.item == one.item and label.class_name != one.class_name and not label.is_crowd
    ]
    return min(others, key=lambda label: (-box_iou(one.box, label.box), label.class_name))


def called(scene: Scene, setting: Setting) -> dict[tuple[str, str], int]:
    """Return how many labels of one class are called another one, by both classes."""
    names: dict[str, set[str]] = defaultdict(set)
    for one in outcomes(scene, setting):
        if one.reason == "wrong_class":
            names[mistaken_label(one.prediction, scene).key].add(one.prediction.class_name)
    classes = {label.key: label.class_name for label in scene.labels if setting.counts(label)}
    return Counter(
        (classes[key], name) for key, found in names.items() if key in classes for name in found
    )


def direction(one: int, other: int, p_value: float) -> str:
    larger, share = max(one, other), max(one, other) / (one + other)
    if p_value < 0.05 and share >= 0.75:
        return "one way"
    return "both ways" if share < 0.75 and larger + min(one, other) >= 6 else "undecided"


def rate(count: int, labels: int) -> tuple[float | None, float | None, float | None]:
    if labels == 0:
        return (None, None, None)
    low, high = stats.binomtest(count, labels).proportion_ci(method="wilson")
    return (count / labels, low, high)


def expected_rows(scene: Scene, setting: Setting) -> list[tuple[Any, ...]]:
    counts = called(scene, setting)
    labels = Counter(label.class_name for label in scene.labels if setting.counts(label))
    rows = []
    for a, b in {tuple(sorted(pair)) for pair in counts}:
        there, back = counts.get((a, b), 0), counts.get((b, a), 0)
        p_value = stats.binomtest(there, there + back).pvalue
        rows.append(
            (a, b, there, labels[a], *rate(there, labels[a]), back, labels[b],
             *rate(back, labels[b]), p_value, direction(there, back, p_value))
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-row[2] - row[7], -max(row[4] or 0, row[9] or 0), row[:2]))


def compare(rows: list[dict[str, Any]], expected: list[tuple[Any, ...]]) -> None:
    assert [row["rank"] for row in rows] == list(range(1, len(expected) + 1))
    for row, values in zip(rows, expected, strict=True):
        assert list(row.values())[3:] == [
            each if each is None or isinstance(each, str | int) else pytest.approx(each, abs=1e-12)
            for each in values
        ]


@examples(few=7, many=300)
@given(
    scenes(max_labels=12, max_predictions=30),
    st.sampled_from(
        [
            {},
            {"iou_threshold": 0.3},
            {"protocol": "voc", "iou_threshold": 0.61},
            {"min_confidence": 0.5},
        ]
    ),
)
def test_a_label_counts_once_for_each_class_it_is_taken_for(
    scene: Scene, asked: dict[str, Any]
) -> None:
    with project_of(scene, protocols=("closest",)) as project:
        compare(ask(project, "class_confusion", **asked), expected_rows(scene, Setting(**asked)))


def test_every_confusion_is_a_row_of_outcome(real_project: duckeval.Project) -> None:
    rows = real_project.class_confusion(min_confidence=0.05).rows()
    listed = real_project.query(
        "select label_class, class_name, count(distinct label_id) as n "
        "from outcome(min_confidence := 0.05) where reason = 'wrong_class' group by all"
    ).rows()
    counts = {(row["label_class"], row["class_name"]): row["n"] for row in listed}
    ours = {(row["class_a"], row["class_b"]): row["a_as_b_count"] for row in rows}
    ours |= {(row["class_b"], row["class_a"]): row["b_as_a_count"] for row in rows}
    assert {pair: n for pair, n in ours.items() if n} == counts
    assert len(rows) > 40
    # A class with few labels: the pair is of few confusions, and nothing is decided.
    assert {row["direction"] for row in rows if row["a_as_b_count"] + row["b_as_a_count"] < 6} == {
        "undecided"
    }
    for row in rows:
        p_value = stats.binomtest(
            row["a_as_b_count"], row["a_as_b_count"] + row["b_as_a_count"]
        ).pvalue
        assert row["p_value"] == pytest.approx(p_value, abs=1e-12)


RULE = {
    (6, 0): "one way",
    (5, 0): "undecided",
    (9, 3): "undecided",
    (12, 3): "one way",
    (2, 4): "both ways",
    (600, 400): "both ways",
    (1, 5): "undecided",
}


def test_the_rule_of_the_direction() -> None:
    item = {"x_px": 0.0, "y_px": 0.0, "w_px": 9.0, "h_px": 9.0, "confidence": 0.5}
    swaps = [
        swap
        for n, (there, back) in enumerate(RULE)
        for swap in [(f"{n} cat", f"{n} dog")] * there + [(f"{n} dog", f"{n} cat")] * back
    ]
    items = [{**item, "item_key": str(number)} for number in range(len(swaps))]
    with duckeval.open(":memory:") as project:
        truth, found = (
            pl.DataFrame(items).with_columns(class_name=pl.Series([swap[place] for swap in swaps]))
            for place in (0, 1)
        )
        project.load_labels(truth)
        project.load_predictions(found, set_name="model")
        rows = sorted(project.class_confusion().rows(), key=lambda row: row["class_a"])
    assert [(row["a_as_b_count"], row["b_as_a_count"]) for row in rows] == list(RULE)
    assert [row["direction"] for row in rows] == list(RULE.values())
    for (there, back), expected in RULE.items():
        p_value = stats.binomtest(there, there + back).pvalue
        assert direction(there, back, p_value) == expected
    assert [rows[0]["a_as_b_rate"], rows[0]["b_as_a_rate"]] == [1.0, None]


@examples(few=6, many=200)
@given(scenes(), st.sampled_from([["car"], ["bus", "person"]]))
def test_the_rest_is_matched_like_the_others_and_counted_together(
    scene: Scene, classes: list[str]
) -> None:
    whole = confusion_matrix(scene, Setting())
    merged: Counter[tuple[str | None, str | None]] = Counter()
    for (label, predicted), count in whole.items():
        shown = [each if each is None or each in classes else "rest" for each in (label, predicted)]
        merged[shown[0], shown[1]] += count
    with project_of(scene, protocols=("closest",)) as project:
        rows = ask(project, "confusion_matrix", classes=classes, rest_as="rest")
    assert {
        (row["label_class"], row["predicted_class"]): row["object_count"] for row in rows
    } == dict(merged)
    for row in rows:
        of_row = sum(n for (label, _), n in merged.items() if label == row["label_class"])
        of_column = sum(n for (_, other), n in merged.items() if other == row["predicted_class"])
        assert row["label_share"] == row["object_count"] / of_row
        assert row["predicted_share"] == row["object_count"] / of_column


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("rest_as := 'rest'", "rest_as: needs classes"),
        ("classes := ['person'], rest_as := 'dog'", "there is a class named dog"),
        ("classes := ['unicorn'], rest_as := 'rest'", "no class named unicorn"),
        ("iou_threshold := 0.05", "expected a number from 0.1 to 1"),
    ],
)
def test_what_cannot_be_asked_of_the_matrix(
    real_project: duckeval.Project, arguments: str, message: str
) -> None:
    with pytest.raises(duckeval.QueryError, match=message):
        real_project.query(f"from confusion_matrix({arguments})")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("iou_threshold := 0.05", "expected a number from 0.1 to 1"),
        ("class_set := 'every'", "class_set: expected observed"),
        ("classes := ['unicorn']", "no class named unicorn"),
        ("predictions := 'v9'", "no prediction set named v9"),
    ],
)
def test_what_cannot_be_asked_of_pairs(
    real_project: duckeval.Project, arguments: str, message: str
) -> None:
    with pytest.raises(duckeval.QueryError, match=message):
        real_project.query(f"from class_confusion({arguments})")
