"""The data that the reference implementations read: plain records, nothing of the product.

A `Scene` is one labelled data set with one prediction set. The order in which ties are broken is
part of the definition of every number, so it is written here, once, in words of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Fact: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True)
class Item:
    key: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, int, str]:
        """Whole numbers come first, by value; every other key comes after them, as text."""
        return (0, int(self.key), "") if self.key.isdecimal() else (1, 0, self.key)


@dataclass(frozen=True)
class Label:
    key: str
    item: str
    class_name: str
    box: tuple[float, float, float, float]  # x, y, width, height
    is_crowd: bool = False
    is_difficult: bool = False
    area: float | None = None  # width times height where nothing else is said
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def area_px2(self) -> float:
        return self.box[2] * self.box[3] if self.area is None else self.area


@dataclass(frozen=True)
class Prediction:
    key: str
    item: str
    class_name: str
    confidence: float
    box: tuple[float, float, float, float]
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def area_px2(self) -> float:
        return self.box[2] * self.box[3]


SHOWN_OBJECTS = 60
"""A larger scene is shown by its counts: hypothesis says how to make it again."""


@dataclass(frozen=True)
class Scene:
    """Items, labels and predictions, each in the order of its file; classes in their order."""

    items: tuple[Item, ...]
    labels: tuple[Label, ...]
    predictions: tuple[Prediction, ...]
    classes: tuple[str, ...]
    declared: tuple[str, ...] | None = None  # all classes, where nothing else is said

    def __repr__(self) -> str:
        parts = (self.items, self.labels, self.predictions)
        if sum(map(len, parts)) > SHOWN_OBJECTS:
            return f"Scene(of {', '.join(str(len(part)) for part in parts)} objects)"
        return f"Scene({', '.join(repr(part) for part in parts)}, {self.classes})"

    def declares(self, class_name: str) -> bool:
        return class_name in (self.classes if self.declared is None else self.declared)

    def item_orders(self) -> dict[str, tuple[int, int, str]]:
        return {item.key: item.order for item in self.items}

    def labels_in_order(self) -> list[Label]:
        """Labels by item, class, geometry, key: "the lowest label" is the first of them."""
        orders = self.item_orders()
        place = {name: index for index, name in enumerate(self.classes)}
        return sorted(
            self.labels,
            key=lambda one: (orders[one.item], place[one.class_name], one.box, one.key),
        )

    def predictions_in_order(self) -> list[Prediction]:
        """Predictions by falling confidence, then item, geometry, key."""
        orders = self.item_orders()
        return sorted(
            self.predictions,
            key=lambda one: (-one.confidence, orders[one.item], one.box, one.key),
        )

    def only(
        self,
        *,
        item: Callable[[Item], bool] = lambda _: True,
        label: Callable[[Label], bool] = lambda _: True,
        prediction: Callable[[Prediction], bool] = lambda _: True,
        classes: Iterable[str] | None = None,
    ) -> Scene:
        """Return what is left when everything else is cut out of the files."""
        items = tuple(one for one in self.items if item(one))
        keys = {one.key for one in items}
        names = set(self.classes if classes is None else classes)
        return replace(
            self,
            items=items,
            labels=tuple(
                one
                for one in self.labels
                if one.item in keys and one.class_name in names and label(one)
            ),
            predictions=tuple(
                one
                for one in self.predictions
                if one.item in keys and one.class_name in names and prediction(one)
            ),
            classes=tuple(name for name in self.classes if name in names),
        )


def box_overlap(
    first: tuple[float, float, float, float], second: tuple[float, float, float, float]
) -> float:
    """Return the area that two boxes share; boxes that only touch share nothing."""
    width = min(first[0] + first[2], second[0] + second[2]) - max(first[0], second[0])
    height = min(first[1] + first[3], second[1] + second[3]) - max(first[1], second[1])
    return width * height if width > 0 and height > 0 else 0.0


def box_iou(
    first: tuple[float, float, float, float], second: tuple[float, float, float, float]
) -> float:
    """Return intersection over union."""
    shared = box_overlap(first, second)
    if shared <= 0:
        return 0.0
    return shared / (first[2] * first[3] + second[2] * second[3] - shared)


def crowd_share(
    prediction: tuple[float, float, float, float], crowd: tuple[float, float, float, float]
) -> float:
    """Return the share of a prediction that lies inside a crowd, COCO's measure for crowds."""
    shared = box_overlap(prediction, crowd)
    return shared / (prediction[2] * prediction[3]) if shared > 0 else 0.0
