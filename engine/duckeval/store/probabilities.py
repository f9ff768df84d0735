"""Writing and reading the probabilities of a classification."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckeval.sqlfiles import read_sql

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from duckeval.store.connection import Store

__all__ = ["Probabilities", "match_probabilities", "put_probabilities", "read_probabilities"]

_FRAME = "staged_array"


@dataclass(frozen=True, slots=True)
class Probabilities:
    """The probabilities of one set.

    Attributes
    ----------
    items, classes : array of int64
        Keys of items and classes; classes in the order of their list.
    values : array of float64, (items, classes)
        Column after column in memory; what is not said is 0.
    """

    items: "NDArray[Any]"
    classes: "NDArray[Any]"
    values: "NDArray[Any]"


def read_probabilities(store: "Store", prediction_set_id: int) -> Probabilities | None:
    """Return the probabilities of a set as a matrix, None where it has none."""
    import numpy as np  # noqa: PLC0415

    parameters = {"prediction_set_id": prediction_set_id}
    rows = store.table(read_sql("read/probabilities.sql"), parameters)
    if rows.num_rows == 0:
        return None
    item, known = (rows.column(name).to_numpy() for name in ("item_id", "class_id"))
    classes = np.array(
        [row[0] for row in store.run(read_sql("read/task_classes.sql"), parameters)],
        dtype=np.int64,
    )
    column = np.empty(int(classes.max()) + 1, dtype=np.int64)
    column[classes] = np.arange(len(classes))
    items, row = np.unique(item, return_inverse=True)
    values = np.zeros((len(items), len(classes)), order="F")
    values[row, column[known]] = rows.column("probability").to_numpy()
    return Probabilities(items, classes, values)


def put_probabilities(
    store: "Store", prediction_set_id: int, probabilities: Probabilities, kind: str
) -> None:
    """Write the probabilities of a set, in place of those that are there, and what follows.

    Parameters
    ----------
    store : Store
        An open project; call inside its transaction.
    prediction_set_id : int
        The set.
    probabilities : Probabilities
        What it says.
    kind : str
        ``multiclass`` or ``multilabel``.
    """
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    of_set = {"prediction_set_id": prediction_set_id}
    items = probabilities.items
    row, column = _labels(store, of_set, probabilities)
    is_counted = np.ones(len(items), dtype=bool)
    if kind == "multiclass":
        is_counted[:] = False
        is_counted[row] = True
    for table in ("probability", "answer"):
        store.run(f"delete from {table} where prediction_set_id = $prediction_set_id", of_set)  # noqa: S608
    blocks = _blocks(probabilities, row, column, is_counted)
    # One statement over a stream: many statements would hold everything until the commit.
    with _registered(store, pa.RecordBatchReader.from_batches(_schema(), blocks)):
        store.script("fill/insert_probability.sql", of_set)
    _put_answers(store, of_set, probabilities, (row, column), kind)


def _schema() -> "pa.Schema":
    import pyarrow as pa  # noqa: PLC0415

    return pa.schema(
        [
            ("class_id", pa.int64()),
            ("item_id", pa.int64()),
            ("probability", pa.float64()),
            ("is_labelled", pa.bool_()),
            ("place", pa.int32()),
        ]
    )


def _blocks(
    probabilities: Probabilities,
    row: "NDArray[Any]",
    column: "NDArray[Any]",
    is_counted: "NDArray[Any]",
) -> "Iterator[pa.RecordBatch]":
    """Give the rows of one class after the other; row and column are those of the labels."""
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.matching.probabilities import places  # noqa: PLC0415

    items, classes, values = probabilities.items, probabilities.classes, probabilities.values
    by_class = np.argsort(column, kind="stable")
    ends = np.searchsorted(column[by_class], np.arange(len(classes) + 1))
    for number, class_id in enumerate(classes.tolist()):
        probability = values[:, number]
        labelled = row[by_class[ends[number] : ends[number + 1]]]
        is_labelled = np.zeros(len(items), dtype=bool)
        is_labelled[labelled] = True
        place = places(probability, probability[labelled])
        there = np.flatnonzero(probability > 0)
        yield pa.record_batch(
            [
                pa.array(np.full(len(there), class_id)),
                pa.array(items[there]),
                pa.array(probability[there]),
                pa.array(is_labelled[there], mask=~is_counted[there]),
                pa.array(place[there]),
            ],
            schema=_schema(),
        )


def match_probabilities(store: "Store", prediction_set_id: int, kind: str) -> None:
    """Compare the stored probabilities of a set with the labels anew."""
    probabilities = read_probabilities(store, prediction_set_id)
    if probabilities is not None:
        put_probabilities(store, prediction_set_id, probabilities, kind)


def _labels(
    store: "Store", of_set: dict[str, int], probabilities: Probabilities
) -> tuple["NDArray[Any]", "NDArray[Any]"]:
    """Return row and column in the matrix of every label of the task."""
    import numpy as np  # noqa: PLC0415

    labels = store.table(read_sql("read/task_labels.sql"), of_set)
    item, known = (labels.column(name).to_numpy() for name in ("item_id", "class_id"))
    items, classes = probabilities.items, probabilities.classes
    by_item, by_class = np.argsort(items, kind="stable"), np.argsort(classes, kind="stable")
    row = np.searchsorted(items, item, sorter=by_item)
    column = np.searchsorted(classes, known, sorter=by_class)
    row, column = row.clip(max=len(items) - 1), column.clip(max=len(classes) - 1)
    row, column = by_item[row], by_class[column]
    is_there = (items[row] == item) & (classes[column] == known)
    return row[is_there], column[is_there]


def _put_answers(
    store: "Store",
    of_set: dict[str, int],
    probabilities: Probabilities,
    labels: tuple["NDArray[Any]", "NDArray[Any]"],
    kind: str,
) -> None:
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.matching.probabilities import (  # noqa: PLC0415
        NO_LABEL,
        label_scores,
        ranking_precision,
    )

    values = probabilities.values
    none = pa.nulls(len(values), pa.float64())
    if kind == "multiclass":
        column = np.full(len(values), NO_LABEL)
        column[labels[0]] = labels[1]
        scores = label_scores(values, column)
        is_missing = column == NO_LABEL
        block = {
            "label_probability": pa.array(scores.label_probability, mask=is_missing),
            "label_rank": pa.array(scores.label_rank, mask=is_missing),
            "squared_error": pa.array(scores.squared_error, mask=is_missing),
            "ranking_precision": none,
        }
    else:
        is_label = np.zeros(values.shape, dtype=bool)
        is_label[labels] = True
        block = {
            "label_probability": none,
            "label_rank": none.cast(pa.int64()),
            "squared_error": pa.array(((values - is_label) ** 2).sum(axis=1)),
            "ranking_precision": pa.array(ranking_precision(values, is_label)),
        }
    with _registered(store, pa.table({"item_id": probabilities.items, **block})):
        store.script("fill/insert_answer.sql", of_set)


@contextmanager
def _registered(store: "Store", block: Any) -> Iterator[None]:  # noqa: ANN401
    store.connection.register(_FRAME, block)
    try:
        yield
    finally:
        store.connection.unregister(_FRAME)
