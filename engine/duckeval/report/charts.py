"""Charts for notebooks: a table in, an Altair chart out; the same charts as in the page.

Each takes the answer of the method or macro that it is named after, as a `Result`, an Arrow, polars
or pandas table. The first prediction set is the baseline; it has the same colour everywhere.

Needs the extra ``report``.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from duckeval.errors import UsageError
from duckeval.report import specs
from duckeval.report.palette import plain_config
from duckeval.report.rows import Row, Table, records

if TYPE_CHECKING:
    import altair as alt

__all__ = [
    "calibration",
    "class_performance",
    "comparison",
    "confusion_matrix",
    "iou_distribution",
    "metric_correlation",
    "metric_performance",
    "outcome_count",
    "performance",
    "precision_recall_curve",
    "with_share",
]

_WIDTH = 460
_SMALL = 210


def performance(
    table: Table, measure: str = "map", *, sets: Sequence[str] | None = None
) -> "alt.TopLevelMixin":
    """Return a point for each slice and set.

    Parameters
    ----------
    table : table
        Rows of `performance`, with ``slice_by`` or ``slices``.
    measure : str
        The column that is drawn, such as ``map`` or ``recall_micro``.
    sets : sequence of str, optional
        The prediction sets in their order.

    Examples
    --------
    >>> rows = [{"prediction_set": "v1", "slice": "night", "map": 0.5, "label_count": 4}]
    >>> performance(rows).to_dict()["description"]
    'map of each slice'
    """
    return _altair(
        specs.class_dots(records(table), measure, measure.replace("_", " "), sets=sets, key="slice")
    )


def class_performance(
    table: Table, measure: str = "ap", *, sets: Sequence[str] | None = None
) -> "alt.TopLevelMixin":
    """Return a point for each class and set.

    Parameters
    ----------
    table : table
        Rows of `class_performance`.
    measure : str
        The column that is drawn: ``ap``, ``precision``, ``recall``, ``f1``, ``mean_iou``.
    sets : sequence of str, optional
        The prediction sets in their order.
    """
    rows = records(table)
    return _altair(specs.class_dots(rows, measure, measure.replace("_", " "), sets=sets))


def precision_recall_curve(
    table: Table, *, sets: Sequence[str] | None = None, columns: int = 3
) -> "alt.TopLevelMixin":
    """Return the curves of each class, a line for each set.

    Parameters
    ----------
    table : table
        Rows of `precision_recall_curve`; where a curve has more than 400 points, some are left out.
    sets : sequence of str, optional
        The prediction sets in their order.
    columns : int
        How many classes stand side by side.
    """
    rows = _thinned(records(table))
    classes: dict[str, list[Row]] = {}
    for row in rows:
        classes.setdefault(str(row["class_name"]), []).append(row)
    panels = [
        _panel(specs.precision_recall_lines(of_class, sets=sets), name, _SMALL)
        for name, of_class in classes.items()
    ]
    return _altair({"concat": panels, "columns": columns}, width=None)


def calibration(table: Table, *, sets: Sequence[str] | None = None) -> "alt.TopLevelMixin":
    """Return how often predictions of a confidence are right, with the interval as a band.

    Parameters
    ----------
    table : table
        Rows of `calibration`; those of all classes together are drawn.
    sets : sequence of str, optional
        The prediction sets in their order.
    """
    rows = [row for row in records(table) if row["class_name"] is None]
    return _altair(specs.calibration_lines(rows, sets=sets))


def iou_distribution(
    table: Table, *, threshold: float | None = None, sets: Sequence[str] | None = None
) -> "alt.TopLevelMixin":
    """Return how many predictions overlap their label by how much.

    Parameters
    ----------
    table : table
        Rows of `iou_distribution`; classes are added up.
    threshold : float, optional
        An IoU threshold to draw.
    sets : sequence of str, optional
        The prediction sets in their order.
    """
    counts: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in records(table):
        key = (row["prediction_set"], row["iou_low"])
        total = counts.setdefault(key, {**row, "prediction_count": 0, "true_positive_count": 0})
        total["prediction_count"] += row["prediction_count"]
        total["true_positive_count"] += row["true_positive_count"]
    return _altair(specs.iou_histogram(list(counts.values()), threshold=threshold, sets=sets))


def confusion_matrix(table: Table, *, classes: Sequence[str] | None = None) -> "alt.TopLevelMixin":
    """Return the confusion matrix of each set, side by side.

    Parameters
    ----------
    table : table
        Rows of `confusion_matrix`.
    classes : sequence of str, optional
        The classes that are shown, from top to bottom.
    """
    rows = with_share(records(table))
    found = {row[side] for row in rows for side in ("label_class", "predicted_class")}
    names = classes or sorted(str(name) for name in found if name is not None)
    panels = []
    for name in dict.fromkeys(row["prediction_set"] for row in rows):
        of_set = [row for row in rows if row["prediction_set"] == name]
        panels.append(_panel(specs.confusion_grid(of_set, names), name, {"step": 34}))
    return _altair({"concat": panels, "columns": 2}, width=None)


def outcome_count(table: Table, *, sets: Sequence[str] | None = None) -> "alt.TopLevelMixin":
    """Return a bar for each reason: what became of predictions or labels.

    Parameters
    ----------
    table : table
        Rows of `outcome` or `label_outcome`, or with ``object_count`` of a query that counted them.
    sets : sequence of str, optional
        The prediction sets in their order.
    """
    counts: dict[tuple[Any, ...], int] = {}
    for row in records(table):
        what = row["outcome"] if row["reason"] is None else f"{row['outcome']}: {row['reason']}"
        key = (row["prediction_set"], what)
        counts[key] = counts.get(key, 0) + row.get("object_count", 1)
    rows = [
        {"prediction_set": name, "outcome": what, "object_count": number}
        for (name, what), number in counts.items()
    ]
    return _altair(specs.count_bars(rows, "outcome", "objects", sets=sets))


def metric_performance(
    table: Table,
    rate: str = "recall",
    *,
    metric: str | None = None,
    sets: Sequence[str] | None = None,
) -> "alt.TopLevelMixin":
    """Return a rate over the bins of a metric, with its 95 % interval.

    Parameters
    ----------
    table : table
        Rows of `metric_performance`.
    rate : str
        ``recall`` or ``precision``.
    metric : str, optional
        Which metric, where the rows are of several.
    sets : sequence of str, optional
        The prediction sets in their order.
    """
    rows = records(table)
    name = metric or (str(rows[0]["metric"]) if rows else "metric")
    return _altair(
        specs.metric_lines(
            [row for row in rows if row["metric"] == name],
            rate,
            rate,
            metric=name,
            count="label_count" if rate == "recall" else "prediction_count",
            sets=sets,
        )
    )


def metric_correlation(table: Table, *, sets: Sequence[str] | None = None) -> "alt.TopLevelMixin":
    """Return the correlation of each metric with success, with its 95 % interval.

    Parameters
    ----------
    table : table
        Rows of `metric_correlation` of one target and score.
    sets : sequence of str, optional
        The prediction sets in their order.
    """
    return _altair(
        specs.estimate_dots(
            records(table),
            "pearson",
            "correlation",
            key="metric",
            low="pearson_low",
            high="pearson_high",
            sets=sets,
        )
    )


def comparison(table: Table, *, key: str = "class_name") -> "alt.TopLevelMixin":
    """Return how much each class (or slice, or measure) has changed.

    Parameters
    ----------
    table : table
        Rows of `comparison` of one measure, or with one row for each key.
    key : str
        The column that names the bars.
    """
    return _altair(specs.delta_dots(records(table), "change", key=key))


def with_share(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the rows of a confusion matrix with the share of its row that each cell has.

    Examples
    --------
    >>> cell = {"prediction_set": "v1", "label_class": "cat", "object_count": 4}
    >>> with_share([cell])[0]["share"]
    1.0
    """
    totals: dict[tuple[Any, Any], int] = {}
    for row in rows:
        key = (row["prediction_set"], row["label_class"])
        totals[key] = totals.get(key, 0) + row["object_count"]
    return [
        {**row, "share": row["object_count"] / total}
        for row in rows
        if (total := totals[row["prediction_set"], row["label_class"]])
    ]


def _thinned(rows: Sequence[Row], most: int = 400) -> list[Row]:
    """Return at most about so many points of each curve, the ends among them."""
    curves: dict[tuple[Any, Any], list[Row]] = {}
    for row in rows:
        curves.setdefault((row["prediction_set"], row["class_name"]), []).append(row)
    found: list[Row] = []
    for points in curves.values():
        step = max(1, len(points) // most)
        found += points[:-1:step]
        found += points[-1:]
    return found


def _panel(spec: dict[str, Any], title: str, width: int | dict[str, int]) -> dict[str, Any]:
    """Return a chart as a part of another, without what only a whole one may say."""
    only_whole = {"$schema", "autosize", "padding"}
    kept = {key: value for key, value in spec.items() if key not in only_whole}
    return kept | {"title": title, "width": width}


def _altair(spec: dict[str, Any], width: int | None = _WIDTH) -> "alt.TopLevelMixin":
    try:
        import altair as alt  # noqa: PLC0415 - an extra, and heavy
    except ImportError:
        raise UsageError(
            "charts need altair, which is not installed", hint="pip install 'duckeval[report]'"
        ) from None
    whole = {**spec, "config": plain_config()}
    if width is not None and whole.get("width") == "container":
        whole["width"] = width
    return alt.Chart.from_dict(whole)
