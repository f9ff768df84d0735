"""Trials of the slice search: a planted weakness has to be found, and chance has not.

``make slice-trials`` runs a hundred of each and prints what is recorded in benchmarks/SLICES.md.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from duckeval.analysis.slice_search import Units, encode, find

if TYPE_CHECKING:
    from duckeval.analysis.slice_search import Column, Found

ITEMS = 20_000
TRIALS = 100


@dataclass(frozen=True)
class Data:
    """Made items: their columns, errors, which of them are searched, and which are planted."""

    columns: list[Column]
    units: Units
    is_searched: np.ndarray
    is_planted: np.ndarray


def make(seed: int, *, planted_recall: float, items: int = ITEMS) -> Data:
    """Return items of 30 columns whose labels are found with recall .80, the planted ones apart.

    Twenty columns have five values each, five are skewed, two follow another column, three are
    numbers. Labels of one item hang together: each item has a recall of its own (beta with a mean
    of .80 and a correlation of .2 between its labels), and from no to many labels.
    """
    rng = np.random.default_rng(seed)
    values = [rng.integers(0, 5, items) for _ in range(20)]
    values += [rng.choice(4, items, p=[0.85, 0.1, 0.03, 0.02]) for _ in range(5)]
    values += [
        np.where(rng.random(items) < 0.8, values[at], rng.integers(0, 5, items)) for at in (0, 1)
    ]
    texts = [pa.chunked_array([[f"v{code}" for code in column.tolist()]]) for column in values]
    texts += [pa.chunked_array([rng.normal(size=items)]) for _ in range(3)]
    is_searched = rng.random(items) < 0.5
    min_items = int(0.01 * is_searched.sum())
    columns = [
        encode(f"c{at}", column, bins=10, is_counted=is_searched, min_items=min_items)
        for at, column in enumerate(texts)
    ]
    is_planted = (values[3] == 1) & (values[7] == 2)
    mean = np.where(is_planted, planted_recall, 0.8)
    recall = rng.beta(4 * mean, 4 * (1 - mean))
    labels = rng.poisson(rng.gamma(2, 1.5, items))
    missed = labels - rng.binomial(labels, recall)
    units = Units(missed.astype(float), labels.astype(float))
    return Data(columns, units, is_searched, is_planted)


def searched(data: Data) -> Found:
    """Return what the search finds with the settings of the command line."""
    return find(
        data.columns,
        data.units,
        data.is_searched,
        min_items=int(0.01 * data.is_searched.sum()),
    )


def is_planted_found(seed: int) -> bool:
    """Whether the first row is the planted conjunction, or overlaps it by Jaccard >= .8."""
    data = make(seed, planted_recall=0.6)
    rows = searched(data).weaknesses
    if not rows:
        return False
    first = rows[0].is_member
    both, either = (first & data.is_planted).sum(), (first | data.is_planted).sum()
    return bool(both / either >= 0.8)


def is_chance_found(seed: int) -> bool:
    """Whether some q is below .05 though nothing is planted."""
    rows = searched(make(seed, planted_recall=0.8)).weaknesses
    return any(row.q < 0.05 for row in rows)


def seconds_of_a_large_search() -> tuple[float, int]:
    """Return how long 30 numeric columns in 10 bins on 50,000 items take, and what was tested.

    Half of the columns follow one of five others, as brightness follows the time of day: of columns
    that do not, hardly any three bins share 1 % of the items.
    """
    rng = np.random.default_rng(0)
    base = rng.normal(size=(50_000, 30))
    base[:, 15:] = 0.3 * base[:, 15:] + base[:, rng.integers(0, 5, 15)]
    labels = rng.poisson(rng.gamma(2, 1.5, len(base)))
    missed = rng.binomial(labels, np.where((base[:, 0] > 1) & (base[:, 16] > 1), 0.4, 0.2))
    start = time.perf_counter()
    is_searched = rng.random(len(base)) < 0.5
    columns = [
        encode(f"c{at}", pa.chunked_array([each]), bins=10, is_counted=is_searched, min_items=250)
        for at, each in enumerate(base.T)
    ]
    units = Units(missed.astype(float), labels.astype(float))
    found = find(columns, units, is_searched, min_items=250)
    return time.perf_counter() - start, found.tested


def main() -> None:
    """Run all trials and print the counts; fail if they are not those that are promised."""
    start = time.perf_counter()
    found = sum(is_planted_found(seed) for seed in range(TRIALS))
    chance = sum(is_chance_found(seed) for seed in range(TRIALS, 2 * TRIALS))
    seconds = time.perf_counter() - start
    sys.stdout.write(
        f"planted conjunction first: {found} of {TRIALS} (at least 95)\n"
        f"q < .05 with nothing planted: {chance} of {TRIALS} (at most 10)\n"
        f"{seconds / 2 / TRIALS:.1f} s a trial, making the data included\n"
    )
    seconds, tested = seconds_of_a_large_search()
    sys.stdout.write(
        f"30 columns of 10 bins, 50,000 items: {seconds:.1f} s, {tested:,} conjunctions tested\n"
    )
    sys.exit(0 if found >= 95 and chance <= 10 else 1)


if __name__ == "__main__":
    main()
