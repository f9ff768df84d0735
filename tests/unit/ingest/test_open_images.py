"""Boxes of Open Images, in fractions of their images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from duckeval.errors import InputFileError, SchemaError
from tests.property.projects import new_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

# as oidv6-train-annotations-bbox.csv has it, without the columns of clicks
HEADER = "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf"
ROWS = [
    "000a,xclick,/m/01yrx,1,0.25,0.5,0.5,0.75,1,0,0",
    "000a,xclick,/m/0bt9lr,1,0,1,0,1,-1,0,1",
    "000b,xclick,/m/01yrx,1,0.1,0.2,0.1,0.2,0,0,0",
]
SIZE = (80, 40)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "project.duckdb") as opened:
        yield opened


def write(folder: Path, *rows: str, header: str = HEADER, name: str = "boxes.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def labels(project: Project) -> list[tuple[Any, ...]]:
    rows = project.query(
        "select item_key, class_name, class_key, x_px, y_px, w_px, h_px, is_crowd, is_occluded, "
        "width_px from label join item using (item_id) join class using (class_id) "
        "join dataset_class using (dataset_id, class_id) order by label_id"
    ).rows()
    return [tuple(row.values()) for row in rows]


def test_boxes_are_in_pixels_and_groups_are_crowds(project: Project, tmp_path: Path) -> None:
    (tmp_path / "class-descriptions-boxable.csv").write_text("/m/01yrx,Cat\n/m/0bt9lr,Dog\n")
    loaded = project.load_labels(write(tmp_path, *ROWS), image_size=SIZE)
    assert (loaded.rows_loaded, loaded.rows_quarantined) == (3, 0)
    [change] = loaded.changes
    assert change.endswith("as open-images; 2 classes named by class-descriptions-boxable.csv")
    assert labels(project) == [
        ("000a", "Cat", "/m/01yrx", 20, 20, 20, 10, False, True, 80),
        ("000a", "Dog", "/m/0bt9lr", 0, 0, 80, 40, True, None, 80),
        ("000b", "Cat", "/m/01yrx", 8, 4, 8, 4, False, False, 80),
    ]
    found = write(
        tmp_path,
        "000a,/m/01yrx,0.75,0.25,0.5,0.5,0.75",
        "000a,/m/0bt9lr,0.5,0.1,0.2,0.1,0.2",
        header="ImageID,LabelName,Score,XMin,XMax,YMin,YMax",
        name="v1.csv",
    )
    (tmp_path / "class-descriptions-boxable.csv").unlink()
    loaded = project.load_predictions(found)
    assert (loaded.rows_loaded, loaded.rows_quarantined) == (2, 0)
    rows = project.query("select class_name, outcome, iou from outcome order by all").rows()
    # the dog lies in a group, so it is neither right nor wrong
    assert [tuple(row.values())[:2] for row in rows if row["outcome"] != "ignored"] == [
        ("Cat", "tp")
    ]


def test_without_sizes_the_file_is_refused(project: Project, tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="fractions of images whose sizes nobody knows"):
        project.load_labels(write(tmp_path, *ROWS))


def test_without_descriptions_classes_go_by_their_keys(project: Project, tmp_path: Path) -> None:
    project.load_labels(write(tmp_path, *ROWS), image_size=SIZE)
    assert {row[1] for row in labels(project)} == {"/m/01yrx", "/m/0bt9lr"}


FAULTS = {
    "000a,x,/m/01yrx,1,left,0.5,0.5,0.75,0,0,0": ("XMin", "is a number"),
    "000a,x,/m/01yrx,1,25,0.5,0.5,0.75,0,0,0": ("XMin", "is a fraction from 0 to 1"),
    "000a,x,/m/01yrx,1,0.25,0.5,0.5,7.5,0,0,0": ("YMax", "is a fraction from 0 to 1"),
    "000a,x,/m/01yrx,1,0.5,0.25,0.5,0.75,0,0,0": ("XMax", "is XMin or more"),
    "000a,x,,1,0.25,0.5,0.5,0.75,0,0,0": ("LabelName", "is present"),
    ",x,/m/01yrx,1,0.25,0.5,0.5,0.75,0,0,0": ("ImageID", "is present"),
}


def test_what_is_wrong_is_set_aside_with_its_line(project: Project, tmp_path: Path) -> None:
    loaded = project.load_labels(write(tmp_path, ROWS[0], *FAULTS), image_size=SIZE)
    assert loaded.rows_loaded == 1
    rows = project.query("select line, field, rule from quarantine order by line").rows()
    assert [tuple(row.values()) for row in rows] == [
        (line, *fault) for line, fault in enumerate(FAULTS.values(), start=3)
    ]


def test_labels_are_no_predictions(project: Project, tmp_path: Path) -> None:
    project.load_labels(write(tmp_path, *ROWS), image_size=SIZE)
    header = "ImageID,LabelName,XMin,XMax,YMin,YMax"
    found = write(tmp_path, "000a,/m/01yrx,0,1,0,1", header=header, name="v1.csv")
    with pytest.raises(SchemaError, match="has no column Score, Conf, Confidence; it has ImageID"):
        project.load_predictions(found)
