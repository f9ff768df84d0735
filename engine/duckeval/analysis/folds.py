"""Folds for cross-validation, from keys alone: the same on every machine and in any order."""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256

__all__ = ["assign_folds"]


def assign_folds(
    keys: Sequence[str],
    k: int,
    *,
    seed: int = 0,
    strata: Sequence[str | None] | None = None,
    groups: Sequence[str | None] | None = None,
) -> list[int]:
    """Return the fold of each item, a number from 1 to `k`.

    Without groups the items of each stratum are dealt out in turn, in the order of a hash of seed
    and key; the next stratum goes on where the one before ended. So the folds differ by at most one
    item within each stratum, and over all.

    With groups the largest is placed first, groups of one size in the order of their hash, each
    into the fold that has the smallest share of the strata of its items so far; then into the one
    with the fewest items, then into the first.

    Parameters
    ----------
    keys : sequence of str
        A key for each item, each once.
    k : int
        Number of folds, at least 2.
    seed : int, default 0
        Another seed gives other folds.
    strata : sequence of (str or None), optional
        The stratum of each item; None is a stratum of its own, the last one.
    groups : sequence of (str or None), optional
        The group of each item, which is never split; an item without one stands alone.

    Returns
    -------
    list of int
        In the order of the keys.

    Examples
    --------
    >>> folds = assign_folds(["a", "b", "c", "d"], 2, strata=["x", "x", "y", "y"])
    >>> sorted(folds[:2]), sorted(folds[2:])
    ([1, 2], [1, 2])
    >>> assign_folds(["a", "b", "c"], 2, groups=["night", "night", "day"])
    [1, 1, 2]
    """
    chosen = strata if strata is not None else [None] * len(keys)
    if groups is None:
        return _dealt(keys, k, seed, chosen)
    return _grouped(keys, k, seed, chosen, groups)


def _digest(seed: int, text: str) -> bytes:
    return sha256(f"{seed}:{text}".encode()).digest()


def _dealt(keys: Sequence[str], k: int, seed: int, strata: Sequence[str | None]) -> list[int]:
    order = sorted(
        range(len(keys)),
        key=lambda at: (strata[at] is None, strata[at] or "", _digest(seed, keys[at])),
    )
    folds = [0] * len(keys)
    for place, at in enumerate(order):
        folds[at] = place % k + 1
    return folds


def _grouped(
    keys: Sequence[str],
    k: int,
    seed: int,
    strata: Sequence[str | None],
    groups: Sequence[str | None],
) -> list[int]:
    members: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for at, (key, group) in enumerate(zip(keys, groups, strict=True)):
        # An item without a group is one; its key may be the name of another.
        members[group is None, key if group is None else group].append(at)
    totals: dict[str | None, int] = defaultdict(int)
    for stratum in strata:
        totals[stratum] += 1
    order = sorted(members, key=lambda name: (-len(members[name]), name[0], _digest(seed, name[1])))
    folds = [0] * len(keys)
    filled: list[dict[str | None, int]] = [defaultdict(int) for _ in range(k)]
    sizes = [0] * k
    for name in order:
        counts: dict[str | None, int] = defaultdict(int)
        for at in members[name]:
            counts[strata[at]] += 1
        # One order of adding up, so that ties are ties in any order of the items.
        parts = sorted(counts.items(), key=lambda part: (part[0] is None, part[0] or ""))
        shares = [sum(there[s] * n / totals[s] for s, n in parts) for there in filled]
        best = min(range(k), key=lambda at: (shares[at], sizes[at], at))
        for at in members[name]:
            folds[at] = best + 1
        for stratum, number in parts:
            filled[best][stratum] += number
        sizes[best] += len(members[name])
    return folds
