"""Versions of real models: three compared, and ten ranked, with the numbers that are known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import duckeval
from duckeval.analysis.bootstrap import samples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.parity

MODELS = (
    "cascade", "cascade_aug", "cascade_origin", "faster_aug", "faster_origin", "retina", "rtdetr",
    "rtdetr_aug", "yolo", "yolo_aug",
)  # fmt: skip


@pytest.fixture(scope="module")
def faces(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckeval.Project]:
    folder = shared_data / "faces-maskrcnn-3versions"
    with duckeval.open(tmp_path_factory.mktemp("faces") / "faces.duckdb") as project:
        project.load_labels(folder / "faces_val_gt.json")
        for name in ("v1", "v2", "v3"):
            project.load_predictions(folder / f"results_{name}.json", set_name=name)
        yield project


@pytest.mark.parametrize(("shape", "kind"), [("box", "bbox"), ("mask", "segm")])
def test_three_versions_compare_as_published(
    shared_data: Path, faces: duckeval.Project, shape: str, kind: str
) -> None:
    path = shared_data / "faces-maskrcnn-3versions" / "EXPECTED.json"
    expected: Any = json.loads(path.read_bytes())
    for iou, number in ((0.5, "AP50"), (0.75, "AP75")):
        for old, new in (("v1", "v2"), ("v2", "v3"), ("v1", "v3")):
            (row,) = [
                row
                for row in faces.comparison(
                    baseline_set=old,
                    candidate_set=new,
                    protocol="coco",
                    iou_threshold=iou,
                    compare_as=shape,
                )
                if row["measure"] == "map"
            ]
            sides = [expected[f"{name}_{kind}"][number] for name in (old, new)]
            assert [row["baseline"], row["candidate"]] == pytest.approx(sides, abs=1e-6)
            assert row["delta"] == pytest.approx(sides[1] - sides[0], abs=2e-6)


def test_labels_between_three_versions_add_up(faces: duckeval.Project) -> None:
    found = {
        name: row["true_positive_count"]
        for name in ("v1", "v2", "v3")
        for row in faces.performance(predictions=name)
    }
    for old, new in (("v1", "v2"), ("v2", "v3")):
        row = next(
            row
            for row in faces.outcome_change_summary(baseline_set=old, candidate_set=new)
            if row["class_name"] is None
        )
        assert row["label_count"] == 1744
        assert row["both_count"] + row["broken_count"] == found[old]
        assert row["both_count"] + row["fixed_count"] == found[new]


def test_ten_sets_are_ranked_with_intervals(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "urban-infra-5models"
    expected: Any = json.loads((folder / "EXPECTED.json").read_bytes())
    with duckeval.open(tmp_path / "urban.duckdb") as project:
        project.load_labels(folder / "gt.json")
        for name in MODELS:
            project.load_predictions(folder / f"results_{name}.json", set_name=name)
        rows = project.leaderboard(protocol="coco", resamples=200, seed=1).rows()
        ((_, item_count, of_sets),) = samples(project.store, MODELS, {"protocol": "coco"})
    published = sorted(MODELS, key=lambda name: -expected[name]["AP50"])
    assert [row["prediction_set"] for row in rows] == published
    assert [row["rank"] for row in rows] == list(range(1, 11))
    for row in rows:
        assert row["value"] == pytest.approx(expected[row["prediction_set"]]["AP50"], abs=1e-6)
        assert row["value_low"] < row["value"] < row["value_high"]
        assert row["rank_low"] <= row["rank_high"]
        assert row["resample_count"] == 200
    assert sum(row["probability_first"] for row in rows) == pytest.approx(1, abs=0.02)
    once = np.ones((item_count, 1), np.uint8)
    assert [side.measures(once)[None]["map"][0] for side in of_sets] == [
        next(row["value"] for row in rows if row["prediction_set"] == name) for name in MODELS
    ]
