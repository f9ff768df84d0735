"""Which property of the data goes with success, and how it changes the rates."""

from collections.abc import Sequence

from duckeval.report import specs
from duckeval.report.model import Figure, Material, Panel, Section
from duckeval.report.numbers import beside
from duckeval.report.rows import Row, Rows

__all__ = ["correlation", "performance"]

_DRAWN = 25
_RATES = (("recall", "label_count"), ("precision", "prediction_count"))
_SCORES = {
    "true_positive": "Predictions: is it a true positive?",
    "iou_true_positive": "Predictions: the IoU of a true positive, else 0",
    "found": "Labels: is it found?",
    "f1": "Items: how high is its F1?",
}


def correlation(material: Material) -> Section:
    """Return the correlation of each metric with success."""
    name, title = "metric-correlation", "Metric correlation"
    if reason := material.why_not("metric_correlation"):
        return Section(name, title, reason=reason)
    source = material.sources["metric_correlation"]
    figures = []
    for place, (score, head) in enumerate(_SCORES.items(), 1):
        rows = [row for row in source.rows if row["score"] == score]
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
                beside(
                    rows, {"metric": "metric"}, measures, material.sets, unchanged=("q_value", "n")
                ),
                (source,),
                (Panel(spec),),
                head,
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
        keys = {"metric_low": f"{metric} from", "metric_high": "to"}
        if all(row["metric_low"] is None for row in rows):
            keys = {"bin": metric}
        known = [row for row in rows if row["bin"] is not None]
        shown = [each for each in _RATES if any(row[each[0]] is not None for row in known)]
        if not shown:
            continue
        panels = tuple(
            Panel(_drawn(material, rows, rate, metric, count), rate) for rate, count in shown
        )
        measures: dict[str, str] = {}
        for rate, count in shown:
            measures |= {rate: rate, count: count.removesuffix("_count") + "s"}
        figures.append(
            Figure(
                f"metric-{place}",
                beside(rows, keys, measures, material.sets),
                (source,),
                panels,
                metric,
                _only(shown, metric),
                size="half",
            )
        )
    text = "Recall and precision by the value of a metric, with 95 % Wilson intervals."
    reason = "" if figures else "no metric has values"
    return Section(name, title, text, tuple(figures), reason=reason)


def _only(shown: Sequence[tuple[str, str]], metric: str) -> str:
    """Return why one of the rates is not there."""
    if len(shown) == len(_RATES):
        return ""
    target = shown[0][1].removesuffix("_count")
    return f"Only {target}s have {metric}, so that there is but {shown[0][0]}."


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
