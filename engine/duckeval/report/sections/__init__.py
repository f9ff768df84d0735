"""The parts of the page, in their order."""

from collections.abc import Callable
from dataclasses import dataclass

from duckeval.report.model import Material, Section
from duckeval.report.sections import (
    changes,
    classes,
    curves,
    errors,
    metrics,
    overview,
    suspects,
    worst,
)

__all__ = ["PARTS", "Part", "sections"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page.

    Attributes
    ----------
    make : callable
        Makes it; None where it was not asked for.
    views : tuple of str
        The views that it needs; each comes after those that it is chosen by.
    rows : str
        The query whose rows are the part, for programs.
    """

    make: Callable[[Material], Section | None]
    views: tuple[str, ...]
    rows: str


_CLASS = ("class_performance", "performance")

PARTS: dict[str, Part] = {
    "summary": Part(overview.summary, ("performance", "coco_summary"), "performance"),
    "comparison": Part(changes.comparison, ("comparison", "outcome_change_summary"), "comparison"),
    "slices": Part(overview.slices, ("performance_by_slice",), "performance_by_slice"),
    "worst-slices": Part(worst.worst_slices, ("worst_slice",), "worst_slice"),
    "outcome": Part(overview.outcomes, ("outcome", "label_outcome"), "outcome_count"),
    "average-precision": Part(
        classes.average_precision, (*_CLASS, "coco_summary"), "class_measure"
    ),
    "precision": Part(classes.precision, _CLASS, "class_measure"),
    "recall": Part(classes.recall, _CLASS, "class_measure"),
    "f1": Part(classes.f1, (*_CLASS, "best_threshold"), "class_measure"),
    "precision-recall-curve": Part(
        curves.precision_recall,
        ("class_performance", "precision_recall_curve"),
        "precision_recall_curve",
    ),
    "calibration": Part(curves.calibration, ("calibration", "calibration_summary"), "calibration"),
    "metric-correlation": Part(metrics.correlation, ("metric_correlation",), "metric_correlation"),
    "metric-performance": Part(
        metrics.performance, ("metric_correlation", "metric_performance"), "metric_performance"
    ),
    "iou-distribution": Part(curves.iou_distribution, ("iou_distribution",), "iou_distribution"),
    "average-iou": Part(classes.average_iou, _CLASS, "class_measure"),
    "confusion-matrix": Part(errors.confusion, ("confusion_matrix",), "confusion_matrix"),
    "error-types": Part(errors.error_types, ("error_analysis",), "error_analysis"),
    "label-errors": Part(
        suspects.label_errors, ("label_error_candidate",), "label_error_candidate"
    ),
}
"""The parts in their order, by their names in links."""


def sections(material: Material) -> list[Section]:
    """Return the parts of the page; a part that was not asked for is not there."""
    found = (part.make(material) for part in PARTS.values())
    return [each for each in found if each is not None]
