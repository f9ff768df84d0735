"""The macros about what a confidence is worth, from Python."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

from duckeval.project.measures import Measures
from duckeval.project.parameters import Parameters, with_signature
from duckeval.result import Result

__all__ = [
    "CalibrationParameters",
    "CalibrationSummaryParameters",
    "ConfidenceMeasures",
    "CurveParameters",
    "MatrixParameters",
    "StepParameters",
    "TogetherParameters",
]


class CalibrationSummaryParameters(Parameters, total=False):
    """Parameters of `calibration_summary`; None leaves the default of the macro."""

    bins: int | None
    per_class: bool | None


class CalibrationParameters(CalibrationSummaryParameters, total=False):
    """Parameters of `calibration`; None leaves the default of the macro."""

    binning: str | None


class StepParameters(Parameters, total=False):
    """Parameters of `threshold_performance`; None leaves the default of the macro."""

    steps: int | None
    spacing: str | None


class CurveParameters(TypedDict, total=False):
    """Parameters of `roc_curve`; None leaves the default of the macro."""

    predictions: str | None
    task: str | None
    item_filter: str | None
    slice_by: str | None
    slices: Sequence[str] | None
    classes: Sequence[str] | None


class MatrixParameters(CurveParameters, total=False):
    """Parameters of `probability_matrix`; None leaves the default of the macro."""

    rest_as: str | None


class TogetherParameters(TypedDict, total=False):
    """Parameters of `co_occurrence`; None leaves the default of the macro."""

    predictions: str | None
    item_filter: str | None
    label_filter: str | None
    slice_by: str | None
    slices: Sequence[str] | None
    classes: Sequence[str] | None
    compare_as: str | None
    item_scope: str | None
    protocol: str | None


class ConfidenceMeasures(Measures):
    """How far confidence is from being right, what every threshold gives, labels together."""

    @with_signature(CalibrationParameters)
    def calibration(self, **parameters: Unpack[CalibrationParameters]) -> Result:
        """Return how often predictions of a confidence are right, a row a bin of confidence.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`; also for bins that cannot be made.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.calibration(bins=5, binning="quantile").columns[8:10]
        ('mean_confidence', 'precision')
        """
        return self._call("calibration", parameters)

    @with_signature(CalibrationSummaryParameters)
    def calibration_summary(self, **parameters: Unpack[CalibrationSummaryParameters]) -> Result:
        """Return the calibration errors and the Brier score, a row a set and slice.

        Raises
        ------
        UnknownNameError, QueryError
            As `calibration`.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.calibration_summary(per_class=True).columns[9:12]
        ('ece', 'mce', 'ace')
        """
        return self._call("calibration_summary", parameters)

    @with_signature(StepParameters)
    def threshold_performance(self, **parameters: Unpack[StepParameters]) -> Result:
        """Return precision, recall and F1 at every confidence threshold, per class and for all.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`; also for steps that cannot be made.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.threshold_performance(steps=10).columns[3:5]
        ('threshold', 'prediction_count')
        """
        return self._call("threshold_performance", parameters)

    @with_signature(TogetherParameters)
    def co_occurrence(self, **parameters: Unpack[TogetherParameters]) -> Result:
        """Return how many items are labelled with both of two classes.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.co_occurrence().columns[2:5]
        ('class_a', 'class_b', 'item_count')
        """
        return self._call("co_occurrence", parameters)

    @with_signature(CurveParameters)
    def roc_curve(self, **parameters: Unpack[CurveParameters]) -> Result:
        """Return recall and the rate of false positives at each probability, a class at a time.

        Raises
        ------
        UnknownNameError, QueryError
            As `classification_performance`.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.roc_curve().columns[10:12]
        ('recall', 'false_positive_rate')
        """
        return self._call("roc_curve", parameters)

    @with_signature(MatrixParameters)
    def probability_matrix(self, **parameters: Unpack[MatrixParameters]) -> Result:
        """Return the mean probability of each class over the items labelled with another.

        Raises
        ------
        UnknownNameError, QueryError
            As `classification_performance`; also for `rest_as` without classes.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.probability_matrix().columns[3:5]
        ('label_class', 'predicted_class')
        """
        return self._call("probability_matrix", parameters)
