"""``joints``, ``lines`` and ``lanes``: the numbers that only keypoints and polylines have."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import say
from duckeval.cli.opening import reading
from duckeval.cli.options import confidence_option, protocol_option, where_option, where_options
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.slicing import (
    answers,
    item_slice_options,
    key_columns,
    slice_options,
    write_flat,
)
from duckeval.errors import UsageError

__all__ = ["joints", "lanes", "lines"]

Row = Mapping[str, Any]


@click.command(
    cls=Command,
    example="""
    duckeval joints --alpha 0.1
    duckeval joints --alpha 0.5 --segment head_top,neck --by camera
    """,
)
@slice_options
@where_options
@confidence_option
@click.option(
    "--alpha",
    type=click.FloatRange(min=0, min_open=True),
    default=0.2,
    show_default=True,
    help="How far a joint may lie off, as a share of the reference length.",
)
@click.option(
    "--segment",
    metavar="JOINT,JOINT",
    help="The reference length is the distance of these joints; the larger side of the label's "
    "box if left out.",
)
@protocol_option
@output_options
@database_option
def joints(
    *,
    name: str | None,
    by: str | None,
    slices: Sequence[str],
    where: str | None,
    classes: Sequence[str],
    iou: float,
    confidence: float | None,
    segment: str | None,
    db: Path,
    output: Output,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Print how often and how closely each joint is found: PCK, and PCKh with --segment.

    A joint of a missed label is wrong; 'of found' leaves those out. For items with one person each,
    --iou 0 compares it with the pose that is most alike. As csv, json, jsonl or parquet: the rows
    of joint_performance; slice_by says which slice.
    """
    asked |= {
        "predictions": name,
        "item_filter": where,
        "classes": list(classes) or None,
        "iou_threshold": iou,
        "min_confidence": confidence,
        "segment": None if segment is None else _ends(segment),
    }
    with reading(db) as project:
        columns, parts = answers(partial(project.joint_performance, **asked), by, slices)
    if not output.is_for_people:
        write_flat(output, columns, parts)
        return
    tables = [_joint_table(way, rows) for way, rows in parts if rows]
    output.tables(tables or ["no labelled keypoints"])


@click.command(
    cls=Command,
    example="""
    duckeval lines --distances 0.5,1,1.5
    duckeval lines --distances 5,10,20 --by weather --set v2
    """,
)
@item_slice_options
@where_options
@click.option(
    "--distances",
    metavar="D,D,...",
    default="0.5,1,1.5",
    show_default=True,
    help="How far a line may lie off, in the unit of its coordinates.",
)
@output_options
@database_option
def lines(
    *,
    name: str | None,
    by: str | None,
    slices: Sequence[str],
    where: str | None,
    classes: Sequence[str],
    distances: str,
    db: Path,
    output: Output,
) -> None:
    """Print the average precision of polylines at distances (Chamfer AP), and its mean.

    The distances are those of the benchmarks of road maps, in metres, if nothing else is said.
    Lines that are farther apart than the scale of their matching are no pair: match or load with
    --measure chamfer and a --scale that is no less than the largest distance. As csv, json, jsonl
    or parquet: the rows of line_ap; slice_by says which slice.
    """
    asked: dict[str, Any] = {
        "predictions": name,
        "item_filter": where,
        "classes": list(classes) or None,
        "distances": _distances(distances),
    }
    with reading(db) as project:
        columns, parts = answers(partial(project.line_ap, **asked), by, slices)
    if not output.is_for_people:
        write_flat(output, columns, parts)
        return
    tables = [_line_table(way, rows) for way, rows in parts if rows]
    output.tables(tables or ["no prediction set is compared by the distance of polylines"])


@click.command(cls=Command, example="duckeval lanes --by weather")
@item_slice_options
@where_option
@output_options
@database_option
def lanes(
    *,
    name: str | None,
    by: str | None,
    slices: Sequence[str],
    where: str | None,
    db: Path,
    output: Output,
) -> None:
    """Print accuracy, false positives and false negatives of lanes as TuSimple measures them.

    It is about items with h_samples, the rows at which lanes are compared. As csv, json, jsonl or
    parquet: the rows of lane_accuracy; slice_by says which slice.
    """
    ask = {"predictions": name, "item_filter": where}
    with reading(db) as project:
        columns, parts = answers(partial(project.lane_accuracy, **ask), by, slices)
    if not output.is_for_people:
        write_flat(output, columns, parts)
        return
    tables = [_lane_table(way, rows) for way, rows in parts if rows]
    output.tables(tables or ["no prediction set is compared as polylines"])
    if tables and not any(row["scored_count"] for _, rows in parts for row in rows):
        say("no item has h_samples; labels of TuSimple bring it along, or 'duckeval load metadata'")


def _ends(text: str) -> list[str]:
    """Return the two joints of a segment."""
    found = [each.strip() for each in text.split(",")]
    if len(found) != 2 or not all(found):  # noqa: PLR2004
        raise UsageError(f"--segment {text!r}: expected two joints, such as --segment head,neck")
    return found


def _distances(text: str) -> list[float]:
    """Return the numbers of a text with commas between them."""
    try:
        found = [float(each) for each in text.split(",")]
    except ValueError:
        found = []
    if not found or not all(0 < each < float("inf") for each in found):
        raise UsageError(f"--distances {text!r}: expected numbers above 0, such as 0.5,1,1.5")
    return found


def _joint_table(way: str | None, rows: Sequence[Row]) -> Table:
    shown = key_columns(way, rows) | {
        "joint": lambda row: row["joint_name"] or row["joint"],
        "labelled": lambda row: row["labelled_count"],
        "found": lambda row: row["found_count"],
        "right": lambda row: row["correct_count"],
        "PCK": lambda row: row["pck"],
        "of found": lambda row: row["found_pck"],
        "mean px": lambda row: row["mean_distance_px"],
    }
    return Table.of(shown, rows, "keypoints" if way is None else "")


def _line_table(way: str | None, rows: Sequence[Row]) -> Table:
    """Return a table with a row for each slice and class, and a column for each distance."""
    at = {
        (row["prediction_set"], row["slice"], row["class_name"], row["distance"]): row["ap"]
        for row in rows
    }
    means = [row for row in rows if row["distance"] is None]

    def ap_at(distance: float) -> Any:  # noqa: ANN401
        return lambda row: at[row["prediction_set"], row["slice"], row["class_name"], distance]

    shown = key_columns(way, means) | {
        "lines": lambda row: row["label_count"],
        **{
            f"AP@{each:g}": ap_at(each)
            for each in dict.fromkeys(row["distance"] for row in rows)
            if each is not None
        },
        "mean": lambda row: row["ap"],
    }
    return Table.of(shown, means, "average precision at distances" if way is None else "")


def _lane_table(way: str | None, rows: Sequence[Row]) -> Table:
    keys = key_columns(way, [{**row, "class_name": None} for row in rows])
    shown = keys | {
        "items": lambda row: row["scored_count"],
        "lanes": lambda row: row["label_count"],
        "accuracy": lambda row: row["accuracy"],
        "false positive": lambda row: row["false_positive"],
        "false negative": lambda row: row["false_negative"],
    }
    return Table.of(shown, rows, "lanes, as TuSimple measures them" if way is None else "")
