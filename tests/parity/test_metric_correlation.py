"""`metric_correlation` beside SciPy, on real data with missing values and ties.

Which prediction is true and which label is found comes from `outcome` and `label_outcome`, which
have references of their own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import duckeval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.parity

ITEM = ["width_px", "height_px", "grade", "haze", "vast", "flat"]
OWN = {"prediction": ["confidence", "area_px2", "margin"], "label": ["area_px2"], "item": []}
NEAR: dict[str, Any] = {"rel": 1e-9, "abs": 1e-9}


@pytest.fixture(scope="module")
def project(
    tmp_path_factory: pytest.TempPathFactory, shared_data: Path
) -> Iterator[duckeval.Project]:
    folder = shared_data / "coco128-yolov5s"
    source = np.random.default_rng(6)
    with duckeval.open(tmp_path_factory.mktemp("correlation") / "real.duckdb") as opened:
        opened.load_labels(folder / "instances_coco128.json")
        opened.load_predictions(folder / "yolov5s_predictions.coco91.json", set_name="v5s")
        keys = [row["item_key"] for row in opened.query("select item_key from item").rows()]
        facts = {
            "item_key": keys,
            "grade": source.integers(0, 4, len(keys)),
            "haze": [None if chance < 0.3 else chance for chance in source.random(len(keys))],
            "vast": 1e12 + source.random(len(keys)),
            "flat": 3.5,
            "site": source.choice(["road", "yard"], len(keys)),
        }
        opened.load_metadata(pd.DataFrame(facts).astype({"haze": "float64"}))
        count = opened.contents()["prediction"]
        # a column of the predictions with missing values and ties, as a loader would add it
        opened.query("alter table prediction add column margin double").rows()
        values = [None if chance < 0.2 else chance.round(2) for chance in source.random(count)]
        frame = pd.DataFrame({"prediction_id": range(1, count + 1), "value": values})
        opened.connection.register("margins", frame.astype({"value": "float64"}))
        opened.query(
            "update prediction set margin = margins.value from margins "
            "where margins.prediction_id = prediction.prediction_id"
        ).rows()
        opened.connection.unregister("margins")
        yield opened


@pytest.fixture(scope="module")
def objects(project: duckeval.Project) -> dict[str, pd.DataFrame]:
    """Every object that counts, by target, with its metrics and its scores."""
    item_columns = ", ".join(f"i.{name}" for name in [*ITEM, "site"])
    predictions = project.query(
        "select o.class_name, p.item_id, (o.outcome = 'tp')::int as true_positive, "
        "case when o.outcome = 'tp' then o.iou else 0 end as iou_true_positive, p.confidence, "
        f"p.area_px2, p.margin, {item_columns} from outcome as o "
        "join prediction as p using (prediction_id) join item as i on p.item_id = i.item_id "
        "where o.outcome <> 'ignored'"
    ).df()
    labels = project.query(
        "select o.class_name, l.item_id, (o.outcome = 'found')::int as found, l.area_px2, "
        f"{item_columns} from label_outcome as o join label as l using (label_id) "
        "join item as i on l.item_id = i.item_id where o.outcome <> 'ignored'"
    ).df()
    counts = pd.DataFrame(
        {
            "hits": predictions.groupby("item_id").true_positive.sum(),
            "predictions": predictions.groupby("item_id").size(),
            "labels": labels.groupby("item_id").size(),
        }
    ).fillna(0)
    items = project.query(f"select i.item_id, {item_columns} from item as i").df()
    items = items.merge(counts.reset_index(), on="item_id")
    items["f1"] = 2 * items.hits / (items.predictions + items.labels)
    return {"prediction": predictions, "label": labels, "item": items}


SCORES = [
    ("prediction", "true_positive"),
    ("prediction", "iou_true_positive"),
    ("label", "found"),
    ("item", "f1"),
]


def pairs(objects: dict[str, pd.DataFrame], target: str, metric: str, score: str) -> pd.DataFrame:
    frame = objects[target][[metric, score]].astype(float).dropna()
    return frame.rename(columns={metric: "x", score: "y"})


@pytest.mark.parametrize(("target", "score"), SCORES)
def test_equals_scipy(
    project: duckeval.Project, objects: dict[str, pd.DataFrame], target: str, score: str
) -> None:
    found = {
        row["metric"]: row
        for row in project.metric_correlation().rows()
        if (row["target"], row["score"]) == (target, score)
    }
    metrics = [*OWN[target], *ITEM]
    assert set(metrics) <= found.keys()
    for metric in metrics:
        row, known = found[metric], pairs(objects, target, metric, score)
        assert row["n"] == len(known)
        if metric == "flat":
            assert row["pearson"] is row["spearman"] is row["q_value"] is None
            assert row["reason"] == "constant_metric"
            continue
        assert row["reason"] is None
        # 1e12 + a fraction: what is lost of it in 64 bits is lost for both sides
        expected = stats.pearsonr(known.x - known.x.min(), known.y)
        interval = expected.confidence_interval(0.95)
        assert row["pearson"] == pytest.approx(expected.statistic, **NEAR)
        assert row["pearson_low"] == pytest.approx(interval.low, **NEAR)
        assert row["pearson_high"] == pytest.approx(interval.high, **NEAR)
        assert row["p_value"] == pytest.approx(expected.pvalue, **NEAR)
        ranked = stats.spearmanr(known.x, known.y)
        assert row["spearman"] == pytest.approx(ranked.statistic, **NEAR)
        if score in {"true_positive", "found"}:
            hits, misses = known.x[known.y == 1], known.x[known.y == 0]
            wins = stats.mannwhitneyu(hits, misses).statistic / (len(hits) * len(misses))
            assert row["rank_biserial"] == pytest.approx(2 * wins - 1, **NEAR)
        else:
            assert row["rank_biserial"] is None
    tested = [row for row in found.values() if row["p_value"] is not None]
    adjusted = stats.false_discovery_control([row["p_value"] for row in tested], method="bh")
    for row, q_value in zip(tested, adjusted, strict=True):
        assert row["q_value"] == pytest.approx(q_value, **NEAR)


def test_within_class_is_the_weighted_mean_over_the_classes(
    project: duckeval.Project, objects: dict[str, pd.DataFrame]
) -> None:
    rows = project.metric_correlation(within_class=True, n_min=30).rows()
    row = next(r for r in rows if r["metric"] == "margin" and r["score"] == "true_positive")
    total = weight = 0.0
    for _, group in objects["prediction"].groupby("class_name"):
        known = group[["margin", "true_positive"]].astype(float).dropna()
        hits = known.true_positive.sum()
        if len(known) < 30 or hits < 5 or len(known) - hits < 5:
            continue
        total += len(known) * stats.pearsonr(known.margin, known.true_positive).statistic
        weight += len(known)
    assert weight > 0
    assert row["pearson"] == pytest.approx(total / weight, **NEAR)
    assert row["p_value"] is row["pearson_low"] is None
    assert {r["reason"] for r in rows if r["target"] == "item"} == {"no_class"}


def residual(values: pd.Series[float], given: pd.Series[float]) -> Any:
    """Return what a straight line over the given metric leaves of the values."""
    centred = (given - given.mean()) / given.std()
    line = np.polynomial.polynomial.polyfit(centred, values, 1)
    return values - np.polynomial.polynomial.polyval(centred, line)


@pytest.mark.parametrize("given", ["area_px2", "haze"])
@pytest.mark.parametrize(("target", "score"), SCORES)
def test_partial_is_the_correlation_of_what_lines_leave(
    project: duckeval.Project,
    objects: dict[str, pd.DataFrame],
    target: str,
    score: str,
    given: str,
) -> None:
    found = {
        row["metric"]: row
        for row in project.metric_correlation(given=given).rows()
        if (row["target"], row["score"]) == (target, score)
    }
    if given not in objects[target]:  # items have no area
        assert {(row["n"], row["reason"]) for row in found.values()} == {(0, "no_value")}
        return
    assert found[given]["reason"] == "follows_from_given"
    tested = 0
    for metric in {*OWN[target], *ITEM} - {given, "flat"}:
        row, names = found[metric], [metric, score, given]
        known = objects[target][names].astype(float).dropna()
        left = [residual(known[name] - known[name].min(), known[given]) for name in names[:2]]
        expected = stats.pearsonr(*left).statistic
        count = len(known)
        assert (row["n"], row["reason"]) == (count, None)
        assert row["pearson"] == pytest.approx(expected, **NEAR)
        ends = np.tanh(
            np.arctanh(expected) + np.array([-1, 1]) * 1.959963984540054 / (count - 4) ** 0.5
        )
        assert [row["pearson_low"], row["pearson_high"]] == pytest.approx(list(ends), **NEAR)
        chance = expected * math.sqrt((count - 3) / (1 - expected**2))
        assert row["p_value"] == pytest.approx(2 * stats.t.sf(abs(chance), count - 3), **NEAR)
        assert row["spearman"] is row["rank_biserial"] is row["mutual_information"] is None
        tested += 1
    assert tested >= 4


@pytest.mark.parametrize(
    ("given", "message"),
    [("shine", "no metric named shine; there are: area_px2"), ("site", "metric site is no number")],
)
def test_what_is_held_fixed_has_to_be_a_metric(
    project: duckeval.Project, given: str, message: str
) -> None:
    with pytest.raises(duckeval.QueryError, match=message):
        project.metric_correlation(given=given)


def test_too_few_are_null_with_a_reason(project: duckeval.Project) -> None:
    rows = project.metric_correlation(n_min=1000).rows()
    reasons = {(row["target"], row["metric"]): row["reason"] for row in rows}
    assert reasons["label", "grade"] == reasons["item", "grade"] == "too_few"
    assert reasons["prediction", "grade"] is None
    assert project.metric_correlation(item_filter="false").rows() == []
    unsure = project.metric_correlation(min_confidence=1.0).rows()
    nothing = [row for row in unsure if row["target"] == "prediction"]
    assert {(row["n"], row["reason"], row["pearson"]) for row in nothing} == {(0, "no_value", None)}
    strict = project.metric_correlation(classes=["person"], min_confidence=0.9, n_min=5).rows()
    kinds = {row["reason"] for row in strict if row["score"] == "true_positive"}
    assert kinds <= {None, "one_sided", "constant_score", "constant_metric", "too_few", "no_value"}
    assert len(kinds) > 1


def test_the_probability_is_that_of_students_t(project: duckeval.Project) -> None:
    cases: list[dict[str, Any]] = [
        {"r": math.copysign(math.sqrt(square / (freedom + square)), sign), "freedom": freedom}
        for freedom in (1, 2, 3, 5, 20, 39, 40, 41, 200, 5000, 500_000, 5_000_000)
        for square in (1e-9, 0.01, 0.5, 0.8, 1.0, 1.99, 2.0, 4.0, 9.0, 30.0, 1000.0)
        for sign in (-1, 1)
    ]
    rows = project.query(
        "select r, freedom, _student_p(r, freedom) as p "
        "from (select unnest($r) as r, unnest($freedom) as freedom)",
        {key: [case[key] for case in cases] for key in ("r", "freedom")},
    ).rows()
    for row in rows:
        freedom, square = row["freedom"], row["r"] ** 2
        expected = 2 * stats.t.sf(math.sqrt(square * freedom / (1 - square)), freedom)
        assert row["p"] == pytest.approx(expected, abs=1e-9)
    edges = project.query(
        "select _student_p(0, 5) as none, _student_p(1, 5) as full, _student_p(0.5, 0) as free"
    ).rows()
    assert edges == [{"none": 1.0, "full": 0.0, "free": None}]
