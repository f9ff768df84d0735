"""The parameters that the macros share: their types, their meaning, and the names they take."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from inspect import Parameter, Signature
from typing import Any, TypedDict, TypeVar, get_type_hints

from duckeval.errors import UnknownNameError
from duckeval.store import Store
from duckeval.types import ClassScope, ClassSet, Interpolation, ItemScope, Outside, Protocol

__all__ = [
    "MEANINGS",
    "ChangeFilters",
    "ChangeParameters",
    "ComparisonParameters",
    "ConfusionParameters",
    "DuplicateParameters",
    "Filters",
    "FoldParameters",
    "IouDistributionParameters",
    "JointParameters",
    "MetricCorrelationParameters",
    "MetricPairParameters",
    "MetricPerformanceParameters",
    "ObjectFilters",
    "OneSet",
    "Parameters",
    "ProtocolParameters",
    "SimilarParameters",
    "VersionParameters",
    "prepared",
    "with_signature",
]

Method = TypeVar("Method", bound=Callable[..., Any])


class OneSet(TypedDict, total=False):
    """The prediction set of a macro that is about one, or about all."""

    predictions: str | None


class TwoSets(TypedDict, total=False):
    """The prediction sets of a macro that compares them."""

    baseline_set: str | None
    candidate_set: str | None


class ObjectFilters(TypedDict, total=False):
    """Which objects count; None leaves the default of the macro."""

    iou_threshold: float | None
    min_confidence: float | None
    item_filter: str | None
    label_filter: str | None
    prediction_filter: str | None
    classes: Sequence[str] | None
    compare_as: str | None


class MatchFilters(ObjectFilters, total=False):
    """Which objects count, and how they are matched."""

    item_scope: str | None
    protocol: str | None
    class_scope: str | None
    outside: str | None


class Filters(OneSet, MatchFilters, total=False):
    """Parameters of `outcome` and `label_outcome`; None leaves the default of the macro."""


class Parameters(Filters, total=False):
    """Parameters of every other macro; None leaves the default of the macro."""

    slice_by: str | None
    slices: Sequence[str] | None
    class_set: str | None
    interpolation: str | None


class ProtocolParameters(OneSet, total=False):
    """Parameters of `protocol_comparison`; None leaves the default of the macro."""

    iou_threshold: float | None
    min_confidence: float | None
    item_filter: str | None
    slice_by: str | None
    slices: Sequence[str] | None
    classes: Sequence[str] | None
    compare_as: str | None
    item_scope: str | None


class FoldParameters(Filters, total=False):
    """Parameters of `fold_performance`; None leaves the default of the macro."""

    class_set: str | None
    interpolation: str | None
    fold_by: str | None


class ChangeFilters(TwoSets, MatchFilters, total=False):
    """Parameters of `outcome_change`; None leaves the default of the macro."""


class ChangeParameters(ChangeFilters, total=False):
    """Parameters of `outcome_change_summary`; None leaves the default of the macro."""

    slice_by: str | None
    slices: Sequence[str] | None


class ComparisonParameters(ChangeParameters, total=False):
    """Parameters of `comparison`; None leaves the default of the macro."""

    class_set: str | None
    interpolation: str | None


class IouDistributionParameters(Parameters, total=False):
    """Parameters of `iou_distribution`; None leaves the default of the macro."""

    bins: int | None


class JointParameters(Parameters, total=False):
    """Parameters of `joint_performance`; None leaves the default of the macro."""

    alpha: float | None
    segment: Sequence[str] | None


class ConfusionParameters(Parameters, total=False):
    """Parameters of `confusion_matrix`; None leaves the default of the macro."""

    rest_as: str | None


class DuplicateParameters(OneSet, ObjectFilters, total=False):
    """Parameters of `duplicate_candidate`; None leaves the default of the macro."""

    max_uniqueness: float | None


class SimilarParameters(TypedDict, total=False):
    """Parameters of `similar_item`; None leaves the default of the macro."""

    item_filter: str | None
    k: int | None
    embedding: str | None
    distance_kind: str | None


class MetricCorrelationParameters(Parameters, total=False):
    """Parameters of `metric_correlation`; None leaves the default of the macro."""

    n_min: int | None
    within_class: bool | None
    given: str | None


class MetricPerformanceParameters(Parameters, total=False):
    """Parameters of `metric_performance`; None leaves the default of the macro."""

    of_metric: str | None
    bins: int | None
    binning: str | None
    edges: Sequence[float] | None
    edges_from: str | None
    per_class: bool | None


class MetricPairParameters(MetricPerformanceParameters, total=False):
    """Parameters of `metric_performance_2d`; None leaves the default of the macro."""

    and_metric: str | None
    and_bins: int | None
    and_binning: str | None
    and_edges: Sequence[float] | None


class VersionParameters(TypedDict, total=False):
    """Parameters of `label_change`; None leaves the default of the macro."""

    from_dataset: str | None
    to_dataset: str | None
    item_filter: str | None
    classes: Sequence[str] | None


MEANINGS: dict[str, str] = {
    "predictions": "name of a prediction set; all sets when left out",
    "iou_threshold": "a true positive needs at least this IoU (protocol voc: more than this)",
    "task": "name of a classification; all when left out",
    "top": "top_accuracy asks for the label among so many most probable classes",
    "min_confidence": "predictions below this confidence are not there",
    "item_filter": "SQL predicate over item: only these items",
    "label_filter": "SQL predicate over label (and class_name): only these labels count",
    "prediction_filter": "SQL predicate over prediction (and class_name): only these count",
    "slice_by": "SQL expression over item; each of its values is a slice",
    "slices": "names of saved slices; they may overlap",
    "classes": "names of classes: every count and mean is over these only",
    "compare_as": "shape to compare: box, or the shape of the set itself when left out",
    "item_scope": "all items of the data set, or only the predicted ones",
    "protocol": "closest, coco or voc: which prediction finds which label",
    "class_scope": "same_class, or any_class to match over the borders of classes",
    "class_set": "observed, labelled or declared: the classes that means are taken over",
    "interpolation": "101, 11 or all: the recalls at which precision is read",
    "outside": "ignore, drop or static: what becomes of rows that a filter leaves out",
    "rest_as": "name under which classes that are not asked for are counted, instead of left out",
    "steps": "so many equal steps of confidence; every confidence that occurs when left out",
    "spacing": "equal: steps of confidence; quantile: steps of the share of predictions shown",
    "objective": "f_beta, recall_at_precision, precision_at_recall, cost or "
    "false_positives_per_item",
    "beta": "weight of recall in F_beta; 1 weighs both alike, 2 recall more",
    "at_least": "the precision, or the recall, that must be reached",
    "at_most": "the false positives an item that are allowed",
    "alpha": "how far a correct keypoint may lie, as a share of the reference length",
    "segment": "two keypoints whose distance is the reference length",
    "limits": "false positives an item, each a row: a list of numbers from 0",
    "distances": "how far a line may lie off, each a row: in the unit of the coordinates",
    "scale": "the scale of the matching of the lines that are meant; no distance is larger",
    "false_positive_cost": "what a false positive costs",
    "false_negative_cost": "what a missed label costs",
    "chosen_on": "SQL predicate over item: the confidence is chosen on these items",
    "background_threshold": "an overlap of no more IoU than this is background; from 0.1",
    "max_detections": "only so many predictions of an item, the most confident ones",
    "baseline_set": "set that is compared with; when left out, the one loaded before the candidate",
    "candidate_set": "set that is compared; when left out, the one loaded last",
    "k": "at most so many items of each data set",
    "embedding": "name of the column of item that holds a list of numbers",
    "distance_kind": "euclidean or cosine",
    "from_dataset": "the older version as NAME@VERSION; the one loaded before when left out",
    "to_dataset": "the newer version as NAME@VERSION; every version when left out",
    "max_uniqueness": "items of this uniqueness or less are nearly the same as another",
    "bins": "number of bins: of IoU between 0 and 1, or of the metric",
    "of_metric": "column of item, label or prediction; an object's own, or else its item's",
    "binning": "quantile, equal_width, custom (at edges) or categorical: how bins are made",
    "edges": "the edges of custom bins, two or more, in any order",
    "and_metric": "the second metric, a column like the first",
    "and_bins": "number of bins of the second metric; that of the first when left out",
    "and_binning": "as binning, for the second metric; quantile, or custom with and_edges",
    "and_edges": "as edges, for the second metric",
    "edges_from": "slice: each slice has its bins; all: one set of bins from the whole file",
    "n_min": "with fewer objects than this a correlation is null, with a reason",
    "within_class": "whether to correlate in each class and average, weighted by its objects",
    "given": "metric that is held fixed: pearson is the partial correlation then",
    "per_class": "whether there are also rows for each class",
    "min_per_class": "items that each class needs, in all and in each training part",
    "recommended": "items that each class had better have",
    "max_distance": "embeddings no further apart than this are nearly the same; 0: only equal ones",
    "fold_by": "SQL expression over item: its values are the folds; the column fold when left out",
    "group_by": "SQL expression over item: the items of one value belong together",
}

_WORDS: dict[str, type[StrEnum]] = {
    "protocol": Protocol,
    "outside": Outside,
    "class_scope": ClassScope,
    "class_set": ClassSet,
    "interpolation": Interpolation,
    "item_scope": ItemScope,
}
_SETS = (
    "prediction set",
    "select prediction_set_name from prediction_set order by prediction_set_id",
)
_NAMES = {
    "predictions": _SETS,
    "baseline_set": _SETS,
    "candidate_set": _SETS,
    "task": ("task", "select task_name from task where task_id > 1 order by task_id"),
    "slices": ("slice", "select slice_name from slice order by slice_id"),
    "classes": ("class", "select class_name from class order by class_id"),
}
_LISTS = {"slices", "classes"}


def prepared(store: Store, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that were given, as values that can be bound.

    Raises
    ------
    UnknownNameError
        If a set, a slice, a class or one of the words is not known; it lists those that are.
    """
    bound: dict[str, Any] = {}
    for name, value in given.items():
        if value is None:
            continue
        if name in _LISTS:
            bound[name] = [value] if isinstance(value, str) else [str(each) for each in value]
        elif isinstance(value, str):
            bound[name] = str(value)  # a member of an enumeration becomes a plain text
        else:
            bound[name] = value
    for name, words in _WORDS.items():
        if name in bound:
            _check(name, [str(bound[name])], list(words))
    for name, (kind, names) in _NAMES.items():
        if name in bound:
            asked = bound[name] if name in _LISTS else [bound[name]]
            _check(kind, asked, [row[0] for row in store.run(names)])
    return bound


def with_signature(parameters: type) -> Callable[[Method], Method]:
    """Return a decorator that shows ``**parameters`` one by one in help() and notebooks."""

    def decorate(method: Method) -> Method:
        shown = [Parameter("self", Parameter.POSITIONAL_OR_KEYWORD)]
        shown += [
            Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=hint)
            for name, hint in get_type_hints(parameters).items()
        ]
        method.__signature__ = Signature(shown)  # type: ignore[attr-defined]
        return method

    return decorate


def _check(kind: str, asked: Iterable[str], known: Sequence[str]) -> None:
    for name in asked:
        if name not in known:
            raise UnknownNameError.of(kind, name, known)
