"""`metric_performance` beside pandas, NumPy and plain counting, on real data.

Which prediction is true and which label is found comes from `outcome` and `label_outcome`, which
have references of their own; the edges, the bins and what is counted in them are compared here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import duckeval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.parity


@pytest.fixture(scope="module")
def project(
    tmp_path_factory: pytest.TempPathFactory, shared_data: Path
) -> Iterator[duckeval.Project]:
    folder = shared_data / "coco128-yolov5s"
    with duckeval.open(tmp_path_factory.mktemp("bins") / "real.duckdb") as opened:
        opened.load_labels(folder / "instances_coco128.json")
        opened.load_predictions(folder / "yolov5s_predictions.coco91.json", set_name="v5s")
        keys = [row["item_key"] for row in opened.query("select item_key from item").rows()]
        source = np.random.default_rng(5)
        facts = {
            "item_key": keys,
            "grade": source.integers(0, 4, len(keys)),
            "haze": [None if chance < 0.3 else chance for chance in source.random(len(keys))],
            "site": source.choice(["road", "yard"], len(keys)),
        }
        opened.load_metadata(pd.DataFrame(facts).astype({"haze": "float64"}))
        yield opened


@pytest.fixture(scope="module")
def objects(project: duckeval.Project) -> pd.DataFrame:
    """Every prediction and label that counts, with the values of the metrics."""
    predictions = project.query(
        "select o.class_name, o.outcome = 'tp' as hit, 'p' as kind, p.area_px2, p.confidence, "
        "i.width_px, i.grade, i.haze, i.site from outcome as o "
        "join prediction as p using (prediction_id) join item as i on p.item_id = i.item_id "
        "where o.outcome <> 'ignored'"
    ).df()
    labels = project.query(
        "select o.class_name, o.outcome = 'found' as hit, 'l' as kind, l.area_px2, "
        "null::double as confidence, i.width_px, i.grade, i.haze, i.site from label_outcome as o "
        "join label as l using (label_id) join item as i on l.item_id = i.item_id "
        "where o.outcome <> 'ignored'"
    ).df()
    return pd.concat([predictions, labels], ignore_index=True)


def edges_of(metric: str, binning: str, bins: int, objects: pd.DataFrame) -> Any:
    values = objects.loc[~((objects.kind == "l") & (metric == "confidence")), metric].dropna()
    if binning == "quantile":
        return pd.qcut(values, bins, retbins=True, duplicates="drop")[1]
    return np.histogram_bin_edges(values, bins)


METRICS = ["area_px2", "confidence", "width_px", "grade", "haze"]


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("bins", [1, 7, 10])
@pytest.mark.parametrize("binning", ["quantile", "equal_width"])
def test_edges_and_counts(
    project: duckeval.Project, objects: pd.DataFrame, metric: str, bins: int, binning: str
) -> None:
    rows = project.metric_performance(of_metric=metric, bins=bins, binning=binning).rows()
    edges = edges_of(metric, binning, bins, objects)
    numbered = [row for row in rows if row["bin"] is not None]
    for row in numbered:
        place = int(row["bin"]) - 1
        assert row["metric_low"] == pytest.approx(edges[place], rel=1e-12, abs=1e-12)
        assert row["metric_high"] == pytest.approx(edges[place + 1], rel=1e-12, abs=1e-12)
    ours = np.array([row["metric_low"] for row in numbered] + [numbered[-1]["metric_high"]])
    if len(numbered) == len(edges) - 1:
        edges = ours  # the same but for the last digits, which tell where a value on an edge goes
    if metric == "confidence":
        objects = objects[objects.kind == "p"]
    places = np.minimum(
        np.searchsorted(edges, objects[metric], side="right"), len(edges) - 1
    ).astype(float)
    places[objects[metric].isna()] = 0
    for row in rows:
        inside = objects[places == (0 if row["bin"] is None else int(row["bin"]))]
        predictions, labels = inside[inside.kind == "p"], inside[inside.kind == "l"]
        assert row["prediction_count"] == len(predictions)
        assert row["true_positive_count"] == predictions.hit.sum()
        assert row["label_count"] == len(labels)
        assert row["found_count"] == labels.hit.sum()
        if row["bin"] is None:
            assert row["metric_mean"] is None
        else:
            assert row["metric_mean"] == pytest.approx(inside[metric].mean(), rel=1e-12)
        if len(labels):
            assert row["recall"] == labels.hit.sum() / len(labels)
            assert row["fn_rate"] == pytest.approx(1 - row["recall"], abs=1e-15)
        else:
            assert row["recall"] is row["recall_low"] is row["fn_rate"] is None
    assert sum(row["prediction_count"] for row in rows) == (objects.kind == "p").sum()
    assert sum(row["label_count"] for row in rows) == (objects.kind == "l").sum()


def test_categories_and_classes(project: duckeval.Project, objects: pd.DataFrame) -> None:
    rows = project.metric_performance(
        of_metric="site", binning="categorical", per_class=True
    ).rows()
    for row in rows:
        inside = objects[objects.site == row["bin"]]
        if row["class_name"] is not None:
            inside = inside[inside.class_name == row["class_name"]]
        assert row["prediction_count"] == (inside.kind == "p").sum()
        assert row["found_count"] == inside[inside.kind == "l"].hit.sum()
        assert row["metric_low"] is row["metric_high"] is row["metric_mean"] is None
    assert {row["bin"] for row in rows} == {"road", "yard"}
    assert {row["class_name"] for row in rows} == {None, *objects.class_name}


def test_custom_edges_leave_out_what_is_outside(
    project: duckeval.Project, objects: pd.DataFrame
) -> None:
    rows = project.metric_performance(
        of_metric="area_px2", binning="custom", edges=[1000, 100, 5000]
    ).rows()
    assert [(row["metric_low"], row["metric_high"]) for row in rows] == [(100, 1000), (1000, 5000)]
    inside = objects[objects.area_px2.between(100, 1000, inclusive="left")]
    assert rows[0]["prediction_count"] == (inside.kind == "p").sum()


def test_edges_from_all_are_the_same_for_every_slice(project: duckeval.Project) -> None:
    def lows(**parameters: Any) -> set[Any]:
        found = project.metric_performance(of_metric="area_px2", bins=5, **parameters)
        return {row["metric_low"] for row in found.rows()}

    common = lows(edges_from="all")
    assert len(common) == 5
    assert lows(edges_from="all", slice_by="site", min_confidence=0.3) == common
    assert len(lows(slice_by="site")) == 10


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"of_metric": "shine"}, "no metric named shine; there are: area_px2, aspect_ratio"),
        ({"of_metric": "site"}, "metric site is no number; binning := 'categorical'"),
        ({"binning": "deciles"}, "binning: expected quantile, equal_width, custom or categorical"),
        ({"bins": 0}, "bins: expected a whole number from 1 to 1000, not 0"),
        ({"binning": "custom"}, "edges: binning := 'custom' needs a list of two edges"),
        ({"edges": [1.0, 2.0]}, "edges: only for binning := 'custom', not for quantile"),
        ({"edges_from": "here"}, "edges_from: expected slice or all, not here"),
    ],
)
def test_a_wrong_parameter_says_what_is_expected(
    project: duckeval.Project, parameters: dict[str, Any], message: str
) -> None:
    asked = {"of_metric": "area_px2", **parameters}
    with pytest.raises(duckeval.DuckevalError) as caught:
        project.metric_performance(**asked)
    assert message in str(caught.value)
    with pytest.raises(duckeval.DuckevalError):  # also where there is nothing to bin
        project.metric_performance(**asked, item_filter="false")
