"""What models return in Python: lists of pipelines, arrays of scikit-learn, tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

import duckeval
from duckeval.errors import InputFileError, SchemaError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

KEYS = ["a", "b", "c"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with duckeval.open(tmp_path / "pipelines.duckdb") as opened:
        names = ["sun", "rain", "fog"]
        tags = pa.table({"item_key": KEYS, "class_name": names})
        opened.load_labels(tags, task="weather", kind="multiclass")
        texts = pa.table({"item_key": KEYS, "text": ["a cat", "a dog", "a cow"]})
        opened.load_labels(texts, task="caption", kind="text")
        yield opened


def said(project: Project, name: str) -> dict[str, Any]:
    rows = project.query(
        "select item_key, class_name, confidence, text from prediction "
        "join prediction_set using (prediction_set_id) join item using (item_id) "
        f"join class using (class_id) where prediction_set_name = '{name}'"
    ).rows()
    return {row["item_key"]: (row["text"] or row["class_name"], row["confidence"]) for row in rows}


def test_classes_with_scores_for_each_item(project: Project) -> None:
    outputs = [
        [{"label": "sun", "score": 0.75}, {"label": "rain", "score": 0.25}],
        [{"label": "fog", "score": 0.5}, {"label": "rain", "score": 0.375}],
        [],
    ]
    result = project.load_predictions(outputs, task="weather", set_name="top")
    assert (result.rows_in, result.rows_loaded) == (4, 4)
    assert said(project, "top") == {"a": ("sun", 0.75), "b": ("fog", 0.5)}
    found = project.query("select probability from probability order by probability").rows()
    assert [row["probability"] for row in found] == [0.25, 0.375, 0.5, 0.75]


def test_one_class_for_each_item(project: Project) -> None:
    outputs = [{"label": name, "score": 0.5} for name in ("sun", "sun", "fog")]
    project.load_predictions(outputs, task="weather", set_name="one")
    assert said(project, "one") == {"a": ("sun", 0.5), "b": ("sun", 0.5), "c": ("fog", 0.5)}


def test_a_dict_names_the_items(project: Project) -> None:
    outputs = {"c": {"label": "fog", "score": 0.5}, "a": [{"label": "rain", "score": 0.25}]}
    project.load_predictions(outputs, task="weather", set_name="named")
    assert said(project, "named") == {"a": ("rain", 0.25), "c": ("fog", 0.5)}


@pytest.mark.parametrize(
    "outputs",
    [
        [[{"generated_text": text}] for text in KEYS],
        [{"generated_text": text} for text in KEYS],
        [{"summary_text": text} for text in KEYS],
        [[{"translation_text": text}] for text in KEYS],
        [{"text": text} for text in KEYS],
        [
            [{"generated_text": [{"role": "user", "content": "?"}, {"content": text}]}]
            for text in KEYS
        ],
    ],
)
def test_texts(project: Project, outputs: Any) -> None:
    project.load_predictions(outputs, task="caption", set_name="told", kind="text")
    assert said(project, "told") == {key: (key, 1.0) for key in KEYS}


def test_an_answer_with_a_score(project: Project) -> None:
    outputs = [{"answer": "a cat", "score": 0.5, "start": 1, "end": 5}] * 3
    project.load_predictions(outputs, task="caption", set_name="told")
    assert said(project, "told")["b"] == ("a cat", 0.5)


@pytest.mark.parametrize(
    ("outputs", "why"),
    [
        ([{"label": "sun", "score": 0.5}], "1 results without item_key, and data set default@1 ha"),
        ([{"label": "sun", "score": 1, "box": {}}] * 3, "item 0 is an object in a place"),
        ([{"class": "sun"}] * 3, "item 0 has class; expected label and score, or one of"),
        ([[{"label": "sun", "score": 1}, "rain"]] * 3, "item 0 holds a str; expected dicts"),
        ([[{"generated_text": "x"}] * 2] * 3, "item 0 has 2 texts; expected one"),
    ],
)
def test_what_no_pipeline_returns(project: Project, outputs: Any, why: str) -> None:
    with pytest.raises((InputFileError, SchemaError), match=why):
        project.load_predictions(outputs, task="weather", set_name="bad")


def test_a_list_needs_a_task_and_dicts(project: Project) -> None:
    with pytest.raises(UsageError, match="hold labels and answers of whole items"):
        project.load_predictions([{"label": "sun", "score": 1}] * 3, set_name="bad")
    with pytest.raises(UsageError, match="cannot load a list; expected a path"):
        project.load_predictions([1, 2, 3], task="weather", set_name="bad")


def test_scikit_learn_with_one_label_an_item(project: Project) -> None:
    features = np.array([[0.0], [1.0], [2.0]])
    model = LogisticRegression().fit(features, ["sun", "rain", "fog"])
    given = {
        "item_key": KEYS,
        "probabilities": model.predict_proba(features),
        "class_names": model.classes_,
    }
    project.load_predictions(given, task="weather", set_name="lr")
    expected = dict(zip(KEYS, model.predict(features), strict=True))
    assert {key: name for key, (name, _) in said(project, "lr").items()} == expected


def test_scikit_learn_with_several_labels_an_item(project: Project) -> None:
    tags = pa.table({"item_key": ["a", "a", "b", "c"], "class_name": ["x", "y", "x", "y"]})
    project.load_labels(tags, task="pets", kind="multilabel")
    features, wanted = np.array([[0.0], [1.0], [2.0]]), np.array([[1, 1], [1, 0], [0, 1]])
    model = KNeighborsClassifier(n_neighbors=2).fit(features, wanted)
    outputs = model.predict_proba(features)  # a list with an array for each class
    given = {"item_key": KEYS, "probabilities": outputs, "class_names": ["x", "y"]}
    project.load_predictions(given, task="pets", set_name="knn")
    found = project.query(
        "select item_key, class_name, probability from probability join item using (item_id) "
        "join class using (class_id) order by item_key, class_name"
    ).rows()
    expected = [
        {"item_key": key, "class_name": name, "probability": outputs[column][row, 1]}
        for row, key in enumerate(KEYS)
        for column, name in enumerate(["x", "y"])
    ]
    assert found == expected


class Tensor:
    """What PyTorch gives: an array of NumPy only after detach() and cpu()."""

    def __init__(self, values: Any, steps: tuple[str, ...] = ()) -> None:
        self.values, self.steps = values, steps

    def detach(self) -> Tensor:
        return Tensor(self.values, (*self.steps, "detach"))

    def cpu(self) -> Tensor:
        return Tensor(self.values, (*self.steps, "cpu"))

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if self.steps != ("detach", "cpu"):
            raise TypeError("can't convert a tensor that requires grad to numpy")
        return np.array(self.values, dtype=dtype, copy=copy)


def test_a_tensor_that_knows_its_gradient(project: Project) -> None:
    given = {
        "probabilities": Tensor([[0.5, 0.25, 0.25], [0.0, 1.0, 0.0], [0.25, 0.25, 0.5]]),
        "class_names": ["sun", "rain", "fog"],
    }
    project.load_predictions(given, task="weather", set_name="torch")
    assert said(project, "torch") == {"a": ("sun", 0.5), "b": ("rain", 1.0), "c": ("fog", 0.5)}


def test_logits_are_no_probabilities(project: Project) -> None:
    logits = Tensor([[2.5, -1.0, 0.25], [0.0, 4.0, -3.0], [0.25, 0.25, 0.5]])
    given = {"probabilities": logits, "class_names": ["sun", "rain", "fog"]}
    with pytest.raises(InputFileError, match="2 of 3 rows have numbers below 0 or above 1") as told:
        project.load_predictions(given, task="weather", set_name="torch")
    assert "softmax" in (told.value.hint or "")
