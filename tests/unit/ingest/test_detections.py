"""What detectors return in Python: dicts of tensors, Detections, Results, lists of pipelines.

The packages are too large to be installed for this; their objects have the same attributes here, as
torchvision 0.24 (models.detection), supervision 0.31 (detection.core), ultralytics 8.3
(engine.results) and transformers 4.57 (pipelines.object_detection) document them.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from duckeval.errors import InputFileError, SchemaError
from tests.property.projects import new_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

BOXES = [[10.0, 10.0, 30.0, 20.0], [40.0, 10.0, 60.0, 40.5]]
SCORES = [0.75, 0.5]
CORNERS = [(10.0, 10.0, 20.0, 10.0), (40.0, 10.0, 20.0, 30.5)]


class Tensor:
    """What is asked of a tensor of PyTorch."""

    def __init__(self, values: Any, kind: str = "float32") -> None:
        self.values = np.asarray(values, kind)

    def detach(self) -> Tensor:
        return self

    def cpu(self) -> Tensor:
        return self

    def numpy(self) -> Any:
        return self.values


@dataclass
class Detections:
    """The attributes of supervision.Detections."""

    xyxy: Any
    confidence: Any = None
    class_id: Any = None
    mask: Any = None
    tracker_id: Any = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class Boxes:
    """The attributes of ultralytics.engine.results.Boxes, OBB, Masks and Keypoints."""

    cls: Any = None
    conf: Any = None
    xyxy: Any = None
    xywhr: Any = None
    xy: Any = None
    data: Any = None


@dataclass
class Results:
    """The attributes of ultralytics.engine.results.Results."""

    path: str
    boxes: Any = None
    obb: Any = None
    masks: Any = None
    keypoints: Any = None
    names: Any = field(default_factory=lambda: {0: "cat", 1: "dog"})
    orig_shape: tuple[int, int] = (50, 80)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "project.duckdb") as opened:
        images = [{"id": key, "file_name": f"{key}.jpg", "width": 80, "height": 50} for key in "ab"]
        categories = [{"id": 7, "name": "cat"}, {"id": 9, "name": "dog"}]
        labels = [{"id": 1, "image_id": "b", "category_id": 7, "bbox": CORNERS[0]}]
        path = tmp_path / "truth.json"
        path.write_text(
            json.dumps({"images": images, "categories": categories, "annotations": labels})
        )
        opened.load_labels(path)
        yield opened


def stored(project: Project, columns: str = "") -> list[tuple[Any, ...]]:
    rows = project.query(
        f"select item_key, class_name, confidence, x_px, y_px, w_px, h_px {columns} "
        "from prediction join item using (item_id) join class using (class_id) "
        "order by confidence desc"
    ).rows()
    return [tuple(row.values()) for row in rows]


WANTED = [("b", "cat", 0.75, *CORNERS[0]), ("b", "dog", 0.5, *CORNERS[1])]

NONE = np.zeros((0, 4))
SAME: dict[str, Any] = {
    "torchvision": [
        {"boxes": Tensor(NONE), "labels": Tensor([], "int64"), "scores": Tensor([])},
        {"boxes": Tensor(BOXES), "labels": Tensor([7, 9], "int64"), "scores": Tensor(SCORES)},
    ],
    "torchvision by item": {
        "b": {"boxes": Tensor(BOXES), "labels": Tensor([7, 9], "int64"), "scores": Tensor(SCORES)}
    },
    "supervision with ids": [
        Detections(NONE, np.zeros(0), np.zeros(0, int)),
        Detections(np.array(BOXES), np.array(SCORES), np.array([7, 9])),
    ],
    "supervision with names": {
        "b": Detections(
            np.array(BOXES),
            np.array(SCORES),
            np.array([0, 1]),
            data={"class_name": np.array(["cat", "dog"])},
        )
    },
    "ultralytics": [
        Results("images/a.jpg", Boxes(Tensor([]), Tensor([]), Tensor(NONE))),
        Results("images/b.jpg", Boxes(Tensor([0, 1]), Tensor(SCORES), Tensor(BOXES))),
    ],
    "one of ultralytics": Results(
        "b.jpg", Boxes(Tensor([0, 1]), Tensor(SCORES), Tensor(BOXES)), names=["cat", "dog"]
    ),
    "pipeline": [
        [],
        [
            {
                "score": score,
                "label": name,
                "box": dict(zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True)),
            }
            for score, name, box in zip(SCORES, ("cat", "dog"), BOXES, strict=True)
        ],
    ],
}


@pytest.mark.parametrize("told", SAME.values(), ids=SAME)
def test_what_a_detector_returns_is_loaded(project: Project, told: Any) -> None:
    loaded = project.load_predictions(told, set_name="v1")
    assert (loaded.rows_in, loaded.rows_loaded) == (2, 2)
    assert stored(project) == WANTED


def drawn(*corners: int) -> Any:
    left, top, right, bottom = corners
    mask = np.zeros((50, 80))
    mask[top:bottom, left:right] = 1
    return mask


def test_masks_of_torchvision_are_probabilities(project: Project) -> None:
    masks = np.stack([[0.4 * drawn(0, 0, 80, 50) + 0.3 * drawn(10, 10, 30, 20)]] * 2)
    told = {"boxes": Tensor(BOXES), "labels": [7, 9], "scores": SCORES, "masks": Tensor(masks)}
    project.load_predictions({"b": told}, set_name="v1")
    assert stored(project, ", shape, area_px2")[0] == (*WANTED[0], "mask", 200)


def test_masks_of_supervision_are_truth_values(project: Project) -> None:
    told = Detections(
        np.array(BOXES[:1]), np.array([0.75]), np.array([7]), drawn(10, 10, 30, 20)[None] > 0
    )
    project.load_predictions({"b": told}, set_name="v1")
    assert stored(project, ", shape, mask['size']") == [(*WANTED[0], "mask", [50, 80])]


def test_masks_of_a_segmentation_pipeline_are_images(project: Project) -> None:
    image = Image.fromarray((255 * drawn(10, 10, 30, 20)).astype(np.uint8))
    told = {"b": [{"label": "cat", "score": 0.75, "mask": image}]}
    project.load_predictions(told, set_name="v1")
    assert stored(project, ", shape") == [(*WANTED[0], "mask")]


def test_masks_of_ultralytics_are_outlines(project: Project) -> None:
    outline = np.array([[10, 10], [30, 10], [30, 20], [10, 20]], np.float32)
    result = Results(
        "b.jpg",
        Boxes(Tensor([0, 1]), Tensor(SCORES), Tensor(BOXES)),
        masks=Boxes(xy=[outline, np.zeros((0, 2))]),
    )
    project.load_predictions([result], set_name="v1")
    assert stored(project, ", shape, vertex_count") == [
        (*WANTED[0], "polygon", 4),
        (*WANTED[1], "box", None),
    ]


def test_rotated_boxes_of_ultralytics_turn_clockwise(project: Project) -> None:
    turned = [[20, 15, 20, 10, math.radians(30)], [50, 25, 20, 10, 0.0]]
    result = Results("b.jpg", obb=Boxes(Tensor([0, 1]), Tensor(SCORES), xywhr=Tensor(turned)))
    project.load_predictions([result], set_name="v1")
    angles = [row[-2:] for row in stored(project, ", shape, angle_deg")]
    assert [shape for shape, _ in angles] == ["rotated_box"] * 2
    assert [angle for _, angle in angles] == pytest.approx([-30, 0], abs=1e-5)


@pytest.mark.parametrize(
    ("data", "flat"),
    [
        ([[[1, 2, 0.5], [3, 4, 0]]], [1, 2, 0.5, 3, 4, 0]),
        ([[[1, 2], [3, 4]]], [1, 2, 2, 3, 4, 2]),
    ],
)
def test_keypoints_of_ultralytics(project: Project, data: Any, flat: Any) -> None:
    boxes = Boxes(Tensor([0]), Tensor([0.75]), Tensor(BOXES[:1]))
    result = Results("b.jpg", boxes, keypoints=Boxes(data=Tensor(data)))
    project.load_predictions([result], set_name="v1")
    assert stored(project, ", shape, keypoints") == [(*WANTED[0], "keypoints", flat)]


def test_targets_of_torchvision_are_labels(project: Project) -> None:
    told = {"boxes": Tensor(BOXES), "labels": [7, 9], "iscrowd": [0, 1], "area": [150.0, 9.0]}
    project.load_labels([told, {**told, "boxes": NONE, "labels": []} | {"iscrowd": [], "area": []}])
    rows = project.query(
        "select item_key, class_name, is_crowd, area_px2 from label join item using (item_id) "
        "join class using (class_id) where item_key = 'a' order by area_px2"
    )
    assert [tuple(row.values()) for row in rows.rows()] == [
        ("a", "dog", True, 9),
        ("a", "cat", False, 150),
    ]


def test_nothing_at_all_is_no_prediction(project: Project) -> None:
    loaded = project.load_predictions([SAME["torchvision"][0]] * 2, set_name="v1")
    assert loaded.rows_in == 0


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (
            [{"boxes": BOXES, "labels": [7], "scores": SCORES}] * 2,
            "the result of item 0 has 2 boxes and 1 of class_key; expected as many",
        ),
        ([SAME["torchvision"][1], "x"], "the result of item 1 is a str, unlike that of the first"),
        ([Results("a.jpg"), Results("b.jpg")], "item 0 has no boxes; expected a detector"),
        (
            [[{"label": "cat", "score": 1, "box": {"x": 1}}]] * 2,
            "item 0 has a box without xmin, ymin, xmax, ymax",
        ),
    ],
)
def test_what_cannot_be_read_is_said(project: Project, told: Any, message: str) -> None:
    with pytest.raises(InputFileError, match=message):
        project.load_predictions(told, set_name="v1")


def test_results_for_fewer_items_need_their_names(project: Project) -> None:
    with pytest.raises(SchemaError, match="1 results without item_key, and data set default@1 has"):
        project.load_predictions(SAME["torchvision"][1:], set_name="v1")


@pytest.mark.parametrize("is_keyed", [True, False])
def test_an_image_without_objects_is_an_item(tmp_path: Path, is_keyed: Any) -> None:
    """Its false positives count."""
    box = [[1.0, 1.0, 9.0, 9.0]]
    targets = {"a": {"boxes": box, "labels": [1]}, "b": {"boxes": [], "labels": []}}
    found = {key: {"boxes": box, "labels": [1], "scores": [0.9]} for key in ("a", "b")}
    with new_project(tmp_path / "own.duckdb") as project:
        project.load_labels(targets if is_keyed else list(targets.values()))
        project.load_predictions(found if is_keyed else list(found.values()), set_name="v1")
        [row] = project.performance().rows()
    assert (row["item_count"], row["label_count"], row["prediction_count"]) == (2, 1, 2)
    assert row["false_positive_count"] == 1
