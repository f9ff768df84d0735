"""Bins of one metric and of two by plain loops: what falls where, and what is hit there.

Numbers of bins are powers of two here, so that no edge of the small scenes is rounded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from tests.oracle.closest import label_outcomes, outcomes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.oracle.closest import Setting
    from tests.oracle.scene import Fact, Item, Label, Prediction, Scene

Binning: TypeAlias = Literal["quantile", "equal_width", "custom", "categorical"]

Bin: TypeAlias = str | None
"""The number of a bin as text, or a category; None for what has no value."""


@dataclass(frozen=True)
class Axis:
    """A metric and how its bins are made."""

    metric: str
    binning: Binning = "quantile"
    bins: int = 4
    edges: tuple[float, ...] = ()


@dataclass(frozen=True)
class Thing:
    """A prediction or a label that counts."""

    kind: Literal["prediction", "label"]
    class_name: str
    is_hit: bool
    values: tuple[Fact, ...]  # one for each axis


@dataclass
class Cell:
    """What lies in a bin, or in a pair of bins."""

    things: list[Thing]

    def counts(self) -> tuple[int, int, int, int]:
        """Return predictions, true positives, labels and found labels."""
        predictions = [thing for thing in self.things if thing.kind == "prediction"]
        labels = [thing for thing in self.things if thing.kind == "label"]
        return (
            len(predictions),
            sum(thing.is_hit for thing in predictions),
            len(labels),
            sum(thing.is_hit for thing in labels),
        )

    def mean(self, axis: int) -> float | None:
        known = [float(value) for thing in self.things if (value := thing.values[axis]) is not None]
        return math.fsum(known) / len(known) if known else None


def cells(
    scene: Scene, setting: Setting, axes: Sequence[Axis], class_name: str | None = None
) -> dict[tuple[Bin, ...], Cell]:
    """Return what lies where, by the bins of the axes; bins with nothing in them are not there."""
    things = _things(scene, setting, axes)
    edges = [_edges(axis, [thing.values[at] for thing in things]) for at, axis in enumerate(axes)]
    found: dict[tuple[Bin, ...], Cell] = {}
    for thing in things:
        if class_name is not None and thing.class_name != class_name:
            continue
        place = tuple(_bin(axis, edges[at], thing.values[at]) for at, axis in enumerate(axes))
        if "outside" not in place:
            found.setdefault(place, Cell([])).things.append(thing)
    return found


def _things(scene: Scene, setting: Setting, axes: Sequence[Axis]) -> list[Thing]:
    """Return every prediction and label that counts and can have a value on each axis."""
    items = {item.key: item for item in scene.items}
    found = []
    for judged in outcomes(scene, setting):
        one = judged.prediction
        values = [_of_prediction(one, items[one.item], axis.metric) for axis in axes]
        if judged.outcome != "ignored" and all(can for can, _ in values):
            is_hit = judged.outcome == "tp"
            kept = tuple(value for _, value in values)
            found.append(Thing("prediction", one.class_name, is_hit, kept))
    for seen in label_outcomes(scene, setting):
        label = seen.label
        values = [_of_label(label, items[label.item], axis.metric) for axis in axes]
        if seen.outcome != "ignored" and all(can for can, _ in values):
            is_hit = seen.outcome == "found"
            kept = tuple(value for _, value in values)
            found.append(Thing("label", label.class_name, is_hit, kept))
    return found


def _of_prediction(one: Prediction, item: Item, metric: str) -> tuple[bool, Fact]:
    own: dict[str, Fact] = {
        "confidence": one.confidence,
        "area_px2": one.area_px2,
        "w_px": one.box[2],
    }
    return _own_or_of_item(own, item, metric)


def _of_label(label: Label, item: Item, metric: str) -> tuple[bool, Fact]:
    return _own_or_of_item({"area_px2": label.area_px2, "w_px": label.box[2]}, item, metric)


def _own_or_of_item(own: Mapping[str, Fact], item: Item, metric: str) -> tuple[bool, Fact]:
    """Return whether there is such a value at all, and the value: its own comes first."""
    if metric in own:
        return True, own[metric]
    return metric in item.facts, item.facts.get(metric)


def _edges(axis: Axis, values: Sequence[Fact]) -> list[float]:
    known = sorted(Fraction(value) for value in values if isinstance(value, int | float))
    if axis.binning == "custom":
        return sorted(set(axis.edges))
    if axis.binning == "categorical" or not known:
        return []
    if axis.binning == "equal_width":
        low, high = known[0], known[-1]
        if low == high:
            low, high = low - Fraction(1, 2), high + Fraction(1, 2)
        return [float(low + (high - low) * k / axis.bins) for k in range(axis.bins + 1)]
    found = set()
    for k in range(axis.bins + 1):
        position = Fraction(k * (len(known) - 1), axis.bins)
        below = math.floor(position)
        above = min(below + 1, len(known) - 1)
        found.add(known[below] + (known[above] - known[below]) * (position - below))
    return sorted(float(edge) for edge in found)


def _bin(axis: Axis, edges: Sequence[float], value: Fact) -> Bin:
    if value is None:
        return None
    if axis.binning == "categorical":
        return str(value)
    number = float(value)
    if not edges[0] <= number <= edges[-1]:
        return "outside"
    last = max(len(edges) - 1, 1)
    for place in range(1, last):
        if edges[place - 1] <= number < edges[place]:
            return str(place)
    return str(last)
