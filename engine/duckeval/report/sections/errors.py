"""What kind of mistake, and between which classes."""

from duckeval.report import specs
from duckeval.report.charts import with_share
from duckeval.report.model import Figure, Material, Panel, Section
from duckeval.report.numbers import beside

__all__ = ["confusion", "error_types"]

_CLASSES = 24
_TYPES = {
    "Cls": "wrong class",
    "Loc": "badly placed",
    "Both": "wrong class and badly placed",
    "Dupe": "duplicate",
    "Bkg": "background",
    "Miss": "missed label",
    "FalsePos": "all false positives",
    "FalseNeg": "all missed labels",
}


def confusion(material: Material) -> Section:
    """Return the confusion matrix of each set."""
    name, title = "confusion-matrix", "Confusion matrix"
    if reason := material.why_not("confusion_matrix"):
        return Section(name, title, reason=reason)
    source = material.sources["confusion_matrix"]
    rows = with_share(source.rows)
    weight: dict[str, int] = {}
    for row in rows:
        for each in (row["label_class"], row["predicted_class"]):
            if each is not None:
                weight[each] = weight.get(each, 0) + row["object_count"]
    classes = sorted(weight, key=lambda each: (-weight[each], each))
    drawn = sorted(classes[:_CLASSES])
    panels = tuple(
        Panel(
            specs.confusion_grid(
                [row for row in rows if row["prediction_set"] == each],
                drawn,
                colour=f"var(--set-{place})",
            ),
            each,
        )
        for place, each in enumerate(material.sets, 1)
    )
    cut = f"The {_CLASSES} largest of {len(classes)} classes. " if len(classes) > _CLASSES else ""
    figure = Figure(
        "confusion",
        beside(
            sorted(rows, key=lambda row: -row["object_count"]),
            {"label_class": "label", "predicted_class": "predicted as"},
            {"object_count": "objects"},
            material.sets,
        ),
        (source,),
        panels,
        text=f"{cut}A cell is as dark as its share of the row, that is, of the labels of a class.",
        size="half" if len(drawn) <= _CLASSES // 2 else "wide",
    )
    text = "Which class was predicted for which label; background is no label, or no prediction."
    return Section(name, title, text, (figure,))


def error_types(material: Material) -> Section:
    """Return the error types of TIDE."""
    name, title = "error-types", "Error types"
    if reason := material.why_not("error_analysis"):
        return Section(name, title, reason=reason)
    source = material.sources["error_analysis"]
    rows = [
        {**row, "what": _TYPES.get(row["error_type"], row["error_type"])} for row in source.rows
    ]
    six = [row for row in rows if row["error_type"] not in {"FalsePos", "FalseNeg"}]
    panels = (
        Panel(
            specs.value_bars(
                six, "what", "AP that it costs", value="delta_ap", sets=material.sets
            ),
            "AP that it costs",
        ),
        Panel(
            specs.count_bars(six, "what", "errors", value="error_count", sets=material.sets),
            "How many there are",
        ),
    )  # fmt: skip
    figure = Figure(
        "errors",
        beside(
            rows,
            {"error_type": "type", "what": "meaning"},
            {"error_count": "errors", "delta_ap": "AP that it costs"},
            material.sets,
        ),
        (source,),
        panels,
        size="half",
    )
    text = (
        "TIDE's six types of error, and by how much AP would rise without each. TIDE matches in "
        "its own way, so its counts are not those of the outcomes."
    )
    return Section(name, title, text, (figure,))
