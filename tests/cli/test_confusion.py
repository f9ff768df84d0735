"""``confusion``: the matrix, its shares, the rest, pairs, rows for programs, what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer


def cells(out: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines()]


def test_the_matrix_has_labels_down_and_predictions_across(call: Callable[..., Answer]) -> None:
    answer = call("confusion", "--confidence", "0.1")
    assert (answer.code, answer.err) == (0, "")
    # By hand: two cats and the dog are found, a cat is missed, a dog is seen where nothing is.
    assert cells(answer.out) == [
        ["v1:", "labels", "down,", "predictions", "across"],
        ["label", "cat", "dog", "(missed)"],
        ["----------", "---", "---", "--------"],
        ["cat", "2", "0", "1"],
        ["dog", "0", "1", "0"],
        ["(no", "label)", "0", "1", "-"],
    ]


def test_shares_of_rows_and_the_rest(call: Callable[..., Answer]) -> None:
    answer = call("confusion", "--normalise", "rows", "--class", "cat", "--others")
    assert answer.code == 0
    assert answer.out.splitlines()[0].endswith("across, shares of rows")
    assert cells(answer.out)[3:] == [
        ["cat", "0.6667", "0.0000", "0.3333"],
        ["(other)", "0.0000", "1.0000", "0.0000"],
        ["(no", "label)", "0.0000", "1.0000", "-"],
    ]
    assert "every prediction counts" in answer.err


def test_by_slice_and_for_narrow_terminals(call: Callable[..., Answer]) -> None:
    answer = call("confusion", "--by", "weather", "--slice", "dark")
    assert answer.code == 0
    titles = [line for line in answer.out.splitlines() if line.startswith("v1")]
    assert [title.split(":")[0] for title in titles] == [
        "v1", "v1, weather night", "v1, weather sun", "v1, slice dark"
    ]  # fmt: skip
    assert max(len(line) for line in answer.out.splitlines()) <= 80


def test_for_programs_it_is_the_rows_of_the_macro(call: Callable[..., Answer]) -> None:
    rows = json.loads(call("confusion", "--format", "json").out)
    assert len(rows) == 4
    assert rows[0] == {
        "slice_by": None, "prediction_set": "v1", "slice": "all", "label_class": "cat",
        "predicted_class": "cat", "object_count": 2, "label_share": 2 / 3, "predicted_share": 1.0,
    }  # fmt: skip


def test_labels_that_go_together(call: Callable[..., Answer]) -> None:
    answer = call("confusion", "--co-occurrence", "--by", "weather")
    assert answer.out.startswith("v1: items labelled with both\n")
    assert cells(answer.out)[3:5] == [["cat", "3", "1"], ["dog", "1", "1"]]
    assert "v1, weather night: items labelled with both" in answer.out
    rows = json.loads(call("confusion", "--co-occurrence", "--format", "json").out)
    assert [row["item_count"] for row in rows] == [3, 1, 1, 1]


def test_pairs_where_there_are_none(call: Callable[..., Answer]) -> None:
    answer = call("confusion", "--pairs")
    assert (answer.code, answer.out) == (0, "no class is taken for another one\n")
    assert call("confusion", "--pairs", "--format", "csv").out.startswith("slice_by,prediction_set")


def test_pairs_say_which_way(call: Callable[..., Answer]) -> None:
    with open("swapped.csv", "w") as file:  # noqa: PTH123 - the working directory is the test's
        file.write("item_key,class_name,confidence,x_px,y_px,w_px,h_px\n")
        file.write("2,dog,0.9,10,10,40,40\n3,dog,0.8,0,0,50,50\n1,cat,0.9,50,50,20,20\n")
    assert call("load", "predictions", "swapped.csv", "--set", "swapped").code == 0
    answer = call("confusion", "--pairs", "--set", "swapped", "--by", "weather")
    assert answer.code == 0
    whole, *by_weather = [
        line for line in cells(answer.out) if "cat" in line and line[0] != "classes"
    ]
    assert whole == ["cat", "dog", "2", "0.6667", "1", "1.0000", "1.0000", "undecided"]
    assert [line[:6] for line in by_weather] == [
        ["night", "cat", "dog", "2", "1.0000", "0"], ["sun", "cat", "dog", "0", "0.0000", "1"]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--others"], "the classes of --class are shown by name"),
        (["--pairs", "--normalise", "rows"], "are for the matrix of counts"),
        (["--pairs", "--co-occurrence"], "one at a time"),
        (["--class", "unicorn"], "unicorn"),
    ],
)
def test_what_is_refused(call: Callable[..., Answer], arguments: list[str], message: str) -> None:
    answer = call("confusion", *arguments)
    assert answer.code in {1, 2}
    assert message in answer.err
    assert answer.out == ""
