"""Real predictions on another data set, against pycocotools on files that were cut by hand."""

from __future__ import annotations

import contextlib
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

import duckeval

if TYPE_CHECKING:
    from pathlib import Path

SETS = ("yolo", "retina", "cascade_aug")


def ap50(truth: Path, predictions: list[Any]) -> float:
    """Return COCO's AP at IoU .50."""
    with contextlib.redirect_stdout(io.StringIO()):
        known = COCO(str(truth))
        measured = COCOeval(known, known.loadRes(predictions), "bbox")
        measured.evaluate()
        measured.accumulate()
        measured.summarize()
    return float(measured.stats[1])


def test_ten_models_on_other_labels_with_other_names(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "urban-infra-5models"
    truth = json.loads((folder / "gt.json").read_bytes())
    truth["images"] = truth["images"][::3]
    kept = {image["id"] for image in truth["images"]}
    truth["annotations"] = [
        {**each, "bbox": [each["bbox"][0] + each["id"] % 9, *each["bbox"][1:]]}
        for each in truth["annotations"]
        if each["image_id"] in kept and each["id"] % 5
    ]
    names = {}
    for each in truth["categories"]:
        if each["id"] % 2:
            names[each["name"]] = f"cover {each['id']}"
            each["name"] = names[each["name"]]
    other = tmp_path / "other.json"
    other.write_text(json.dumps(truth))
    with duckeval.open(tmp_path / "urban.duckdb") as project:
        project.load_labels(folder / "gt.json", dataset="urban")
        project.load_labels(other, dataset="other")
        project.load_class_map(names, to_dataset="other")
        for name in SETS:
            path = folder / f"results_{name}.json"
            project.load_predictions(path, dataset="urban", set_name=name, match=False)
        project.match(SETS, dataset="other")
        rows = project.query("from leaderboard(on_dataset := 'other', protocol := 'coco')").rows()
    expected = {
        f"{name}@other@1": ap50(
            other,
            [
                each
                for each in json.loads((folder / f"results_{name}.json").read_bytes())
                if each["image_id"] in kept
            ],
        )
        for name in SETS
    }
    assert {row["prediction_set"]: row["map"] for row in rows} == pytest.approx(expected, abs=1e-9)
    assert [row["prediction_set"] for row in rows] == sorted(
        expected, key=lambda name: -expected[name]
    )
    assert [row["rank"] for row in rows] == [1, 2, 3]
