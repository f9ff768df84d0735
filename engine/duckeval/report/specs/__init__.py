"""What each chart looks like, in Vega-Lite: rows in, a specification out.

The page, notebooks and files show the same specifications. They are plain dictionaries, since
building them through Altair would take longer than all the queries of a small report.
"""

from duckeval.report.specs.bars import count_bars, value_bars
from duckeval.report.specs.dots import class_dots, delta_dots, estimate_dots
from duckeval.report.specs.grids import confusion_grid
from duckeval.report.specs.lines import (
    calibration_lines,
    iou_histogram,
    metric_lines,
    precision_recall_lines,
)
from duckeval.report.specs.parts import Spec

__all__ = [
    "Spec",
    "calibration_lines",
    "class_dots",
    "confusion_grid",
    "count_bars",
    "delta_dots",
    "estimate_dots",
    "iou_histogram",
    "metric_lines",
    "precision_recall_lines",
    "value_bars",
]
