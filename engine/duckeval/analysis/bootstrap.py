"""Paired bootstrap over items: intervals of the measures of sets, and of their difference.

Items are drawn with replacement, as many as the slice has, the same for all sets; every measure is
computed anew from the outcomes of the items drawn. Objects of one item stay together, for they
depend on one another. An interval is from the 2.5 to the 97.5 percentile of the resamples where the
measure is defined; a class that no item drawn has is undefined there, and left out of the means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duckeval.analysis.resampling import Float, Int, draw_weights
from duckeval.analysis.sample import ClassRows, Sample, Values, resample
from duckeval.sqlfiles import read_sql
from duckeval.store import Store

__all__ = [
    "DEFAULTS",
    "Resampled",
    "contest",
    "interval",
    "paired",
    "resampled",
    "samples",
]

DEFAULTS: dict[str, Any] = {
    "iou_threshold": 0.5,
    "min_confidence": None,
    "item_filter": None,
    "label_filter": None,
    "prediction_filter": None,
    "slice_by": None,
    "slices": None,
    "classes": None,
    "item_scope": "all",
    "protocol": "closest",
    "class_scope": "same_class",
    "class_set": None,
    "interpolation": "101",
    "outside": "ignore",
}
"""The parameters of the macros, with the defaults that they have there."""

_FEWER = frozenset({"false_positive_count", "false_negative_count"})
_LEVEL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Resampled:
    """The resamples of one slice.

    Attributes
    ----------
    slice_name : str or None
        The slice.
    item_count : int
        How many items are drawn from, and drawn.
    values : list
        For each set, the measures of every resample by class name (None: all) and measure.
    """

    slice_name: str | None
    item_count: int
    values: list[Values]


def samples(
    store: Store, sets: Sequence[str], parameters: Mapping[str, Any]
) -> list[tuple[str | None, int, list[Sample]]]:
    """Return every slice with the number of its items and its sample of each set.

    Parameters
    ----------
    store : Store
        An open project.
    sets : sequence of str
        Names of prediction sets that are matched; two sets are read on the items of both.
    parameters : mapping
        Parameters of the macros; what is left out or None has its default.
    """
    asked = DEFAULTS | {name: value for name, value in parameters.items() if value is not None}
    class_set = asked.pop("class_set") or (
        "labelled" if asked["protocol"] == "coco" else "observed"
    )
    interpolation = asked.pop("interpolation")
    pair: dict[str, str | None] = {"baseline_set": None, "candidate_set": None}
    if len(sets) == 2:  # noqa: PLR2004 - a pair
        pair = {"baseline_set": sets[0], "candidate_set": sets[1]}
    items = _columns(store, "resampled_item", asked | pair)
    labels = _columns(store, "resampled_label", asked)
    read = [_Set(store, name, asked) for name in sets]
    slices = dict(zip(items["slice_number"].tolist(), items["slice"].tolist(), strict=True))
    found = []
    for number, name in sorted(slices.items(), key=lambda pair: (pair[1] is None, pair[1])):
        chosen = items["slice_number"] == number
        place = {key: values[chosen] for key, values in items.items() if key != "slice"}
        of_sets = [
            Sample(each.class_rows(place, labels), class_set, interpolation, each.task_kind)
            for each in read
        ]
        count = int(place["place"].max()) + 1
        found.append((name, count, of_sets))
    return found


def resampled(
    store: Store,
    sets: Sequence[str],
    parameters: Mapping[str, Any],
    resamples: int = 1000,
    seed: int = 0,
) -> list[Resampled]:
    """Return the measures of every set and slice in every resample.

    Each slice is drawn from its own items by the same seed, so its resamples are those of a project
    that has only these items.
    """
    found = []
    for name, item_count, of_sets in samples(store, sets, parameters):
        weights = draw_weights(item_count, resamples, seed)
        found.append(Resampled(name, item_count, [resample(each, weights) for each in of_sets]))
    return found


def interval(values: Float) -> tuple[float | None, float | None, int]:
    """Return both ends of the interval, and how many resamples it is made of.

    Examples
    --------
    >>> interval(np.arange(201.0))
    (5.0, 195.0, 201)
    >>> interval(np.array([np.nan]))
    (None, None, 0)
    """
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None, None, 0
    low, high = np.percentile(defined, _LEVEL)
    return float(low), float(high), len(defined)


def paired(
    store: Store,
    sets: tuple[str, str],
    parameters: Mapping[str, Any],
    resamples: int = 1000,
    seed: int = 0,
) -> dict[tuple[str | None, str | None, str], tuple[float | int | None, ...]]:
    """Return the intervals of two sets and of their difference, by slice, class and measure.

    Each answer holds both ends of the interval of the first set, of the second, and of the
    difference (second minus first), the share of resamples in which the second is greater, and the
    number of resamples in which both are defined.
    """
    found: dict[tuple[str | None, str | None, str], tuple[float | int | None, ...]] = {}
    for each in resampled(store, sets, parameters, resamples, seed):
        first, second = each.values
        for class_name, measures in first.items():
            for measure, before in measures.items():
                after = second[class_name][measure]
                difference = after - before
                low, high, count = interval(difference)
                share = float((difference > 0).sum()) / count if count else None
                found[each.slice_name, class_name, measure] = (
                    *interval(before)[:2], *interval(after)[:2], low, high, share, count,
                )  # fmt: skip
    return found


def contest(
    store: Store,
    sets: Sequence[str],
    measure: str,
    parameters: Mapping[str, Any],
    resamples: int = 1000,
    seed: int = 0,
) -> list[tuple[int | float | str | None, ...]]:
    """Return the sets from the best value of a measure to the worst: of false objects, the fewest.

    Each row holds rank, name, measure, value, the interval of the value, the interval of the rank,
    the share of resamples in which the set is first, and how many resamples define every value.
    """
    found = samples(store, sets, {**parameters, "slice_by": None, "slices": None})
    if not found:
        return [(1, name, measure, *[None] * 6, 0) for name in sets]
    ((_, item_count, of_sets),) = found
    once = np.ones((item_count, 1), np.uint8)
    values = np.array([each.measures(once)[None][measure][0] for each in of_sets])
    sign = -1 if measure in _FEWER else 1
    weights = draw_weights(item_count, resamples, seed)
    drawn = np.array([resample(each, weights)[None][measure] for each in of_sets])
    defined = drawn[:, ~np.isnan(drawn).any(axis=0)]
    # The best has rank 1; sets of one value share it.
    ranks = 1 + (sign * defined[:, None, :] < sign * defined[None, :, :]).sum(axis=1)
    rows: list[tuple[int | float | str | None, ...]] = []
    for place in np.lexsort((np.arange(len(values)), -sign * values)).tolist():
        value = values[place]
        rank = 1 + int((sign * values > sign * value).sum()) if not np.isnan(value) else len(values)
        of_rank: tuple[int | None, int | None] = (None, None)
        first = None
        if defined.shape[1]:
            low, high = np.percentile(ranks[place], _LEVEL, method="closest_observation")
            of_rank, first = (int(low), int(high)), float((ranks[place] == 1).mean())
        rows.append(
            (
                rank, sets[place], measure, None if np.isnan(value) else float(value),
                *interval(drawn[place])[:2], *of_rank, first, defined.shape[1],
            )
        )  # fmt: skip
    return rows


class _Set:
    """The predictions of one set, read once, cut into slices and classes."""

    def __init__(self, store: Store, name: str, asked: Mapping[str, Any]) -> None:
        self._rows = _columns(store, "resampled_prediction", {**asked, "predictions": name})
        classes = _columns(store, "resampled_class", {"predictions": name})
        self._dataset = classes["dataset_id"][0] if len(classes["dataset_id"]) else None
        kinds = classes["task_kind"].tolist()
        self.task_kind: str = kinds[0] if kinds else "objects"
        self._classes = list(
            zip(
                classes["class_id"].tolist(),
                classes["class_name"].tolist(),
                classes["is_declared"].tolist(),
                strict=True,
            )
        )
        self._named = None if asked["classes"] is None else set(asked["classes"])

    def class_rows(
        self, items: Mapping[str, NDArray[Any]], labels: Mapping[str, NDArray[Any]]
    ) -> list[ClassRows]:
        of_dataset = items["dataset_id"] == self._dataset
        largest = max(
            [0, *(each["item_id"].max(initial=0) for each in (items, labels, self._rows))]
        )
        place: Int = np.full(int(largest) + 1, -1)
        place[items["item_id"][of_dataset]] = items["place"][of_dataset]
        told, said = _inside(labels, place), _inside(self._rows, place)
        return [
            _rows_of(
                (name, is_declared and (self._named is None or name in self._named)),
                _of_class(told, class_id),
                _of_class(said, class_id),
            )
            for class_id, name, is_declared in self._classes
        ]


def _rows_of(
    about: tuple[str, bool], told: Mapping[str, NDArray[Any]], said: Mapping[str, NDArray[Any]]
) -> ClassRows:
    counting, grid = said["is_counting"], said["grid_true_count"] > 0
    is_hit = said["is_hit"][counting]
    return ClassRows(
        *about,
        labels=np.repeat(told["place"], told["label_count"]),
        items=said["place"][counting],
        confidences=said["confidence"][counting],
        hits=np.flatnonzero(is_hit),
        iou_parts=said["iou_parts"][counting][is_hit],
        grid_items=said["place"][grid],
        grid_counts=said["grid_true_count"][grid].astype(np.int64),
    )


def _inside(rows: Mapping[str, NDArray[Any]], place: Int) -> dict[str, NDArray[Any]]:
    """Return the rows of the items that have a place, with it."""
    places = place[rows["item_id"]]
    kept = places >= 0
    return {name: values[kept] for name, values in rows.items()} | {"place": places[kept]}


def _of_class(rows: Mapping[str, NDArray[Any]], class_id: int) -> dict[str, NDArray[Any]]:
    """Return the rows of a class; they are sorted by it."""
    first, last = np.searchsorted(rows["class_id"], [class_id, class_id + 1])
    return {name: values[first:last] for name, values in rows.items()}


def _columns(store: Store, name: str, asked: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    sql = read_sql(f"read/{name}.sql")
    table = store.table(sql, {key: value for key, value in asked.items() if f"${key}" in sql})
    return {
        column: table.column(column).to_numpy(zero_copy_only=False) for column in table.column_names
    }
