"""Predictions scored on a data set of another project file."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

import duckeval
from tests.property.projects import ask, comparable, differences
from tests.sql.worlds import (
    CITY,
    HARBOUR,
    HERE,
    STREET_2,
    load_street,
    write_labels,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer
    from tests.conftest import Once

HOLD = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.readline()
"""


def load_other(project: Any, folder: Path) -> None:
    """Load the second version of street, with what is known of its items, and two data sets."""
    project.load_labels(write_labels(folder / "city.json", CITY, ["2", "3", "4"]), dataset="city@1")
    project.load_labels(
        write_labels(folder / "street2.json", STREET_2, ["1", "2", "3"]), dataset="street@2"
    )
    (folder / "facts.csv").write_text("item_key,weather,hour\n1,rain,3\n3,,7\n")
    project.load_metadata(folder / "facts.csv", dataset="street@2")
    (folder / "checked.csv").write_text("label_key,checked\n1,yes\n2,no\n")
    project.load_metadata(folder / "checked.csv", dataset="street@2", target="label")
    project.load_labels(
        write_labels(folder / "harbour.json", HARBOUR, ["10", "11"]), dataset="harbour@1"
    )


def fill(folder: Path) -> None:
    """Write a project with predictions, and another one with more data sets."""
    with duckeval.open(folder / "here.duckdb") as project:
        load_street(project, folder)
    with duckeval.open(folder / "there.duckdb") as project:
        load_other(project, folder)


@pytest.fixture
def two(once: Once, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with predictions, and another one with more data sets."""
    monkeypatch.setenv("DUCKEVAL_DB", "here.duckdb")
    return once(fill, folder)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def everything(project: Any) -> dict[str, list[dict[str, Any]]]:
    """What there is about street@2, without generated keys and times."""
    found = {
        "item": project.query(
            "select * exclude (item_id, dataset_id) from item join dataset using (dataset_id) "
            "where dataset_name = 'street' and dataset_version = '2'"
        ).rows(),
        "label": project.query(
            "select label.* exclude (item_id, class_id), item_key, class_name from label "
            "join item using (item_id) join dataset using (dataset_id) join class using (class_id) "
            "where dataset_version = '2'"
        ).rows(),
    }
    for macro in ("performance", "class_performance", "outcome", "label_outcome", "coco_summary"):
        found[macro] = [
            row
            for row in ask(project, macro)
            if row["prediction_set"] in {"first@street@2", "second@street@2"}
        ]
    return found


def test_the_same_items_with_other_labels(two: Path, call: Callable[..., Answer]) -> None:
    before = digest(two / "there.duckdb")
    answer = call("match", "--dataset", "street@2", "--project", "there.duckdb")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.splitlines()[:2] == [
        "copied street@2 from there.duckdb: 3 items, 4 labels",
        "scored first on street@2 as first@street@2: 3 predictions",
    ]
    assert digest(two / "there.duckdb") == before
    assert not (two / "there.duckdb.wal").exists()
    assert call("doctor").code == 0
    # the same as having loaded the files here
    with duckeval.open(two / "fresh.duckdb") as fresh:
        load_street(fresh, two)
        load_other(fresh, two)
        fresh.match(dataset="street@2")
        expected = everything(fresh)
    with duckeval.open(two / "here.duckdb") as project:
        found = everything(project)
        assert [row["metric_name"] for row in project.query(
            "from metric where metric_name in ('weather', 'hour', 'checked') order by all"
        )] == ["checked", "hour", "weather"]  # fmt: skip
        (row,) = [
            row
            for row in ask(project, "performance", item_filter="weather = 'rain'")
            if row["prediction_set"] == "second@street@2"
        ]
        assert (row["item_count"], row["label_count"], row["true_positive_count"]) == (1, 1, 1)
    assert found.keys() == expected.keys()
    for name, rows in found.items():
        without = ("created_at",)
        assert rows
        assert not differences(
            comparable(rows, without=without), comparable(expected[name], without=without)
        ), name


def test_again_changes_nothing(two: Path, call: Callable[..., Answer]) -> None:
    call("match", "--set", "first", "--dataset", "street@2", "--project", "there.duckdb")
    before = digest(two / "here.duckdb")
    answer = call("match", "--set", "first", "--dataset", "street", "--project", "there.duckdb")
    assert answer.err.splitlines() == [
        "street@2 of there.duckdb is here already, with the same labels",
        "first is scored on street@2 already, as first@street@2; nothing changed",
    ]
    assert digest(two / "here.duckdb") == before
    # a copy says what it was copied from, so a copy of a copy is the same too
    with duckeval.open(two / "third.duckdb") as project:
        load_street(project, two)
        project.match("first", dataset="street@2", project=two / "here.duckdb")
        result = project.match("first", dataset="street@2", project=two / "there.duckdb")
        assert result.copied is not None
        assert result.copied.is_repeat


def test_other_items(two: Path, call: Callable[..., Answer]) -> None:
    before = digest(two / "there.duckdb")
    answer = call("match", "--set", "first", "--dataset", "harbour", "--project", "there.duckdb")
    assert (answer.code, answer.out) == (3, "")
    assert "data sets street@1 and harbour@1 have no item_key in common" in answer.err
    with duckeval.open(two / "here.duckdb") as project:
        assert project.query("select count(*) as n from dataset").rows() == [{"n": 1}]
        assert project.query("select count(*) as n from item").rows() == [{"n": 3}]
        # two of its three items
        project.load_class_map({"car": "automobile"})
        result = project.match("first", dataset="city@1", project=two / "there.duckdb")
        (made,) = result.rescored
        assert (made.prediction_count, made.unknown_items, made.missing_items) == (2, 1, 1)
        (row,) = [
            row for row in ask(project, "leaderboard") if row["prediction_set"] == "first@city@1"
        ]
        assert (row["dataset_name"], row["model_version"], row["item_count"]) == ("city", "1", 3)
        assert (row["label_count"], row["true_positive_count"]) == (4, 1)
        assert [check.name for check in project.check() if not check.is_passed] == []
    assert digest(two / "there.duckdb") == before


def test_a_column_of_another_type_is_left_out(two: Path) -> None:
    (two / "hours.csv").write_text("item_key,hour\n1,noon\n2,late\n")
    with duckeval.open(two / "here.duckdb") as project:
        project.load_metadata(two / "hours.csv")
        result = project.match("first", dataset="street@2", project=two / "there.duckdb")
        assert result.copied is not None
        assert result.copied.skipped_columns == ("hour",)
        rows = project.query("select item_key, hour, weather from item order by item_id").tuples()
    assert list(rows) == [
        ("1", "noon", None), ("2", "late", None), ("3", None, None),
        ("1", None, "rain"), ("2", None, None), ("3", None, None),
    ]  # fmt: skip


def test_what_cannot_be_read(two: Path, call: Callable[..., Answer]) -> None:
    (two / "folder").mkdir()
    (two / "text.duckdb").write_text("a text that is long enough to be no database\n")
    duckdb.connect(str(two / "foreign.duckdb")).close()
    with duckdb.connect(str(two / "there.duckdb")) as connection:
        connection.execute("update project set schema_version = 1")
    for file, code, said in (
        ("none.duckdb", 4, "none.duckdb: no such project file"),
        ("folder", 4, "folder: is a folder"),
        ("text.duckdb", 4, "text.duckdb: is not a DuckDB file"),
        ("foreign.duckdb", 4, "foreign.duckdb: is a DuckDB file, but no duckeval project"),
        ("there.duckdb", 4, "with tables of version 1; this duckeval"),
        ("here.duckdb", 2, "here.duckdb: is the project itself"),
    ):
        answer = call("match", "--set", "first", "--dataset", "street@2", "--project", file)
        assert (answer.code, answer.out, said in answer.err) == (code, "", True), answer.err
    assert call("doctor").code == 0


def test_what_cannot_be_meant(two: Path, call: Callable[..., Answer]) -> None:
    other = write_labels(two / "mine.json", [("1", "car", HERE)], ["1"])
    call("load", "labels", str(other), "--dataset", "street@2")
    for arguments, code, said in (
        (("--project", "there.duckdb"), 2, "--project needs --dataset"),
        (("--dataset", "sea", "--project", "there.duckdb"), 1, "there.duckdb: no data set named"),
        (("--dataset", "street@2", "--project", "there.duckdb"), 2, "street@2 is here already"),
    ):
        answer = call("match", *arguments)
        assert (answer.code, answer.out, said in answer.err) == (code, "", True), answer.err
    with (
        duckeval.open("here.duckdb") as project,
        pytest.raises(duckeval.UsageError, match="needs a data set"),
    ):
        project.match("first", project="there.duckdb")


def test_a_project_that_somebody_has_open(two: Path, call: Callable[..., Answer]) -> None:
    asked = ("match", "--set", "first", "--dataset", "street@2", "--project", "there.duckdb")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(two / "there.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        answer = call(*asked)
        holder.communicate("\n")
    assert answer.code == 4
    assert f"there.duckdb: is in use by process {holder.pid}" in answer.err
    with duckeval.open(two / "there.duckdb"):
        answer = call(*asked)
        assert answer.code == 4
        assert "there.duckdb: is open in this process already" in answer.err
    assert call(*asked).code == 0
