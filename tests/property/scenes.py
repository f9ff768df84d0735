"""Random scenes: small grids of numbers, so that confidences, overlaps and areas tie often."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import hypothesis
from hypothesis import strategies as st

from tests.oracle.scene import Item, Label, Prediction, Scene

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tests.oracle.scene import Fact

CLASSES = ("bus", "car", "person")


def examples(few: int, many: int) -> Callable[[Any], Any]:
    """Return the settings of a property: few examples, or as DUCKEVAL_EXAMPLES asks.

    That is `full` for many, or a number. The profile decides the rest (conftest.py).
    """
    asked = os.environ.get("DUCKEVAL_EXAMPLES", "")
    count = many if asked == "full" else int(asked or few)
    return hypothesis.settings(
        max_examples=count, suppress_health_check=list(hypothesis.HealthCheck)
    )


edges = st.sampled_from([0.0, 4.0, 8.0, 10.0, 16.0])
sizes = st.sampled_from([8.0, 10.0, 16.0, 20.0])
confidences = st.sampled_from([0.0, 0.3, 0.5, 0.5, 0.5, 0.9, 0.9, 1.0])
shifts = st.tuples(
    st.sampled_from([None, 0, 0, 0, 1, 2]), st.sampled_from([0.0, 1.0, 2.0, 4.0]),
    st.sampled_from([0.0, 0.0, 2.0]),
)  # fmt: skip
boxes = st.tuples(edges, edges, sizes, sizes)
weathers = st.sampled_from(["clear", "rain", "night's", None])
hours = st.sampled_from([0, 6, 6, 12, 23, None])
brightnesses = st.sampled_from([0.0, 0.25, 0.5, 1.0, None])
kinds = st.sampled_from(["a", "b", None])


@st.composite
def scenes(
    draw: st.DrawFn,
    *,
    max_items: int = 4,
    max_labels: int = 10,
    max_predictions: int = 16,
    classes: tuple[str, ...] = CLASSES,
    has_difficult: bool = True,
    has_crowds: bool = True,
    every_item_has_a_label: bool = False,
) -> Scene:
    """Return a scene; its items lie in no order, their keys are whole numbers with gaps."""
    keys = draw(
        st.lists(st.sampled_from([1, 2, 3, 9, 10, 20, 100]), min_size=1, max_size=max_items,
                 unique=True)
    )  # fmt: skip
    items = tuple(
        Item(
            str(key),
            {
                "weather": draw(weathers),
                "hour": draw(hours),
                "brightness": draw(brightnesses),
            },
        )
        for key in keys
    )
    names = st.sampled_from(classes)
    owners = st.sampled_from([str(key) for key in keys])
    flags = st.sampled_from([False, False, False, True])
    places = draw(
        st.lists(st.tuples(owners, names, boxes, flags, flags, kinds), max_size=max_labels)
    )
    if every_item_has_a_label:
        places += [(str(key), classes[0], (0.0, 0.0, 8.0, 8.0), False, False, "a") for key in keys]
    labels = tuple(
        Label(
            key=str(number),
            item=owner,
            class_name=name,
            box=box,
            is_crowd=has_crowds and is_crowd,
            is_difficult=has_difficult and is_difficult,
            facts={"label_kind": kind},
        )
        # three digits, so that the order of numbers is the order of texts
        for number, (owner, name, box, is_crowd, is_difficult, kind) in enumerate(places, start=100)
    )
    emitted = draw(
        st.lists(
            st.tuples(owners, names, confidences, boxes, kinds, shifts), max_size=max_predictions
        )
    )
    predictions = []
    for number, (owner, name, confidence, box, kind, (nearest, right, down)) in enumerate(
        emitted, start=500
    ):
        if labels and nearest is not None:  # most lie on a label, several on the same one
            label = labels[nearest % len(labels)]
            box = (label.box[0] + right, label.box[1] + down, *label.box[2:])  # noqa: PLW2901
            owner = label.item  # noqa: PLW2901
            name = label.class_name if number % 4 else name  # noqa: PLW2901
        facts: dict[str, Fact] = {"prediction_kind": kind}
        predictions.append(Prediction(str(number), owner, name, confidence, box, facts))
    return Scene(items, labels, tuple(predictions), classes)


@st.composite
def coco_scenes(draw: st.DrawFn, *, part: int = 0) -> Scene:
    """Return a scene with what COCO's rules turn on: its numbers come from a seed, they are many.

    Another part has other numbers for the same draws.

    Ties of confidence and overlap, crowds, empty images, classes without labels or predictions,
    more than a hundred detections of an item, areas exactly 32**2 and 96**2, boxes without area.
    """
    seed = draw(st.integers(0, 2**32 - 1))
    source = random.Random(seed * 64 + part)  # noqa: S311 - not a secret
    item_count = draw(st.integers(1, 8))
    keys = source.sample(range(1, 1000), item_count)
    class_count = draw(st.integers(1, 5))
    classes = tuple(f"class {n}" for n in range(class_count))
    labelled = draw(st.integers(0, class_count))
    predicted = draw(st.integers(0, class_count))
    label_count = draw(st.integers(0, 30))
    prediction_count = draw(st.sampled_from([0, 1, 10, 40, 150, 260]))
    is_crowded = draw(st.booleans())
    scores = draw(st.sampled_from([(0.5,), (0.1, 0.5, 0.9), tuple(n / 97 for n in range(98))]))
    labels: list[Label] = []
    for number in range(label_count if labelled else 0):
        box = _coco_box(source)
        labels.append(
            Label(
                key=str(number + 1),
                item=str(source.choice(keys)),
                class_name=classes[source.randrange(labelled)],
                box=box,
                is_crowd=is_crowded and source.random() < 0.25,
                area=source.choice([None, None, 1024.0, 9216.0, box[2] * box[3] * 0.7]),
            )
        )
    predictions: list[Prediction] = []
    for number in range(prediction_count if predicted else 0):
        if labels and source.random() < 0.7:
            near = source.choice(labels)
            owner, name = near.item, near.class_name
            box = _nearby(source, near.box)
        else:
            owner, name = str(source.choice(keys)), classes[source.randrange(predicted)]
            box = _coco_box(source)
        if classes.index(name) >= predicted:
            name = classes[source.randrange(predicted)]
        predictions.append(Prediction(str(number), owner, name, source.choice(scores), box))
    return Scene(tuple(Item(str(key)) for key in keys), tuple(labels), tuple(predictions), classes)


def _coco_box(source: random.Random) -> tuple[float, float, float, float]:
    side = source.choice([0.0, 10.0, 20.0, 32.0, 50.0, 96.0, 150.0, 31.5, 96.5])
    other = source.choice([side, side, 32.0, 96.0, 40.25])
    return (float(source.randrange(0, 60, 10)), float(source.randrange(0, 60, 10)), side, other)


def _nearby(
    source: random.Random, box: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    shift = source.choice([0.0, 0.0, 0.0, 0.05, 0.1, 0.25, 0.4])
    stretch = source.choice([1.0, 1.0, 1.0, 0.9, 1.1, 0.5])
    return (
        box[0] + shift * box[2],
        box[1] + source.choice([0.0, shift]) * box[3],
        box[2] * stretch,
        box[3] * source.choice([1.0, stretch]),
    )


def fact(one: Item | Label | Prediction, name: str) -> Fact:
    return one.facts[name]
