"""Average precision of slices: exact numbers for those that the first-order effects bring up."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from duckeval.analysis.slice_search import Rates, Weakness, normal_tail
from duckeval.project.slice_items import half
from duckeval.project.slice_question import SliceQuestion

if TYPE_CHECKING:
    from duckeval.project.facade import Project
    from duckeval.project.sets import PredictionSet

__all__ = ["reranked"]


def reranked(
    project: "Project",
    question: SliceQuestion,
    chosen: "PredictionSet",
    weaknesses: Sequence[Weakness],
) -> tuple[Weakness, ...]:
    """Return slices with their own mean AP and that of the rest, surest first.

    Parameters
    ----------
    project : Project
        An open project.
    question : SliceQuestion
        What is asked for.
    chosen : PredictionSet
        The set that is meant.
    weaknesses : sequence of Weakness
        What the search over first-order effects found; their intervals keep their width.
    """
    exact = []
    for each in weaknesses:
        rows = project.rows(
            "performance",
            ("slice", "map"),
            {
                "predictions": chosen.name,
                "slice_by": f"case when {half(question)} then 'found' else 'held out' end "
                f"|| case when {each.predicate} then '' else ' rest' end",
                "item_filter": question.item_filter,
                "classes": question.classes or None,
                "iou_threshold": question.iou_threshold,
                "min_confidence": question.min_confidence,
                "protocol": question.protocol,
            },
        )
        maps = dict(rows)
        found = _measured(each.found, maps.get("found"), maps.get("found rest"))
        held_out = _measured(each.held_out, maps.get("held out"), maps.get("held out rest"))
        if found.height is not None and found.height > 0:
            exact.append(replace(each, found=found, held_out=held_out))
    return tuple(sorted(exact, key=lambda each: -(each.found.low or 0.0)))


def _measured(rates: Rates, value: float | None, rest: float | None) -> Rates:
    """Return exact rates, with intervals as wide as those of the first-order effect."""
    if value is None or rest is None:
        return Rates(rates.items, rates.weight)
    height = rest - value
    exact = replace(rates, rate=1 - value, rest_rate=1 - rest, height=height)
    if rates.height is None or rates.low is None or rates.error is None:
        return replace(exact, low=None, high=None, p=None)
    half_width = rates.height - rates.low
    p = normal_tail(height / rates.error) if rates.error else None
    return replace(exact, low=height - half_width, high=height + half_width, p=p)
