"""Folds: the column ``fold`` of ``item``, for cross-validation."""

import json
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckeval.errors import UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.metric_columns import Metric, refresh_metrics, stage_frame, staged_values
from duckeval.project.metric_columns import write as write_metrics
from duckeval.result import Result
from duckeval.sqlfiles import read_sql
from duckeval.store import Store, quote_identifier
from duckeval.store.columns import columns_of, drop_column

if TYPE_CHECKING:
    from duckeval.ingest.datasets import Dataset
    from duckeval.project.slices import Slices

__all__ = ["FoldCheck", "Folds", "FoldsMade"]

COLUMN = "fold"
CLASS = "class"
"""What ``by`` is when items are stratified by the classes of their labels."""

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class FoldsMade:
    """How folds were made.

    Attributes
    ----------
    dataset : str
        The data set, ``NAME@VERSION``.
    k, seed : int
        Number of folds, and the seed.
    by, group : str or None
        What items are stratified and grouped by.
    sizes : tuple of int
        Items of fold 1, 2, ...
    group_count : int or None
        Groups, an item without one counted as one.
    short : tuple of (str, int)
        Strata with fewer items than there are folds, and how many they have.
    """

    dataset: str
    k: int
    seed: int
    by: str | None = None
    group: str | None = None
    sizes: tuple[int, ...] = ()
    group_count: int | None = None
    short: tuple[tuple[str, int], ...] = ()


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
        there = self._column(found, replace=replace)
        ids, keys, strata, groups = self._items(found, by, group)
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
        self._write(there, ids, folds, made)
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
        if self._name() is None:
            sql += " and false"
        with translated():
            return Result(self._store.table(sql, asked))

    def made(self, dataset: str | None = None) -> tuple[FoldsMade, ...]:
        """Return how the folds that `make` wrote were made, a data set each."""
        text = self._text(dataset)
        return tuple(
            FoldsMade(dataset=name, **record)
            for name, record in self._records().items()
            if text in {None, name}
        )

    def check(
        self,
        *,
        group: str | None = None,
        embedding: str | None = None,
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
        record = self._records().get(found.text, {})
        counts = self._counts(found)
        if all(fold is None for fold, _ in counts):
            raise UsageError(
                f"no item of data set {found.text} has a fold",
                hint="'duckeval folds make' gives each one; or load a column 'fold' as metadata",
            )
        asked = {
            "group": group or record.get("group"),
            "embedding": embedding or "embedding",
            "dataset": found.text,
        }
        sql = "from fold_leak(group_by := $group, embedding := $embedding) where dataset = $dataset"
        with translated(sql, asked):
            leaks = Result(self._store.table(sql, asked))
        return FoldCheck(found.text, leaks, _faults(counts, record.get("k")), asked["group"])

    def _text(self, dataset: str | None) -> str | None:
        from duckeval.ingest.datasets import find_dataset  # noqa: PLC0415

        if dataset is None:
            return None
        with translated():
            return find_dataset(self._store, dataset, may_be_new=False).text

    def _name(self) -> str | None:
        """Return the column as it is written, None where there is none."""
        return next(
            (name for name in columns_of(self._store, "item") if name.casefold() == COLUMN), None
        )

    def _records(self) -> dict[str, dict[str, Any]]:
        """Return how folds were made, by data set, as `make` noted it."""
        with translated():
            rows = self._store.run(
                "select expression from metric where target = 'item' and origin = 'folds' "
                "and metric_name = $name",
                {"name": COLUMN},
            )
        return json.loads(rows[0][0]) if rows else {}

    def _counts(self, dataset: "Dataset") -> list[tuple[str | None, int]]:
        with translated():
            rows = self._store.run(
                "select fold, item_count from fold_size() "
                "where dataset = $dataset and class_name is null",
                {"dataset": dataset.text},
            )
        return [(row[0], row[1]) for row in rows]

    def _column(self, dataset: "Dataset", *, replace: bool) -> str | None:
        """Return the name of a column that was loaded and has to go first."""
        name = self._name()
        if name is None:
            return None
        is_ours = bool(self._records())
        quoted = quote_identifier(name)
        counts = dict(
            self._store.run(
                f"select dataset_id = $dataset_id, count({quoted}) from item group by all",  # noqa: S608
                {"dataset_id": dataset.dataset_id},
            )
        )
        if counts.get(True) and not replace:
            raise UsageError(
                f"items of data set {dataset.text} have a fold already",
                hint="--replace makes new folds in their place"
                if is_ours
                else "the column was loaded; --replace makes folds in its place",
            )
        if is_ours:
            return None
        if counts.get(False):
            raise UsageError(
                f"the column {name!r} of item was loaded and holds values of other data sets",
                hint="load it under another name (--map) to have folds made",
            )
        return name

    def _items(
        self, dataset: "Dataset", by: str | None, group: str | None
    ) -> tuple[list[int], list[str], list[str | None], list[str | None]]:
        is_class = by is not None and by.strip().casefold() == CLASS
        asked = {
            "dataset_id": dataset.dataset_id,
            "by": None if is_class else by,
            "group_by": group,
        }
        sql = read_sql("read/fold_item.sql")
        with translated(sql, asked):
            rows = self._store.run(sql, asked)
        strata = {row[0]: row[2] for row in rows}
        if is_class:
            found = self._store.run(
                read_sql("read/fold_class.sql"), {"dataset_id": dataset.dataset_id}
            )
            strata |= {row[0]: row[1] for row in found}
        return (
            [row[0] for row in rows],
            [row[1] for row in rows],
            [strata[row[0]] for row in rows],
            [row[3] for row in rows],
        )

    def _write(self, former: str | None, ids: list[int], folds: list[int], made: FoldsMade) -> None:
        import pyarrow as pa  # noqa: PLC0415

        store = self._store
        record = {"k": made.k, "seed": made.seed, "by": made.by, "group": made.group}
        records = self._records() | {made.dataset: record}
        metric = Metric(
            name=COLUMN,
            target="item",
            description="Fold of cross-validation: " + "; ".join(_words(records)) + ".",
            low=1,
            high=max(each["k"] for each in records.values()),
            origin="folds",
            expression=json.dumps(records),
        )
        with translated(), store.transaction(), staged_values(store):
            if former is not None:
                drop_column(store, "item", former)
                store.run(
                    "delete from metric where target = 'item' and metric_name = $name",
                    {"name": former},
                )
            stage_frame(store, pa.table({"target_id": ids, COLUMN: folds}))
            write_metrics(store, [metric])
            store.run(
                "update metric set is_metadata = true "
                "where target = 'item' and metric_name = $name",
                {"name": COLUMN},
            )
        for fault in (*refresh_metrics(store), *self._slices.refresh()):
            warnings.warn(fault, UserWarning, stacklevel=3)
        store.checkpoint()


def _words(records: dict[str, dict[str, Any]]) -> list[str]:
    """Return a phrase for each data set.

    Examples
    --------
    >>> _words({"val@1": {"k": 5, "seed": 7, "by": "class", "group": None}})
    ['1 to 5 in val@1, by class, seed 7']
    """
    return [
        f"1 to {each['k']} in {name}"
        + (f", by {each['by']}" if each["by"] else "")
        + (f", grouped by {each['group']}" if each["group"] else "")
        + f", seed {each['seed']}"
        for name, each in records.items()
    ]


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
