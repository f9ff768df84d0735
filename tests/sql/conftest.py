"""A project of real data of a real size, for what small data does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import duckeval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def real_project(
    tmp_path_factory: pytest.TempPathFactory, shared_data: Path
) -> Iterator[duckeval.Project]:
    folder = shared_data / "coco128-yolov5s"
    with duckeval.open(tmp_path_factory.mktemp("real") / "real.duckdb") as project:
        project.load_labels(folder / "instances_coco128.json")
        project.load_predictions(folder / "yolov5s_predictions.coco91.json", set_name="v5s")
        yield project
