"""``threshold``: the confidence at which to cut, and what it gives."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import note
from duckeval.cli.opening import reading
from duckeval.cli.options import protocol_option, where_options
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.slicing import answers, key_columns, slice_options, write_flat
from duckeval.errors import UsageError

__all__ = ["threshold"]

Row = Mapping[str, Any]

_BETA = re.compile(r"f(\d+(?:\.\d+)?)", re.IGNORECASE)


@click.command(
    cls=Command,
    example="""
    duckeval threshold --maximise f1 --per-class
    duckeval threshold --precision-at-least 0.9 --choose-on "split = 'val'" --where "split = 'test'"
    duckeval threshold --cost fp=1,fn=5 --by weather
    duckeval threshold --steps 20
    """,
)
@slice_options
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
    "--steps", type=click.IntRange(1, 10_000), metavar="N",
    help="No choice: what each of N equal steps of confidence gives.",
)  # fmt: skip
@protocol_option
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
    steps: int | None,
    db: Path,
    output: Output,
    per_class: bool,
    **wishes: Any,  # noqa: ANN401
) -> None:
    """Print the confidence that serves an objective best, and what it gives.

    Every confidence that occurs is tried; of equals the lowest is taken. A confidence chosen and
    reported on the same items looks better than it is: --choose-on keeps them apart. As csv, json,
    jsonl or parquet: the rows of threshold_choice, or with --steps of threshold_performance;
    slice_by says which slice.
    """
    asked: dict[str, Any] = {
        "predictions": name,
        "item_filter": where,
        "classes": list(classes) or None,
        "iou_threshold": iou,
        "protocol": protocol,
    }
    if steps is not None:
        if choose_on is not None or any(each is not None for each in wishes.values()):
            raise UsageError("--steps chooses nothing: leave out --choose-on and the objective")
        with reading(db) as project:
            ask = partial(project.threshold_performance, steps=steps, **asked)
            columns, parts = answers(ask, by, slices, per_class=per_class)
        if not output.is_for_people:
            write_flat(output, columns, parts)
        else:
            tables = [_step_table(way, rows) for way, rows in parts if rows]
            output.tables(tables or ["no labels and no predictions"])
        return
    asked |= {"chosen_on": choose_on, **_objective(**wishes)}
    with reading(db) as project:
        columns, parts = answers(
            partial(project.threshold_choice, **asked), by, slices, per_class=per_class
        )
    if not output.is_for_people:
        write_flat(output, columns, parts)
        return
    beta = asked.get("beta") or 1.0
    output.tables([_table(way, rows, beta, asked["objective"]) for way, rows in parts])
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


def _step_table(way: str | None, rows: Sequence[Row]) -> Table:
    shown = key_columns(way, rows) | {
        "confidence": lambda row: row["threshold"],
        "precision": lambda row: row["precision"],
        "recall": lambda row: row["recall"],
        "F1": lambda row: row["f1"],
        "TP": lambda row: row["true_positive_count"],
        "FP": lambda row: row["false_positive_count"],
        "FN": lambda row: row["false_negative_count"],
    }
    return Table.of(shown, rows)


def _table(way: str | None, rows: Sequence[Row], beta: float, objective: str) -> Table:
    shown = key_columns(way, rows)
    has_classes = any(row["class_name"] is not None for row in rows)
    shown |= {
        "confidence": lambda row: row["confidence"],
        "precision": lambda row: row["precision"],
        "recall": lambda row: row["recall"],
        f"F{beta:g}": lambda row: row["f_beta"],
        "FP": lambda row: row["false_positive_count"],
        "FN": lambda row: row["false_negative_count"],
    }
    # A table of classes has many rows; it should not be wide as well.
    if objective == "false_positives_per_item" or not has_classes:
        shown["FP/item"] = lambda row: row["false_positives_per_item"]
    if objective == "cost":
        shown["cost"] = lambda row: _plain(row["cost"])
    return Table.of(shown, rows)


def _plain(value: float | None) -> float | int | None:
    # Costs are whole numbers more often than not.
    return int(value) if value is not None and value.is_integer() else value
