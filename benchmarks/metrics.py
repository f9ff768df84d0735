"""Bins and correlations of metrics beside pandas, polars and SciPy, on the *val* set.

    python -m benchmarks.metrics --data FOLDER/val

The peers hold a ready frame: one row an object, with 30 metrics, ten of predictions and twenty of
items, and whether it is a hit. duckeval starts from its project file, open and asked once at
another threshold. Its answer holds more: labels and items beside predictions, intervals, p and q.
Seconds of CPU stand beside those of the clock: where other work runs, they are the better witness.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckeval

OWN = ("confidence", "area_px2", "aspect_ratio", "relative_area", "border_proximity", "random")
"""Metrics that predictions have from the load; ADDED brings them to ten."""

OF_ITEM = (
    *("width_px", "height_px", "object_count", "object_density"),
    *("brightness", "blur", "speed_kmh", "month"),
)
"""Metrics that items have from the load and the metadata; ADDED brings them to twenty."""

ADDED = {
    "prediction": [f"own_{k}" for k in range(4)],
    "item": [f"item_{k}" for k in range(12)],
}
"""Further metrics, uniform at random by a hash of the key."""

RATIOS = (
    ("metric_performance", "pandas qcut, groupby", 0.5),
    ("metric_correlation", "polars corr", 0.5),
    ("metric_correlation", "SciPy by column", 0.1),
)


def main() -> None:
    """Build the project, take turns, print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--repetitions", type=int, default=5)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        duckeval.open(Path(folder, "metrics.duckdb")) as project,
    ):
        _furnish(project, given.data)
        frame = _frame(project)
        metrics = [name for name in frame.columns if name not in {"hit", "is_prediction"}]
        print(f"{len(metrics)} metrics, {len(frame):,} predictions and labels")
        jobs = _jobs(project, frame, metrics)
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
        for turn in range(given.repetitions):
            for name, job in jobs.items():
                project.performance(iou_threshold=0.51 + turn / 100)
                start = (time.perf_counter(), time.process_time())
                job()
                taken[name].append((time.perf_counter() - start[0], time.process_time() - start[1]))
    clock, cpu = (
        {name: statistics.median(each[at] for each in turns) for name, turns in taken.items()}
        for at in (0, 1)
    )
    for name in taken:
        print(f"{name:<28} {clock[name]:7.3f} s, {cpu[name]:7.3f} s of CPU")
    for ours, peer, aim in RATIOS:
        title = f"{ours} / {peer}"
        print(
            f"{title:<44} {clock[ours] / clock[peer]:5.2f}, {cpu[ours] / cpu[peer]:5.2f} of CPU"
            f"  (aim {aim})"
        )


def _furnish(project: Any, data: Path) -> None:  # noqa: ANN401
    """Load the set and give it 30 metrics."""
    project.load_labels(data / "gt.json")
    project.load_predictions(data / "dt.json", protocols=("closest",))
    project.load_metadata(data / "metadata.parquet")
    for table, names in ADDED.items():
        added = ", ".join(
            f"hash({table}_id, {place}) / 18446744073709551616 as {name}"
            for place, name in enumerate(names)
        )
        project.connection.execute(
            f"create or replace table {table} as select *, {added} from {table}"  # noqa: S608
        )


def _frame(project: Any) -> Any:  # noqa: ANN401
    """Return what the peers are given: one row a prediction or label that counts."""
    items = ", ".join(f"i.{name}" for name in (*OF_ITEM, *ADDED["item"]))
    own = ", ".join(f"p.{name}" for name in (*OWN, *ADDED["prediction"]))
    query = f"""
        select (o.outcome = 'tp')::int as hit, true as is_prediction, {own}, {items}
        from outcome as o
        join prediction as p using (prediction_id)
        join item as i on p.item_id = i.item_id
        where o.outcome <> 'ignored'
        union all by name
        select (o.outcome = 'found')::int as hit, false as is_prediction, l.area_px2, {items}
        from label_outcome as o
        join label as l using (label_id)
        join item as i on l.item_id = i.item_id
        where o.outcome <> 'ignored'
    """  # noqa: S608
    return project.query(query).df()


def _jobs(project: Any, frame: Any, metrics: list[str]) -> dict[str, Callable[[], object]]:  # noqa: ANN401
    import pandas as pd
    import polars as pl
    from scipy import stats

    predictions = frame[frame.is_prediction].reset_index(drop=True)
    table = pl.from_pandas(predictions[[*metrics, "hit"]])
    columns = {name: predictions[[name, "hit"]].dropna() for name in metrics}

    def pandas_bins() -> object:
        bins = pd.qcut(frame.area_px2, 10, duplicates="drop")
        grouped = frame.groupby([bins, "is_prediction"], observed=True)
        return grouped.agg(n=("hit", "size"), hits=("hit", "sum"), mean=("area_px2", "mean"))

    def polars_correlation() -> object:
        return table.select(
            *(pl.corr(name, "hit").alias(f"pearson {name}") for name in metrics),
            *(
                pl.corr(name, "hit", method="spearman").alias(f"spearman {name}")
                for name in metrics
            ),
        )

    def scipy_correlation() -> object:
        return [
            (stats.pearsonr(each[name], each.hit), stats.spearmanr(each[name], each.hit))
            for name, each in columns.items()
        ]

    return {
        "metric_performance": lambda: project.metric_performance(of_metric="area_px2").rows(),
        "pandas qcut, groupby": pandas_bins,
        "metric_correlation": lambda: project.metric_correlation().rows(),
        "polars corr": polars_correlation,
        "SciPy by column": scipy_correlation,
    }


if __name__ == "__main__":
    main()
