"""Protocols closest and voc against the brute-force reading of their rule.

Thresholds: random ones, 0, 1, and every IoU that occurs, exactly; confidences: random ones and
exactly those that occur. Class scope any_class from IoU 0.1 up, where other-class pairs are kept.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import duckeval
from tests.oracle.closest import Setting
from tests.oracle.scene import box_iou
from tests.property.expected import check_everything, check_outcomes
from tests.property.projects import load_tables, scratch
from tests.property.scenes import examples, scenes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracle.scene import Scene

numbers = itertools.count()


def of_its_classes(scene: Scene) -> Scene:
    """Return the scene with the classes that occur; a table of labels declares those it has."""
    labelled = {one.class_name for one in scene.labels}
    names = labelled | {one.class_name for one in scene.predictions}
    return replace(
        scene,
        classes=tuple(name for name in scene.classes if name in names),
        declared=tuple(labelled),
    )


tabular_scenes = scenes(every_item_has_a_label=True).map(of_its_classes)


@pytest.fixture(scope="module")
def shared_project() -> Iterator[Any]:
    with scratch() as folder, duckeval.open(folder / "closest.duckdb") as project:
        yield project


def load(project: Any, scene: Scene) -> str:
    """Load a scene beside those of the earlier examples; return the name of its set."""
    name = f"example{next(numbers)}"
    with scratch() as folder:
        load_tables(project, scene, folder, dataset=name, set_name=name)
    return name


@st.composite
def settings_for(draw: st.DrawFn, scene: Scene) -> Setting:
    overlaps = sorted(
        {
            box_iou(prediction.box, label.box)
            for prediction in scene.predictions
            for label in scene.labels
            if prediction.item == label.item
        }
    )
    scores = sorted({one.confidence for one in scene.predictions})
    is_any_class = draw(st.sampled_from([False, False, True]))
    lowest = 0.1 if is_any_class else 0.0
    threshold = draw(
        st.sampled_from([0.0, 1.0, 0.5, *overlaps]) | st.floats(0.0, 1.0, allow_subnormal=False)
    )
    return Setting(
        iou_threshold=max(threshold, lowest),
        min_confidence=draw(st.sampled_from([0.0, *scores]) | st.floats(0.0, 1.0)),
        protocol=draw(st.sampled_from(["closest", "voc"])),
        class_scope="any_class" if is_any_class else "same_class",
    )


@pytest.mark.slow
@examples(few=16, many=500)
@given(data=st.data(), scene=tabular_scenes)
def test_every_view_follows_the_rule(
    shared_project: Any, data: st.DataObject, scene: Scene
) -> None:
    name = load(shared_project, scene)
    for _ in range(2):
        setting = data.draw(settings_for(scene))
        note(f"{setting}")
        check_everything(
            shared_project,
            name,
            scene,
            setting,
            interpolation=data.draw(st.sampled_from(["101", "11", "all"])),
            class_set=data.draw(st.sampled_from(["observed", "labelled", "declared"])),
        )


@examples(few=4, many=50)
@given(scene=tabular_scenes, thresholds=st.lists(st.floats(0.0, 1.0), min_size=50, max_size=50))
def test_fifty_thresholds_of_one_scene(
    shared_project: Any, scene: Scene, thresholds: list[float]
) -> None:
    name = load(shared_project, scene)
    for threshold in thresholds:
        check_outcomes(shared_project, name, scene, Setting(iou_threshold=threshold))


@examples(few=4, many=50)
@given(scene=tabular_scenes)
def test_every_overlap_and_every_confidence_that_occurs(shared_project: Any, scene: Scene) -> None:
    name = load(shared_project, scene)
    overlaps = {
        box_iou(prediction.box, label.box)
        for prediction in scene.predictions
        for label in scene.labels
        if prediction.item == label.item
    }
    for threshold in sorted(overlaps | {0.0, 1.0}):
        for protocol in ("closest", "voc"):
            setting = replace(Setting(iou_threshold=threshold), protocol=protocol)
            check_outcomes(shared_project, name, scene, setting)
    for confidence in sorted({one.confidence for one in scene.predictions}):
        check_outcomes(shared_project, name, scene, Setting(min_confidence=confidence))
