"""One prediction set on one slice, as arrays: what resampling needs of it, and its measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duckeval.analysis.resampling import Float, Int, average_precision, group_sums

__all__ = ["CLASS_MEASURES", "MEASURES", "OF_OBJECTS", "ClassRows", "Sample", "Values", "resample"]

MEASURES = (
    "class_count", "label_count", "prediction_count", "true_positive_count",
    "false_positive_count", "false_negative_count", "map", "mar", "precision_macro",
    "recall_macro", "f1_macro", "precision_micro", "recall_micro", "f1_micro", "mean_iou",
    "accuracy",
)  # fmt: skip
"""Measures over all classes, as `performance` names them."""

CLASS_MEASURES = (
    "label_count", "prediction_count", "true_positive_count", "false_positive_count",
    "false_negative_count", "precision", "recall", "f1", "ap", "ar", "mean_iou",
)  # fmt: skip
"""Measures of a class, as `class_performance` names them."""

_LOW = 2**26
_BLOCK = 250
Values = dict[str | None, dict[str, Float]]


@dataclass(frozen=True, slots=True)
class ClassRows:
    """The objects of one class.

    Attributes
    ----------
    name : str
        Name of the class.
    is_declared : bool
        Whether the data set declares it.
    labels : array
        Item of each label that counts.
    items, confidences : array
        Item and confidence of each prediction that counts, the most confident first.
    hits : array
        Places in `items` of the true positives.
    iou_parts : array
        IoU of the true positives, in units of 2 ** -52.
    grid_items, grid_counts : array
        Items of the predictions that are true positives at some of the thresholds .50:.05:.95, and
        at how many.
    """

    name: str
    is_declared: bool
    labels: Int
    items: Int
    confidences: Float
    hits: Int
    iou_parts: Int
    grid_items: Int
    grid_counts: Int


OF_OBJECTS = frozenset({"ap", "ar", "map", "mar", "mean_iou"})
"""The measures that a classification does not have."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One set on one slice.

    Attributes
    ----------
    classes : sequence of ClassRows
        By name; classes without any object may be left out unless they are declared.
    class_set : str
        ``observed``, ``labelled`` or ``declared``.
    interpolation : str
        ``101``, ``11`` or ``all``.
    task_kind : str
        ``objects``; of a classification areas and overlaps are undefined, and under ``multiclass``
        and ``text`` accuracy is the share of labels that are found.
    """

    classes: Sequence[ClassRows]
    class_set: str
    interpolation: str
    task_kind: str = "objects"

    def measures(self, weights: NDArray[Any]) -> dict[str | None, dict[str, Float]]:
        """Return every measure of every resample, by class name (None: all) and measure.

        Parameters
        ----------
        weights : array, (items, resamples)
            How often each item was drawn. Undefined is NaN.
        """
        found: dict[str | None, dict[str, Float]] = {None: {}}
        counted = [self._count(rows, weights) for rows in self.classes]
        for rows, counts in zip(self.classes, counted, strict=True):
            found[rows.name] = _class_measures(counts)
        found[None] = _overall(counted, weights.shape[1])
        if self.task_kind != "objects":
            for measures in found.values():
                for name in OF_OBJECTS & measures.keys():
                    measures[name] = np.full(weights.shape[1], np.nan)
        if self.task_kind in {"multiclass", "text"}:
            found[None]["accuracy"] = found[None]["recall_micro"]
        return found

    def _count(self, rows: ClassRows, weights: NDArray[Any]) -> dict[str, Float]:
        ends = np.concatenate([[0], rows.hits + 1, [len(rows.items)]])
        groups = group_sums(weights, rows.items, ends)
        hits = weights[rows.items[rows.hits]]
        label = group_sums(weights, rows.labels, np.array([0, len(rows.labels)]))[0]
        labels = label.astype(np.float64)
        predictions = groups.sum(axis=0, dtype=np.float64)
        match self.class_set:
            case "declared":
                is_in = (labels > 0) | (predictions > 0) | rows.is_declared
            case "labelled":
                is_in = labels > 0
            case _:
                is_in = (labels > 0) | (predictions > 0)
        precision = average_precision(hits, groups[:-1], labels, self.interpolation)
        # In two halves, so that every product and sum is a whole number below 2 ** 53.
        high = (rows.iou_parts // _LOW).astype(np.float64) @ hits
        low = (rows.iou_parts % _LOW).astype(np.float64) @ hits
        return {
            "is_in": is_in.astype(np.float64),
            "label": np.where(is_in, labels, 0),
            "prediction": np.where(is_in, predictions, 0),
            "hit": np.where(is_in, hits.sum(axis=0, dtype=np.float64), 0),
            "grid": rows.grid_counts.astype(np.float64) @ weights[rows.grid_items],
            "ap": np.where(is_in & ((labels > 0) | (predictions > 0)), precision, np.nan),
            "iou_high": np.where(is_in, high, 0),
            "iou_low": np.where(is_in, low, 0),
        }


def resample(sample: Sample, weights: NDArray[Any]) -> Values:
    """Return the measures of a sample in every resample, some resamples at a time."""
    parts = [
        sample.measures(np.ascontiguousarray(weights[:, start : start + _BLOCK]))
        for start in range(0, weights.shape[1], _BLOCK)
    ]
    return {
        name: {measure: np.concatenate([part[name][measure] for part in parts]) for measure in each}
        for name, each in parts[0].items()
    }


def _class_measures(counts: Mapping[str, Float]) -> dict[str, Float]:
    label, prediction, hit = counts["label"], counts["prediction"], counts["hit"]
    is_in = counts["is_in"] > 0
    # A class that is not in the class set counts nothing and measures nothing.
    return {
        "label_count": label,
        "prediction_count": prediction,
        "true_positive_count": hit,
        "false_positive_count": prediction - hit,
        "false_negative_count": label - hit,
        "precision": _ratio(hit, prediction),
        "recall": _ratio(hit, label),
        "f1": _ratio(2 * hit, prediction + label),
        "ap": counts["ap"],
        "ar": np.where(is_in, _ratio(counts["grid"], 10 * label), np.nan),
        "mean_iou": _mean_iou(counts["iou_high"], counts["iou_low"], hit),
    }


def _overall(counted: Sequence[Mapping[str, Float]], resamples: int) -> dict[str, Float]:
    total = {
        name: sum((counts[name] for counts in counted), np.zeros(resamples))
        for name in ("is_in", "label", "prediction", "hit", "iou_high", "iou_low")
    }
    classes = [_class_measures(counts) for counts in counted]
    label, prediction, hit = total["label"], total["prediction"], total["hit"]
    return {
        "class_count": total["is_in"],
        "label_count": label,
        "prediction_count": prediction,
        "true_positive_count": hit,
        "false_positive_count": prediction - hit,
        "false_negative_count": label - hit,
        "map": _mean([each["ap"] for each in classes], resamples),
        "mar": _mean([each["ar"] for each in classes], resamples),
        "precision_macro": _mean([each["precision"] for each in classes], resamples),
        "recall_macro": _mean([each["recall"] for each in classes], resamples),
        "f1_macro": _mean([each["f1"] for each in classes], resamples),
        "precision_micro": _ratio(hit, prediction),
        "recall_micro": _ratio(hit, label),
        "f1_micro": _ratio(2 * hit, prediction + label),
        "mean_iou": _mean_iou(total["iou_high"], total["iou_low"], hit),
        "accuracy": _ratio(hit, prediction + label - hit),
    }


def _ratio(upper: Float, lower: Float) -> Float:
    found: Float = np.full(upper.shape, np.nan)
    return np.divide(upper, lower, out=found, where=lower > 0)


def _mean(values: Sequence[Float], resamples: int) -> Float:
    """Return the mean over the classes where a value is defined, added in their order."""
    total, count = np.zeros(resamples), np.zeros(resamples)
    for each in values:
        is_defined = ~np.isnan(each)
        total[is_defined] += each[is_defined]
        count += is_defined
    return _ratio(total, count)


def _mean_iou(high: Float, low: Float, hit: Float) -> Float:
    # One rounding to a double, then two divisions, as in SQL.
    return _ratio((high * _LOW + low) / 2.0**52, hit)
