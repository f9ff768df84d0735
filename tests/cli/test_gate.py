"""``gate``: assertions that hold and fail, files that are wrong, and what CI is given."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

import duckeval
from tests.cli.conftest import RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer

GOOD = """
[[gate]]
name = "quality"
measure = "recall_micro"
min = 0.75

[[gate]]
measure = "recall"
class = "cat"
slice = "dark"
max = 0.5

[[gate]]
measure = "recall_micro"
where = "item_key = '2'"
iou = 0.4
min_delta = -1

[[gate]]
sql = "select count(*) from item"
min = 3
max = 3
"""
YAML = """
gate:
  - {measure: recall_micro, min: 0.75}
  - measure: recall_micro
    where: item_key = '2'
    min_delta: -0.5
"""


@pytest.fixture(autouse=True)
def second(folder: Path) -> None:
    """A second version: it lost the cat of image 2, which is dark, and found that of image 3."""
    found = {"image_id": 3, "category_id": 1, "bbox": [0, 0, 50, 50], "score": 0.6}
    (folder / "v2.json").write_text(json.dumps([*RESULTS[:2], RESULTS[3], found]))
    with duckeval.open(folder / "duckeval.duckdb") as project:
        project.load_predictions(folder / "v2.json")


def test_assertions_that_hold(call: Callable[..., Answer], folder: Path) -> None:
    (folder / "gate.toml").write_text(GOOD)
    answer = call("gate", "gate.toml", "--against", "v1", "--format", "json")
    assert answer.code == 0, answer.err
    rows = json.loads(answer.out)
    assert [row["value"] for row in rows] == [0.75, 0.5, 0.0, 3.0]
    assert [row["delta"] for row in rows] == [None, None, -1.0, None]
    assert [row["set"] for row in rows] == ["v2", "v2", "v2", None]
    assert {row["result"] for row in rows} == {"ok"}
    assert rows[1]["gate"] == "recall of cat in dark"
    assert answer.err == "gate.toml: all 4 assertions hold\n"


def test_an_assertion_that_fails_is_five(process: Callable[..., Answer], folder: Path) -> None:
    (folder / "gate.yaml").write_text(YAML)
    answer = process("gate", "gate.yaml", "--against", "v1", "--junit", "gate.xml")
    assert answer.code == 5
    assert answer.err.splitlines() == [
        "wrote gate.xml",
        "FAILED: recall_micro where item_key = '2': its difference is -1, expected at least -0.5",
        "duckeval: error: gate.yaml: 1 assertion of 2 failed",
    ]
    root = ET.parse(folder / "gate.xml").getroot()  # noqa: S314 - our own file
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    cases = root.findall("./testsuite/testcase")
    assert [case.find("failure") is None for case in cases] == [True, False]


def test_a_difference_is_that_of_the_items_both_sets_are_over(
    call: Callable[..., Answer], folder: Path
) -> None:
    (folder / "gate.toml").write_text(
        '[[gate]]\nmeasure = "true_positive_count"\nmin = 2\nmin_delta = 0\n'
    )
    truth = json.loads((folder / "truth.json").read_bytes())
    kept = [image for image in truth["images"] if image["id"] != 2]  # where v2 lost the cat
    labels = [label for label in truth["annotations"] if label["image_id"] != 2]
    (folder / "next.json").write_text(json.dumps({**truth, "images": kept, "annotations": labels}))
    with duckeval.open(folder / "duckeval.duckdb") as project:
        dataset = project.query("select dataset_name from dataset").rows()[0]["dataset_name"]
        project.load_labels(folder / "next.json", dataset=f"{dataset}@2")
        found = [each for each in RESULTS if each["image_id"] != 2]
        (folder / "third.json").write_text(json.dumps(found))
        project.load_predictions(folder / "third.json", dataset=f"{dataset}@2")
    answer = call("gate", "gate.toml", "--against", "v1", "--format", "json")
    assert answer.code == 0, answer.err
    (row,) = json.loads(answer.out)
    assert (row["set"], row["value"], row["delta"]) == ("third", 2.0, 0.0)


def test_what_is_undefined_fails(call: Callable[..., Answer], folder: Path) -> None:
    text = '[[gate]]\nmeasure = "map"\nwhere = "false"\nmin = 0\n'
    (folder / "gate.toml").write_text(text)
    answer = call("gate", "gate.toml")
    assert answer.code == 5
    assert "its value is undefined" in answer.err
    (folder / "gate.toml").write_text(text.replace("min =", "min_delta ="))
    answer = call("gate", "gate.toml", "--against", "v1")
    assert answer.code == 5
    assert "its difference is undefined" in answer.err


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("g.toml", "[[gate]\n", 3, "g.toml is no TOML: "),
        ("g.toml", "x = 1\n", 3, "there is no list named 'gate'"),
        ("g.toml", "[[gate]]\nmeasure = 'map'\n", 3, "g.toml, line 1: nothing is asked of map"),
        ("g.toml", "\n[[gate]]\nmesure = 'map'\nmin=0", 3, "line 2: unknown key 'mesure'"),
        ("g.toml", "[[gate]]\nmeasure = 'map'\nmin='0'", 3, "min is '0', expected a number"),
        ("g.toml", "[[gate]]\nmeasure = 'map'\nmin=nan", 3, "min is nan, expected a number"),
        ("g.toml", "[[gate]]\nmeasure='map'\nmin_delta=0\nbaseline='v2'", 3, "are both v2"),
        ("g.toml", "[[gate]]\nmin=0", 3, "expected either a measure or an sql"),
        ("g.toml", "[[gate]]\nmeasure='mapp'\nmin=0", 3, "there is no measure 'mapp'"),
        ("g.toml", "[[gate]]\nmeasure='map'\nmin=0\nset='v9'", 3, "no prediction set named 'v9'"),
        ("g.toml", "[[gate]]\nmeasure='map'\nmin_delta=0", 3, "a difference of map to what?"),
        ("g.toml", "[[gate]]\nsql='select 1, 2'\nmin=0", 3, "gives 2 columns, expected one number"),
        ("g.toml", "[[gate]]\nsql='select x'\nmin=0", 3, 'column "x" was not found'),
        ("g.toml", "[[gate]]\nsql='select 1'\nmin=0\nclass='cat'", 3, "not class"),
        ("g.yaml", "gate:\n - a: [", 3, "g.yaml is no YAML: "),
        ("g.yaml", "gate:\n - measure: map\n   min: 0\n - 3\n", 3, "line 4: a gate is keys and"),
        ("g.ini", "", 2, "a .toml, .yaml or .yml file"),
        ("none.toml", None, 3, "cannot read none.toml"),
    ],
)
def test_a_file_that_is_wrong_is_one_line(
    call: Callable[..., Answer], folder: Path, name: str, text: str | None, code: int, said: str
) -> None:
    if text is not None:
        (folder / name).write_text(text)
    answer = call("gate", name)
    assert answer.code == code, answer.err
    assert answer.err.startswith("duckeval: error: ")
    assert said in answer.err.splitlines()[0]


def test_without_pyyaml_a_yaml_file_says_so(
    call: Callable[..., Answer], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    (folder / "gate.yaml").write_text(YAML)
    answer = call("gate", "gate.yaml")
    assert answer.code == 2
    assert "needs the package pyyaml" in answer.err


def test_the_leaderboard_ranks_sets(call: Callable[..., Answer]) -> None:
    answer = call("leaderboard", "--measure", "recall_micro", "--resamples", "50")
    lines = answer.out.splitlines()
    assert answer.code == 0, answer.err
    assert lines[0].split() == ["rank", "set", "recall_micro", "from", "to", "ranks", "P(first)"]
    assert [line.split()[:3] for line in lines[2:4]] == [
        ["1", "v1", "0.7500"],
        ["1", "v2", "0.7500"],
    ]
    rows = json.loads(call("leaderboard", "v2", "--format", "json", "--resamples", "9").out)
    assert [(row["rank"], row["prediction_set"], row["rank_high"]) for row in rows] == [
        (1, "v2", 1)
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("v9",), "no prediction set named 'v9'"),
        (("--measure", "mapp"), "no measure named 'mapp'"),
        (("--class", "bird"), "no class named 'bird'"),
        (("--where", "weather ="), "syntax error"),
        (("--where", "wether = 1"), '"wether" not found'),
    ],
)
def test_a_leaderboard_of_nothing_is_refused(
    call: Callable[..., Answer], arguments: tuple[str, ...], said: str
) -> None:
    answer = call("leaderboard", *arguments)
    assert answer.code == 1
    assert said in answer.err
    assert "internal error" not in answer.err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"slice_by": "weather"}, "a leaderboard has no slice_by"),
        ({"compare_as": "mask"}, "is not matched as mask"),
        ({"iou_treshold": 0.5}, "no parameter named 'iou_treshold'"),
        ({"iou_threshold": 3}, "expected a number from 0 to 1, not 3"),
    ],
)
def test_a_leaderboard_takes_the_parameters_of_performance(
    folder: Path, asked: dict[str, Any], said: str
) -> None:
    with (
        duckeval.open(folder / "duckeval.duckdb") as project,
        pytest.raises(duckeval.DuckevalError, match=said),
    ):
        project.leaderboard(resamples=9, **asked)
