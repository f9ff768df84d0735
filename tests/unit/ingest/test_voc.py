"""Pascal VOC: annotations, results, the two ways to count pixels, and what is set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from duckeval.errors import InputFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project


@pytest.fixture
def project() -> Iterator[Project]:
    with duckeval.open(":memory:") as opened:
        yield opened


def annotation(
    *objects: tuple[str, tuple[float | str, ...]], extra: str = "", size: str = "200 100"
) -> str:
    width, height = size.split()
    said = "".join(
        f"<object><name>{name}</name>{extra}<bndbox><xmin>{x1}</xmin><ymin>{y1}</ymin>"
        f"<xmax>{x2}</xmax><ymax>{y2}</ymax></bndbox></object>"
        for name, (x1, y1, x2, y2) in objects
    )
    return (
        f"<annotation><filename>a.jpg</filename><size><width>{width}</width><height>{height}"
        f"</height><depth>3</depth></size>{said}</annotation>"
    )


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def rows(project: Project, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in project.query(query).rows()]


BOX = "x_px, y_px, w_px, h_px"


@pytest.mark.parametrize(
    ("name", "expected"), [("voc", (1, 1, 9, 4)), ("voc-pixels", (0, 0, 10, 5))]
)
def test_corners_as_written_or_as_pixels(
    project: Project, tmp_path: Path, name: str, expected: tuple[float, ...]
) -> None:
    write(tmp_path / "Annotations" / "a.xml", annotation(("cat", (1, 1, 10, 5))))
    write(tmp_path / "comp4_det_test_cat.txt", "a 0.9 1 1 10 5\n")
    project.load_labels(tmp_path / "Annotations", format=name)
    project.load_predictions(tmp_path / "comp4_det_test_cat.txt", format=name)
    assert rows(project, f"select {BOX} from label") == [expected]
    assert rows(project, f"select {BOX} from prediction") == [expected]
    assert rows(project, "select item_key, uri, width_px, height_px from item") == [
        ("a", "a.jpg", 200, 100)
    ]


def test_what_is_said_of_objects_describes_labels(project: Project, tmp_path: Path) -> None:
    extra = "<pose>Left</pose><truncated>1</truncated><difficult>1</difficult>"
    write(tmp_path / "a.xml", annotation(("cat", (1, 1, 10, 5)), extra=extra))
    write(tmp_path / "b.xml", annotation(size="0 0"))
    result = project.load_labels(tmp_path)
    assert (result.rows_in, result.rows_loaded) == (2, 2)
    assert rows(project, "select pose, truncated, is_difficult from label") == [
        ("Left", True, True)
    ]
    assert rows(project, "select item_key, width_px from item") == [("a", 200), ("b", None)]


def test_what_is_wrong_is_set_aside_by_file_and_object(project: Project, tmp_path: Path) -> None:
    good, bad, empty = ("1", "1", "2", "2"), ("10", "1", "1", "5"), ("one", "1", "2", "2")
    objects: list[tuple[str, tuple[float | str, ...]]] = [
        ("cat", bad),
        ("", good),
        ("cat", empty),
        ("cat", good),
    ]
    write(tmp_path / "a.xml", annotation(*objects))
    write(tmp_path / "b.xml", "<annotation><object>")
    write(tmp_path / "c.xml", '<!DOCTYPE a [<!ENTITY b "c">]><annotation>&b;</annotation>')
    write(tmp_path / "d.xml", "<annotation><object><name>cat</name></object></annotation>")
    result = project.load_labels(tmp_path)
    assert (result.rows_in, result.rows_loaded) == (7, 1)
    query = "select pointer, field, value, rule from quarantine order by pointer"
    assert rows(project, query) == [
        ("a.xml:1", "xmax", "1", "is xmin or more"),
        ("a.xml:2", "name", None, "is present"),
        ("a.xml:3", "xmin", "one", "is a number"),
        ("b.xml", "", None, "is an annotation in plain XML"),
        ("c.xml", "", None, "is an annotation in plain XML"),
        ("d.xml:1", "xmin", None, "is present"),
    ]


def test_image_sets_are_splits(project: Project, tmp_path: Path) -> None:
    for name in "abc":
        write(tmp_path / "Annotations" / f"{name}.xml", annotation(("cat", (1, 1, 2, 2))))
    write(tmp_path / "ImageSets" / "Main" / "val.txt", "a\n")
    write(tmp_path / "ImageSets" / "Main" / "train.txt", "b\n")
    project.load_labels(tmp_path)
    assert rows(project, "select item_key, split from item order by 1") == [
        ("a", "val"), ("b", "train"), ("c", None)
    ]  # fmt: skip
    with duckeval.open(":memory:") as other:
        other.load_labels(tmp_path, split="val")
        assert rows(other, "select item_key from item") == [("a",)]
    with pytest.raises(InputFileError, match="cannot be read") as caught:
        project.load_labels(tmp_path, split="test")
    assert "ImageSets/Main/NAME.txt" in (caught.value.hint or "")


def test_results_of_classes(project: Project, tmp_path: Path) -> None:
    write(tmp_path / "said" / "a.xml", annotation(("dining_table", (1, 1, 9, 9))))
    project.load_labels(tmp_path / "said")
    write(tmp_path / "results" / "comp4_det_test_dining_table.txt",
          "a 0.9 1 1 9 9\na 0.8 1 1 9\n")  # fmt: skip
    write(tmp_path / "results" / "comp4_det_test_cat.txt", "")
    result = project.load_predictions(tmp_path / "results")
    assert (result.rows_in, result.rows_loaded) == (2, 1)
    assert rows(project, "select pointer, line, field, rule from quarantine") == [
        ("comp4_det_test_dining_table.txt:2", 2, "ymax", "is present")
    ]
    assert rows(project, "select map from performance()") == [(1,)]


def test_labels_and_results_swapped(project: Project, tmp_path: Path) -> None:
    write(tmp_path / "said" / "a.xml", annotation(("cat", (1, 1, 9, 9))))
    write(tmp_path / "results" / "comp4_det_test_cat.txt", "a 0.9 1 1 9 9\n")
    with pytest.raises(InputFileError, match=r"has no file \.xml") as caught:
        project.load_labels(tmp_path / "results")
    assert "duckeval load predictions" in (caught.value.hint or "")
    project.load_labels(tmp_path / "said")
    with pytest.raises(InputFileError, match="holds annotations") as caught:
        project.load_predictions(tmp_path / "said")
    assert "duckeval load labels" in (caught.value.hint or "")
