"""``froc``: the recall that so many false positives an item allow."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.opening import reading
from duckeval.cli.options import protocol_option, where_options
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.slicing import answers, slice_options, write_flat
from duckeval.errors import UsageError

__all__ = ["froc", "numbers"]

Row = Mapping[str, Any]


@click.command(
    cls=Command,
    example="""
    duckeval froc
    duckeval froc --limits 0.5,1,2 --per-class --by weather
    duckeval query "from froc where class_name is null" -o froc.csv
    """,
)
@slice_options
@where_options
@click.option(
    "--limits",
    metavar="N,N,...",
    default="0.125,0.25,0.5,1,2,4,8",
    show_default=True,
    help="False positives an item, the columns of the table.",
)
@click.option("--per-class", is_flag=True, help="Also a row for each class.")
@protocol_option
@output_options
@database_option
def froc(
    *,
    name: str | None,
    by: str | None,
    slices: Sequence[str],
    where: str | None,
    classes: Sequence[str],
    iou: float,
    limits: str,
    per_class: bool,
    protocol: str,
    db: Path,
    output: Output,
) -> None:
    """Print the recall at so many false positives an item at most (FROC), and its mean.

    The confidence is the lowest that stays within the limit, in every row another one. As csv,
    json, jsonl or parquet: the rows of froc, slice_by says which slice.
    """
    asked: dict[str, Any] = {
        "predictions": name,
        "item_filter": where,
        "classes": list(classes) or None,
        "iou_threshold": iou,
        "protocol": protocol,
        "limits": numbers(limits),
    }
    with reading(db) as project:
        columns, parts = answers(partial(project.froc, **asked), by, slices, per_class=per_class)
    if not output.is_for_people:
        write_flat(output, columns, parts)
        return
    tables = [_table(way, rows) for way, rows in parts if rows]
    output.tables(tables or ["no prediction set is matched yet"])


def numbers(text: str) -> list[float]:
    """Return the numbers of a text with commas between them.

    Raises
    ------
    UsageError
        If it is no such text, or holds a number below 0.
    """
    try:
        found = [float(each) for each in text.split(",")]
    except ValueError:
        found = []
    if not found or not all(0 <= each < float("inf") for each in found):
        raise UsageError(
            f"--limits: expected numbers from 0 with commas between them, not {text}",
            hint="--limits 0.5,1,2 asks for the recall at 0.5, 1 and 2 false positives an item",
        )
    return found


def _table(way: str | None, rows: Sequence[Row]) -> Table:
    """Return a table with a row for each slice and class, and a column for each limit."""
    lines: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        key = (row["prediction_set"], row["slice"], row["class_name"])
        lines.setdefault(key, []).append(row)
    heads = {"set": len({key[0] for key in lines}) > 1, way or "slice": way is not None,
             "class": any(key[2] is not None for key in lines)}  # fmt: skip
    shown = [place for place, is_shown in enumerate(heads.values()) if is_shown]
    limits = [f"{row['allowed_per_item']:g}" for row in next(iter(lines.values()))]
    return Table(
        (*(name for name, is_shown in heads.items() if is_shown), *limits, "mean"),
        [
            (
                *((key[0], key[1], key[2] or "(all)")[place] for place in shown),
                *(row["recall"] for row in found),
                found[0]["mean_recall"],
            )
            for key, found in lines.items()
        ],
        "recall at so many false positives an item" if way is None else "",
    )
