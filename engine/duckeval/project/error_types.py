"""The macros about kinds of errors and the choice of thresholds, from Python."""

from collections.abc import Sequence
from typing import Unpack

from duckeval.project.measures import Measures
from duckeval.project.parameters import ObjectFilters, OneSet, Parameters, with_signature
from duckeval.result import Result

__all__ = [
    "ErrorConfusionParameters",
    "ErrorParameters",
    "ErrorTypes",
    "FrocParameters",
    "SlicedErrorParameters",
    "ThresholdParameters",
]


class ErrorParameters(OneSet, ObjectFilters, total=False):
    """Parameters of `error_type` and its lists; None leaves the default of the macro."""

    item_scope: str | None
    outside: str | None
    background_threshold: float | None
    max_detections: int | None


class ErrorConfusionParameters(ErrorParameters, total=False):
    """Parameters of `error_confusion`; None leaves the default of the macro."""

    slice_by: str | None
    slices: Sequence[str] | None


class SlicedErrorParameters(ErrorConfusionParameters, total=False):
    """Parameters of `error_analysis`; None leaves the default of the macro."""

    class_set: str | None


class ThresholdParameters(Parameters, total=False):
    """Parameters of `threshold_choice`; None leaves the default of the macro."""

    objective: str | None
    beta: float | None
    at_least: float | None
    at_most: float | None
    false_positive_cost: float | None
    false_negative_cost: float | None
    chosen_on: str | None


class FrocParameters(Parameters, total=False):
    """Parameters of `froc`; None leaves the default of the macro."""

    limits: Sequence[float] | None


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

    @with_signature(ErrorConfusionParameters)
    def error_confusion(self, **parameters: Unpack[ErrorConfusionParameters]) -> Result:
        """Return which class was predicted for which other one, among the errors of type Cls.

        Raises
        ------
        UnknownNameError, QueryError
            As `error_analysis`.
        """
        return self._call("error_confusion", parameters)

    @with_signature(ErrorParameters)
    def near_miss(self, **parameters: Unpack[ErrorParameters]) -> Result:
        """Return the predictions of type Loc, with the label that they are near.

        Raises
        ------
        UnknownNameError, QueryError
            As `error_analysis`.
        """
        return self._call("near_miss", parameters)

    @with_signature(ErrorParameters)
    def duplicate_prediction(self, **parameters: Unpack[ErrorParameters]) -> Result:
        """Return the predictions of type Dupe, with the label and the prediction that has it.

        Raises
        ------
        UnknownNameError, QueryError
            As `error_analysis`.
        """
        return self._call("duplicate_prediction", parameters)

    @with_signature(ThresholdParameters)
    def threshold_choice(self, **parameters: Unpack[ThresholdParameters]) -> Result:
        """Return the confidence that serves an objective best, and what it gives.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`; also for an objective without its limit.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.threshold_choice(objective="recall_at_precision", at_least=0.9).columns[3]
        'confidence'
        """
        return self._call("threshold_choice", parameters)

    @with_signature(FrocParameters)
    def froc(self, **parameters: Unpack[FrocParameters]) -> Result:
        """Return the recall at so many false positives an item, for each of some limits.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`; also for limits that are no numbers from 0.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.froc(limits=[0.5, 1, 2]).columns[3:5]
        ('allowed_per_item', 'confidence')
        """
        return self._call("froc", parameters)
