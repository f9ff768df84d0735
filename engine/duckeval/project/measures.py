"""One method for each macro: the numbers, from Python."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from duckeval.project.diagnosis import translated
from duckeval.project.parameters import (
    ConfusionParameters,
    Filters,
    FoldParameters,
    IouDistributionParameters,
    JointParameters,
    Parameters,
    ProtocolParameters,
    prepared,
    with_signature,
)
from duckeval.result import Result
from duckeval.store import Store

__all__ = ["Measures"]


class Measures:
    """The macros as methods; each returns the rows of its macro, ordered by all their columns.

    Every parameter is optional, and means what ``duckeval describe performance`` says of it.
    """

    _store: Store

    @with_signature(Parameters)
    def performance(self, **parameters: Unpack[Parameters]) -> Result:
        """Return counts, mAP at the IoU threshold, precision, recall and F1, a row a set and slice.

        Raises
        ------
        UnknownNameError
            If a set, slice, class or word is not known.
        QueryError
            If a filter is no predicate over its table, or the parameters do not go together.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.performance(iou_threshold=0.75).columns[:3]
        ('prediction_set', 'slice', 'item_count')
        """
        return self._call("performance", parameters)

    @with_signature(Parameters)
    def class_performance(self, **parameters: Unpack[Parameters]) -> Result:
        """Return precision, recall, F1, AP and AR, a row a set, slice and class.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.
        """
        return self._call("class_performance", parameters)

    @with_signature(Parameters)
    def coco_summary(self, **parameters: Unpack[Parameters]) -> Result:
        """Return COCO's twelve numbers, a row a set and slice; protocol coco unless said otherwise.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.
        """
        return self._call("coco_summary", parameters)

    @with_signature(Filters)
    def outcome(self, **parameters: Unpack[Filters]) -> Result:
        """Return what became of each prediction, and why: tp, fp or ignored.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.
        """
        return self._call("outcome", parameters)

    @with_signature(Filters)
    def label_outcome(self, **parameters: Unpack[Filters]) -> Result:
        """Return what became of each label, and why: found, missed or ignored.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.
        """
        return self._call("label_outcome", parameters)

    @with_signature(Parameters)
    def precision_recall_curve(self, **parameters: Unpack[Parameters]) -> Result:
        """Return precision and recall after each prediction of a class, best confidence first.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.
        """
        return self._call("precision_recall_curve", parameters)

    @with_signature(IouDistributionParameters)
    def iou_distribution(self, **parameters: Unpack[IouDistributionParameters]) -> Result:
        """Return how many predictions of a class have which IoU with their label.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.
        """
        return self._call("iou_distribution", parameters)

    @with_signature(JointParameters)
    def joint_performance(self, **parameters: Unpack[JointParameters]) -> Result:
        """Return how often and how closely each keypoint of a class is found: PCK and PCKh.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`; also for a segment whose joints a class does not have.
        """
        return self._call("joint_performance", parameters)

    @with_signature(ConfusionParameters)
    def confusion_matrix(self, **parameters: Unpack[ConfusionParameters]) -> Result:
        """Return which class was predicted for which label; null is the background.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`; also for an IoU threshold below 0.1.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.confusion_matrix().columns[2:]
        ('label_class', 'predicted_class', 'object_count', 'label_share', 'predicted_share')
        """
        return self._call("confusion_matrix", parameters)

    @with_signature(Parameters)
    def class_confusion(self, **parameters: Unpack[Parameters]) -> Result:
        """Return how often each of two classes is called the other, and whether both ways.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`; also for an IoU threshold below 0.1.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.class_confusion().columns[2:6]
        ('rank', 'class_a', 'class_b', 'a_as_b_count')
        """
        return self._call("class_confusion", parameters)

    @with_signature(Parameters)
    def best_threshold(self, **parameters: Unpack[Parameters]) -> Result:
        """Return the confidence of the highest F1, a row a set, slice and class (null: all).

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.
        """
        return self._call("best_threshold", parameters)

    @with_signature(FoldParameters)
    def fold_performance(self, **parameters: Unpack[FoldParameters]) -> Result:
        """Return every measure over the folds: mean, spread, interval and the pooled value.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`; also if `fold_by` is no expression over ``item``.
        """
        return self._call("fold_performance", parameters)

    @with_signature(ProtocolParameters)
    def protocol_comparison(self, **parameters: Unpack[ProtocolParameters]) -> Result:
        """Return AP by every rule, class set and interpolation, and what each step changes.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.
        """
        return self._call("protocol_comparison", parameters)

    def _call(self, macro: str, given: Mapping[str, Any]) -> Result:
        sql, bound = self._macro(macro, given)
        with translated(sql, bound):
            return Result(self._store.table(sql, bound or None))

    def rows(
        self, macro: str, columns: Sequence[str], given: Mapping[str, Any]
    ) -> list[tuple[Any, ...]]:
        """Return some columns of a macro as tuples, without loading Arrow."""
        sql, bound = self._macro(macro, given, columns)
        with translated(sql, bound):
            return self._store.run(sql, bound or None)

    def _macro(
        self, macro: str, given: Mapping[str, Any], columns: Sequence[str] = ("*",)
    ) -> tuple[str, dict[str, Any]]:
        bound = prepared(self._store, given)
        # Names of macros, columns and parameters are ours; every value is bound.
        arguments = ", ".join(f"{name} := ${name}" for name in bound)
        return f"select {', '.join(columns)} from {macro}({arguments}) order by all", bound  # noqa: S608
