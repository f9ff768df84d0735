"""McNemar's exact p is that of SciPy's binomial test, small and large."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from scipy.stats import binomtest

import duckeval

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.parity


@pytest.fixture(scope="module")
def project() -> Iterator[duckeval.Project]:
    with duckeval.open(":memory:") as opened:
        yield opened


def table() -> list[tuple[int, int]]:
    """Return pairs of counts: every small one, and large ones near and far from an even split."""
    source = random.Random(5)  # noqa: S311 - not a secret
    pairs = [(fixed, broken) for fixed in range(13) for broken in range(13)]
    for total in (100, 1001, 4000, 9999, 50_001):
        for _ in range(12):
            fixed = max(0, total // 2 - int(abs(source.gauss(0, 2)) * total**0.5 / 2))
            pairs += [(fixed, total - fixed), (total - fixed, fixed)]
        pairs += [(0, total), (total // 10, total), (total, total)]
    return pairs


def test_p_is_that_of_scipy(project: duckeval.Project) -> None:
    pairs = table()
    ours = project.query(
        "select mcnemar_p(fixed, broken) as p from "
        "(select unnest($fixed) as fixed, unnest($broken) as broken, unnest(range($n)) as place) "
        "order by place",
        {"fixed": [one for one, _ in pairs], "broken": [two for _, two in pairs], "n": len(pairs)},
    ).rows()
    for (fixed, broken), row in zip(pairs, ours, strict=True):
        expected = binomtest(fixed, fixed + broken, 0.5).pvalue if fixed + broken else 1.0
        assert row["p"] == pytest.approx(expected, rel=1e-12, abs=1e-300), (fixed, broken)


def test_nothing_known_is_nothing_said(project: duckeval.Project) -> None:
    assert project.query("select mcnemar_p(null, 3) as p").rows() == [{"p": None}]
