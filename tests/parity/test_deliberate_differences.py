"""Where duckeval is not pycocotools on purpose: both sides of the table in README.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from tests.golden.vectors import ranked
from tests.oracle.coco import classes_at, twelve_of
from tests.oracle.files import coco_results, coco_truth, write_json
from tests.oracle.scene import Item, Label, Prediction, Scene
from tests.property.projects import ask, project_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.parity


def load(folder: Path, truth: dict[str, Any], results: list[dict[str, Any]]) -> Any:
    project = duckeval.open(folder / "project.duckdb")
    project.load_labels(write_json(folder / "truth.json", truth))
    project.load_predictions(write_json(folder / "results.json", results))
    return project


def test_an_annotation_of_id_zero_is_an_ordinary_label(tmp_path: Path) -> None:
    scene = ranked("TT", 2)
    truth, results = coco_truth(scene, first_annotation_id=0), coco_results(scene)
    theirs = twelve_of(truth, results)
    assert theirs["ap50"] == pytest.approx(0.252475, abs=1e-6)
    with load(tmp_path, truth, results) as project:
        (ours,) = ask(project, "coco_summary")
        assert ours["ap50"] == 1.0
        assert [row["label_key"] for row in ask(project, "label_outcome")] == ["0", "1"]


def test_labels_of_one_id_do_not_hide_one_another(tmp_path: Path) -> None:
    scene = ranked("TT", 2)
    truth, results = coco_truth(scene), coco_results(scene)
    for annotation in truth["annotations"]:
        annotation["id"] = 7
    assert twelve_of(truth, results)["ap50"] != pytest.approx(1.0)
    with load(tmp_path, truth, results) as project:
        counts = project.query(
            "select rows_in, rows_loaded, rows_quarantined from load where kind = 'labels'"
        ).rows()[0]
        assert counts["rows_in"] == counts["rows_loaded"] + counts["rows_quarantined"] == 2
        (ours,) = ask(project, "performance", protocol="coco")
        assert ours["label_count"] == counts["rows_loaded"]
        # Every label that is loaded is found by the prediction that lies on it.
        assert ours["true_positive_count"] == counts["rows_loaded"]
        assert ours["false_negative_count"] == 0


def test_at_a_threshold_of_zero_an_overlap_is_still_needed() -> None:
    scene = Scene(
        (Item("1"),),
        (Label("1", "1", "thing", (0.0, 0.0, 10.0, 10.0)),),
        (Prediction("p", "1", "thing", 0.9, (300.0, 0.0, 10.0, 10.0)),),
        ("thing",),
    )
    theirs = classes_at(coco_truth(scene), coco_results(scene), 0.0)["thing"]
    assert theirs.true_positive_count == 1
    with project_of(scene) as project:
        (ours,) = ask(project, "performance", protocol="coco", iou_threshold=0.0)
        assert ours["true_positive_count"] == 0


def test_no_prediction_at_all_is_an_average_precision_of_zero(tmp_path: Path) -> None:
    scene = ranked("", 2)
    with load(tmp_path, coco_truth(scene), []) as project:
        (ours,) = ask(project, "coco_summary")
    assert (ours["ap"], ours["ap50"], ours["ar_100"]) == (0.0, 0.0, 0.0)
    assert ours["ap_small"] is None  # its labels are of medium size


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bbox", [50.0, 50.0, -50.0, 50.0]),
        ("score", float("nan")),
        ("bbox", [0, 0, float("inf"), 1]),
    ],
)
def test_what_cannot_be_right_is_set_aside(tmp_path: Path, field: str, value: object) -> None:
    scene = ranked("TT", 2)
    results = coco_results(scene)
    results[0][field] = value
    with load(tmp_path, coco_truth(scene), results) as project:
        (row,) = ask(project, "performance", protocol="coco")
        assert (row["prediction_count"], row["true_positive_count"]) == (1, 1)
        assert project.query("select count(*) as n from quarantine").rows() == [{"n": 1}]
