"""Training over plain arrays: what a part holds, what training may answer, estimators by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from duckeval.analysis.crossval import Part, estimator, out_of_fold, parsed
from duckeval.errors import QueryError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

PART = Part(
    ("a", "b", "c", "d"),
    ("a.png", None, None, "d.png"),
    np.arange(8.0).reshape(4, 2),
    np.array([0, 1, 0, 1]),
    ("cat", "dog"),
)
FOLDS = ("1", "2", "1", "2")


def test_the_fold_is_hidden_and_the_rest_is_shown() -> None:
    seen: list[Part] = []

    def fit_predict(train: Part, test: Part) -> Any:
        seen.extend((train, test))
        return np.full((len(test), 2), 0.5)

    places, found = out_of_fold(PART, FOLDS, "2", fit_predict)
    train, test = seen
    assert (train.keys, test.keys, test.uris) == (("a", "c"), ("b", "d"), (None, "d.png"))
    assert (train.labels.tolist(), test.labels.tolist()) == ([0, 0], [])
    assert test.features.tolist() == [[2.0, 3.0], [6.0, 7.0]]
    assert (places.tolist(), found.tolist()) == ([1, 3], [[0.5, 0.5], [0.5, 0.5]])


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda: [[0.5, 0.5]], "fold 2: training gave 1 x 2; expected probabilities of 2 items"),
        (lambda: 0.5, "training gave one number"),
        (lambda: [["cat", "dog"], ["dog", "cat"]], "gave no array of numbers"),
        (lambda: [[0.5, float("nan")], [0.5, 0.5]], "no probabilities, 0 to 1"),
        (lambda: [[1.5, -0.5], [0.5, 0.5]], "no probabilities, 0 to 1"),
        (lambda: [[0.5, 0.5], [0.5, 0.4]], "probabilities of item d add up to 0.9; expected 1"),
        (lambda: 1 / 0, "fold 2: training raised ZeroDivisionError: division by zero"),
    ],
)
def test_what_is_no_answer(answer: Callable[[], Any], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        out_of_fold(PART, FOLDS, "2", lambda train, test: answer())  # noqa: ARG005


def test_a_class_that_is_not_trained_has_probability_zero() -> None:
    part = Part(tuple("abcdef"), (None,) * 6, np.arange(6.0).reshape(6, 1),
                np.array([0, 0, 2, 2, 1, 1]), ("x", "y", "z"))  # fmt: skip
    fit = estimator("sklearn.naive_bayes.GaussianNB", {}, seed=0, is_multilabel=False)
    _, found = out_of_fold(part, ["1", "1", "1", "1", "2", "2"], "2", fit)
    assert found[:, 1].tolist() == [0.0, 0.0]
    assert found.sum(axis=1) == pytest.approx(1)


def test_a_class_that_every_item_has_or_none_needs_no_training() -> None:
    labels = np.array([[1, 0, 1], [1, 0, 0], [1, 0, 1], [1, 1, 0]])
    part = Part(tuple("abcd"), (None,) * 4, np.arange(4.0).reshape(4, 1), labels, ("x", "y", "z"))
    name = "sklearn.linear_model.LogisticRegression"
    fit = estimator(name, {}, seed=0, is_multilabel=True)
    _, found = out_of_fold(part, ["1", "1", "1", "2"], "2", fit)
    assert found[0, :2].tolist() == [1.0, 0.0]
    assert 0 < found[0, 2] < 1


@pytest.mark.parametrize(
    ("name", "params", "message"),
    [
        ("LogisticRegression", {}, "expected MODULE.CLASS"),
        ("sklearn.linear_model.Logistic", {}, "expected MODULE.CLASS"),
        ("no_such_package.Model", {}, "expected MODULE.CLASS"),
        ("sklearn.svm.LinearSVC", {}, "has no predict_proba"),
        ("sklearn.linear_model.LogisticRegression", {"depth": 3}, "unexpected keyword"),
    ],
)
def test_what_is_no_estimator(name: str, params: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        estimator(name, params, seed=0, is_multilabel=False)


@pytest.mark.parametrize("text", ["max_iter", "=3", "a b=3", ""])
def test_what_is_no_parameter(text: str) -> None:
    with pytest.raises(UsageError, match="expected NAME=VALUE"):
        parsed(text)
