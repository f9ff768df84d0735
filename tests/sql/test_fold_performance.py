"""``fold_performance`` and ``crossval combine``: beside fresh projects, SciPy, files by hand."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest
from scipy import stats

import duckeval
from duckeval.sqlfiles import read_sql
from tests.property.projects import load_scene, project_of
from tests.property.test_same_bytes import crowded_scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.oracle.scene import Scene

MEASURES = (
    "map", "mar", "precision_macro", "recall_macro", "f1_macro", "precision_micro",
    "recall_micro", "f1_micro", "mean_iou", "accuracy",
)  # fmt: skip


@pytest.fixture(scope="module")
def scene() -> Scene:
    return crowded_scene(4, item_count=24, prediction_count=2400)


@pytest.fixture(scope="module")
def project(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckeval.Project]:
    folder = tmp_path_factory.mktemp("folds")
    with duckeval.open(folder / "project.duckdb") as opened:
        load_scene(opened, scene, folder)
        opened.folds.make(4, by="class", group="hour", seed=1)
        yield opened


def numbers_of(scene: Scene, keys: set[str], asked: dict[str, Any]) -> dict[str, Any]:
    """Return what a fresh project that holds only these items says."""
    with project_of(scene.only(item=lambda one: one.key in keys)) as fresh:
        row: dict[str, Any] = fresh.performance(**asked).rows()[0]
        return row


@pytest.mark.parametrize(
    "asked", [{}, {"protocol": "coco", "iou_threshold": 0.75, "min_confidence": 0.3}]
)
def test_the_folds_are_fresh_projects_and_the_pool_one_of_all(
    project: duckeval.Project, scene: Scene, asked: dict[str, Any]
) -> None:
    folds: dict[int, set[str]] = {}
    for row in project.query("select item_key, fold from item"):
        folds.setdefault(row["fold"], set()).add(row["item_key"])
    each = [numbers_of(scene, folds[fold], asked) for fold in sorted(folds)]
    whole = numbers_of(scene, set().union(*folds.values()), asked)
    rows = {row["measure"]: row for row in project.fold_performance(**asked)}
    assert set(rows) == set(MEASURES)
    for name, row in rows.items():
        found = [one[name] for one in each if one[name] is not None]
        mean, sd = statistics.fmean(found), statistics.stdev(found)
        half = stats.t.ppf(0.975, len(found) - 1) * sd / math.sqrt(len(found))
        assert row["fold_count"] == len(found) > 1
        expected = {"fold_mean": mean, "fold_sd": sd, "low": mean - half, "high": mean + half}
        expected["pooled"] = whole[name]
        for column, value in expected.items():
            assert row[column] == pytest.approx(value, abs=1e-12), (name, column)
        counts = ("item_count", "label_count", "prediction_count")
        assert [row[column] for column in counts] == [whole[column] for column in counts]


def test_items_without_a_fold_are_left_out(project: duckeval.Project) -> None:
    by = "case when hour < 3 then hour end -- early"
    rows = project.fold_performance(fold_by=by, item_filter="hour <> 1").rows()
    [inside] = project.performance(item_filter="hour in (0, 2)").rows()
    assert {row["item_count"] for row in rows} == {inside["item_count"]}
    assert {row["measure"]: row["pooled"] for row in rows} == {
        name: inside[name] for name in MEASURES
    }
    assert {row["fold_count"] for row in rows} == {2}


def test_one_fold_has_no_spread_and_none_is_no_row(project: duckeval.Project) -> None:
    rows = project.fold_performance(fold_by="1").rows()
    assert all(row["fold_mean"] == row["pooled"] for row in rows)
    assert {(row["fold_sd"], row["low"], row["high"]) for row in rows} == {(None, None, None)}
    assert len(project.fold_performance(fold_by="null")) == 0


def test_a_measure_that_a_fold_lacks_is_averaged_over_the_others(
    project: duckeval.Project,
) -> None:
    # Only items of hour 0 keep their predictions; without any there is no precision.
    rows = project.fold_performance(
        fold_by="hour",
        prediction_filter="item_id in (select i.item_id from item i where hour = 0)",
        outside="drop",
    ).rows()
    counts = {row["measure"]: row["fold_count"] for row in rows}
    assert (counts["precision_micro"], counts["recall_micro"]) == (1, 7)


def test_unknown_names_are_errors(project: duckeval.Project) -> None:
    with pytest.raises(duckeval.UnknownNameError, match="'w1'"):
        project.fold_performance(predictions="w1")
    with pytest.raises(duckeval.QueryError, match="Folder"):
        project.fold_performance(fold_by="Folder")


def test_the_quantile_is_that_of_scipy() -> None:
    with duckdb.connect() as connection:
        connection.execute(read_sql("macros/_student_quantile.sql").partition("comment on")[0])
        freedoms = [*range(1, 40), 99, 100, 199, 200, 201, 1000, 10**6]
        rows = connection.execute(
            "select freedom, _student_quantile(freedom) from (select unnest(?) as freedom)",
            [freedoms],
        ).fetchall()
        nothing = connection.execute(
            "select _student_quantile(0), _student_quantile(null::bigint)"
        ).fetchone()
    for freedom, found in rows:
        assert found == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-11), freedom
    assert nothing == (None, None)


def frame(project: duckeval.Project, where: str) -> pl.DataFrame:
    return project.query(
        "select item_key, class_name, confidence, prediction_kind, prediction.x_px, "
        "prediction.y_px, prediction.w_px, prediction.h_px from prediction "
        f"inner join item using (item_id) inner join class using (class_id) where {where}"
    ).pl()


@pytest.fixture
def several(scene: Scene, tmp_path: Path) -> Iterator[duckeval.Project]:
    """Three folds, and a set for each: the first two say something of every item."""
    with duckeval.open(tmp_path / "several.duckdb") as opened:
        load_scene(opened, scene, tmp_path)
        opened.folds.make(3, seed=5)
        opened.load_predictions(frame(opened, "true"), set_name="a", model="m@1")
        for name, where in (("b", "prediction.x_px > 30"), ("c", "fold = 3 and y_px > 30")):
            one = f"prediction_set_id = 2 and {where}"
            opened.load_predictions(frame(opened, one), set_name=name, model="m@1")
        yield opened


def test_combined_is_what_a_file_of_the_parts_says(several: duckeval.Project) -> None:
    made = several.crossval.combine(["a", "b", "c"], "oof")
    parts = [
        frame(several, f"fold = {fold} and prediction_set_id = {set_id}")
        for fold, set_id in ((1, 2), (2, 3), (3, 4))
    ]
    several.load_predictions(pl.concat(parts), set_name="by hand")
    assert made.prediction_count == sum(map(len, parts))
    for macro in ("performance", "coco_summary", "class_performance", "outcome"):
        combined, expected = (
            [
                {
                    name: value
                    for name, value in row.items()
                    if name not in {"prediction_set", "prediction_id", "prediction_key"}
                }
                for row in getattr(several, macro)(predictions=name).rows()
            ]
            for name in ("oof", "by hand")
        )
        assert sorted(combined, key=repr) == sorted(expected, key=repr), macro
    [chosen] = [each for each in several.sets if each.name == "oof"]
    assert (chosen.model_name, chosen.model_version) == ("m", "1")
    assert [check.name for check in several.check() if not check.is_passed] == []


def test_what_is_predicted_twice_or_not_is_counted(several: duckeval.Project) -> None:
    made = several.crossval.combine(["a", "b", "c"], "oof")
    rows = several.query(
        "select fold, item.item_id, list(distinct prediction_set_id) as sets from item "
        "left join prediction on item.item_id = prediction.item_id and prediction_set_id > 1 "
        "group by all"
    ).rows()
    for part, own in zip(made.parts, (2, 3, 4), strict=True):
        of = [row["sets"] for row in rows if str(row["fold"]) == part.fold]
        assert part.item_count == len(of)
        assert part.predicted_count == sum(own in sets for sets in of)
        assert part.missing_count == sum(own not in sets for sets in of)
        assert part.twice_count == sum(own in sets and len(sets) > 1 for sets in of)


@pytest.mark.parametrize(
    ("sets", "name", "kind", "message"),
    [
        (["a", "b"], "oof", duckeval.UsageError, "2 prediction sets for 3 folds"),
        (["a"], "oof", duckeval.UsageError, "1 prediction sets to combine"),
        (["a", "b", "b"], "oof", duckeval.UsageError, "'b' is given twice"),
        (["a", "b", "d"], "oof", duckeval.UnknownNameError, "no prediction set named 'd'"),
        (["c", "b", "a"], "oof", duckeval.InputFileError, "'c' predicts no item of fold 1"),
        (["a", "b", "c"], "model", duckeval.UsageError, "'model' is there already"),
    ],
)
def test_what_cannot_be_combined(
    several: duckeval.Project, sets: list[str], name: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        several.crossval.combine(sets, name)


def test_replacing_gives_the_new_set(several: duckeval.Project) -> None:
    several.crossval.combine(["a", "b", "c"], "oof", model="other@2")
    made = several.crossval.combine(["b", "a", "c"], "oof", replace=True)
    [chosen] = [each for each in several.sets if each.name == "oof"]
    assert (chosen.prediction_count, chosen.model_name) == (made.prediction_count, "m")
