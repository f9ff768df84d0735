"""What a report is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["ReportRequest"]


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What a report is asked for.

    Attributes
    ----------
    of : str, optional
        The prediction set; the one that was loaded last when left out.
    against : str, optional
        The set that it is compared with: the baseline.
    item_filter : str, optional
        SQL predicate over item.
    classes : sequence of str
        Names of classes; all of them when left out.
    by : sequence of str
        SQL expressions over item; each gives a table of its values.
    slices : sequence of str
        Names of saved slices.
    metrics : sequence of str
        Columns of item, label or prediction whose bins are shown; when left out, those that go
        together with success most.
    iou_threshold : float
        IoU that a true positive needs.
    min_confidence : float, optional
        Predictions below it are left out.
    protocol : str
        ``closest``, ``coco`` or ``voc``.
    chart_format : str, optional
        ``png`` or ``svg``: each chart also as a file.
    has_page : bool
        Whether there is a page; without it the report needs no extra package.
    """

    of: str | None = None
    against: str | None = None
    item_filter: str | None = None
    classes: Sequence[str] = ()
    by: Sequence[str] = ()
    slices: Sequence[str] = ()
    metrics: Sequence[str] = ()
    iou_threshold: float = 0.5
    min_confidence: float | None = None
    protocol: str = "closest"
    chart_format: str | None = None
    has_page: bool = True

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the macros that all views share, where they were given."""
        given: Mapping[str, Any] = {
            "iou_threshold": self.iou_threshold,
            "min_confidence": self.min_confidence,
            "item_filter": self.item_filter,
            "classes": list(self.classes) or None,
            "protocol": self.protocol,
        }
        return {name: value for name, value in given.items() if value is not None}
