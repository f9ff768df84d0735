"""Metrics that follow from embeddings: uniqueness of items, agreement of labels."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from duckeval.errors import QueryError, UnknownNameError, UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.metric_columns import Metric, stage_frame, staged_values, write
from duckeval.store import Store, quote_identifier
from duckeval.store.columns import columns_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["embedding_metrics"]

_METRICS = {
    "item": Metric(
        "uniqueness",
        "item",
        None,
        "Distance of the embedding to the nearest other one of the data set that is no copy; 0 for "
        "a copy of an earlier item (distance below 1e-5). Up to 0.03 it may be a near copy.",
        0,
        None,
        "embedding",
    ),
    "label": Metric(
        "annotation_quality",
        "label",
        "share",
        "Share of the 10 labels with the nearest embeddings, within the data set, that have its "
        "class.",
        0,
        1,
        "embedding",
    ),
}
_ORDER = {"item": "item.item_order, item.item_id", "label": "label.label_id"}


def embedding_metrics(
    store: Store, column: str, target: str, k: int, progress: Callable[..., None] | None
) -> tuple[str, int, int]:
    """Compute the metric of a target and return its name, and how many rows have a value or not."""
    if target not in _METRICS:
        raise UnknownNameError.of("target", target, list(_METRICS))
    if k < 1:
        raise UsageError(f"k is {k}; expected 1 or more neighbours")
    metric = replace(_METRICS[target], expression=column)
    if k != 10 and target == "label":  # noqa: PLR2004 - the number that its description has
        metric = replace(metric, description=str(metric.description).replace("10", str(k), 1))
    with translated():
        _check(store, metric, column)
        quoted = quote_identifier(column)
        rows = store.run(
            f"select distinct item.dataset_id from {target} "  # noqa: S608
            f"{'' if target == 'item' else 'inner join item using (item_id)'} "
            f"where {target}.{quoted} is not null order by all"
        )
        found: list[tuple[Any, Any]] = []
        for (dataset_id,) in rows:
            ids, vectors, classes = _vectors(store, column, target, dataset_id)
            found.append((ids, _measured(target, vectors, classes, k, progress)))
        with store.transaction(), staged_values(store):
            _stage(store, metric, found)
            write(store, [metric])
        store.checkpoint()
        [(known, missing)] = store.run(
            f"select count({metric.name}), count(*) - count({metric.name}) from {target}"  # noqa: S608
        )
    return metric.name, known, missing


def _check(store: Store, metric: Metric, column: str) -> None:
    there = columns_of(store, metric.target)
    lists = [name for name, kind in there.items() if kind.startswith(("FLOAT[", "DOUBLE["))]
    if column not in lists:
        raise UnknownNameError.of(f"column of embeddings in {metric.target}", column, lists)
    origins = store.run(
        "select origin from metric where target = $target and metric_name = $name",
        {"target": metric.target, "name": metric.name},
    )
    if metric.name in there and origins != [("embedding",)]:
        raise UsageError(
            f"{metric.target} has a column {metric.name!r} that was loaded or added; it stays",
            hint=f"load it under another name: --map {metric.name}=NEW_NAME",
        )


def _vectors(
    store: Store, column: str, target: str, dataset_id: int
) -> "tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]":
    """Return ids, embeddings and classes of the rows of a data set that have an embedding."""
    import numpy as np  # noqa: PLC0415

    quoted = quote_identifier(column)
    table = store.table(
        f"select {target}.{target}_id as id, {target}.{quoted}::double[] as vector, "  # noqa: S608
        f"{'0' if target == 'item' else 'label.class_id'}::bigint as class_id from {target} "
        f"{'' if target == 'item' else 'inner join item using (item_id)'} "
        f"where item.dataset_id = {int(dataset_id)} and {target}.{quoted} is not null "
        f"order by {_ORDER[target]}"
    )
    lists = table["vector"].combine_chunks()
    values = lists.flatten().to_numpy(zero_copy_only=False)
    lengths = np.diff(lists.offsets.to_numpy())
    if len(set(lengths.tolist())) > 1:
        raise QueryError(
            f"embeddings in {column!r} have lengths from {lengths.min()} to {lengths.max()}; "
            "expected one length within a data set"
        )
    if not np.isfinite(values).all():
        raise QueryError(f"embeddings in {column!r} hold NULL or numbers that are not finite")
    ids, classes = (table[name].to_numpy() for name in ("id", "class_id"))
    return ids, values.reshape(len(lists), -1), classes


def _measured(
    target: str,
    vectors: "NDArray[np.float64]",
    classes: "NDArray[np.int64]",
    k: int,
    progress: Callable[..., None] | None,
) -> "NDArray[np.float64]":
    from duckeval.analysis.neighbours import agreement, uniqueness  # noqa: PLC0415

    def step(done: int, total: int) -> None:
        if progress is not None:
            progress("distances", done, total)

    if target == "item":
        return uniqueness(vectors, step)
    return agreement(vectors, classes, k, step)


def _stage(store: Store, metric: Metric, found: list[tuple[Any, Any]]) -> None:
    """Make ``target_value``: every row, so that a value of a former run does not stay."""
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    empty = (np.empty(0, dtype=np.int64), np.empty(0))
    ids, values = (np.concatenate(each) for each in zip(empty, *found, strict=True))
    with staged_values(store):
        stage_frame(store, pa.table({"target_id": ids, metric.name: values}))
        store.run("create or replace temp table staged_metric_value as from target_value")
    target = metric.target
    store.run(
        f"create or replace temp table target_value as select {target}.{target}_id as target_id, "  # noqa: S608
        f"staged_metric_value.{metric.name} from {target} left join staged_metric_value "
        f"on {target}.{target}_id = staged_metric_value.target_id"
    )
    store.run("drop table staged_metric_value")
