"""The parts of the page, in their order."""

from collections.abc import Callable

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

__all__ = ["sections"]

_SECTIONS: tuple[Callable[[Material], Section | None], ...] = (
    overview.summary,
    changes.comparison,
    overview.slices,
    worst.worst_slices,
    overview.outcomes,
    classes.average_precision,
    classes.precision,
    classes.recall,
    classes.f1,
    curves.precision_recall,
    metrics.correlation,
    metrics.performance,
    curves.iou_distribution,
    classes.average_iou,
    errors.confusion,
    errors.error_types,
    suspects.label_errors,
)


def sections(material: Material) -> list[Section]:
    """Return the parts of the page; a part that was not asked for is not there."""
    found = (make(material) for make in _SECTIONS)
    return [each for each in found if each is not None]
