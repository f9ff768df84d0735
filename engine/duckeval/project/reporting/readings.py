"""What the page shows that is not a file of its own: queries over the files of the report."""

from collections.abc import Collection
from pathlib import Path

from duckeval.store import Store, quote_literal

__all__ = ["READINGS", "readings", "strongest_metrics"]

READINGS: dict[str, tuple[str, str]] = {
    "outcome_count": (
        "outcome, label_outcome",
        """\
select prediction_set, 'predictions' as counted, outcome, reason, count(*) as object_count
from 'outcome.parquet'
group by all
union all
select prediction_set, 'labels' as counted, outcome, reason, count(*) as object_count
from 'label_outcome.parquet'
group by all
order by counted desc, outcome desc, object_count desc, reason, prediction_set""",
    ),
    "class_measure": (
        "class_performance",
        """\
select
    *,
    wilson_low(true_positive_count, prediction_count) as precision_low,
    wilson_high(true_positive_count, prediction_count) as precision_high,
    wilson_low(true_positive_count, label_count) as recall_low,
    wilson_high(true_positive_count, label_count) as recall_high
from 'class_performance.parquet'
order by prediction_set, class_name""",
    ),
    "curve_point": (
        "class_performance, precision_recall_curve",
        """\
with largest as (
    select class_name
    from 'class_performance.parquet'
    group by class_name
    having max(label_count) > 0
    order by max(label_count) desc, class_name
    limit 12
)
select
    prediction_set, class_name, rank, recall, interpolated_precision, confidence,
    count(*) over () as point_count
from 'precision_recall_curve.parquet'
where class_name in (from largest)
qualify
    rank = 1
    or rank = max(rank) over (partition by prediction_set, class_name, floor(recall * 200))
order by class_name, prediction_set, rank""",
    ),
    "precision_at_recall": (
        "precision_recall_curve",
        "select\n    class_name,\n    prediction_set,\n"
        + ",\n".join(
            f"    coalesce(max(precision) filter (recall >= {place / 10:g}), 0)"
            f" as precision_{place}"
            for place in range(11)
        )
        + """
from 'precision_recall_curve.parquet'
where recall is not null
group by all
order by class_name, prediction_set""",
    ),
    "iou_histogram": (
        "iou_distribution",
        """\
select
    prediction_set,
    iou_low,
    iou_high,
    sum(prediction_count)::bigint as prediction_count,
    sum(true_positive_count)::bigint as true_positive_count
from 'iou_distribution.parquet'
group by all
order by iou_low, prediction_set""",
    ),
    "label_error_count": (
        "label_error_candidate",
        """\
select prediction_set, kind, count(*) as object_count, max(score) as highest_score
from 'label_error_candidate.parquet'
group by all
order by object_count desc, kind, prediction_set""",
    ),
    "label_error_first": (
        "label_error_candidate",
        """\
from 'label_error_candidate.parquet'
qualify
    row_number() over (
        partition by prediction_set
        order by score desc, kind, label_id, prediction_id
    ) <= 20
order by prediction_set, score desc, kind, label_id, prediction_id""",
    ),
}
"""Each query, which runs in the folder of the report, and the views whose files it reads."""


_STRONGEST = """\
select metric
from {file}
where
    pearson is not null
    and target <> 'item'
    and metric not in ('random', 'confidence')
group by metric
order by max(abs(pearson)) desc, metric
limit 6"""


def strongest_metrics(store: Store, folder: Path) -> list[str]:
    """Return the metrics whose bins are worth a look: those that go with success most.

    Confidence goes with success in every model, and the random metric in none.
    """
    file = folder / "metric_correlation.parquet"
    if not file.is_file():
        return []
    return [row[0] for row in store.run(_STRONGEST.format(file=quote_literal(str(file))))]


def readings(written: Collection[str]) -> dict[str, str]:
    """Return the queries whose files there are."""
    return {
        name: sql
        for name, (needed, sql) in READINGS.items()
        if set(needed.split(", ")) <= set(written)
    }
