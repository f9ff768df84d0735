"""Lines: precision over recall, counts over IoU, rates over a metric."""

from collections.abc import Sequence

from duckeval.report.rows import Rows
from duckeval.report.specs.parts import Spec, chart, colour, rate_axis, sets_of, tips

__all__ = ["calibration_lines", "iou_histogram", "metric_lines", "precision_recall_lines"]


def precision_recall_lines(
    rows: Rows,
    *,
    sets: Sequence[str] | None = None,
    height: int = 190,
    has_legend: bool = True,
) -> Spec:
    """Return the curve of one class, a line for each set.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `precision_recall_curve` of one class.
    sets : sequence of str, optional
        The prediction sets, the baseline first.
    height : int
        Height in pixels.
    has_legend : bool
        Whether several sets are named above it.
    """
    names = sets_of(rows, sets)
    fields = ["prediction_set", "recall", "interpolated_precision", "confidence"]
    return chart(
        [row for row in rows if row.get("recall") is not None],
        fields,
        "Precision at each recall",
        height,
        mark={"type": "line", "interpolate": "step-before", "strokeWidth": 1.8, "clip": True},
        encoding={
            "x": {"field": "recall", "type": "quantitative", **rate_axis("recall")},
            "y": {
                "field": "interpolated_precision",
                "type": "quantitative",
                **rate_axis("precision"),
            },
            "color": colour(names, legend=has_legend),
            "order": {"field": "recall", "type": "quantitative"},
            "tooltip": tips({
                "prediction_set": "set",
                "recall": "recall",
                "interpolated_precision": "precision",
                "confidence": "confidence",
            }),
        },
    )  # fmt: skip


def calibration_lines(rows: Rows, *, sets: Sequence[str] | None = None) -> Spec:
    """Return how often predictions of a confidence are right, with the interval as a band.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `calibration` for all classes together.
    sets : sequence of str, optional
        The prediction sets, the baseline first.
    """
    names = sets_of(rows, sets)
    fields = ["prediction_set", "mean_confidence", "precision", "precision_low", "precision_high",
              "prediction_count"]  # fmt: skip
    x = {"field": "mean_confidence", "type": "quantitative", **rate_axis("confidence")}
    y = {"type": "quantitative", **rate_axis("share that is right")}
    ideal = [{"x": 0, "y": 0}, {"x": 1, "y": 1}]
    return chart(
        rows,
        fields,
        "Share of right predictions by confidence",
        260,
        layer=[
            {
                "data": {"values": ideal},
                "mark": {"type": "line", "strokeDash": [4, 3], "strokeWidth": 1.5},
                "encoding": {
                    "x": {"field": "x", "type": "quantitative"},
                    "y": {"field": "y", "type": "quantitative"},
                    "color": {"value": "#7f8a97"},
                },
            },
            {
                "mark": {"type": "area", "opacity": 0.2},
                "encoding": {
                    "x": x,
                    "y": y | {"field": "precision_low"},
                    "y2": {"field": "precision_high"},
                    "color": colour(names),
                },
            },
            {
                "mark": {"type": "line", "point": True, "strokeWidth": 1.8},
                "encoding": {
                    "x": x,
                    "y": y | {"field": "precision"},
                    "color": colour(names),
                    "tooltip": tips({
                        "prediction_set": "set",
                        "mean_confidence": "confidence",
                        "precision": "right",
                        "precision_low": "from",
                        "precision_high": "to",
                        "prediction_count": "predictions",
                    }),
                },
            },
        ],
    )  # fmt: skip


def iou_histogram(
    rows: Rows, *, threshold: float | None = None, sets: Sequence[str] | None = None
) -> Spec:
    """Return how many predictions overlap their label by how much.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `iou_distribution`, added up over the classes.
    threshold : float, optional
        The IoU threshold, drawn as a line.
    sets : sequence of str, optional
        The prediction sets, the baseline first.
    """
    names = sets_of(rows, sets)
    fields = ["prediction_set", "iou_low", "iou_high", "prediction_count", "true_positive_count"]
    x: Spec = {
        "field": "iou_low",
        "type": "quantitative",
        "bin": {"binned": True},
        "scale": {"domain": [0, 1]},
        "axis": {"title": "IoU with the label", "format": ".1f", "tickCount": 10, "grid": False},
    }
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "opacity": 0.5 if len(names) > 1 else 0.85, "binSpacing": 1},
            "encoding": {
                "x": x,
                "x2": {"field": "iou_high"},
                "y": {
                    "field": "prediction_count",
                    "type": "quantitative",
                    "stack": None,
                    "axis": {"title": "predictions", "format": "~s", "tickCount": 5},
                },
                "color": colour(names),
                "tooltip": tips({
                    "prediction_set": "set",
                    "iou_low": "IoU from",
                    "iou_high": "to",
                    "prediction_count": "predictions",
                    "true_positive_count": "true positives",
                }, digits=2),
            },
        }
    ]  # fmt: skip
    if threshold is not None:
        layers.append({
            "data": {"values": [{}]},
            "mark": {"type": "rule", "strokeDash": [4, 3], "strokeWidth": 1.5},
            "encoding": {
                "x": {"datum": threshold, "type": "quantitative"},
                "color": {"value": "#7f8a97"},
            },
        })  # fmt: skip
    return chart(rows, fields, "Predictions by IoU", 230, layer=layers)


def metric_lines(
    rows: Rows,
    rate: str,
    title: str,
    *,
    metric: str,
    count: str,
    sets: Sequence[str] | None = None,
    height: int = 200,
) -> Spec:
    """Return a rate over the bins of a metric, with its interval as a band.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `metric_performance` of one metric.
    rate : str
        ``precision`` or ``recall``; with ``_low`` and ``_high``, its interval.
    title : str
        What the rate is called.
    metric : str
        Name of the metric.
    count : str
        The column that says how many objects the rate is of.
    sets : sequence of str, optional
        The prediction sets, the baseline first.
    height : int
        Height in pixels.
    """
    names = sets_of(rows, sets)
    low, high = f"{rate}_low", f"{rate}_high"
    fields = ["prediction_set", "metric_mean", "metric_low", "metric_high", rate, low, high, count]
    x: Spec = {
        "field": "metric_mean",
        "type": "quantitative",
        "scale": {"zero": False, "nice": False, "padding": 6},
        "axis": {"title": metric, "tickCount": 5, "grid": False},
    }
    return chart(
        [row for row in rows if row.get(rate) is not None and row.get("metric_mean") is not None],
        fields,
        f"{title} over {metric}",
        height,
        encoding={"x": x, "color": colour(names)},
        layer=[
            {
                "mark": {"type": "area", "opacity": 0.18},
                "encoding": {
                    "y": {"field": low, "type": "quantitative", **rate_axis(title)},
                    "y2": {"field": high},
                },
            },
            {
                "mark": {"type": "line", "point": {"size": 32, "filled": True}, "strokeWidth": 1.8},
                "encoding": {
                    "y": {"field": rate, "type": "quantitative"},
                    "tooltip": tips({
                        "prediction_set": "set",
                        "metric_low": f"{metric} from",
                        "metric_high": "to",
                        rate: title,
                        low: "95 % from",
                        high: "to ",
                        count: count.removesuffix("_count") + "s",
                    }),
                },
            },
        ],
    )  # fmt: skip
