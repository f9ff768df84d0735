"""Resamples: weights of 1 are the plain numbers, other weights those of items that are repeated."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import duckeval
from duckeval.analysis.bootstrap import interval, paired, samples
from duckeval.analysis.resampling import draw_weights, group_sums
from tests.oracle.scene import Item, Scene
from tests.property.projects import ask, load_predictions, load_scene, new_project
from tests.property.test_same_bytes import crowded_scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIDES = ("old", "model")
QUESTIONS: list[dict[str, Any]] = [
    {},
    {"protocol": "coco", "slice_by": "weather"},
    {"interpolation": "11", "class_set": "declared", "item_filter": "hour < 3"},
    {"interpolation": "all", "min_confidence": 0.4, "slices": ["wet", "early"]},
    {"protocol": "voc", "item_scope": "predicted", "classes": ["car"], "slice_by": "hour"},
    {"label_filter": "w_px > 20", "prediction_filter": "h_px > 20", "outside": "drop"},
]


def scene_of(seed: int, *, item_count: int, prediction_count: int) -> Scene:
    """Return a crowded scene without ties of confidence."""
    scene = crowded_scene(seed, item_count=item_count, prediction_count=prediction_count)
    order = np.random.default_rng(seed).permutation(len(scene.predictions))
    sure = [float(place + 1) / (len(order) + 1) for place in order]
    predictions = [
        replace(one, confidence=each) for one, each in zip(scene.predictions, sure, strict=True)
    ]
    # Most lie on a label, so that there is something to find.
    predictions = [
        replace(one, item=label.item, class_name=label.class_name, box=label.box)
        if place % 3
        else one
        for place, one in enumerate(predictions)
        for label in [scene.labels[place % len(scene.labels)]]
    ]
    return replace(scene, predictions=tuple(predictions))


def half(scene: Scene) -> Scene:
    return replace(scene, predictions=scene.predictions[::2])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckeval.Project]:
    folder = tmp_path_factory.mktemp("resampled")
    scene = scene_of(3, item_count=25, prediction_count=400)
    with duckeval.open(folder / "project.duckdb") as opened:
        load_scene(opened, scene, folder)
        load_predictions(opened, half(scene), folder, set_name="old")
        opened.slices.add("wet", "weather = 'rain'")
        opened.slices.add("early", "hour < 4")
        yield opened


@pytest.mark.parametrize("question", QUESTIONS, ids=[str(number) for number in range(6)])
def test_weights_of_one_give_the_plain_numbers_to_the_last_bit(
    project: duckeval.Project, question: dict[str, Any]
) -> None:
    plain = {
        (row["slice"], row["class_name"], row["measure"]): (row["baseline"], row["candidate"])
        for row in project.comparison(baseline_set="old", candidate_set="model", **question)
        if row["measure"] not in {"item_count", "left_out_item_count"}
    }
    seen = set()
    for name, item_count, sides in samples(project.store, SIDES, question):
        once = np.ones((item_count, 1), np.uint8)
        for place, side in enumerate(sides):
            for class_name, measures in side.measures(once).items():
                for measure, values in measures.items():
                    key = (name, class_name, measure)
                    if key not in plain:  # of a class without any object
                        continue
                    seen.add(key)
                    value = None if math.isnan(values[0]) else float(values[0])
                    assert value == plain[key][place], (key, place)
    assert seen == {key for key in plain if key[0] in {name for name, _, _ in seen}}
    assert any(measure == "map" for _, _, measure in seen)


def repeated(scene: Scene, weights: list[int]) -> Scene:
    """Return the scene with every item as often as its weight says, the copies side by side."""
    items: list[Item] = []
    labels, predictions = [], []
    ordered = sorted(scene.items, key=lambda item: int(item.key))
    for item, weight in zip(ordered, weights, strict=True):
        for copy in range(weight):
            key = str(100 * int(item.key) + copy)
            items.append(replace(item, key=key))
            labels += [
                replace(one, item=key, key=str(100 * int(one.key) + copy))
                for one in scene.labels
                if one.item == item.key
            ]
            predictions += [
                replace(one, item=key, key=str(100 * int(one.key) + copy))
                for one in scene.predictions
                if one.item == item.key
            ]
    return Scene(tuple(items), tuple(labels), tuple(predictions), scene.classes)


REPEATED: list[dict[str, Any]] = [
    {"interpolation": "101"},
    {"interpolation": "11", "class_set": "declared", "iou_threshold": 0.7},
    {"interpolation": "all", "min_confidence": 0.3},
    {"protocol": "coco"},
]


def test_a_resample_is_a_project_in_which_items_are_repeated(tmp_path: Path) -> None:
    scene = scene_of(4, item_count=8, prediction_count=90)
    weights = draw_weights(8, 10, seed=5)
    found = []
    with duckeval.open(tmp_path / "whole.duckdb") as whole:
        load_scene(whole, scene, tmp_path)
        for question in REPEATED:
            ((_, item_count, (sample,)),) = samples(whole.store, ["model"], question)
            assert item_count == 8
            found.append(sample.measures(weights))
    for place in range(10):
        folder = tmp_path / str(place)
        folder.mkdir()
        with new_project(folder / "project.duckdb") as again:
            copies = repeated(scene, weights[:, place].tolist())
            load_scene(again, copies, folder)
            for question, values in zip(REPEATED, found, strict=True):
                rows = ask(again, "performance", **question)
                for row in [*rows, *ask(again, "class_performance", **question)]:
                    for measure, each in values[row.get("class_name")].items():
                        expected = math.nan if row[measure] is None else row[measure]
                        assert each[place] == pytest.approx(expected, abs=1e-12, nan_ok=True), (
                            question, measure,
                        )  # fmt: skip


def test_a_class_that_is_not_drawn_is_undefined_and_left_out_of_the_mean() -> None:
    weights = draw_weights(30, 500, seed=1)
    assert set(weights.sum(axis=0).tolist()) == {30}
    assert (draw_weights(30, 500, seed=1) == weights).all()
    assert (draw_weights(30, 500, seed=2) != weights).any()
    values = np.where(weights[0] > 0, 0.5, np.nan)
    low, high, count = interval(values)
    assert (low, high) == (0.5, 0.5)
    assert count == int((weights[0] > 0).sum()) < 500


def test_long_groups_are_added_whole() -> None:
    source = np.random.default_rng(2)
    weights = source.integers(0, 9, (50, 7)).astype(np.uint8)
    items = source.integers(0, 50, 1000)
    starts = np.array([0, 0, 1, 200, 233, 1000])
    expected = [
        weights[items[first:last]].sum(axis=0, dtype=int).tolist()
        for first, last in pairwise(starts.tolist())
    ]
    assert group_sums(weights, items, starts).tolist() == expected


def test_both_sets_get_the_same_resamples(project: duckeval.Project) -> None:
    found = paired(project.store, ("old", "model"), {}, resamples=200, seed=3)
    again = paired(project.store, ("old", "model"), {}, resamples=200, seed=3)
    assert found == again
    labels = found["all", None, "label_count"]
    assert labels[:2] == labels[2:4]
    assert labels[4:7] == (0.0, 0.0, 0.0)
    assert labels[7] == 200


def test_a_slice_is_drawn_as_a_project_with_its_items_alone(project: duckeval.Project) -> None:
    sliced = paired(project.store, SIDES, {"slice_by": "weather"}, resamples=100)
    alone = paired(project.store, SIDES, {"item_filter": "weather = 'rain'"}, resamples=100)
    for (_, class_name, measure), numbers in alone.items():
        assert sliced["rain", class_name, measure] == numbers


def test_compare_has_intervals_beside_the_numbers(project: duckeval.Project) -> None:
    rows = project.compare("old", "model", by="weather", intervals=True, resamples=50).rows()
    (row,) = [
        row
        for row in rows
        if (row["slice"], row["class_name"], row["measure"]) == ("all", None, "map")
    ]
    assert row["baseline_low"] <= row["baseline"] <= row["baseline_high"]
    assert row["delta_low"] <= row["delta_high"]
    assert row["delta"] == row["candidate"] - row["baseline"]
    assert row["resample_count"] == 50
    assert 0 <= row["probability_greater"] <= 1
    assert {row["slice_by"] for row in rows} == {None, "weather"}


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"resamples": 0}, "resamples: expected 1 or more, not 0"),
        ({"permutations": -1}, "permutations: expected 0 or more, not -1"),
        ({"seed": -1}, "seed: expected 0 or more, not -1"),
    ],
)
def test_draws_that_cannot_be_are_refused(
    project: duckeval.Project, asked: dict[str, Any], text: str
) -> None:
    with pytest.raises(duckeval.UsageError, match=text):
        project.compare("old", "model", intervals=True, **asked)
    if "permutations" not in asked:
        with pytest.raises(duckeval.UsageError, match=text):
            project.leaderboard(**asked)


def drawn_counts(project: duckeval.Project, weights: Any) -> dict[str, list[list[int]]]:
    """Return labels, predictions and true positives of every resample, by set, in plain loops."""
    order = {
        row["item_id"]: place
        for place, row in enumerate(project.query("from item order by item_key::bigint"))
    }
    found: dict[str, list[list[int]]] = {}
    for name in SIDES:
        label_items, predicted_items, hit_items = (
            [order[row["item_id"]] for row in project.query(sql, {"name": name})]
            for sql in (
                "from label_outcome where prediction_set = $name and outcome <> 'ignored'",
                "from outcome where prediction_set = $name and outcome <> 'ignored'",
                "from outcome where prediction_set = $name and outcome = 'tp'",
            )
        )
        found[name] = [
            [
                sum(int(column[place]) for place in places)
                for places in (label_items, predicted_items, hit_items)
            ]
            for column in weights.T
        ]
    return found


def test_intervals_and_ranks_are_those_of_a_plain_loop(project: duckeval.Project) -> None:
    counts = drawn_counts(project, draw_weights(25, 60, seed=4))
    rates = {
        "recall_micro": {name: [tp / n for n, _, tp in each] for name, each in counts.items()},
        "precision_micro": {name: [tp / n for _, n, tp in each] for name, each in counts.items()},
    }
    rows = project.compare("old", "model", intervals=True, resamples=60, seed=4).rows()
    for measure, sides in rates.items():
        old, new = (np.array(sides[name]) for name in SIDES)
        (row,) = [row for row in rows if row["measure"] == measure]
        for values, prefix in ((old, "baseline"), (new, "candidate"), (new - old, "delta")):
            ends = [row[f"{prefix}_low"], row[f"{prefix}_high"]]
            assert ends == pytest.approx(np.quantile(values, [0.025, 0.975])), (measure, prefix)
        greater = sum(after > before for before, after in zip(old, new, strict=True))
        assert row["probability_greater"] == greater / 60
        ranked = {
            row["prediction_set"]: row
            for row in project.leaderboard(measure=measure, resamples=60, seed=4)
        }
        better = {"old": (new > old), "model": (old > new)}
        for name, values in (("old", old), ("model", new)):
            row = ranked[name]
            ends = [row["value_low"], row["value_high"]]
            assert ends == pytest.approx(np.quantile(values, [0.025, 0.975]))
            assert row["probability_first"] == (~better[name]).mean()
            ranks = sorted(1 + better[name])
            assert (row["rank_low"], row["rank_high"]) == (ranks[1], ranks[-2])
