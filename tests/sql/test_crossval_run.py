"""``crossval run``: beside cross_val_predict of scikit-learn, stopped and resumed, and refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from scipy import stats
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import cross_val_predict
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB

import duckeval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from duckeval.analysis.crossval import Part

COUNT = 240
DIGITS = load_digits(n_class=4)
PIXELS = DIGITS.data[:COUNT]
NAMES = np.array(["nought", "one", "two", "three"])[DIGITS.target[:COUNT]]
KEYS = [f"scan {at * 37 % COUNT}" for at in range(COUNT)]
BAYES = "sklearn.naive_bayes.GaussianNB"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[duckeval.Project]:
    with duckeval.open(tmp_path / "digits.duckdb") as opened:
        labels = pl.DataFrame({"item_key": KEYS, "class_name": NAMES})
        opened.load_labels(labels, task="digit", kind="multiclass")
        facts = {"pixels": PIXELS.tolist(), "ink": PIXELS.sum(axis=1)}
        opened.load_metrics(pl.DataFrame({"item_key": KEYS, **facts}))
        opened.folds.make(4, by="class", seed=7)
        yield opened


def in_order(project: duckeval.Project) -> tuple[NDArray[np.intp], list[Any]]:
    """Return places of the items as the project orders them, and the folds as index pairs."""
    rows = project.query("select item_key, fold from item order by item_order").rows()
    places = np.array([KEYS.index(row["item_key"]) for row in rows])
    folds = np.array([row["fold"] for row in rows])
    return places, [(np.flatnonzero(folds != k), np.flatnonzero(folds == k)) for k in range(1, 5)]


def matrix(project: duckeval.Project, name: str, classes: list[str]) -> NDArray[np.float64]:
    """Return the stored probabilities, a row for each item in the order of the project."""
    rows = project.query(
        "select item.item_key, item.item_order, class_name, probability from probability "
        "inner join prediction_set using (prediction_set_id) inner join class using (class_id) "
        "inner join item on probability.item_id = item.item_id where prediction_set_name = $name",
        {"name": name},
    ).rows()
    keys = [row["item_key"] for row in project.query("from item order by item_order")]
    found = np.zeros((len(keys), len(classes)))
    for row in rows:
        found[keys.index(row["item_key"]), classes.index(row["class_name"])] = row["probability"]
    return found


def test_it_is_cross_val_predict_item_by_item(project: duckeval.Project) -> None:
    made = project.crossval.run("digit", "oof", "logistic@1", features="pixels", seed=3)
    places, folds = in_order(project)
    model = LogisticRegression(max_iter=1000, random_state=3)
    expected = cross_val_predict(
        model, PIXELS[places], NAMES[places], cv=folds, method="predict_proba"
    )
    classes = sorted(set(NAMES))
    assert made.classes == tuple(classes)
    np.testing.assert_array_equal(matrix(project, "oof", classes), expected)
    [row] = project.classification_performance(predictions="oof").rows()
    said = np.array(classes)[expected.argmax(axis=1)]
    assert row["accuracy"] == pytest.approx(accuracy_score(NAMES[places], said), abs=1e-12)
    assert row["log_loss"] == pytest.approx(log_loss(NAMES[places], expected), abs=1e-12)
    [chosen] = project.sets
    assert (chosen.model_name, chosen.model_version) == ("logistic", "1")
    # The folds of that set: each fold's value by hand, then their mean, spread and interval.
    truth = NAMES[places]
    each = [accuracy_score(truth[test], said[test]) for _, test in folds]
    [over] = [
        row
        for row in project.fold_classification_performance(predictions="oof")
        if row["measure"] == "accuracy"
    ]
    half = stats.t.ppf(0.975, 3) * np.std(each, ddof=1) / 2
    assert over["fold_mean"] == pytest.approx(np.mean(each), abs=1e-12)
    assert over["fold_sd"] == pytest.approx(np.std(each, ddof=1), abs=1e-12)
    assert over["high"] == pytest.approx(np.mean(each) + half, abs=1e-12)
    assert over["pooled"] == row["accuracy"]


def test_several_labels_an_item_are_one_estimator_a_class(project: duckeval.Project) -> None:
    traits = {"round": {"nought", "two", "three"}, "straight": {"one", "two"}}
    rows = [(key, trait) for key, name in zip(KEYS, NAMES, strict=True)
            for trait, names in traits.items() if name in names]  # fmt: skip
    labels = pl.DataFrame(rows, schema=["item_key", "class_name"], orient="row")
    project.load_labels(labels, task="trait", kind="multilabel")
    project.crossval.run("trait", "traits", "m@1", features=["pixels", "ink"], estimator=BAYES)
    places, folds = in_order(project)
    wanted = np.array([[name in names for names in traits.values()] for name in NAMES])[places]
    features = np.column_stack([PIXELS, PIXELS.sum(axis=1)])[places]
    expected = cross_val_predict(
        OneVsRestClassifier(GaussianNB()), features, wanted.astype(int), cv=folds,
        method="predict_proba",
    )  # fmt: skip
    np.testing.assert_allclose(matrix(project, "traits", list(traits)), expected, atol=1e-12)


class Stops:
    """Training that gives every class the same probability, and raises in one fold."""

    def __init__(self, fold: int | None) -> None:
        self.fold = fold
        self.calls = 0

    def __call__(self, train: Part, test: Part) -> Any:
        self.calls += 1
        if self.calls == self.fold:
            raise RuntimeError("out of\nmemory")
        share = np.bincount(train.labels, minlength=len(train.classes)) / len(train)
        return np.tile(share, (len(test), 1))


def test_a_stopped_run_goes_on_where_it_was(project: duckeval.Project) -> None:
    first = Stops(3)
    with pytest.raises(
        duckeval.QueryError, match=r"fold 3: .* RuntimeError: out of memory"
    ) as told:
        project.crossval.run("digit", "oof", "m@1", fit_predict=first)
    assert "kept (1, 2)" in str(told.value.hint)
    assert [row["fold"] for row in project.query("from crossval_fold order by fold")] == ["1", "2"]
    assert project.sets == ()
    second = Stops(None)
    made = project.crossval.run("digit", "oof", "m@1", fit_predict=second)
    assert [(fold.fold, fold.is_repeat) for fold in made.folds] == [
        ("1", True), ("2", True), ("3", False), ("4", False),
    ]  # fmt: skip
    assert second.calls == 2
    project.crossval.run("digit", "whole", "m@1", fit_predict=Stops(None))
    classes = sorted(set(NAMES))
    np.testing.assert_array_equal(
        matrix(project, "oof", classes), matrix(project, "whole", classes)
    )
    assert project.query("from crossval_fold where probabilities is not null").rows() == []


def test_other_settings_or_data_begin_anew(project: duckeval.Project) -> None:
    for change in ("model", "folds"):
        with pytest.raises(duckeval.QueryError, match="fold 2"):
            project.crossval.run("digit", "oof", "m@1", fit_predict=Stops(2))
        if change == "folds":
            project.folds.make(4, seed=99, replace=True)
        made = project.crossval.run(
            "digit", "oof", "m@2" if change == "model" else "m@1", fit_predict=Stops(None),
            min_per_class=1,
        )  # fmt: skip
        assert not any(fold.is_repeat for fold in made.folds)
        project.crossval.run("digit", "oof", "m@3", fit_predict=Stops(None), replace=True)
        project.connection.execute("delete from prediction_set").fetchall()


def test_items_that_cannot_be_used_are_counted(project: duckeval.Project) -> None:
    more = pl.DataFrame({"item_key": ["x", "y"], "class_name": ["one", "two"]})
    project.load_labels(more, task="digit")
    project.load_labels(pl.DataFrame({"item_key": ["z"], "class_name": ["a"]}), task="other")
    project.connection.execute("update item set fold = 1 where item_key in ('y', 'z')").fetchall()
    made = project.crossval.run("digit", "oof", "m@1", features="ink", estimator=BAYES)
    assert (made.unlabelled_count, made.unfolded_count, made.featureless_count) == (1, 1, 1)
    assert sum(fold.item_count for fold in made.folds) == COUNT


@pytest.mark.parametrize(
    ("asked", "kind", "message"),
    [
        ({"model": "m"}, duckeval.UsageError, "expected NAME@VERSION"),
        ({"task": "weather"}, duckeval.UnknownNameError, "no task named 'weather'"),
        ({"task": "objects"}, duckeval.UsageError, "only classifiers are trained here"),
        ({"features": "pixel"}, duckeval.UnknownNameError, "'pixel'"),
        ({"features": ()}, duckeval.UsageError, "needs features"),
        ({"prediction_set": " "}, duckeval.UsageError, "needs a name"),
        ({"min_per_class": 50}, duckeval.GateFailed, "to train on without fold"),
        ({"estimator": "sklearn.svm.LinearSVC"}, duckeval.UsageError, "has no predict_proba"),
    ],
)
def test_what_is_refused(
    project: duckeval.Project, asked: dict[str, Any], kind: type[Exception], message: str
) -> None:
    usual = {"task": "digit", "prediction_set": "oof", "model": "m@1", "features": "pixels"}
    with pytest.raises(kind, match=message):
        project.crossval.run(**{**usual, **asked})
    assert project.sets == ()


def test_a_name_that_is_taken(project: duckeval.Project) -> None:
    project.crossval.run("digit", "oof", "m@1", fit_predict=Stops(None))
    with pytest.raises(duckeval.UsageError, match="'oof' is there already"):
        project.crossval.run("digit", "oof", "m@1", fit_predict=Stops(None))


def test_classifiers_made_fold_by_fold_are_combined(project: duckeval.Project) -> None:
    project.crossval.run("digit", "oof", "logistic@1", features="ink", estimator=BAYES)
    classes = sorted(set(NAMES))
    keys = [row["item_key"] for row in project.query("from item order by item_order")]
    for fold in range(1, 5):
        # Outside of its fold each set says something else, which must not be taken.
        _, folds = in_order(project)
        found = np.full((COUNT, len(classes)), 1 / len(classes))
        found[folds[fold - 1][1]] = matrix(project, "oof", classes)[folds[fold - 1][1]]
        wide = dict(zip(classes, found.T, strict=True))
        project.load_predictions(
            pl.DataFrame({"item_key": keys, **wide}), task="digit", set_name=f"fold{fold}"
        )
    made = project.crossval.combine([f"fold{fold}" for fold in range(1, 5)], "combined")
    assert [part.twice_count for part in made.parts] == [part.item_count for part in made.parts]
    assert (
        project.query(
            "select * exclude (prediction_set) from classification_performance('combined')"
        ).rows()
        == project.query(
            "select * exclude (prediction_set) from classification_performance('oof')"
        ).rows()
    )
