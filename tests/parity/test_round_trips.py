"""Every format of files by image: written from the demo, loaded, the same numbers as in COCO."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as native

import duckeval
from duckeval.demo.detector import DETECTORS, predict
from duckeval.demo.scenes import CLASSES, HEIGHT, WIDTH, make_scenes
from tests.oracle.files import write_json
from tests.property.projects import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from duckeval.project.facade import Project

SCENES = make_scenes(7, 40)
GUESSES = {scene.scene_id: predict(DETECTORS[0], scene, 7) for scene in SCENES}
SIZE = (WIDTH, HEIGHT)
DECIMALS = 6
"""The precision of YOLO's files; the others are written in full."""

MASKED_SCENES = 6

NUMBERS = ("label_count", "prediction_count", "true_positive_count", "precision", "recall", "ap")

Box = tuple[float, float, float, float]
Row = tuple[int, str, Box, float | None]


def labels() -> list[Row]:
    """Return scene, class and box of the labels; only COCO has crowds of a class."""
    return [
        (scene.scene_id, thing.class_name, thing.box, None)
        for scene in SCENES
        for thing in scene.labels
        if not thing.is_crowd
    ]


def predictions() -> list[Row]:
    return [
        (scene, guess.class_name, guess.box, guess.confidence)
        for scene, guesses in GUESSES.items()
        for guess in guesses
    ]


def by_file(rows: Iterable[Row], line: object) -> dict[str, str]:
    """Return the text of the file of each scene; every scene has one."""
    assert callable(line)
    texts = {f"{scene.scene_id}.txt": "" for scene in SCENES}
    for row in rows:
        texts[f"{row[0]}.txt"] += f"{line(row)}\n"
    return texts


def write(folder: Path, texts: Mapping[str, str]) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def corners(box: Box) -> tuple[float, ...]:
    x, y, w, h = box
    return x, y, x + w, y, x + w, y + h, x, y + h


def yolo_line(row: Row, *, as_corners: bool = False) -> str:
    _, name, (x, y, w, h), score = row
    pixels = corners(row[2]) if as_corners else (x + w / 2, y + h / 2, w, h)
    numbers = [f"{each / SIZE[place % 2]:.{DECIMALS}f}" for place, each in enumerate(pixels)]
    return " ".join([str(CLASSES.index(name)), *numbers, *([] if score is None else [repr(score)])])


def kitti_line(row: Row) -> str:
    _, name, (x, y, w, h), score = row
    said = "" if score is None else f" {score!r}"
    return f"{name} -1 -1 -10 {x!r} {y!r} {x + w!r} {y + h!r} -1 -1 -1 -1000 -1000 -1000 -10{said}"


def put_yolo(project: Project, folder: Path, format_name: str) -> None:
    def line(row: Row) -> str:
        return yolo_line(row, as_corners=format_name != "yolo-box")

    write(folder / "truth", by_file(labels(), line))
    write(folder / "found", by_file(predictions(), line))
    (folder / "names").write_text("\n".join(CLASSES))
    project.load_labels(
        folder / "truth", image_size=SIZE, names=folder / "names", format=format_name
    )
    project.load_predictions(folder / "found", format=format_name)


def put_kitti(project: Project, folder: Path, _: str) -> None:
    project.load_labels(write(folder / "truth", by_file(labels(), kitti_line)))
    project.load_predictions(write(folder / "found", by_file(predictions(), kitti_line)))


def put_voc(project: Project, folder: Path, format_name: str) -> None:
    first = 1 if format_name == "voc-pixels" else 0
    texts = {}
    for scene in SCENES:
        objects = "".join(
            f"<object><name>{name}</name><bndbox>"
            f"<xmin>{x + first!r}</xmin><ymin>{y + first!r}</ymin>"
            f"<xmax>{x + w!r}</xmax><ymax>{y + h!r}</ymax></bndbox></object>"
            for key, name, (x, y, w, h), _ in labels()
            if key == scene.scene_id
        )
        texts[f"{scene.scene_id}.xml"] = f"<annotation>{objects}</annotation>"
    project.load_labels(write(folder / "truth", texts), format=format_name)
    results = {f"comp4_det_val_{name}.txt": "" for name in CLASSES}
    for key, name, (x, y, w, h), score in predictions():
        results[f"comp4_det_val_{name}.txt"] += (
            f"{key} {score!r} {x + first!r} {y + first!r} {x + w!r} {y + h!r}\n"
        )
    project.load_predictions(write(folder / "found", results), format=format_name)


def put_dota(project: Project, folder: Path, _: str) -> None:
    def line(row: Row) -> str:
        return f"{' '.join(map(repr, corners(row[2])))} {row[1].replace(' ', '-')} 0"

    project.load_labels(write(folder / "truth", by_file(labels(), line)))
    results = {f"Task1_{name.replace(' ', '-')}.txt": "" for name in CLASSES}
    for key, name, box, score in predictions():
        numbers = " ".join(map(repr, corners(box)))
        results[f"Task1_{name.replace(' ', '-')}.txt"] += f"{key} {score!r} {numbers}\n"
    project.load_predictions(write(folder / "found", results))


def numbers(project: Project) -> dict[str, tuple[float | None, ...]]:
    return {
        row["class_name"].replace(" ", "-"): tuple(row[name] for name in NUMBERS)
        for row in ask(project, "class_performance", compare_as="box")
    }


@pytest.fixture(scope="module")
def in_coco(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[float | None, ...]]:
    folder = tmp_path_factory.mktemp("coco")
    truth = {
        "images": [{"id": scene.scene_id, "width": WIDTH, "height": HEIGHT} for scene in SCENES],
        "categories": [{"id": place, "name": name} for place, name in enumerate(CLASSES)],
        "annotations": [
            {"id": place, "image_id": scene, "category_id": CLASSES.index(name), "bbox": box}
            for place, (scene, name, box, _) in enumerate(labels(), start=1)
        ],
    }
    results = [
        {"image_id": scene, "category_id": CLASSES.index(name), "bbox": box, "score": score}
        for scene, name, box, score in predictions()
    ]
    with duckeval.open(":memory:") as project:
        project.load_labels(write_json(folder / "truth.json", truth))
        project.load_predictions(write_json(folder / "results.json", results))
        return numbers(project)


def test_masks_in_files_are_those_of_coco(tmp_path: Path) -> None:
    (tmp_path / "masks").mkdir()
    tables, jsons = [], []
    for is_label, rows in ((True, labels()), (False, predictions())):
        lines, objects = ["item_key,class_name,confidence,mask_path"], []
        for place, (scene, name, (x, y, w, h), score) in enumerate(rows):
            if scene > MASKED_SCENES:
                continue
            pixels = np.zeros((HEIGHT, WIDTH), np.uint8, order="F")
            pixels[round(y) : round(y + h), round(x) : round(x + w)] = 255
            path = f"masks/{is_label}-{place}.png"
            Image.fromarray(pixels).convert("1").save(tmp_path / path)
            lines.append(f"{scene},{name},{'' if is_label else score},{path}")
            mask = native.encode(np.minimum(pixels, 1))
            counts = {"size": list(mask["size"]), "counts": mask["counts"].decode()}
            number = CLASSES.index(name)
            row = {"id": place + 1, "image_id": scene, "category_id": number, "score": score}
            objects.append({**row, "segmentation": counts})
        tables.append(tmp_path / f"{is_label}.csv")
        tables[-1].write_text("\n".join(lines))
        jsons.append(objects)
    truth = {
        "images": [
            {"id": scene.scene_id, "width": WIDTH, "height": HEIGHT}
            for scene in SCENES
            if scene.scene_id <= MASKED_SCENES
        ],
        "categories": [{"id": place, "name": name} for place, name in enumerate(CLASSES)],
        "annotations": jsons[0],
    }
    answers = []
    for said, found in (
        (write_json(tmp_path / "truth.json", truth), write_json(tmp_path / "r.json", jsons[1])),
        (tables[0], tables[1]),
    ):
        with duckeval.open(":memory:") as project:
            assert project.load_labels(said).rows_quarantined == 0
            assert project.load_predictions(found, set_name="v1").rows_quarantined == 0
            answers.append(ask(project, "class_performance", compare_as="mask"))
    chosen = [
        {row["class_name"]: [row[name] for name in NUMBERS] for row in answer} for answer in answers
    ]
    assert chosen[0] == chosen[1]
    assert sum(row["true_positive_count"] for row in answers[0]) > 0


@pytest.mark.parametrize(
    ("put", "format_name"),
    [
        (put_yolo, "yolo-box"),
        (put_yolo, "yolo-obb"),
        (put_yolo, "yolo-seg"),
        (put_voc, "voc"),
        (put_voc, "voc-pixels"),
        (put_kitti, "kitti"),
        (put_dota, "dota"),
    ],
)
def test_the_numbers_are_those_of_coco(
    in_coco: dict[str, tuple[float | None, ...]], tmp_path: Path, put: object, format_name: str
) -> None:
    assert callable(put)
    with duckeval.open(":memory:") as project:
        put(project, tmp_path, format_name)
        found = numbers(project)
    assert found.keys() == in_coco.keys()
    assert len(found) == len(CLASSES)
    for name, expected in in_coco.items():
        assert found[name] == pytest.approx(expected, abs=1e-12), name
