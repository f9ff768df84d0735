"""The twelve numbers of random data sets, each a pair of JSON files.

In parts, so that two processes can share them. The examples of a process share one project, each in
a data set and a set of its own: they are compared beside strangers, and the schema is made once.
Most data sets are loaded a dozen at a time, as slices of one: a load takes longer than all else.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import duckeval
from tests.oracle.coco import TWELVE, twelve_of
from tests.oracle.files import coco_results, coco_truth
from tests.oracle.scene import Scene
from tests.property.projects import ask, load_coco, scratch
from tests.property.scenes import coco_scenes, examples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

pytestmark = pytest.mark.parity

FACTOR = 1000
"""Above every key of an item that a scene has."""

numbers = itertools.count()


@pytest.fixture(scope="module")
def shared_project() -> Iterator[Any]:
    with scratch() as folder, duckeval.open(folder / "fuzz.duckdb") as project:
        yield project


def check(row: dict[str, Any], scene: Scene) -> None:
    theirs = twelve_of(coco_truth(scene), coco_results(scene))
    assert {key: row[key] for key in TWELVE} == pytest.approx(theirs, abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(2))
@examples(few=40, many=200)
@given(data=st.data())
def test_the_twelve_numbers_of_any_data_set_are_those_of_pycocotools(
    shared_project: Any, part: int, data: st.DataObject
) -> None:
    scene = data.draw(coco_scenes(part=part))
    name = f"example{next(numbers)}"
    with scratch() as folder:
        load_coco(shared_project, scene, folder, dataset=name, set_name=name)
    (ours,) = ask(shared_project, "coco_summary", predictions=name)
    check(ours, scene)


def together(scenes: Sequence[Scene]) -> Scene:
    """Return one scene whose items are those of all, with keys that say which of them."""

    def key(number: int, of_item: str) -> str:
        return str(FACTOR * number + int(of_item))

    every = list(enumerate(scenes, start=1))
    return Scene(
        tuple(replace(one, key=key(at, one.key)) for at, scene in every for one in scene.items),
        tuple(replace(one, item=key(at, one.item)) for at, scene in every for one in scene.labels),
        tuple(
            replace(one, item=key(at, one.item)) for at, scene in every for one in scene.predictions
        ),
        tuple(dict.fromkeys(name for scene in scenes for name in scene.classes)),
    )


@pytest.mark.parametrize("part", range(2, 6))
@examples(few=9, many=60)
@given(data=st.data())
def test_the_twelve_numbers_of_any_slice_are_those_of_pycocotools(
    shared_project: Any, part: int, data: st.DataObject
) -> None:
    scenes = [data.draw(coco_scenes(part=part)) for _ in range(12)]
    name = f"example{next(numbers)}"
    with scratch() as folder:
        load_coco(shared_project, together(scenes), folder, dataset=name, set_name=name)
    rows = ask(
        shared_project,
        "coco_summary",
        predictions=name,
        slice_by=f"item_key::bigint // {FACTOR}",
    )
    of_slice = {row["slice"]: row for row in rows}
    assert len(rows) == len(scenes)
    for number, scene in enumerate(scenes, start=1):
        check(of_slice[str(number)], scene)
