"""The leaderboard against values worked out by hand, and against ranks of plain Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import duckeval
from tests.property.predicates import ITEM_FILTERS, SLICE_EXPRESSIONS
from tests.property.projects import ask, load_predictions, load_scene, new_project, scratch
from tests.property.scenes import examples, scenes
from tests.sql.worlds import load_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracle.scene import Scene

MEASURES = ("map", "mar", "f1_macro", "f1_micro", "precision_micro", "mean_iou", "label_count")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("world")
    with duckeval.open(folder / "project.duckdb") as project:
        load_world(project, folder)
        project.match(["second", "first"], dataset="street@2")  # the older version last
        yield project


def board(project: Any, **asked: object) -> list[tuple[Any, ...]]:
    columns = ("dataset_name", "dataset_version", "rank", "model_version", "prediction_set")
    return [tuple(row[name] for name in columns) for row in ask(project, "leaderboard", **asked)]


def test_every_version_is_ranked_where_it_was_calculated(world: Any) -> None:
    # street@1: each class has AP 1 or 0. first finds 2 of 3 cars, the second confidence is wrong:
    # precision 1, 1/2, 2/3. second finds the bus and two cars of three, all right.
    rows = ask(world, "leaderboard")
    assert board(world) == [
        ("harbour", "1", 1, "2", "at sea"),
        ("street", "1", 1, "2", "second"),
        ("street", "1", 2, "1", "first"),
        ("street", "2", 1, "1", "first@street@2"),
        ("street", "2", 2, "2", "second@street@2"),
    ]
    second = rows[1]
    assert (second["label_count"], second["prediction_count"], second["item_count"]) == (4, 3, 3)
    # 67 of the 101 recall points lie at or below 2/3
    assert second["map"] == pytest.approx((67 / 101 + 1) / 2)
    assert (second["precision_micro"], second["recall_micro"]) == (1, 0.75)
    assert second["f1_micro"] == pytest.approx(6 / 7)
    assert second["f1_macro"] == pytest.approx((0.8 + 1) / 2)
    assert [row["is_latest"] for row in rows] == [True, False, False, True, True]
    at_sea = rows[0]
    # the ship: AP 51/101 (one of two, recall .5); the car was never predicted
    assert at_sea["map"] == pytest.approx(51 / 101 / 2)


def test_a_name_alone_means_the_version_loaded_last(world: Any) -> None:
    assert {row[:2] for row in board(world, on_dataset="street")} == {("street", "2")}
    assert {row[:2] for row in board(world, on_dataset="street@1")} == {("street", "1")}
    # first@street@2 was scored after second was loaded, and is still of the older version
    assert {row[3] for row in board(world, of_model="net")} == {"2"}
    assert [row[2:] for row in board(world, of_model="net@1")] == [
        (1, "1", "first"),
        (1, "1", "first@street@2"),
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"on_dataset": "sea"}, "no data set named sea; there are: street@1, street@2, harbour@1"),
        ({"on_dataset": "street@3"}, "no data set named street@3"),
        ({"of_model": "not"}, "no model named not; there are: net@1, net@2"),
        ({"rank_by": "mapp"}, "rank_by: no measure named mapp; there are: class_count"),
        ({"predictions": "third"}, "no prediction set named third"),
    ],
)
def test_what_is_not_there_is_refused(world: Any, asked: dict[str, str], said: str) -> None:
    with pytest.raises(duckeval.QueryError, match=said):
        ask(world, "leaderboard", **asked)


def test_false_objects_rank_from_few_to_many(world: Any) -> None:
    assert board(world, on_dataset="street@1", rank_by="false_positive_count")[0][4] == "second"
    assert board(world, on_dataset="street@1", rank_by="prediction_count", slice_by="item_key")[
        :2
    ] == [("street", "1", 1, "2", "second"), ("street", "1", 2, "1", "first")]


def test_a_measure_that_is_not_defined_has_no_rank(world: Any) -> None:
    rows = ask(world, "leaderboard", item_filter="false", on_dataset="street@1")
    assert [(row["rank"], row["map"], row["label_count"]) for row in rows] == [(None, None, 0)] * 2


def test_slices_are_ranked_apart(world: Any) -> None:
    rows = ask(
        world, "leaderboard", on_dataset="street@1", rank_by="recall_micro", slice_by="item_key"
    )
    assert [(row["slice"], row["prediction_set"], row["rank"]) for row in rows] == [
        ("1", "second", 1),  # both objects
        ("1", "first", 2),
        ("2", "second", 1),
        ("2", "first", 2),
        ("3", "first", 1),
        ("3", "second", 2),  # nothing
    ]


@examples(few=6, many=60)
@given(
    scenes(max_labels=4, max_predictions=6),
    scenes(max_labels=3, max_predictions=4),
    st.sampled_from(MEASURES),
    st.sampled_from([None, *SLICE_EXPRESSIONS[:3]]),
    st.sampled_from(ITEM_FILTERS),
)
def test_ranks_are_those_of_performance(
    scene: Scene, other: Scene, measure: str, slice_by: Any, item_filter: Any
) -> None:
    asked = {
        "item_filter": item_filter.sql,
        "slice_by": None if slice_by is None else slice_by.sql,
        "iou_threshold": 0.4,
    }
    with scratch() as folder, new_project(folder / "board.duckdb") as project:
        load_scene(project, other, folder, dataset="other", set_name="stranger")
        load_scene(project, scene, folder, dataset="one")
        load_predictions(project, scene, folder, dataset="one", set_name="twin")
        fewer = scene.predictions[1:] or scene.predictions
        cut = type(scene)(scene.items, scene.labels, fewer, scene.classes)
        load_predictions(project, cut, folder, dataset="one", set_name="cut")
        measured = ask(project, "performance", **asked)
        rows = ask(project, "leaderboard", **asked, rank_by=measure)
    where = {"stranger": "other", "model": "one", "twin": "one", "cut": "one"}
    assert len(rows) == len(measured)
    for row in rows:
        (same,) = [
            each
            for each in measured
            if (each["prediction_set"], each["slice"]) == (row["prediction_set"], row["slice"])
        ]
        assert {name: row[name] for name in same} == same
        rivals = [
            each[measure]
            for each in measured
            if where[each["prediction_set"]] == row["dataset_name"]
            and each["slice"] == row["slice"]
            and each[measure] is not None
        ]
        value = same[measure]
        assert row["rank"] == (None if value is None else 1 + sum(each > value for each in rivals))
