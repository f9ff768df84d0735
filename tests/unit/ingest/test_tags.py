"""Labels and answers of whole items: what is taken, what is set aside, what is refused."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

import duckeval
from duckeval.errors import InputFileError, SchemaError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with duckeval.open(tmp_path / "tags.duckdb") as opened:
        yield opened


def table(**columns: Any) -> pa.Table:
    return pa.table(columns)


def weather(project: Project, kind: str = "multiclass") -> None:
    keys = ["a", "b", "c"]
    names = ["sun", "rain", "fog"]
    project.load_labels(table(item_key=keys, class_name=names), task="weather", kind=kind)


def reasons(project: Project) -> list[tuple[Any, ...]]:
    return [
        tuple(row.values())
        for row in project.query("select line, field, rule from quarantine order by line").rows()
    ]


def test_two_labels_make_a_task_multilabel_and_it_is_said(project: Project) -> None:
    two = table(item_key=["a", "a", "b"], class_name=["dog", "cat", "cat"])
    result = project.load_labels(two, task="pets")
    assert "taken as multilabel" in result.warnings[0]
    rows = project.query("select kind from task where task_name = 'pets'").rows()
    assert rows == [{"kind": "multilabel"}]


def test_a_second_label_of_a_multiclass_task_is_set_aside(project: Project) -> None:
    two = table(item_key=["a", "a", "b"], class_name=["dog", "cat", "cat"])
    result = project.load_labels(two, task="pets", kind="multiclass")
    assert result.rows_loaded == 2
    assert reasons(project) == [(1, "class_name", "is the only class of its item")]
    more = table(item_key=["b", "c"], class_name=["dog", "dog"])
    assert project.load_labels(more, task="pets").rows_quarantined == 1


def test_tasks_have_classes_of_their_own_and_share_items(project: Project) -> None:
    weather(project)
    other = table(item_key=["a", "b"], class_name=["rain", "city"])
    project.load_labels(other, task="title", kind="multiclass")
    for task, name in (("weather", "w"), ("title", "t")):
        said = table(item_key=["a", "b"], class_name=["rain", "rain"])
        project.load_predictions(said, task=task, set_name=name)
    rows = project.performance().rows()
    counts = {
        row["prediction_set"]: (row["label_count"], row["true_positive_count"]) for row in rows
    }
    assert counts == {"w": (3, 1), "t": (2, 1)}
    assert {row["accuracy"] for row in rows} == {1 / 3, 1 / 2}
    assert project.query("from item").rows()[0]["object_count"] == 0


def test_faulty_probabilities_are_set_aside_row_by_row(project: Project) -> None:
    weather(project)
    said = table(
        item_key=["a", "b", "c", "a", "nobody"],
        sun=[0.5, float("nan"), -0.5, 1.0, 1.0],
        rain=[0.5, 0.5, 1.5, 0.0, 0.0],
        fog=[0.5, 0.5, 0.0, 0.0, 0.0],
    )
    result = project.load_predictions(said, task="weather", set_name="v1")
    assert (result.rows_in, result.rows_loaded, result.rows_quarantined) == (5, 1, 4)
    assert reasons(project) == [
        (0, "fog", "adds up to 1 over the classes (within 0.001)"),
        (1, "sun", "is a number"),
        (2, "rain", "is a probability from 0 to 1"),
        (4, "item_key", "is an item of the data set"),
    ]


def test_an_item_twice_is_set_aside(project: Project) -> None:
    weather(project)
    said = table(item_key=["a", "a"], sun=[1.0, 0.0], rain=[0.0, 1.0])
    project.load_predictions(said, task="weather", set_name="v1")
    assert reasons(project) == [(1, "item_key", "is there once")]
    [row] = project.query("select confidence from prediction").rows()
    assert row == {"confidence": 1.0}


@pytest.mark.parametrize("kind", ["multiclass", "multilabel"])
def test_probabilities_that_are_matched_later_count_once(project: Project, kind: str) -> None:
    weather(project, kind)
    said = table(item_key=["a", "b"], sun=[0.75, 0.5], rain=[0.25, 0.5])
    project.load_predictions(said, task="weather", set_name="v1", match=False)
    project.match()
    assert len(project.query("from answer")) == 2
    assert project.classification_performance().rows()[0]["labelled_count"] == 3


def test_a_set_that_was_never_matched_leaves_nothing_when_it_is_replaced(project: Project) -> None:
    weather(project)
    for sun in (0.75, 0.5):
        said = table(item_key=["a"], sun=[sun], rain=[1 - sun])
        project.load_predictions(said, task="weather", set_name="v1", match=False, replace=True)
    known = "(select prediction_set_id from prediction_set)"
    for name in ("prediction", "probability", "answer"):
        orphans = f"from {name} where prediction_set_id not in {known}"
        assert len(project.query(orphans)) == 0, name


def test_rows_of_answers_are_checked_too(project: Project) -> None:
    weather(project)
    said = table(
        item_key=["a", "a", "b", "c"],
        class_key=["sun", "sun", "rain", "hail"],
        confidence=[0.5, 0.25, 2.0, 0.5],
    )
    result = project.load_predictions(said, task="weather", set_name="v1")
    assert result.rows_loaded == 1
    assert reasons(project) == [
        (1, "class_key", "is said once for an item"),
        (2, "confidence", "is a probability from 0 to 1"),
        (3, "class_key", "is a class of the data set"),
    ]


def test_a_list_of_another_length_is_set_aside(project: Project) -> None:
    weather(project)
    said = table(item_key=["a", "b"], probabilities=[[0.0, 0.0, 1.0], [0.5, 0.5]])
    result = project.load_predictions(said, task="weather", set_name="v1")
    assert (result.rows_loaded, result.rows_quarantined) == (1, 1)


def test_columns_that_are_no_class_are_named(project: Project) -> None:
    weather(project)
    said = table(item_key=["a"], sun=[1.0], snow=[0.0])
    result = project.load_predictions(said, task="weather", set_name="v1")
    assert any("snow: no class of task 'weather'" in each for each in result.warnings)
    with pytest.raises(
        SchemaError, match="neither a column class_name nor one for each class"
    ) as no:
        project.load_predictions(table(item_key=["a"], x=[1.0]), task="weather", set_name="v2")
    assert "sun" in str(no.value.hint)


def test_ties_go_to_the_first_class_of_the_list(project: Project) -> None:
    weather(project)  # the list of names: fog, rain, sun
    said = table(item_key=["a", "b"], sun=[0.4, 0.5], rain=[0.4, 0.5], fog=[0.2, 0.0])
    project.load_predictions(said, task="weather", set_name="v1")
    rows = project.outcome().rows()
    assert {row["item_key"]: row["class_name"] for row in rows} == {"a": "rain", "b": "rain"}


@pytest.mark.parametrize(("threshold", "answers"), [(None, 1), (0.5, 1), (0.25, 2), (0.75, 0)])
def test_one_label_an_item_a_threshold_must_be_reached(
    project: Project, threshold: float | None, answers: int
) -> None:
    weather(project)
    said = table(item_key=["a", "b"], sun=[0.5, 0.25], rain=[0.25, 0.5], fog=[0.25, 0.25])
    project.load_predictions(said, task="weather", set_name="v1")
    [row] = project.classification_performance(min_confidence=threshold).rows()
    assert row["answered_count"] == (0 if threshold == 0.75 else 2)
    assert row["right_count"] == (2 if answers else 0)
    missed = [
        row for row in project.label_outcome(min_confidence=0.75).rows() if row["item_key"] == "a"
    ]
    assert missed[0]["reason"] == "low_confidence"


@pytest.mark.parametrize(
    ("threshold", "answers"), [(None, 1), (0.5, 1), (0.25, 2), (0.75, 0), (0, 3)]
)
def test_several_labels_an_item_a_threshold_must_be_exceeded(
    project: Project, threshold: float | None, answers: int
) -> None:
    weather(project, kind="multilabel")
    said = table(item_key=["a"], sun=[0.75], rain=[0.5], fog=[0.25])
    project.load_predictions(said, task="weather", set_name="v1")
    [row] = project.classification_performance(min_confidence=threshold).rows()
    assert row["prediction_count"] == answers
    rows = project.class_performance(min_confidence=threshold).rows()
    assert sum(row["prediction_count"] for row in rows) == answers
    rows = project.confusion_matrix(min_confidence=threshold).rows()
    assert sum(row["object_count"] for row in rows if row["predicted_class"]) == answers
    found = {
        row["class_name"]: row["outcome"]
        for row in project.label_outcome(min_confidence=threshold).rows()
    }
    assert found["sun"] == ("found" if answers else "missed")


def test_an_item_without_a_label_counts_nowhere(project: Project) -> None:
    labels = table(item_key=["a", "b"], class_name=["sun", None])
    project.load_labels(labels, task="weather", kind="multiclass")
    project.load_predictions(
        table(item_key=["a", "b"], class_name=["sun", "sun"]), task="weather", set_name="v1"
    )
    [row] = project.classification_performance().rows()
    assert (row["item_count"], row["labelled_count"], row["accuracy"]) == (2, 1, 1.0)
    rows = project.outcome().rows()
    assert [(row["outcome"], row["reason"]) for row in rows] == [
        ("tp", None),
        ("ignored", "unlabelled"),
    ]


def test_labels_that_come_later_are_compared_at_once(project: Project) -> None:
    project.load_labels(
        table(item_key=["a", "b"], class_name=["sun", None]), task="w", kind="multiclass"
    )
    project.load_labels(table(item_key=["c"], class_name=["rain"]), task="w")
    said = table(item_key=["a", "b"], sun=[0.75, 0.25], rain=[0.25, 0.75])
    project.load_predictions(said, task="w", set_name="v1")
    before = project.classification_performance().rows()[0]
    project.load_labels(table(item_key=["b"], class_name=["rain"]), task="w")
    after = project.classification_performance().rows()[0]
    assert (before["labelled_count"], after["labelled_count"]) == (2, 3)
    assert (before["probability_count"], after["probability_count"]) == (1, 2)
    assert after["log_loss"] == pytest.approx(-math.log(0.75), rel=1e-12)
    assert before["roc_auc_macro"] is None
    assert after["roc_auc_macro"] == 1.0


def test_predictions_loaded_without_matching_are_matched_later(project: Project) -> None:
    weather(project)
    said = table(item_key=["a"], sun=[0.75], rain=[0.25])
    project.load_predictions(said, task="weather", set_name="v1", match=False)
    assert project.classification_performance().rows() == []
    project.match()
    assert project.classification_performance().rows()[0]["brier"] == 0.125


def test_what_is_about_boxes_says_so(project: Project) -> None:
    weather(project)
    project.load_predictions(
        table(item_key=["a"], class_name=["sun"]), task="weather", set_name="v1"
    )
    for macro in ("coco_summary", "error_analysis", "iou_distribution"):
        assert project.query(f"from {macro}").rows() == []
    with pytest.raises(duckeval.DuckevalError, match="answers the classification weather"):
        project.error_analysis(predictions="v1")


def test_names_that_are_not_there(project: Project) -> None:
    one = table(item_key=["a"], class_name=["sun"])
    with pytest.raises(InputFileError, match="no labels"):
        project.load_predictions(one, task="weather", set_name="v1")
    weather(project)
    with pytest.raises(UnknownNameError, match="no task named 'wheather'"):
        project.load_predictions(one, task="wheather", set_name="v1")
    with pytest.raises(UnknownNameError, match="wheather"):
        project.classification_performance(task="wheather")
    with pytest.raises(UsageError, match="multiclass, not multilabel"):
        project.load_labels(one, task="weather", kind="multilabel")
    box = {f"{name}_px": [1.0] for name in "xywh"}
    with pytest.raises(UsageError, match="kind multiclass is that of a classification"):
        project.load_labels(table(item_key=["a"], class_name=["sun"], **box), kind="multiclass")
    with pytest.raises(UsageError, match="expected multiclass, multilabel or text"):
        project.load_labels(one, task="weather", kind="binary")


def test_keys_that_pandas_made_floats_are_the_same(project: Project) -> None:
    project.load_labels(
        table(item_key=["a", "b"], class_key=["0.0", "1.0"]), task="phone", kind="multiclass"
    )
    project.load_predictions(
        table(item_key=["a", "b"], class_key=["0", "1"]), task="phone", set_name="v1"
    )
    assert project.classification_performance().rows()[0]["accuracy"] == 1.0


def test_replacing_labels_leaves_those_of_other_tasks(project: Project) -> None:
    weather(project)
    project.load_labels(table(item_key=["a"], class_name=["x"]), task="other", kind="multiclass")
    project.load_labels(table(item_key=["a"], class_name=["rain"]), task="weather", replace=True)
    rows = project.query(
        "select task_name, count(*) as n from label join class using (class_id) "
        "join task using (task_id) group by task_name order by task_name"
    ).rows()
    assert [tuple(row.values()) for row in rows] == [("other", 1), ("weather", 1)]


def test_arrays_from_python(project: Project) -> None:
    weather(project)
    said = {
        "item_key": ["a", "b", "c"],
        "probabilities": np.array([[0.75, 0.25, 0], [0, 0.5, 0.5], [0.25, 0.25, 0.5]], np.float32),
        "class_names": ["sun", "rain", "fog"],
    }
    project.load_predictions(said, task="weather", set_name="v1")
    [row] = project.classification_performance().rows()
    # b is a tie of rain and fog: fog comes first in the list of classes.
    assert row["right_count"] == 2
    answers = {"item_key": ["a"], "class_name": np.array(["sun"])}
    project.load_predictions(answers, task="weather", set_name="v2")
    assert {row["answered_count"] for row in project.classification_performance().rows()} == {1, 3}


def test_files_of_arrays_mean_items_by_their_place(project: Project, tmp_path: Path) -> None:
    np.save(tmp_path / "truth.npy", np.array([1, 0, 1]))
    np.save(tmp_path / "cnn.npy", np.array([[0.25, 0.75], [0.5, 0.5], [0.75, 0.25]]))
    project.load_labels(tmp_path / "truth.npy", task="digit", kind="multiclass")
    result = project.load_predictions(tmp_path / "cnn.npy", task="digit")
    assert result.prediction_set_name == "cnn"
    [row] = project.classification_performance().rows()
    assert row["accuracy"] == 2 / 3
    np.savez(tmp_path / "part.npz", item_key=["2", "0"], probabilities=[[0.0, 1.0], [1.0, 0.0]])
    project.load_predictions(tmp_path / "part.npz", task="digit")
    rows = {row["prediction_set"]: row for row in project.classification_performance().rows()}
    assert (rows["part"]["answered_count"], rows["part"]["right_count"]) == (2, 1)
    np.save(tmp_path / "short.npy", np.array([[0.25, 0.75]]))
    with pytest.raises(SchemaError, match="1 rows without item_key, and data set default@1 has 3"):
        project.load_predictions(tmp_path / "short.npy", task="digit")


def test_arrays_that_do_not_fit(project: Project, tmp_path: Path) -> None:
    weather(project)
    matrix = np.array([[0.5, 0.5]])
    for arrays, reason in (
        ({"probabilities": matrix, "class_names": ["sun"]}, "1 class names for 2 columns"),
        ({"probabilities": matrix[0]}, "expected numbers in a row for each item"),
        ({"probabilities": matrix, "item_key": ["a", "b"]}, "different lengths"),
        ({"item_key": [["a"]]}, "expected one dimension"),
    ):
        with pytest.raises(InputFileError, match=reason):
            project.load_predictions(arrays, task="weather", set_name="v1")
    np.save(tmp_path / "objects.npy", np.array([{}], dtype=object), allow_pickle=True)
    (tmp_path / "broken.npz").write_bytes(b"PK")
    for name in ("objects.npy", "broken.npz"):
        with pytest.raises(InputFileError, match="cannot be read as arrays"):
            project.load_labels(tmp_path / name, task="weather")
    with pytest.raises(UsageError, match="hold labels and answers of whole items"):
        project.load_labels({"item_key": ["a"], "class_name": ["sun"]})


def test_a_folder_for_each_class(project: Project, tmp_path: Path) -> None:
    for path in ("cat/1.jpg", "cat/deep/2.PNG", "dog/1.jpeg", "dog/notes.txt", ".git/x.jpg"):
        (tmp_path / "pets" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pets" / path).touch()
    result = project.load_labels(tmp_path / "pets", task="pet", kind="multiclass")
    assert result.rows_loaded == 3
    rows = project.query(
        "select item_key, class_name from label join item using (item_id) "
        "join class using (class_id) order by item_key"
    ).rows()
    assert [tuple(row.values()) for row in rows] == [
        ("cat/1.jpg", "cat"), ("cat/deep/2.PNG", "cat"), ("dog/1.jpeg", "dog"),
    ]  # fmt: skip
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputFileError, match="no images in folders of it"):
        project.load_labels(tmp_path / "empty", task="pet")
    with pytest.raises(InputFileError, match="is a folder; expected a file"):
        project.load_labels(tmp_path / "pets")
