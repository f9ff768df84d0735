"""What a search for slices is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from duckeval.errors import UnknownNameError, UsageError

__all__ = ["MEASURES", "SliceQuestion"]

MEASURES = ("recall", "precision", "f1", "ap", "delta")
_MOST_BINS = 100
_MOST_DEPTH = 3


@dataclass(frozen=True, slots=True)
class SliceQuestion:
    """What a search for slices is asked for.

    Attributes
    ----------
    predictions : str, optional
        Name of the prediction set; needed where there are several.
    baseline : str, optional
        Name of the set that it is compared with; makes the measure ``delta``.
    measure : str, optional
        ``recall`` (when left out), ``precision``, ``f1``, ``ap`` (the mean AP), or ``delta``, the
        recall less that of the baseline.
    columns : sequence of str, optional
        Columns of ``item``; all but keys and addresses when left out.
    depth : int
        At most so many predicates in a conjunction.
    min_support : float
        The share of the items that a slice has at least.
    min_objects : int
        How many objects (predictions for precision, labels and predictions for f1, else labels) it
        has at least, among the items that are searched.
    bins : int
        Quantile bins of a numeric column.
    limit : int, optional
        At most so many slices.
    item_filter : str, optional
        SQL predicate over ``item``: only these items.
    classes : sequence of str, optional
        Only these classes.
    iou_threshold, min_confidence, protocol
        As in every macro.
    seed : int
        Chooses the half of the items that is searched.
    """

    predictions: str | None = None
    baseline: str | None = None
    measure: str | None = None
    columns: Sequence[str] | None = None
    depth: int = 3
    min_support: float = 0.01
    min_objects: int = 20
    bins: int = 10
    limit: int | None = 20
    item_filter: str | None = None
    classes: Sequence[str] | None = None
    iou_threshold: float = 0.5
    min_confidence: float | None = None
    protocol: str = "closest"
    seed: int = 0

    @property
    def chosen_measure(self) -> str:
        """The measure, or what stands for it when it is left out."""
        return self.measure or ("recall" if self.baseline is None else "delta")

    def check(self) -> None:
        """Refuse values that mean nothing.

        Raises
        ------
        UnknownNameError, UsageError
            If there is no such measure, or a number is out of its range.
        """
        if self.chosen_measure not in MEASURES:
            raise UnknownNameError.of("measure", self.chosen_measure, MEASURES)
        if (self.chosen_measure == "delta") != (self.baseline is not None):
            raise UsageError(
                "measure delta and a baseline go together: the recall of one set less that of the "
                "other",
                hint="give a baseline with measure delta, and none with another measure",
            )
        if not 1 <= self.depth <= _MOST_DEPTH:
            raise UsageError(f"depth: expected 1, 2 or 3, not {self.depth}")
        if not 2 <= self.bins <= _MOST_BINS:  # noqa: PLR2004 - one bin is no bin
            raise UsageError(f"bins: expected 2 to {_MOST_BINS}, not {self.bins}")
        if not 0 < self.min_support <= 0.5:  # noqa: PLR2004 - of one half, the other is the rest
            raise UsageError(f"min_support: expected a share up to 0.5, not {self.min_support:g}")
        for name in ("limit", "min_objects"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise UsageError(f"{name}: expected 1 or more, not {value}")
