"""What one reads first: the headline numbers, slices, and what became of everything."""

from typing import Any

from duckeval.report import specs
from duckeval.report.model import Figure, Material, Numbers, Panel, Section
from duckeval.report.numbers import beside
from duckeval.report.rows import Row
from duckeval.report.sections.changes import left_out
from duckeval.report.sections.tiles import SMALLEST, map_title, tiles

__all__ = ["outcomes", "slices", "summary"]

_MEASURES = {
    "map": "mAP",
    "mar": "mAR@.50:.95",
    "precision_micro": "precision",
    "recall_micro": "recall",
    "f1_micro": "F1",
    "precision_macro": "precision, mean of classes",
    "recall_macro": "recall, mean of classes",
    "f1_macro": "F1, mean of classes",
    "mean_iou": "mean IoU",
    "accuracy": "TP / (TP + FP + FN)",
    "true_positive_count": "true positives",
    "false_positive_count": "false positives",
    "false_negative_count": "false negatives",
    "prediction_count": "predictions",
    "label_count": "labels",
    "item_count": "items",
    "class_count": "classes",
}
_TILES = ("map", "precision_micro", "recall_micro", "f1_micro", "mean_iou")
_PLACES = {"tp": 0, "found": 0, "ignored": 2}
_NAMED = 4
"""Slices that the first sentences name at most."""


def summary(material: Material) -> Section:
    """Return the headline numbers."""
    name, title = "summary", "Summary"
    if reason := material.why_not("performance"):
        return Section(name, title, reason=reason)
    source = material.sources["performance"]
    of_set = {row["prediction_set"]: row for row in source.rows}
    titles = _MEASURES | {"map": map_title(material)}
    if all(row["map"] is None for row in of_set.values()):  # answers have no place
        titles["accuracy"] = "accuracy"
    first, *others = tiles(material, "performance", {each: titles[each] for each in _TILES})
    shown = (first, *tiles(material, "coco_summary", {"ap": "COCO AP"}), *others)
    rows = []
    for measure, what in titles.items():
        values: list[Any] = [of_set.get(each, {}).get(measure) for each in material.sets]
        if material.is_compared:
            values.append(None if None in values else values[1] - values[0])
        rows.append([what, *(_cell(value) for value in values)])
    columns = ["measure", *material.sets, *(["change"] if material.is_compared else [])]
    figure = Figure("summary-numbers", Numbers(columns, rows), (source,))
    return Section(name, title, _verdict(material, of_set, titles), (figure,), shown)


def slices(material: Material) -> Section | None:
    """Return the numbers of each slice, the slices of one expression together."""
    if "performance_by_slice" not in material.sources:
        return None
    source = material.sources["performance_by_slice"]
    figures = []
    for place, expression in enumerate(dict.fromkeys(row["slice_by"] for row in source.rows), 1):
        rows = [row for row in source.rows if row["slice_by"] == expression]
        panels = tuple(
            Panel(
                specs.class_dots(rows, measure, title, sets=material.sets, key="slice"), title
            )
            for measure, title in (("map", "mAP"), ("recall_micro", "recall"))
        )  # fmt: skip
        numbers = beside(
            rows,
            {"slice": "slice", "item_count": "items", "label_count": "labels"},
            {"map": "mAP", "precision_micro": "precision", "recall_micro": "recall"}
            | {"f1_micro": "F1"},
            material.sets,
        )
        title = "Saved slices" if expression is None else f"By {expression}"
        figures.append(Figure(f"slices-{place}", numbers, (source,), panels, title, size="half"))
    text = "Subsets of the items, each measured as if it were the whole data set."
    return Section("slices", "Slices", text, tuple(figures))


def outcomes(material: Material) -> Section:
    """Return what became of each prediction and of each label."""
    name, title = "outcome", "Outcome counts"
    if reason := material.why_not("outcome_count"):
        return Section(name, title, reason=reason)
    source = material.sources["outcome_count"]
    figures = []
    for what, text in (
        ("predictions", "True positives, and why the others find nothing."),
        ("labels", "Labels that are found, and why the others are missed."),
    ):
        rows = [{**row, "what": _outcome(row)} for row in source.rows if row["counted"] == what]
        rows.sort(key=lambda row: _PLACES.get(row["outcome"], 1))
        if not rows:
            continue
        keys = {"outcome": "outcome", "reason": "reason"}
        figures.append(
            Figure(
                f"outcome-{what}",
                beside(rows, keys, {"object_count": what}, material.sets),
                (source, material.sources["outcome" if what == "predictions" else "label_outcome"]),
                (Panel(specs.count_bars(rows, "what", what, sets=material.sets)),),
                what.capitalize(),
                text,
            )
        )  # fmt: skip
    return Section(name, title, "What became of everything that was predicted and labelled.",
                   tuple(figures))  # fmt: skip


def _outcome(row: Row) -> str:
    kind = {"tp": "true positive", "fp": "false positive"}.get(row["outcome"], row["outcome"])
    return str(
        kind
        if row["reason"] is None
        else f"{kind}: {row['reason'].replace('_', ' ').replace('iou', 'IoU')}"
    )


def _verdict(material: Material, of_set: dict[str, Row], titles: dict[str, str]) -> str:
    """Return in words whether the candidate is better."""
    if not material.is_compared:
        return ""
    before, after = (of_set.get(each, {}) for each in material.sets)
    better: list[str] = []
    worse: list[str] = []
    for measure in ("map", "precision_micro", "recall_micro", "f1_micro"):
        if before.get(measure) is None or after.get(measure) is None:
            continue
        change = after[measure] - before[measure]
        if abs(change) >= SMALLEST:
            (better if change > 0 else worse).append(titles[measure])
    baseline, candidate = material.sets
    if left_out(material):
        return (
            f"{candidate} and {baseline} are over different items, so that these numbers are of "
            "different things; the comparison below is over the items of both."
        )
    parts = [
        f"{word} {_list(names)}"
        for word, names in ((f"better than {baseline} in", better), ("worse in", worse))
        if names
    ]
    if not better and worse:
        parts = [f"worse than {baseline} in {_list(worse)}"]
    text = f"{candidate} is {' and '.join(parts) or f'as good as {baseline}'}"
    return f"{text}. {_worse_slices(material)}".strip()


def _worse_slices(material: Material) -> str:
    """Return in words in which of the slices that were asked for the candidate is worse."""
    if material.why_not("performance_by_slice"):
        return ""
    values: dict[tuple[Any, Any], dict[str, float | None]] = {}
    for row in material.sources["performance_by_slice"].rows:
        key = (row["slice_by"], row["slice"])
        values.setdefault(key, {})[row["prediction_set"]] = row["map"]
    changes = []
    for (expression, name), of_set in values.items():
        before, after = (of_set.get(each) for each in material.sets)
        if before is not None and after is not None and after - before <= -SMALLEST:
            where = f"{name}" if expression is None else f"{expression}: {name or '(none)'}"
            changes.append((after - before, f"{where} ({after - before:+.3f})"))
    if not changes:
        return ""
    worst = ", ".join(text for _, text in sorted(changes)[:_NAMED])
    return f"Its mAP is lower in {worst}."


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _cell(value: float | None) -> str | None:
    """Return a number of a table that mixes counts and fractions in one column."""
    if value is None:
        return None
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"
