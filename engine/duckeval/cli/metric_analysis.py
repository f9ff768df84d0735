"""``metric-performance`` and ``metric-correlation``: what hurts, and where."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from duckeval.cli.app import Command, database_option, where_options
from duckeval.cli.messages import note
from duckeval.cli.opening import reading, writing
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.progress import progress

__all__ = ["metric_correlation", "metric_performance"]

Function = TypeVar("Function", bound=Callable[..., Any])
Row = dict[str, Any]

_SCORES = {
    "true_positive": "predictions: true positive or not",
    "iou_true_positive": "predictions: IoU of a true positive, else 0",
    "found": "labels: found or not",
    "f1": "items: F1",
}


def question_options(function: Function) -> Function:
    """Add what both commands ask: sets, slices, items, classes and thresholds."""
    for option in reversed(
        (
            click.option(
                "--set",
                "sets",
                metavar="NAME",
                multiple=True,
                help="Only this prediction set; can be repeated.",
            ),
            click.option(
                "--by", metavar="EXPR", help="For each value of this SQL expression over item."
            ),
            click.option(
                "--slice",
                "slices",
                metavar="NAME",
                multiple=True,
                help="For this saved slice; can be repeated.",
            ),
            where_options,
            click.option(
                "--iou",
                type=click.FloatRange(0, 1),
                default=0.5,
                show_default=True,
                help="IoU that a true positive needs.",
            ),
            click.option(
                "--confidence",
                type=float,
                metavar="C",
                help="Leave out predictions below this confidence.",
            ),
            click.option(
                "--protocol",
                type=click.Choice(["closest", "coco", "voc"]),
                default="closest",
                show_default=True,
                help="The rule that says which prediction finds which label.",
            ),
        )
    ):
        function = option(function)
    return function


@click.command(
    "metric-performance",
    cls=Command,
    example="""
    duckeval metric-performance brightness --confidence 0.3
    duckeval metric-performance area_px2 --binning custom --edge 0 --edge 1024 --edge 1e9
    duckeval metric-performance weather --binning categorical --by camera
    """,
)
@click.argument("metric")
@click.option(
    "--bins",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="Number of bins; fewer where values tie.",
)
@click.option(
    "--binning",
    type=click.Choice(["quantile", "equal_width", "custom", "categorical"]),
    help="How bins are made.  [default: quantile; custom with --edge]",
)
@click.option(
    "--edge",
    "edges",
    type=float,
    metavar="X",
    multiple=True,
    help="An edge of custom bins; give two or more.",
)
@click.option(
    "--edges-from",
    type=click.Choice(["slice", "all"]),
    default="slice",
    show_default=True,
    help="Bins of each slice's own values, or one set of bins from the whole file.",
)
@click.option("--per-class", is_flag=True, help="Also the numbers of each class.")
@question_options
@output_options
@database_option
def metric_performance(
    metric: str,
    binning: str | None,
    edges: Sequence[float],
    db: Path,
    output: Output,
    bins: int,
    edges_from: str,
    per_class: bool,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Print precision and recall in bins of a metric.

    METRIC is a column of item, label or prediction. Precision is over predictions, by their own
    column or else their item's; recall over labels, by theirs. Intervals are Wilson's, at 95 %.
    """
    parameters: dict[str, Any] = {
        "of_metric": metric,
        "bins": bins,
        "binning": binning or ("custom" if edges else None),
        "edges": list(edges) or None,
        "edges_from": edges_from,
        "per_class": per_class,
    }
    with reading(db) as project:
        found = [project.metric_performance(**parameters, **each) for each in _questions(**asked)]
    if not output.is_for_people:
        output.rows(found[0].columns, [row for each in found for row in each.tuples()])
        return
    rows = sorted((row for each in found for row in each.rows()), key=_place)
    if not rows:
        note("no predictions and labels to put into bins")
    shown = _head(rows, per_class=per_class, sliced=_slice_title(**asked))
    if any(row["metric_low"] is None and row["bin"] is not None for row in rows):
        shown[metric] = lambda row: row["bin"]
    else:
        shown |= {
            f"{metric} from": lambda row: row["metric_low"],
            "to": lambda row: row["metric_high"],
        }
    shown |= {
        "predictions": lambda row: row["prediction_count"],
        "precision": lambda row: row["precision"],
        "95 %": lambda row: _interval(row["precision_low"], row["precision_high"]),
        "labels": lambda row: row["label_count"],
        "recall": lambda row: row["recall"],
        "95 % ": lambda row: _interval(row["recall_low"], row["recall_high"]),
    }
    output.tables([_table(rows, shown)])
    if asked["confidence"] is None:
        note("without --confidence, precision counts every box that was ever predicted")


@click.command(
    "metric-correlation",
    cls=Command,
    example="""
    duckeval metric-correlation --confidence 0.3
    duckeval metric-correlation --score found --by weather
    duckeval metric-correlation --within-class --format csv
    """,
)
@click.option(
    "--score",
    "scores",
    type=click.Choice(list(_SCORES)),
    multiple=True,
    help="Only correlations with this score; can be repeated.",
)
@click.option(
    "--n-min",
    type=click.IntRange(min=4),
    default=50,
    show_default=True,
    help="With fewer objects there is no correlation.",
)
@click.option(
    "--within-class", is_flag=True, help="Correlate in each class; the mean, weighted by objects."
)
@click.option(
    "--mutual-information",
    "is_informed",
    is_flag=True,
    help="Compute mutual information first and store it; needs the extra analysis.",
)
@click.option(
    "--sample",
    type=click.IntRange(min=100),
    default=20_000,
    show_default=True,
    help="For mutual information draw at most so many objects.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Seed of that sample and its estimate."
)
@question_options
@output_options
@database_option
def metric_correlation(
    scores: Sequence[str],
    n_min: int,
    within_class: bool,
    is_informed: bool,
    sample: int,
    seed: int,
    db: Path,
    output: Output,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Print how every metric goes with being right, the strongest first.

    Scores are: of predictions true_positive and iou_true_positive, of labels found, of items f1.
    A q below 0.05 is hardly chance, however many metrics there are; a large n makes small
    correlations sure, not important.
    """
    parameters: dict[str, Any] = {"n_min": n_min, "within_class": within_class}
    if is_informed:
        with writing(db) as project, progress("mutual information") as step:
            for each in _questions(**asked):
                project.mutual_information(sample=sample, seed=seed, progress=step, **each)
    with reading(db) as project:
        found = [project.metric_correlation(**parameters, **each) for each in _questions(**asked)]
    wanted = scores or list(_SCORES)
    rows = [row for each in found for row in each.rows() if row["score"] in wanted]
    if not output.is_for_people:
        output.rows(found[0].columns, [tuple(row.values()) for row in rows])
        return
    tables = []
    for score in (score for score in _SCORES if score in wanted):
        of_score = [row for row in rows if row["score"] == score]
        shown = _head(of_score, per_class=False, sliced=_slice_title(**asked))
        shown |= {
            "metric": lambda row: row["metric"],
            "n": lambda row: row["n"],
            "Pearson": lambda row: row["pearson"],
            "95 %": lambda row: _interval(row["pearson_low"], row["pearson_high"]),
            "q": lambda row: row["q_value"],
            "Spearman": lambda row: row["spearman"],
        }
        if any(row["mutual_information"] is not None for row in of_score):
            shown["MI (nats)"] = lambda row: row["mutual_information"]
        if any(row["reason"] is not None for row in of_score):
            shown["why not"] = lambda row: row["reason"]
        tables.append(_table(sorted(of_score, key=_strength), shown, f"{_SCORES[score]}"))
    output.tables(tables)


def _questions(
    sets: Sequence[str],
    by: str | None,
    slices: Sequence[str],
    where: str | None,
    classes: Sequence[str],
    iou: float,
    confidence: float | None,
    protocol: str,
) -> list[dict[str, Any]]:
    """Return the parameters of the macro: once for all sets, or for each that is named."""
    return [
        {
            "predictions": name,
            "slice_by": by,
            "slices": list(slices) or None,
            "item_filter": where,
            "classes": list(classes) or None,
            "iou_threshold": iou,
            "min_confidence": confidence,
            "protocol": protocol,
        }
        for name in (dict.fromkeys(sets) or (None,))
    ]


def _slice_title(by: str | None, slices: Sequence[str], **_: Any) -> str | None:  # noqa: ANN401
    return by or ("slice" if slices else None)


def _head(
    rows: Sequence[Row], *, per_class: bool, sliced: str | None
) -> dict[str, Callable[[Row], Any]]:
    """Return the columns that say which set, slice and class a row speaks of, where they differ."""
    shown: dict[str, Callable[[Row], Any]] = {}
    if len({row["prediction_set"] for row in rows}) > 1:
        shown["set"] = lambda row: row["prediction_set"]
    if sliced is not None:
        shown[sliced] = lambda row: row["slice"]
    if per_class:
        shown["class"] = lambda row: row["class_name"] or "all"
    return shown


def _table(rows: Sequence[Row], shown: dict[str, Callable[[Row], Any]], title: str = "") -> Table:
    return Table(tuple(shown), [tuple(get(row) for get in shown.values()) for row in rows], title)


def _interval(low: float | None, high: float | None) -> str | None:
    return None if low is None or high is None else f"{low:.2f} to {high:.2f}"


def _place(row: Row) -> tuple[Any, ...]:
    """Order by set, slice and class, all classes first; then bins by value, missing ones last."""
    slice_name, class_name, low = row["slice"], row["class_name"], row["metric_low"]
    return (
        row["prediction_set"],
        *(slice_name is None, slice_name or ""),
        *(class_name is not None, class_name or ""),
        *(row["bin"] is None, 0.0 if low is None else low, row["bin"] or ""),
    )


def _strength(row: Row) -> tuple[Any, ...]:
    """Order by set and slice, then by strength, then what has no number."""
    pearson = row["pearson"]
    place = (pearson is None, -abs(pearson or 0.0), row["metric"])
    return row["prediction_set"], row["slice"] is None, row["slice"] or "", *place
