"""Folds: the column ``fold`` of ``item``, for cross-validation."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckeval.errors import UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.fold_column import (
    FoldsMade,
    column_name,
    column_to_drop,
    fold_items,
    records,
    write_folds,
)
from duckeval.project.metric_columns import refresh_metrics
from duckeval.result import Result
from duckeval.store import Store

if TYPE_CHECKING:
    from duckeval.ingest.datasets import Dataset
    from duckeval.project.slices import Slices

__all__ = ["FoldCheck", "Folds", "FoldsMade"]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class FoldCheck:
    """What is wrong with the folds of a data set.

    Attributes
    ----------
    dataset : str
        The data set, ``NAME@VERSION``.
    leaks : Result
        Rows of ``fold_leak``: items that belong together and sit in two folds.
    faults : tuple of str
        Folds without items, items without a fold or with one out of range.
    group : str or None
        What items were grouped by for the check.
    """

    dataset: str
    leaks: Result
    faults: tuple[str, ...]
    group: str | None

    @property
    def is_passed(self) -> bool:
        """Whether nothing was found."""
        return not self.faults and not len(self.leaks)


class Folds:
    """The folds of a project, as ``project.folds``.

    Examples
    --------
    >>> from duckeval.project import open
    >>> with open(":memory:") as project:
    ...     len(project.folds.show())
    0
    """

    def __init__(self, store: Store, slices: "Slices") -> None:
        self._store = store
        self._slices = slices

    def make(
        self,
        k: int = 5,
        *,
        by: str | None = None,
        group: str | None = None,
        seed: int = 0,
        dataset: str | None = None,
        task: str | None = None,
        replace: bool = False,
    ) -> FoldsMade:
        """Give each item of a data set a fold from 1 to `k`, as the column ``fold`` of ``item``.

        The fold follows from seed and item_key alone: it is the same on every machine and in any
        order of the items.

        Parameters
        ----------
        k : int, default 5
            Number of folds, at least 2.
        by : str, optional
            ``class``: each class is spread evenly; an item with labels of several classes counts
            for the one that the fewest items have, items without labels are spread evenly too.
            Otherwise a column or SQL expression over ``item``.
        group : str, optional
            A column or SQL expression over ``item``: items with one value are never split.
        seed : int, default 0
            Another seed gives other folds.
        dataset : str, optional
            ``NAME`` or ``NAME@VERSION``; None means the only one.
        task : str, optional
            With ``by="class"`` only the classes of this task; those of all tasks when left out.
        replace : bool, default False
            Whether folds that are there give way.

        Returns
        -------
        FoldsMade
            The sizes of the folds, and strata that are smaller than `k`.

        Raises
        ------
        UsageError
            If `k` is less than 2 or more than there are items or groups, or the items have folds.
        QueryError
            If `by` or `group` is no expression over ``item``.
        """
        from duckeval.analysis.folds import assign_folds  # noqa: PLC0415
        from duckeval.ingest.datasets import find_dataset  # noqa: PLC0415

        if k < _FEWEST:
            raise UsageError(f"k is {k}; expected at least 2 folds")
        with translated():
            found = find_dataset(self._store, dataset, may_be_new=False)
        there = column_to_drop(self._store, found, replace=replace)
        ids, keys, strata, groups = fold_items(self._store, found, by, group, task)
        group_count = _group_count(groups) if group else None
        for number, noun in ((len(ids), "items"), (group_count, "groups")):
            if number is not None and k > number:
                raise UsageError(
                    f"k is {k}, but data set {found.text} has {number} {noun}",
                    hint=f"--k {number} is the most" if number >= _FEWEST else None,
                )
        folds = assign_folds(
            keys,
            k,
            seed=seed,
            strata=strata if by else None,
            groups=groups if group else None,
        )
        made = FoldsMade(
            dataset=found.text,
            k=k,
            seed=seed,
            by=by,
            group=group,
            sizes=tuple(folds.count(fold) for fold in range(1, k + 1)),
            group_count=group_count,
            short=_short(strata, k) if by else (),
        )
        write_folds(self._store, there, ids, folds, made)
        for fault in (*refresh_metrics(self._store), *self._slices.refresh()):
            warnings.warn(fault, UserWarning, stacklevel=2)
        self._store.checkpoint()
        return made

    def show(self, dataset: str | None = None) -> Result:
        """Return the sizes of the folds: the rows of ``fold_size``; none where there is no column.

        Parameters
        ----------
        dataset : str, optional
            ``NAME`` or ``NAME@VERSION``; all of them when left out.
        """
        asked: dict[str, Any] = {"dataset": self._text(dataset)}
        sql = "from fold_size() where dataset = coalesce($dataset, dataset)"
        if column_name(self._store) is None:
            sql += " and false"
        with translated():
            return Result(self._store.table(sql, asked))

    def made(self, dataset: str | None = None) -> tuple[FoldsMade, ...]:
        """Return how the folds that `make` wrote were made, a data set each."""
        text = self._text(dataset)
        return tuple(
            FoldsMade(dataset=name, **record)
            for name, record in records(self._store).items()
            if text in {None, name}
        )

    def check(
        self,
        *,
        group: str | None = None,
        embedding: str | None = None,
        max_distance: float = 0,
        dataset: str | None = None,
    ) -> FoldCheck:
        """Look for what sits in two folds, and for items whose fold is missing or out of range.

        Parameters
        ----------
        group : str, optional
            A column or SQL expression over ``item``: its values must not be split; that which the
            folds were made with when left out.
        embedding : str, optional
            A column of lists: items with equal ones are copies; ``embedding`` when left out.
        max_distance : float, default 0
            Items whose embeddings are no further apart (Euclidean) are copies too; the time rises
            with the square of the items.
        dataset : str, optional
            ``NAME`` or ``NAME@VERSION``; None means the only one.

        Returns
        -------
        FoldCheck
            ``is_passed`` says whether nothing was found.

        Raises
        ------
        UsageError
            If no item has a fold.
        QueryError
            If `group` is no expression over ``item``, or no item has such an embedding.
        """
        from duckeval.ingest.datasets import find_dataset  # noqa: PLC0415

        with translated():
            found = find_dataset(self._store, dataset, may_be_new=False)
        record = records(self._store).get(found.text, {})
        counts = self._counts(found)
        if all(fold is None for fold, _ in counts):
            raise UsageError(
                f"no item of data set {found.text} has a fold",
                hint="'duckeval folds make' gives each one; or load a column 'fold' as metadata",
            )
        group = group or record.get("group")
        asked: dict[str, Any] = {
            "group": group,
            "embedding": embedding or "embedding",
            "max_distance": max_distance,
            "dataset": found.text,
        }
        sql = (
            "from fold_leak(group_by := $group, embedding := $embedding, "
            "max_distance := $max_distance) where dataset = $dataset"
        )
        with translated(sql, asked):
            leaks = Result(self._store.table(sql, asked))
        return FoldCheck(found.text, leaks, _faults(counts, record.get("k")), group)

    def _text(self, dataset: str | None) -> str | None:
        from duckeval.ingest.datasets import find_dataset  # noqa: PLC0415

        if dataset is None:
            return None
        with translated():
            return find_dataset(self._store, dataset, may_be_new=False).text

    def _counts(self, dataset: "Dataset") -> list[tuple[str | None, int]]:
        with translated():
            rows = self._store.run(
                "select fold, item_count from fold_size() "
                "where dataset = $dataset and class_name is null",
                {"dataset": dataset.text},
            )
        return [(row[0], row[1]) for row in rows]


def _group_count(groups: list[str | None]) -> int:
    return len({each for each in groups if each is not None}) + groups.count(None)


def _short(strata: list[str | None], k: int) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for each in strata:
        if each is not None:
            counts[each] = counts.get(each, 0) + 1
    return tuple(sorted((name, number) for name, number in counts.items() if number < k))


def _faults(counts: list[tuple[str | None, int]], k: int | None) -> tuple[str, ...]:
    """Return what is wrong with the folds themselves.

    Examples
    --------
    >>> _faults([("1", 4), ("7", 1), (None, 2)], 2)
    ('fold 2 has no item', '1 item has fold 7; expected 1 to 2', '2 items have no fold')
    """
    found = dict(counts)
    expected = [] if k is None else [str(fold) for fold in range(1, k + 1)]
    faults = [f"fold {fold} has no item" for fold in expected if fold not in found]
    for fold, number in counts:
        have = "1 item has" if number == 1 else f"{number:,} items have"
        if fold is None:
            faults.append(f"{have} no fold")
        elif expected and fold not in expected:
            faults.append(f"{have} fold {fold}; expected 1 to {k}")
    if len(found.keys() - {None}) < _FEWEST and k is None:
        faults.append("there is only one fold; expected at least 2")
    return tuple(faults)
