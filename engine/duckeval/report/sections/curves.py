"""Curves: precision over recall, and how many predictions have which IoU."""

from typing import TYPE_CHECKING

from duckeval.report import specs
from duckeval.report.model import Figure, Material, Panel, Section
from duckeval.report.numbers import beside, plain

if TYPE_CHECKING:
    from duckeval.report.rows import Row

__all__ = ["calibration", "iou_distribution", "precision_recall"]


def precision_recall(material: Material) -> Section:
    """Return the precision-recall curve of the classes with the most labels."""
    name, title = "precision-recall-curve", "Precision-recall curve"
    if reason := material.why_not("curve_point", "precision_at_recall"):
        return Section(name, title, reason=reason)
    points = material.sources["curve_point"]
    table = material.sources["precision_at_recall"]
    classes: dict[str, list[Row]] = {}
    for row in points.rows:
        classes.setdefault(row["class_name"], []).append(row)
    total = len({row["class_name"] for row in table.rows})
    count = max((row["point_count"] for row in points.rows), default=0)
    text = (
        f"{len(points.rows):,} of {count:,} points are drawn: the last one in each two-hundredth "
        "of recall, which the eye cannot tell from all."
    )
    if total > len(classes):
        text = f"The {len(classes)} classes with the most labels, of {total}. {text}"
    figure = Figure(
        "curves",
        plain(
            table.rows,
            {"class_name": "class", "prediction_set": "set"}
            | {f"precision_{place}": f"at {place / 10:g}" for place in range(11)},
        ),
        (table, points, material.sources["precision_recall_curve"]),
        tuple(
            Panel(specs.precision_recall_lines(rows, sets=material.sets, has_legend=False), each)
            for each, rows in classes.items()
        ),
        text=text,
        size="small",
    )
    return Section(
        name, title, "The highest precision that is had at a recall or beyond it.", (figure,)
    )


def calibration(material: Material) -> Section:
    """Return how far confidence is from the share of predictions that is right."""
    name, title = "calibration", "Calibration"
    if reason := material.why_not("calibration", "calibration_summary"):
        return Section(name, title, reason=reason)
    bins, errors = material.sources["calibration"], material.sources["calibration_summary"]
    curve = Figure(
        "calibration",
        beside(
            bins.rows,
            {"confidence_low": "confidence from", "confidence_high": "to"},
            {"prediction_count": "predictions", "mean_confidence": "confidence",
             "precision": "right"},
            material.sets,
            unchanged=("prediction_count", "mean_confidence"),
        ),
        (bins,),
        (Panel(specs.calibration_lines(bins.rows, sets=material.sets)),),
        text="On the dashed line confidence is the share that is right; below it the model "
        "promises too much. The band is the 95 % interval.",
    )  # fmt: skip
    table = Figure(
        "calibration-error",
        plain(
            errors.rows,
            {"prediction_set": "set", "prediction_count": "predictions",
             "over_confidence": "over-confidence", "ece": "ECE", "mce": "MCE", "ace": "ACE",
             "rms_error": "RMS error", "brier": "Brier score"},
        ),
        (errors,),
    )  # fmt: skip
    text = (
        "Whether of the predictions with a confidence of 0.8 eight in ten are right: confidence "
        "and precision in bins of confidence."
    )
    return Section(name, title, text, (curve, table))


def iou_distribution(material: Material) -> Section:
    """Return how many predictions have which IoU with their label."""
    name, title = "iou-distribution", "IoU distribution"
    if reason := material.why_not("iou_histogram"):
        return Section(name, title, reason=reason)
    source = material.sources["iou_histogram"]
    threshold = material.settings["iou_threshold"]
    spec = specs.iou_histogram(source.rows, threshold=threshold, sets=material.sets)
    figure = Figure(
        "iou",
        beside(
            source.rows,
            {"iou_low": "IoU from", "iou_high": "to"},
            {"prediction_count": "predictions", "true_positive_count": "true positives"},
            material.sets,
        ),
        (source, material.sources["iou_distribution"]),
        (Panel(spec),),
    )
    text = (
        "How many predictions overlap their label by how much, all classes together; the dashed "
        f"line is the threshold, {threshold:g}. Predictions without a label are not in it."
    )
    return Section(name, title, text, (figure,))
