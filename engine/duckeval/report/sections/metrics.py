"""Which property of the data goes with success, and how it changes the rates."""

from duckeval.report import specs
from duckeval.report.model import Figure, Material, Panel, Section
from duckeval.report.numbers import beside
from duckeval.report.rows import Row, Rows

__all__ = ["correlation", "performance"]

_DRAWN = 25
_TARGETS = {
    "prediction": "Predictions: is it a true positive?",
    "label": "Labels: is it found?",
    "item": "Items: how high is its F1?",
}


def correlation(material: Material) -> Section:
    """Return the correlation of each metric with success."""
    name, title = "metric-correlation", "Metric correlation"
    if reason := material.why_not("metric_correlation"):
        return Section(name, title, reason=reason)
    source = material.sources["metric_correlation"]
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in source.rows:
        groups.setdefault((row["target"], row["score"]), []).append(row)
    figures = []
    for place, ((target, score), rows) in enumerate(groups.items(), 1):
        drawn = _strongest(rows)
        if not drawn:
            continue
        spec = specs.estimate_dots(
            drawn, "pearson", "correlation", key="metric", low="pearson_low", high="pearson_high",
            sets=material.sets, counts=("n",),
        )  # fmt: skip
        measures = {"pearson": "Pearson", "spearman": "Spearman", "q_value": "q", "n": "n"}
        figures.append(
            Figure(
                f"correlation-{place}",
                beside(rows, {"metric": "metric"}, measures, material.sets),
                (source,),
                (Panel(spec),),
                _TARGETS.get(target, target),
                f"Score: {score.replace('_', ' ')}.",
            )
        )
    text = (
        "How each metric goes together with success: Pearson's correlation with its 95 % interval. "
        "The random metric shows what chance does."
    )
    reason = "" if figures else "no metric has enough values"
    return Section(name, title, text, tuple(figures), reason=reason)


def performance(material: Material) -> Section:
    """Return recall and precision over the bins of the metrics."""
    name, title = "metric-performance", "Metric performance"
    if reason := material.why_not("metric_performance"):
        return Section(name, title, reason=reason)
    source = material.sources["metric_performance"]
    figures = []
    for place, metric in enumerate(dict.fromkeys(row["metric"] for row in source.rows), 1):
        rows = [row for row in source.rows if row["metric"] == metric]
        panels = tuple(
            Panel(_drawn(material, rows, rate, metric, count), rate)
            for rate, count in (("recall", "label_count"), ("precision", "prediction_count"))
        )
        keys = {"bin": "bin"}
        measures = {
            "recall": "recall",
            "label_count": "labels",
            "precision": "precision",
            "prediction_count": "predictions",
        }
        figures.append(
            Figure(
                f"metric-{place}",
                beside(rows, keys, measures, material.sets),
                (source,),
                panels,
                metric,
                size="half",
            )
        )
    text = "Recall and precision by the value of a metric, with 95 % Wilson intervals."
    return Section(name, title, text, tuple(figures))


def _drawn(material: Material, rows: Rows, rate: str, metric: str, count: str) -> specs.Spec:
    if any(row["metric_mean"] is not None for row in rows):
        return specs.metric_lines(rows, rate, rate, metric=metric, count=count, sets=material.sets)
    return specs.class_dots(rows, rate, rate, sets=material.sets, key="bin", has_interval=True)


def _strongest(rows: Rows) -> list[Row]:
    known = [row for row in rows if row["pearson"] is not None]
    strength: dict[str, float] = {}
    for row in known:
        strength[row["metric"]] = max(strength.get(row["metric"], 0), abs(row["pearson"]))
    names = sorted(strength, key=lambda name: (-strength[name], name))[:_DRAWN]
    return [row for row in known if row["metric"] in names]
