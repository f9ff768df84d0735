"""The error types against a plain reading of their rules, with filters, policies and ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import duckeval
from tests.oracle.tide import MAIN, SPECIAL, Analysis, Setting, analyse
from tests.property.projects import ask, project_of
from tests.property.scenes import examples, scenes

if TYPE_CHECKING:
    from tests.oracle.scene import Label, Prediction, Scene

LABEL_FILTERS: dict[str, Any] = {
    "true": lambda _: True,
    "area_px2 > 100": lambda one: one.area_px2 > 100,
    "class_name = 'car'": lambda one: one.class_name == "car",
}
PREDICTION_FILTERS: dict[str, Any] = {
    "true": lambda _: True,
    "w_px >= 10": lambda one: one.box[2] >= 10,
    "class_name <> 'bus'": lambda one: one.class_name != "bus",
}


@dataclass(frozen=True)
class Asked:
    label_filter: str
    prediction_filter: str
    setting: Setting

    @property
    def parameters(self) -> dict[str, object]:
        return {
            "label_filter": self.label_filter,
            "prediction_filter": self.prediction_filter,
            "iou_threshold": self.setting.iou_threshold,
            "background_threshold": self.setting.background_threshold,
            "min_confidence": self.setting.min_confidence,
            "max_detections": self.setting.max_detections,
            "outside": self.setting.outside,
        }


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    label_filter = draw(st.sampled_from(["true", *LABEL_FILTERS]))
    prediction_filter = draw(st.sampled_from(["true", *PREDICTION_FILTERS]))
    keeps_label: Any = LABEL_FILTERS[label_filter]
    keeps_prediction: Any = PREDICTION_FILTERS[prediction_filter]
    setting = Setting(
        iou_threshold=draw(st.sampled_from([0.5, 0.5, 0.3, 0.75])),
        background_threshold=draw(st.sampled_from([0.1, 0.1, 0.2])),
        min_confidence=draw(st.sampled_from([0.0, 0.0, 0.5])),
        max_detections=draw(st.sampled_from([None, None, 3])),
        outside=draw(st.sampled_from(["ignore", "drop", "static"])),
        keeps_label=keeps_label,
        keeps_prediction=keeps_prediction,
    )
    return Asked(label_filter, prediction_filter, setting)


@examples(few=10, many=500)
@given(scenes(), st.lists(questions(), min_size=1, max_size=3))
def test_every_object_has_the_type_that_the_rules_give_it(scene: Scene, asked: list[Asked]) -> None:
    with project_of(scene, protocols=("closest",)) as project:
        for question in asked:
            expected = analyse(scene, question.setting)
            check_objects(ask(project, "error_type", **question.parameters), expected)
            check_analysis(ask(project, "error_analysis", **question.parameters), expected)


def check_objects(rows: list[dict[str, Any]], expected: Analysis) -> None:
    ours = {
        row["prediction_key"]: (
            row["outcome"], row["error_type"], row["label_key"], bool(row["would_find"])
        )
        for row in rows
        if row["error_type"] != "Miss"
    }  # fmt: skip
    assert ours == {
        each.prediction.key: (
            each.outcome, each.error, key_of(each.label), each.would_find
        )
        for each in expected.predictions
        if each.outcome != "excluded"
    }  # fmt: skip
    missed = sorted(row["label_key"] for row in rows if row["error_type"] == "Miss")
    assert missed == sorted(label.key for label in expected.missed)


def check_analysis(rows: list[dict[str, Any]], expected: Analysis) -> None:
    if expected.ap is None:
        assert all(row["ap"] is None and row["delta_ap"] is None for row in rows)
        return
    assert [row["error_type"] for row in rows] == [*MAIN, *SPECIAL]
    for row in rows:
        name = row["error_type"]
        assert row["error_count"] == expected.counts[name], name
        assert row["ap"] == pytest.approx(expected.ap, abs=1e-12)
        assert row["corrected_ap"] == pytest.approx(expected.corrected[name], abs=1e-12), name
        assert row["delta_ap"] == pytest.approx(expected.gain(name), abs=1e-12), name


def key_of(one: Label | Prediction | None) -> str | None:
    return None if one is None else one.key


def test_a_background_threshold_below_what_is_kept_is_refused() -> None:
    with duckeval.open(":memory:") as project:
        for macro in ("error_analysis", "error_type"):
            with pytest.raises(duckeval.QueryError, match=r"from 0\.1 to the IoU threshold"):
                project.query(f"from {macro}(background_threshold := 0.05)")
            with pytest.raises(duckeval.QueryError, match=r"below 0\.1 are not kept"):
                project.query(f"from {macro}(background_threshold := 0.6)")
            with pytest.raises(duckeval.QueryError, match="iou_threshold: expected a number"):
                project.query(f"from {macro}(iou_threshold := 1.5)")
            with pytest.raises(duckeval.QueryError, match="max_detections: expected 1 or more"):
                project.query(f"from {macro}(max_detections := 0)")
