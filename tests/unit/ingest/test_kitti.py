"""KITTI: labels, predictions, regions that nobody needs to care about, and what is set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from duckeval.errors import InputFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

UNKNOWN = "-1 -1 -1 -1000 -1000 -1000 -10"
LABELS = """\
Car 0.25 1 1.5 10 20 50 60 1.5 1.6 3.7 -16.5 2.4 58.5 1.6
Pedestrian 0 0 -10 100 20 110 60 -1 -1 -1 -1000 -1000 -1000 -10
DontCare -1 -1 -10 200 20 300 60 -1 -1 -1 -1000 -1000 -1000 -10
"""


@pytest.fixture
def project() -> Iterator[Project]:
    with duckeval.open(":memory:") as opened:
        yield opened


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path.parent


def rows(project: Project, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in project.query(query).rows()]


def test_labels_and_what_is_unknown_of_them(project: Project, tmp_path: Path) -> None:
    write(tmp_path / "000001.txt", "")
    result = project.load_labels(write(tmp_path / "000000.txt", LABELS))
    assert (result.rows_in, result.rows_quarantined) == (5, 0)
    query = (
        "select class_name, x_px, y_px, w_px, h_px, is_crowd, truncated, occluded, rotation_y "
        "from label join class using (class_id) order by source_row"
    )
    assert rows(project, query) == [
        ("Car", 10, 20, 40, 40, False, 0.25, 1, 1.6),
        ("Pedestrian", 100, 20, 10, 40, False, 0, 0, None),
        ("Car", 200, 20, 100, 40, True, None, None, None),
        ("Pedestrian", 200, 20, 100, 40, True, None, None, None),
    ]
    assert rows(project, "select item_key from item order by 1") == [("000000",), ("000001",)]
    assert rows(project, "select class_name from class order by 1") == [("Car",), ("Pedestrian",)]


@pytest.mark.parametrize(
    ("box", "outcome"),
    [
        ("210 20 230 60", "ignored"),  # inside the region
        ("180 20 220 60", "ignored"),  # half of it inside
        ("179 20 220 60", "fp"),
        ("400 20 430 60", "fp"),
    ],
)
def test_a_prediction_in_a_region_is_ignored(
    project: Project, tmp_path: Path, box: str, outcome: str
) -> None:
    project.load_labels(write(tmp_path / "gt" / "a.txt", LABELS))
    said = f"Pedestrian -1 -1 -10 {box} {UNKNOWN} 0.5\nCar -1 -1 -10 10 20 50 60 {UNKNOWN} 0.9\n"
    project.load_predictions(write(tmp_path / "found" / "a.txt", said))
    query = "select class_name, outcome, confidence from outcome() order by 1"
    assert rows(project, query) == [("Car", "tp", 0.9), ("Pedestrian", outcome, 0.5)]


def test_a_class_may_have_several_words(project: Project, tmp_path: Path) -> None:
    text = f"traffic light 0 0 -10 1 1 2 2 {UNKNOWN}\n"
    project.load_labels(write(tmp_path / "a.txt", text), format="kitti")
    assert rows(project, "select class_name from class") == [("traffic light",)]


def test_what_is_wrong_is_set_aside_by_file_and_line(project: Project, tmp_path: Path) -> None:
    faulty = f"Car 0 0 0 9 1 2 2 {UNKNOWN}\nCar 0 0 0 1 one 2 2 {UNKNOWN}\nCar 1 2\n"
    result = project.load_labels(write(tmp_path / "a.txt", LABELS + faulty))
    assert (result.rows_in, result.rows_loaded) == (7, 4)
    query = "select pointer, line, field, value, rule from quarantine order by line"
    assert rows(project, query) == [
        ("a.txt:4", 4, "x2", "2", "is x1 or more"),
        ("a.txt:5", 5, "y1", "one", "is a number"),
        ("a.txt:6", 6, "x1", None, "is present"),
    ]


def test_labels_and_predictions_swapped(project: Project, tmp_path: Path) -> None:
    labels = write(tmp_path / "gt" / "a.txt", LABELS)
    found = write(tmp_path / "found" / "a.txt", f"Car -1 -1 -10 1 1 2 2 {UNKNOWN} 0.9\n")
    with pytest.raises(InputFileError, match="one number too many") as caught:
        project.load_labels(found)
    assert "duckeval load predictions" in (caught.value.hint or "")
    project.load_labels(labels)
    with pytest.raises(InputFileError, match="have no score") as caught:
        project.load_predictions(labels)
    assert "duckeval load labels" in (caught.value.hint or "")
