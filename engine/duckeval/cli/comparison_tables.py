"""What ``compare`` prints for people: what is compared, then a table for each question."""

from typing import TYPE_CHECKING, Any

from duckeval.cli.messages import count
from duckeval.cli.output import Table
from duckeval.cli.summary import threshold_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckeval.project.compare import Compared, Row

__all__ = ["comparison_tables"]

_COUNTS = {
    "prediction_count": "predictions",
    "true_positive_count": "TP",
    "false_positive_count": "FP",
    "false_negative_count": "FN",
}
_RATES = {
    "map": "mAP",
    "mar": "mAR@.50:.95",
    "precision_micro": "precision",
    "recall_micro": "recall",
    "f1_micro": "F1",
    "precision_macro": "macro precision",
    "recall_macro": "macro recall",
    "f1_macro": "macro F1",
    "mean_iou": "mean IoU",
    "accuracy": "accuracy",
}
_OF_SLICES = {"map": "mAP", "precision_micro": "precision", "recall_micro": "recall"}
_OF_TAGGED_SLICES = {"accuracy": "accuracy", "f1_macro": "macro F1"}
_OF_OBJECTS = ("map", "mar", "mean_iou")
"""Measures that a classification does not have."""
_OF_CLASSES = {"ap": "AP", "precision": "precision", "recall": "recall", "f1": "F1"}


def comparison_tables(found: "Compared", *, per_class: bool) -> list[Table | str]:
    """Return a table of all items, one for each way to slice, and those of the classes."""
    parameters = found.question.parameters
    at = f"@{threshold_text(parameters['iou_threshold'])}"
    tables: list[Table | str] = ["\n".join(_opening(found))]
    groups = _groups(found.rows)
    whole = groups.pop((None, True))
    tables.append(_measures(found, whole, at))
    for (expression, _), rows in groups.items():
        tables.append(_by_slice(found, rows, expression or "slice", at))
        tables.append(_changes(found, expression))
    if per_class:
        tables += [
            _by_class(found, rows, expression, at, is_whole=is_whole)
            for (expression, is_whole), rows in _groups(found.rows).items()
        ]
    return tables


def _opening(found: "Compared") -> list[str]:
    question, parameters = found.question, found.question.parameters
    items = _values(found.rows, "all", None).get("item_count", {})
    left_out = _values(found.rows, "all", None).get("left_out_item_count", {})
    least = parameters["min_confidence"]
    sign = ">" if parameters["protocol"] == "voc" else ">="
    confidence = "any confidence" if least is None else f"confidence >= {least:g}"
    on = count(int(items.get("baseline") or 0), "item")
    rule = f"protocol {parameters['protocol']}, IoU {sign} {parameters['iou_threshold']:g}"
    way = "" if found.compared_as is None else f", compared as {found.compared_as}"
    lines = [
        f"{question.candidate} against {question.baseline} on {on}",
        confidence if found.is_classification else f"{rule}, {confidence}{way}",
    ]
    if len(set(found.datasets)) > 1:
        lines.append(f"items of {' and '.join(found.datasets)} are the same by their item_key")
    lines += [
        f"{count(int(left_out[side]), 'item')} that only {name} is over left out"
        for side, name in (("baseline", question.baseline), ("candidate", question.candidate))
        if left_out.get(side)
    ]
    if parameters["item_filter"] is not None:
        lines.append(f"only items where {parameters['item_filter']}")
    if parameters["classes"]:
        lines.append(f"only classes {', '.join(parameters['classes'])}")
    for change in found.changes:
        if change["slice_by"] is None and change["slice"] == "all" and change["class_name"] is None:
            lines.append(_change_line(change))
            break
    if question.resamples:
        lines.append(
            f"intervals: 95 %, paired bootstrap over items, {question.resamples} resamples, "
            f"seed {question.seed}"
        )
    if question.permutations:
        lines.append(
            f"p: permutation test over items, {question.permutations} permutations, "
            f"seed {question.seed}"
        )
    return lines


def _change_line(change: "Row") -> str:
    text = (
        f"labels: {change['both_count']} found by both, {change['fixed_count']} fixed, "
        f"{change['broken_count']} broken, {change['neither_count']} found by neither"
    )
    p_value = change["p_value"]
    return text if p_value is None else f"{text}; McNemar p = {p_value:.4g}"


def _groups(rows: "Sequence[Row]") -> "dict[tuple[str | None, bool], list[Row]]":
    """Return the rows of each way to slice; the first is all items."""
    groups: dict[tuple[str | None, bool], list[Row]] = {(None, True): []}
    for row in rows:
        is_whole = row["slice_by"] is None and row["slice"] == "all"
        groups.setdefault((row["slice_by"], is_whole), []).append(row)
    return groups


def _measures(found: "Compared", rows: "Sequence[Row]", at: str) -> Table:
    values = _values(rows, "all", None)
    heads = ["measure", found.question.baseline, found.question.candidate, "delta"]
    heads += ["from", "to", "P(delta > 0)"] if found.question.resamples else []
    heads += ["p"] if found.question.permutations else []
    lines = []
    for measure, name in (_COUNTS | _RATES).items():
        row = values[measure]
        if found.is_classification and measure in _OF_OBJECTS:
            continue
        line: list[str | None] = [f"{name}{at}" if measure == "map" else name]
        line += [_text(row[side], measure) for side in ("baseline", "candidate")]
        line += [_difference(row["delta"], measure), *_ends(found, row)]
        line += [_text(row["probability_greater"])] if found.question.resamples else []
        line += [_text(row["permutation_p"])] if found.question.permutations else []
        lines.append(tuple(line))
    return Table(heads, lines)


def _by_slice(found: "Compared", rows: "Sequence[Row]", title: str, at: str) -> Table:
    heads = [title, "items"]
    shown = _OF_TAGGED_SLICES if found.is_classification else _OF_SLICES
    for measure, name in shown.items():
        heads += [f"{name}{at}" if measure == "map" else name, "delta"]
        heads += _certainty(found) if measure == next(iter(shown)) else []
    lines = []
    for name in dict.fromkeys(row["slice"] for row in rows):
        values = _values(rows, name, None)
        line: list[Any] = [name, int(values["item_count"]["baseline"])]
        for measure in shown:
            row = values[measure]
            line += [row["candidate"], _difference(row["delta"], measure)]
            line += _how_certain(found, row) if measure == next(iter(shown)) else []
        lines.append(tuple(line))
    return Table(heads, lines)


def _changes(found: "Compared", expression: str | None) -> Table:
    """Return how many labels of each slice were fixed and broken."""
    heads = [expression or "slice", "labels", "both", "fixed", "broken", "neither", "McNemar p"]
    lines = [
        (
            row["slice"],
            *(row[f"{each}_count"] for each in ("label", "both", "fixed", "broken", "neither")),
            None if row["p_value"] is None else f"{row['p_value']:.4g}",
        )
        for row in found.changes
        if row["class_name"] is None
        and row["slice_by"] == expression
        and (expression is not None or row["slice"] in found.question.slices)
    ]
    return Table(heads, lines)


def _by_class(
    found: "Compared",
    rows: "Sequence[Row]",
    expression: str | None,
    at: str,
    *,
    is_whole: bool,
) -> Table:
    heads = [] if is_whole else [expression or "slice"]
    heads += ["class", "labels"]
    shown = {name: text for name, text in _OF_CLASSES.items()
             if name != "ap" or not found.is_classification}  # fmt: skip
    first = next(iter(shown))
    for measure, name in shown.items():
        heads += [f"{name}{at}" if measure == "ap" else name, "delta"]
        heads += _certainty(found) if measure == first else []
    lines = []
    for key in dict.fromkeys((row["slice"], row["class_name"]) for row in rows):
        if key[1] is not None:
            values = _values(rows, *key)
            line: list[Any] = [*([] if is_whole else [key[0]]), key[1]]
            line.append(int(values["label_count"]["candidate"]))
            for measure in shown:
                row = values[measure]
                line += [row["candidate"], _difference(row["delta"], measure)]
                line += _how_certain(found, row) if measure == first else []
            lines.append(tuple(line))
    return Table(heads, lines)


def _values(
    rows: "Sequence[Row]", slice_name: str | None, class_name: str | None
) -> "dict[str, Row]":
    return {
        row["measure"]: row
        for row in rows
        if (row["slice"], row["class_name"]) == (slice_name, class_name)
    }


def _certainty(found: "Compared") -> list[str]:
    """Return the heads of the columns beside a difference that say how certain it is."""
    tested = ["p"] if found.question.permutations else []
    return (["from", "to"] if found.question.resamples else []) + tested


def _how_certain(found: "Compared", row: "Row") -> list[str | None]:
    tested = [_text(row["permutation_p"])] if found.question.permutations else []
    return _ends(found, row) + tested


def _ends(found: "Compared", row: "Row") -> list[str | None]:
    """Return both ends of the interval of a difference, if there are intervals."""
    if not found.question.resamples:
        return []
    return [_difference(row[end], row["measure"]) for end in ("delta_low", "delta_high")]


def _text(value: float | None, measure: str = "") -> str | None:
    """Return a number as text: counts whole."""
    if value is None:
        return None
    return f"{value:,.0f}" if measure.endswith("_count") else f"{value:.4f}"


def _difference(value: float | None, measure: str) -> str | None:
    """Return a difference as text, with its sign."""
    if value is None:
        return None
    return f"{value:+,.0f}" if measure.endswith("_count") else f"{value:+.4f}"
