"""find_slices on projects: its numbers are those of plain counting, over any filter."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

import duckeval
from duckeval import QueryError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckeval import Project

ITEMS = 400


class Scenes:
    """Items with three labels each; on rear cameras at night half of them are missed."""

    def __init__(self) -> None:
        rng = np.random.default_rng(11)
        self.keys = [f"i{at}" for at in range(ITEMS)]
        self.light = rng.choice(["day", "night"], ITEMS).tolist()
        self.camera = rng.choice(["front", "rear", "side"], ITEMS).tolist()
        self.sharpness = rng.uniform(size=ITEMS).tolist()
        self.labels = 3
        self.found: dict[str, list[int]] = {"old": [], "new": []}
        self.false: list[int] = rng.poisson(0.5, ITEMS).tolist()
        for at in range(ITEMS):
            is_bad = self.light[at] == "night" and self.camera[at] == "rear"
            self.found["old"].append(int(rng.binomial(3, 0.9)))
            self.found["new"].append(int(rng.binomial(3, 0.35 if is_bad else 0.95)))

    def is_searched(self, at: int, seed: int = 0) -> bool:
        return hashlib.md5(f"{seed}:{self.keys[at]}".encode()).hexdigest()[0] < "8"  # noqa: S324

    def load(self, project: Project, keep: Callable[[int], bool] = lambda _: True) -> None:
        kept = [at for at in range(ITEMS) if keep(at)]
        project.load_labels(_boxes([(self.keys[at], box) for at in kept for box in range(3)]))
        facts = pa.table(
            {
                "item_key": [self.keys[at] for at in kept],
                "light": [self.light[at] for at in kept],
                "camera": [self.camera[at] for at in kept],
                "sharpness": [self.sharpness[at] for at in kept],
            }
        )
        project.load_metadata(facts)
        for name, found in self.found.items():
            boxes = [(self.keys[at], box) for at in kept for box in range(found[at])]
            boxes += [(self.keys[at], 9 + box) for at in kept for box in range(self.false[at])]
            table = _boxes(boxes)
            confidence = pa.array(np.linspace(0.99, 0.5, len(boxes)))
            project.load_predictions(table.append_column("confidence", confidence), set_name=name)


def _boxes(boxes: list[tuple[str, int]]) -> pa.Table:
    return pa.table(
        {
            "item_key": [key for key, _ in boxes],
            "class_name": ["cat"] * len(boxes),
            "x_px": [30.0 * box for _, box in boxes],
            "y_px": [0.0] * len(boxes),
            "w_px": [20.0] * len(boxes),
            "h_px": [20.0] * len(boxes),
        }
    )


@pytest.fixture(scope="module")
def scenes() -> Scenes:
    return Scenes()


@pytest.fixture(scope="module")
def project(scenes: Scenes) -> Iterator[Project]:
    with duckeval.open(":memory:") as project:
        scenes.load(project)
        yield project


def counted(scenes: Scenes, measure: str, at: int) -> tuple[int, int]:
    """Return what is right of an item, and of how many."""
    new, old, false = scenes.found["new"][at], scenes.found["old"][at], scenes.false[at]
    return {
        "recall": (new, 3),
        "precision": (new, new + false),
        "f1": (2 * new, 3 + new + false),
        "delta": (new - old, 3),
    }[measure]


@pytest.mark.parametrize("measure", ["recall", "f1", "delta"])
def test_the_planted_conjunction_comes_first_with_counted_numbers(
    project: Project, scenes: Scenes, measure: str
) -> None:
    baseline = "old" if measure == "delta" else None
    first = project.find_slices(predictions="new", measure=measure, baseline=baseline).rows()[0]
    assert first["predicate"] == "light = 'night' and camera = 'rear'"
    assert (first["prediction_set"], first["measure"]) == ("new", measure)
    for head, is_asked in (("", True), ("held_out_", False)):
        half = [at for at in range(ITEMS) if scenes.is_searched(at) == is_asked]
        inside = [at for at in half if (scenes.light[at], scenes.camera[at]) == ("night", "rear")]
        rates = []
        for side in (inside, sorted(set(half) - set(inside))):
            pairs = [counted(scenes, measure, at) for at in side]
            rates.append(sum(right for right, _ in pairs) / sum(of for _, of in pairs))
        assert first[f"{head}item_count"] == len(inside)
        assert first[f"{head}object_count"] == sum(counted(scenes, measure, at)[1] for at in inside)
        assert first[f"{head}value"] == pytest.approx(rates[0])
        assert first[f"{head}rest_value"] == pytest.approx(rates[1])
        assert first[f"{head}effect"] == pytest.approx(rates[0] - rates[1])
        assert first[f"{head}effect_low"] < first[f"{head}effect"] < first[f"{head}effect_high"] < 0
    assert first["q_value"] < 0.001
    assert first["held_out_p_value"] < 0.001


def test_a_baseline_makes_the_measure_delta(project: Project) -> None:
    named = project.find_slices(predictions="new", baseline="old", measure="delta")
    assert project.find_slices(predictions="new", baseline="old").rows() == named.rows()
    assert named.rows()[0]["baseline_set"] == "old"


def test_ap_is_that_of_performance_over_the_slice(project: Project) -> None:
    first = project.find_slices(predictions="new", measure="ap").rows()[0]
    assert first["predicate"] == "light = 'night' and camera = 'rear'"
    half = "md5('0:' || item_key) < '8'"
    for column, filter_ in (
        ("value", f"{half} and {first['predicate']}"),
        ("rest_value", f"{half} and not ({first['predicate']})"),
        ("held_out_value", f"not {half} and {first['predicate']}"),
        ("held_out_rest_value", f"not {half} and not ({first['predicate']})"),
    ):
        (row,) = project.performance(predictions="new", item_filter=filter_).rows()
        assert first[column] == pytest.approx(row["map"])
    assert first["held_out_effect"] == first["held_out_value"] - first["held_out_rest_value"]
    assert first["held_out_effect_high"] < 0


def test_a_search_over_some_items_is_that_of_a_project_with_only_those(
    project: Project, scenes: Scenes
) -> None:
    with duckeval.open(":memory:") as alone:
        scenes.load(alone, lambda at: scenes.sharpness[at] < 0.7)
        for measure in ("recall", "ap"):
            some = project.find_slices(
                predictions="new", measure=measure, item_filter="sharpness < 0.7", bins=4
            )
            only = alone.find_slices(predictions="new", measure=measure, bins=4)
            assert len(some)
            for ours, theirs in zip(some, only, strict=True):
                assert ours.pop("predicate") == f"(sharpness < 0.7) and {theirs.pop('predicate')}"
                assert ours == pytest.approx(theirs, abs=1e-12)


def test_rows_can_be_saved_as_slices_of_the_same_items(scenes: Scenes) -> None:
    with duckeval.open(":memory:") as project:
        scenes.load(project)
        first = project.find_slices(predictions="new", item_filter="sharpness > 0.1 -- low").rows()[
            0
        ]
        saved = project.slices.add("bad", first["predicate"])
        assert saved.item_count == first["item_count"] + first["held_out_item_count"]


def test_the_seed_chooses_the_half(project: Project, scenes: Scenes) -> None:
    for seed in (0, 1):
        row = project.find_slices(predictions="new", columns=["light"], seed=seed).rows()[0]
        nights = [at for at in range(ITEMS) if scenes.light[at] == "night"]
        assert row["item_count"] == sum(scenes.is_searched(at, seed) for at in nights)


def test_columns_and_depth_limit_what_is_combined(project: Project) -> None:
    rows = project.find_slices(predictions="new", columns=["light", "camera"], depth=1).rows()
    assert {row["predicate"] for row in rows} == {"light = 'night'", "camera = 'rear'"}
    assert {row["tested_count"] for row in rows} == {5}
    assert len(project.find_slices(predictions="new", limit=1)) == 1


@pytest.mark.parametrize(
    ("given", "kind", "text"),
    [
        ({}, UsageError, "2 prediction sets"),
        ({"predictions": "x"}, UnknownNameError, "no prediction set named 'x'"),
        ({"predictions": "new", "measure": "recal"}, UnknownNameError, "no measure named 'recal'"),
        ({"predictions": "new", "columns": ["lihgt"]}, UnknownNameError, "column of item"),
        ({"predictions": "new", "columns": ["item_key"]}, UnknownNameError, "column of item"),
        ({"predictions": "new", "classes": ["dog"]}, UnknownNameError, "no class named 'dog'"),
        ({"predictions": "new", "baseline": "x"}, UnknownNameError, "no prediction set"),
        ({"predictions": "new", "measure": "delta"}, UsageError, "baseline go together"),
        ({"predictions": "new", "measure": "f1", "baseline": "old"}, UsageError, "go together"),
        ({"predictions": "new", "baseline": "new"}, UsageError, "its own baseline"),
        ({"predictions": "new", "depth": 4}, UsageError, "depth: expected 1, 2 or 3, not 4"),
        ({"predictions": "new", "bins": 1}, UsageError, "bins: expected 2 to 100"),
        ({"predictions": "new", "min_support": 0.7}, UsageError, "min_support: expected"),
        ({"predictions": "new", "limit": 0}, UsageError, "limit: expected 1 or more, not 0"),
        ({"predictions": "new", "item_filter": "lihgt = 1"}, QueryError, "lihgt"),
        ({"predictions": "new", "iou_threshold": 2.0}, QueryError, "iou_threshold"),
    ],
)
def test_what_cannot_be_searched_is_said(
    project: Project, given: dict[str, Any], kind: type[Exception], text: str
) -> None:
    with pytest.raises(kind, match=text):
        project.find_slices(**given)


def test_nothing_to_find_is_no_error() -> None:
    with duckeval.open(":memory:") as project:
        with pytest.raises(UsageError, match="no predictions yet"):
            project.find_slices()
        project.load_labels(_boxes([("a", 0), ("b", 0)]))
        table = _boxes([("a", 0)]).append_column("confidence", pa.array([0.9]))
        project.load_predictions(table, set_name="one")
        for measure in ("recall", "precision", "f1", "ap"):
            found = project.find_slices(measure=measure)
            assert len(found) == 0
            assert found.columns[3:6] == ("place", "predicate", "item_count")
        assert len(project.find_slices(item_filter="false")) == 0


def weighted_ap(
    predictions: list[tuple[str, float, bool]], labels: dict[str, int], weight: dict[str, float]
) -> float:
    """Return the area under precision without interpolation, with weights on items."""
    found = seen = area = 0.0
    for item, _, is_true in sorted(predictions, key=lambda each: -each[1]):
        seen += weight[item]
        found += weight[item] * is_true
        area += weight[item] * is_true * found / seen
    return area / sum(weight[item] * count for item, count in labels.items())


def test_the_first_order_effect_is_the_slope_of_the_weighted_ap() -> None:
    rng = np.random.default_rng(4)
    keys = [f"i{at}" for at in range(8)]
    with duckeval.open(":memory:") as project:
        names = ("cat", "dog")
        truth = {name: {key: int(rng.integers(0, 4)) for key in keys} for name in names}
        boxes = [
            (key, at, name) for name in names for key in keys for at in range(truth[name][key])
        ]
        guesses = [
            (key, at + (0 if rng.random() < 0.7 else 100), name)
            for key, at, name in boxes + [(key, 200, name) for name in names for key in keys[:3]]
        ]
        project.load_labels(_named(boxes))
        confidence = rng.permutation(np.linspace(0.1, 0.9, len(guesses)))
        predictions = _named(guesses).append_column("confidence", pa.array(confidence))
        project.load_predictions(predictions, set_name="one")
        ours = {
            row["item_key"]: row["effect"]
            for row in project.query(
                "select item_key, effect from _item_ap_effect() inner join item using (item_id)"
            )
        }
        assert len(ours) > 5
    for key, effect in ours.items():
        slopes = []
        for name in names:
            rows = [
                (item, score, at < 100)
                for (item, at, each), score in zip(guesses, confidence, strict=True)
                if each == name
            ]
            more, less = (
                weighted_ap(rows, truth[name], {each: 1 + step * (each == key) for each in keys})
                for step in (1e-5, -1e-5)
            )
            slopes.append((more - less) / 2e-5)
        assert effect == pytest.approx(sum(slopes) / 2, abs=1e-8)


def _named(boxes: list[tuple[str, int, str]]) -> pa.Table:
    plain = _boxes([(key, at) for key, at, _ in boxes])
    names = pa.array([name for *_, name in boxes])
    return plain.set_column(plain.column_names.index("class_name"), "class_name", names)
