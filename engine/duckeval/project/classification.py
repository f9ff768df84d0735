"""The macros about classifications, from Python."""

from collections.abc import Sequence
from typing import Unpack

from duckeval.project.measures import Measures
from duckeval.project.parameters import OneSet, with_signature
from duckeval.result import Result

__all__ = [
    "ClassificationFoldParameters",
    "ClassificationParameters",
    "ClassificationSummaryParameters",
    "Classifying",
]


class ClassificationParameters(OneSet, total=False):
    """Parameters of `classification_class_performance`; None leaves the default of the macro."""

    task: str | None
    min_confidence: float | None
    item_filter: str | None
    label_filter: str | None
    prediction_filter: str | None
    slice_by: str | None
    slices: Sequence[str] | None
    classes: Sequence[str] | None
    item_scope: str | None
    class_set: str | None
    outside: str | None


class ClassificationSummaryParameters(ClassificationParameters, total=False):
    """Parameters of `classification_performance`; None leaves the default of the macro."""

    top: int | None


class ClassificationFoldParameters(OneSet, total=False):
    """Parameters of `fold_classification_performance`; None leaves the default of the macro."""

    min_confidence: float | None
    item_filter: str | None
    label_filter: str | None
    prediction_filter: str | None
    classes: Sequence[str] | None
    item_scope: str | None
    class_set: str | None
    outside: str | None
    top: int | None
    fold_by: str | None


class Classifying(Measures):
    """The macros about classifications as methods."""

    @with_signature(ClassificationFoldParameters)
    def fold_classification_performance(
        self, **parameters: Unpack[ClassificationFoldParameters]
    ) -> Result:
        """Return every measure of classifiers over the folds: mean, spread, interval, pooled value.

        Raises
        ------
        UnknownNameError, QueryError
            As `classification_performance`; also if `fold_by` is no expression over ``item``.
        """
        return self._call("fold_classification_performance", parameters)

    @with_signature(ClassificationSummaryParameters)
    def classification_performance(
        self, **parameters: Unpack[ClassificationSummaryParameters]
    ) -> Result:
        """Return accuracy, macro, micro and weighted rates and more, a row a set and slice.

        Raises
        ------
        UnknownNameError
            If a set, slice, class or word is not known.
        QueryError
            If a filter is no predicate over its table, or there is no such classification.

        Examples
        --------
        >>> import duckeval, pyarrow as pa
        >>> with duckeval.open(":memory:") as project:
        ...     labels = pa.table({"item_key": ["a", "b"], "class_name": ["rain", "sun"]})
        ...     _ = project.load_labels(labels, task="weather", kind="multiclass")
        ...     said = pa.table({"item_key": ["a", "b"], "rain": [0.75, 0.5], "sun": [0.25, 0.5]})
        ...     _ = project.load_predictions(said, task="weather", set_name="v1")
        ...     project.classification_performance().rows()[0]["accuracy"]
        0.5
        """
        return self._call("classification_performance", parameters)

    @with_signature(ClassificationParameters)
    def classification_class_performance(
        self, **parameters: Unpack[ClassificationParameters]
    ) -> Result:
        """Return counts, precision, recall, F1, ROC AUC and AP, a row a set, slice and class.

        Raises
        ------
        UnknownNameError, QueryError
            As `classification_performance`.
        """
        return self._call("classification_class_performance", parameters)
