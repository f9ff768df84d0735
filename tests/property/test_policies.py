"""Label and prediction filters under the three policies, and classes, under closest and voc.

`ignore` is the brute-force reading; `drop` is a fresh project without the rows; `static` is what
is left of the rows of `outcome`; `classes` is a fresh project with only those classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.oracle.closest import Setting
from tests.property.expected import check_everything, parameters_of
from tests.property.projects import (
    ask,
    comparable,
    differences,
    load_tables,
    macros_of_one_set,
    new_project,
    scratch,
)
from tests.property.scenes import examples, scenes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.oracle.scene import Label, Prediction, Scene

LABEL_FILTERS: dict[str, Callable[[Label], bool]] = {
    "label_kind = 'a'": lambda one: one.facts["label_kind"] == "a",
    "label_kind is null or class_name = 'car'": lambda one: (
        one.facts["label_kind"] is None or one.class_name == "car"
    ),
    "area_px2 > 150 -- the large ones": lambda one: one.area_px2 > 150,
    "false": lambda _: False,
    "true": lambda _: True,
}
PREDICTION_FILTERS: dict[str, Callable[[Prediction], bool]] = {
    "prediction_kind = 'b'": lambda one: one.facts["prediction_kind"] == "b",
    "not (prediction_kind = 'b')": lambda one: one.facts["prediction_kind"] == "a",
    "w_px >= 10 and class_name <> 'bus'": lambda one: one.box[2] >= 10 and one.class_name != "bus",
    "true": lambda _: True,
}

filters = st.tuples(st.sampled_from(list(LABEL_FILTERS)), st.sampled_from(list(PREDICTION_FILTERS)))
plain_settings = st.builds(
    Setting,
    iou_threshold=st.sampled_from([0.5, 0.5, 0.3, 0.75]),
    min_confidence=st.sampled_from([0.0, 0.0, 0.5]),
    protocol=st.sampled_from(["closest", "voc"]),
)
tabular_scenes = scenes(every_item_has_a_label=True)

OF_ITEMS = {"protocol_comparison"}
"""Macros that take filters of items only."""


def filtered(setting: Setting, chosen: tuple[str, str], outside: str) -> Setting:
    return Setting(
        setting.iou_threshold,
        setting.min_confidence,
        setting.protocol,
        outside="drop" if outside == "drop" else "static" if outside == "static" else "ignore",
        keeps_label=LABEL_FILTERS[chosen[0]],
        keeps_prediction=PREDICTION_FILTERS[chosen[1]],
    )


@pytest.mark.slow
@examples(few=12, many=300)
@given(
    scene=tabular_scenes,
    setting=plain_settings,
    chosen=filters,
    outside=st.sampled_from(["ignore", "static", "drop"]),
)
def test_every_policy_follows_its_text(
    scene: Scene, setting: Setting, chosen: tuple[str, str], outside: str
) -> None:
    with scratch() as folder, new_project(folder / "project.duckdb") as project:
        load_tables(project, scene, folder)
        check_everything(
            project,
            "model",
            scene,
            filtered(setting, chosen, outside),
            label_filter=chosen[0],
            prediction_filter=chosen[1],
            outside=outside,
        )


@pytest.mark.slow
@examples(few=5, many=300)
@given(
    scene=tabular_scenes,
    setting=plain_settings,
    chosen=filters,
    classes=st.sampled_from([None, None, ["car"], ["bus", "person"], ["bus", "car", "person"]]),
)
def test_drop_and_classes_are_a_fresh_project_without_the_rows(
    scene: Scene, setting: Setting, chosen: tuple[str, str], classes: list[str] | None
) -> None:
    left = scene.only(
        label=LABEL_FILTERS[chosen[0]], prediction=PREDICTION_FILTERS[chosen[1]], classes=classes
    )
    # A table of labels knows no other items.
    assume({one.item for one in left.labels} == {one.key for one in scene.items})
    assume(left != scene)
    with scratch() as folder, new_project(folder / "whole.duckdb") as whole:
        load_tables(whole, scene, folder)
        with new_project(folder / "cut.duckdb") as cut:
            load_tables(cut, left, folder)
            known = {row["class_name"] for row in cut.query("from class").rows()}
            asked: dict[str, object] = {
                "label_filter": chosen[0],
                "prediction_filter": chosen[1],
                "outside": "drop",
            }
            if classes is not None:
                asked["classes"] = [name for name in classes if name in known]
            for macro, accepted in macros_of_one_set(whole).items():
                if macro in OF_ITEMS:
                    continue
                plain = {
                    name: value
                    for name, value in parameters_of("model", setting).items()
                    if name in accepted
                }
                left_out = {name: value for name, value in asked.items() if name in accepted}
                assert not differences(
                    comparable(ask(whole, macro, **plain, **left_out)),
                    comparable(ask(cut, macro, **plain)),
                ), macro
