"""Masks compared along their boundaries: the twelve numbers beside bitmaps and SciPy's erosion."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import duckeval
from duckeval.errors import QueryError, UnknownNameError
from tests.oracle.boundaries import BoundaryOverlap
from tests.oracle.coco import TWELVE, twelve_of
from tests.oracle.files import write_json
from tests.oracle.masks import mask_files
from tests.property.projects import ask, scratch
from tests.property.scenes import examples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.parity

FACES = "faces-maskrcnn-3versions"

numbers = itertools.count()


@pytest.fixture(scope="module")
def shared_project() -> Iterator[Any]:
    with duckeval.open(":memory:") as project:
        yield project


@examples(few=6, many=200)
@given(seed=st.integers(0, 2**32))
def test_the_twelve_numbers_of_any_boundaries(shared_project: Any, seed: int) -> None:
    truth, results = mask_files(seed)
    name = f"example{next(numbers)}"
    with scratch() as folder:
        shared_project.load_labels(write_json(folder / "truth.json", truth), dataset=name)
        if not results or not truth["annotations"]:
            return
        shared_project.load_predictions(
            write_json(folder / "results.json", results), dataset=name, set_name=name
        )
    shared_project.match(name, shapes=["mask"], measure="boundary")
    (ours,) = ask(shared_project, "coco_summary", predictions=name, compare_as="mask")
    theirs = twelve_of(truth, results, kind="segm", overlap=BoundaryOverlap(truth))
    assert {key: ours[key] for key in TWELVE} == pytest.approx(theirs, abs=1e-12)


def test_the_twelve_numbers_of_real_masks(shared_data: Path) -> None:
    """Ten images: the boundary of the widest is 28 pixels wide."""
    truth = json.loads((shared_data / FACES / "faces_val_gt.json").read_bytes())
    results = json.loads((shared_data / FACES / "results_v2.json").read_bytes())
    truth["images"] = truth["images"][:10]
    keys = {one["id"] for one in truth["images"]}
    truth["annotations"] = [one for one in truth["annotations"] if one["image_id"] in keys]
    results = [one for one in results if one["image_id"] in keys]
    with scratch() as folder, duckeval.open(":memory:") as project:
        project.load_labels(write_json(folder / "truth.json", truth))
        project.load_predictions(write_json(folder / "results.json", results))
        (before,) = ask(project, "coco_summary")
        project.match(measure="boundary")
        (ours,) = ask(project, "coco_summary")
    theirs = twelve_of(truth, results, kind="segm", overlap=BoundaryOverlap(truth))
    assert {key: ours[key] for key in TWELVE} == pytest.approx(theirs, abs=1e-12)
    assert ours["ap"] < before["ap"]


@pytest.fixture
def squares(tmp_path: Path) -> Iterator[Any]:
    """Return a project with a square of 40 x 40 px, which is found one pixel to the right."""
    square = [10, 10, 50, 10, 50, 50, 10, 50]
    moved = [11, 10, 51, 10, 51, 50, 11, 50]
    truth = {
        "images": [{"id": 1, "width": 60, "height": 60}],
        "categories": [{"id": 1, "name": "leaf"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "segmentation": [square]}],
    }
    result = {"image_id": 1, "category_id": 1, "score": 0.5, "segmentation": [moved]}
    with duckeval.open(":memory:") as project:
        project.load_labels(write_json(tmp_path / "truth.json", truth))
        project.load_predictions(write_json(tmp_path / "model.json", [result]))
        yield project


def one_row(project: Any) -> Any:
    rows = project.query(
        "select iou_mode, measure, iou from pair inner join matching using (matching_id) "
        "where compared_as = 'mask'"
    ).tuples()
    return list(rows)


def test_it_is_recorded_and_taken_back(squares: Any) -> None:
    # Outlines are round(.02 * 84.9) = 2 px wide, 40^2 - 36^2 = 304 px each. They share 39 px of the
    # two rows above and the two below, and one column of two left and right of the rows between.
    share = 4 * 39 + 36 * 2
    outline = share / (2 * 304 - share)
    whole = 39 * 40 / (41 * 40)
    assert one_row(squares) == [("raster", None, whole)]
    squares.match(measure="boundary")
    assert one_row(squares) == [("raster", "boundary", outline)]
    assert squares.match(measure="boundary").matched == ()
    assert squares.match().matched == ()
    squares.match(iou_mode="vector")
    assert one_row(squares) == [("vector", None, whole)]
    squares.match(measure="boundary")
    assert one_row(squares) == [("raster", "boundary", outline)]
    squares.match(measure="iou")
    assert one_row(squares) == [("raster", None, whole)]


def test_labels_that_come_later_are_compared_in_the_same_way(squares: Any, tmp_path: Path) -> None:
    squares.match(measure="boundary")
    before = one_row(squares)
    more = json.loads((tmp_path / "truth.json").read_bytes())
    more["images"] = [{"id": 2, "width": 60, "height": 60}]
    more["annotations"] = [{**more["annotations"][0], "id": 2, "image_id": 2}]
    squares.load_labels(write_json(tmp_path / "more.json", more))
    assert one_row(squares) == before


def test_masks_of_a_mixed_set_have_boundaries_too(squares: Any, tmp_path: Path) -> None:
    squares.match(measure="boundary")
    alone = one_row(squares)
    mask = json.loads((tmp_path / "model.json").read_bytes())[0]
    box = {"image_id": 1, "category_id": 1, "score": 0.4, "bbox": [20, 10, 40, 40]}
    squares.load_predictions(write_json(tmp_path / "both.json", [mask, box]))
    squares.match("both", measure="boundary")
    rows = squares.query(
        "select iou_mode, measure, iou from pair inner join matching using (matching_id) "
        "where compared_as = 'mixed' order by prediction_id"
    ).tuples()
    assert list(rows) == [*alone, ("raster", "boundary", pytest.approx(30 / 50))]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"measure": "boundary", "shapes": ["box"]},
            "boundary is not for what is compared as box",
        ),
        ({"measure": "frechet"}, "measure frechet is not for what is compared as mask"),
        ({"measure": "boundary", "iou_mode": "vector"}, "boundary counts pixels"),
        ({"measure": "boundary", "scale_px": 3.0}, "a scale is about polylines"),
    ],
)
def test_what_does_not_go_together(squares: Any, given: dict[str, Any], says: str) -> None:
    with pytest.raises(QueryError, match=says):
        squares.match(**given)


def test_no_such_measure(squares: Any) -> None:
    with pytest.raises(UnknownNameError, match="no measure named 'outline'"):
        squares.match(measure="outline")
