"""What may not change a number, and what may change it in one direction only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import duckeval
from tests.oracle.files import (
    PREDICTION_TYPES,
    coco_truth,
    prediction_rows,
    write_json,
    write_parquet,
)
from tests.oracle.scene import Item, Prediction, Scene
from tests.property.projects import (
    ask,
    comparable,
    differences,
    load_scene,
    new_project,
    project_of,
    scratch,
)
from tests.property.scenes import examples, scenes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.property.projects import Row

NUMBERS = ("performance", "class_performance", "coco_summary", "confusion_matrix", "best_threshold")
protocols = st.sampled_from(["closest", "coco", "voc"])


def numbers_of(scene: Scene, protocol: str) -> dict[str, list[Row]]:
    with project_of(scene) as project:
        return {name: comparable(ask(project, name, protocol=protocol)) for name in NUMBERS}


def assert_same_numbers(one: dict[str, list[Row]], other: dict[str, list[Row]]) -> None:
    for name in NUMBERS:
        assert not differences(one[name], other[name]), name


@pytest.mark.slow
@examples(few=9, many=200)
@given(
    scene=scenes(),
    protocol=protocols,
    changes=st.sets(st.sampled_from(["ids", "classes", "an item more"]), min_size=1),
)
def test_other_ids_other_names_and_an_empty_item_change_no_number(
    scene: Scene, protocol: str, changes: set[str]
) -> None:
    changed, expected = scene, numbers_of(scene, protocol)
    if "an item more" in changes:
        facts = {"weather": None, "hour": None, "brightness": None}
        changed = replace(changed, items=(*changed.items, Item("5", facts)))
        for row in expected["performance"]:
            row["item_count"] += 1
    if "classes" in changes:
        names = {name: f"b {name}" for name in scene.classes}
        changed = with_other_classes(changed, names)
        for row in (row for rows in expected.values() for row in rows):
            for column in ("class_name", "label_class", "predicted_class"):
                if row.get(column) is not None:
                    row[column] = names[row[column]]
    if "ids" in changes:
        changed = with_other_ids(changed)
    assert_same_numbers(expected, numbers_of(changed, protocol))


def with_other_ids(scene: Scene) -> Scene:
    # The order of the items stays: it breaks ties of confidence.
    keys = sorted((one.key for one in scene.items), key=int)
    other = {key: str(7 * place + 3) for place, key in enumerate(keys)}
    return Scene(
        tuple(replace(one, key=other[one.key]) for one in scene.items),
        tuple(
            replace(one, item=other[one.item], key=str(int(one.key) + 400)) for one in scene.labels
        ),
        tuple(
            replace(one, item=other[one.item], key=str(int(one.key) + 400))
            for one in scene.predictions
        ),
        scene.classes,
    )


def with_other_classes(scene: Scene, names: dict[str, str]) -> Scene:
    return Scene(
        scene.items,
        tuple(replace(one, class_name=names[one.class_name]) for one in scene.labels),
        tuple(replace(one, class_name=names[one.class_name]) for one in scene.predictions),
        tuple(names.values()),
    )


@examples(few=7, many=150)
@given(
    scene=scenes(),
    protocol=protocols,
    interpolation=st.sampled_from(["101", "11", "all"]),
    confidence=st.sampled_from([0.0, 0.3, 0.5, 0.95, 1.0]),
)
def test_one_false_positive_more_never_raises_an_average_precision(
    scene: Scene, protocol: str, interpolation: str, confidence: float
) -> None:
    far = Prediction(
        "999",
        scene.items[0].key,
        "car",
        confidence,
        (900.0, 900.0, 10.0, 10.0),
        {"prediction_kind": "a"},
    )
    asked = {"protocol": protocol, "interpolation": interpolation}
    found = []
    for predictions in (scene.predictions, (*scene.predictions, far)):
        with project_of(replace(scene, predictions=predictions)) as project:
            rows = ask(project, "class_performance", **asked)
            found.append({row["class_name"]: row["ap"] for row in rows})
    before, after = found
    for name, ap in before.items():
        if name == "car" and ap is not None:
            assert after[name] <= ap + 1e-12
        else:
            assert after[name] == ap


@examples(few=4, many=60)
@given(scene=scenes(), protocol=protocols, data=st.data())
def test_files_in_two_parts_are_files_in_one(
    scene: Scene, protocol: str, data: st.DataObject
) -> None:
    keys = data.draw(st.sets(st.sampled_from([one.key for one in scene.items])))
    first = scene.only(item=lambda one: one.key in keys)
    second = scene.only(item=lambda one: one.key not in keys)
    assume(first.items and second.items)
    with scratch() as folder, new_project(folder / "project.duckdb") as project:
        for name, part in (("first", first), ("second", second)):
            truth = coco_truth(part)
            for annotation, label in zip(truth["annotations"], part.labels, strict=True):
                annotation["id"] = int(label.key)
            project.load_labels(write_json(folder / f"{name}.json", truth))
        predictions = write_parquet(
            folder / "model.parquet", prediction_rows(scene), PREDICTION_TYPES
        )
        project.load_predictions(predictions, set_name="model")
        # Ties of coco follow the file: labels of one item stay together, so nothing moves.
        found = {name: comparable(ask(project, name, protocol=protocol)) for name in NUMBERS}
    assert_same_numbers(numbers_of(scene, protocol), found)


@examples(few=7, many=100)
@given(scene=scenes(), protocol=protocols, threshold=st.sampled_from([0.1, 0.5, 0.83, 1.0]))
def test_nothing_is_ever_not_a_number_and_the_counts_add_up(
    scene: Scene, protocol: str, threshold: float
) -> None:
    with project_of(scene) as project:
        for name in (*NUMBERS, "precision_recall_curve", "iou_distribution", "label_outcome"):
            asked: dict[str, object] = {"protocol": protocol}
            if name != "coco_summary":
                asked["iou_threshold"] = threshold
            for row in ask(project, name, **asked):
                assert all(cell == cell and cell != -1 for cell in row.values()), row  # noqa: PLR0124
        asked = {"protocol": protocol, "iou_threshold": threshold}
        judged = [row["outcome"] for row in ask(project, "outcome", **asked)]
        labels = [row["outcome"] for row in ask(project, "label_outcome", **asked)]
        (total,) = ask(project, "performance", **asked, class_set="declared")
    assert len(judged) == len(scene.predictions)
    assert len(labels) == len(scene.labels)
    assert judged.count("tp") == labels.count("found") == total["true_positive_count"]
    assert judged.count("fp") == total["false_positive_count"]
    assert labels.count("missed") == total["false_negative_count"]
    assert labels.count("found") + labels.count("missed") == total["label_count"]


def test_a_scene_can_be_loaded_twice_into_one_project_under_two_names(tmp_path: Path) -> None:
    scene = Scene(
        (Item("1"),),
        (),
        (Prediction("1", "1", "car", 0.5, (0.0, 0.0, 9.0, 9.0)),),
        ("car",),
    )
    with duckeval.open(tmp_path / "project.duckdb") as project:
        found: list[Any] = []
        for name in ("one", "other"):
            load_scene(project, scene, tmp_path, dataset=name, set_name=name)
            found.append(
                comparable(
                    ask(project, "performance", predictions=name), without=["prediction_set"]
                )
            )
    assert found[0] == found[1]
