"""Two sets compared: what changed, and which labels were won and lost."""

from duckeval.report import specs
from duckeval.report.model import Figure, Material, Panel, Section
from duckeval.report.numbers import plain
from duckeval.report.palette import GREY
from duckeval.report.rows import Row

__all__ = ["comparison", "left_out"]

_RATES = {
    "map": "mAP",
    "mar": "mAR",
    "precision_micro": "precision",
    "recall_micro": "recall",
    "f1_micro": "F1",
    "mean_iou": "mean IoU",
}
_CLASS_RATES = {"ap": "AP", "precision": "precision", "recall": "recall"}
_CHANGES = {"both": "found by both", "fixed": "fixed", "broken": "broken", "neither": "by neither"}
_DRAWN = 30


def comparison(material: Material) -> Section | None:
    """Return the differences of two sets on the items that both are over."""
    name, title = "comparison", "Comparison"
    if not material.is_compared:
        return None
    baseline, candidate = material.sets
    text = f"{candidate} minus {baseline}, on the items that both are over.{left_out(material)}"
    if reason := material.why_not("comparison"):
        return Section(name, title, text, reason=reason)
    source = material.sources["comparison"]
    columns = {"class_name": "class", "measure": "measure", "baseline": baseline}
    columns |= {"candidate": candidate, "delta": "change"}
    overall = [
        {**row, "measure": _RATES[row["measure"]]}
        for row in source.rows
        if row["class_name"] is None and row["measure"] in _RATES
    ]
    panels = []
    for measure, head in _CLASS_RATES.items():
        rows = [
            row
            for row in source.rows
            if row["class_name"] is not None and row["measure"] == measure
        ]
        rows = _largest(rows)
        if rows:
            panels.append(
                Panel(specs.delta_dots(rows, f"change of {head}", key="class_name"), head)
            )
    figures = [
        Figure(
            "comparison-overall",
            plain(overall, {key: columns[key] for key in columns if key != "class_name"}),
            (source,),
            (Panel(specs.delta_dots(overall, "change", key="measure")),),
        )
    ]
    if panels:
        by_class = [row for row in source.rows if row["class_name"] is not None]
        figures.append(
            Figure(
                "comparison-classes",
                plain(by_class, columns),
                (source,),
                tuple(panels),
                "By class",
                size="small",
            )
        )
    figures += _changes(material)
    return Section(name, title, text, tuple(figures))


def left_out(material: Material) -> str:
    """Return in words how many items only one of the sets is over; empty where there are none."""
    if material.why_not("comparison"):
        return ""
    for row in material.sources["comparison"].rows:
        if row["measure"] == "left_out_item_count" and (row["baseline"] or row["candidate"]):
            baseline, candidate = material.sets
            return (
                f" Left out: {row['baseline']:,.0f} items of {baseline} alone, "
                f"{row['candidate']:,.0f} of {candidate} alone."
            )
    return ""


def _changes(material: Material) -> list[Figure]:
    """Return which labels were fixed and broken."""
    if material.why_not("outcome_change_summary"):
        return []
    source = material.sources["outcome_change_summary"]
    rows = [{**row, "class_name": row["class_name"] or "(all classes)"} for row in source.rows]
    whole = rows[0]
    counts: list[Row] = [
        {"prediction_set": "labels", "what": what, "object_count": whole[f"{change}_count"]}
        for change, what in _CHANGES.items()
    ]
    chance = "" if whole["p_value"] is None else (
        f" McNemar's exact p is {whole['p_value']:.3g}; it takes labels for independent, which "
        "those of one item seldom are."
    )  # fmt: skip
    columns = {"class_name": "class", "label_count": "labels"}
    columns |= {f"{change}_count": what for change, what in _CHANGES.items()}
    columns |= {"p_value": "p"}
    return [
        Figure(
            "changes",
            plain(rows, columns),
            (source,),
            (Panel(specs.count_bars(counts, "what", "labels", colours=(GREY,))),),
            "Labels won and lost",
            f"{whole['fixed_count']:,} labels are found now and were not; "
            f"{whole['broken_count']:,} were found and are not now.{chance}",
        )
    ]


def _largest(rows: list[Row]) -> list[Row]:
    known = [row for row in rows if row["delta"] is not None]
    return sorted(known, key=lambda row: (-abs(row["delta"]), str(row["class_name"])))[:_DRAWN]
