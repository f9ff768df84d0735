"""The twelve numbers of real data sets, from the files as they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from tests.oracle.coco import TWELVE, twelve_numbers
from tests.oracle.files import write_json
from tests.property.projects import ask

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.parity

FACES = "faces-maskrcnn-3versions"
URBAN = "urban-infra-5models"
ODM = "voc-review-odm"

PAIRS = [
    (
        "cocoapi-val2014-100/instances_val2014_100.json",
        "cocoapi-val2014-100/fakebbox100_results.json",
        "bbox",
    ),
    (
        "coco128-yolov5s/instances_coco128.json",
        "coco128-yolov5s/yolov5s_predictions.coco91.json",
        "bbox",
    ),
    (
        f"{ODM}/tests/test_coco_eval/gts/sampled_gts_bbox_area.json",
        f"{ODM}/tests/test_coco_eval/dets/sampled_bbox_results.json",
        "tests/test_coco_eval (pycocotools)",
    ),
    *(
        (f"{FACES}/faces_val_gt.json", f"{FACES}/results_v{number}.json", f"v{number}_bbox")
        for number in (1, 2, 3)
    ),
    *(
        (f"{URBAN}/gt.json", f"{URBAN}/results_{name}.json", name)
        for name in (
            "cascade", "cascade_aug", "cascade_origin", "faster_aug", "faster_origin",
            "retina", "rtdetr", "rtdetr_aug", "yolo", "yolo_aug",
        )
    ),
]  # fmt: skip

PUBLISHED = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl")


def list_of_results(path: Path, folder: Path) -> Path:
    """Return a file with the list of results; the review keeps its own inside a data set."""
    content = json.loads(path.read_bytes())
    if isinstance(content, list):
        return path
    return write_json(folder / path.name, content["annotations"])


@pytest.mark.parametrize(("truth", "results", "place"), PAIRS, ids=[pair[1] for pair in PAIRS])
def test_the_twelve_numbers_are_those_of_pycocotools(
    shared_data: Path, tmp_path: Path, truth: str, results: str, place: str
) -> None:
    predictions = list_of_results(shared_data / results, tmp_path)
    with duckeval.open(tmp_path / "project.duckdb") as project:
        project.load_labels(shared_data / truth)
        project.load_predictions(predictions)
        (ours,) = ask(project, "coco_summary", compare_as="box")
    theirs = twelve_numbers(shared_data / truth, predictions)
    folder, _, _ = truth.partition("/")
    expected: Any = json.loads((shared_data / folder / "EXPECTED.json").read_bytes())[place]
    for name, published in zip(TWELVE, PUBLISHED, strict=True):
        assert ours[name] == pytest.approx(theirs[name], abs=1e-12), name
        if expected[published] == -1:
            assert ours[name] is None
        else:
            assert ours[name] == pytest.approx(expected[published], abs=1e-6), name


def test_ten_sets_in_one_project_do_not_touch_one_another(
    shared_data: Path, tmp_path: Path
) -> None:
    models = [pair for pair in PAIRS if pair[0].startswith(URBAN)]
    with duckeval.open(tmp_path / "project.duckdb") as project:
        project.load_labels(shared_data / models[0][0])
        for _, results, name in models:
            project.load_predictions(shared_data / results, set_name=name)
        rows = {row["prediction_set"]: row for row in ask(project, "coco_summary")}
    assert len(rows) == len(models)
    for truth, results, name in models:
        theirs = twelve_numbers(shared_data / truth, shared_data / results)
        assert {key: rows[name][key] for key in TWELVE} == pytest.approx(theirs, abs=1e-12)


def test_the_toy_of_the_review_with_its_annotation_id_zero_renumbered(
    shared_data: Path, tmp_path: Path
) -> None:
    """The toy numbers its annotations from 0, which pycocotools takes for "unmatched"."""
    folder = shared_data / ODM / "toyexample"
    truth = json.loads((folder / "gts_coco_format" / "toy_example_coco.JSON").read_bytes())
    for annotation in truth["annotations"]:
        annotation["id"] += 1
    renumbered = write_json(tmp_path / "truth.json", truth)
    results = list_of_results(folder / "dets_coco_format" / "coco_dets.json", tmp_path)
    with duckeval.open(tmp_path / "project.duckdb") as project:
        project.load_labels(renumbered)
        project.load_predictions(results)
        (ours,) = ask(project, "coco_summary")
    theirs = twelve_numbers(renumbered, results)
    assert {name: ours[name] for name in TWELVE} == pytest.approx(theirs, abs=1e-12)
