"""The twelve numbers of masks and polygons, from the files as they are."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import duckeval
from tests.oracle.coco import TWELVE, twelve_numbers, twelve_of
from tests.oracle.files import write_json
from tests.oracle.masks import mask_files
from tests.property.projects import ask, scratch
from tests.property.scenes import examples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.parity

COCO = "cocoapi-val2014-100"
FACES = "faces-maskrcnn-3versions"
PUBLISHED = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl")

numbers = itertools.count()


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> Iterator[Any]:
    with duckeval.open(":memory:") as project:
        project.load_labels(shared_data / FACES / "faces_val_gt.json")
        yield project


def test_the_coco_sample_gives_the_published_numbers(shared_data: Path) -> None:
    truth = shared_data / COCO / "instances_val2014_100.json"
    results = shared_data / COCO / "fakesegm100_results.json"
    with duckeval.open(":memory:") as project:
        project.load_labels(truth)
        loaded = project.load_predictions(results)
        (ours,) = ask(project, "coco_summary")
        shapes = dict(project.query("select shape, count(*) from label group by shape").tuples())
    assert loaded.rows_quarantined == 0
    assert shapes == {"polygon": 830, "mask": 9}
    assert {name: ours[name] for name in TWELVE} == pytest.approx(
        twelve_numbers(truth, results, "segm"), abs=1e-12
    )
    expected: Any = json.loads((shared_data / COCO / "EXPECTED.json").read_bytes())["segm"]
    assert [ours[name] for name in TWELVE] == pytest.approx(
        [expected[name] for name in PUBLISHED], abs=1e-6
    )


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_a_result_has_the_area_of_its_box_where_it_has_one(
    shared_data: Path, tmp_path: Path, faces: Any, version: str
) -> None:
    """pycocotools takes it so; Detectron2, which published these, removes the boxes before."""
    truth = shared_data / FACES / "faces_val_gt.json"
    results = shared_data / FACES / f"results_{version}.json"
    bare = write_json(
        tmp_path / f"bare_{version}.json",
        [
            {key: value for key, value in one.items() if key != "bbox"}
            for one in json.loads(results.read_bytes())
        ],
    )
    faces.load_predictions(results, set_name=version)
    faces.load_predictions(bare)
    (ours,) = ask(faces, "coco_summary", predictions=version)
    assert {name: ours[name] for name in TWELVE} == pytest.approx(
        twelve_numbers(truth, results, "segm"), abs=1e-12
    )
    (ours,) = ask(faces, "coco_summary", predictions=version, compare_as="box")
    expected: Any = json.loads((shared_data / FACES / "EXPECTED.json").read_bytes())
    assert [ours[name] for name in TWELVE] == pytest.approx(
        [expected[f"{version}_bbox"][name] for name in PUBLISHED], abs=1e-6
    )
    (ours,) = ask(faces, "coco_summary", predictions=bare.stem)
    assert [ours[name] for name in TWELVE] == pytest.approx(
        [expected[f"{version}_segm"][name] for name in PUBLISHED], abs=1e-6
    )


@pytest.fixture(scope="module")
def shared_project() -> Iterator[Any]:
    with duckeval.open(":memory:") as project:
        yield project


@examples(few=15, many=200)
@given(seed=st.integers(0, 2**32))
def test_the_twelve_numbers_of_any_masks_are_those_of_pycocotools(
    shared_project: Any, seed: int
) -> None:
    truth, results = mask_files(seed)
    name = f"example{next(numbers)}"
    with scratch() as folder:
        shared_project.load_labels(write_json(folder / "truth.json", truth), dataset=name)
        if not results:
            return
        shared_project.load_predictions(
            write_json(folder / "results.json", results), dataset=name, set_name=name
        )
    if not truth["annotations"]:
        return
    (ours,) = ask(shared_project, "coco_summary", predictions=name, compare_as="mask")
    theirs = twelve_of(truth, results, kind="segm")
    assert {key: ours[key] for key in TWELVE} == pytest.approx(theirs, abs=1e-12)
