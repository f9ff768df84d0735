"""``compare``: two prediction sets side by side, and whether the newer one may pass."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duckeval.cli.app import Command, database_option, where_options
from duckeval.cli.messages import count, note, say
from duckeval.cli.opening import reading
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.summary import threshold_text
from duckeval.errors import GateFailed, UsageError

if TYPE_CHECKING:
    from duckeval.project.compare import Compared, Row

__all__ = ["compare", "limit_of"]

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
    "precision_macro": "precision, mean of classes",
    "recall_macro": "recall, mean of classes",
    "f1_macro": "F1, mean of classes",
    "mean_iou": "mean IoU",
    "accuracy": "accuracy",
}
_OF_SLICES = {"map": "mAP", "precision_micro": "precision", "recall_micro": "recall"}
_OF_CLASSES = {"ap": "AP", "precision": "precision", "recall": "recall", "f1": "F1"}


@click.command(
    cls=Command,
    example="""
    duckeval compare v1 v2 --by weather
    duckeval compare v1 v2 --slice night --intervals
    duckeval compare v1 v2 --slice night --fail-under map=-0.01
    """,
)
@click.argument("baseline")
@click.argument("candidate")
@click.option(
    "--by",
    metavar="EXPR",
    multiple=True,
    help="Also a row for each value of this SQL expression over item; can be repeated.",
)
@click.option(
    "--slice", "slices", metavar="NAME", multiple=True, help="Also a row for this saved slice."
)
@where_options
@click.option(
    "--iou",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="IoU that a true positive needs.",
)
@click.option(
    "--confidence", type=float, metavar="C", help="Leave out predictions below this confidence."
)
@click.option(
    "--protocol",
    type=click.Choice(["closest", "coco", "voc"]),
    default="closest",
    show_default=True,
    help="The rule that says which prediction finds which label.",
)
@click.option("--per-class", is_flag=True, help="Also the numbers of each class.")
@click.option(
    "--intervals", is_flag=True, help="95 % intervals from a paired bootstrap over the items."
)
@click.option(
    "--resamples",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Resamples of the bootstrap.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the bootstrap.")
@click.option(
    "--fail-under",
    "limits",
    metavar="MEASURE=DELTA",
    multiple=True,
    help="Exit with code 5 if candidate - baseline is below DELTA; can be repeated.",
)
@output_options
@database_option
def compare(  # noqa: PLR0917 - click hands over by name
    classes: Sequence[str],
    where: str | None,
    iou: float,
    confidence: float | None,
    protocol: str,
    per_class: bool,
    intervals: bool,
    resamples: int,
    limits: Sequence[str],
    db: Path,
    output: Output,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Compare two prediction sets on the items that both are over.

    --fail-under is for CI: it judges all items, or with --by or --slice those slices (--slice all
    for all items too). MEASURE is one of the columns of performance, judged over all classes, or
    precision, recall, f1, ap, ar of class_performance, judged for each class.

    As csv, json, jsonl or parquet it is one flat list, a row for each slice, class and measure.
    """
    from duckeval.project.compare import Versus
    from duckeval.project.compare import compare as compared

    question = Versus(
        parameters={
            "item_filter": where,
            "classes": list(classes) or None,
            "iou_threshold": iou,
            "min_confidence": confidence,
            "protocol": protocol,
        },
        limits=[limit_of(text) for text in limits],
        resamples=resamples if intervals else 0,
        **asked,
    )
    with reading(db) as project:
        found = compared(project, question)
    if not output.is_for_people:
        output.rows(found.columns, found.tuples())
    else:
        output.tables(_tables(found, per_class=per_class))
    for failure in found.failures:
        say(f"FAILED: {failure.text()}")
    if found.failures:
        raise GateFailed(
            f"{count(len(found.failures), 'difference')} between {question.baseline} and "
            f"{question.candidate} below --fail-under"
        )
    if question.limits:
        note(f"every difference is within {', '.join(limits)}")


def limit_of(text: str) -> tuple[str, float]:
    """Return the measure and the least difference of one ``--fail-under``.

    Examples
    --------
    >>> limit_of("map=-0.01")
    ('map', -0.01)
    """
    measure, _, number = text.partition("=")
    try:
        return measure.strip(), float(number)
    except ValueError:
        raise UsageError(
            f"--fail-under {text}: expected MEASURE=DELTA", hint="--fail-under map=-0.01"
        ) from None


def _tables(found: "Compared", *, per_class: bool) -> list[Table | str]:
    """Return a table of all items, one for each way to slice, and those of the classes."""
    parameters = found.question.parameters
    at = f"@{threshold_text(parameters['iou_threshold'])}"
    tables: list[Table | str] = ["\n".join(_opening(found))]
    groups = _groups(found.rows)
    whole = groups.pop((None, True))
    tables.append(_measures(found, whole, at))
    for (expression, _), rows in groups.items():
        tables.append(_by_slice(found, rows, expression or "slice", at))
    if per_class:
        tables += [
            _by_class(rows, expression, at, is_whole=is_whole)
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
    lines = [
        f"{question.candidate} against {question.baseline} on {on}",
        f"{rule}, {confidence}",
    ]
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
    lines = []
    for measure, name in (_COUNTS | _RATES).items():
        row = values[measure]
        shown = f"{name}{at}" if measure == "map" else name
        numbers = [row["baseline"], row["candidate"], row["delta"]]
        if found.question.resamples:
            numbers += [row["delta_low"], row["delta_high"], row["probability_greater"]]
        lines.append((shown, *(_text(each, measure, place) for place, each in enumerate(numbers))))
    return Table(heads, lines)


def _by_slice(found: "Compared", rows: "Sequence[Row]", title: str, at: str) -> Table:
    heads = [title, "items"]
    for measure, name in _OF_SLICES.items():
        heads += [f"{name}{at}" if measure == "map" else name, "delta"]
        heads += ["from", "to"] if found.question.resamples and measure == "map" else []
    lines = []
    for name in dict.fromkeys(row["slice"] for row in rows):
        values = _values(rows, name, None)
        line: list[Any] = [name, int(values["item_count"]["baseline"])]
        for measure in _OF_SLICES:
            row = values[measure]
            line += [row["candidate"], _text(row["delta"], measure, 2)]
            if found.question.resamples and measure == "map":
                line += [_text(row[end], measure, 2) for end in ("delta_low", "delta_high")]
        lines.append(tuple(line))
    return Table(heads, lines)


def _by_class(rows: "Sequence[Row]", expression: str | None, at: str, *, is_whole: bool) -> Table:
    heads = [] if is_whole else [expression or "slice"]
    heads += ["class", "labels"]
    for measure, name in _OF_CLASSES.items():
        heads += [f"{name}{at}" if measure == "ap" else name, "delta"]
    lines = []
    for key in dict.fromkeys((row["slice"], row["class_name"]) for row in rows):
        if key[1] is not None:
            values = _values(rows, *key)
            line: list[Any] = [*([] if is_whole else [key[0]]), key[1]]
            line.append(int(values["label_count"]["candidate"]))
            for measure in _OF_CLASSES:
                row = values[measure]
                line += [row["candidate"], _text(row["delta"], measure, 2)]
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


def _text(value: float | None, measure: str, place: int) -> str | None:
    """Return a number as text: counts whole, differences with their sign."""
    if value is None:
        return None
    is_difference = place in {2, 3, 4}
    if measure.endswith("_count") and place <= 4:  # noqa: PLR2004 - the last is a probability
        return f"{value:+,.0f}" if is_difference else f"{value:,.0f}"
    return f"{value:+.4f}" if is_difference else f"{value:.4f}"
