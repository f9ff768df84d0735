"""Numbers of each class: AP, precision, recall, F1, mean IoU."""

from duckeval.report import specs
from duckeval.report.model import Figure, Material, Panel, Section
from duckeval.report.numbers import beside
from duckeval.report.rows import Row, Rows
from duckeval.report.sections.tiles import map_title, tiles

__all__ = ["average_iou", "average_precision", "f1", "precision", "recall"]

DRAWN = 40
"""Classes in a chart at most; the table has more, the file all."""

_WHOLE: dict[str, dict[str, str]] = {
    "ap": {},
    "precision": {"precision_micro": "all objects", "precision_macro": "mean of classes"},
    "recall": {"recall_micro": "all objects", "recall_macro": "mean of classes"},
    "f1": {"f1_micro": "all objects", "f1_macro": "mean of classes"},
    "mean_iou": {"mean_iou": "all true positives"},
}
"""Columns of `performance` that say of all classes together what a column says of each."""

_COCO = {
    "ap": "AP",
    "ap50": "AP50",
    "ap75": "AP75",
    "ap_small": "AP small",
    "ap_medium": "AP medium",
    "ap_large": "AP large",
}


def average_precision(material: Material) -> Section:
    """Return AP: COCO's numbers, and that of each class."""
    at = material.settings["iou_threshold"]
    section = _section(material, "ap", "AP", "average-precision", "Average precision",
                       f"AP at IoU {at:g}: the area below the precision-recall curve.")  # fmt: skip
    figures = []
    if not material.why_not("coco_summary"):
        source = material.sources["coco_summary"]
        rows = [
            {"prediction_set": row["prediction_set"], "measure": title, "value": row[column]}
            for row in source.rows
            for column, title in _COCO.items()
        ]
        if any(row["value"] is not None for row in rows):
            figures.append(
                Figure(
                    "ap-coco",
                    beside(rows, {"measure": "number"}, {"value": "AP"}, material.sets),
                    (source,),
                    (Panel(_coco_bars(material, rows)),),
                    "COCO's numbers",
                    "Protocol coco: means over IoU .50:.05:.95, at .50, at .75, and by size.",
                )
            )
    shown = (*tiles(material, "performance", {"map": map_title(material)}),
             *tiles(material, "coco_summary", {"ap": "COCO AP", "ap75": "COCO AP75"}))  # fmt: skip
    return Section(section.name, section.title, section.text, (*figures, *section.figures), shown,
                   reason="" if figures else section.reason)  # fmt: skip


def precision(material: Material) -> Section:
    """Return precision of each class, with its interval."""
    return _section(
        material, "precision", "precision", "precision", "Precision",
        "Which share of the predictions of a class is right; lines are 95 % Wilson intervals.",
        has_interval=True, counts={"prediction_count": "predictions"},
    )  # fmt: skip


def recall(material: Material) -> Section:
    """Return recall of each class, with its interval."""
    return _section(
        material, "recall", "recall", "recall", "Recall",
        "Which share of the labels of a class is found; lines are 95 % Wilson intervals.",
        has_interval=True,
    )  # fmt: skip


def f1(material: Material) -> Section:
    """Return F1 of each class, and the confidence at which it is highest."""
    section = _section(
        material, "f1", "F1", "f1", "F1", "The harmonic mean of precision and recall."
    )
    if section.reason or material.why_not("best_threshold"):
        return section
    source = material.sources["best_threshold"]
    rows = [{**row, "class_name": row["class_name"] or "(all classes)"} for row in source.rows]
    drawn = _drawn(rows, _classes(material), "(all classes)")
    best = Figure(
        "f1-best",
        beside(rows, {"class_name": "class"}, {"f1": "best F1", "confidence": "at confidence"},
               material.sets),
        (source,),
        (
            Panel(specs.class_dots(drawn, "f1", "best F1", sets=material.sets), "Best F1"),
            Panel(specs.class_dots(drawn, "confidence", "at confidence", sets=material.sets),
                  "At confidence"),
        ),
        "Best threshold",
        "The confidence at which F1 is highest, for each class and for all together.",
        "half",
    )  # fmt: skip
    shown = (*section.tiles, *tiles(material, "best_threshold", {"f1": "best F1"}))
    return Section(section.name, section.title, section.text, (*section.figures, best), shown)


def average_iou(material: Material) -> Section:
    """Return the mean IoU of the true positives of each class."""
    return _section(
        material, "mean_iou", "mean IoU", "average-iou", "Average IoU",
        "How well the true positives fit their labels.",
        counts={"true_positive_count": "true positives"},
    )  # fmt: skip


def _section(
    material: Material,
    measure: str,
    title: str,
    name: str,
    head: str,
    text: str,
    *,
    has_interval: bool = False,
    counts: dict[str, str] | None = None,
) -> Section:
    if reason := material.why_not("class_measure"):
        return Section(name, head, text, reason=reason)
    source = material.sources["class_measure"]
    classes = _classes(material)
    drawn = _drawn(source.rows, classes)
    if all(row[measure] is None for row in drawn):
        return Section(name, head, text, reason=f"no class has a {title}")
    shown = {measure: title}
    if has_interval:
        shown |= {f"{measure}_low": "from", f"{measure}_high": "to"}
    shown |= counts or {}
    left = len(classes) - DRAWN
    figure = Figure(
        f"{name}-by-class",
        beside(
            sorted(source.rows, key=lambda row: classes.index(row["class_name"])),
            {"class_name": "class", **({} if counts else {"label_count": "labels"})},
            shown,
            material.sets,
            unchanged=(f"{measure}_low", f"{measure}_high"),
        ),
        (source, material.sources["class_performance"]),
        (
            Panel(
                specs.class_dots(
                    drawn, measure, title, sets=material.sets, has_interval=has_interval
                )
            ),
        ),
        "By class",
        f"The {DRAWN} classes with the most labels; {left} more are in the table." if left > 0
        else "",
    )  # fmt: skip
    return Section(name, head, text, (figure,), tiles(material, "performance", _WHOLE[measure]))


def _coco_bars(material: Material, rows: Rows) -> specs.Spec:
    return specs.value_bars(rows, "measure", "AP", value="value", sets=material.sets)


def _classes(material: Material) -> list[str]:
    """Return the classes, the one with the most labels first."""
    labels: dict[str, int] = {}
    for row in material.sources["class_measure"].rows:
        name = row["class_name"]
        labels[name] = max(labels.get(name, 0), row["label_count"])
    return sorted(labels, key=lambda name: (-labels[name], name))


def _drawn(rows: Rows, classes: list[str], *others: str) -> list[Row]:
    wanted = {*classes[:DRAWN], *others}
    return [row for row in rows if row["class_name"] in wanted]
