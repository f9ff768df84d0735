"""``errors``: what kind of mistake it is, and what each kind costs."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import note, nothing_of
from duckeval.cli.opening import reading, task_kinds
from duckeval.cli.options import confidence_option, where_options
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.slicing import answers, slice_options, write_flat

__all__ = ["errors"]

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


@click.command(
    cls=Command,
    example="""
    duckeval errors --confidence 0.3
    duckeval errors --set v2 --by weather
    duckeval query "from near_miss where iou > 0.4" -o near_misses.csv
    """,
)
@slice_options
@where_options
@confidence_option
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
        columns, parts = answers(partial(project.error_analysis, **asked), by, slices)
        confused = project.error_confusion(**asked).rows()
        kinds = task_kinds(project, None if name is None else {name})
    if not output.is_for_people:
        write_flat(output, columns, parts)
        return
    (_, whole), *rest = parts
    tables: list[Table | str] = []
    for set_name, rows in _grouped(whole):
        tables += [
            _type_table(f"{set_name}: {_setting(rows[0]['ap'], iou, confidence)}", rows),
            *_confusion_table(set_name, confused),
        ]
    tables += [_gain_table(way, rows) for way, rows in rest]
    output.tables(tables or [nothing_of("detector", kinds)])
    note("the objects: near_miss (Loc), duplicate_prediction (Dupe), error_type (all)")


def _grouped(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    names = dict.fromkeys(row["prediction_set"] for row in rows)
    return [(name, [row for row in rows if row["prediction_set"] == name]) for name in names]


def _setting(ap: float | None, iou: float, confidence: float | None) -> str:
    least = "" if confidence is None else f", confidence >= {confidence:g}"
    return f"mAP {_four(ap) or '-'} at IoU {iou:g}{least}, after TIDE"


def _type_table(heading: str, rows: Sequence[Row]) -> Table:
    by_type = {row["error_type"]: row for row in rows}  # they come in the order of all columns
    return Table(
        ("type", "meaning", "errors", "AP gain"),
        [
            (name, meaning, by_type[name]["error_count"], _four(by_type[name]["delta_ap"]))
            for name, meaning in _MEANINGS.items()
        ],
        heading,
    )


def _confusion_table(set_name: str, confused: Sequence[Row]) -> list[Table]:
    """Return the table of the classes confused most; none where no classes are."""
    pairs = sorted(
        (row for row in confused if row["prediction_set"] == set_name),
        key=lambda row: (-row["error_count"], row["label_class"], row["predicted_class"]),
    )
    if not pairs:
        return []
    names = ("label_class", "predicted_class", "error_count", "found_count")
    shown = pairs[:_MOST_CONFUSIONS]
    some = "" if len(shown) == len(pairs) else f", {len(shown)} of {len(pairs)} pairs"
    return [
        Table(
            ("label", "predicted as", "errors", "would find"),
            [tuple(row[name] for name in names) for row in shown],
            f"{set_name}: classes confused most{some}",
        )
    ]


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
