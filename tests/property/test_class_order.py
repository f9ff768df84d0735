"""The number that a file gives a class depends on what was loaded before; no answer may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.oracle.closest import Setting
from tests.oracle.confusion import confusion_matrix
from tests.oracle.scene import Item, Label, Prediction, Scene
from tests.property.projects import (
    Row,
    ask,
    comparable,
    differences,
    load_predictions,
    load_scene,
    new_project,
    scratch,
    table_macros,
)

if TYPE_CHECKING:
    from pathlib import Path

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


PAIRS = {
    f"case{at}": {"baseline_set": f"case{at} other", "candidate_set": f"case{at}"}
    for at in range(len(SCENES))
}


def load_cases(project: Any, folder: Path) -> None:
    """Load each scene as a data set with the same predictions twice."""
    for at, case in enumerate(SCENES.values()):
        load_scene(project, case, folder, dataset=f"case{at}", set_name=f"case{at}")
        load_predictions(project, case, folder, dataset=f"case{at}", set_name=f"case{at} other")


def everything(project: Any) -> dict[str, list[Row]]:
    """Return what every macro says of all sets, or of each pair of them."""
    answers: dict[str, list[Row]] = {}
    for macro, accepted in table_macros(project).items():
        if "baseline_set" in accepted:
            answers |= {f"{macro} of {name}": ask(project, macro, **pair)
                        for name, pair in PAIRS.items()}  # fmt: skip
        elif "predictions" in accepted:
            answers[macro] = ask(project, macro)
    for macro in ("outcome", "performance"):
        answers[f"{macro} any_class"] = ask(
            project, macro, class_scope="any_class", label_filter="area_px2 = 64"
        )
    return {title: comparable(rows) for title, rows in answers.items()}


@pytest.mark.slow
def test_classes_of_other_numbers_give_the_same_answers() -> None:
    found: list[dict[str, list[Row]]] = []
    for order in (CLASSES, CLASSES[::-1], (*CLASSES[1:], CLASSES[0])):
        with scratch() as folder, new_project(folder / "project.duckdb") as project:
            earlier = Scene(SCENES["everything"].items, (), (), order)
            load_scene(project, earlier, folder, dataset="earlier", set_name="earlier")
            load_cases(project, folder)
            found.append(everything(project))
    assert {row["prediction_set"] for row in found[0]["outcome"]} == {
        name for pair in PAIRS.values() for name in pair.values()
    }
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
