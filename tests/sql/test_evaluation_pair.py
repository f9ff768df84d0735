"""Which model versions were calculated on which data sets, and whether the commands do the rest."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from duckeval.cli import run
from tests.sql.worlds import (
    AT_SEA,
    FIRST,
    HARBOUR,
    STREET,
    load_street,
    load_world,
    write_labels,
    write_predictions,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Any]:
    with duckeval.open(tmp_path / "project.duckdb") as project:
        load_world(project, tmp_path)
        yield project


def pairs(project: Any) -> dict[tuple[str, str], tuple[Any, ...]]:
    names = ("way", "prediction_set", "from_set", "common_item_count", "unlike_item_count")
    return {
        (row["model"], f"{row['dataset_name']}@{row['dataset_version']}"): tuple(
            row[name] for name in names
        )
        for row in project.evaluation_pairs()
    }


def test_every_model_version_is_paired_with_every_data_set(world: Any) -> None:
    assert pairs(world) == {
        ("net@1", "city@1"): ("score", None, "first", 2, 0),
        ("net@1", "harbour@1"): ("load", None, None, 0, 0),
        ("net@1", "street@1"): ("calculated", "first", None, 3, 0),
        ("net@1", "street@2"): ("score", None, "first", 3, 0),
        ("net@2", "city@1"): ("score", None, "second", 2, 0),
        ("net@2", "harbour@1"): ("calculated", "at sea", None, 2, 0),
        ("net@2", "street@1"): ("calculated", "second", None, 3, 0),
        ("net@2", "street@2"): ("score", None, "second", 3, 0),
    }
    assert [row["is_calculated"] for row in world.evaluation_pairs()] == [
        False, False, True, False, False, True, True, False,
    ]  # fmt: skip


def test_the_commands_calculate_the_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUCKEVAL_DB", raising=False)
    with duckeval.open("duckeval.duckdb") as project:
        load_world(project, tmp_path)
        project.load_predictions(
            write_predictions(tmp_path / "it's loose.csv", FIRST), dataset="street@1", match=False
        )
        commands = [row["command"] for row in project.evaluation_pairs() if row["command"]]
    assert "duckeval match --set 'it'\\''s loose'" in commands
    for command in commands:
        _, *words = shlex.split(command)
        if "FILE" in words:
            name = f"away{len(words)}.csv"
            write_predictions(tmp_path / name, AT_SEA)
            words[words.index("FILE")] = name
        assert run(words) == 0, command
    with duckeval.open("duckeval.duckdb") as project:
        # what was loaded without --model is a model of its own
        left = [row for row in project.evaluation_pairs() if row["way"] != "calculated"]
        assert {row["model"] for row in left} <= {"it's loose", "away5.csv", "away5"}
        assert {row["way"] for row in left} == {"load"}


def test_a_set_without_a_model_goes_with_what_was_scored_from_it(
    world: Any, tmp_path: Path
) -> None:
    world.load_predictions(write_predictions(tmp_path / "loose.csv", FIRST), dataset="street@1")
    world.match("loose", dataset="street@2")
    world.match("loose@street@2", dataset="city@1")
    found = {dataset: row for (model, dataset), row in pairs(world).items() if model == "loose"}
    assert found == {
        "city@1": ("calculated", "loose@street@2@city@1", None, 2, 0),
        "harbour@1": ("load", None, None, 0, 0),
        "street@1": ("calculated", "loose", None, 3, 0),
        "street@2": ("calculated", "loose@street@2", None, 3, 0),
    }
    assert {model for model, _ in pairs(world)} == {"net@1", "net@2", "loose"}


def test_one_key_is_not_one_image(tmp_path: Path) -> None:
    """Data sets that both number their images from 1 have keys in common, and no image."""
    with duckeval.open(tmp_path / "project.duckdb") as project:
        load_street(project, tmp_path)
        away = [(str(int(item) - 9), name, box) for item, name, box in HARBOUR]
        path = write_labels(tmp_path / "away.json", away, ["1", "2"])
        path.write_text(path.read_text().replace(".jpg", ".png"))
        project.load_labels(path, dataset="away")
        # the next version of the same data set, in which image 3 has another size
        path = write_labels(tmp_path / "larger.json", STREET, ["1", "2", "3"])
        path.write_text(path.read_text().replace(
            '"3.jpg", "width": 100', '"3.jpg", "width": 300'
        ))  # fmt: skip
        project.load_labels(path, dataset="street@2")
        found = pairs(project)
        assert found["net@1", "away@1"] == ("load", None, None, 0, 2)
        assert found["net@1", "street@2"] == ("score", None, "first", 2, 1)
        with pytest.raises(duckeval.InputFileError, match="2 item_key in common, but no image"):
            project.match("first", dataset="away@1")
        (made,) = project.match("first", dataset="street@2").rescored
        assert (made.unlike_items, made.unlike_predictions, made.prediction_count) == (1, 1, 2)
        assert (made.unknown_items, made.missing_items) == (0, 0)
        assert pairs(project)["net@1", "street@2"][3:] == (2, 1)
        assert [check.name for check in project.check() if not check.is_passed] == []
