"""Mutual information, computed on demand into its table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from duckeval.analysis.mutual_information import mutual_information
from duckeval.store import Store

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["inform"]

_SCORES = {
    0: ("prediction", {"true_positive": True, "iou_true_positive": False}),
    1: ("label", {"found": True}),
    2: ("item", {"f1": False}),
}
"""Targets by their number in _scored_object: their name, their scores, and which are 0 or 1."""

_DELETE = """
    delete from mutual_information
    where prediction_set_id = $prediction_set_id and setting = $setting
        and slice is not distinct from $slice and target = $target and metric = $metric
        and score = $score
"""
_INSERT = """
    insert into mutual_information values (
        $prediction_set_id, $setting, $slice, $target, $metric, $score, $n, $hit_count,
        $sample_count, $estimate, $chance, $neighbour_count, $seed
    )
"""
_KEY = ("prediction_set_id", "setting", "slice", "target", "metric", "score")


def inform(
    store: Store,
    objects: "pa.Table",
    *,
    sample: int,
    seed: int,
    neighbours: int,
    progress: Callable[[str], None] | None = None,
) -> list[dict[str, Any]]:
    """Estimate every metric of the objects and return the rows that were stored."""
    names = _names(store)
    rows = []
    for group in _groups(objects):
        target, scores = _SCORES[group["target_number"]]
        for metric, numbers in _metrics(group, names, target):
            if progress is not None:
                progress(f"{target} {metric}")
            for score, is_binary in scores.items():
                values = group["is_hit"] if is_binary else group["score"]
                found = mutual_information(
                    numbers,
                    values,
                    is_binary=is_binary,
                    sample=sample,
                    seed=seed,
                    neighbours=neighbours,
                )
                if found is None:
                    continue
                key = {name: group[name] for name in _KEY[:3]}
                key |= {"target": target, "metric": metric, "score": score}
                rows.append(
                    {
                        **key,
                        **asdict(found),
                        "hit_count": _hits(numbers, group["is_hit"]),
                        "neighbour_count": neighbours,
                        "seed": seed,
                    }
                )
    with store.transaction():
        for row in rows:
            store.run(_DELETE, {name: row[name] for name in _KEY})
            store.run(_INSERT, row)
    return rows


def _names(store: Store) -> dict[str, list[tuple[str, bool]]]:
    """Return the columns of each table that can be a metric, and which are numbers."""
    found: dict[str, list[tuple[str, bool]]] = {"item": [], "label": [], "prediction": []}
    for target, metric, is_number in store.run(
        "select target, metric, is_number from _metric_column() order by target, place"
    ):
        found[target].append((metric, is_number))
    return found


def _groups(objects: "pa.Table") -> Iterator[dict[str, Any]]:
    """Give the objects of each set, slice and target, as arrays; a missing score is 0."""
    import numpy as np  # noqa: PLC0415 - heavy
    import pyarrow.compute as pc  # noqa: PLC0415 - heavy

    keys = ("prediction_set_id", "setting", "slice", "target_number")
    groups = objects.group_by(keys).aggregate([]).sort_by([(name, "ascending") for name in keys])
    for key in groups.to_pylist():
        mask = None
        for name in keys:
            value = key[name]
            same = pc.is_null(objects[name]) if value is None else pc.equal(objects[name], value)
            mask = same if mask is None else pc.and_kleene(mask, same)
        rows = objects.filter(mask)
        score = rows["score"].combine_chunks().to_numpy(zero_copy_only=False).astype(float)
        yield {
            **key,
            "is_hit": rows["is_hit"].combine_chunks().to_numpy(zero_copy_only=False).astype(float),
            "score": np.nan_to_num(score),
            "own": _matrix(rows["own_numbers"]),
            "of_item": _matrix(rows["item_numbers"]),
        }


def _matrix(lists: "pa.ChunkedArray") -> "NDArray[np.float64]":
    """Return lists of one length as rows of an array; missing numbers are NaN."""
    flat = lists.combine_chunks().flatten().to_numpy(zero_copy_only=False).astype(float)
    matrix: NDArray[np.float64] = flat.reshape(len(lists), -1) if len(flat) else flat.reshape(0, 0)
    return matrix


def _metrics(
    group: Mapping[str, Any], names: Mapping[str, Sequence[tuple[str, bool]]], target: str
) -> Iterator[tuple[str, "NDArray[np.float64]"]]:
    """Give the metrics of a target: its own columns, then those of its item that it has not."""
    own = [] if target == "item" else names[target]
    for place, (metric, is_number) in enumerate(own):
        if is_number:
            yield metric, group["own"][:, place]
    taken = {metric for metric, _ in own}
    for place, (metric, is_number) in enumerate(names["item"]):
        if is_number and metric not in taken:
            yield metric, group["of_item"][:, place]


def _hits(numbers: "NDArray[np.float64]", is_hit: "NDArray[np.float64]") -> int:
    import numpy as np  # noqa: PLC0415 - heavy

    return int(is_hit[~np.isnan(numbers)].sum())
