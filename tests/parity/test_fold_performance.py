"""Measures over folds, on CIFAR-10 probabilities: scikit-learn per fold, then mean and spread."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from scipy import stats
from sklearn import metrics

import duckeval

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CLASSES = range(10)
MEASURES: dict[str, Callable[[Any, Any], float]] = {
    "accuracy": lambda y, p: metrics.accuracy_score(y, p.argmax(axis=1)),
    "balanced_accuracy": lambda y, p: metrics.balanced_accuracy_score(y, p.argmax(axis=1)),
    "f1_macro": lambda y, p: metrics.f1_score(y, p.argmax(axis=1), average="macro"),
    "kappa": lambda y, p: metrics.cohen_kappa_score(y, p.argmax(axis=1)),
    "mcc": lambda y, p: metrics.matthews_corrcoef(y, p.argmax(axis=1)),
    "top_accuracy": lambda y, p: metrics.top_k_accuracy_score(y, p, k=5),
    "roc_auc_macro": lambda y, p: np.mean(
        [metrics.roc_auc_score(y == each, p[:, each]) for each in CLASSES]
    ),
    "map": lambda y, p: np.mean(
        [metrics.average_precision_score(y == each, p[:, each]) for each in CLASSES]
    ),
}


def test_every_measure_of_every_fold_is_that_of_scikit_learn(
    shared_data: Path, tmp_path: Path
) -> None:
    folder = shared_data / "cifar10-probabilities"
    truth = np.load(folder / "cifar10_test_set_original_labels.npy")
    said = np.load(folder / "cifar10_test_set_pyx.npy").astype(float)
    keys = [f"image {number}" for number in range(len(truth))]
    names = [f"class {each}" for each in CLASSES]
    with duckeval.open(tmp_path / "cifar.duckdb") as project:
        labels = pl.DataFrame({"item_key": keys, "class_name": [names[each] for each in truth]})
        project.load_labels(labels, task="cifar", kind="multiclass")
        wide = pl.DataFrame({"item_key": keys, **dict(zip(names, said.T, strict=True))})
        project.load_predictions(wide, task="cifar", set_name="net", model="net@1")
        project.folds.make(5, by="class", seed=7)
        placed = {row["item_key"]: row["fold"] for row in project.query("from item")}
        rows = {row["measure"]: row for row in project.fold_classification_performance()}
        assert project.crossval.check(prediction_set="net").is_passed
    fold = np.array([placed[key] for key in keys])
    sizes = {int(((truth == each) & (fold == k)).sum()) for each in CLASSES for k in range(1, 6)}
    assert sizes == {200}
    for name, measure in MEASURES.items():
        values = [measure(truth[fold == k], said[fold == k]) for k in range(1, 6)]
        mean, sd = statistics.fmean(values), statistics.stdev(values)
        half = stats.t.ppf(0.975, 4) * sd / 5**0.5
        expected = {
            "fold_mean": mean,
            "fold_sd": sd,
            "low": mean - half,
            "high": mean + half,
            "pooled": measure(truth, said),
        }
        for column, value in expected.items():
            assert rows[name][column] == pytest.approx(value, abs=1e-12), (name, column)
