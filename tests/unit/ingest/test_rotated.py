"""Rotated boxes: how files say them, what is set aside, and the text files of DOTA."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

import duckeval
from duckeval.errors import InputFileError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project


@pytest.fixture
def project() -> Iterator[Project]:
    with duckeval.open(":memory:") as opened:
        yield opened


def boxes(**columns: list[Any]) -> pa.Table:
    count = len(next(iter(columns.values())))
    return pa.table({"item_key": ["a"] * count, "class_name": ["pole"] * count, **columns})


def corners(geometry: bytes) -> list[tuple[float, float]]:
    order, kind, rings, points, *values = struct.unpack("<BIII10d", geometry)
    assert (order, kind, rings, points) == (1, 3, 1, 5)
    found = list(zip(values[0::2], values[1::2], strict=True))
    assert found.pop() == found[0]
    return found


def of_labels(project: Project) -> list[dict[str, Any]]:
    return project.query(
        "select shape, angle_deg, x_px, y_px, w_px, h_px, area_px2, aspect_ratio, geometry "
        "from label order by source_row"
    ).rows()


# 40 by 30 with its middle at (100, 100), turned up to the right by the angle of a 3-4-5 triangle.
ANGLE = math.degrees(math.atan2(3, 4))
TURNED = [(75.0, 100.0), (107.0, 76.0), (125.0, 100.0), (93.0, 124.0)]


@pytest.mark.parametrize(
    ("columns", "options"),
    [
        ({"x_px": [80], "y_px": [85], "w_px": [40], "h_px": [30], "angle_deg": [ANGLE]}, {}),
        (
            {"x_px": [80], "y_px": [85], "w_px": [40], "h_px": [30], "angle_deg": [-ANGLE]},
            {"angle": "cw"},
        ),
        (
            {"cx_px": [100], "cy_px": [100], "w_px": [40], "h_px": [30],
             "angle_rad": [math.radians(ANGLE)]},
            {"box": "cxcywh"},
        ),
        (
            {"cx_px": [100], "cy_px": [100], "w_px": [30], "h_px": [40], "turn": [ANGLE - 90]},
            {"box": "cxcywh", "column_map": {"turn": "angle_deg"}},
        ),
        (
            {f"{axis}{place + 1}_px": [point["xy".index(axis)]]
             for place, point in enumerate(TURNED) for axis in "xy"},
            {"box": "corners"},
        ),
    ],
)  # fmt: skip
def test_a_rotated_box_is_the_same_however_it_is_written(
    project: Project, columns: dict[str, list[Any]], options: dict[str, Any]
) -> None:
    project.load_labels(boxes(**columns), **options)
    (row,) = of_labels(project)
    assert row["shape"] == "rotated_box"
    assert row["angle_deg"] == pytest.approx(ANGLE)
    assert sorted(corners(row["geometry"])) == [pytest.approx(point) for point in sorted(TURNED)]
    around = [row[name] for name in ("x_px", "y_px", "w_px", "h_px")]
    assert around == pytest.approx([75, 76, 50, 48])
    # its own width and height, and not those of the box around it
    assert row["area_px2"] == pytest.approx(1200)
    assert row["aspect_ratio"] == pytest.approx(40 / 30)


def test_metrics_of_a_rotated_box_are_of_its_own_sides(project: Project) -> None:
    box: dict[str, list[Any]] = {
        "x_px": [80], "y_px": [85], "w_px": [40], "h_px": [30], "angle_deg": [ANGLE],
    }  # fmt: skip
    project.load_labels(boxes(**box, width_px=[200], height_px=[300]))
    (row,) = project.query("select relative_area, aspect_ratio, border_proximity from label").rows()
    assert row["relative_area"] == pytest.approx(40 * 30 / (200 * 300))
    assert row["aspect_ratio"] == pytest.approx(4 / 3)
    assert row["border_proximity"] == pytest.approx(1 - 76 / 300)


def test_what_cannot_be_a_rotated_box_is_set_aside(project: Project) -> None:
    nan, inf = math.nan, math.inf
    loaded = project.load_labels(
        boxes(
            x_px=[1.0, nan, 1.0, 1.0, 1.0, 1.0, None, 5e6],
            y_px=[1.0] * 8,
            w_px=[4.0, 4.0, inf, 0.0, 4.0, 4.0, 4.0, 4.0],
            h_px=[4.0, 4.0, 4.0, 4.0, -2.0, 4.0, 4.0, 4.0],
            angle_deg=[0.0, 0.0, 0.0, 0.0, 0.0, None, 0.0, 30.0],
        )
    )
    assert (loaded.rows_loaded, loaded.rows_quarantined) == (1, 7)
    rows = list(project.query("select line, field, rule from quarantine order by line").tuples())
    assert rows == [
        (1, "x_px", "is finite"),
        (2, "w_px", "is finite"),
        (3, "w_px", "is more than 0"),
        (4, "h_px", "is more than 0"),
        (5, "angle_deg", "is present"),
        (6, "x_px", "is present"),
        (7, "x_px", "lies within 1000000 pixels"),
    ]


def test_what_cannot_be_four_corners_is_set_aside(project: Project) -> None:
    quads: list[list[float | None]] = [
        [0, 0, 4, 0, 4, 4, 0, 4],
        [0, 0, 4, 0, 1, 1, 0, 4],  # a dart is fine
        [0, 0, 4, 4, 4, 0, 0, 4],
        [0, 0, 1, 1, 2, 2, 3, 3],
        [0, 0, 4, 0, 4, 4, 0, None],
        [0, 0, 4, 0, math.nan, 4, 0, 4],
    ]
    names = [f"{axis}{place}_px" for place in range(1, 5) for axis in "xy"]
    table = boxes(**{name: [quad[k] for quad in quads] for k, name in enumerate(names)})
    loaded = project.load_labels(table, box="corners")
    assert loaded.rows_loaded == 2
    assert [row["area_px2"] for row in of_labels(project)] == [16, 4]
    rows = list(project.query("select line, field, rule from quarantine order by line").tuples())
    assert rows == [
        (2, "x1_px", "has sides that do not cross"),
        (3, "x1_px", "spans an area"),
        (4, "y4_px", "is present"),
        (5, "x3_px", "is finite"),
    ]
    with pytest.raises(SchemaError, match="has no column y4_px"):
        project.load_labels(table.drop_columns(["y4_px"]), box="corners")


def test_an_angle_that_means_nothing_is_refused(project: Project) -> None:
    box = {"x_px": [1], "y_px": [1], "w_px": [4], "h_px": [4]}
    with pytest.raises(SchemaError, match="in degrees and one in radians"):
        project.load_labels(boxes(**box, angle_deg=[1], angle_rad=[1]))
    two = {"x1_px": [1], "y1_px": [1], "x2_px": [4], "y2_px": [4], "angle_deg": [1]}
    with pytest.raises(SchemaError, match="by two corners cannot have an angle"):
        project.load_labels(boxes(**two), box="xyxy")


HEADER = "imagesource:GoogleEarth\ngsd:0.15\n"


def dota(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def dota_labels(folder: Path) -> Path:
    return dota(
        folder / "labelTxt",
        {
            "P0001.txt": HEADER + "10 10 30 10 30 20 10 20 plane 0\n"
            "100 100 120 110 110 130 90 120 ship 1\n1 1 2 2 plane\n",
            "P0002.txt": HEADER.replace("\n", "\r\n"),
            "P0003.txt": "0 0 10.5 1 9 12 0 11 ship 0\n\n",
        },
    )


def test_dota_is_a_folder_of_images_and_a_folder_of_classes(
    project: Project, tmp_path: Path
) -> None:
    labels = dota_labels(tmp_path)
    loaded = project.load_labels(labels)
    assert (loaded.rows_loaded, loaded.rows_quarantined) == (4, 1)
    assert loaded.first_quarantined == ("P0001.txt:5", "x3_px", "plane", "is a number")
    assert project.load_labels(labels).is_repeat
    keys = list(project.query("select item_key from item order by item_order").tuples())
    assert keys == [("P0001",), ("P0002",), ("P0003",)]
    rows = list(
        project.query(
            "select class_name, is_difficult, area_px2 from label "
            "inner join class using (class_id) order by source_row"
        ).tuples()
    )
    assert rows == [("plane", False, 200.0), ("ship", True, 500.0), ("ship", False, 108.0)]
    results = dota(
        tmp_path / "task1",
        {
            "Task1_plane.txt": "P0001 0.9 10 10 30 10 30 20 10 20\n",
            "Task1_ship.txt": "P0001 0.8 100 100 120 110 110 130 90 120\n"
            "P0003 0.7 0 0 10 0 10 10 0 10\nP0003 high 0 0 10 0 10 10 0 10\n",
        },
    )
    loaded = project.load_predictions(results)
    assert (loaded.prediction_set_name, loaded.rows_loaded) == ("task1", 3)
    assert loaded.first_quarantined == ("Task1_ship.txt:3", "confidence", "high", "is a number")
    # a quadrangle is compared as it is: 87.0 of 100 + 108 - 87.0, by hand below
    pairs = list(
        project.query(
            "select iou from pair inner join matching using (matching_id) "
            "where is_own_shape order by iou"
        ).tuples()
    )
    assert [round(iou, 9) for (iou,) in pairs][1:] == [1.0, 1.0]
    # inside 0 to 10 both ways the quadrangle has the corners (0, 0), (10, 20/21), (10, 10), (0, 10)
    # but for the corner beyond the side from (10.5, 1) to (9, 12): x is 10.5 - 1.5 / 11 (y - 1)
    top = 10 * (20 / 21) / 2
    at = 1 + (10.5 - 10) * 11 / 1.5  # where that side reaches x = 10
    right = (10 - at) * ((10 - at) * 1.5 / 11) / 2
    shared = 100 - top - right
    assert pairs[0][0] == pytest.approx(shared / (208 - shared))


def test_a_folder_or_a_text_of_something_else_is_refused(project: Project, tmp_path: Path) -> None:
    other = dota(tmp_path / "other", {"readme.txt": "hello\n"})
    with pytest.raises(InputFileError, match="is a folder; expected a file"):
        project.load_labels(other)
    with pytest.raises(InputFileError, match="cannot be told"):
        project.load_labels(other / "readme.txt")
    with pytest.raises(InputFileError, match="is a folder; expected a file"):
        project.load_labels(other, format="coco")
    (other / "bytes.txt").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(InputFileError, match="cannot be read as text"):
        project.load_labels(other, format="dota")
    project.load_labels(dota_labels(tmp_path) / "P0003.txt")
    assert list(project.query("select item_key from item").tuples()) == [("P0003",)]
