"""Segmentations of COCO files: what is taken, what is set aside and why, and how it is compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import shapely

import duckeval
from duckeval.errors import InputFileError, QueryError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

SQUARE = [2, 2, 8, 2, 8, 8, 2, 8]
# ten by ten pixels, the upper five rows of each column; the fourth run and later are differences
UPPER_TEXT = "055" + "0" * 18
UPPER = {"size": [10, 10], "counts": [0, *[5] * 20]}


@pytest.fixture
def project() -> Iterator[Project]:
    with duckeval.open(":memory:") as opened:
        yield opened


def rows(project: Project, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in project.query(query).rows()]


def column(project: Project, query: str) -> list[Any]:
    return [value for (value,) in rows(project, query)]


def write(folder: Path, name: str, content: Any) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def truth(*segmentations: Any, size: tuple[int, int] | None = (10, 10), **more: Any) -> Any:
    image: dict[str, Any] = {"id": 1}
    if size is not None:
        image |= {"height": size[0], "width": size[1]}
    return {
        "images": [image],
        "categories": [{"id": 1, "name": "thing"}],
        "annotations": [
            {"id": place, "image_id": 1, "category_id": 1, "segmentation": each, **more}
            for place, each in enumerate(segmentations, start=1)
        ],
    }


def results(*segmentations: Any, **more: Any) -> Any:
    return [
        {"image_id": 1, "category_id": 1, "score": 0.9, "segmentation": each, **more}
        for each in segmentations
    ]


FAULTS = [
    ([[1, 1, 2]], "holds an even number of coordinates in each part"),
    ([[1, 1]], "holds at least three corners in each part"),
    ([[1, 1, 5, 5]], "holds at least three corners in each part"),
    ([SQUARE, []], "holds at least three corners in each part"),
    (SQUARE, "is a list of parts, each a list of numbers"),
    ([[1, 1, 2, "2", 3, 3]], "holds numbers"),
    ([[1, 1, 2, True, 3, 3]], "holds numbers"),
    ([[1, 1, 2, 2e9, 3, 3]], "lies within 1000000 pixels"),
    ("polygon", "is a list of polygons or a mask"),
    ({"counts": "0X"}, "has a size, [height, width]"),
    ({"size": [10, "10"], "counts": "0X"}, "has a size, [height, width]"),
    ({"size": [10, 20], "counts": [0, 200]}, "has the size of its image, [10, 10]"),
    ({"size": [10, 10]}, "has counts, a text or a list of whole numbers"),
    ({"size": [10, 10], "counts": [0, 1.5]}, "has counts, a text or a list of whole numbers"),
    ({"size": [10, 10], "counts": [0, 99]}, "has runs that add up to height times width"),
    ({"size": [10, 10], "counts": [0, 101]}, "has runs that add up to height times width"),
    ({"size": [10, 10], "counts": "garbage!"}, "has runs that add up to height times width"),
    ({"size": [10, 10], "counts": "0"}, "has runs that add up to height times width"),
]


@pytest.mark.parametrize(("segmentation", "rule"), FAULTS)
@pytest.mark.parametrize("kind", ["labels", "predictions"])
def test_a_fault_is_set_aside_with_its_rule(
    project: Project, tmp_path: Path, kind: str, segmentation: Any, rule: str
) -> None:
    labels = truth([SQUARE], *[segmentation] * (kind == "labels"))
    loaded = project.load_labels(write(tmp_path, "truth", labels))
    if kind == "predictions":
        given = results([SQUARE], segmentation)
        loaded = project.load_predictions(write(tmp_path, "results", given))
    assert (loaded.rows_in, loaded.rows_loaded, loaded.rows_quarantined) == (2, 1, 1)
    (row,) = project.query("select pointer, field, rule from quarantine").rows()
    section = "/annotations/1" if kind == "labels" else "/1"
    assert row == {"pointer": section, "field": "segmentation", "rule": rule}


def test_every_way_to_write_a_shape_is_the_same_shape(project: Project, tmp_path: Path) -> None:
    upper = {"size": [10, 10], "counts": UPPER_TEXT}
    project.load_labels(
        write(tmp_path, "truth", truth([SQUARE], UPPER, [SQUARE, [0, 0, 2, 0, 2, 2, 0, 2]]))
    )
    project.load_predictions(write(tmp_path, "results", results(upper)))
    found = rows(
        project,
        "select shape, x_px, y_px, w_px, h_px, area_px2, vertex_count, part_count "
        "from label order by label_key",
    )
    assert found == [
        ("polygon", 2, 2, 6, 6, 36, 4, 1),
        ("mask", 0, 0, 10, 5, 50, None, None),
        ("polygon", 0, 0, 8, 8, 40, 8, 2),
    ]
    ((mask, area),) = rows(project, "select mask, area_px2 from prediction")
    assert mask == {"size": [10, 10], "counts": UPPER_TEXT}
    assert area == 50
    # of the square 6 x 3 pixels lie in the upper half, of the small one all four
    ious = column(project, "select iou from pair where matching_id = 1 order by iou desc")
    assert ious[0] == 1
    assert ious[1] == pytest.approx(22 / 68)
    assert ious[2] == pytest.approx(18 / 68)


def test_what_is_empty_is_a_box(project: Project, tmp_path: Path) -> None:
    project.load_labels(write(tmp_path, "truth", truth([], None, bbox=[1, 1, 4, 4])))
    project.load_predictions(write(tmp_path, "results", results([], bbox=[1, 1, 4, 4])))
    shapes = project.query("select shape from label union all select shape from prediction")
    assert [row["shape"] for row in shapes.rows()] == ["box"] * 3
    assert column(project, "select compared_as from matching") == ["box"]


def test_masks_against_boxes_are_compared_as_boxes(project: Project, tmp_path: Path) -> None:
    labels = truth(None, bbox=[0, 0, 10, 5])
    project.load_labels(write(tmp_path, "truth", labels))
    project.load_predictions(write(tmp_path, "results", results(UPPER)))
    assert rows(project, "select compared_as, is_own_shape from matching") == [("box", True)]
    (row,) = project.performance().rows()
    assert row["mean_iou"] == 1


def test_an_image_without_size_is_compared_in_the_plane(project: Project, tmp_path: Path) -> None:
    project.load_labels(write(tmp_path, "truth", truth([SQUARE], size=None)))
    given = write(tmp_path, "results", results([[2, 2, 8, 2, 8, 5, 2, 5]]))
    with pytest.raises(QueryError, match="item 1 has no size") as refused:
        project.load_predictions(given)
    assert "--iou-mode vector" in str(refused.value.hint)
    project.load_predictions(given, match=False)
    project.match(iou_mode="vector")
    ((iou, mode),) = rows(
        project, "select iou, iou_mode from pair inner join matching using (matching_id)"
    )
    assert (iou, mode) == (0.5, "vector")


def test_vector_overlaps_are_those_of_shapely(project: Project, tmp_path: Path) -> None:
    star = [5, 0, 8, 9, 0, 3, 10, 3, 2, 9]  # crosses itself: what lies inside counts
    labels = truth([star], [SQUARE, [4, 4, 10, 4, 10, 10]], [SQUARE], iscrowd=0)
    labels["annotations"][2]["iscrowd"] = 1
    project.load_labels(write(tmp_path, "truth", labels))
    shape = [1.5, 1.5, 9, 2, 6.5, 9]
    project.load_predictions(write(tmp_path, "results", results([shape])), match=False)
    project.match(iou_mode="vector")
    predicted = shapely.Polygon([(1.5, 1.5), (9, 2), (6.5, 9)])
    corners = [(x, y) for x, y in zip(star[::2], star[1::2], strict=True)]
    square = shapely.box(2, 2, 8, 8)
    expected = []
    for shown in (
        shapely.make_valid(shapely.Polygon(corners)),
        square.union(shapely.Polygon([(4, 4), (10, 4), (10, 10)])),
    ):
        common = predicted.intersection(shown).area
        expected.append(common / (predicted.area + shown.area - common))
    expected.append(predicted.intersection(square).area / predicted.area)
    ious = column(
        project, "select iou from pair inner join label using (label_id) order by label_key"
    )
    assert ious == pytest.approx(expected, abs=1e-12)
    found = column(
        project, "select is_ignored from pair inner join label using (label_id) order by label_key"
    )
    assert found == [False, False, True]


def test_boxes_on_whole_pixels_are_the_same_drawn_or_not(project: Project, tmp_path: Path) -> None:
    labels = truth(None, bbox=[1, 2, 5, 6])
    labels["annotations"].append({**labels["annotations"][0], "id": 2, "bbox": [4, 0, 6, 7]})
    project.load_labels(write(tmp_path, "truth", labels))
    given = [
        {"image_id": 1, "category_id": 1, "score": 0.5, "bbox": box}
        for box in ([0, 0, 10, 10], [2, 3, 4, 4], [5, 5, 3, 3])
    ]
    project.load_predictions(write(tmp_path, "results", given))
    ask = "select prediction_id, label_id, iou from pair order by prediction_id, label_id"
    vector = rows(project, ask)
    result = project.match(shapes=["box"], iou_mode="raster")
    assert [each[1] for each in result.matched] == ["closest", "coco"]
    raster = rows(project, ask)
    assert [row[:2] for row in raster] == [row[:2] for row in vector]
    assert [row[2] for row in raster] == pytest.approx([row[2] for row in vector], abs=1e-15)
    again = project.match(shapes=["box"], iou_mode="raster")
    assert again.matched == ()


def test_what_cannot_be_compared_so_says_it(project: Project, tmp_path: Path) -> None:
    project.load_labels(write(tmp_path, "truth", truth(UPPER)))
    project.load_predictions(write(tmp_path, "results", results(UPPER)))
    with pytest.raises(QueryError, match="a mask consists of pixels"):
        project.match(iou_mode="vector")
    with pytest.raises(UnknownNameError, match="no iou_mode named 'pixels'"):
        project.match(iou_mode="pixels")
    with pytest.raises(UnknownNameError, match="no shape named 'blob'"):
        project.match(shapes=["blob"])
    with pytest.raises(QueryError, match="expected box, rotated_box, mask"):
        project.query("from performance(compare_as := 'blob')")
    with pytest.raises(QueryError, match="'duckeval match --as polyline'"):
        project.query("from performance(compare_as := 'polyline')")
    # what was refused has changed nothing
    (row,) = project.performance(compare_as="mask").rows()
    assert row["mean_iou"] == 1


def test_a_file_of_faults_only_is_refused(project: Project, tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"none of its 1 rows can be used.*three corners"):
        project.load_labels(write(tmp_path, "truth", truth([[1, 1]])))
