"""Generated text in the macros: slices, filters, thresholds, outcomes, comparison."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

import duckeval
from tests.property.projects import new_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

# item: camera, references, answer of v1 with its confidence
ITEMS: dict[str, tuple[str, list[str], tuple[str, float] | None]] = {
    "a": ("front", ["The cat sat."], ("cat sat", 0.9)),
    "b": ("front", ["a red car"], ("the blue car", 0.8)),
    "c": ("rear", ["\u65e5\u672c\u8a9e"], ("\u65e5\u672c", 0.7)),
    "d": ("rear", ["no entry"], None),
    "e": ("rear", [""], ("", 0.6)),
    "f": ("rear", ["colour", "color"], ("Color", 0.5)),
    "g": ("front", [], ("what", 0.4)),
}


def load(project: Project, keys: str = "abcdefg") -> None:
    rows: list[tuple[str, str | None]] = []
    for key in keys:
        rows += [(key, text) for text in ITEMS[key][1]] or [(key, None)]
    project.load_labels(
        pa.table(
            {
                "item_key": [key for key, _ in rows],
                "text": pa.array([text for _, text in rows], pa.string()),
            }
        ),
        task="caption",
        kind="text",
    )
    project.load_metadata(
        pa.table({"item_key": list(keys), "camera": [ITEMS[key][0] for key in keys]})
    )
    said = [(key, *answer) for key in keys if (answer := ITEMS[key][2]) is not None]
    project.load_predictions(
        pa.table(
            {
                "item_key": [key for key, *_ in said],
                "text": [text for _, text, _ in said],
                "confidence": [confidence for *_, confidence in said],
            }
        ),
        task="caption",
        set_name="v1",
    )


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "texts.duckdb") as opened:
        load(opened)
        yield opened


def test_numbers_by_hand(project: Project) -> None:
    [row] = project.text_performance().rows()
    counts = {name: value for name, value in row.items() if name.endswith("_count")}
    assert counts == {
        "item_count": 7,
        "labelled_count": 6,
        "answered_count": 5,
        "exact_match_count": 1,  # e
        "normalised_match_count": 3,  # a, e, f
        "character_rate_count": 5,  # not e
        # a: "The " and ".": 5; b: 6 and 5 more; c: 1; d: all 8; e: 0; f: "C" of color
        "character_edit_count": 5 + 7 + 1 + 8 + 0 + 1,
        "character_count": 12 + 9 + 3 + 8 + 0 + 5,
        "word_rate_count": 5,
        "word_edit_count": 2 + 2 + 1 + 2 + 0 + 1,
        "word_count": 3 + 3 + 1 + 2 + 0 + 1,
    }
    assert row["exact_match"] == 1 / 6
    assert row["normalised_match"] == 3 / 6
    # b: {blue, car} and {red, car} share one of two
    assert row["token_f1"] == pytest.approx((1 + 0.5 + 0 + 0 + 1 + 1) / 6, rel=1e-12)
    assert row["pooled_character_error_rate"] == 22 / 37
    assert row["word_error_rate"] == pytest.approx((2 / 3 + 2 / 3 + 1 + 1 + 1) / 5, rel=1e-12)


def test_a_right_answer_matches_normalised_and_the_threshold_asks_for_less(
    project: Project,
) -> None:
    def right(iou: float) -> set[str]:
        rows = project.outcome(iou_threshold=iou).rows()
        return {row["item_key"] for row in rows if row["outcome"] == "tp"}

    assert right(0.5) == right(1.0) == {"a", "e", "f"}
    assert right(0.25) == {"a", "b", "e", "f"}  # token F1 of .5 or more
    [row] = project.performance().rows()
    assert (row["true_positive_count"], row["label_count"], row["accuracy"]) == (3, 6, 0.5)
    assert row["mean_iou"] is row["map"] is None


def test_outcomes_say_why(project: Project) -> None:
    rows = project.outcome().rows()
    assert {
        row["item_key"]: (row["outcome"], row["reason"], row["label_class"]) for row in rows
    } == {
        "a": ("tp", None, "caption"),
        "b": ("fp", "wrong_text", "caption"),
        "c": ("fp", "wrong_text", "caption"),
        "e": ("tp", None, "caption"),
        "f": ("tp", None, "caption"),
        "g": ("ignored", "unlabelled", None),
    }
    rows = project.label_outcome(min_confidence=0.55).rows()
    assert {row["item_key"]: (row["outcome"], row["reason"]) for row in rows} == {
        "a": ("found", None),
        "b": ("missed", "wrong_text"),
        "c": ("missed", "wrong_text"),
        "d": ("missed", "no_prediction"),
        "e": ("found", None),
        "f": ("missed", "low_confidence"),
    }


def test_confident_wrong_answers_put_references_in_doubt(project: Project) -> None:
    rows = sorted(project.label_error_candidate().rows(), key=lambda row: -row["score"])
    assert [(row["item_key"], row["kind"], row["class_name"]) for row in rows] == [
        ("c", "wrong_text", "caption"),
        ("b", "wrong_text", "caption"),
    ]
    assert [row["score"] for row in rows] == pytest.approx([0.7, 0.8 * 0.75])


def test_a_weak_answer_is_none(project: Project) -> None:
    [row] = project.text_performance(min_confidence=0.65).rows()
    assert (row["answered_count"], row["normalised_match_count"]) == (3, 1)
    # e and f are not answered: nothing and "colour" are to be written
    assert row["character_edit_count"] == 5 + 7 + 1 + 8 + 0 + 6


FILTERS = {"camera = 'rear'": "cdef", "item_key in ('a', 'g')": "ag", "camera = 'none'": ""}


@pytest.mark.parametrize(("wanted", "keys"), FILTERS.items())
def test_a_slice_is_a_fresh_project_with_its_items(
    project: Project, tmp_path: Path, wanted: str, keys: str
) -> None:
    asked: list[dict[str, Any]] = [
        {},
        {"min_confidence": 0.65},
        {"label_filter": "character_count > 8", "outside": "drop"},
        {"prediction_filter": "confidence <> 0.9", "outside": "drop"},
        {"item_scope": "predicted"},
    ]
    if not keys:
        [row] = project.text_performance(item_filter=wanted).rows()
        assert (row["item_count"], row["labelled_count"], row["token_f1"]) == (0, 0, None)
        return
    project.slices.add("some", wanted)
    with new_project(tmp_path / "fresh.duckdb") as fresh:
        load(fresh, keys)
        for parameters in asked:
            expected = fresh.text_performance(**parameters).rows()
            assert project.text_performance(item_filter=wanted, **parameters).rows() == expected
            [row] = project.text_performance(slices=["some"], **parameters).rows()
            assert {**row, "slice": "all"} == expected[0]


def test_slices_by_value(project: Project) -> None:
    rows = project.text_performance(slice_by="camera").rows()
    assert [(row["slice"], row["labelled_count"], row["normalised_match"]) for row in rows] == [
        ("front", 2, 0.5),
        ("rear", 4, 0.5),
    ]


def test_another_version_is_compared(project: Project) -> None:
    better = {"a": "cat sat", "b": "red car", "c": "\u65e5\u672c\u8a9e", "d": "stop", "f": "x"}
    project.load_predictions(
        pa.table({"item_key": list(better), "text": list(better.values())}),
        task="caption",
        set_name="v2",
    )
    rows = project.outcome_change_summary(baseline_set="v1", candidate_set="v2").rows()
    [found] = [row for row in rows if row["class_name"] is None]
    names = ("both_count", "fixed_count", "broken_count", "neither_count")
    assert [found[name] for name in names] == [1, 2, 2, 1]  # a; b, c; e, f; d
    rows = project.metric_correlation(predictions="v1", n_min=4).rows()
    wanted = ("prediction", "token_f1", "iou_true_positive")
    [row] = [row for row in rows if (row["target"], row["metric"], row["score"]) == wanted]
    # token F1 1, .5, 0, 1, 1 with right, wrong, wrong, right, right
    assert row["pearson"] == pytest.approx(0.9 / math.sqrt(0.8 * 1.2), rel=1e-12)


def test_references_that_come_later_count(project: Project) -> None:
    project.load_labels(pa.table({"item_key": ["g"], "text": ["What?"]}), task="caption")
    [row] = project.text_performance().rows()
    assert (row["labelled_count"], row["normalised_match_count"]) == (7, 4)


def test_names_that_are_not_there(project: Project) -> None:
    with pytest.raises(duckeval.DuckevalError, match="no task named 'x'"):
        project.text_performance(task="x")
    tags = pa.table({"item_key": ["a"], "class_name": ["sun"]})
    project.load_labels(tags, task="weather", kind="multiclass")
    with pytest.raises(duckeval.QueryError, match="task weather is a classification, of no texts"):
        project.text_performance(task="weather")
    with pytest.raises(duckeval.QueryError, match="task caption is of kind text"):
        project.classification_performance(task="caption")


def test_a_set_is_scored_against_another_version_of_its_data_set(project: Project) -> None:
    texts = pa.table({"item_key": ["a", "b"], "text": ["A dog sat", "The blue car"]})
    project.load_labels(texts, dataset="default@2", task="caption", kind="text")
    project.match("v1", dataset="default@2")
    rows = project.text_performance().rows()
    assert [(row["labelled_count"], row["normalised_match_count"]) for row in rows] == [
        (6, 3),
        (2, 1),
    ]
