"""Masks in PNG files: three layouts of folders, and tables that name a file for each object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as native

import duckeval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

SHAPE = (20, 30)
FIRST = (slice(2, 8), slice(3, 9))
SECOND = (slice(10, 19), slice(12, 28))


pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def project() -> Iterator[Project]:
    with duckeval.open(":memory:") as opened:
        yield opened


def painted(*parts: tuple[tuple[slice, slice], int], dtype: str = "uint8") -> np.ndarray[Any, Any]:
    pixels = np.zeros(SHAPE, dtype)
    for part, value in parts:
        pixels[part] = value
    return pixels


def save(path: Path, pixels: np.ndarray[Any, Any], mode: str | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(pixels)
    if mode == "P":
        image = image.convert("P")
        image.putdata(pixels.ravel().tolist())
    image.save(path)
    return path


def rows(project: Project, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in project.query(query).rows()]


def drawn(project: Project, where: str = "true") -> np.ndarray[Any, Any]:
    """Return the one mask as pixels."""
    (row,) = project.query(f"select mask from label where {where}").rows()
    mask = row["mask"]
    return np.asarray(native.decode({"size": mask["size"], "counts": mask["counts"].encode()}))


LABELS = (
    "select item_key, class_name, x_px, y_px, w_px, h_px, area_px2, is_crowd from label "
    "join item using (item_id) join class using (class_id) order by source_row"
)


def test_voc_numbers_objects_and_their_classes(project: Project, tmp_path: Path) -> None:
    objects = painted((FIRST, 1), (SECOND, 2))
    classes = painted((FIRST, 15), (SECOND, 7))
    objects[0, :], classes[0, :] = 255, 255
    save(tmp_path / "SegmentationObject" / "a.png", objects, "P")
    save(tmp_path / "SegmentationClass" / "a.png", classes, "P")
    save(tmp_path / "SegmentationObject" / "b.png", painted(), "P")
    save(tmp_path / "SegmentationClass" / "b.png", painted(), "P")
    result = project.load_labels(tmp_path)
    assert "masks as voc has them" in result.changes[0]
    assert rows(project, LABELS) == [
        ("a", "person", 3, 2, 6, 6, 36, False), ("a", "car", 12, 10, 16, 9, 144, False)
    ]  # fmt: skip
    assert rows(project, "select item_key, width_px, height_px from item order by 1") == [
        ("a", 30, 20), ("b", 30, 20)
    ]  # fmt: skip
    assert (drawn(project, "area_px2 = 36") == (objects == 1)).all()


def test_cityscapes_has_groups(project: Project, tmp_path: Path) -> None:
    pixels = painted((FIRST, 26001), (SECOND, 24), dtype="uint16")
    pixels[0, :] = 7  # road
    save(tmp_path / "val" / "ulm" / "ulm_000_gtFine_instanceIds.png", pixels)
    project.load_labels(tmp_path / "val")
    assert rows(project, LABELS) == [
        ("ulm_000", "person", 12, 10, 16, 9, 144, True),
        ("ulm_000", "car", 3, 2, 6, 6, 36, False),
    ]
    assert (drawn(project, "not is_crowd") == (pixels == 26001)).all()


def test_a_file_for_each_object(project: Project, tmp_path: Path) -> None:
    save(tmp_path / "a" / "masks" / "1.png", painted((FIRST, 255)))
    save(tmp_path / "a" / "masks" / "2.png", painted((SECOND, 255)))
    save(tmp_path / "b" / "masks" / "1.png", painted((FIRST, 255)))
    save(tmp_path / "b" / "masks" / "2.png", np.ones((9, 9), "uint8"))
    (tmp_path / "b" / "masks" / "3.png").write_text("no image")
    result = project.load_labels(tmp_path)
    assert (result.rows_in, result.rows_loaded) == (5, 3)
    assert [row[:2] for row in rows(project, LABELS)] == [
        ("a", "object"), ("a", "object"), ("b", "object")
    ]  # fmt: skip
    assert rows(project, "select pointer, rule from quarantine order by 1") == [
        ("b/masks/2.png", "has the size of its image, [20, 30]"),
        ("b/masks/3.png", "is a PNG image"),
    ]


def test_a_table_names_the_files(project: Project, tmp_path: Path) -> None:
    save(tmp_path / "masks" / "1.png", painted((FIRST, 1)))
    save(tmp_path / "masks" / "2.png", np.dstack([painted((SECOND, 9))] * 3))
    save(tmp_path / "masks" / "small.png", np.ones((9, 9), "uint8"))
    head = "item_key,class_name,width_px,height_px,mask_path,tone"
    table = tmp_path / "labels.csv"
    table.write_text(
        f"{head}\na,leaf,30,20,masks/1.png,7\na,leaf,30,20,masks/2.png,8\n"
        "a,leaf,30,20,masks/none.png,8\na,leaf,30,20,masks/small.png,8\na,leaf,30,20,,8\n"
    )
    result = project.load_labels(table)
    assert (result.rows_in, result.rows_loaded) == (5, 2)
    assert [row[2:7] for row in rows(project, LABELS)] == [(3, 2, 6, 6, 36), (12, 10, 16, 9, 144)]
    assert rows(project, "select tone, shape from label order by 1") == [(7, "mask"), (8, "mask")]
    assert rows(project, "select line, field, value, rule from quarantine order by 1") == [
        (4, "mask_path", "masks/none.png", "is a PNG image that can be read"),
        (5, "mask_path", "masks/small.png", "has the size of its image, [20, 30]"),
        (6, "mask_path", None, "is present"),
    ]
    found = tmp_path / "found.csv"
    found.write_text("item_key,class_name,confidence,mask_path\na,leaf,.9,masks/2.png\n")
    project.load_predictions(found)
    assert rows(project, "select outcome, iou from outcome()") == [("tp", 1)]
