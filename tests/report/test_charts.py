"""Charts for notebooks: valid by Altair's own schema, drawn from tables of every library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pytest

from duckeval.report import charts
from duckeval.report.palette import COLOURS

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckeval import Project

BIN = {
    "prediction_set": "v1", "slice": "all", "metric": "brightness", "bin": "1",
    "metric_low": 0.0, "metric_high": 0.5, "metric_mean": 0.25, "prediction_count": 8,
    "precision": 0.5, "precision_low": 0.2, "precision_high": 0.8, "label_count": 10,
    "recall": 0.7, "recall_low": 0.4, "recall_high": 0.9,
}  # fmt: skip
CORRELATION = {
    "prediction_set": "v1", "metric": "brightness", "pearson": 0.3,
    "pearson_low": 0.1, "pearson_high": 0.5,
}  # fmt: skip
DELTA = {"class_name": "car", "baseline": 0.5, "candidate": 0.25, "delta": -0.25}

CHARTS: dict[str, Callable[[Project], Any]] = {
    "performance": lambda p: charts.performance(p.performance(slice_by="weather")),
    "ap": lambda p: charts.class_performance(p.class_performance()),
    "iou": lambda p: charts.class_performance(p.class_performance().pl(), "mean_iou"),
    "curve": lambda p: charts.precision_recall_curve(p.precision_recall_curve().df()),
    "calibration": lambda p: charts.calibration(p.calibration(per_class=True)),
    "histogram": lambda p: charts.iou_distribution(p.iou_distribution().arrow(), threshold=0.5),
    "confusion": lambda p: charts.confusion_matrix(p.confusion_matrix()),
    "outcome": lambda p: charts.outcome_count(p.outcome()),
    "metric": lambda _: charts.metric_performance([BIN]),
    "correlation": lambda _: charts.metric_correlation([CORRELATION]),
    "comparison": lambda _: charts.comparison([DELTA]),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_valid_and_holds_its_rows(project: Project, name: str) -> None:
    chart = CHARTS[name](project)
    assert isinstance(chart, alt.TopLevelMixin)
    spec = chart.to_dict()  # validates
    assert spec["config"]["range"]["category"] == list(COLOURS)
    assert "var(" not in chart.to_json()


def test_the_library_does_not_matter(project: Project) -> None:
    result = project.class_performance()
    expected = charts.class_performance(result).to_dict()
    for table in (result.arrow(), result.pl(), result.df(), result.rows()):
        assert charts.class_performance(table).to_dict() == expected


def test_iou_of_all_classes_is_added_up(project: Project) -> None:
    rows = project.iou_distribution(predictions="v1").rows()
    drawn = charts.iou_distribution(rows).to_dict()["datasets"]
    points = next(points for points in drawn.values() if points != [{}])
    assert sum(each["prediction_count"] for each in points) == sum(
        row["prediction_count"] for row in rows
    )
    assert len(points) == len({row["iou_low"] for row in rows})


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(TypeError, match="expected a table"):
        charts.performance("v1")
