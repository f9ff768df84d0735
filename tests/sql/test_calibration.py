"""`calibration` and `calibration_summary` against plain loops, scikit-learn and a published ECE."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import brier_score_loss

import duckeval
from tests.oracle.closest import Setting, outcomes
from tests.property.projects import ask, project_of
from tests.property.scenes import examples, scenes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.oracle.scene import Scene

Point = tuple[float, bool]


def points(scene: Scene, class_name: str | None, min_confidence: float) -> list[Point]:
    """Return the confidence of each prediction that counts, and whether it is right."""
    setting = Setting(min_confidence=min_confidence)
    return [
        (one.prediction.confidence, one.outcome == "tp")
        for one in outcomes(scene, setting)
        if one.outcome != "ignored" and class_name in {None, one.prediction.class_name}
    ]


def edges_of(found: Sequence[Point], bins: int, binning: str) -> list[float]:
    if binning == "equal_width":
        return [n / bins for n in range(bins + 1)]
    shares = [n / bins for n in range(bins + 1)]
    return sorted(set(np.quantile([confidence for confidence, _ in found], shares).tolist()))


def binned(found: Sequence[Point], edges: Sequence[float]) -> dict[int, list[Point]]:
    """Return the points of each bin from 1; a bin holds its lower end, the last one both."""
    last = max(len(edges) - 1, 1)
    bins: dict[int, list[Point]] = {}
    for confidence, is_right in found:
        number = sum(edge <= confidence for edge in edges)
        bins.setdefault(min(number, last), []).append((confidence, is_right))
    return bins


def gap(found: Sequence[Point]) -> float:
    return sum(confidence for confidence, _ in found) / len(found) - sum(
        is_right for _, is_right in found
    ) / len(found)


def check_bins(rows: Sequence[dict[str, Any]], found: list[Point], bins: int, binning: str) -> None:
    edges = edges_of(found, bins, binning) if found else []
    expected = binned(found, edges)
    assert [row["bin"] for row in rows] == sorted(expected)
    for row in rows:
        of_bin = expected[row["bin"]]
        hits = sum(is_right for _, is_right in of_bin)
        low, high = stats.binomtest(hits, len(of_bin)).proportion_ci(method="wilson")
        assert (row["prediction_count"], row["true_positive_count"]) == (len(of_bin), hits)
        assert row["precision"] == hits / len(of_bin)
        assert (row["precision_low"], row["precision_high"]) == pytest.approx(
            (low, high), abs=1e-12
        )
        assert row["gap"] == pytest.approx(gap(of_bin), abs=1e-12)
        assert row["mean_confidence"] == pytest.approx(
            np.mean([confidence for confidence, _ in of_bin]), abs=1e-12
        )
        ends = (edges[row["bin"] - 1], edges[min(row["bin"], len(edges) - 1)])
        assert (row["confidence_low"], row["confidence_high"]) == pytest.approx(ends, abs=1e-15)


def check_summary(row: dict[str, Any], found: list[Point], bins: int) -> None:
    equal = binned(found, edges_of(found, bins, "equal_width")).values()
    mass = binned(found, edges_of(found, bins, "quantile")).values()
    many = len(found)
    hits = [is_right for _, is_right in found]
    assert (row["prediction_count"], row["true_positive_count"]) == (many, sum(hits))
    assert row["left_out_count"] == 0
    expected = {
        "mean_confidence": np.mean([confidence for confidence, _ in found]),
        "precision": np.mean(hits),
        "over_confidence": gap(found),
        "ece": sum(len(each) / many * abs(gap(each)) for each in equal),
        "mce": max(abs(gap(each)) for each in equal),
        "ace": sum(len(each) / many * abs(gap(each)) for each in mass),
        "rms_error": sum(len(each) / many * gap(each) ** 2 for each in equal) ** 0.5,
        "brier": brier_score_loss(
            hits, [confidence for confidence, _ in found], labels=[False, True]
        ),
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected, abs=1e-12)


@examples(few=8, many=300)
@given(
    scenes(max_predictions=30),
    st.sampled_from([1, 2, 3, 10]),
    st.sampled_from(["equal_width", "quantile"]),
    st.sampled_from([0.0, 0.3, 0.5]),
)
def test_every_bin_and_every_error(
    scene: Scene, bins: int, binning: str, min_confidence: float
) -> None:
    asked: dict[str, Any] = {"bins": bins, "per_class": True, "min_confidence": min_confidence}
    with project_of(scene, protocols=("closest",)) as project:
        rows = ask(project, "calibration", binning=binning, **asked)
        errors = ask(project, "calibration_summary", **asked)
        of_all = ask(project, "calibration", binning=binning, **(asked | {"per_class": False}))
    assert of_all == [row for row in rows if row["class_name"] is None]
    summaries = {row["class_name"]: row for row in errors}
    for name in (None, *scene.classes):
        found = points(scene, name, min_confidence)
        check_bins([row for row in rows if row["class_name"] == name], found, bins, binning)
        assert (name in summaries) == bool(found)
        if found:
            check_summary(summaries[name], found, bins)


def test_a_class_that_nobody_labelled_counts_only_where_it_is_asked_for(
    real_project: duckeval.Project,
) -> None:
    asked: dict[str, Any] = {"per_class": True, "slice_by": "item_id % 3"}
    rows = {
        name: ask(real_project, "calibration_summary", class_set=name, **asked)
        for name in ("observed", "labelled")
    }
    labelled = {
        (row["slice"], row["class_name"])
        for row in ask(real_project, "class_performance", slice_by="item_id % 3")
        if row["label_count"] > 0
    }
    assert {(row["slice"], row["class_name"]) for row in rows["labelled"]} <= labelled | {
        (name, None) for name in "012"
    }
    assert len(rows["labelled"]) < len(rows["observed"])


def test_the_published_ece_of_real_probabilities(shared_data: Path) -> None:
    """The top answers of a CIFAR-10 classifier, as boxes that all lie on their label."""
    folder = shared_data / "cifar10-probabilities"
    published = json.loads((folder / "EXPECTED.json").read_text())["cifar10"]
    probabilities = np.load(folder / "cifar10_test_set_pyx.npy")
    # The published numbers are over rows that sum to 1; those of the file do up to 3e-7.
    probabilities = probabilities / probabilities.sum(axis=1, keepdims=True)
    labels = np.load(folder / "cifar10_test_set_original_labels.npy")
    names = np.array([f"class {n}" for n in range(10)])
    place = {"x_px": 0.0, "y_px": 0.0, "w_px": 8.0, "h_px": 8.0}
    keys = [str(n) for n in range(len(labels))]

    def frame(classes: Any, **more: Any) -> pl.DataFrame:
        columns = {"item_key": keys, "class_name": names[classes], **more}
        return pl.DataFrame(columns).with_columns(**{k: pl.lit(v) for k, v in place.items()})

    top = probabilities.max(axis=1)
    with duckeval.open(":memory:") as project:
        project.load_labels(frame(labels))
        project.load_predictions(
            frame(probabilities.argmax(axis=1), confidence=top),
            set_name="cifar", protocols=("closest",),
        )  # fmt: skip
        (row,) = project.calibration_summary(bins=15).rows()
    assert row["prediction_count"] == published["shape"][0]
    assert row["precision"] == published["top1"]
    assert row["ece"] == pytest.approx(published["ece15_equal_width"], abs=1e-12)
    hits = probabilities.argmax(axis=1) == labels
    assert row["brier"] == pytest.approx(brier_score_loss(hits, top), abs=1e-12)


def test_scores_that_are_no_probabilities_are_counted_apart() -> None:
    place = {"x_px": 0.0, "y_px": 0.0, "w_px": 8.0, "h_px": 8.0, "class_name": "cat"}
    scores = [-3.0, 0.0, 0.5, 1.0, 1.0000001, 7.5]
    with duckeval.open(":memory:") as project:
        project.load_labels(pl.DataFrame([{**place, "item_key": str(n)} for n in range(6)]))
        project.load_predictions(
            pl.DataFrame(
                [{**place, "item_key": str(n), "confidence": s} for n, s in enumerate(scores)]
            ),
            set_name="logits",
        )
        (row,) = project.calibration_summary(bins=2).rows()
        assert (row["prediction_count"], row["left_out_count"]) == (3, 3)
        # By hand: 0 in the lower bin is 1 off; .5 and 1 in the upper one are .25 off on average.
        assert row["ece"] == pytest.approx((1 + 2 * 0.25) / 3, abs=1e-15)
        assert (row["mce"], row["over_confidence"]) == (1.0, -0.5)
        assert row["rms_error"] == pytest.approx(((1 + 2 * 0.25**2) / 3) ** 0.5, abs=1e-15)
        assert row["brier"] == pytest.approx((1 + 0.25) / 3, abs=1e-15)
        assert [each["prediction_count"] for each in project.calibration(bins=2).rows()] == [1, 2]
        (none,) = project.calibration_summary(min_confidence=1.00000005).rows()
        assert (none["prediction_count"], none["left_out_count"], none["ece"]) == (0, 2, None)


REFUSED = {
    "bins := 0": "bins: expected a whole number from 1 to 1000, not 0",
    "bins := 2.5": "bins: expected a whole number",
    "bins := null": "bins: expected a whole number from 1 to 1000, not null",
    "binning := 'categorical'": "binning: expected equal_width or quantile, not categorical",
    "binning := null": "binning: expected equal_width or quantile, not null",
    "class_set := 'every'": "class_set: expected",
}


def test_what_cannot_be_binned() -> None:
    with duckeval.open(":memory:") as project:
        for arguments, message in REFUSED.items():
            with pytest.raises(duckeval.QueryError, match=message):
                project.query(f"from calibration({arguments})")
