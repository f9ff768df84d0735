"""The files of a report: which queries, in which order, and why one is left out."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from duckeval.project.reporting.calls import Calls, literal
from duckeval.project.reporting.request import ReportRequest
from duckeval.project.reporting.searches import Search, searches
from duckeval.project.sets import PredictionSet

__all__ = ["View", "views"]

SURE = 0.5
"""The least confidence of a prediction that is held against the labels."""


@dataclass(frozen=True, slots=True)
class View:
    """One file of the bundle.

    Attributes
    ----------
    name : str
        Its name; the file is called so.
    sql : str
        The query, with a total order; empty where the view is left out.
    reason : str
        Why it is left out; empty where it is not.
    search : Search, optional
        Where the rows are no query's: the search that finds them.
    """

    name: str
    sql: str = ""
    reason: str = ""
    search: Search | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    request: ReportRequest
    sets: Sequence[PredictionSet]
    calls: Calls
    strongest: Callable[[], list[str]]


def views(
    request: ReportRequest,
    sets: Sequence[PredictionSet],
    calls: Calls,
    strongest: Callable[[], list[str]],
    only: Collection[str] | None = None,
) -> Iterator[View]:
    """Give the views of a report one by one, those that are left out among them.

    Parameters
    ----------
    request : ReportRequest
        What is asked for.
    sets : sequence of PredictionSet
        The prediction sets, the baseline first.
    calls : Calls
        Writes the calls of macros.
    strongest : callable
        Returns the metrics that go together with success most, once the view `metric_correlation`
        is written.
    only : collection of str, optional
        The names of those that are wanted; all of them when left out.
    """
    plan = _Plan(request, sets, calls, strongest)
    for name, write in _VIEWS.items():
        if only is not None and name not in only:
            continue
        answer = write(plan)
        yield answer if isinstance(answer, View) else View(name, answer)


def _ordered(sql: str, keys: str) -> str:
    return f"{sql}\norder by {keys}"


def _plain(macro: str, keys: str) -> Callable[[_Plan], str | View]:
    def write(plan: _Plan) -> str | View:
        if not plan.calls.has(macro):
            return View(macro, reason=f"this project has no macro {macro}")
        return _ordered(plan.calls.each(macro), f"prediction_set, {keys}")

    return write


def _performance_by_slice(plan: _Plan) -> str | View:
    request = plan.request
    parts = [
        plan.calls.each("performance", f"{literal(expression)} as slice_by, *", slice_by=expression)
        for expression in dict.fromkeys(request.by)
    ]
    if request.slices:
        names = list(dict.fromkeys(request.slices))
        parts.append(plan.calls.each("performance", "null::varchar as slice_by, *", slices=names))
    if not parts:
        return View("performance_by_slice", reason="neither --by nor --slice was given")
    return _ordered(Calls.union(parts), "slice_by nulls last, prediction_set, slice nulls last")


def _coco_summary(plan: _Plan) -> str | View:
    missing = [each.name for each in plan.sets if not each.is_matched("coco")]
    if missing:
        names = ", ".join(missing)
        return View("coco_summary", reason=f"not matched under protocol coco: {names}")
    return _ordered(plan.calls.each("coco_summary", protocol="coco"), "prediction_set, slice")


def _metric_performance(plan: _Plan) -> str | View:
    name = "metric_performance"
    if not plan.calls.has(name):
        return View(name, reason=f"this project has no macro {name}")
    metrics = plan.request.metrics or plan.strongest()
    if not metrics:
        return View(name, reason="no metric has enough values")
    # The same bins for both sets, so that they can be laid over each other.
    parts = [plan.calls.each(name, of_metric=each, edges_from="all") for each in metrics]
    places = ", ".join(literal(each) for each in metrics)
    order = f"list_position([{places}], metric), prediction_set, metric_low nulls last, bin"
    return _ordered(f"from (\n{Calls.union(parts)}\n)", order)


def _worst_slice(plan: _Plan) -> View:
    return View("worst_slice", search=searches(plan.request, plan.sets))


def _label_error_candidate(plan: _Plan) -> str | View:
    # Only a sure prediction says anything against a label.
    least = max(plan.request.min_confidence or 0, SURE)
    call = plan.calls.each("label_error_candidate", min_confidence=least)
    return _ordered(call, "prediction_set, score desc, kind, label_id, prediction_id")


def _compared(macro: str, keys: str) -> Callable[[_Plan], str | View]:
    def write(plan: _Plan) -> str | View:
        if len(plan.sets) == 1:
            return View(macro, reason="there is no set to compare with: see --against")
        if not plan.calls.has(macro):
            return View(macro, reason=f"this project has no macro {macro}")
        names = {"baseline_set": plan.sets[0].name, "candidate_set": plan.sets[1].name}
        return _ordered(f"select * from {plan.calls.one(macro, **names)}", keys)  # noqa: S608

    return write


_VIEWS: dict[str, Callable[[_Plan], str | View]] = {
    "performance": _plain("performance", "slice"),
    "performance_by_slice": _performance_by_slice,
    "coco_summary": _coco_summary,
    "class_performance": _plain("class_performance", "slice, class_name"),
    "best_threshold": _plain("best_threshold", "slice, class_name nulls first"),
    "outcome": _plain("outcome", "prediction_id"),
    "label_outcome": _plain("label_outcome", "label_id"),
    "precision_recall_curve": _plain("precision_recall_curve", "slice, class_name, rank"),
    "calibration": _plain("calibration", "slice, bin"),
    "calibration_summary": _plain("calibration_summary", "slice"),
    "iou_distribution": _plain("iou_distribution", "slice, class_name, iou_low"),
    "confusion_matrix": _plain(
        "confusion_matrix", "slice, label_class nulls last, predicted_class nulls last"
    ),
    "metric_correlation": _plain(
        "metric_correlation", "slice, target desc, score, abs(pearson) desc nulls last, metric"
    ),
    "metric_performance": _metric_performance,
    "error_analysis": _plain("error_analysis", "slice, error_type"),
    "worst_slice": _worst_slice,
    "label_error_candidate": _label_error_candidate,
    "comparison": _compared("comparison", "slice, class_name nulls first, measure"),
    "outcome_change": _compared("outcome_change", "label_id"),
    "outcome_change_summary": _compared("outcome_change_summary", "slice, class_name nulls first"),
}
