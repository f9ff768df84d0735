"""Folds from keys: even within each stratum, no group split, the same in any order."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from duckeval.analysis.folds import assign_folds

if TYPE_CHECKING:
    import random

KEYS = st.lists(st.text(max_size=4), unique=True, min_size=2, max_size=40)
NAMES = st.sampled_from(["cat", "dog", "", "éclair", None])


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[str], list[str | None], int, int]:
    keys = draw(KEYS)
    names = draw(st.lists(NAMES, min_size=len(keys), max_size=len(keys)))
    return keys, names, draw(st.integers(2, 6)), draw(st.integers(0, 9))


def test_items_are_dealt_out_in_the_order_of_their_hash() -> None:
    # By sha256sum: "7:c" begins with 18, "7:e" 3d, "7:a" 82, "7:f" 9f, "7:d" d3, "7:b" ec.
    assert assign_folds(list("abcdef"), 2, seed=7) == [1, 2, 1, 1, 2, 2]
    assert assign_folds(list("abcdef"), 2, seed=7, strata=list("xxxyyy")) == [2, 1, 1, 2, 2, 1]


def test_the_largest_group_is_placed_first() -> None:
    # "0:day" begins with 43 and "0:fog" with bd: day goes first, both beside nobody but night.
    groups = [*["night"] * 3, *["fog"] * 2, *["day"] * 2, "rain"]
    folds = assign_folds([str(at) for at in range(8)], 2, groups=groups)
    assert folds == [1, 1, 1, 2, 2, 2, 2, 1]


def test_groups_of_one_class_are_spread() -> None:
    groups = [name for name in "abcdef" for _ in range(3)]
    strata = ["cat"] * 9 + ["dog"] * 9
    folds = assign_folds([str(at) for at in range(18)], 3, strata=strata, groups=groups)
    assert set(Counter(zip(folds, strata, strict=True)).values()) == {3}


@given(cases())
def test_sizes_differ_by_one_at_most_within_each_stratum_and_over_all(
    case: tuple[list[str], list[str | None], int, int],
) -> None:
    keys, strata, k, seed = case
    folds = assign_folds(keys, k, seed=seed, strata=strata)
    for stratum in {*strata, "all"}:
        of = [fold for fold, name in zip(folds, strata, strict=True) if stratum in {"all", name}]
        sizes = [of.count(fold) for fold in range(1, k + 1)]
        assert max(sizes) - min(sizes) <= 1, stratum
        assert sum(sizes) == len(of)


@given(cases(), st.sampled_from(["random", "stratified"]))
def test_no_group_is_split_and_no_fold_is_empty(
    case: tuple[list[str], list[str | None], int, int], way: str
) -> None:
    keys, groups, k, seed = case
    strata: list[str | None] | None = [key[:1] for key in keys] if way == "stratified" else None
    folds = assign_folds(keys, k, seed=seed, strata=strata, groups=groups)
    placed: dict[str, set[int]] = {}
    for fold, name in zip(folds, groups, strict=True):
        if name is not None:
            placed.setdefault(name, set()).add(fold)
    assert all(len(each) == 1 for each in placed.values())
    assert len(set(folds)) == min(k, len(placed) + groups.count(None))


@given(cases(), st.sampled_from(["", "strata", "groups", "both"]), st.randoms())
def test_the_order_of_the_items_changes_nothing(
    case: tuple[list[str], list[str | None], int, int], asked: str, source: random.Random
) -> None:
    keys, names, k, seed = case
    order = source.sample(range(len(keys)), len(keys))

    def made(places: list[int]) -> dict[str, int]:
        strata = [keys[at][:1] if asked == "both" else names[at] for at in places]
        groups = [names[at] for at in places]
        folds = assign_folds(
            [keys[at] for at in places],
            k,
            seed=seed,
            strata=strata if asked in {"strata", "both"} else None,
            groups=groups if asked in {"groups", "both"} else None,
        )
        return {keys[at]: fold for at, fold in zip(places, folds, strict=True)}

    assert made(order) == made(list(range(len(keys))))


def test_another_seed_gives_other_folds() -> None:
    keys = [str(at) for at in range(50)]
    assert assign_folds(keys, 5, seed=1) != assign_folds(keys, 5, seed=2)
