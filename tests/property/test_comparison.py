"""Two sets side by side: each side is what the set's own macros say, on the items both are over."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from hypothesis import given
from hypothesis import strategies as st

from tests.oracle import closest
from tests.oracle.closest import Setting
from tests.property.projects import ask, load_predictions, load_scene, new_project, same, scratch
from tests.property.scenes import examples, scenes

if TYPE_CHECKING:
    from tests.oracle.scene import Prediction, Scene
    from tests.property.projects import Row

SIDES = {"baseline_set": "old", "candidate_set": "model"}
OVERALL = ("prediction_set", "slice")
BY_CLASS = (*OVERALL, "class_name")


def other(scene: Scene) -> Scene:
    """Return the scene as another version of the model sees it: later by one label, less sure."""
    changed: list[Prediction] = []
    for place, one in enumerate(scene.predictions):
        if place % 4 == 0:
            continue
        x, y, w, h = one.box
        box = (x + 3.0 * (place % 3), y, w, h)
        changed.append(replace(one, box=box, confidence=one.confidence * 0.9))
    return replace(scene, predictions=tuple(changed))


questions = st.fixed_dictionaries(
    {
        "protocol": st.sampled_from(["closest", "coco", "voc"]),
        "iou_threshold": st.sampled_from([0.5, 0.75, 0.3]),
        "min_confidence": st.sampled_from([None, 0.3, 0.6]),
        "interpolation": st.sampled_from(["101", "11", "all"]),
        "class_set": st.sampled_from([None, "observed", "labelled", "declared"]),
        "item_scope": st.sampled_from(["all", "predicted"]),
        "classes": st.sampled_from([None, None, ["car"]]),
        "label_filter": st.sampled_from(["true", "true", "area_px2 > 100"]),
        "prediction_filter": st.sampled_from(["true", "true", "w_px >= 10 -- wide"]),
        "outside": st.sampled_from(["ignore", "drop", "static"]),
        "item_filter": st.sampled_from(["true", "hour < 12", None]),
        "slice_by": st.sampled_from([None, "weather", "hour > 6"]),
    }
)


@examples(few=5, many=100)
@given(scene=scenes(), question=questions)
def test_each_side_is_what_the_set_has_on_the_items_that_both_are_over(
    scene: Scene, question: dict[str, Any]
) -> None:
    with scratch() as folder, new_project(folder / "project.duckdb") as project:
        load_scene(project, scene, folder)
        load_predictions(project, other(scene), folder, set_name="old")
        compared = ask(project, "comparison", **question, **SIDES)
        narrowed = {**question, "item_filter": common_items(scene, question)}
        found = {
            side: {
                **values(ask(project, "performance", **narrowed, predictions=name), OVERALL),
                **values(ask(project, "class_performance", **narrowed, predictions=name), BY_CLASS),
            }
            for side, name in (("baseline", "old"), ("candidate", "model"))
        }
    assert compared or question["slice_by"] is not None
    seen = set()
    for row in compared:
        if row["measure"] == "left_out_item_count":
            continue
        key = (row["slice"], row["class_name"], row["measure"])
        seen.add(key)
        for side in ("baseline", "candidate"):
            nothing = 0.0 if row["measure"].endswith("_count") else None
            expected = found[side].get(key, nothing)
            assert same(row[side], expected), (row, side, expected)
        sides = (row["baseline"], row["candidate"])
        assert row["delta"] == (None if None in sides else sides[1] - sides[0])
    assert seen == found["baseline"].keys() | found["candidate"].keys()


def values(rows: list[Row], keys: tuple[str, ...]) -> dict[tuple[Any, Any, str], Any]:
    return {
        (row["slice"], row.get("class_name"), name): None if cell is None else float(cell)
        for row in rows
        for name, cell in row.items()
        if name not in keys
    }


def common_items(scene: Scene, question: dict[str, Any]) -> str:
    """Return the filter, and under item_scope predicted the items with predictions of both."""
    kept = question["item_filter"] or "true"
    if question["item_scope"] == "all":
        return kept
    keys = {one.item for one in scene.predictions} & {one.item for one in other(scene).predictions}
    listed = ", ".join(f"'{key}'" for key in sorted(keys)) or "'none'"
    return f"({kept}) and item_key in ({listed})"


@examples(few=6, many=150)
@given(
    scene=scenes(has_difficult=False),
    threshold=st.sampled_from([0.3, 0.5, 0.75]),
    protocol=st.sampled_from(["closest", "voc"]),
    confidence=st.sampled_from([0.0, 0.5]),
)
def test_labels_change_as_a_plain_reading_of_the_rule_says(
    scene: Scene, threshold: float, protocol: Literal["closest", "voc"], confidence: float
) -> None:
    setting = Setting(iou_threshold=threshold, protocol=protocol, min_confidence=confidence)
    found = {
        side: {
            one.label.key: one.outcome == "found"
            for one in closest.label_outcomes(of_side, setting)
            if one.outcome != "ignored"
        }
        for side, of_side in (("old", other(scene)), ("model", scene))
    }
    words = {
        (True, True): "both",
        (False, True): "fixed",
        (True, False): "broken",
        (False, False): "neither",
    }
    expected = {key: words[found["old"][key], found["model"][key]] for key in found["old"]}
    asked = {"iou_threshold": threshold, "protocol": protocol, "min_confidence": confidence}
    with scratch() as folder, new_project(folder / "project.duckdb") as project:
        load_scene(project, scene, folder)
        load_predictions(project, other(scene), folder, set_name="old")
        changes = ask(project, "outcome_change", **asked, **SIDES)
        counted = ask(project, "outcome_change_summary", **asked, **SIDES, slice_by="weather")
    assert {row["label_key"]: row["change"] for row in changes} == expected
    weather = {item.key: item.facts["weather"] for item in scene.items}
    item_of = {label.key: label.item for label in scene.labels}
    class_of = {label.key: label.class_name for label in scene.labels}
    rows = Counter[tuple[Any, Any, str]]()
    for key, change in expected.items():
        for name in (None, class_of[key]):
            rows[weather[item_of[key]], name, change] += 1
    listed = {
        (row["slice"], row["class_name"], word): row[f"{word}_count"]
        for row in counted
        for word in words.values()
        if row[f"{word}_count"]
    }
    assert listed == dict(rows)
    for row in counted:
        assert row["label_count"] == sum(row[f"{word}_count"] for word in words.values())
