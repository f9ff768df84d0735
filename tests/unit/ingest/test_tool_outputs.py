"""Files as detectors write them: small ones in the layout of each tool.

=============== =================================================================================
Ultralytics     ``ultralytics/engine/results.py``, ``Results.save_txt``, and
                ``ultralytics/models/yolo/detect/val.py``, ``pred_to_json``
Detectron2      ``detectron2/evaluation/coco_evaluation.py``, ``instances_to_coco_json``
MMDetection     ``mmdet/evaluation/metrics/coco_metric.py``, ``results2json``
=============== =================================================================================
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pycocotools import mask as native

import duckeval
from duckeval.errors import InputFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

WIDTH, HEIGHT = 640, 427
BOXES = {139: (236.98, 142.51, 24.7, 69.5), 285: (0.59, 40.25, 300.125, 380.625)}
"""Width and height are powers of two in parts, so that two ways to write them agree."""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    truth = {
        "images": [
            {"id": key, "file_name": f"val2017/{key:012d}.jpg", "width": WIDTH, "height": HEIGHT}
            for key in (139, 285, 632)
        ],
        "categories": [{"id": 1, "name": "person"}, {"id": 18, "name": "dog"}],
        "annotations": [
            {"id": place, "image_id": key, "category_id": 18, "bbox": box,
             "segmentation": [[box[0], box[1], box[0] + box[2], box[1], box[0] + box[2],
                               box[1] + box[3], box[0], box[1] + box[3]]]}
            for place, (key, box) in enumerate(BOXES.items(), start=1)
        ],
    }  # fmt: skip
    with duckeval.open(":memory:") as opened:
        opened.load_labels(written(tmp_path / "instances_val2017.json", truth))
        yield opened


def written(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def performance(project: Project, name: str, **asked: Any) -> tuple[int, int, float]:
    (row,) = project.performance(predictions=name, **asked).rows()
    return row["prediction_count"], row["true_positive_count"], row["map"]


def test_predictions_json_of_ultralytics(project: Project, tmp_path: Path) -> None:
    # A stem that is a number is written as one; boxes have three digits, scores five.
    rows = [
        {"image_id": key, "file_name": f"{key:012d}.jpg", "category_id": 18,
         "bbox": [round(each, 3) for each in box], "score": round(0.123456789, 5)}
        for key, box in BOXES.items()
    ]  # fmt: skip
    project.load_predictions(written(tmp_path / "predictions.json", rows))
    assert performance(project, "predictions") == (2, 2, 1)


def test_predictions_json_of_ultralytics_with_stems(tmp_path: Path) -> None:
    truth = {
        "images": [{"id": 1, "file_name": "street a.jpg", "width": WIDTH, "height": HEIGHT}],
        "categories": [{"id": 1, "name": "dog"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": BOXES[139]}],
    }
    with duckeval.open(":memory:") as other:
        other.load_labels(written(tmp_path / "truth.json", truth))
        row = {"image_id": "street a", "category_id": 1, "bbox": BOXES[139], "score": 0.9}
        other.load_predictions(written(tmp_path / "predictions.json", [row]), join="file_stem")
        assert performance(other, "predictions") == (1, 1, 1)


def line(number: int, box: tuple[float, ...], *behind: float) -> str:
    x, y, w, h = box
    numbers = ((x + w / 2) / WIDTH, (y + h / 2) / HEIGHT, w / WIDTH, h / HEIGHT)
    return ("%g " * (5 + len(behind))).rstrip() % (number, *numbers, *behind)


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Return ``labels`` of a run: no file where nothing was found, numbers of six digits."""
    folder = tmp_path / "runs" / "detect" / "predict2" / "labels"
    folder.mkdir(parents=True)
    (folder.parent / "args.yaml").write_text("task: detect\nsave_txt: true\n")
    (tmp_path / "names.txt").write_text("person\ndog\n")
    for key, box in BOXES.items():
        (folder / f"{key:012d}.txt").write_text(line(1, box, 0.871234) + "\n")
    return folder


def test_labels_txt_of_ultralytics(project: Project, runs: Path, tmp_path: Path) -> None:
    result = project.load_predictions(runs, join="file_stem", names=tmp_path / "names.txt")
    assert result.prediction_set_name == "predict2"
    assert result.items_without_predictions == 1
    assert performance(project, "predict2", iou_threshold=0.99) == (2, 2, 1)


def test_labels_txt_of_ultralytics_without_confidence(
    project: Project, runs: Path, tmp_path: Path
) -> None:
    for path in runs.glob("*.txt"):
        path.write_text(path.read_text().rpartition(" ")[0] + "\n")
    with pytest.raises(InputFileError, match="have no confidence") as caught:
        project.load_predictions(runs, join="file_stem", names=tmp_path / "names.txt")
    assert "save_conf=True" in (caught.value.hint or "")


def run_lengths(box: tuple[float, ...]) -> dict[str, Any]:
    x, y, w, h = map(round, box)
    mask = np.zeros((HEIGHT, WIDTH), dtype=np.uint8, order="F")
    mask[y : y + h, x : x + w] = 1
    found: dict[str, Any] = native.encode(mask)
    return {"size": found["size"], "counts": found["counts"].decode()}


@pytest.mark.parametrize("has_boxes", [True, False])
def test_coco_instances_results_of_detectron2(
    project: Project, tmp_path: Path, *, has_boxes: bool
) -> None:
    rows = [
        {"image_id": key, "category_id": 18, **({"bbox": box} if has_boxes else {}),
         "score": 0.9987654328346252, "segmentation": run_lengths(box)}
        for key, box in BOXES.items()
    ]  # fmt: skip
    project.load_predictions(written(tmp_path / "coco_instances_results.json", rows))
    for shape in ("mask", "box"):
        assert performance(project, "coco_instances_results", compare_as=shape) == (2, 2, 1)


def test_bbox_and_segm_json_of_mmdetection(project: Project, tmp_path: Path) -> None:
    boxes = [
        {"image_id": key, "bbox": list(box), "score": 0.93, "category_id": 18}
        for key, box in BOXES.items()
    ]
    masks = [
        {"image_id": row["image_id"], "score": 0.93, "category_id": 18,
         "segmentation": run_lengths(BOXES[key])}
        for key, row in zip(BOXES, boxes, strict=True)
    ]  # fmt: skip
    project.load_predictions(written(tmp_path / "results.bbox.json", boxes))
    project.load_predictions(written(tmp_path / "results.segm.json", masks))
    assert performance(project, "results.bbox") == (2, 2, 1)
    assert performance(project, "results.segm") == (2, 2, 1)
