"""``compare``: what people read, what programs read, and what CI is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from tests.cli.conftest import RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


@pytest.fixture(autouse=True)
def second(folder: Path) -> None:
    """A second version: it lost the cat of image 2, which is dark, and found that of image 3."""
    found = {"image_id": 3, "category_id": 1, "bbox": [0, 0, 50, 50], "score": 0.6}
    (folder / "v2.json").write_text(json.dumps([*RESULTS[:2], RESULTS[3], found]))
    with duckeval.open(folder / "duckeval.duckdb") as project:
        project.load_predictions(folder / "v2.json")
        project.slices.add("second", "item_key = '2'")


def test_it_says_what_is_compared_and_what_changed(call: Callable[..., Answer]) -> None:
    answer = call("compare", "v1", "v2")
    lines = answer.out.splitlines()
    assert answer.code == 0, answer.err
    assert lines[0] == "v2 against v1 on 3 items"
    assert lines[2].startswith("labels: 2 found by both, 1 fixed, 1 broken, 0 found by neither")
    assert "mAP@.50" in answer.out
    assert answer.err == ""


def test_slices_and_classes_have_tables(call: Callable[..., Answer]) -> None:
    answer = call("compare", "v1", "v2", "--by", "weather", "--slice", "dark", "--per-class")
    for text in ("weather", "night", "sun", "dark", "cat", "dog"):
        assert text in answer.out


def test_programs_get_one_flat_list(call: Callable[..., Answer]) -> None:
    answer = call("compare", "v1", "v2", "--format", "json", "--intervals", "--resamples", "20")
    rows: list[dict[str, Any]] = json.loads(answer.out)
    (row,) = [row for row in rows if row["measure"] == "recall_micro"]
    assert (row["baseline"], row["candidate"], row["delta"]) == (0.75, 0.75, 0.0)
    assert row["resample_count"] == 20
    assert {row["class_name"] for row in rows} == {None, "cat", "dog"}


def test_intervals_are_printed_with_how_they_were_made(call: Callable[..., Answer]) -> None:
    answer = call("compare", "v1", "v2", "--intervals", "--resamples", "50", "--seed", "7")
    assert "paired bootstrap over items, 50 resamples, seed 7" in answer.out
    assert "P(delta > 0)" in answer.out


def test_differences_are_tested_by_permutation(call: Callable[..., Answer]) -> None:
    asked = ("compare", "v1", "v2", "--permutations", "99", "--seed", "7")
    answer = call(*asked, "--by", "weather", "--per-class", "--intervals", "--resamples", "9")
    lines = answer.out.splitlines()
    assert "p: permutation test over items, 99 permutations, seed 7" in lines
    heads = [line for line in lines if line.startswith(("measure ", "weather ", "class "))]
    assert sum(line.split()[-1] == "p" or " p " in line for line in heads) >= 3
    rows = json.loads(call(*asked, "--format", "json").out)
    (row,) = [row for row in rows if row["measure"] == "recall_micro"]
    # One label is lost and one is found, so that no permutation has a smaller difference than 0.
    assert (row["delta"], row["permutation_p"]) == (0.0, 1.0)
    assert "delta_low" not in row


def test_slices_say_how_many_labels_changed(call: Callable[..., Answer]) -> None:
    lines = call("compare", "v1", "v2", "--slice", "second", "--slice", "all").out.splitlines()
    place = next(at for at, line in enumerate(lines) if line.endswith("McNemar p"))
    heads, _, *rows = (line.split() for line in lines[place : place + 4])
    assert heads[:6] == ["slice", "labels", "both", "fixed", "broken", "neither"]
    assert rows == [["all", "4", "2", "1", "1", "0", "1"], ["second", "1", "0", "0", "1", "0", "1"]]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--fail-under", "recall_micro=-0.01"), 0),
        (("--fail-under", "recall_micro=-0.01", "--slice", "second"), 5),
        (("--fail-under", "recall_micro=-1", "--slice", "second"), 0),
        (("--fail-under", "recall_micro=-0.01", "--slice", "second", "--slice", "all"), 5),
        (("--fail-under", "recall_micro=-0.01", "--slice", "all"), 0),
        (("--fail-under", "precision=0", "--class", "cat"), 0),
        (("--fail-under", "recall=0.1", "--class", "cat"), 5),
        (("--fail-under", "map=0.5", "--fail-under", "recall_micro=0"), 5),
        (("--fail-under", "map=-1", "--where", "false"), 5),
        (("--fail-under", "precision=-1", "--where", "false"), 5),
        (("--fail-under", "map=-1", "--where", "false", "--by", "weather"), 5),
    ],
)
def test_a_limit_decides_the_exit_code(
    call: Callable[..., Answer], options: tuple[str, ...], code: int
) -> None:
    answer = call("compare", "v1", "v2", *options)
    assert answer.code == code, answer.err
    assert ("FAILED: " in answer.err) == (code == 5)
    assert "mAP@.50" in answer.out


def test_every_slice_that_failed_is_said(process: Callable[..., Answer]) -> None:
    limits = ("--fail-under", "recall_micro=0.1", "--fail-under", "precision_micro=-1")
    answer = process("compare", "v1", "v2", "--by", "weather", "--slice", "second", *limits)
    assert answer.code == 5
    said = [line.removeprefix("FAILED: recall_micro in slice ") for line in answer.err.splitlines()]
    assert said == [
        "'night': +0.0000 (0.5000 to 0.5000), at least +0.1 was asked for",
        "'sun': +0.0000 (1.0000 to 1.0000), at least +0.1 was asked for",
        "'second': -1.0000 (1.0000 to 0.0000), at least +0.1 was asked for",
        "duckeval: error: 3 differences between v1 and v2 below --fail-under",
    ]


def test_items_of_one_set_alone_are_counted(call: Callable[..., Answer], folder: Path) -> None:
    truth = json.loads((folder / "truth.json").read_bytes())
    kept = [image for image in truth["images"] if image["id"] == 1]
    labels = [label for label in truth["annotations"] if label["image_id"] == 1]
    (folder / "one.json").write_text(json.dumps({**truth, "images": kept, "annotations": labels}))
    (folder / "v3.json").write_text(json.dumps(RESULTS[:2]))
    with duckeval.open(folder / "duckeval.duckdb") as project:
        project.load_labels(folder / "one.json", dataset="default@2")
        project.load_predictions(folder / "v3.json", dataset="default@2")
    answer = call("compare", "v1", "v3", "--permutations", "9", "--intervals", "--resamples", "9")
    lines = answer.out.splitlines()
    assert lines[0] == "v3 against v1 on 1 item"
    assert "items of default@1 and default@2 are the same by their item_key" in lines
    assert "2 items that only v1 is over left out" in lines
    assert "recall" in answer.out


def test_sets_without_a_common_item_are_refused(call: Callable[..., Answer], folder: Path) -> None:
    truth = json.loads((folder / "truth.json").read_bytes())
    other = {"images": [{"id": 9, "file_name": "z.jpg", "width": 9, "height": 9}]}
    label = {**truth["annotations"][0], "image_id": 9, "bbox": [0, 0, 9, 9]}
    (folder / "other.json").write_text(json.dumps({**truth, **other, "annotations": [label]}))
    (folder / "v3.json").write_text(json.dumps([{**RESULTS[0], "image_id": 9}]))
    with duckeval.open(folder / "duckeval.duckdb") as project:
        project.load_labels(folder / "other.json", dataset="other")
        project.load_predictions(folder / "v3.json", dataset="other")
    answer = call("compare", "v1", "v3", "--by", "weather", "--intervals", "--permutations", "9")
    assert answer.code == 1
    assert answer.err.splitlines() == [
        "duckeval: error: v1 and v3 have no item in common",
        "hint: items of two data sets are the same if their item_key is",
    ]
    (folder / "gate.toml").write_text("[[gate]]\nmeasure = 'map'\nmin_delta = -1\n")
    answer = call("gate", "gate.toml", "--set", "v3", "--against", "v1")
    assert answer.code == 5
    assert "its difference is undefined" in answer.err


def test_what_failed_is_said(process: Callable[..., Answer]) -> None:
    answer = process("compare", "v1", "v2", "--slice", "second", "--fail-under", "recall_micro=0")
    assert answer.code == 5
    first, last = answer.err.splitlines()
    said = "recall_micro in slice 'second': -1.0000 (1.0000 to 0.0000), at least +0 was asked for"
    assert first == f"FAILED: {said}"
    assert last == "duckeval: error: 1 difference between v1 and v2 below --fail-under"


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("v1", "v9"), 1, "no prediction set named 'v9'"),
        (("v1", "v1"), 1, "both sets are 'v1'"),
        (("v1",), 2, "Missing argument 'CANDIDATE'"),
        (("v1", "v2", "--fail-under", "map"), 2, "expected MEASURE=DELTA"),
        (("v1", "v2", "--fail-under", "=0"), 2, "expected MEASURE=DELTA"),
        (("v1", "v2", "--fail-under", "map=nan"), 2, "the least difference of map is nan"),
        (("v1", "v2", "--fail-under", "mapp=0"), 2, "there is no measure 'mapp'"),
        (("v1", "v2", "--slice", "darkk"), 1, "no slice named 'darkk'"),
        (("v1", "v2", "--where", "wether = 1"), 1, "weather"),
        (("v1", "v2", "--permutations", "0"), 2, "--permutations"),
        (("v1", "v2", "--intervals", "--seed", "-1"), 2, "--seed"),
    ],
)
def test_what_makes_no_sense_is_one_line(
    call: Callable[..., Answer], arguments: tuple[str, ...], code: int, text: str
) -> None:
    answer = call("compare", *arguments)
    assert answer.code == code
    assert answer.err.startswith("duckeval: error: ")
    assert text in answer.err
