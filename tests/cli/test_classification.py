"""``classification``, and what other commands say of classifiers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import duckeval
from duckeval.cli import run

if TYPE_CHECKING:
    from pathlib import Path

LABELS = """\
item_key,class_name,camera
a,sun,front
b,rain,front
c,rain,rear
d,sun,rear
"""
V1 = """\
item_key,rain,sun
a,0.25,0.75
b,0.75,0.25
c,0.25,0.75
d,0.5,0.5
"""
V2 = """\
item_key,class_name
a,sun
b,rain
c,rain
"""


@pytest.fixture(autouse=True)
def classifiers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two classifiers of four items, in the working directory."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("labels", LABELS), ("v1", V1), ("v2", V2)):
        (tmp_path / f"{name}.csv").write_text(text)
    assert run(["load", "labels", "labels.csv", "--task", "weather"]) == 0
    for name in ("v1", "v2"):
        assert run(["load", "predictions", f"{name}.csv", "--task", "weather"]) == 0
    with duckeval.open("duckeval.duckdb") as project:
        project.load_metadata(tmp_path / "labels.csv", column_map={"class_name": "said"})


def cells(out: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines() if line]


def test_numbers_and_classes(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["classification", "--set", "v1", "--per-class", "--top", "1"]) == 0
    lines = cells(capsys.readouterr().out)
    # By hand: a and b are right, c is called sun, d (a tie) rain, the first class.
    assert lines[0] == ["v1,", "weather:", "4", "items,", "2", "classes"]
    assert lines[3] == ["v1", "0.5000", "0.5000", "0.5000", "0.5000", "0.6250", "0.6667"]
    assert lines[6][:2] == ["v1", "0.5000"]
    assert lines[9] == [
        "v1",
        "rain",
        "2",
        "2",
        "1",
        "0.5000",
        "0.5000",
        "0.5000",
        "0.6250",
        "0.7500",
    ]


def test_unanswered_items_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["classification", "--set", "v2"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "v2, weather: 4 items, 1 without an answer, 2 classes"
    assert cells(out)[3][1] == "0.7500"


def test_slices_and_rows_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["classification", "--by", "camera", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    found = {
        (row["prediction_set"], row["slice_by"], row["slice"]): row["accuracy"] for row in rows
    }
    assert found == {
        ("v1", None, "all"): 0.5, ("v2", None, "all"): 0.75,
        ("v1", "camera", "front"): 1.0, ("v1", "camera", "rear"): 0.0,
        ("v2", "camera", "front"): 1.0, ("v2", "camera", "rear"): 0.5,
    }  # fmt: skip


def test_summary_shows_classifiers_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["summary"]) == 0
    out, err = capsys.readouterr()
    assert "accuracy" in out
    assert "mAP@" not in out
    assert err == ""


def test_compare_leaves_out_what_boxes_have(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["compare", "v1", "v2", "--resamples", "50"]) == 0
    out = capsys.readouterr().out
    assert "mean IoU" not in out
    assert "protocol" not in out
    [accuracy] = [line for line in cells(out) if line[0] == "accuracy"]
    assert accuracy[:4] == ["accuracy", "0.5000", "0.7500", "+0.2500"]


def test_commands_about_boxes_say_that_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["errors", "--set", "v1"]) == 1
    assert "v1 answers the classification weather" in capsys.readouterr().err
    assert run(["leaderboard", "--measure", "accuracy", "--resamples", "50"]) == 0
    assert cells(capsys.readouterr().out)[2][1] == "v2"


def test_a_task_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["classification", "--task", "wether"]) == 1
    assert "There are: weather" in capsys.readouterr().err


def test_sets_come_in_the_order_of_loading(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(["load", "predictions", "v1.csv", "--set", "a0", "--task", "weather", "--replace"]) == 0
    )
    capsys.readouterr()
    named = [each for name in ("v1", "v2", "a0") for each in ("--set", name)]
    for sets in ([], named):
        assert run(["summary", "--per-class", "--by", "camera", *sets]) == 0
        lines = capsys.readouterr().out.splitlines()
        shown = [line.split()[0] for line in lines if line.startswith(("v", "a0"))]
        assert list(dict.fromkeys(shown)) == ["v1,", "v2,", "a0,", "v1", "v2", "a0"]


def test_no_note_speaks_of_objects(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    for command in ("summary", "summary --format json", "show summary"):
        assert run(command.split()) == 0
        assert not capsys.readouterr().err
    task = ["--task", "sky", "--kind", "multilabel"]
    assert run(["load", "labels", "labels.csv", *task]) == 0
    assert run(["load", "predictions", "v1.csv", "--set", "sky", *task[:2]]) == 0
    capsys.readouterr()
    assert run(["summary", "--set", "sky"]) == 0
    said = capsys.readouterr().err
    assert said == "note: without --confidence, every class above 0.5 is an answer\n"
