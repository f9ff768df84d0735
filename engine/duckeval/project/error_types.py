"""The macros about kinds of errors, from Python."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

from duckeval.project.measures import Measures
from duckeval.project.parameters import with_signature
from duckeval.result import Result

__all__ = ["ErrorParameters", "ErrorTypes", "SlicedErrorParameters"]


class ErrorParameters(TypedDict, total=False):
    """Parameters of `error_type`; None leaves the default of the macro."""

    predictions: str | None
    iou_threshold: float | None
    min_confidence: float | None
    item_filter: str | None
    label_filter: str | None
    prediction_filter: str | None
    classes: Sequence[str] | None
    compare_as: str | None
    item_scope: str | None
    outside: str | None
    background_threshold: float | None
    max_detections: int | None


class SlicedErrorParameters(ErrorParameters, total=False):
    """Parameters of `error_analysis`; None leaves the default of the macro."""

    slice_by: str | None
    slices: Sequence[str] | None
    class_set: str | None


class ErrorTypes(Measures):
    """The error types of TIDE: it has a matching of its own, so they take no protocol."""

    @with_signature(SlicedErrorParameters)
    def error_analysis(self, **parameters: Unpack[SlicedErrorParameters]) -> Result:
        """Return how many errors there are of each type, and what average precision they cost.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`; also for a background threshold below 0.1.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.error_analysis(iou_threshold=0.75).columns[2:4]
        ('error_type', 'error_count')
        """
        return self._call("error_analysis", parameters)

    @with_signature(ErrorParameters)
    def error_type(self, **parameters: Unpack[ErrorParameters]) -> Result:
        """Return the error type of each prediction and missed label, and the label it is about.

        Raises
        ------
        UnknownNameError, QueryError
            As `error_analysis`.
        """
        return self._call("error_type", parameters)
