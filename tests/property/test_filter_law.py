"""The filter law: the numbers of a slice are those of a fresh project that holds only its items.

The other side of every comparison is built through the loaders from files that are cut down to the
items of the slice. The macros are read from the catalogue: a new one is in the test the day it is
added. Every column of every row is compared, generated keys apart.
"""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import currently_in_test_context, given, note
from hypothesis import strategies as st

from tests.oracle.scene import Item, Label, Prediction, Scene
from tests.property.predicates import ITEM_FILTERS, SLICE_EXPRESSIONS, Expression, Predicate
from tests.property.projects import (
    Row,
    ask,
    comparable,
    differences,
    load_labels,
    load_predictions,
    load_scene,
    macros_of_one_set,
    new_project,
    scratch,
)
from tests.property.scenes import examples, scenes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.oracle.scene import Fact


@dataclass(frozen=True)
class Question:
    parameters: dict[str, object]
    item_filter: Predicate
    slice_by: Expression | None
    slices: tuple[str, ...] | None


@dataclass
class Bench:
    """The whole project of an example, and the fresh ones of the subsets that it was asked for."""

    whole: Any
    scene: Scene
    folder: Path
    stack: contextlib.ExitStack
    fresh: dict[frozenset[str], Any] = field(default_factory=dict)

    def fresh_project(self, keys: frozenset[str]) -> Any:
        if keys not in self.fresh:
            folder = self.folder / f"fresh{len(self.fresh)}"
            folder.mkdir()
            project = self.stack.enter_context(new_project(folder / "fresh.duckdb"))
            load_scene(project, self.scene.only(item=lambda one: one.key in keys), folder)
            self.fresh[keys] = project
        return self.fresh[keys]


SAVED_SLICES = {
    "wet": ITEM_FILTERS[4],
    "early": ITEM_FILTERS[8],
    "empty": ITEM_FILTERS[3],
    "one's own": ITEM_FILTERS[13],
    "dim": ITEM_FILTERS[10],
}


BOX = (0.0, 0.0, 8.0, 8.0)

PARTS = 2
"""The macros are asked in parts, so that two processes can share them."""

# What a fresh project has no name for, and what depends on the sets beside the model.
NAMES = (
    "slice", "dataset", "dataset_name", "dataset_version", "is_latest", "rank", "created_at",
)  # fmt: skip

LABEL_FILTERS = ("true", "true", "true", "area_px2 > 100", "x_px < 8 or class_name = 'car'")
PREDICTION_FILTERS = ("true", "true", "true", "w_px >= 10 -- wide", "class_name <> 'bus'")


@st.composite
def questions(draw: st.DrawFn) -> Question:
    protocol = draw(st.sampled_from(["closest", "coco", "voc"]))
    parameters: dict[str, object] = {
        "protocol": protocol,
        "iou_threshold": draw(st.sampled_from([0.5, 0.5, 0.75, 0.3, 0.95, 0.61])),
        "min_confidence": draw(st.sampled_from([0.0, 0.0, 0.3, 0.5, 0.6])),
        "interpolation": draw(st.sampled_from(["101", "11", "all"])),
        "class_set": draw(st.sampled_from([None, "observed", "labelled", "declared"])),
        "item_scope": draw(st.sampled_from(["all", "all", "predicted"])),
        "classes": draw(st.sampled_from([None, None, ["car"], ["person", "bus"]])),
        "label_filter": draw(st.sampled_from(LABEL_FILTERS)),
        "prediction_filter": draw(st.sampled_from(PREDICTION_FILTERS)),
        "outside": draw(st.sampled_from(["ignore", "drop", "static"])),
    }
    parameters |= {
        "of_metric": draw(st.sampled_from(["area_px2", "confidence", "hour", "brightness"])),
        "binning": draw(st.sampled_from(["quantile", "equal_width", "categorical"])),
        "and_metric": draw(st.sampled_from(["area_px2", "hour", "brightness"])),
        "and_binning": draw(st.sampled_from(["quantile", "equal_width", "categorical"])),
        "per_class": draw(st.booleans()),
        "n_min": 4,
        "within_class": draw(st.booleans()),
        "given": draw(st.sampled_from([None, None, "area_px2", "hour"])),
    }
    if protocol != "coco":
        parameters["class_scope"] = draw(st.sampled_from(["same_class", "any_class"]))
    slice_by, slices = None, None
    kind = draw(st.sampled_from(["filter", "slice_by", "slices"]))
    if kind == "slice_by":
        slice_by = draw(st.sampled_from(SLICE_EXPRESSIONS))
    elif kind == "slices":
        names = st.lists(st.sampled_from(sorted(SAVED_SLICES)), min_size=1, unique=True)
        slices = tuple(draw(names))
    return Question(parameters, draw(st.sampled_from(ITEM_FILTERS)), slice_by, slices)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@examples(few=6, many=300)
@given(
    scene=scenes(),
    other=scenes(max_labels=4, max_predictions=5),
    asked=st.lists(questions(), min_size=1, max_size=2),
)
def test_a_slice_is_a_fresh_project_with_its_items(
    part: int, scene: Scene, other: Scene, asked: list[Question]
) -> None:
    with bench_of(scene, other) as bench:
        for question in asked:
            check(bench, question, part)


def test_a_value_whose_items_have_no_prediction_is_a_slice_of_nothing() -> None:
    weather = {"1": "rain", "2": "fog"}
    whole = Scene(
        tuple(
            Item(key, {"weather": weather[key], "hour": 1, "brightness": 0.5}) for key in weather
        ),
        tuple(Label(key, key, "car", BOX, facts={"label_kind": "a"}) for key in weather),
        (Prediction("1", "1", "car", 0.9, BOX, {"prediction_kind": "a"}),),
        ("bus", "car", "person"),
    )
    asked = Question(
        {"item_scope": "predicted"},
        ITEM_FILTERS[0],
        Expression("weather", lambda known: str(known["weather"])),
        None,
    )
    with bench_of(whole, whole) as bench:
        check(bench, asked)
        rows = ask(
            bench.whole,
            "performance",
            predictions="model",
            slice_by="weather",
            item_scope="predicted",
        )
    assert {row["slice"]: row["item_count"] for row in rows} == {"rain": 1, "fog": 0}


@contextlib.contextmanager
def bench_of(scene: Scene, other: Scene) -> Iterator[Bench]:
    """Open the whole project: beside the scene it holds a second set and a second data set."""
    with scratch() as folder, contextlib.ExitStack() as stack:
        whole = stack.enter_context(new_project(folder / "whole.duckdb"))
        load_scene(whole, _with_a_class_more(other), folder, dataset="other", set_name="stranger")
        load_labels(whole, scene, folder, dataset="whole")
        load_predictions(whole, _turned(scene), folder, dataset="whole", set_name="second")
        load_predictions(whole, scene, folder, dataset="whole")
        for name, predicate in SAVED_SLICES.items():
            with warnings.catch_warnings(action="ignore"):  # that it is empty, on purpose
                whole.slices.add(name, predicate.sql or "true")
        yield Bench(whole, scene, folder, stack)


def check(bench: Bench, question: Question, part: int | None = None) -> None:
    """Check all macros, or every so manyth."""
    macros = list(macros_of_one_set(bench.whole).items())
    assert {"performance", "outcome", "confusion_matrix", "best_threshold"} <= dict(macros).keys()
    for macro, accepted in macros if part is None else macros[part::PARTS]:
        parameters = {
            name: value for name, value in question.parameters.items() if name in accepted
        }
        if "calibration" in macro and parameters.get("binning") == "categorical":
            parameters["binning"] = "equal_width"  # a confidence is no category
        if question.slice_by is not None and "slice_by" not in accepted:
            continue
        if question.slices is not None and "slices" not in accepted:
            continue
        asked: dict[str, object] = {**parameters, "item_filter": question.item_filter.sql}
        if question.slice_by is not None:
            asked["slice_by"] = question.slice_by.sql
        if question.slices is not None:
            asked["slices"] = list(question.slices)
        rows = [row for row in ask(bench.whole, macro, **asked) if is_of_the_model(row)]
        if currently_in_test_context():
            note(f"{macro}: {asked}")
        for name, keys in members(bench.scene, question).items():
            of_slice = [row for row in rows if row.get("slice", name) == name]
            expected = fresh_rows(bench, macro, keys, parameters)
            assert not differences(
                comparable(of_slice, without=NAMES), comparable(expected, without=NAMES)
            ), (macro, name, sorted(keys))
        assert {row["slice"] for row in rows if "slice" in row} <= set(
            members(bench.scene, question)
        )


def is_of_the_model(row: Row) -> bool:
    """Whether a row is about the model, or about its data set and no prediction set."""
    if row["prediction_set"] is None:
        return bool(row["dataset"] == "whole@1")
    return bool(row["prediction_set"] == "model")


def fresh_rows(
    bench: Bench, macro: str, keys: frozenset[str], parameters: Mapping[str, object]
) -> list[Row]:
    if keys:
        return ask(bench.fresh_project(keys), macro, **parameters)
    # No loader takes a file without items, so the numbers of nothing are written here.
    return rows_of_nothing(bench, macro, parameters)


def rows_of_nothing(bench: Bench, macro: str, parameters: Mapping[str, object]) -> list[Row]:
    """Return what a macro says of no items: counts of 0, and nothing that needs more than that."""
    template = ask(bench.whole, macro, **parameters, predictions="model")
    if macro not in {"performance", "coco_summary", "leaderboard"}:
        is_declared = parameters.get("class_set") == "declared" and macro == "class_performance"
        template = template if is_declared else []
    names = {"prediction_set", "slice", "class_name", "compare_as", "task"}
    return [
        {
            name: cell if name in names or (name == "class_count" and _is_declared(parameters))
            else 0 if name.endswith("_count") else None
            for name, cell in row.items()
        }
        for row in template
    ]  # fmt: skip


def members(scene: Scene, question: Question) -> dict[str | None, frozenset[str]]:
    """Return the slices that a question asks for, with the keys of their items."""
    kept = [item for item in scene.items if question.item_filter.holds(facts(scene, item))]
    if question.slices is not None:
        return {
            name: frozenset(
                item.key for item in kept if SAVED_SLICES[name].holds(facts(scene, item))
            )
            for name in question.slices
        }
    if question.slice_by is None:
        return {"all": frozenset(item.key for item in kept)}
    expression = question.slice_by
    values = {item.key: expression.value(facts(scene, item)) for item in kept}
    return {
        value: frozenset(key for key, each in values.items() if each == value)
        for value in set(values.values())
    }


def facts(scene: Scene, item: Item) -> dict[str, Fact]:
    has_label = any(label.item == item.key for label in scene.labels)
    return {**item.facts, "item_key": item.key, "has_label": has_label}


def _is_declared(parameters: Mapping[str, object]) -> bool:
    return parameters.get("class_set") == "declared"


def _turned(scene: Scene) -> Scene:
    """Return the scene with every prediction on the next item: another set, other numbers."""
    keys = [item.key for item in scene.items]
    moved = tuple(
        Prediction(
            one.key,
            keys[(keys.index(one.item) + 1) % len(keys)],
            one.class_name,
            one.confidence,
            one.box,
            one.facts,
        )
        for one in scene.predictions
    )
    return Scene(scene.items, scene.labels, moved, scene.classes)


def _with_a_class_more(scene: Scene) -> Scene:
    """Return the scene with its classes in another order, so that they get other numbers."""
    zebra = Label("99", scene.items[0].key, "zebra", (0.0, 0.0, 8.0, 8.0))
    classes = ("zebra", *reversed(scene.classes))
    return Scene(scene.items, (*scene.labels, zebra), scene.predictions, classes)
