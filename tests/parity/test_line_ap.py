"""Average precision of polylines at distances, beside plain loops over the benchmarks' rule."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

import duckeval
from duckeval.errors import QueryError
from tests.property.projects import ask

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.parity

DISTANCES = (0.5, 1.0, 1.5)
Line = list[list[float]]
Object = tuple[str, str, Line, float]


def objects(seed: int) -> tuple[list[Object], list[Object]]:
    """Return labels and predictions on eight items: moved, doubled, missed and made up."""
    draw = np.random.default_rng(seed)
    labels: list[Object] = []
    predictions: list[Object] = []
    for item in "abcdefgh":
        for _ in range(draw.integers(0, 6)):
            name = str(draw.choice(["divider", "crossing", "border"]))
            line = draw.uniform(0, 20, 2) + np.vstack(
                [[0.0, 0.0], draw.uniform(-6, 6, (draw.integers(1, 4), 2)).cumsum(axis=0)]
            )
            labels.append((item, name, line.tolist(), 1.0))
            for _ in range(draw.integers(0, 4)):
                moved = line + draw.normal(0, 0.8, 2)
                predictions.append((item, name, moved.tolist(), round(draw.uniform(), 6)))
        far = draw.uniform(0, 20, (3, 2))
        predictions.append((item, "border", far.tolist(), round(draw.uniform(), 6)))
    return labels, predictions


def table(rows: list[Object], *, is_predicted: bool) -> pa.Table:
    empty = [] if is_predicted else sorted(set("abcdefgh") - {row[0] for row in rows})
    assert is_predicted or empty
    item, name, line, confidence = zip(
        *rows, *((item, None, None, None) for item in empty), strict=True
    )
    columns = {"item_key": item, "class_name": name, "points": line}
    return pa.table(columns | ({"confidence": confidence} if is_predicted else {}))


def chamfer(one: Line, other: Line) -> float:
    a, b = _hundred(one), _hundred(other)
    apart = np.sqrt(((a[:, None] - b[None]) ** 2).sum(axis=2))
    return float(apart.min(axis=1).mean() + apart.min(axis=0).mean()) / 2


def _hundred(line: Line) -> Any:
    lengths = [0.0, *np.cumsum([math.dist(p, q) for p, q in pairwise(line)])]
    at = np.linspace(0, lengths[-1], 100)
    return np.stack([np.interp(at, lengths, [p[side] for p in line]) for side in (0, 1)], axis=1)


def average_precision(labels: list[Object], predictions: list[Object], distance: float) -> float:
    """Return AP of one class: who comes first takes the nearest label if that is near enough."""
    taken: set[int] = set()
    hits = []
    for item, _, line, _ in sorted(predictions, key=lambda row: -row[3]):
        apart = {
            place: chamfer(line, label[2]) for place, label in enumerate(labels) if label[0] == item
        }
        nearest = min(apart, key=lambda place: apart[place]) if apart else None
        is_hit = nearest is not None and apart[nearest] <= distance and nearest not in taken
        if nearest is not None and is_hit:
            taken.add(nearest)
        hits.append(is_hit)
    found = np.cumsum(hits)
    precision = found / np.arange(1, len(hits) + 1)
    area = before = 0.0
    for place, recall in enumerate(found / len(labels)):
        area += (recall - before) * precision[place:].max()
        before = recall
    return area


def expected(labels: list[Object], predictions: list[Object]) -> dict[Any, float]:
    """Return AP by class and distance, None for the mean."""
    names = sorted({row[1] for row in labels})
    found: dict[Any, float] = {
        (name, distance): average_precision(
            [row for row in labels if row[1] == name],
            [row for row in predictions if row[1] == name],
            distance,
        )
        for name in names
        for distance in DISTANCES
    }
    cells = dict(found)
    for name in names:
        found[name, None] = float(np.mean([cells[name, each] for each in DISTANCES]))
    for distance in DISTANCES:
        found[None, distance] = float(np.mean([cells[name, distance] for name in names]))
    found[None, None] = float(np.mean(list(cells.values())))
    return found


@pytest.fixture(scope="module")
def maps() -> Iterator[Any]:
    labels, predictions = objects(5)
    with duckeval.open(":memory:") as project:
        project.load_labels(table(labels, is_predicted=False))
        project.load_predictions(
            table(predictions, is_predicted=True), set_name="v1", measure="chamfer", scale_px=2.0
        )
        yield project


def by_class_and_distance(rows: list[dict[str, Any]]) -> dict[Any, float]:
    return {(row["class_name"], row["distance"]): row["ap"] for row in rows}


def test_it_is_the_rule_of_the_benchmarks(maps: Any) -> None:
    theirs = expected(*objects(5))
    assert by_class_and_distance(ask(maps, "line_ap")) == pytest.approx(theirs, abs=1e-9)
    assert len({round(value, 3) for value in theirs.values()}) > 8


def test_a_slice_is_a_project_of_its_items(maps: Any) -> None:
    labels, predictions = ([row for row in rows if row[0] in "bdf"] for rows in objects(5))
    rows = ask(maps, "line_ap", item_filter="item_key in ('b', 'd', 'f')")
    theirs = expected(labels, predictions)
    assert by_class_and_distance(rows) == pytest.approx(theirs, abs=1e-9)
    sliced = ask(maps, "line_ap", slice_by="item_key in ('b', 'd', 'f')")
    assert [{**row, "slice": "all"} for row in sliced if row["slice"] == "true"] == rows


def test_a_larger_scale_changes_nothing_but_what_can_be_asked(maps: Any) -> None:
    before = ask(maps, "line_ap")
    maps.match(scale_px=5.0)
    again = by_class_and_distance(maps.line_ap().rows())
    assert again == by_class_and_distance(before)
    assert len(maps.line_ap(distances=[3, 5])) == 12
    assert ask(maps, "line_ap") == []  # nothing is compared at the scale 2
    with pytest.raises(QueryError, match="not as polyline at scale 2"):
        maps.line_ap(predictions="v1", scale=2)
    with pytest.raises(QueryError, match="expected numbers above 0 and at most the scale, 5"):
        maps.line_ap(distances=[6])
    maps.match(scale_px=2.0)
