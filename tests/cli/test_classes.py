"""`duckeval classes`, and what `duckeval match --dataset` says of classes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.sql.worlds import write_world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer
    from tests.conftest import Once


@pytest.fixture
def world(once: Once, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUCKEVAL_DB", "world.duckdb")
    once(write_world, folder)
    (folder / "names.csv").write_text("from_class,to_class\ncar,automobile\nbus,\nmule,horse\n")
    return folder


@pytest.mark.usefixtures("world")
def test_classes_without_a_counterpart_are_said(call: Callable[..., Answer]) -> None:
    answer = call("match", "--set", "second", "--dataset", "city@1")
    assert (answer.code, answer.out) == (0, "")
    *lines, hint = answer.err.splitlines()
    assert hint.startswith("note: 'duckeval classes check --set second --dataset city@1' lists")
    assert lines == [
        "scored second on city@1 as second@city@1: 1 prediction",
        "warning: 1 item of second not in city@1: 2 predictions left out",
        "warning: 1 item of city@1 that second never saw: their labels count as missed",
        (
            "warning: class car of second is not in city@1; its predictions count as false "
            "positives: 1"
        ),
        "warning: class automobile of city@1 is not in second; its labels count as missed: 2",
        "warning: class tram of city@1 is not in second; its labels count as missed: 1",
    ]


@pytest.mark.usefixtures("world")
def test_without_a_name_only_sets_of_other_versions_are_meant(call: Callable[..., Answer]) -> None:
    answer = call("match", "--dataset", "city")
    assert (answer.code, answer.out) == (2, "")
    assert "no prediction set was loaded for another version of city" in answer.err
    assert "--set names the sets" in answer.err


@pytest.mark.usefixtures("world")
def test_a_map_is_loaded_used_and_forgotten(call: Callable[..., Answer]) -> None:
    answer = call("classes", "map", "names.csv", "--to", "city")
    assert answer.code == 0
    assert answer.err.splitlines() == [
        "names.csv: 3 rules added, 0 changed, 0 there already",
        "warning: from_class: no class of this project is called mule",
        "warning: to_class: no class of this project is called horse",
    ]
    again = call("classes", "map", "names.csv", "--to", "city")
    assert again.err.startswith("names.csv: 0 rules added, 0 changed, 3 there already\n")
    rows = json.loads(call("classes", "list", "--format", "json").out)
    assert [(row["target_dataset"], row["from_class"], row["to_class"]) for row in rows] == [
        ("city", "bus", None),
        ("city", "car", "automobile"),
        ("city", "mule", "horse"),
    ]
    answer = call("match", "--set", "first", "--dataset", "city@1")
    assert "by the class map: car as automobile" in answer.err.splitlines()
    table = call("classes", "check", "--set", "first", "--dataset", "city").out.splitlines()
    assert table[0] == "first on city@1"
    assert [line.split() for line in table[3:]] == [
        ["-", "bus", "no", "counterpart", "0", "1"],
        ["-", "tram", "no", "counterpart", "0", "1"],
        ["bus", "-", "left", "out", "0", "0"],
        ["car", "automobile", "mapped", "2", "2"],
    ]
    assert call("classes", "unmap", "--to", "city").err == "forgot 3 rules\n"
    answer = call("classes", "list")
    assert answer.err == "no rules yet; 'duckeval classes map FILE' loads some\n"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("map", "none.csv"), 3, "none.csv: cannot be read"),
        (("map", "a.json"), 3, "a.json: holds no rule"),
        (("map", "names.csv", "--to", "vity"), 1, "no data set named 'vity'"),
        (("unmap", "--to", "city"), 1, "no rule of the class map goes from every data set to city"),
        (("check", "--set", "nil"), 1, "no prediction set named nil; there are: first, second"),
        (("check", "--dataset", "city@3"), 1, "no data set named city@3; there are: street@1"),
    ],
)
def test_what_cannot_be_is_refused(
    folder: Path, call: Callable[..., Answer], arguments: tuple[str, ...], code: int, said: str
) -> None:
    (folder / "a.json").write_text("{}")
    answer = call("classes", *arguments)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
