"""Polylines from tables: what is taken, what is set aside and why, and how they are compared."""

from __future__ import annotations

import itertools
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

import duckeval
from duckeval.cli import run
from duckeval.errors import QueryError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

Points = list[list[float]]


@pytest.fixture
def project() -> Iterator[Project]:
    with duckeval.open(":memory:") as opened:
        yield opened


def values(project: Project, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in project.query(query).rows()]


def table(points: Any, items: list[str] | None = None, **more: Any) -> pa.Table:
    keys = items or ["a"] * len(points)
    return pa.table(
        {"item_key": keys, "class_name": ["lane"] * len(points), **more} | {"points": points}
    )


def spaced(line: Points, count: int = 100) -> list[tuple[float, float]]:
    """Return points equally far from one another along a line, walking it."""
    lengths = [math.dist(a, b) for a, b in itertools.pairwise(line)]
    total = sum(lengths)
    found = []
    for number in range(count):
        left = total * number / (count - 1)
        place = 0
        while place < len(lengths) - 1 and left > lengths[place]:
            left -= lengths[place]
            place += 1
        share = min(left / lengths[place], 1.0) if lengths[place] else 0.0
        (x, y), (x_next, y_next) = line[place], line[place + 1]
        found.append((x + share * (x_next - x), y + share * (y_next - y)))
    return found


def chamfer(a: Points, b: Points) -> float:
    one, other = spaced(a), spaced(b)
    there = [min(math.dist(p, q) for q in other) for p in one]
    back = [min(math.dist(p, q) for p in one) for q in other]
    return (sum(there) / len(there) + sum(back) / len(back)) / 2


def frechet(a: Points, b: Points) -> float:
    one, other = spaced(a), spaced(b)

    def coupled(other: list[tuple[float, float]]) -> float:
        reached: dict[tuple[int, int], float] = {}
        for i, p in enumerate(one):
            for j, q in enumerate(other):
                before = [reached[k] for k in ((i - 1, j), (i, j - 1), (i - 1, j - 1))
                          if k in reached]  # fmt: skip
                reached[i, j] = max(math.dist(p, q), min(before, default=0.0))
        return reached[len(one) - 1, len(other) - 1]

    return min(coupled(other), coupled(other[::-1]))


def buffered(a: Points, b: Points, width: float) -> float:
    one, other = (
        shapely.LineString(line).buffer(width / 2, cap_style="flat", join_style="mitre")
        for line in (a, b)
    )
    return float(one.intersection(other).area / one.union(other).area)


def random_lines(count: int, seed: int) -> list[Points]:
    draw = np.random.default_rng(seed)
    lines = []
    for _ in range(count):
        start = draw.uniform(0, 30, 2)
        steps = draw.uniform(0, 30, (draw.integers(1, 5), 2))
        lines.append((start + np.vstack([[0.0, 0.0], steps.cumsum(axis=0)])).tolist())
    return lines


@pytest.mark.parametrize(("measure", "scale"), [("chamfer", 30), ("frechet", 60), ("buffer", 25)])
def test_similarities_are_those_of_plain_loops(
    project: Project, measure: str, scale: float
) -> None:
    labels, predictions = random_lines(5, 1), random_lines(5, 2)
    project.load_labels(table(labels, label_key=[str(place) for place in range(5)]))
    project.load_predictions(
        table(predictions, confidence=[0.5] * 5, prediction_key=[str(k) for k in range(5)]),
        set_name="v1",
    )
    project.match(measure=measure, scale_px=scale)
    found = {
        (int(a), int(b)): iou
        for a, b, iou in values(
            project,
            "select prediction_key, label_key, pair.iou from pair join matching using (matching_id)"
            " join prediction using (prediction_id) join label using (label_id) "
            "where compared_as = 'polyline'",
        )
    }
    expected = {}
    distances = {}
    for place, one in enumerate(predictions):
        for label_place, other in enumerate(labels):
            if measure == "buffer":
                alike = buffered(one, other, scale)
            else:
                distance = (chamfer if measure == "chamfer" else frechet)(one, other)
                alike = max(0.0, 1 - distance / scale)
                distances[place, label_place] = distance
            if alike > 0:
                expected[place, label_place] = alike
    assert len(expected) > 5
    assert found == pytest.approx(expected, abs=1e-9)
    kept = {
        (int(a), int(b)): distance
        for a, b, distance in values(
            project,
            "select prediction_key, label_key, distance_px from line_distance "
            "join prediction using (prediction_id) join label using (label_id)",
        )
    }
    assert kept == pytest.approx(distances, abs=1e-9)


def test_the_distance_is_kept_however_far_apart_lines_of_a_class_are(project: Project) -> None:
    classes = ["lane", "curb"]
    labels = table([[[0, 0], [0, 10]], [[5, 0], [5, 10]]]).set_column(1, "class_name", [classes])
    project.load_labels(labels)
    project.load_predictions(
        table([[[900, 0], [900, 10]], [[5, 0], [5, 10]]], confidence=[0.9, 0.8]), set_name="v1"
    )
    asked = "select distance_px from line_distance order by all"
    assert values(project, asked) == [(5.0,), (900.0,)]
    assert values(project, "select iou from pair join matching using (matching_id) "
                  "where compared_as = 'polyline' order by all") == [(0.75,), (1.0,)]  # fmt: skip
    project.match(measure="buffer")
    assert values(project, asked) == []


LINE = [[0.0, 0.0], [0.0, 50.0], [10.0, 100.0]]


@pytest.mark.parametrize(
    "written",
    [
        pa.array([LINE]),
        pa.array([[value for point in LINE for value in point]]),
        pa.array([LINE], pa.list_(pa.list_(pa.float32(), 2))),
        [json.dumps(LINE)],
        ["LINESTRING (0 0, 0 50, 10 100)"],
        ["linestring(0 0,0 5e1,1e1 100)"],
    ],
)
def test_points_are_written_in_many_ways(project: Project, written: Any) -> None:
    project.load_labels(table(written))
    [(shape, wkb, *box)] = values(
        project, "select shape, geometry, x_px, y_px, w_px, h_px, vertex_count, area_px2 from label"
    )
    assert shape == "polyline"
    assert shapely.get_coordinates(shapely.from_wkb(wkb)).tolist() == LINE
    assert box == [0, 0, 10, 100, 3, 1000]


FAULTS = {
    "[[1, 2]]": "holds two points or more",
    "[]": "holds two points or more",
    "[[1, 2], [NaN, 3]]": "is finite",
    "[1, 2, 3, Infinity]": "is finite",
    "[1, 2, 3]": "holds x and y of each point",
    "[[1, 2], [3]]": "holds x and y of each point",
    "[[1, 2], 3]": "is a list of points",
    '[[1, 2], [3, "x"]]': "holds numbers",
    "[[1, 2], [3, null]]": "holds numbers",
    "[[1, 2], [3, true]]": "holds numbers",
    "a road": "is a list of points",
    '{"x": 1}': "is a list of points",
    "LINESTRING (1 2)": "holds two points or more",
    "LINESTRING (1 2, x 3)": "holds numbers",
    "LINESTRING EMPTY": "is a list of points",
    "[[1, 2], [1, 2]]": "has a length",
    "[[1, 2], [3, 1e12]]": "lies within 1000000000 pixels",
    "": "is a list of points",
    "[" * 5000: "is a list of points",
}


def test_what_is_wrong_with_a_line_is_set_aside_with_field_and_rule(project: Project) -> None:
    wrong = list(FAULTS)
    loaded = project.load_labels(table([*wrong, json.dumps(LINE)]))
    found = values(project, "select field, rule from quarantine order by line")
    assert (loaded.rows_in, loaded.rows_loaded) == (len(wrong) + 1, 1)
    assert found == [("points", rule) for rule in FAULTS.values()]
    confidence = [0.5] * (len(wrong) + 1)
    loaded = project.load_predictions(
        table([*wrong, json.dumps(LINE)], confidence=confidence), set_name="v1"
    )
    assert (loaded.rows_loaded, loaded.rows_quarantined) == (1, len(wrong))


def test_lists_of_numbers_that_are_none_are_set_aside(project: Project) -> None:
    points = pa.array(
        [[[0, 0], [math.nan, 1]], [[0, 0], [None, 1]], [[0, 0], [1, -math.inf]], LINE]
    )
    project.load_labels(table(points))
    rules = [rule for (rule,) in values(project, "select rule from quarantine order by line")]
    assert rules == ["is finite", "holds numbers", "is finite"]


def test_a_table_holds_lines_and_boxes(project: Project) -> None:
    boxes: Any = {
        "x_px": [None, 5.0],
        "y_px": [None, 5.0],
        "w_px": [None, 9.0],
        "h_px": [None, 9.0],
    }
    project.load_labels(table([json.dumps(LINE), None], **boxes))
    project.load_predictions(
        table([json.dumps(LINE), None], confidence=[0.9, 0.8], **boxes), set_name="v1"
    )
    assert values(project, "select shape, x_px, w_px from label order by all") == [
        ("box", 5, 9),
        ("polyline", 0, 10),
    ]
    [row] = project.performance().rows()
    assert (row["true_positive_count"], row["false_positive_count"]) == (2, 0)
    assert values(project, "select compared_as from matching order by matching_id") == [
        ("mixed",),
        ("box",),
    ]


def test_measure_and_scale_are_chosen_at_match_and_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in {
        "labels": 'item_key,class_name,points\na,lane,"[[0,0],[0,100]]"\n',
        "v1": 'item_key,class_name,confidence,points\na,lane,0.9,"[[12,0],[12,100]]"\n',
    }.items():
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    db = ["--db", str(tmp_path / "a.duckdb")]
    assert run(["load", "labels", str(tmp_path / "labels.csv"), *db]) == 0
    assert run(["load", "predictions", str(tmp_path / "v1.csv"), *db]) == 0
    capsys.readouterr()
    assert run(["summary", *db]) == 0
    assert "compared as polyline (chamfer, 20 px)" in " ".join(capsys.readouterr().out.split())
    assert run(["match", "--scale", "60", *db]) == 0
    assert run(["match", "--measure", "chamfer", "--scale", "60", *db]) == 0
    said = capsys.readouterr().err.splitlines()
    assert said[:2] == [f"matched v1 under protocol {each}" for each in ("closest", "coco")]
    assert "nothing changed" in said[2]
    query = "select measure, scale_px, pair.iou from pair join matching using (matching_id)"
    assert run(["query", f"{query} where iou > 0", "--format", "csv", *db]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "chamfer,60.0,0.8"
    assert run(["match", "--as", "box", "--measure", "frechet", *db]) == 1
    assert "frechet is not for what is compared as box" in capsys.readouterr().err


def test_a_measure_that_nobody_knows_is_refused(project: Project) -> None:
    project.load_labels(table([LINE]))
    project.load_predictions(table([LINE], confidence=[1.0]), set_name="v1")
    with pytest.raises(UnknownNameError, match="chamfer, frechet, buffer"):
        project.match(measure="hausdorff")
    with pytest.raises(QueryError, match="more than 0"):
        project.match(scale_px=math.nan)


def test_a_slice_has_the_numbers_of_a_project_of_its_own() -> None:
    labels, predictions = random_lines(12, 3), random_lines(12, 3)
    moved = [[[x + 3 * place, y] for x, y in line] for place, line in enumerate(predictions)]
    keys = [str(place) for place in range(12)]

    def ask(kept: list[int], **more: Any) -> list[list[Any]]:
        with duckeval.open(":memory:") as fresh:
            names = [keys[place] for place in kept]
            fresh.load_labels(table([labels[place] for place in kept], names))
            fresh.load_predictions(
                table([moved[p] for p in kept], names, confidence=[1 - p / 20 for p in kept]),
                set_name="v1",
            )
            return [
                getattr(fresh, name)(**more).rows()
                for name in ("performance", "class_performance", "error_analysis", "coco_summary")
            ]

    whole = ask(list(range(12)), item_filter="item_key::integer % 2 = 0")
    assert whole == ask(list(range(0, 12, 2)))
    assert 0 < whole[0][0]["true_positive_count"] < 6


def test_a_set_is_scored_on_other_labels_by_the_same_measure(project: Project) -> None:
    project.load_labels(table([LINE]), dataset="a@1")
    project.load_predictions(table([LINE], confidence=[1.0]), set_name="v1", dataset="a@1")
    project.match(measure="frechet", scale_px=70)
    project.load_labels(table([LINE, [[5, 5], [50, 50]]]), dataset="a@2")
    project.match("v1", dataset="a@2")
    found = values(project, "select measure, scale_px from matching where is_own_shape")
    assert found == [("frechet", 70), ("frechet", 70)]
