"""The twelve numbers of random data sets, each a pair of JSON files.

Ten parts of fifty, so that two processes can share them. The examples of a process share one
project, each in a data set and a set of its own: they are compared beside strangers, and the
schema is made once.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import duckeval
from tests.oracle.coco import TWELVE, twelve_of
from tests.oracle.files import coco_results, coco_truth
from tests.property.projects import ask, load_coco, scratch
from tests.property.scenes import coco_scenes, examples

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.parity

numbers = itertools.count()


@pytest.fixture(scope="module")
def shared_project() -> Iterator[Any]:
    with scratch() as folder, duckeval.open(folder / "fuzz.duckdb") as project:
        yield project


@pytest.mark.parametrize("part", range(10))
@examples(few=50, many=200)
@given(data=st.data())
def test_the_twelve_numbers_of_any_data_set_are_those_of_pycocotools(
    shared_project: Any, part: int, data: st.DataObject
) -> None:
    scene = data.draw(coco_scenes(part=part))
    name = f"example{next(numbers)}"
    with scratch() as folder:
        load_coco(shared_project, scene, folder, dataset=name, set_name=name)
    (ours,) = ask(shared_project, "coco_summary", predictions=name)
    theirs = twelve_of(coco_truth(scene), coco_results(scene))
    assert {key: ours[key] for key in TWELVE} == pytest.approx(theirs, abs=1e-12)
