"""What a summary is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Question"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a summary is asked for.

    Attributes
    ----------
    sets : sequence of str, optional
        Names of prediction sets; all of them when left out.
    by : sequence of str
        SQL expressions over item; each gives rows of its own.
    slices : sequence of str
        Names of saved slices; they give rows of their own.
    item_filter : str, optional
        SQL predicate over item.
    classes : sequence of str, optional
        Names of classes; all of them when left out.
    iou_threshold : float
        IoU that a true positive needs.
    min_confidence : float, optional
        Predictions below it are left out; none are when it is left out.
    protocol : str
        ``closest``, ``coco`` or ``voc``.
    shapes : sequence of str
        What objects are compared as, each with rows of its own; as what they are when left out.
    per_class : bool
        Whether there are also rows for each class.
    """

    sets: Sequence[str] | None = None
    by: Sequence[str] = ()
    slices: Sequence[str] = ()
    item_filter: str | None = None
    classes: Sequence[str] | None = None
    iou_threshold: float = 0.5
    min_confidence: float | None = None
    protocol: str = "closest"
    shapes: Sequence[str] = ()
    per_class: bool = False

    @property
    def class_set(self) -> str:
        """The classes that means are taken over; left to the protocol, this is what each does."""
        return "labelled" if self.protocol == "coco" else "observed"

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the macros that every row shares."""
        return {
            "item_filter": self.item_filter,
            "classes": self.classes or None,
            "min_confidence": self.min_confidence,
            "protocol": self.protocol,
        }
