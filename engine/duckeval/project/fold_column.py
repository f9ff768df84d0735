"""The column ``fold`` of ``item``: what it is made from, and how it is written."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckeval.errors import UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.metric_columns import Metric, stage_frame, staged_values
from duckeval.project.metric_columns import write as write_metrics
from duckeval.sqlfiles import read_sql
from duckeval.store import Store, quote_identifier
from duckeval.store.columns import columns_of, drop_column

if TYPE_CHECKING:
    from duckeval.ingest.datasets import Dataset

__all__ = ["FoldsMade", "column_name", "column_to_drop", "fold_items", "records", "write_folds"]

COLUMN = "fold"
CLASS = "class"
"""What ``by`` is when items are stratified by the classes of their labels."""


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


def column_name(store: Store) -> str | None:
    """Return the column as it is written, None where there is none."""
    return next((name for name in columns_of(store, "item") if name.casefold() == COLUMN), None)


def records(store: Store) -> dict[str, dict[str, Any]]:
    """Return how folds were made, by data set, as `make` noted it."""
    with translated():
        rows = store.run(
            "select expression from metric where target = 'item' and origin = 'folds' "
            "and metric_name = $name",
            {"name": COLUMN},
        )
    return json.loads(rows[0][0]) if rows else {}


def column_to_drop(store: Store, dataset: "Dataset", *, replace: bool) -> str | None:
    """Return the name of a column that was loaded and has to go first."""
    name = column_name(store)
    if name is None:
        return None
    is_ours = bool(records(store))
    quoted = quote_identifier(name)
    counts = dict(
        store.run(
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


def fold_items(
    store: Store, dataset: "Dataset", by: str | None, group: str | None, task: str | None
) -> tuple[list[int], list[str], list[str | None], list[str | None]]:
    """Return keys, item_keys, strata and groups of the items of a data set."""
    is_class = by is not None and by.strip().casefold() == CLASS
    asked = {
        "dataset_id": dataset.dataset_id,
        "by": None if is_class else by,
        "group_by": group,
    }
    sql = read_sql("read/fold_item.sql")
    with translated(sql, asked):
        rows = store.run(sql, asked)
    strata = {row[0]: row[2] for row in rows}
    if is_class:
        from duckeval.ingest.tasks import task_named  # noqa: PLC0415

        name = None if task is None else task_named(store, task).name
        found = store.run(
            read_sql("read/fold_class.sql"),
            {"dataset_id": dataset.dataset_id, "name": name},
        )
        strata |= {row[0]: row[1] for row in found}
    return (
        [row[0] for row in rows],
        [row[1] for row in rows],
        [strata[row[0]] for row in rows],
        [row[3] for row in rows],
    )


def write_folds(
    store: Store, former: str | None, ids: list[int], folds: list[int], made: FoldsMade
) -> None:
    """Write the folds of a data set into the column, and how they were made into ``metric``."""
    import pyarrow as pa  # noqa: PLC0415

    record = {"k": made.k, "seed": made.seed, "by": made.by, "group": made.group}
    known = records(store) | {made.dataset: record}
    metric = Metric(
        name=COLUMN,
        target="item",
        description="Fold of cross-validation: " + "; ".join(_words(known)) + ".",
        low=1,
        high=max(each["k"] for each in known.values()),
        origin="folds",
        expression=json.dumps(known),
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
            "update metric set is_metadata = true where target = 'item' and metric_name = $name",
            {"name": COLUMN},
        )


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
