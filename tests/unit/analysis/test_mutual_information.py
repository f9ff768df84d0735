"""Mutual information: closed forms, and which rows go in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from duckeval.analysis.mutual_information import drawn, mutual_information
from tests.property.projects import load_scene, new_project
from tests.property.test_same_bytes import crowded_scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckeval

COUNT = 20_000


@pytest.mark.parametrize("rho", [0.0, 0.3, -0.8])
def test_gaussian_pairs_have_the_information_of_the_closed_form(rho: float) -> None:
    source = np.random.default_rng(1)
    x, noise = source.standard_normal((2, COUNT))
    y = rho * x + math.sqrt(1 - rho**2) * noise
    found = mutual_information(x, y, is_binary=False)
    assert found is not None
    assert found.estimate == pytest.approx(-0.5 * math.log(1 - rho**2), abs=0.02)
    assert found.chance == pytest.approx(0, abs=0.02)


def test_a_class_that_follows_from_a_number_has_all_its_entropy() -> None:
    x = np.random.default_rng(2).random(5000)
    found = mutual_information(x, (x > 0.5).astype(float), is_binary=True)
    assert found is not None
    assert found.estimate == pytest.approx(math.log(2), abs=0.02)


def test_a_metric_of_few_values_is_counted() -> None:
    x = np.array([0.0] * 40 + [1.0] * 60)
    y = np.array([0.0] * 30 + [1.0] * 10 + [0.0] * 20 + [1.0] * 40)
    shares = {(0, 0): 0.3, (0, 1): 0.1, (1, 0): 0.2, (1, 1): 0.4}
    expected = sum(p * math.log(p / ({0: 0.4, 1: 0.6}[a] * 0.5)) for (a, _), p in shares.items())
    found = mutual_information(x, y, is_binary=True)
    assert found is not None
    assert found.estimate == pytest.approx(expected, abs=1e-12)


def test_missing_values_stay_out_and_the_sample_is_drawn_by_the_seed() -> None:
    source = np.random.default_rng(3)
    x = np.where(source.random(1000) < 0.4, np.nan, source.random(1000))
    y = source.random(1000)
    known = np.flatnonzero(~np.isnan(x))
    assert drawn(x, y, sample=1000, seed=0).tolist() == known.tolist()
    once, again = (drawn(x, y, sample=100, seed=5) for _ in range(2))
    assert once.tolist() == again.tolist() == sorted(set(once.tolist()))
    assert set(once) <= set(known)
    assert len(once) == 100
    assert once.tolist() != drawn(x, y, sample=100, seed=6).tolist()
    found = mutual_information(x, y, is_binary=False, sample=100, seed=5)
    assert found == mutual_information(x, y, is_binary=False, sample=100, seed=5)
    assert found is not None
    assert (found.n, found.sample_count) == (len(known), 100)


@pytest.mark.parametrize(
    ("x", "y"),
    [([1.0] * 50, range(50)), (range(50), [1.0] * 50), (range(5), range(5)), ([], [])],
)
def test_without_enough_there_is_no_estimate(x: Any, y: Any) -> None:
    pair = (np.array(list(x), dtype=float), np.array(list(y), dtype=float))
    assert mutual_information(*pair, is_binary=False) is None


@pytest.fixture
def project(tmp_path: Path) -> Iterator[duckeval.Project]:
    with new_project(tmp_path / "information.duckdb") as opened:
        load_scene(opened, crowded_scene(3, item_count=40, prediction_count=2500), tmp_path)
        yield opened


def informed(project: duckeval.Project, **parameters: Any) -> dict[tuple[str, str], float]:
    return {
        (row["metric"], row["score"]): row["mutual_information"]
        for row in project.metric_correlation(**parameters).rows()
        if row["mutual_information"] is not None
    }


def test_what_was_computed_is_read_for_the_same_question_only(project: duckeval.Project) -> None:
    assert informed(project) == {}
    count = project.mutual_information(seed=4, sample=500)
    rows = project.query("from mutual_information").rows()
    assert count == len(rows) > 0
    assert {(row["seed"], row["neighbour_count"]) for row in rows} == {(4, 3)}
    assert all(row["sample_count"] == min(row["n"], 500) for row in rows)
    found = informed(project)
    assert found.keys() == {(row["metric"], row["score"]) for row in rows}
    for row in rows:
        expected = max(row["estimate"] - row["chance"], 0)
        assert found[row["metric"], row["score"]] == pytest.approx(expected)
    assert informed(project, min_confidence=0.5) == {}
    assert informed(project, within_class=True) == {}
    assert project.mutual_information(seed=4, sample=500) == count
    assert project.query("from mutual_information").rows() == rows


def test_the_rows_are_those_of_the_set(project: duckeval.Project) -> None:
    project.mutual_information(slice_by="weather")
    by_slice = {
        row["slice"]
        for row in project.metric_correlation(slice_by="weather").rows()
        if row["mutual_information"] is not None
    }
    assert by_slice == {"rain", None}
    row = project.query(
        "select n, hit_count from mutual_information where metric = 'confidence' "
        "and score = 'true_positive' and slice = 'rain'"
    ).rows()[0]
    whole = project.performance(slice_by="weather").rows()
    rain = next(each for each in whole if each["slice"] == "rain")
    assert (row["n"], row["hit_count"]) == (rain["prediction_count"], rain["true_positive_count"])
