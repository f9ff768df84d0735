"""The demo as tables and annotation tools write it has the numbers that it has in COCO's form.

Numbers are written in full. Percent and fractions of the image (Label Studio, Encord) come back
with their last digit rounded, so all are compared to 1e-9.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from duckeval.demo.detector import DETECTORS, predict
from duckeval.demo.scenes import CLASSES, HEIGHT, WIDTH, make_scenes
from tests.oracle.files import write_json
from tests.property.projects import new_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

pytestmark = pytest.mark.parity

SCENES = make_scenes(11, 30)
KEYS = [str(scene.scene_id) for scene in SCENES]
Box = tuple[float, float, float, float]
Row = tuple[str, str, Box, float]
LABELS: list[Row] = [
    (str(scene.scene_id), each.class_name, each.box, 1.0)
    for scene in SCENES
    for each in scene.labels
    if not each.is_crowd
]
FOUND: list[Row] = [
    (str(scene.scene_id), each.class_name, each.box, each.confidence)
    for scene in SCENES
    for each in predict(DETECTORS[0], scene, 11)
]


def of(key: str, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row[0] == key]


def numbers(project: Project, name: str) -> list[dict[str, Any]]:
    rows = project.query(
        f"select * exclude (prediction_set) from class_performance('{name}') order by class_name"
    ).rows()
    assert len(rows) == len(CLASSES)
    return rows


def check(project: Project, name: str) -> None:
    """Check that a set has the numbers of the COCO file."""
    ours, theirs = numbers(project, name), numbers(project, "coco")
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert one == pytest.approx(other, abs=1e-9)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("round")
    with new_project(folder / "project.duckdb") as opened:
        number = {name: place for place, name in enumerate(CLASSES, start=1)}
        truth = {
            "images": [{"id": int(key), "width": WIDTH, "height": HEIGHT} for key in KEYS],
            "categories": [{"id": place, "name": name} for name, place in number.items()],
            "annotations": [
                {"id": place, "image_id": int(key), "category_id": number[name], "bbox": box}
                for place, (key, name, box, _) in enumerate(LABELS)
            ],
        }
        results = [
            {"image_id": int(key), "category_id": number[name], "bbox": box, "score": score}
            for key, name, box, score in FOUND
        ]
        opened.load_labels(write_json(folder / "truth.json", truth), dataset="coco")
        opened.load_predictions(write_json(folder / "coco.json", results), dataset="coco")
        yield opened


def predictions(rows: list[Row]) -> pa.Table:
    columns: dict[str, Any] = {
        "item_key": [row[0] for row in rows],
        "class_name": [row[1] for row in rows],
        "confidence": [row[3] for row in rows],
    }
    for place, side in enumerate(("x_px", "y_px", "w_px", "h_px")):
        columns[side] = [row[2][place] for row in rows]
    return pa.table(columns)


def cvat(folder: Path) -> Path:
    images = ""
    for place, key in enumerate(KEYS):
        boxes = "".join(
            f'<box label="{name}" xtl="{x!r}" ytl="{y!r}" xbr="{x + w!r}" ybr="{y + h!r}"/>'
            for _, name, (x, y, w, h), _ in of(key, LABELS)
        )
        size = f'width="{WIDTH}" height="{HEIGHT}"'
        images += f'<image id="{place}" name="{key}.png" {size}>{boxes}</image>'
    path = folder / "annotations.xml"
    path.write_text(f"<annotations><version>1.1</version>{images}</annotations>")
    return path


def labelme(folder: Path) -> Path:
    for key in KEYS:
        shapes = [
            {"label": name, "points": [[x, y], [x + w, y + h]], "shape_type": "rectangle"}
            for _, name, (x, y, w, h), _ in of(key, LABELS)
        ]
        size = {"imageWidth": WIDTH, "imageHeight": HEIGHT}
        file = {"flags": {}, "shapes": shapes, "imagePath": f"{key}.png", **size}
        write_json(folder / f"{key}.json", file)
    return folder


def regions(rows: list[Row]) -> list[dict[str, Any]]:
    return [
        {
            "type": "rectanglelabels",
            "original_width": WIDTH,
            "original_height": HEIGHT,
            "score": score,
            "value": {
                "x": 100 * x / WIDTH,
                "y": 100 * y / HEIGHT,
                "width": 100 * w / WIDTH,
                "height": 100 * h / HEIGHT,
                "rotation": 0,
                "rectanglelabels": [name],
            },
        }
        for _, name, (x, y, w, h), score in rows
    ]


def label_studio(folder: Path) -> Path:
    tasks = [
        {
            "data": {"image": f"{key}.png"},
            "annotations": [{"result": regions(of(key, LABELS))}],
            "predictions": [{"result": regions(of(key, FOUND))}],
        }
        for key in KEYS
    ]
    return write_json(folder / "tasks.json", tasks)


def encord(folder: Path) -> Path:
    rows = []
    for key in KEYS:
        objects = [
            {
                "name": name,
                "boundingBox": {"x": x / WIDTH, "y": y / HEIGHT, "w": w / WIDTH, "h": h / HEIGHT},
            }
            for _, name, (x, y, w, h), _ in of(key, LABELS)
        ]
        unit = {"width": WIDTH, "height": HEIGHT, "labels": {"objects": objects}}
        rows.append({"data_title": f"{key}.png", "data_units": {key: unit}, "label_hash": key})
    return write_json(folder / "export.json", rows)


def objects_of(rows: list[Row], *, is_predicted: bool) -> list[list[dict[str, Any]]]:
    return [
        [
            {"bbox": list(box), "category": CLASSES.index(name)}
            | ({"score": score} if is_predicted else {})
            for _, name, box, score in of(key, rows)
        ]
        for key in KEYS
    ]


def hugging_face(folder: Path, name: str, objects: Any) -> Path:
    features = {"objects": [{"bbox": {}, "category": {"names": list(CLASSES)}}]}
    size = {"width": [WIDTH] * len(KEYS), "height": [HEIGHT] * len(KEYS)}
    table = pa.table({"image_id": KEYS, **size, "objects": objects})
    metadata = {"huggingface": json.dumps({"info": {"features": features}})}
    pq.write_table(table.replace_schema_metadata(metadata), folder / name)
    return folder / name


@pytest.mark.parametrize("tool", [cvat, labelme, label_studio, encord])
def test_labels_of_a_tool(project: Project, tmp_path: Path, tool: Any) -> None:
    name = tool.__name__
    path = tool(tmp_path)
    project.load_labels(path, dataset=name)
    if tool is label_studio:
        project.load_predictions(path, dataset=name, set_name=name)
    else:
        project.load_predictions(predictions(FOUND), dataset=name, set_name=name)
    check(project, name)


def test_a_data_set_of_hugging_face(project: Project, tmp_path: Path) -> None:
    project.load_labels(
        hugging_face(tmp_path, "train.parquet", objects_of(LABELS, is_predicted=False)),
        dataset="hub",
    )
    found = hugging_face(tmp_path, "hub.parquet", objects_of(FOUND, is_predicted=True))
    project.load_predictions(found, dataset="hub")
    check(project, "hub")


def test_results_in_python(project: Project) -> None:
    for name, results in (
        (
            "pipeline",
            {
                key: [
                    {
                        "label": each,
                        "score": score,
                        "box": {"xmin": x, "ymin": y, "xmax": x + w, "ymax": y + h},
                    }
                    for _, each, (x, y, w, h), score in of(key, FOUND)
                ]
                for key in KEYS
            },
        ),
        (
            "torchvision",
            [
                {
                    "boxes": [[x, y, x + w, y + h] for _, _, (x, y, w, h), _ in of(key, FOUND)],
                    "labels": [CLASSES.index(each) + 1 for _, each, *_ in of(key, FOUND)],
                    "scores": [score for *_, score in of(key, FOUND)],
                }
                for key in KEYS
            ],
        ),
    ):
        project.load_predictions(results, dataset="coco", set_name=name)
        check(project, name)
