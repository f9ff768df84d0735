"""`metric_performance` and `metric_performance_2d` beside plain loops, on random scenes.

Ties, missing values, one value for all, crowds, labels that no bin holds: small scenes have them
all. The larger numbers of bins, whose edges are rounded, are compared in tests/parity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import duckeval
from tests.oracle.bins import Axis, cells
from tests.oracle.closest import Setting
from tests.oracle.scene import Item, Label, Prediction, Scene
from tests.property.projects import ask, project_of
from tests.property.scenes import examples, scenes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracle.bins import Binning
    from tests.property.projects import Row

NUMBERS = ("area_px2", "confidence", "hour", "brightness", "w_px")
COUNTS = ("prediction_count", "true_positive_count", "label_count", "found_count")


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    metric = draw(st.sampled_from([*NUMBERS, "weather"]))
    if metric == "weather":
        return Axis(metric, "categorical")
    kinds: list[Binning] = ["quantile", "quantile", "equal_width", "custom"]
    kind = draw(st.sampled_from(kinds))
    edges = draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 12.0, 80.0, 100.0, 400.0]), min_size=2,
                          max_size=4, unique=True)) if kind == "custom" else []  # fmt: skip
    return Axis(metric, kind, draw(st.sampled_from([1, 2, 4])), tuple(edges))


settings = st.builds(
    Setting,
    iou_threshold=st.sampled_from([0.5, 0.3, 0.75]),
    min_confidence=st.sampled_from([0.0, 0.5]),
    protocol=st.sampled_from(["closest", "voc"]),
)


def parameters(axis: Axis, prefix: str = "") -> dict[str, object]:
    """Return the parameters of the macro that ask for an axis."""
    asked: dict[str, object] = {
        "and_metric" if prefix else "of_metric": axis.metric,
        f"{prefix}binning": axis.binning,
        f"{prefix}bins": axis.bins,
    }
    return asked | ({f"{prefix}edges": list(axis.edges)} if axis.binning == "custom" else {})


@pytest.mark.slow
@examples(few=10, many=400)
@given(scenes(), st.lists(st.tuples(settings, axes(), axes()), min_size=3, max_size=5))
def test_bins_are_those_of_plain_loops(
    scene: Scene, asked: list[tuple[Setting, Axis, Axis]]
) -> None:
    with project_of(scene, protocols=("closest",)) as project:
        for setting, first, second in asked:
            question = {
                "iou_threshold": setting.iou_threshold,
                "min_confidence": setting.min_confidence,
                "protocol": setting.protocol,
                "per_class": True,
            }
            note(f"{setting} {first} {second}")
            once = ask(project, "metric_performance", **question, **parameters(first))
            compare(once, scene, setting, [first])
            twice = ask(
                project,
                "metric_performance_2d",
                **question,
                **parameters(first),
                **parameters(second, "and_"),
            )
            compare(twice, scene, setting, [first, second])


def compare(rows: list[Row], scene: Scene, setting: Setting, asked: list[Axis]) -> None:
    for name in (None, *scene.classes):
        expected = cells(scene, setting, asked, name)
        found = {
            tuple(row[column] for column in ("bin", "second_bin")[: len(asked)]): row
            for row in rows
            if row["class_name"] == name
        }
        assert found.keys() == expected.keys()
        for place, cell in expected.items():
            row = found[place]
            assert tuple(row[count] for count in COUNTS) == cell.counts()
            means = [row["metric_mean"], row.get("second_mean")]
            for at, axis in enumerate(asked):
                if axis.binning != "categorical":
                    mean = cell.mean(at)
                    near = None if mean is None else pytest.approx(mean, rel=1e-12, abs=1e-12)
                    assert means[at] == near
            check_ends(row, asked)


def check_ends(row: Row, asked: list[Axis]) -> None:
    """Check that the mean lies between the ends, which are there when there is a value."""
    columns = [("metric_low", "metric_mean", "metric_high", "bin")]
    columns.append(("second_low", "second_mean", "second_high", "second_bin"))
    for at, axis in enumerate(asked):
        low, mean, high, name = (row[column] for column in columns[at])
        if name is None or axis.binning == "categorical":
            assert low is mean is high is None
        else:
            assert low - 1e-9 <= mean <= high + 1e-9


CASES: list[tuple[dict[str, Any], str]] = [
    ({"and_metric": "shine"}, "no metric named shine; there are: area_px2"),
    ({"and_metric": "weather"}, "metric weather is no number; and_binning := 'categorical'"),
    ({"and_binning": "deciles"}, "and_binning: expected quantile, equal_width, custom or"),
    ({"and_bins": 0}, "and_bins: expected a whole number from 1 to 1000, not 0"),
    ({"and_binning": "custom"}, "and_edges: and_binning := 'custom' needs a list of two edges"),
    (
        {"and_edges": [1.0, 2.0], "and_binning": "quantile"},
        "and_edges: only for and_binning := 'custom', not for quantile",
    ),
    ({"of_metric": "weather"}, "metric weather is no number; binning := 'categorical'"),
    ({"bins": 2.5}, "bins: expected a whole number from 1 to 1000, not 2.5"),
    ({"and_edges": [1.0, float("nan")]}, "and_edges: expected numbers, not [1.0, nan]"),
    ({"and_edges": [1.0, None, 2.0]}, "and_edges: expected numbers, not [1.0, NULL, 2.0]"),
    ({"of_metric": ""}, "no metric named ; there are: area_px2"),
    ({"edges_from": "here"}, "edges_from: expected slice or all, not here"),
]


@pytest.fixture(scope="module")
def project() -> Iterator[Any]:
    item = Item("1", {"weather": "rain", "hour": 6, "brightness": 0.5})
    box = (0.0, 0.0, 10.0, 10.0)
    label, prediction = Label("1", "1", "car", box), Prediction("1", "1", "car", 0.9, box)
    with project_of(Scene((item,), (label,), (prediction,), ("car",))) as opened:
        yield opened


@pytest.mark.parametrize(("wrong", "message"), CASES)
def test_a_wrong_parameter_says_what_is_expected(
    project: Any, wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(duckeval.QueryError) as caught:
        project.metric_performance_2d(**wrong)
    assert message in str(caught.value)
    with pytest.raises(duckeval.QueryError):  # also where there is nothing to bin
        project.metric_performance_2d(**wrong, item_filter="false")


def test_no_metric_at_all_is_an_error_too(project: Any) -> None:
    with pytest.raises(duckeval.QueryError, match="no metric named null; there are: area_px2"):
        project.query("from metric_performance(of_metric := null)").rows()


def test_the_second_metric_takes_its_own_bins(project: Any) -> None:
    row = project.metric_performance_2d(
        of_metric="weather", binning="categorical", and_metric="area_px2", and_edges=[0, 100, 50]
    ).rows()[0]
    assert (row["bin"], row["second_bin"]) == ("rain", "2")
    assert (row["second_low"], row["second_high"], row["second_mean"]) == (50, 100, 100)
    assert (row["precision"], row["recall"], row["fn_rate"]) == (1, 1, 0)
