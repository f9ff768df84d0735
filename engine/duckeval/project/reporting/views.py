"""The files of a report: which queries, in which order, and why one is left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from duckeval.project.reporting.calls import Calls, literal
from duckeval.project.reporting.request import ReportRequest
from duckeval.project.sets import PredictionSet

__all__ = ["View", "views"]


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
    """

    name: str
    sql: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Plan:
    request: ReportRequest
    sets: Sequence[PredictionSet]
    calls: Calls


def views(request: ReportRequest, sets: Sequence[PredictionSet], calls: Calls) -> list[View]:
    """Return the views of a report, those that are left out among them."""
    plan = _Plan(request, sets, calls)
    found = []
    for name, write in _VIEWS.items():
        answer = write(plan)
        found.append(answer if isinstance(answer, View) else View(name, answer))
    return found


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
    missing = [each.name for each in plan.sets if not each.is_matched_coco]
    if missing:
        names = ", ".join(missing)
        return View("coco_summary", reason=f"not matched under protocol coco: {names}")
    return _ordered(plan.calls.each("coco_summary", protocol="coco"), "prediction_set, slice")


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
    "iou_distribution": _plain("iou_distribution", "slice, class_name, iou_low"),
    "confusion_matrix": _plain(
        "confusion_matrix", "slice, label_class nulls last, predicted_class nulls last"
    ),
    "error_analysis": _plain("error_analysis", "slice, error_type"),
    "comparison": _compared("comparison", "slice, class_name nulls first, measure"),
    "outcome_change": _compared("outcome_change", "label_id"),
    "outcome_change_summary": _compared("outcome_change_summary", "slice, class_name nulls first"),
}
