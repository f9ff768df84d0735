"""One part of the report alone: what it refuses, its SQL, its files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import duckeval
from duckeval.cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from duckeval import Project


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["recal"], "a report has no part 'recal'"),
        (["comparison"], "--against names the baseline"),
        (["slices"], "--by EXPR or --slice NAME"),
        (["recall", "--set", "v1", "--against", "v1"], "compared with itself"),
    ],
)
def test_what_cannot_be_shown_is_said(
    scenes: Path, words: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", *words, "--db", str(scenes)]) == 2
    shown = capfd.readouterr()
    assert said in shown.err
    assert shown.out == ""


def test_names_are_checked_before_anything_is_computed(
    scenes: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for words in (["--set", "v3"], ["--class", "cat"], ["--where", "wheather = 1"]):
        assert run(["show", "recall", *words, "--db", str(scenes)]) == 1
        assert words[1].partition(" ")[0] in capfd.readouterr().err


def test_the_sql_is_that_of_the_numbers(
    scenes: Path, project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    given = ["show", "iou-distribution", "--set", "v1", "--where", "weather = 'night'"]
    assert run([*given, "--db", str(scenes), "--sql"]) == 0
    sql = capfd.readouterr().out.strip().rstrip(";")
    assert run([*given, "--db", str(scenes), "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out) == json.loads(json.dumps(project.query(sql).rows()))


def test_what_a_set_has_none_of_is_counted_as_0(
    scenes: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    given = ["show", "outcome", "--set", "v2", "--against", "v1", "--where", "item_key = '7'"]
    assert run([*given, "--db", str(scenes), "--format", "md"]) == 0
    rows = [line for line in capfd.readouterr().out.splitlines() if line.startswith("| ")]
    assert len(rows) > 3
    counts = [cell.strip() for row in rows for cell in row.split("|")[3:6]]
    assert "0" in counts
    assert "-" not in counts


def test_nothing_is_left_behind(
    scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    out = tmp_path / "rows.parquet"
    assert run(["show", "average-iou", "--db", str(scenes), "-o", str(out)]) == 0
    assert list(tmp_path.iterdir()) == [out]
    capfd.readouterr()
    with duckeval.open(":memory:") as empty:
        rows = empty.query(f"from '{out}' select class_name, mean_iou").rows()
    assert len(rows) == 4


def test_a_part_without_numbers_says_why(scenes: Path, capfd: pytest.CaptureFixture[str]) -> None:
    given = ["show", "average-iou", "--where", "false", "--db", str(scenes)]
    assert run(given) == 0
    assert "left out: " in capfd.readouterr().out
