"""Lanes to average precision with each measure of polylines. No other program does this.

    python -m benchmarks.polylines                              20,000 predictions, five rounds
    python -m benchmarks.polylines --predictions 2000 --rounds 1     a quick look

Each measurement is a process of its own. Results go to POLYLINES.md.
"""

import argparse
from pathlib import Path
from typing import Any

from benchmarks.shapes import CANDIDATES, measure_pairs, page, prepare
from benchmarks.side_by_side import Comparison, Rounds, main, timed

REPORT = Path(__file__).parent / "POLYLINES.md"
PREDICTIONS = 20_000
PREDICTIONS_A_LABEL, LINES_AN_IMAGE, POINTS = 5, 8, 40
MEASURES = {
    "chamfer": "distance_of_lines('chamfer', prediction.geometry, label.geometry)",
    "frechet": "distance_of_lines('frechet', prediction.geometry, label.geometry)",
    "buffer": "buffered_line_iou(30, prediction.geometry, label.geometry)",
}


def make(folder: Path, count: int) -> None:
    """Write lanes that run down the image, and predictions near them, as parquet."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = np.random.default_rng(0)
    label_count = max(count // PREDICTIONS_A_LABEL, 1)
    image = np.arange(label_count) // LINES_AN_IMAGE
    y = np.linspace(0, 700, POINTS)
    x = source.uniform(0, 1280, (label_count, 1)) + source.normal(0, 0.5, (label_count, 1)) * y
    near = np.arange(count) % label_count
    found = x[near] + source.normal(0, 15, (count, 1)) + source.normal(0, 2, (count, POINTS))
    sides = {
        "labels": (image, x, None),
        "results": (image[near], found, source.beta(2, 2, count).round(4)),
    }
    for name, (images, across, scores) in sides.items():
        points = [np.column_stack([one, y]).round(2).tolist() for one in across]
        columns = {
            "item_key": images.astype(str),
            "class_name": ["lane"] * len(points),
            "points": points,
        }
        if scores is not None:
            columns["confidence"] = scores
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")


def duckeval_job(folder: Path) -> dict[str, Any]:
    """Load both files, match by Chamfer distance, ask; then measure the pairs alone."""
    import duckeval

    prepare()
    (folder / "b.duckdb").unlink(missing_ok=True)
    found: dict[str, Any] = {}

    def work() -> list[float]:
        with duckeval.open(folder / "b.duckdb") as project:
            timed(found, "labels", lambda: project.load_labels(folder / "labels.parquet"))
            load = project.load_predictions
            timed(found, "predictions", lambda: load(folder / "results.parquet", match=False))

            def answer() -> Any:  # noqa: ANN401
                project.match(protocols=("coco",))
                return project.coco_summary().rows()

            [row] = timed(found, "numbers", answer)
        return [row["ap"], row["ap50"]]

    found["answers"] = timed(found, "all", work)
    for name, value in MEASURES.items():
        queries = (CANDIDATES.format(value=each) for each in ("1", value))
        measure_pairs(found, folder, *queries, name=name)
    return found


JOBS = {"duckeval": duckeval_job}


def _write(asked: argparse.Namespace, rounds: Rounds, differences: dict[str, float]) -> str:
    asked.labels = asked.predictions // PREDICTIONS_A_LABEL
    return page(
        asked, rounds, differences, _HEAD, _FOOT, "lines whose boxes overlap", tuple(MEASURES)
    )


_HEAD = """\
# Polylines

{labels:,} labels and {predictions:,} predictions of 40 points each, parquet to average precision by
Chamfer distance; medians of {rounds}; {versions}. No other program that we know measures this.
`python -m benchmarks.polylines` writes this page.

"""
_FOOT = """
Matching is in the column "numbers". {pairs}

{load}
"""

COMPARISON = Comparison(
    "benchmarks.polylines",
    {"predictions": PREDICTIONS},
    make,
    JOBS,
    {},
    REPORT,
    _write,
)

if __name__ == "__main__":
    raise SystemExit(main(COMPARISON, __doc__))
