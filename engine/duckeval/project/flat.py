"""The headline numbers as one flat dictionary, for trackers of training runs."""

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckeval.project.summary import Row, Summary

__all__ = ["flat_numbers"]

_NO_MEASURE = ("iou_threshold", "min_confidence", "scale_px")
# What MLflow takes in the name of a metric; Weights & Biases takes more.
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.\- ]")


def flat_numbers(summary: "Summary", prefix: str = "") -> dict[str, float]:
    """Return every number of a summary under a name of its own.

    A name is the prefix, the set where there are several, what else the row is about
    (``time_of_day/night``, ``slice/rain``, ``class/car``), and the column of the summary:
    ``val/map``, ``val/time_of_day/night/recall_micro``. Signs that trackers refuse become ``_``.

    Parameters
    ----------
    summary : Summary
        The answer.
    prefix : str
        What every name begins with.

    Returns
    -------
    dict of str to float
        In the order of the rows. What is undefined is not in it: trackers take numbers only.
    """
    found: dict[str, float] = {}
    shapes = len(summary.question.shapes) > 1
    for row in summary.rows:
        parts = [row["prediction_set"]] if len(summary.sets) > 1 else []
        parts += [row["compared_as"]] if shapes else []
        parts += _about(row)
        for column in summary.columns:
            value = row[column]
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            if column not in _NO_MEASURE and math.isfinite(value):
                name = "/".join(_NOT_IN_NAMES.sub("_", part.strip()) for part in [*parts, column])
                found[_free(prefix + name, found)] = value
    return found


def _about(row: "Row") -> list[str]:
    """Return which slice and class a row is about; nothing for the row of everything."""
    parts: list[str] = []
    if row["slice_by"] is not None:
        parts += [row["slice_by"], "null" if row["slice"] is None else row["slice"]]
    elif row["slice"] != "all":
        parts += ["slice", row["slice"]]
    if row["class_name"] is not None:
        parts += ["class", row["class_name"]]
    return parts


def _free(name: str, taken: dict[str, float]) -> str:
    """Return the name, numbered where two names became one."""
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
