"""Labels that confident predictions speak against."""

from duckeval.report import specs
from duckeval.report.model import Figure, Material, Panel, Section
from duckeval.report.numbers import beside, plain

__all__ = ["label_errors"]

_KINDS = {
    "wrong_class": "wrong class",
    "missing": "missing label",
    "badly_placed": "badly placed",
    "wrong_text": "wrong text",
}


def label_errors(material: Material) -> Section:
    """Return how many labels are doubtful, and the most doubtful ones."""
    name, title = "label-errors", "Label errors"
    if "label_error_count" not in material.sources:
        return Section(name, title, reason=material.why_not("label_error_candidate"))
    counts, first = (material.sources[f"label_error_{each}"] for each in ("count", "first"))
    if not counts.rows:
        return Section(name, title, "No confident prediction speaks against a label.")
    rows = [{**row, "what": _KINDS[row["kind"]]} for row in counts.rows]
    measures = {"object_count": "candidates", "highest_score": "highest score"}
    candidate = material.sets[-1]
    listed = [
        {**row, "kind": _KINDS[row["kind"]]}
        for row in first.rows
        if row["prediction_set"] == candidate
    ]
    columns = {
        "item_key": "item", "kind": "kind", "class_name": "label", "predicted_class": "predicted",
        "score": "score", "confidence": "confidence", "iou": "IoU", "label_key": "label key",
    }  # fmt: skip
    figures = [
        Figure(
            "label-errors-count",
            beside(rows, {"what": "kind"}, measures, material.sets, ("highest_score",)),
            (counts,),
            (Panel(specs.count_bars(rows, "what", "candidates", sets=material.sets)),),
        )
    ]
    if listed:
        figures.append(
            Figure(
                "label-errors-first",
                plain(listed, columns),
                (first, material.sources["label_error_candidate"]),
                title="Look at these first",
                text=f"The highest scores of {candidate}.",
            )
        )
    text = (
        "Where predictions are sure and the labels say otherwise: some of these labels are wrong."
    )
    return Section(name, title, text, tuple(figures))
