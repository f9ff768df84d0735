"""``calibration``: whether a confidence of 0.8 means that 8 of 10 are right."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import count, note
from duckeval.cli.opening import reading
from duckeval.cli.options import confidence_option, protocol_option, where_options
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.slicing import answers, group_title, key_columns, slice_options, write_flat

__all__ = ["calibration"]

Row = Mapping[str, Any]


@click.command(
    cls=Command,
    example="""
    duckeval calibration
    duckeval calibration --bins 15 --binning quantile --confidence 0.05
    duckeval calibration --summary --per-class --by weather
    """,
)
@slice_options
@where_options
@confidence_option
@click.option(
    "--bins", type=click.IntRange(1, 1000), default=10, show_default=True, metavar="N",
    help="Bins of confidence.",
)  # fmt: skip
@click.option(
    "--binning",
    type=click.Choice(["equal_width", "quantile"]),
    default="equal_width",
    show_default=True,
    help="Bins of equal width from 0 to 1, or of equally many predictions.",
)
@click.option("--per-class", is_flag=True, help="Also for each class.")
@click.option("--summary", "is_summary", is_flag=True, help="Only the errors, not the bins.")
@protocol_option
@output_options
@database_option
def calibration(
    *,
    name: str | None,
    by: str | None,
    slices: Sequence[str],
    where: str | None,
    classes: Sequence[str],
    iou: float,
    confidence: float | None,
    bins: int,
    binning: str,
    per_class: bool,
    is_summary: bool,
    protocol: str,
    db: Path,
    output: Output,
) -> None:
    """Print how far confidence is from the share of predictions that is right.

    ECE and MCE are the mean and the largest distance over bins of equal width, ACE the mean over
    bins of equally many predictions, RMS the root of the mean square; over is confidence minus
    precision. As csv, json, jsonl or parquet: the rows of calibration, or with --summary those of
    calibration_summary; slice_by says which slice.
    """
    asked: dict[str, Any] = {
        "predictions": name,
        "item_filter": where,
        "classes": list(classes) or None,
        "iou_threshold": iou,
        "min_confidence": confidence,
        "protocol": protocol,
        "bins": bins,
        "per_class": per_class,
    }
    with reading(db) as project:
        ask_errors = partial(project.calibration_summary, **asked)
        ask_bins = partial(project.calibration, binning=binning, **asked)
        if not output.is_for_people:
            write_flat(output, *answers(ask_errors if is_summary else ask_bins, by, slices))
            return
        _, summaries = answers(ask_errors, by, slices)
        bins_of = [] if is_summary else answers(ask_bins, by, slices)[1]
    tables: list[Table | str] = [_errors(way, rows) for way, rows in summaries if rows]
    tables += [each for way, rows in bins_of for each in _bins(way, rows)]
    output.tables(tables or ["no predictions"])
    _notes(summaries[0][1], iou, confidence)


def _notes(rows: Sequence[Row], iou: float, confidence: float | None) -> None:
    whole = [row for row in rows if row["class_name"] is None]
    many = sum(row["prediction_count"] for row in whole)
    left_out = sum(row["left_out_count"] for row in whole)
    at = "" if confidence is None else f" of confidence {confidence:g} or more"
    note(f"over {count(many, 'prediction')}{at}; right is a true positive at IoU {iou:g}")
    if left_out:
        note(
            f"{count(left_out, 'prediction')} left out, with a confidence that is no probability "
            "(below 0 or above 1)"
        )


def _errors(way: str | None, rows: Sequence[Row]) -> Table:
    shown = key_columns(way, rows) | {
        "n": lambda row: row["prediction_count"],
        "conf.": lambda row: row["mean_confidence"],
        "right": lambda row: row["precision"],
        "over": lambda row: row["over_confidence"],
        "ECE": lambda row: row["ece"],
        "MCE": lambda row: row["mce"],
        "ACE": lambda row: row["ace"],
        "RMS": lambda row: row["rms_error"],
        "Brier": lambda row: row["brier"],
    }
    return Table.of(shown, rows, "calibration error" if way is None else "")


def _bins(way: str | None, rows: Sequence[Row]) -> list[Table]:
    """Return a table of bins for each set, slice and class."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        key = (row["prediction_set"], row["slice"], row["class_name"])
        groups.setdefault(key, []).append(row)
    order = sorted(groups, key=lambda key: tuple((part is None, part or "") for part in key))
    return [
        Table(
            ("from", "to", "n", "confidence", "right", "95 % interval", "over"),
            [
                (
                    row["confidence_low"],
                    row["confidence_high"],
                    row["prediction_count"],
                    row["mean_confidence"],
                    row["precision"],
                    f"{row['precision_low']:.4f} to {row['precision_high']:.4f}",
                    row["gap"],
                )
                for row in groups[key]
            ],
            f"{group_title(way, *key)}: bins of confidence",
        )
        for key in order
    ]
