"""The permutation test: p as a loop over swapped items counts it, and even without an effect."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.stats import kstest

import duckeval
from duckeval.analysis.permutation import p_values, swap_weights
from duckeval.analysis.sample import ClassRows, Sample
from tests.property.projects import ask, load_predictions, load_scene
from tests.unit.analysis.test_bootstrap import scene_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracle.scene import Prediction, Scene

PERMUTATIONS = 9
SEED = 6
QUESTIONS: list[dict[str, Any]] = [
    {},
    {"protocol": "coco", "class_set": "labelled", "min_confidence": 0.3},
    {"interpolation": "all", "class_scope": "any_class"},
]


def sides(scene: Scene, stays: dict[str, bool] | None = None) -> tuple[Scene, Scene]:
    """Return what both sets say, after the items that do not stay have changed sides."""
    sets: tuple[list[Prediction], list[Prediction]] = ([], [])
    for place, one in enumerate(scene.predictions):
        has_changed = stays is not None and not stays[one.item]
        sets[(place % 2 == 1) ^ has_changed].append(one)
    first, second = (replace(scene, predictions=tuple(each)) for each in sets)
    return first, second


@pytest.fixture(scope="module")
def scene() -> Scene:
    return scene_of(8, item_count=9, prediction_count=120)


@pytest.fixture(scope="module")
def project(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckeval.Project]:
    """Both sets, and both sides of every permutation as sets of their own."""
    folder = tmp_path_factory.mktemp("permuted")
    keys = sorted((item.key for item in scene.items), key=int)
    coins = swap_weights(len(keys), PERMUTATIONS, SEED)[: len(keys), 1:]
    with duckeval.open(folder / "project.duckdb") as opened:
        old, new = sides(scene)
        load_scene(opened, new, folder)
        load_predictions(opened, old, folder, set_name="old")
        for number, column in enumerate(coins.T):
            pair = sides(scene, dict(zip(keys, (column == 1).tolist(), strict=True)))
            for name, side in zip("ab", pair, strict=True):
                load_predictions(opened, side, folder, set_name=f"{name}{number}")
        yield opened


def differences(
    project: duckeval.Project, baseline: str, candidate: str, question: dict[str, Any]
) -> dict[tuple[str | None, str], float | None]:
    rows = ask(project, "comparison", baseline_set=baseline, candidate_set=candidate, **question)
    return {(row["class_name"], row["measure"]): row["delta"] for row in rows}


@pytest.mark.parametrize("question", QUESTIONS, ids=["plain", "coco", "all"])
def test_p_is_what_a_loop_over_projects_with_swapped_items_counts(
    project: duckeval.Project, question: dict[str, Any]
) -> None:
    observed = differences(project, "old", "model", question)
    tossed = [
        differences(project, f"a{number}", f"b{number}", question) for number in range(PERMUTATIONS)
    ]
    rows = project.compare("old", "model", permutations=PERMUTATIONS, seed=SEED, **question).rows()
    found = {(row["class_name"], row["measure"]): row["permutation_p"] for row in rows}
    seen = set()
    for key, delta in observed.items():
        if key[1] in {"item_count", "left_out_item_count"}:
            assert found[key] is None
            continue
        if delta is None:
            assert found[key] is None
            continue
        count = 1
        for each in tossed:
            other = each.get(key, 0.0 if key[1].endswith("_count") else None)
            count += other is None or abs(other) >= abs(delta) - 1e-9
        assert found[key] == pytest.approx(count / (1 + PERMUTATIONS)), key
        seen.add(found[key])
    assert len(seen) > 3  # the question tells measures apart


def test_swapping_both_sets_changes_the_sign_and_not_p(project: duckeval.Project) -> None:
    there, back = (
        {
            (row["class_name"], row["measure"]): row
            for row in project.compare(*sets, permutations=99, by="weather").rows()
            if row["slice"] == "all"
        }
        for sets in (("old", "model"), ("model", "old"))
    )
    for key, row in there.items():
        assert row["permutation_p"] == back[key]["permutation_p"], key


def test_a_slice_is_tested_as_a_project_with_its_items_alone(project: duckeval.Project) -> None:
    sliced = project.compare("old", "model", permutations=50, by="weather").rows()
    alone = project.compare("old", "model", permutations=50, item_filter="weather = 'rain'").rows()
    expected = {(row["class_name"], row["measure"]): row["permutation_p"] for row in alone}
    found = {
        (row["class_name"], row["measure"]): row["permutation_p"]
        for row in sliced
        if row["slice"] == "rain"
    }
    assert found == expected


def test_coins_are_fair_and_every_item_is_on_one_side() -> None:
    weights = swap_weights(40, 2000, seed=1)
    assert weights[:40, 0].tolist() == [1] * 40
    assert (weights[:40] + weights[40:] == 1).all()
    assert weights[:40, 1:].mean() == pytest.approx(0.5, abs=0.01)
    assert (swap_weights(40, 2000, seed=1) == weights).all()
    assert (swap_weights(40, 2000, seed=2) != weights).any()


def detector(source: np.random.Generator, hardness: np.ndarray, bias: float) -> Sample:
    """Return a set of one class with three labels an item, found by chance, and background."""
    item_count = len(hardness)
    labels = np.repeat(np.arange(item_count), 3)
    found = labels[source.random(len(labels)) < 1 / (1 + np.exp(hardness[labels] - bias))]
    background = np.repeat(np.arange(item_count), source.poisson(1.0, item_count))
    owner = np.concatenate([found, background])
    is_hit = np.arange(len(owner)) < len(found)
    confidence = np.where(is_hit, source.beta(4, 2, len(owner)), source.beta(2, 3, len(owner)))
    order = np.argsort(-confidence, kind="stable")
    hits = np.flatnonzero(is_hit[order])
    nothing = np.zeros(0, np.int64)
    rows = ClassRows(
        name="car",
        is_declared=True,
        labels=labels,
        items=owner[order],
        confidences=confidence[order],
        hits=hits,
        iou_parts=np.zeros(len(hits), np.int64),
        grid_items=nothing,
        grid_counts=nothing,
    )
    return Sample([rows], "observed", "101")


def simulated(biases: tuple[float, float], count: int) -> dict[str, list[float]]:
    """Return p of pairs of detectors on the same drawn items, by measure."""
    source = np.random.default_rng(2)
    found: dict[str, list[float]] = {"map": [], "precision_micro": []}
    for seed in range(count):
        hardness = source.normal(0, 1, 30)
        pair = [detector(source, hardness, bias) for bias in biases]
        p_of = p_values(pair[0], pair[1], 30, 99, seed)
        for measure, values in found.items():
            value = p_of[None, measure]
            assert value is not None
            values.append(value)
    return found


def test_p_of_sets_that_do_not_differ_is_even() -> None:
    for values in simulated((0.5, 0.5), 300).values():
        # p goes in steps of 1/100, the smallest of them 1/100: spread each over its step.
        spread = np.array(values) - np.random.default_rng(1).random(len(values)) / 100
        assert kstest(spread, "uniform").pvalue > 0.01
        assert np.mean(np.array(values) <= 0.05) < 0.09


def test_p_of_sets_that_differ_is_small() -> None:
    assert max(simulated((-0.5, 1.5), 20)["map"]) == 0.01
