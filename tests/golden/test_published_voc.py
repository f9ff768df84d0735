"""The average precisions that the seven-image toy of rafaelpadilla's review publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import duckeval
from tests.oracle.files import LABEL_TYPES, PREDICTION_TYPES, write_parquet
from tests.property.projects import ask

if TYPE_CHECKING:
    from pathlib import Path

    from tests.oracle.scene import Fact

PUBLISHED = {
    "11": {0.1: 0.3333333333, 0.3: 0.2683982683, 0.5: 0.0303030303, 0.75: 0.0},
    "all": {0.1: 0.3371980676, 0.3: 0.2456866804, 0.5: 0.0222222222, 0.75: 0.0},
}


def rows_of(folder: Path, names: tuple[str, ...]) -> list[dict[str, Fact]]:
    """Read lines of a class name, a confidence in detections, and a box in whole pixels.

    The review counts the last pixel of a box in, so its boxes are one pixel wider and higher than
    they are written.
    """
    rows: list[dict[str, Fact]] = []
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            name, *figures = line.split()
            row: dict[str, Fact] = {"item_key": path.stem, "class_name": name}
            row.update(zip(names, map(float, figures), strict=True))
            rows.append(
                {**row, "w_px": row_number(row, "w_px") + 1, "h_px": row_number(row, "h_px") + 1}
            )
    return rows


def row_number(row: dict[str, Fact], name: str) -> float:
    value = row[name]
    if not isinstance(value, float):
        raise TypeError(name)
    return value


@pytest.mark.parametrize("protocol", ["closest", "voc"])
def test_the_published_average_precisions(shared_data: Path, tmp_path: Path, protocol: str) -> None:
    folder = shared_data / "voc-review-odm" / "tests" / "test_case_1"
    box = ("x_px", "y_px", "w_px", "h_px")
    labels = rows_of(folder / "gts", box)
    predictions = rows_of(folder / "dets", ("confidence", *box))
    label_types = {name: LABEL_TYPES[name] for name in labels[0]}
    prediction_types = {name: PREDICTION_TYPES[name] for name in predictions[0]}
    with duckeval.open(tmp_path / "project.duckdb") as project:
        project.load_labels(write_parquet(tmp_path / "labels.parquet", labels, label_types))
        project.load_predictions(
            write_parquet(tmp_path / "predictions.parquet", predictions, prediction_types)
        )
        for interpolation, points in PUBLISHED.items():
            for threshold, published in points.items():
                (row,) = ask(
                    project,
                    "class_performance",
                    protocol=protocol,
                    iou_threshold=threshold,
                    interpolation=interpolation,
                )
                assert (row["class_name"], row["label_count"]) == ("object", 15)
                assert row["prediction_count"] == 24
                # The publication cuts after ten digits.
                assert row["ap"] == pytest.approx(published, abs=1e-10), (interpolation, threshold)
