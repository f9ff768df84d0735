"""Predictions scored on a data set whose classes have other names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import duckeval
from tests.property.projects import ask, comparable, differences, new_project, scratch
from tests.property.scenes import examples
from tests.sql.worlds import CITY, HERE, THERE, write_labels, write_predictions, write_world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Once


@pytest.fixture
def world(once: Once, tmp_path: Path) -> Iterator[Any]:
    once(write_world, tmp_path)
    with duckeval.open(tmp_path / "world.duckdb") as project:
        yield project


def counterparts(project: Any, of_set: str, on_dataset: str) -> list[tuple[Any, ...]]:
    names = ("from_class", "to_class", "counterpart", "prediction_count", "label_count")
    return [
        tuple(row[name] for name in names) for row in project.class_counterparts(of_set, on_dataset)
    ]


def scored(project: Any, name: str) -> tuple[Any, ...]:
    (row,) = ask(project, "performance", predictions=name)
    names = ("label_count", "prediction_count", "true_positive_count")
    return tuple(row[each] for each in names)


def test_without_a_map_other_names_are_other_classes(world: Any) -> None:
    assert counterparts(world, "first", "city") == [
        ("car", "car", "no_counterpart", 2, 0),
        (None, "automobile", "no_counterpart", 0, 2),
        (None, "tram", "no_counterpart", 0, 1),
        ("bus", "bus", "same_name", 0, 1),
    ]
    (made,) = world.match("first", dataset="city@1").rescored
    assert scored(world, "first@city@1") == (4, 2, 0)
    assert [each.from_class for each in made.classes if each.kind == "no_counterpart"] == [
        "car",
        None,
        None,
    ]


def test_a_map_gives_predictions_the_names_of_the_data_set(world: Any) -> None:
    made = world.load_class_map({"car": "automobile", "zebra": "horse"}, to_dataset="city")
    assert (made.added, made.unknown_from, made.unknown_to) == (2, ("zebra",), ("horse",))
    assert counterparts(world, "first", "city@1") == [
        (None, "tram", "no_counterpart", 0, 1),
        ("bus", "bus", "same_name", 0, 1),
        ("car", "automobile", "mapped", 2, 2),
    ]
    world.match("first", dataset="city@1")
    # one of two automobiles is where the label is
    assert scored(world, "first@city@1") == (4, 2, 1)
    rows = ask(world, "class_performance", predictions="first@city@1")
    (row,) = [row for row in rows if row["class_name"] == "automobile"]
    assert (row["precision"], row["recall"]) == (0.5, 0.5)
    # the set that was loaded is as it was
    assert [row["class_name"] for row in ask(world, "outcome", predictions="first")] == ["car"] * 3


def test_a_map_may_leave_a_class_out(world: Any) -> None:
    world.load_class_map([{"from_class": "car", "to_class": None, "to_dataset": "city@1"}])
    (made,) = world.match("first", dataset="city@1").rescored
    assert (made.prediction_count, scored(world, "first@city@1")) == (0, (4, 0, 0))
    assert counterparts(world, "first", "city")[2] == ("bus", "bus", "same_name", 0, 1)
    assert ("car", None, "left_out", 2, 0) in counterparts(world, "first", "city")


def test_another_map_makes_the_set_anew(world: Any) -> None:
    world.match("first", dataset="city@1")
    world.load_class_map({"car": "automobile"})
    (made,) = world.match("first", dataset="city@1").rescored
    assert not made.is_repeat
    assert world.match("first", dataset="city@1").rescored[0].is_repeat
    assert scored(world, "first@city@1") == (4, 2, 1)
    assert world.drop_class_map() == 1
    assert not world.match("first", dataset="city@1").rescored[0].is_repeat
    assert scored(world, "first@city@1") == (4, 2, 0)
    assert [check.name for check in world.check() if not check.is_passed] == []


def test_the_rule_closest_to_the_pair_holds(world: Any) -> None:
    rules: list[tuple[str | None, str | None, str]] = [
        (None, None, "every"),
        ("street@1", None, "source version"),
        ("street", "city", "both names"),
        (None, "city@1", "target version"),
    ]
    expected = ["every", "source version", "both names", "target version"]
    for (source, target, name), holds in zip(rules, expected, strict=True):
        world.load_class_map({"car": name}, from_dataset=source, to_dataset=target)
        assert [row for row in counterparts(world, "first", "city") if row[0] == "car"] == [
            ("car", holds, "no_counterpart", 2, 0)
        ]
    assert [row for row in counterparts(world, "first", "street@2") if row[0] == "car"] == [
        ("car", "source version", "no_counterpart", 3, 0)
    ]


def test_what_was_measured_between_predictions_of_a_class_is_known_no_more(
    world: Any,
) -> None:
    world.compute_metrics()
    world.load_class_map({"car": "automobile"})
    world.match("first", dataset="city@1")
    rows = world.query(
        "select prediction_set_name as name, count(same_class_overlap) as n from prediction "
        "join prediction_set using (prediction_set_id) group by 1 order by 1"
    ).rows()
    known = {row["name"]: row["n"] for row in rows}
    assert (known["first"], known["first@city@1"]) == (3, 0)


@pytest.mark.parametrize(
    ("asked", "said"),
    [(("nil", None), "no prediction set named nil"), ((None, "nil"), "no data set named nil")],
)
def test_names_that_are_not_there(world: Any, asked: tuple[Any, Any], said: str) -> None:
    with pytest.raises(duckeval.QueryError, match=said):
        world.class_counterparts(*asked)


@pytest.mark.parametrize("macro", ["class_counterpart", "leaderboard"])
def test_a_data_set_that_is_not_there_in_a_project_without_sets(tmp_path: Path, macro: str) -> None:
    with (
        duckeval.open(tmp_path / "empty.duckdb") as project,
        pytest.raises(duckeval.QueryError, match="no data set named nil; there are: none"),
    ):
        project.query(f"from {macro}(on_dataset := 'nil')")


NAMES = ("car", "bus", "automobile", "tram", "van")


@examples(few=5, many=80)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2", "3"]),
            st.sampled_from(NAMES),
            st.sampled_from([HERE, THERE, (5.0, 5.0, 20.0, 20.0)]),
            st.sampled_from([0.2, 0.5, 0.5, 0.9]),
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda row: (row[0], row[2], row[3]),
    ),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from([*NAMES, None]), max_size=4),
)
def test_a_map_is_as_good_as_other_names_in_the_file(
    rows: list[Any], names: dict[str, str | None]
) -> None:
    renamed = [
        (item, names.get(name, name), box, confidence)
        for item, name, box, confidence in rows
        if item != "1" and names.get(name, name) is not None
    ]
    with scratch() as folder, new_project(folder / "mapped.duckdb") as project:
        street = write_labels(folder / "street.json", [("1", "car", HERE)], ["1", "2", "3"])
        project.load_labels(street, dataset="street")
        project.load_predictions(
            write_predictions(folder / "m.csv", rows),
            dataset="street",
            set_name="m",
            allow_unmatched=True,
        )
        city = write_labels(folder / "city.json", CITY, ["2", "3", "4"])
        project.load_labels(city, dataset="city")
        if names:
            project.load_class_map(names)
        project.match("m", dataset="city@1")
        with new_project(folder / "fresh.duckdb") as fresh:
            fresh.load_labels(city, dataset="city")
            if renamed:
                fresh.load_predictions(
                    write_predictions(folder / "fresh.csv", renamed),
                    set_name="m@city@1",
                    allow_unmatched=True,
                )
            for macro in ("performance", "class_performance", "outcome", "confusion_matrix"):
                for protocol in ("closest", "coco"):
                    asked = {"predictions": "m@city@1", "protocol": protocol}
                    ours = ask(project, macro, **asked)
                    if renamed:
                        theirs = ask(fresh, macro, **asked)
                        without = ("prediction_key", "source_row")
                        assert not differences(
                            comparable(ours, without=without), comparable(theirs, without=without)
                        ), macro
                    elif macro == "performance":
                        assert ours[0]["prediction_count"] == 0


def test_a_file_of_two_kinds(tmp_path: Path, world: Any) -> None:
    table = tmp_path / "map.csv"
    table.write_text("from_class,to_class,to_dataset\ncar,automobile,city\nbus,,city@1\n")
    assert world.load_class_map(table).added == 2
    objects = tmp_path / "map.json"
    objects.write_text(json.dumps({"car": "automobile", "bus": "tram"}))
    made = world.load_class_map(objects, to_dataset="city")
    assert (made.added, made.changed, made.unchanged) == (1, 0, 1)
    rules = world.query("select target_dataset, from_class, to_class from class_map order by all")
    assert list(rules.tuples()) == [
        ("city", "bus", "tram"),
        ("city", "car", "automobile"),
        ("city@1", "bus", None),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from_class\ncar\n", "no column to_class"),
        ("from_class,to_class,note\ncar,auto,x\n", "column 'note' is not known"),
        ("from_class,to_class\n,auto\n", "line 2: from_class is empty"),
        ("from_class,to_class\ncar,auto\ncar,van\n", "line 3: class 'car' becomes 'van' here"),
        ("from_class,to_class\ncar\n", "line 2: expected as many cells"),
        ("from_class,to_class\n", "holds no rule"),
        ('{"car": 3}', "'car': to_class is 3; expected a text"),
        ("[3]", "/0: expected an object"),
        ('[{"from_class": "car"}]', "/0: no column to_class"),
        ('{"car": ', "line 1: is no JSON"),
    ],
)
def test_a_map_that_cannot_be_right_is_refused_whole(
    world: Any, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "map").write_text(text)
    with pytest.raises(duckeval.DuckevalError, match=said) as caught:
        world.load_class_map(tmp_path / "map")
    assert caught.value.exit_code == 3
    assert world.query("from class_map").rows() == []


def test_a_map_about_a_data_set_that_is_not_there(world: Any, tmp_path: Path) -> None:
    (tmp_path / "map.csv").write_text("from_class,to_class,to_dataset\ncar,auto,vity\n")
    with pytest.raises(duckeval.UnknownNameError, match="no data set named 'vity'"):
        world.load_class_map(tmp_path / "map.csv")
    with pytest.raises(duckeval.InputFileError, match="cannot be read"):
        world.load_class_map(tmp_path / "none.csv")
