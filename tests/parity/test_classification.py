"""Classification against scikit-learn: ties, absent classes, one class only, slices, real data."""

from __future__ import annotations

import json
import math
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

import duckeval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from duckeval.project.facade import Project

NAN = float("nan")
CLOSE = 1e-12


def classifier(seed: int, items: int, classes: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return labels and probabilities in sixteenths: many ties, and every row adds up to 1."""
    source = np.random.default_rng(seed)
    known = source.integers(1, classes + 1)  # classes beyond are never a label
    labels = source.integers(0, known, items)
    cuts = np.sort(source.integers(0, 17, (items, classes - 1)), axis=1)
    edges = np.concatenate([np.zeros((items, 1)), cuts, np.full((items, 1), 16)], axis=1)
    return labels, np.diff(edges, axis=1) / 16


def load(
    project: Project,
    labels: list[list[str]],
    values: NDArray[Any],
    names: list[str],
    *,
    kind: str,
) -> None:
    keys = [f"i{number}" for number in range(len(labels))]
    said = [(key, name) for key, own in zip(keys, labels, strict=True) for name in own]
    # An item without a label is there all the same.
    bare = [(key, None) for key, own in zip(keys, labels, strict=True) if not own]
    # Every class is declared by an item of its own, which no filter of these tests lets through.
    declared = [("declares", name) for name in names] if kind == "multilabel" else []
    rows = [*said, *bare, *declared]
    table = pa.table(
        {
            "item_key": [row[0] for row in rows],
            "class_name": pa.array([row[1] for row in rows], pa.string()),
        }
    )
    project.load_labels(table, task="t", kind=kind)
    project.load_metadata(
        pa.table({"item_key": keys, "part": [number % 3 for number in range(len(keys))]})
    )
    answers = {name: values[:, place] for place, name in enumerate(names)}
    project.load_predictions(pa.table({"item_key": keys, **answers}), task="t", set_name="s")


@contextmanager
def project_file() -> Iterator[Project]:
    """Give a new project in a file, which is a copy of an empty one and so made quickly."""
    with TemporaryDirectory() as folder, duckeval.open(Path(folder) / "project.duckdb") as project:
        yield project


def same(ours: float | None, theirs: float) -> None:
    if ours is None:
        assert math.isnan(theirs)
    else:
        assert ours == pytest.approx(theirs, rel=CLOSE, abs=CLOSE)


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    items=st.integers(1, 60),
    classes=st.integers(2, 6),
    top=st.integers(1, 3),
)
def test_one_label_an_item(seed: int, items: int, classes: int, top: int) -> None:
    labels, values = classifier(seed, items, classes)
    known = sorted(set(labels.tolist()))
    names = [f"c{number}" for number in range(classes)]
    # Only classes with labels are declared here, and only they may have probability.
    values = values[:, known]
    values = np.where(values.sum(axis=1, keepdims=True) > 0, values, 1)
    values = values / values.sum(axis=1, keepdims=True)
    labels = np.searchsorted(known, labels)
    names = [names[number] for number in known]
    with project_file() as project:
        load(project, [[names[each]] for each in labels], values, names, kind="multiclass")
        for part in (None, 1):
            chosen = slice(None) if part is None else np.arange(items) % 3 == part
            given_filter = "true" if part is None else f"part = {part}"
            check_single(project, labels[chosen], values[chosen], names, top, given_filter)


def check_single(
    project: Project,
    labels: NDArray[Any],
    values: NDArray[Any],
    names: list[str],
    top: int,
    item_filter: str,
) -> None:
    [ours] = project.classification_performance(top=top, item_filter=item_filter).rows()
    assert ours["labelled_count"] == len(labels)
    if not len(labels):
        assert ours["accuracy"] is None
        return
    said = values.argmax(axis=1)
    same(ours["accuracy"], metrics.accuracy_score(labels, said))
    observed = sorted({*labels.tolist(), *said.tolist()})
    assert ours["class_count"] == len(observed)
    for average in ("macro", "micro", "weighted"):
        theirs = metrics.precision_recall_fscore_support(
            labels, said, labels=observed, average=average, zero_division=NAN
        )
        for name, value in zip(("precision", "recall", "f1"), theirs, strict=False):
            if average == "weighted" and ours[f"{name}_{average}"] is None:
                # Where it is defined for no labelled class, scikit-learn leaves the weights out.
                assert not set(labels.tolist()) & set(said.tolist())
            else:
                same(ours[f"{name}_{average}"], value)
    recalls = metrics.recall_score(
        labels, said, labels=sorted(set(labels.tolist())), average="macro", zero_division=NAN
    )
    same(ours["balanced_accuracy"], recalls)
    if len(observed) > 1:
        same(ours["kappa"], metrics.cohen_kappa_score(labels, said))
    if len(set(labels.tolist())) > 1 and len(set(said.tolist())) > 1:
        same(ours["mcc"], metrics.matthews_corrcoef(labels, said))
    else:
        assert ours["mcc"] is None
    at = values[np.arange(len(labels)), labels]
    place = np.arange(len(names))
    before = (values > at[:, None]) | ((values == at[:, None]) & (place < labels[:, None]))
    same(ours["top_accuracy"], float((before.sum(axis=1) < top).mean()))
    if len(names) > 1:
        same(ours["log_loss"], metrics.log_loss(labels, values, labels=place))
        same(ours["brier"], float(((values - np.eye(len(names))[labels]) ** 2).sum(axis=1).mean()))
    check_classes(project, np.eye(len(names), dtype=int)[labels], values, names, item_filter)


def check_classes(
    project: Project,
    truth: NDArray[Any],
    values: NDArray[Any],
    names: list[str],
    item_filter: str,
) -> None:
    rows = {
        row["class_name"]: row
        for row in project.classification_class_performance(item_filter=item_filter).rows()
    }
    areas, precisions = [], []
    for place, name in enumerate(names):
        if not truth[:, place].any():
            continue
        row = rows[name]
        assert row["label_count"] == truth[:, place].sum()
        precisions.append(metrics.average_precision_score(truth[:, place], values[:, place]))
        same(row["ap"], precisions[-1])
        if truth[:, place].all():
            assert row["roc_auc"] is None
        else:
            areas.append(metrics.roc_auc_score(truth[:, place], values[:, place]))
            same(row["roc_auc"], areas[-1])
    [whole] = project.classification_performance(item_filter=item_filter).rows()
    same(whole["map"], float(np.mean(precisions)) if precisions else NAN)
    same(whole["roc_auc_macro"], float(np.mean(areas)) if areas else NAN)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), items=st.integers(1, 50), classes=st.integers(2, 5))
def test_several_labels_an_item(seed: int, items: int, classes: int) -> None:
    source = np.random.default_rng(seed)
    truth = (source.random((items, classes)) < source.choice([0.1, 0.5, 0.9])).astype(int)
    values = source.integers(0, 9, (items, classes)) / 8
    names = [f"c{number}" for number in range(classes)]
    with project_file() as project:
        labels = [[names[place] for place in np.flatnonzero(row)] for row in truth]
        load(project, labels, values, names, kind="multilabel")
        for threshold in (None, 0.25):
            # An answer exceeds the threshold; .5 when none is asked for.
            said = (values > (0.5 if threshold is None else threshold)).astype(int)
            given: dict[str, Any] = {
                "item_filter": "part is not null",
                "min_confidence": threshold,
            }
            [ours] = project.classification_performance(**given).rows()
            assert ours["labelled_count"] == items
            same(ours["accuracy"], metrics.accuracy_score(truth, said))
            same(ours["hamming_loss"], metrics.hamming_loss(truth, said))
            theirs = metrics.f1_score(truth, said, average="samples", zero_division=NAN)
            same(ours["f1_sample"], theirs)
            same(
                ours["ranking_precision"],
                metrics.label_ranking_average_precision_score(truth, values),
            )
            same(
                ours["f1_micro"], metrics.f1_score(truth, said, average="micro", zero_division=NAN)
            )
            seen = np.flatnonzero((truth + said).any(axis=0))
            if len(seen):
                for name in ("precision", "recall", "f1"):
                    score = getattr(metrics, f"{name}_score")
                    for average in ("macro", "weighted"):
                        theirs = score(truth, said, labels=seen, average=average, zero_division=NAN)
                        if ours[f"{name}_{average}"] is None and average == "weighted":
                            # Defined for no labelled class: scikit-learn leaves the weights out.
                            assert not (truth.any(axis=0) & said.any(axis=0)).any()
                        else:
                            same(ours[f"{name}_{average}"], theirs)
            assert ours["kappa"] is None
            assert ours["top_accuracy"] is None
        check_classes(project, truth, values, names, "part is not null")


def test_probabilities_of_a_real_classifier(tmp_path: Path, shared_data: Path) -> None:
    folder = shared_data / "cifar10-probabilities"
    labels = np.load(folder / "cifar10_test_set_original_labels.npy")
    values = np.load(folder / "cifar10_test_set_pyx.npy")
    expected = json.loads((folder / "EXPECTED.json").read_text())["cifar10"]
    # What is expected was computed after each row was divided by its sum.
    values = values / values.sum(axis=1, keepdims=True)
    keys = [str(number) for number in range(len(labels))]
    with duckeval.open(tmp_path / "cifar.duckdb") as project:
        project.load_labels(
            pa.table({"item_key": keys, "class_key": [str(each) for each in labels]}),
            task="cifar", kind="multiclass",
        )  # fmt: skip
        table = pa.table({"item_key": keys, "probabilities": list(values)})
        project.load_predictions(table, task="cifar", set_name="cnn")
        [ours] = project.classification_performance(top=3).rows()
    same(ours["accuracy"], expected["top1"])
    same(ours["top_accuracy"], expected["top3"])
    same(ours["f1_macro"], expected["macro_f1"])
    same(ours["log_loss"], expected["log_loss"])
    same(ours["brier"], expected["brier_multiclass_sum"])
    theirs = metrics.roc_auc_score(labels, values, multi_class="ovr", average="macro")
    same(ours["roc_auc_macro"], theirs)


@pytest.mark.parametrize("model", ["8n", "8s", "8x", "11n", "11s", "11m", "11x"])
def test_answers_of_real_models(model: str, shared_data: Path) -> None:
    folder = shared_data / "fpidet-phone-classification"
    expected = json.loads((folder / "EXPECTED.json").read_text())[model]
    columns = {"image_name": "item_key", "class_id": "class_key"}
    with project_file() as project:
        project.load_labels(folder / "label.csv", task="phone", column_map=columns)
        project.load_predictions(
            folder / f"{model}.csv", task="phone", set_name=model, column_map=columns
        )
        [whole] = project.classification_performance(item_scope="predicted").rows()
        [everything] = project.classification_performance().rows()
        rows = project.classification_class_performance(item_scope="predicted").rows()
    same(whole["accuracy"], expected["accuracy"])
    assert whole["labelled_count"] == expected["matched"] == everything["answered_count"]
    assert everything["labelled_count"] == 4079
    [phone] = [row for row in rows if row["class_name"] == "1.0"]
    assert phone["true_positive_count"] == expected["tp"]
    assert phone["false_positive_count"] == expected["fp"]
    assert phone["false_negative_count"] == expected["fn"]
    same(phone["precision"], expected["precision"])
    same(phone["recall"], expected["recall"])
