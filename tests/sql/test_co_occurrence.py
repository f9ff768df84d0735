"""`co_occurrence` of objects against plain loops."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

from hypothesis import given

from tests.property.projects import ask, project_of
from tests.property.scenes import examples, scenes

if TYPE_CHECKING:
    from tests.oracle.scene import Scene


@examples(few=8, many=200)
@given(scenes(max_labels=14))
def test_an_item_counts_once_for_a_pair(scene: Scene) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for item in scene.items:
        names = {
            label.class_name
            for label in scene.labels
            if label.item == item.key and not label.is_crowd and not label.is_difficult
        }
        counts.update(product(names, names))
    with project_of(scene, protocols=("closest",)) as project:
        rows = ask(project, "co_occurrence", protocol="voc")
        some = ask(project, "co_occurrence", protocol="voc", classes=["car"])
    assert {(row["class_a"], row["class_b"]): row["item_count"] for row in rows} == dict(counts)
    for row in rows:
        assert row["a_item_count"] == counts[row["class_a"], row["class_a"]]
        assert row["share_of_a"] == row["item_count"] / row["a_item_count"]
    assert some == [row for row in rows if row["class_a"] == row["class_b"] == "car"]
