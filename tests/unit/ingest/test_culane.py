"""Text files of CULane: lanes of images in a tree of folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duckeval.errors import InputFileError
from tests.property.projects import new_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

# the first is as it stands in driver_23_30frame/05151649_0422.MP4/00000.lines.txt, cut short
LABELS = {
    "driver_23/a.MP4/00000": "-17.8 590 92.1 540 190.6 490 \n841.2 590 806.9 540 775.1 490\n",
    "driver_23/b.MP4/00000": "700 590 690 490\n\n",
    "driver_23/b.MP4/00030": "",
}
FOUND = {
    "driver_23/a.MP4/00000": "-15 590 95 540 193 490\n300 590 310 490\n",
    "driver_23/b.MP4/00000": "702 590 692 490\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "project.duckdb") as opened:
        yield opened


def tree(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        path = folder / f"{name}.lines.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_lanes_of_a_tree_of_folders(project: Project, tmp_path: Path) -> None:
    loaded = project.load_labels(tree(tmp_path / "anno", LABELS))
    # an image without lanes is a row, too
    assert (loaded.rows_loaded, loaded.rows_quarantined) == (4, 0)
    items = project.query("select item_key, uri from item order by all").rows()
    assert [tuple(row.values()) for row in items] == [(key, f"{key}.jpg") for key in LABELS]
    rows = project.query(
        "select item_key, shape, x_px, y_px, w_px, h_px, vertex_count from label "
        "join item using (item_id) order by label_id"
    ).rows()
    assert [tuple(row.values()) for row in rows] == [
        ("driver_23/a.MP4/00000", "polyline", -17.8, 490, pytest.approx(208.4), 100, 3),
        ("driver_23/a.MP4/00000", "polyline", 775.1, 490, pytest.approx(66.1), 100, 3),
        ("driver_23/b.MP4/00000", "polyline", 690, 490, 10, 100, 2),
    ]
    loaded = project.load_predictions(tree(tmp_path / "v1", FOUND))
    assert (loaded.rows_loaded, loaded.prediction_set_name) == (3, "v1")
    [row] = project.performance().rows()
    assert (row["true_positive_count"], row["label_count"]) == (2, 3)


def test_what_is_no_lane_is_set_aside_with_its_line(project: Project, tmp_path: Path) -> None:
    text = "1 2 3 4\n5 6 7\n5 6\nleft 6 7 8\nnan 6 7 8\n5 6 5 6\n"
    loaded = project.load_labels(tree(tmp_path / "anno", {"a": text}))
    assert loaded.rows_loaded == 1
    rows = project.query("select pointer, field, rule from quarantine order by pointer").rows()
    assert [tuple(row.values()) for row in rows] == [
        ("a.lines.txt:2", "points", "holds x and y of each point"),
        ("a.lines.txt:3", "points", "holds two points or more"),
        ("a.lines.txt:4", "points", "holds numbers"),
        ("a.lines.txt:5", "points", "is finite"),
        ("a.lines.txt:6", "points", "has a length"),
    ]


def test_one_file_is_one_image(project: Project, tmp_path: Path) -> None:
    project.load_labels(tree(tmp_path / "anno", {"a": "1 2 3 4\n"}) / "a.lines.txt")
    assert project.query("select item_key from item").rows() == [{"item_key": "a"}]


def test_a_folder_without_lanes_is_refused(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("1 2 3 4\n")
    with pytest.raises(InputFileError, match=r"has no file \*.lines.txt in it"):
        project.load_labels(folder, format="culane")
