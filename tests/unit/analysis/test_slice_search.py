"""The slice search equals brute force, finds what was planted and does not find chance."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckeval.analysis.slice_search import Column, Units, encode, find
from tests.property.slice_trials import is_chance_found, is_planted_found
from tests.unit.analysis.lattice_by_hand import LatticeByHand


def columns_of(values: list[list[int]]) -> list[Column]:
    return [
        Column(f"c{at}", np.array(each), tuple(f"c{at} = {code}" for code in range(3)))
        for at, each in enumerate(values)
    ]


@st.composite
def lattices(draw: st.DrawFn) -> tuple[list[list[int]], list[int], list[int]]:
    count = draw(st.integers(12, 60))
    # few values, so that conjunctions of three have items, and errors that hang on two of them
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    values = [rng.integers(-1, 2 + at % 2, count) for at in range(draw(st.integers(1, 4)))]
    weights = rng.integers(0, draw(st.sampled_from([2, 5])), count)
    lost = draw(st.sampled_from([0.05, 0.4]))
    rate = np.where((values[0] == 1) & (values[-1] == 1), draw(st.sampled_from([lost, 1.0])), lost)
    errors = rng.binomial(weights, rate)
    if draw(st.booleans()):  # labels won against a baseline are errors below 0
        errors = errors - rng.binomial(weights, 0.1)
    return [each.tolist() for each in values], errors.tolist(), weights.tolist()


@given(lattices(), st.integers(1, 3), st.integers(1, 4), st.integers(0, 6))
def test_the_search_equals_brute_force(
    lattice: tuple[list[list[int]], list[int], list[int]],
    depth: int,
    min_items: int,
    min_weight: int,
) -> None:
    values, errors, weights = lattice
    by_hand = LatticeByHand(values, errors, weights, min_items=min_items, min_weight=min_weight)
    expected, tested = by_hand.rows(depth)
    found = find(
        columns_of(values),
        Units(np.array(errors, float), np.array(weights, float)),
        np.ones(len(errors), dtype=bool),
        depth=depth,
        min_items=min_items,
        min_weight=min_weight,
        limit=None,
    )
    assert found.tested == tested
    ours = {each.predicates: each for each in found.weaknesses}
    theirs = {tuple(f"c{at} = {value}" for at, value in row.conjunction): row for row in expected}
    # a difference that is exactly at a limit may fall either way in the last digit
    assert set(ours) == set(theirs)
    for predicates, row in theirs.items():
        rates, q = ours[predicates].found, ours[predicates].q
        assert (rates.items, rates.weight) == (row.items, row.weight)
        assert rates.rate == pytest.approx(row.rate, abs=1e-9)
        assert rates.height == pytest.approx(row.height, abs=1e-9)
        assert rates.low == pytest.approx(row.low, abs=1e-9)
        assert rates.high == pytest.approx(row.high, abs=1e-9)
        assert rates.p == pytest.approx(row.p, rel=1e-9)
        if found.pruned == 0 or row.q < 0.05:
            assert q == pytest.approx(row.q, rel=1e-9)
        else:
            assert q >= row.q - 1e-9
    lows = [each.found.low or 0.0 for each in found.weaknesses]
    assert lows == sorted(lows, reverse=True)


def test_the_bound_prunes_and_changes_nothing_that_is_listed() -> None:
    rng = np.random.default_rng(5)
    values = [rng.integers(0, 3, 900) for _ in range(4)]
    rate = np.where((values[0] == 1) & (values[1] == 1), 0.5, 0.01)
    weights = np.full(900, 2)
    errors = rng.binomial(weights, rate)
    lists = [each.tolist() for each in values]
    expected, tested = LatticeByHand(
        lists, errors.tolist(), weights.tolist(), min_items=10, min_weight=1
    ).rows(3)
    found = find(
        columns_of(lists),
        Units(errors.astype(float), weights.astype(float)),
        np.ones(900, dtype=bool),
        min_items=10,
        min_weight=1,
        limit=None,
    )
    assert found.tested == tested
    assert found.pruned > 20
    assert [each.predicates for each in found.weaknesses] == [
        tuple(f"c{at} = {value}" for at, value in row.conjunction) for row in expected
    ]
    assert [each.q for each in found.weaknesses if each.q < 0.05] == pytest.approx(
        [row.q for row in expected if row.q < 0.05]
    )


def test_the_other_half_is_measured_by_itself() -> None:
    # ten times the same ten items: of few items nothing is sure
    night = np.tile([1, 1, 0, 0, 0, 1, 1, 0, 0, 0], 10)
    errors = np.tile([2.0, 1.0, 0.0, 1.0, 0.0, 1.0, 2.0, 0.0, 0.0, 1.0], 10)
    column = Column("light", night, ("light = 'day'", "light = 'night'"))
    is_searched = np.tile(np.arange(10) < 5, 10)
    found = find(
        [column],
        Units(errors, np.full(100, 2.0)),
        is_searched,
        min_items=1,
        min_weight=1,
    )
    (row,) = found.weaknesses
    assert (row.found.items, row.found.rate) == (20, 3 / 4)
    assert row.found.rest_rate == pytest.approx(1 / 6)
    assert (row.held_out.items, row.held_out.rate, row.held_out.rest_rate) == (20, 3 / 4, 1 / 6)
    # rate of the slice: 3 of 4, so its residuals are .5 and -.5, ten times, over 19 of 20; rate of
    # all: 4 of 10, squared residuals 1.44 and .04 in the slice, .64, .64 and .04 in the rest, whose
    # share of all (6 of 10) is more than its own; the slice's share is the larger there, too
    every = 10 * (1.44 + 0.04 + 0.64 + 0.64 + 0.04)
    own = max(10 * (0.25 + 0.25) * 20 / 19, every * 40 / 100) / 40**2
    rest = every * 60 / 100 / 60**2
    spread = (own + rest) ** 0.5
    assert row.held_out.height == pytest.approx(7 / 12)
    assert row.held_out.low == pytest.approx(7 / 12 - 1.959963984540054 * spread)
    assert row.is_member.tolist() == (night == 1).tolist()


@pytest.mark.parametrize("errors", [[0.0] * 8, [1.0] * 8])
def test_a_model_that_is_alike_everywhere_has_no_weakness(errors: list[float]) -> None:
    column = Column("c", np.array([0, 1] * 4), ("c = 0", "c = 1"))
    found = find(
        [column], Units(np.array(errors), np.ones(8)), np.arange(8) < 4, min_items=1, min_weight=1
    )
    assert found.weaknesses == ()


def test_without_columns_objects_or_items_there_is_nothing_to_find() -> None:
    units = Units(np.zeros(4), np.ones(4))
    assert find([], Units(np.array([0.0, 1, 0, 1]), np.ones(4)), np.ones(4, bool)).tested == 0
    column = Column("c", np.array([0, 1, 0, 1]), ("c = 0", "c = 1"))
    assert find([column], units, np.zeros(4, bool)).tested == 0
    assert find([column], Units(np.zeros(4), np.zeros(4)), np.ones(4, bool)).tested == 0


TEXTS = pa.chunked_array([["it's", "plain", None, "plain", "plain", "rare", "it's", None]])
WHOLE = pa.chunked_array([[3, 1, None, 1, 2, 3, 2, 1]])
NUMBERS = pa.chunked_array([[0.1, 0.25, None, 0.1, 1e-7, 12345.678, 0.3, 0.9]])
FLAGS = pa.chunked_array([[True, False, None, True, False, True, None, False]])
SKEWED = pa.chunked_array([[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.5]])
FORTY = pa.chunked_array([[1, 5, 9, 12, 40, 40, 41, 99]])


@pytest.mark.parametrize("values", [TEXTS, WHOLE, NUMBERS, FLAGS, SKEWED, FORTY])
@pytest.mark.parametrize("name", ["plain", "Order", "order", 'odd "name"'])
def test_the_predicates_choose_in_sql_what_the_codes_say(
    values: pa.ChunkedArray, name: str
) -> None:
    everything = np.ones(8, dtype=bool)
    column = encode(name, values, bins=4, is_counted=everything, min_items=1, keywords={"order"})
    table = pa.table({name: values, "place": range(8)})  # read by DuckDB
    assert len(table) == 8
    chosen = np.full(8, -1)
    for code, predicate in enumerate(column.predicates):
        rows = duckdb.execute(f'select place from "table" where {predicate}').fetchall()
        for (place,) in rows:
            assert chosen[place] == -1
            chosen[place] = code
    assert chosen.tolist() == column.codes.tolist()
    assert -1 not in column.codes
    assert column.left_out == 0
    assert len(column.predicates) > 1


def test_bins_hold_as_many_items_as_those_of_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    values = np.random.default_rng(3).gamma(2, 1.5, 1000)
    column = encode(
        "x", pa.chunked_array([values]), bins=10, is_counted=np.ones(1000, bool), min_items=1
    )
    bins = pandas.qcut(values, 10, labels=False)
    assert np.bincount(column.codes).tolist() == np.bincount(bins).tolist()
    assert (column.codes == bins).all()


def test_values_of_few_items_are_left_out_and_counted() -> None:
    column = encode("c", TEXTS, bins=4, is_counted=np.ones(8, bool), min_items=2)
    assert column.predicates == ("c = 'it''s'", "c = 'plain'", "c is null")
    assert column.left_out == 1
    assert column.codes[5] == -1


def test_at_most_fifty_values_are_searched_the_most_frequent() -> None:
    texts = [f"v{at:03}" for at in range(80)] + [f"v{at:03}" for at in range(20, 80)]
    column = encode(
        "c",
        pa.chunked_array([texts]),
        bins=10,
        is_counted=np.ones(len(texts), bool),
        min_items=1,
    )
    assert len(column.predicates) == 50
    assert column.predicates[0] == "c = 'v020'"
    assert column.left_out == 30


def test_a_planted_conjunction_is_the_first_row() -> None:
    assert [is_planted_found(seed) for seed in range(5)] == [True] * 5


def test_chance_is_not_found() -> None:
    assert sum(is_chance_found(seed) for seed in range(100, 105)) <= 1
