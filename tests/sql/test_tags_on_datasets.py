"""Classifications on several data sets: the leaderboard, other class names, another project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

import duckeval
from tests.property.projects import ask, comparable, differences, new_project, scratch

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("rain", "drizzle", "sun", "fog")
MERGED = {"rain": "wet", "drizzle": "wet", "sun": "sun", "fog": "fog"}
ITEMS = [f"i{number}" for number in range(12)]


def labels(classes: list[str]) -> pa.Table:
    """Return labels of the items, one each, from the first item on."""
    return pa.table({"item_key": ITEMS[: len(classes)], "class_name": classes})


def wide(values: Any, names: tuple[str, ...], items: list[str] = ITEMS) -> pa.Table:
    """Return probabilities as a wide table."""
    columns = {name: values[: len(items), place] for place, name in enumerate(names)}
    return pa.table({"item_key": items, **columns})


def probabilities(seed: int) -> Any:
    """Return rows of sixty-fourths that add up to 1."""
    source = np.random.default_rng(seed)
    cuts = np.sort(source.integers(0, 65, (len(ITEMS), len(NAMES) - 1)), axis=1)
    low, high = np.zeros((len(ITEMS), 1)), np.full((len(ITEMS), 1), 64)
    return np.diff(np.concatenate([low, cuts, high], axis=1), axis=1) / 64


def load_two(project: Any, seed: int) -> tuple[Any, list[str], list[str]]:
    """Load two data sets of the same items with other class names, and two models on the first."""
    source = np.random.default_rng(seed + 1)
    first = [NAMES[each] for each in source.integers(0, 4, len(ITEMS))]
    first[:4] = NAMES
    second = [("wet", "sun", "fog")[each] for each in source.integers(0, 3, len(ITEMS))]
    second[:3] = ["wet", "sun", "fog"]
    values = probabilities(seed)
    kind: Any = {"task": "weather", "kind": "multiclass"}
    project.load_labels(labels(first), dataset="ours", **kind)
    project.load_labels(labels(second), dataset="theirs", **kind)
    project.load_predictions(
        wide(values, NAMES), dataset="ours", set_name="soft", model="net@1", task="weather"
    )
    project.load_predictions(
        labels(first[::-1]), dataset="ours", set_name="hard", model="net@2", task="weather"
    )
    return values, first, second


def test_classifiers_are_ranked_by_accuracy(tmp_path: Path) -> None:
    with duckeval.open(tmp_path / "tags.duckdb") as project:
        values, first, _ = load_two(project, 3)
        rows = {row["prediction_set"]: row for row in ask(project, "leaderboard")}
        by_f1 = ask(project, "leaderboard", rank_by="f1_macro")
        by_auc = project.leaderboard(measure="roc_auc", intervals=False).rows()
        drawn = project.leaderboard(resamples=20).rows()
    said = [NAMES[each] for each in values.argmax(axis=1)]
    accuracy = {
        "soft": metrics.accuracy_score(first, said),
        "hard": metrics.accuracy_score(first, first[::-1]),
    }
    assert {name: row["accuracy"] for name, row in rows.items()} == pytest.approx(accuracy)
    assert {name: row["rank"] for name, row in rows.items()} == {
        name: 1 + sum(other > value for other in accuracy.values())
        for name, value in accuracy.items()
    }
    assert {row["task"] for row in rows.values()} == {"weather"}
    area = np.mean(
        [
            metrics.roc_auc_score([one == name for one in first], values[:, place])
            for place, name in enumerate(NAMES)
        ]
    )
    assert rows["soft"]["roc_auc"] == pytest.approx(area)
    assert (rows["hard"]["roc_auc"], rows["soft"]["map"]) == (None, None)
    assert [row["rank"] for row in by_f1] == [1, 2]
    assert [(row["prediction_set"], row["rank"]) for row in by_auc] == [("soft", 1), ("hard", None)]
    assert {row["measure"] for row in drawn} == {"accuracy"}


def test_a_board_for_each_task(tmp_path: Path) -> None:
    with duckeval.open(tmp_path / "tags.duckdb") as project:
        load_two(project, 4)
        scene = pa.table({"item_key": ITEMS, "class_name": ["town", "land"] * 6})
        project.load_labels(scene, dataset="ours", task="scene", kind="multiclass")
        project.load_predictions(
            scene, dataset="ours", set_name="scene", model="net@1", task="scene"
        )
        rows = ask(project, "leaderboard")
        pairs = project.evaluation_pairs().rows()
        classes = project.class_counterparts("scene", "theirs").rows()
    assert [(row["task"], row["rank"]) for row in rows] == [
        ("weather", 1), ("weather", 2), ("scene", 1),
    ]  # fmt: skip
    assert {(row["model"], row["task"], row["dataset_name"], row["way"]) for row in pairs} == {
        ("net@1", "weather", "ours", "calculated"),
        ("net@1", "weather", "theirs", "score"),
        ("net@2", "weather", "ours", "calculated"),
        ("net@2", "weather", "theirs", "score"),
        ("net@1", "scene", "ours", "calculated"),
        ("net@1", "scene", "theirs", "score"),
    }
    # a class of another question is no counterpart
    assert {row["from_class"] for row in classes} == {"town", "land"}
    assert {row["counterpart"] for row in classes} == {"no_counterpart"}


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_map_is_as_good_as_other_names_in_the_file(seed: int) -> None:
    with scratch() as folder, new_project(folder / "mapped.duckdb") as project:
        values, first, second = load_two(project, seed)
        project.load_class_map(MERGED, to_dataset="theirs")
        project.match(["soft", "hard"], dataset="theirs")
        merged = np.stack([values[:, 0] + values[:, 1], values[:, 2], values[:, 3]], axis=1)
        names = ("wet", "sun", "fog")
        with new_project(folder / "fresh.duckdb") as fresh:
            fresh.load_labels(labels(second), dataset="theirs", task="weather", kind="multiclass")
            fresh.load_predictions(wide(merged, names), set_name="soft@theirs@1", task="weather")
            fresh.load_predictions(
                labels([MERGED[each] for each in first[::-1]]),
                set_name="hard@theirs@1",
                task="weather",
            )
            for macro in ("classification_performance", "class_performance", "outcome"):
                for name in ("soft@theirs@1", "hard@theirs@1"):
                    ours = ask(project, macro, predictions=name)
                    theirs = ask(fresh, macro, predictions=name)
                    without = ("prediction_key", "source_row")
                    assert not differences(
                        comparable(ours, without=without), comparable(theirs, without=without)
                    ), (macro, name)
        assert [check.name for check in project.check() if not check.is_passed] == []


def test_of_equally_probable_classes_the_first_by_name_where_no_list_has_them(
    tmp_path: Path,
) -> None:
    kind: Any = {"task": "weather", "kind": "multiclass"}
    with duckeval.open(tmp_path / "tags.duckdb") as project:
        project.load_labels(labels(["fog", "sun"]), dataset="ours", **kind)
        said = pa.table({"item_key": ITEMS[:2], "sun": [0.5, 1.0], "fog": [0.5, 0.0]})
        project.load_predictions(said, dataset="ours", set_name="soft", task="weather")
        # the other data set lists neither class, and the name that one gets is the newest
        project.load_labels(labels(["wet", "wet"]), dataset="theirs", **kind)
        project.load_class_map({"sun": "dew"}, to_dataset="theirs")
        project.match("soft", dataset="theirs")
        answers = project.query(
            "select prediction_set_name, class_name from prediction join class using (class_id) "
            "join prediction_set using (prediction_set_id) where confidence < 1 order by all"
        ).tuples()
        classes = project.query("select class_name from class order by class_id").tuples()
    assert list(answers) == [("soft", "fog"), ("soft@theirs@1", "dew")]
    assert [name for (name,) in classes] == ["fog", "sun", "wet", "dew"]


def test_a_map_holds_for_classes_that_are_nowhere_the_answer(tmp_path: Path) -> None:
    kind: Any = {"task": "weather", "kind": "multiclass"}
    with duckeval.open(tmp_path / "tags.duckdb") as project:
        project.load_labels(labels(["rain", "drizzle", "sun"]), dataset="ours", **kind)
        # the answer is sun here, and wet there: the two kinds of it together are more probable
        said = pa.table({"item_key": ["i0"], "sun": [0.375], "rain": [0.3125], "drizzle": [0.3125]})
        project.load_predictions(said, dataset="ours", set_name="soft", task="weather")
        project.load_labels(labels(["wet", "sun"]), dataset="theirs", **kind)
        project.load_class_map({"rain": "wet", "drizzle": "wet"}, to_dataset="theirs")
        project.match("soft", dataset="theirs")
        rows = project.query(
            "select class_name, confidence from prediction join class using (class_id) "
            "join prediction_set using (prediction_set_id) "
            "where prediction_set_name = 'soft@theirs@1' order by all"
        ).tuples()
    assert list(rows) == [("wet", 0.625)]


def test_several_labels_an_item(tmp_path: Path) -> None:
    kind: Any = {"task": "seen", "kind": "multilabel"}
    said = pa.table(
        {"item_key": ["a", "b"], "car": [0.9, 0.2], "van": [0.6, 0.7], "tree": [0.1, 0.8]}
    )
    with duckeval.open(tmp_path / "tags.duckdb") as project:
        first = pa.table({"item_key": ["a", "b", "b"], "class_name": ["car", "van", "tree"]})
        project.load_labels(first, dataset="ours", **kind)
        second = pa.table(
            {"item_key": ["a", "b", "b"], "class_name": ["vehicle", "vehicle", "tree"]}
        )
        project.load_labels(second, dataset="theirs", **kind)
        project.load_predictions(said, dataset="ours", set_name="many", task="seen")
        project.load_class_map({"car": "vehicle", "van": "vehicle"}, to_dataset="theirs")
        project.match("many", dataset="theirs")
        rows = project.query(
            "select item_key, class_name, confidence from prediction join item using (item_id) "
            "join class using (class_id) join prediction_set using (prediction_set_id) "
            "where prediction_set_name = 'many@theirs@1' order by all"
        ).tuples()
        assert list(rows) == [
            ("a", "tree", 0.1), ("a", "vehicle", 0.9), ("b", "tree", 0.8), ("b", "vehicle", 0.7),
        ]  # fmt: skip
        (row,) = ask(project, "classification_performance", predictions="many@theirs@1")
        assert (row["precision_micro"], row["recall_micro"], row["accuracy"]) == (1, 1, 1)
        assert [check.name for check in project.check() if not check.is_passed] == []


def test_a_data_set_of_tags_in_another_project(tmp_path: Path) -> None:
    with duckeval.open(tmp_path / "there.duckdb") as project:
        _, _, second = load_two(project, 8)
    with duckeval.open(tmp_path / "here.duckdb") as project:
        # the same question has another number here
        project.load_labels(labels(["x", "y"]), dataset="else", task="other", kind="multiclass")
        kind: Any = {"task": "weather", "kind": "multiclass"}
        project.load_labels(labels(second), dataset="mine", **kind)
        project.load_predictions(labels(second), dataset="mine", set_name="right", task="weather")
        result = project.match("right", dataset="theirs", project=tmp_path / "there.duckdb")
        assert result.copied is not None
        assert (result.copied.item_count, result.copied.label_count) == (12, 12)
        (row,) = ask(project, "classification_performance", predictions="right@theirs@1")
        assert (row["accuracy"], row["task"], row["labelled_count"]) == (1, "weather", 12)
        assert [check.name for check in project.check() if not check.is_passed] == []
    with duckeval.open(tmp_path / "third.duckdb") as project:
        many: Any = {"task": "weather", "kind": "multilabel"}
        project.load_labels(labels(second), dataset="mine", **many)
        project.load_predictions(labels(second), dataset="mine", set_name="right", task="weather")
        with pytest.raises(duckeval.InputFileError, match="task weather is multilabel here"):
            project.match("right", dataset="theirs", project=tmp_path / "there.duckdb")
