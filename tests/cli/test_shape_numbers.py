"""``joints``, ``lines`` and ``lanes``: tables, rows for programs, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from tests.oracle.files import write_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


@pytest.fixture
def people(tmp_path: Path) -> str:
    """Return a project with two labelled poses of three joints; one is found."""

    def pose(*points: int) -> dict[str, Any]:
        return {"image_id": 1, "category_id": 1, "keypoints": [*points]}

    truth = {
        "images": [{"id": 1, "width": 200, "height": 100}],
        "categories": [
            {
                "id": 1,
                "name": "person",
                "keypoints": ["head", "neck", "hand"],
                "keypoint_sigmas": [0.1, 0.1, 0.1],
            }
        ],
        "annotations": [
            {"id": 1, "bbox": [10, 10, 40, 80]} | pose(30, 15, 2, 30, 35, 2, 45, 50, 1),
            {"id": 2, "bbox": [110, 10, 40, 80]} | pose(130, 15, 2, 130, 35, 2, 0, 0, 0),
        ],
    }  # fmt: skip
    results = [{"score": 0.9} | pose(33, 19, 1, 30, 35, 1, 45, 62, 1)]
    path = tmp_path / "people.duckdb"
    with duckeval.open(path) as project:
        project.load_labels(write_json(tmp_path / "truth.json", truth))
        project.load_predictions(write_json(tmp_path / "v1.json", results))
    return str(path)


@pytest.fixture
def lined(tmp_path: Path) -> str:
    """Return a project with two labelled lanes; one is found, 1 px off, before a made up one."""
    rows = {"raw_file": "a.jpg", "h_samples": [10, 20, 30], "lanes": [[5, 5, 5], [50, 50, 50]]}
    said = {"raw_file": "a.jpg", "lanes": [[6, 6, 6], [90, 90, 90]], "scores": [0.9, 0.8]}
    for name, row in (("truth", rows), ("v1", said)):
        (tmp_path / f"{name}.json").write_text(json.dumps(row) + "\n", encoding="utf-8")
    path = tmp_path / "lanes.duckdb"
    with duckeval.open(path) as project:
        project.load_labels(tmp_path / "truth.json")
        project.load_predictions(tmp_path / "v1.json")
    return str(path)


def lines_of(answer: Answer) -> list[list[str]]:
    assert (answer.code, answer.err) == (0, "")
    assert max(len(line) for line in answer.out.splitlines()) <= 80
    return [line.split() for line in answer.out.splitlines()]


def test_joints(call: Callable[..., Answer], people: str) -> None:
    # 5 px, 0 px and 12 px off; half the larger side of the box is 8 px, and head to neck 20 px
    title, head, _, *rows = lines_of(call("joints", "--alpha", "0.1", "--db", people))
    assert title == ["keypoints"]
    assert head[:7] == ["class", "joint", "labelled", "found", "right", "PCK", "of"]
    assert rows == [
        ["person", "head", "2", "1", "1", "0.5000", "1.0000", "5.0000"],
        ["person", "neck", "2", "1", "1", "0.5000", "1.0000", "0.0000"],
        ["person", "hand", "1", "1", "0", "0.0000", "0.0000", "12.0000"],
    ]
    given = ("--segment", "head, neck", "--alpha", "0.7", "--format", "json", "--db", people)
    found = json.loads(call("joints", *given).out)
    assert [row["correct_count"] for row in found] == [1, 1, 1]
    assert {row["slice_by"] for row in found} == {None}


def test_lines(call: Callable[..., Answer], lined: str) -> None:
    title, head, _, *rows = lines_of(call("lines", "--distances", "0.5,2", "--db", lined))
    assert " ".join(title) == "average precision at distances"
    assert head == ["class", "lines", "AP@0.5", "AP@2", "mean"]
    assert rows == [["lane", "2", "0.0000", "0.5000", "0.2500"],
                    ["(all)", "2", "0.0000", "0.5000", "0.2500"]]  # fmt: skip
    by = call("lines", "--distances", "2", "--by", "item_key", "--format", "json", "--db", lined)
    assert {(row["slice_by"], row["slice"]) for row in json.loads(by.out)} == {
        (None, "all"),
        ("item_key", "a.jpg"),
    }


def test_lanes(call: Callable[..., Answer], lined: str) -> None:
    title, head, _, *rows = lines_of(call("lanes", "--db", lined))
    assert " ".join(title) == "lanes, as TuSimple measures them"
    assert " ".join(head) == "items lanes accuracy false positive false negative"
    assert rows == [["1", "2", "0.5000", "0.5000", "0.5000"]]
    (row,) = json.loads(call("lanes", "--format", "json", "--db", lined).out)
    assert row["scored_count"] == 1


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("lines", "--distances", "0"), "expected numbers above 0"),
        (("lines", "--distances", "far"), "expected numbers above 0"),
        (("joints", "--segment", "head"), "expected two joints"),
    ],
)
def test_what_is_refused(call: Callable[..., Answer], command: tuple[str, ...], says: str) -> None:
    answer = call(*command)
    assert answer.code == 2
    assert says in answer.err


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("joints", "no labelled keypoints"),
        ("lines", "no prediction set is compared by the distance of polylines"),
        ("lanes", "no prediction set is compared as polylines"),
    ],
)
def test_without_such_shapes(call: Callable[..., Answer], command: str, says: str) -> None:
    answer = call(command)
    assert (answer.code, answer.out.strip()) == (0, says)
