"""The number that a file gives a class depends on what was loaded before; no answer may."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.closest import Setting
from tests.oracle.confusion import confusion_matrix
from tests.oracle.scene import Item, Label, Prediction, Scene
from tests.property.projects import (
    ask,
    comparable,
    differences,
    load_predictions,
    load_scene,
    new_project,
    scratch,
    table_macros,
)

CLASSES = ("bus", "car", "person")
BOX = (0.0, 0.0, 8.0, 8.0)


def scene(*, predicted: tuple[str, ...], labelled: tuple[str, ...]) -> Scene:
    """Return one box on which everything lies: every overlap and every confidence ties."""
    return Scene(
        (Item("1", {"weather": None, "hour": None, "brightness": None}),),
        tuple(
            Label(str(number), "1", name, BOX, area=64.0 if name == "car" else 65.0)
            for number, name in enumerate(labelled, start=1)
        ),
        tuple(
            Prediction(str(number), "1", name, 0.5, BOX, {"prediction_kind": None})
            for number, name in enumerate(predicted, start=1)
        ),
        CLASSES,
    )


SCENES = {
    "two predictions of one label": scene(predicted=("person", "bus"), labelled=("car",)),
    "its own class and another": scene(predicted=("bus", "person"), labelled=("person",)),
    "two labels of one prediction": scene(predicted=("bus",), labelled=("person", "car")),
    "everything": scene(predicted=("person", "car", "bus"), labelled=("bus", "person", "car")),
}


ASKED = {"predictions": "model", "baseline_set": "other", "candidate_set": "model"}


@pytest.mark.parametrize("case", SCENES)
def test_classes_of_other_numbers_give_the_same_answers(case: str) -> None:
    found: list[dict[str, Any]] = []
    for order in (CLASSES, CLASSES[::-1], (*CLASSES[1:], CLASSES[0])):
        with scratch() as folder, new_project(folder / "project.duckdb") as project:
            earlier = Scene(SCENES[case].items, (), (), order)
            load_scene(project, earlier, folder, dataset="earlier", set_name="earlier")
            load_scene(project, SCENES[case], folder, dataset="asked")
            load_predictions(project, SCENES[case], folder, dataset="asked", set_name="other")
            answers = {
                macro: comparable(ask(project, macro, **asked))
                for macro, accepted in table_macros(project).items()
                if (asked := {name: value for name, value in ASKED.items() if name in accepted})
            }
            for macro in ("outcome", "performance"):
                answers[f"{macro} any_class"] = comparable(
                    ask(
                        project,
                        macro,
                        predictions="model",
                        class_scope="any_class",
                        label_filter="area_px2 = 64",
                    )
                )
            found.append(answers)
    for answers in found[1:]:
        for title, rows in answers.items():
            assert not differences(rows, found[0][title]), title


@pytest.mark.parametrize("case", SCENES)
def test_ties_between_classes_go_by_their_names(case: str) -> None:
    with scratch() as folder, new_project(folder / "project.duckdb") as project:
        earlier = Scene(SCENES[case].items, (), (), CLASSES[::-1])
        load_scene(project, earlier, folder, dataset="earlier", set_name="earlier")
        load_scene(project, SCENES[case], folder, dataset="asked")
        ours = {
            (row["label_class"], row["predicted_class"]): row["object_count"]
            for row in ask(project, "confusion_matrix", predictions="model")
        }
    assert ours == confusion_matrix(SCENES[case], Setting())
