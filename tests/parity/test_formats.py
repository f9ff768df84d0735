"""Formats of many files: against labelformat, which reads them too, and against each other."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from labelformat.formats.kitti import KittiObjectDetectionInput
from labelformat.formats.pascalvoc import PascalVOCObjectDetectionInput
from labelformat.formats.yolov8 import (
    YOLOv8InstanceSegmentationInput,
    YOLOv8ObjectDetectionInput,
)
from labelformat.model.multipolygon import MultiPolygon
from PIL import Image
from shapely import from_wkb

import duckeval
from tests.golden.test_published_voc import PUBLISHED
from tests.property.projects import ask

if TYPE_CHECKING:
    from pathlib import Path

    from duckeval.project.facade import Project

Box = tuple[str, str, float, float, float, float]


@pytest.fixture(scope="module")
def review(shared_data: Path) -> Path:
    return shared_data / "voc-review-odm" / "data" / "database"


@pytest.fixture(scope="module")
def sizes(review: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for path in (review / "gts" / "pascalvoc_format").glob("*.xml"):
        root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - of the review
        found[path.stem] = (
            int(root.findtext("size/width") or 0),
            int(root.findtext("size/height") or 0),
        )
    return found


@pytest.fixture(scope="module")
def yolo(
    review: Path, sizes: dict[str, tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the labels of the review in the folders of YOLO, with blank images."""
    folder = tmp_path_factory.mktemp("yolo")
    source = review / "gts" / "yolo_format"
    names = (source / "obj.names").read_text(encoding="utf-8").split()
    (folder / "labels").mkdir()
    (folder / "images").mkdir()
    for path in (source / "obj_train_data").glob("*.txt"):
        (folder / "labels" / path.name).write_bytes(path.read_bytes())
        Image.new("1", sizes[path.stem]).save(folder / "images" / f"{path.stem}.png")
    (folder / "data.yaml").write_text(f"path: .\ntrain: images\nnames: {names}\n", encoding="utf-8")
    return folder


def boxes(project: Project) -> list[Box]:
    found = project.query(
        "select item_key, class_name, x_px, y_px, w_px, h_px from label join item using (item_id) "
        "join class using (class_id)"
    )
    return sorted(tuple(row.values()) for row in found.rows())


def theirs(
    reader: YOLOv8ObjectDetectionInput | PascalVOCObjectDetectionInput | KittiObjectDetectionInput,
) -> list[Box]:
    return sorted(
        (
            label.image.filename.rpartition(".")[0],
            each.category.name,
            each.box.xmin,
            each.box.ymin,
            each.box.xmax - each.box.xmin,
            each.box.ymax - each.box.ymin,
        )
        for label in reader.get_labels()
        for each in label.objects
    )


def assert_equal_boxes(ours: list[Box], others: list[Box]) -> None:
    assert len(ours) == len(others) == 273
    for our, other in zip(ours, others, strict=True):
        assert our[:2] == other[:2]
        assert our[2:] == pytest.approx(other[2:], abs=1e-9)


def test_voc_as_labelformat_reads_it(review: Path) -> None:
    names = (review / "gts" / "yolo_format" / "obj.names").read_text(encoding="utf-8").split()
    folder = review / "gts" / "pascalvoc_format"
    with duckeval.open(":memory:") as project:
        project.load_labels(folder)
        reader = PascalVOCObjectDetectionInput(folder, ",".join(names))
        assert_equal_boxes(boxes(project), theirs(reader))


def test_yolo_as_labelformat_reads_it(yolo: Path) -> None:
    with duckeval.open(":memory:") as project:
        project.load_labels(yolo / "data.yaml")
        reader = YOLOv8ObjectDetectionInput(yolo / "data.yaml", "train")
        assert_equal_boxes(boxes(project), theirs(reader))


def test_kitti_as_labelformat_reads_it(yolo: Path, tmp_path: Path) -> None:
    unknown = "-1 -1 -1 -1000 -1000 -1000 -10"
    with duckeval.open(":memory:") as project:
        project.load_labels(yolo / "data.yaml")
        known = boxes(project)
    (tmp_path / "label_2").mkdir()
    for key, name, x, y, w, h in known:
        with (tmp_path / "label_2" / f"{key}.txt").open("a") as file:
            file.write(f"{name} 0 0 0 {x} {y} {x + w} {y + h} {unknown}\n")
    with duckeval.open(":memory:") as project:
        project.load_labels(tmp_path / "label_2")
        reader = KittiObjectDetectionInput(
            tmp_path / "label_2", ",".join({each[1] for each in known}), str(yolo / "images")
        )
        assert_equal_boxes(boxes(project), theirs(reader))


def test_polygons_as_labelformat_reads_them(tmp_path: Path) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "images").mkdir()
    (tmp_path / "labels" / "a.txt").write_text("0 .1 .2 .5 .25 .4 .7 .15 .6 .2 .3\n")
    Image.new("1", (640, 333)).save(tmp_path / "images" / "a.png")
    (tmp_path / "data.yaml").write_text("path: .\nval: images\nnames: [leaf]\n")
    with duckeval.open(":memory:") as project:
        project.load_labels(tmp_path / "data.yaml")
        (row,) = project.query("select geometry from label").rows()
    (label,) = YOLOv8InstanceSegmentationInput(tmp_path / "data.yaml", "val").get_labels()
    segmentation = label.objects[0].segmentation
    assert isinstance(segmentation, MultiPolygon)
    (polygon,) = segmentation.polygons
    ours = list(from_wkb(row["geometry"]).exterior.coords)[:-1]
    for our, other in zip(ours, polygon, strict=True):
        assert our == pytest.approx(other, abs=1e-9)


def test_the_review_in_voc_and_in_yolo(review: Path, yolo: Path, tmp_path: Path) -> None:
    names = (review / "gts" / "yolo_format" / "obj.names").read_text(encoding="utf-8").split()
    results = dict.fromkeys(names, "")
    (tmp_path / "voc").mkdir()
    (tmp_path / "yolo").mkdir()
    for path in (review / "dets" / "abs_xyx2y2").glob("*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            key, *numbers = line.split()
            results[names[int(key)]] += f"{path.stem} {' '.join(numbers)}\n"
    for name, text in results.items():
        (tmp_path / "voc" / f"comp4_det_test_{name}.txt").write_text(text)
    for path in (review / "dets" / "rel_xywh").glob("*.txt"):
        lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
        text = "".join(f"{key} {' '.join(box)} {score}\n" for key, score, *box in lines)
        (tmp_path / "yolo" / path.name).write_text(text)
    answers = []
    for labels, predictions in ((review / "gts" / "pascalvoc_format", "voc"), (yolo, "yolo")):
        with duckeval.open(":memory:") as project:
            assert (
                project.load_labels(labels, split=None if predictions == "voc" else "all").rows_in
                == 273
            )
            loaded = project.load_predictions(tmp_path / predictions)
            assert (loaded.rows_loaded, loaded.items_without_predictions) == (452, 2)
            answers.append({row["class_name"]: row for row in ask(project, "class_performance")})
    voc, same = answers
    assert len(voc) == 20
    assert voc.keys() == same.keys()
    for name, row in voc.items():
        for number in ("label_count", "prediction_count", "true_positive_count"):
            assert row[number] == same[name][number], (name, number)
        assert row["ap"] == pytest.approx(same[name]["ap"], abs=1e-12), name


def test_the_published_toy_as_voc_counts_pixels(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "voc-review-odm" / "tests" / "test_case_1"
    (tmp_path / "Annotations").mkdir()
    for path in sorted((folder / "gts").glob("*.txt")):
        root = ET.Element("annotation")
        for line in path.read_text(encoding="utf-8").splitlines():
            name, *numbers = line.split()
            box = ET.SubElement(root, "object")
            ET.SubElement(box, "name").text = name
            corners = ET.SubElement(box, "bndbox")
            x, y, w, h = map(int, numbers)
            for key, value in (("xmin", x), ("ymin", y), ("xmax", x + w), ("ymax", y + h)):
                ET.SubElement(corners, key).text = str(value + 1)
        ET.ElementTree(root).write(tmp_path / "Annotations" / f"{path.stem}.xml")
    lines = []
    for path in sorted((folder / "dets").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            _, score, *numbers = line.split()
            x, y, w, h = map(int, numbers)
            lines.append(f"{path.stem} {score} {x + 1} {y + 1} {x + w + 1} {y + h + 1}")
    (tmp_path / "comp4_det_test_object.txt").write_text("\n".join(lines))
    with duckeval.open(":memory:") as project:
        project.load_labels(tmp_path / "Annotations", format="voc-pixels")
        project.load_predictions(tmp_path / "comp4_det_test_object.txt", format="voc-pixels")
        for interpolation, points in PUBLISHED.items():
            for threshold, published in points.items():
                (row,) = ask(
                    project,
                    "class_performance",
                    protocol="voc",
                    iou_threshold=threshold,
                    interpolation=interpolation,
                )
                assert row["ap"] == pytest.approx(published, abs=1e-10), (interpolation, threshold)


def test_real_predictions_as_ultralytics_writes_them(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "coco128-yolov5s"
    truth = json.loads((folder / "instances_coco128.json").read_text(encoding="utf-8"))
    results = json.loads((folder / "yolov5s_predictions.coco91.json").read_text(encoding="utf-8"))
    images = {each["id"]: each for each in truth["images"]}
    numbers = {each["id"]: place for place, each in enumerate(truth["categories"])}
    texts = dict.fromkeys(images, "")
    for row in results:
        image = images[row["image_id"]]
        (x, y, w, h), across, down = row["bbox"], image["width"], image["height"]
        line = ((x + w / 2) / across, (y + h / 2) / down, w / across, h / down, row["score"])
        said = " ".join(f"{number:g}" for number in (numbers[row["category_id"]], *line))
        texts[row["image_id"]] += f"{said}\n"
    for key, text in texts.items():
        stem = images[key]["file_name"].rpartition("/")[-1].rpartition(".")[0]
        (tmp_path / f"{stem}.txt").write_text(text)
    names = tmp_path / "coco.names"
    names.write_text("\n".join(each["name"] for each in truth["categories"]))
    with duckeval.open(":memory:") as project:
        project.load_labels(folder / "instances_coco128.json")
        project.load_predictions(tmp_path, names=names, join="file_stem", set_name="yolo")
        (row,) = ask(project, "coco_summary")
    expected = json.loads((folder / "EXPECTED.json").read_text(encoding="utf-8"))["bbox"]
    # six digits of what is a fraction of the image move no match, and what is expected has six
    assert row["ap"] == pytest.approx(expected["AP"], abs=1e-6)
    assert row["ap50"] == pytest.approx(expected["AP50"], abs=1e-6)
