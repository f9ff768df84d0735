"""What is trained on: features, labels and folds of the items, as arrays."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckeval.analysis.crossval import Part
from duckeval.errors import QueryError, UnknownNameError, UsageError
from duckeval.project.diagnosis import translated
from duckeval.sqlfiles import read_sql
from duckeval.store import Store, quote_identifier
from duckeval.store.columns import columns_of

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from duckeval.ingest.datasets import Dataset

__all__ = ["TrainingData", "training_data"]

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
            "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN")  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrainingData:
    """The items to train on and to predict.

    Attributes
    ----------
    part : Part
        All of them.
    folds : tuple of str
        The fold of each.
    is_multilabel : bool
        Whether an item may have several classes.
    unlabelled_count, unfolded_count, featureless_count : int
        Items that are left out: without a label of the task, without a fold, without features.
    """

    part: Part
    folds: tuple[str, ...]
    is_multilabel: bool
    unlabelled_count: int
    unfolded_count: int
    featureless_count: int

    @property
    def fold_names(self) -> tuple[str, ...]:
        """The folds: numbers in their order, then names."""
        return tuple(
            sorted(set(self.folds), key=lambda each: (not each.isdecimal(), len(each), each))
        )

    def digest(self) -> str:
        """Return a digest of everything, which tells whether anything has changed."""
        whole = hashlib.sha256()
        for texts in (self.part.keys, self.folds, self.part.classes):
            whole.update("\x1f".join(texts).encode() + b"\x1e")
        whole.update(self.part.labels.tobytes())
        whole.update(self.part.features.tobytes())
        return whole.hexdigest()


def training_data(
    store: Store, dataset: "Dataset", task: str, features: Sequence[str]
) -> TrainingData:
    """Return the items of a data set that have a fold, a label of the task, and features.

    Raises
    ------
    UnknownNameError
        If there is no such task, or no such column of numbers.
    UsageError
        If the task is about objects, or no item can be used.
    QueryError
        If the lists of a column differ in length.
    """
    is_multilabel = _is_multilabel(store, task)
    kinds = _kinds(store, features)
    columns = "".join(
        f", item.{quote_identifier(name)}::double{'[]' if is_list else ''} as feature_{place}"
        for place, (name, is_list) in enumerate(kinds.items())
    )
    sql = (
        f"select item.item_id, item.item_key, item.uri, fold_of.fold{columns} from item "  # noqa: S608
        "inner join _item_fold() as fold_of using (item_id) where item.dataset_id = $dataset_id "
        "order by item.item_order, item.item_id"
    )
    with translated():
        table = store.table(sql, {"dataset_id": dataset.dataset_id})
        rows = store.run(
            read_sql("read/fold_label.sql"), {"dataset_id": dataset.dataset_id, "name": task}
        )
    labels: dict[int, list[str]] = {}
    for item_id, name in rows:
        labels.setdefault(item_id, []).append(name)
    return _data(table, labels, kinds, is_multilabel=is_multilabel, text=dataset.text)


def _is_multilabel(store: Store, name: str) -> bool:
    from duckeval.ingest.tasks import task_named  # noqa: PLC0415

    with translated():
        task = task_named(store, name)
    if task.is_objects:
        raise UsageError(
            f"task {name!r} is about objects in a place; only classifiers are trained here",
            hint="train it elsewhere and combine what it says of each fold: 'crossval combine'",
        )
    return task.kind == "multilabel"


def _kinds(store: Store, features: Sequence[str]) -> dict[str, bool]:
    """Return for each column whether it holds lists."""
    types = columns_of(store, "item")
    usable = {
        name: "[" in kind
        for name, kind in types.items()
        if kind.startswith(_NUMBERS) and name not in {"item_id", "dataset_id", "item_order"}
    }
    for name in features:
        if name not in usable:
            raise UnknownNameError.of(
                "column of numbers, or of lists of them, in item", name, usable
            )
    return {name: usable[name] for name in features}


def _data(
    table: "pa.Table",
    labels: dict[int, list[str]],
    kinds: dict[str, bool],
    *,
    is_multilabel: bool,
    text: str,
) -> TrainingData:
    import numpy as np  # noqa: PLC0415

    ids, folds = table["item_id"].to_pylist(), table["fold"].to_pylist()
    vectors, has_features = _features(table, kinds)
    is_labelled = np.array([each in labels for each in ids], dtype=bool)
    is_folded = np.array([each is not None for each in folds], dtype=bool)
    places = np.flatnonzero(is_labelled & is_folded & has_features)
    if not len(places):
        raise UsageError(
            f"no item of data set {text} has a fold, a label of the task and features",
            hint="'duckeval folds make' makes folds",
        )
    keys, uris = table["item_key"].to_pylist(), table["uri"].to_pylist()
    classes = tuple(sorted({name for at in places for name in labels[ids[at]]}))
    return TrainingData(
        part=Part(
            tuple(keys[at] for at in places),
            tuple(uris[at] for at in places),
            vectors[places],
            _targets([labels[ids[at]] for at in places], classes, is_multilabel=is_multilabel),
            classes,
        ),
        folds=tuple(folds[at] for at in places),
        is_multilabel=is_multilabel,
        unlabelled_count=int((~is_labelled).sum()),
        unfolded_count=int((is_labelled & ~is_folded).sum()),
        featureless_count=int((is_labelled & is_folded & ~has_features).sum()),
    )


def _targets(
    names: list[list[str]], classes: tuple[str, ...], *, is_multilabel: bool
) -> "NDArray[np.int64]":
    import numpy as np  # noqa: PLC0415

    place = {name: at for at, name in enumerate(classes)}
    if not is_multilabel:
        return np.array([place[each[0]] for each in names], dtype=np.int64)
    found = np.zeros((len(names), len(classes)), dtype=np.int64)
    for row, each in enumerate(names):
        found[row, [place[name] for name in each]] = 1
    return found


def _features(
    table: "pa.Table", kinds: dict[str, bool]
) -> "tuple[NDArray[np.float64], NDArray[np.bool_]]":
    """Return a row of numbers for each item, and which items have all of them."""
    import numpy as np  # noqa: PLC0415

    blocks: list[Any] = []
    is_there = np.ones(table.num_rows, dtype=bool)
    for place, (name, is_list) in enumerate(kinds.items()):
        values = table[f"feature_{place}"].to_pylist()
        rows = [value if is_list or value is None else [value] for value in values]
        lengths = {len(each) for each in rows if each is not None}
        if len(lengths) > 1:
            raise QueryError(
                f"lists in {name!r} have lengths from {min(lengths)} to {max(lengths)}; expected "
                "one length within a data set"
            )
        width = max(lengths, default=1)
        block = np.array(
            [each if each is not None else [np.nan] * width for each in rows], dtype=np.float64
        ).reshape(len(rows), width)
        is_there &= np.isfinite(block).all(axis=1)
        blocks.append(block)
    if not blocks:
        return np.zeros((table.num_rows, 0)), is_there
    return np.hstack(blocks), is_there
