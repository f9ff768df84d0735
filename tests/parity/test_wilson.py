"""The Wilson interval beside that of SciPy and of statsmodels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scipy import stats
from statsmodels.stats import proportion

from tests.property.projects import new_project

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.parity

CASES = [(0, 1), (1, 1), (0, 7), (7, 7), (1, 2), (3, 10), (17, 40), (999, 1000), (250_000, 500_000)]


def test_the_interval_is_that_of_scipy_and_of_statsmodels(tmp_path: Path) -> None:
    with new_project(tmp_path / "empty.duckdb") as project:
        rows = project.query(
            "select k, n, wilson_low(k, n) as low, wilson_high(k, n) as high "
            "from (select unnest($k) as k, unnest($n) as n)",
            {"k": [k for k, _ in CASES], "n": [n for _, n in CASES]},
        ).rows()
    assert [(row["k"], row["n"]) for row in rows] == CASES
    for row in rows:
        scipy = stats.binomtest(row["k"], row["n"]).proportion_ci(method="wilson")
        low, high = proportion.proportion_confint(row["k"], row["n"], method="wilson")
        assert row["low"] == pytest.approx(scipy.low, abs=1e-12)
        assert row["high"] == pytest.approx(scipy.high, abs=1e-12)
        assert row["low"] == pytest.approx(low, abs=1e-12)
        assert row["high"] == pytest.approx(high, abs=1e-12)
        assert 0 <= row["low"] < row["high"] <= 1


def test_without_trials_there_is_no_interval(tmp_path: Path) -> None:
    with new_project(tmp_path / "empty.duckdb") as project:
        rows = project.query(
            "select wilson_low(0, 0) as a, wilson_high(0, 0) as b, wilson_low(null, 3) as c, "
            "wilson_high(null, 3) as d"
        ).rows()
    assert rows == [{"a": None, "b": None, "c": None, "d": None}]
