"""COCO's numbers as tables: twelve, or ten for keypoints."""

from typing import TYPE_CHECKING

from duckeval.cli.output import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckeval.project.summary import Row, Summary

__all__ = ["coco_columns", "coco_tables"]

_COCO = (
    ("AP", "ap", ".50:.95", "all", 100),
    ("AP50", "ap50", ".50", "all", 100),
    ("AP75", "ap75", ".75", "all", 100),
    ("APs", "ap_small", ".50:.95", "small", 100),
    ("APm", "ap_medium", ".50:.95", "medium", 100),
    ("APl", "ap_large", ".50:.95", "large", 100),
    ("AR1", "ar_1", ".50:.95", "all", 1),
    ("AR10", "ar_10", ".50:.95", "all", 10),
    ("AR100", "ar_100", ".50:.95", "all", 100),
    ("ARs", "ar_small", ".50:.95", "small", 100),
    ("ARm", "ar_medium", ".50:.95", "medium", 100),
    ("ARl", "ar_large", ".50:.95", "large", 100),
)
"""COCO's numbers in COCO's order: name, column, IoU, area, detections an item at most."""

_COCO_OF_KEYPOINTS = (
    ("AP", "ap", ".50:.95", "all", 20),
    ("AP50", "ap50", ".50", "all", 20),
    ("AP75", "ap75", ".75", "all", 20),
    ("APm", "ap_medium", ".50:.95", "medium", 20),
    ("APl", "ap_large", ".50:.95", "large", 20),
    ("AR", "ar_20", ".50:.95", "all", 20),
    ("AR50", "ar50", ".50", "all", 20),
    ("AR75", "ar75", ".75", "all", 20),
    ("ARm", "ar_medium", ".50:.95", "medium", 20),
    ("ARl", "ar_large", ".50:.95", "large", 20),
)
"""The same of keypoints; what is called IoU is OKS there."""


def coco_tables(found: "Summary", rows: "Sequence[Row]") -> list[Table | str]:
    """Return COCO's numbers, a column a set; those of keypoints in a table of their own."""
    posed = [row for row in rows if row["compared_as"] == "keypoints"]
    others = [row for row in rows if row["compared_as"] != "keypoints"]
    return [
        Table(
            (
                "number",
                measure,
                "area",
                "max. detections",
                *(_column_name(found, row) for row in some),
            ),
            [
                # Six decimals, as text: so many are compared with other tools.
                (name, iou, area, str(most), *(_six(row[f"coco_{column}"]) for row in some))
                for name, column, iou, area, most in listed
            ],
        )
        for measure, listed, some in (
            ("IoU", _COCO, others),
            ("OKS", _COCO_OF_KEYPOINTS, posed),
        )
        if some
    ]


def coco_columns(rows: "Sequence[Row]") -> tuple[tuple[str, str, str, str, int], ...]:
    """Return the numbers that rows of a table have: those of keypoints where all are keypoints."""
    is_posed = bool(rows) and all(row["compared_as"] == "keypoints" for row in rows)
    return _COCO_OF_KEYPOINTS if is_posed else _COCO


def _column_name(found: "Summary", row: "Row") -> str:
    if len(found.question.shapes) < 2:  # noqa: PLR2004 - one shape needs no name
        return str(row["prediction_set"])
    return f"{row['prediction_set']} as {row['compared_as']}"


def _six(value: float | None) -> str | None:
    return None if value is None else f"{value:.6f}"
