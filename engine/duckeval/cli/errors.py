"""``errors`` and ``threshold``: what kind of mistake it is, and where to cut."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from duckeval.cli.app import Command, database_option, where_options
from duckeval.cli.messages import note
from duckeval.cli.opening import reading
from duckeval.cli.output import Output, Table, output_options
from duckeval.errors import UsageError

__all__ = ["errors", "threshold"]

Function = TypeVar("Function", bound=Callable[..., Any])
Row = Mapping[str, Any]

_MEANINGS = {
    "Cls": "right place, wrong class",
    "Loc": "right class, IoU too low",
    "Both": "wrong class, IoU too low",
    "Dupe": "the label has a better one",
    "Bkg": "no label there",
    "Miss": "a label that nothing is near",
    "FalsePos": "all false positives",
    "FalseNeg": "all labels not found",
}
_MOST_CONFUSIONS = 10
_BETA = re.compile(r"f(\d+(?:\.\d+)?)", re.IGNORECASE)


def _slice_options(function: Function) -> Function:
    """Add ``--set``, ``--by``, ``--slice`` and ``--iou`` to a command."""
    for option in (
        click.option(
            "--iou",
            type=click.FloatRange(0, 1),
            default=0.5,
            show_default=True,
            help="IoU that a true positive needs.",
        ),
        click.option(
            "--slice",
            "slices",
            metavar="NAME",
            multiple=True,
            help="Also this saved slice; can be repeated.",
        ),
        click.option(
            "--by", metavar="EXPR", help="Also each value of this SQL expression over item."
        ),
        click.option("--set", "name", metavar="NAME", help="Only this prediction set."),
    ):
        function = option(function)
    return function


@click.command(
    cls=Command,
    example="""
    duckeval errors --confidence 0.3
    duckeval errors --set v2 --by weather
    duckeval query "from near_miss where iou > 0.4" -o near_misses.csv
    """,
)
@_slice_options
@where_options
@click.option("--confidence", type=float, metavar="C", help="Leave out predictions below this.")
@click.option(
    "--background",
    type=float,
    metavar="T",
    help="An overlap of no more IoU than this is background; 0.1 when left out.",
)
@click.option(
    "--max-detections",
    type=click.IntRange(1),
    metavar="N",
    help="Only the N most confident predictions of an item (tidecv takes 100).",
)
@output_options
@database_option
def errors(
    *,
    name: str | None,
    by: str | None,
    slices: Sequence[str],
    where: str | None,
    classes: Sequence[str],
    iou: float,
    confidence: float | None,
    background: float | None,
    max_detections: int | None,
    db: Path,
    output: Output,
) -> None:
    """Print the error types of TIDE, how many there are, and the AP that each one costs.

    A gain is what mean AP would rise by if all errors of that type, and no others, were corrected;
    gains do not add up. As csv, json, jsonl or parquet: the rows of error_analysis, slice_by says
    which slice.
    """
    asked: dict[str, Any] = {
        "predictions": name,
        "item_filter": where,
        "classes": list(classes) or None,
        "iou_threshold": iou,
        "min_confidence": confidence,
        "background_threshold": background,
        "max_detections": max_detections,
    }
    with reading(db) as project:
        parts = [
            (way, project.error_analysis(**asked, **given)) for way, given in _ways(by, slices)
        ]
        confused = project.error_confusion(**asked).rows()
    if not output.is_for_people:
        _flat(output, parts)
        return
    (_, whole), *rest = parts
    tables: list[Table | str] = []
    for set_name, rows in _grouped(whole.rows()):
        tables += _error_tables(set_name, rows, confused, iou)
    tables += [_gain_table(way, result.rows()) for way, result in rest]
    output.tables(tables or ["no prediction set is matched yet"])
    note("'near_miss' and 'duplicate_prediction' list the objects of Loc and Dupe, "
         "'error_type' all of them")  # fmt: skip


def _ways(by: str | None, slices: Sequence[str]) -> list[tuple[str | None, dict[str, Any]]]:
    """Return the ways to slice: everything, the values of an expression, saved slices."""
    ways: list[tuple[str | None, dict[str, Any]]] = [(None, {})]
    if by is not None:
        ways.append((by, {"slice_by": by}))
    if slices:
        ways.append(("slice", {"slices": list(slices)}))
    return ways


def _flat(output: Output, parts: Sequence[tuple[str | None, Any]]) -> None:
    columns = ["slice_by", *parts[0][1].columns]
    output.rows(columns, [(way, *row.values()) for way, result in parts for row in result.rows()])


def _grouped(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    names = dict.fromkeys(row["prediction_set"] for row in rows)
    return [(name, [row for row in rows if row["prediction_set"] == name]) for name in names]


def _error_tables(
    set_name: str, rows: Sequence[Row], confused: Sequence[Row], iou: float
) -> list[Table | str]:
    ap = rows[0]["ap"]
    heading = f"{set_name}: mAP {'-' if ap is None else f'{ap:.4f}'} at IoU {iou:g}, after TIDE"
    by_type = {row["error_type"]: row for row in rows}  # they come in the order of all columns
    shown: list[Table | str] = [
        Table(
            ("type", "meaning", "errors", "AP gain"),
            [
                (name, meaning, by_type[name]["error_count"], _four(by_type[name]["delta_ap"]))
                for name, meaning in _MEANINGS.items()
            ],
            heading,
        )
    ]
    pairs = sorted(
        (row for row in confused if row["prediction_set"] == set_name),
        key=lambda row: (-row["error_count"], row["label_class"], row["predicted_class"]),
    )
    if pairs:
        names = ("label_class", "predicted_class", "error_count", "found_count")
        shown.append(
            Table(
                ("label", "predicted as", "errors", "would find"),
                [tuple(row[name] for name in names) for row in pairs[:_MOST_CONFUSIONS]],
                f"{set_name}: classes confused most, of {len(pairs)} pairs",
            )
        )
    return shown


def _gain_table(way: str | None, rows: Sequence[Row]) -> Table:
    """Return a table with a row for each slice: the gain of each type."""
    cells: dict[tuple[str, Any], dict[str, Row]] = {}
    for row in rows:
        cells.setdefault((row["prediction_set"], row["slice"]), {})[row["error_type"]] = row
    main = list(_MEANINGS)[:6]
    has_sets = len({set_name for set_name, _ in cells}) > 1
    return Table(
        (*(["set"] if has_sets else []), way or "slice", "mAP", *main),
        [
            (
                *(key if has_sets else key[1:]),
                _four(found["Cls"]["ap"]),
                *(_four(found[name]["delta_ap"]) for name in main),
            )
            for key, found in cells.items()
        ],
        "AP gain by slice",
    )


def _four(value: float | None) -> str | None:
    # As text: a table would write small gains with an exponent.
    return None if value is None else f"{value:.4f}"


@click.command(
    cls=Command,
    example="""
    duckeval threshold --maximise f1 --per-class
    duckeval threshold --precision-at-least 0.9 --choose-on "split = 'val'" --where "split = 'test'"
    duckeval threshold --cost fp=1,fn=5 --by weather
    """,
)
@_slice_options
@where_options
@click.option("--maximise", metavar="F1|F2|F0.5", help="The highest F-beta; f1 when left out.")
@click.option(
    "--precision-at-least", type=click.FloatRange(0, 1), metavar="P",
    help="The highest recall at this precision or more.",
)  # fmt: skip
@click.option(
    "--recall-at-least", type=click.FloatRange(0, 1), metavar="R",
    help="The highest precision at this recall or more.",
)  # fmt: skip
@click.option(
    "--cost", metavar="fp=A,fn=B", help="The least cost, where a false positive costs A, a miss B."
)
@click.option(
    "--false-positives-per-item", type=click.FloatRange(0), metavar="N",
    help="The highest recall with so many false positives an item at most.",
)  # fmt: skip
@click.option("--per-class", is_flag=True, help="Also a confidence for each class.")
@click.option(
    "--choose-on",
    metavar="PREDICATE",
    help="Choose on the items that fulfil this SQL predicate; report on those of --where.",
)
@click.option(
    "--protocol",
    type=click.Choice(["closest", "coco", "voc"]),
    default="closest",
    show_default=True,
    help="The rule that says which prediction finds which label.",
)
@output_options
@database_option
def threshold(
    *,
    name: str | None,
    by: str | None,
    slices: Sequence[str],
    where: str | None,
    classes: Sequence[str],
    iou: float,
    protocol: str,
    choose_on: str | None,
    db: Path,
    output: Output,
    per_class: bool,
    **wishes: Any,  # noqa: ANN401
) -> None:
    """Print the confidence that serves an objective best, and what it gives.

    Every confidence that occurs is tried; of equals the lowest is taken. A confidence chosen and
    reported on the same items looks better than it is: --choose-on keeps them apart. As csv, json,
    jsonl or parquet: the rows of threshold_choice, slice_by says which slice.
    """
    asked: dict[str, Any] = {
        "predictions": name,
        "item_filter": where,
        "classes": list(classes) or None,
        "iou_threshold": iou,
        "protocol": protocol,
        "chosen_on": choose_on,
        **_objective(**wishes),
    }
    with reading(db) as project:
        parts = [
            (way, [row for row in project.threshold_choice(**asked, **given).rows()
                   if per_class or row["class_name"] is None])
            for way, given in _ways(by, slices)
        ]  # fmt: skip
        columns = project.threshold_choice(**asked).columns
    if not output.is_for_people:
        output.rows(
            ["slice_by", *columns],
            [(way, *row.values()) for way, rows in parts for row in rows],
        )
        return
    beta = asked.get("beta") or 1.0
    is_costed = asked["objective"] == "cost"
    output.tables([_threshold_table(way, rows, beta, is_costed=is_costed) for way, rows in parts])
    unserved = {row["reason"] for _, rows in parts for row in rows} - {None}
    for reason in sorted(unserved):
        note(f"a row without a confidence: {reason}")
    if choose_on is None:
        note("chosen and reported on the same items; --choose-on chooses on others")


def _objective(
    *,
    maximise: str | None,
    precision_at_least: float | None,
    recall_at_least: float | None,
    cost: str | None,
    false_positives_per_item: float | None,
) -> dict[str, Any]:
    """Return the parameters of the macro for what was wished.

    Raises
    ------
    UsageError
        If more than one objective is given, or one cannot be read.
    """
    wishes: list[dict[str, Any]] = []
    if maximise is not None:
        found = _BETA.fullmatch(maximise.strip())
        if found is None or float(found[1]) == 0:
            raise UsageError(
                f"--maximise: expected F-beta such as f1, f2 or f0.5, not {maximise}",
                hint="f1 weighs precision and recall alike, f2 recall more, f0.5 precision more",
            )
        wishes.append({"objective": "f_beta", "beta": float(found[1])})
    if precision_at_least is not None:
        wishes.append({"objective": "recall_at_precision", "at_least": precision_at_least})
    if recall_at_least is not None:
        wishes.append({"objective": "precision_at_recall", "at_least": recall_at_least})
    if cost is not None:
        wishes.append({"objective": "cost", **_costs(cost)})
    if false_positives_per_item is not None:
        wishes.append(
            {"objective": "false_positives_per_item", "at_most": false_positives_per_item}
        )
    if len(wishes) > 1:
        raise UsageError(
            "one objective at a time: give one of --maximise, --precision-at-least, "
            "--recall-at-least, --cost and --false-positives-per-item"
        )
    return wishes[0] if wishes else {"objective": "f_beta", "beta": 1.0}


def _costs(text: str) -> dict[str, float]:
    found = re.fullmatch(r"\s*fp=([0-9.eE+-]+)\s*,\s*fn=([0-9.eE+-]+)\s*", text)
    try:
        costs = [float(each) for each in found.groups()] if found else []
    except ValueError:
        costs = []
    if not costs or min(costs) < 0:
        raise UsageError(
            f"--cost: expected fp=A,fn=B with numbers from 0, not {text}",
            hint="--cost fp=1,fn=5 makes a missed label as bad as five false positives",
        )
    return {"false_positive_cost": costs[0], "false_negative_cost": costs[1]}


def _threshold_table(
    way: str | None, rows: Sequence[Row], beta: float, *, is_costed: bool
) -> Table:
    shown: dict[str, Callable[[Row], Any]] = {}
    if len({row["prediction_set"] for row in rows}) > 1:
        shown["set"] = lambda row: row["prediction_set"]
    if way is not None:
        shown[way] = lambda row: row["slice"]
    if any(row["class_name"] is not None for row in rows):
        shown["class"] = lambda row: row["class_name"] or "(all)"
    shown |= {
        "confidence": lambda row: row["confidence"],
        "precision": lambda row: row["precision"],
        "recall": lambda row: row["recall"],
        f"F{beta:g}": lambda row: row["f_beta"],
        "FP": lambda row: row["false_positive_count"],
        "FN": lambda row: row["false_negative_count"],
        "FP/item": lambda row: row["false_positives_per_item"],
    }
    if is_costed:
        shown["cost"] = lambda row: row["cost"]
    return Table(tuple(shown), [tuple(get(row) for get in shown.values()) for row in rows])
