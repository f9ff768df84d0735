"""Grids: which class was taken for which."""

from collections.abc import Sequence

from duckeval.report.rows import Rows
from duckeval.report.specs.parts import Spec, chart, tips

__all__ = ["BACKGROUND", "confusion_grid"]

BACKGROUND = "background"
_CELL = 30
_WRITTEN = 12


def confusion_grid(rows: Rows, classes: Sequence[str], *, colour: str | None = None) -> Spec:
    """Return the confusion matrix of one set: a row for each class of label.

    A cell is as dark as the share of its row; its count is written in it where there is room.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `confusion_matrix` of one set, with ``share`` of the row.
    classes : sequence of str
        The classes from top to bottom, the background apart.
    colour : str, optional
        The colour of a full cell.
    """
    order = [*classes, BACKGROUND]
    shown = [
        {
            **row,
            "label_class": row["label_class"] or BACKGROUND,
            "predicted_class": row["predicted_class"] or BACKGROUND,
        }
        for row in rows
        if (row["label_class"] or BACKGROUND) in order
        and (row["predicted_class"] or BACKGROUND) in order
    ]
    layers: list[Spec] = [
        {
            "mark": {"type": "rect", "color": colour or "#0072b2", "cornerRadius": 2},
            "encoding": {
                "fillOpacity": {
                    "field": "share",
                    "type": "quantitative",
                    "scale": {"domain": [0, 1], "range": [0.04, 1]},
                    "legend": None,
                },
                "tooltip": tips({
                    "label_class": "label",
                    "predicted_class": "predicted as",
                    "object_count": "objects",
                    "share": "share of the row",
                }),
            },
        }
    ]  # fmt: skip
    if len(order) <= _WRITTEN:
        layers.append({
            "mark": {"type": "text", "fontSize": 10.5},
            "encoding": {
                "text": {"field": "object_count", "type": "quantitative", "format": "~s"},
                "color": {
                    "condition": {"test": "datum.share > 0.55", "value": "white"},
                },
            },
        })  # fmt: skip
    axis: Spec = {"grid": False, "ticks": False, "domain": False, "labelLimit": 130}
    step = _CELL if len(order) <= _WRITTEN else 16
    return chart(
        shown,
        ["label_class", "predicted_class", "object_count", "share"],
        "Labels of a class by the class that was predicted",
        {"step": step},
        width={"step": step + 4 if len(order) <= _WRITTEN else step},
        autosize={"type": "pad"},
        padding={"left": 0, "top": 5, "bottom": 5, "right": 34},
        encoding={
            "y": {
                "field": "label_class",
                "type": "nominal",
                "scale": {"domain": order, "padding": 0.06},
                "axis": {**axis, "title": "label"},
            },
            "x": {
                "field": "predicted_class",
                "type": "nominal",
                "scale": {"domain": order, "padding": 0.06},
                "axis": {
                    **axis,
                    "title": "predicted as",
                    "labelAngle": -40 if len(order) <= _WRITTEN else -65,
                    "orient": "top",
                },
            },
        },
        layer=layers,
    )
