"""Curves and matrices of probabilities against scikit-learn: ties, absent classes, slices."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

import duckeval
from tests.parity.test_classification import classifier, load, project_file

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CLOSE = 1e-12
MACROS = ("roc_curve", "precision_recall_curve", "probability_matrix", "co_occurrence")


def corners(hits: NDArray[Any]) -> NDArray[Any]:
    """Return which points of a curve are no inner points of a line without new hits."""
    rises = np.diff(hits, prepend=0) > 0
    return np.asarray(rises | np.append(rises[1:], True))


def check_curves(
    rows: list[dict[str, Any]], curve: list[dict[str, Any]], is_so: Any, p: Any
) -> None:
    """Compare both curves of one class with those of scikit-learn at every probability."""
    with warnings.catch_warnings(action="ignore"):  # that every item has the class
        false, true, thresholds = metrics.roc_curve(is_so, p, drop_intermediate=False)
    hits = np.rint(true[1:] * is_so.sum())
    kept = np.concatenate([[True], corners(hits)])
    assert [row["recall"] for row in rows] == pytest.approx(true[kept], abs=CLOSE)
    assert [row["threshold"] for row in rows[1:]] == list(thresholds[kept][1:])
    if is_so.all():
        assert all(row["false_positive_rate"] is None for row in rows)
    else:
        ours = [row["false_positive_rate"] for row in rows]
        assert ours == pytest.approx(false[kept], abs=CLOSE)
        area = np.trapezoid([row["recall"] for row in rows], ours)
        assert area == pytest.approx(metrics.roc_auc_score(is_so, p), abs=CLOSE)
    precision, recall, confidences = metrics.precision_recall_curve(is_so, p)
    highest = np.maximum.accumulate(precision)
    points = zip(precision, recall, highest, strict=True)
    expected = dict(zip(confidences, points, strict=False))
    assert [row["confidence"] for row in curve] == list(thresholds[kept][1:])
    for row in curve:
        found = (row["precision"], row["recall"], row["interpolated_precision"])
        assert found == pytest.approx(expected[row["confidence"]], abs=CLOSE)
    assert [row["precision"] for row in rows[1:]] == [row["precision"] for row in curve]


def check_matrices(project: Any, where: str, marks: NDArray[Any], p: Any, names: list[str]) -> None:
    rows = project.probability_matrix(item_filter=where).rows()
    ours = {(row["label_class"], row["predicted_class"]): row["mean_probability"] for row in rows}
    together = {
        (row["class_a"], row["class_b"]): (row["item_count"], row["share_of_a"])
        for row in project.co_occurrence(item_filter=where).rows()
    }
    both = marks.T.astype(int) @ marks.astype(int)
    for a, name in enumerate(names):
        for b, other in enumerate(names):
            mean = p[marks[:, a], b].mean() if marks[:, a].any() else 0.0
            assert ours.get((name, other), 0.0) == pytest.approx(mean, abs=CLOSE)
            share = (both[a, b], both[a, b] / both[a, a]) if both[a, b] else None
            assert together.get((name, other)) == share


def check(project: Any, where: str, marks: NDArray[Any], p: NDArray[Any], names: list[str]) -> None:
    curves = project.roc_curve(item_filter=where).rows()
    others = project.precision_recall_curve(item_filter=where).rows()
    for place, name in enumerate(names):
        if not marks[:, place].any():
            assert not [row for row in (*curves, *others) if row["class_name"] == name]
            continue
        rows = sorted(
            (row for row in curves if row["class_name"] == name),
            key=lambda row: row["predicted_count"],
        )
        assert {(row["label_count"], row["negative_count"]) for row in rows} == {
            (marks[:, place].sum(), (~marks[:, place]).sum())
        }
        curve = [row for row in others if row["class_name"] == name]
        check_curves(rows, curve, marks[:, place], p[:, place])
    check_matrices(project, where, marks, p, names)


@settings(max_examples=6)
@given(st.integers(0, 10**6), st.integers(6, 40), st.integers(2, 4), st.booleans())
def test_every_point_is_one_of_scikit_learn(
    seed: int,
    items: int,
    classes: int,
    is_multilabel: bool,  # noqa: FBT001
) -> None:
    check_seed(seed, items, classes, is_multilabel=is_multilabel)


def check_seed(seed: int, items: int, classes: int, *, is_multilabel: bool) -> None:
    labels, p = classifier(seed, items, classes)
    # Only classes with labels are declared, and only they may have a probability.
    known, labels = np.unique(labels, return_inverse=True)
    p = p[:, known]
    p = np.where(p.sum(axis=1, keepdims=True) > 0, p, 1)
    p = p / p.sum(axis=1, keepdims=True)
    classes = len(known)
    names = [f"class {n}" for n in range(classes)]
    marks = np.eye(classes, dtype=bool)[labels]
    if is_multilabel:
        marks |= np.random.default_rng(seed).random(marks.shape) < 0.3
    said = [[names[place] for place in np.flatnonzero(row)] for row in marks]
    kind = "multilabel" if is_multilabel else "multiclass"
    with project_file() as project:
        load(project, said, p, names, kind=kind)
        check(project, "part is not null", marks, p, names)
        part = np.arange(items) % 3 == 1
        check(project, "part = 1", marks[part], p[part], names)
        sliced = {
            macro: getattr(project, macro)(slice_by="part", item_filter="part is not null").rows()
            for macro in MACROS
        }
        if not is_multilabel and not marks[part].any(axis=0).all():
            return  # a class that no item is labelled with cannot be loaded alone
        with project_file() as fresh:
            kept = [each for each, is_in in zip(said, part, strict=True) if is_in]
            load(fresh, kept, p[part], names, kind=kind)
            for macro, rows in sliced.items():
                of_slice = [{**row, "slice": "all"} for row in rows if row["slice"] == "1"]
                alone = getattr(fresh, macro)(item_filter="part is not null").rows()
                assert of_slice == alone, macro


def test_real_probabilities(shared_data: Path) -> None:
    folder = shared_data / "cifar10-probabilities"
    p = np.load(folder / "cifar10_test_set_pyx.npy")
    labels = np.load(folder / "cifar10_test_set_original_labels.npy")
    names = [f"class {n}" for n in range(10)]
    with project_file() as project:
        load(project, [[names[n]] for n in labels], p, names, kind="multiclass")
        check(project, "true", np.eye(10, dtype=bool)[labels], p, names)
        areas = {
            row["class_name"]: row["roc_auc"]
            for row in project.classification_class_performance().rows()
        }
        rows = sorted(
            project.roc_curve(classes=["class 3"]).rows(), key=lambda row: row["predicted_count"]
        )
        recalls, rates = ([row[n] for row in rows] for n in ("recall", "false_positive_rate"))
        area = np.trapezoid(recalls, rates)
        assert area == pytest.approx(areas["class 3"], abs=CLOSE)
        (rest,) = [
            row for row in project.probability_matrix(classes=["class 3"], rest_as="rest").rows()
            if (row["label_class"], row["predicted_class"]) == ("rest", "class 3")
        ]  # fmt: skip
        assert rest["item_count"] == (labels != 3).sum()
        assert rest["mean_probability"] == pytest.approx(p[labels != 3, 3].mean(), abs=CLOSE)


def test_what_is_no_classification_is_refused() -> None:
    with project_file() as project:
        load(project, [["fog"], ["rain"]], np.eye(2), ["fog", "rain"], kind="multiclass")
        for macro in ("roc_curve", "probability_matrix"):
            with pytest.raises(
                duckeval.QueryError, match="no classification named weather; there are: t"
            ):
                project.query(f"from {macro}(task := 'weather')")
        with pytest.raises(duckeval.QueryError, match="no class named unicorn"):
            project.query("from co_occurrence(classes := ['unicorn'])")


def test_calibration_is_over_every_probability_above_0() -> None:
    """Of several labels an item: not over those alone that are above the threshold."""
    labels, p = classifier(5, 60, 3)
    marks = np.eye(3, dtype=bool)[labels]
    marks |= np.random.default_rng(5).random(marks.shape) < 0.4
    names = [f"class {n}" for n in range(3)]
    said = [[names[place] for place in np.flatnonzero(row)] for row in marks]
    with project_file() as project:
        load(project, said, p, names, kind="multilabel")
        (row,) = project.calibration_summary(bins=4).rows()
        (above,) = project.calibration_summary(bins=4, min_confidence=0.5).rows()
    assert row["prediction_count"] == (p > 0).sum()
    assert above["prediction_count"] == (p > 0.5).sum()
    values, hits = p[p > 0], marks[p > 0]
    place = np.minimum((values * 4).astype(int), 3)
    expected = sum(
        abs(values[place == n].sum() - hits[place == n].sum()) for n in range(4)
    ) / len(values)  # fmt: skip
    assert row["ece"] == pytest.approx(expected, abs=CLOSE)
    assert row["brier"] == pytest.approx(metrics.brier_score_loss(hits, values), abs=CLOSE)
