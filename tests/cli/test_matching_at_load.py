"""What ``duckeval load predictions`` matches, and in which way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckeval
from tests.oracle.files import write_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer

import pytest

SQUARE = [10, 10, 50, 10, 50, 50, 10, 50]
MOVED = [11, 10, 51, 10, 51, 50, 11, 50]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Return a project with one labelled square; a file with a prediction lies beside it."""
    truth = {
        "images": [{"id": 1, "width": 60, "height": 60}],
        "categories": [{"id": 1, "name": "leaf"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "segmentation": [SQUARE]}],
    }
    result = {"image_id": 1, "category_id": 1, "score": 0.5, "segmentation": [MOVED]}
    write_json(tmp_path / "v1.json", [result])
    path = tmp_path / "a.duckdb"
    with duckeval.open(path) as project:
        project.load_labels(write_json(tmp_path / "truth.json", truth))
    return path


def matchings(db: Path) -> list[tuple[Any, ...]]:
    with duckeval.open(db, read_only=True) as project:
        rows = project.query(
            "select compared_as, is_own_shape, iou_mode, measure, scale_px from matching "
            "where is_matched_closest and is_matched_coco order by matching_id"
        )
        return list(rows.tuples())


def test_a_load_matches_in_the_way_that_is_asked_for(
    call: Callable[..., Answer], db: Path, tmp_path: Path
) -> None:
    load = ["load", "predictions", str(tmp_path / "v1.json"), "--db", str(db)]
    assert call(*load, "--as", "rotated_box", "--as", "mask", "--iou-mode", "raster").code == 0
    assert matchings(db) == [
        ("mask", True, "raster", None, None),
        ("rotated_box", False, "raster", None, None),
        ("box", False, "vector", None, None),
    ]
    again = call(*load, "--iou-mode", "raster")
    assert "nothing changed" in again.err
    again = call(*load, "--measure", "boundary")
    assert again.err.splitlines()[-1] == "matched v1 as mask"
    assert "nothing changed" not in again.err
    assert matchings(db)[0] == ("mask", True, "raster", "boundary", None)
    shown = call("summary", "--confidence", "0.1", "--db", str(db))
    assert "compared as mask (raster, boundary)" in " ".join(shown.out.split())
    [row] = json.loads(call("summary", "--format", "json", "--db", str(db)).out)
    recorded = {
        "compared_as": "mask",
        "iou_mode": "raster",
        "measure": "boundary",
        "scale_px": None,
    }
    assert {name: row[name] for name in recorded} == recorded


def test_sets_that_are_compared_in_two_ways_are_named(
    call: Callable[..., Answer], db: Path, tmp_path: Path
) -> None:
    load = ["load", "predictions", str(tmp_path / "v1.json"), "--db", str(db)]
    assert call(*load).code == 0
    assert call(*load, "--set", "v2", "--measure", "boundary").code == 0
    shown = " ".join(call("summary", "--confidence", "0.1", "--db", str(db)).out.split())
    expected = "compared as mask (raster) of v1 and mask (raster, boundary) of v2"
    assert expected in shown
    shown = " ".join(call("compare", "v1", "v2", "--db", str(db)).out.split())
    assert expected in shown


def test_a_report_says_how_objects_are_compared(
    call: Callable[..., Answer], db: Path, tmp_path: Path
) -> None:
    load = ["load", "predictions", str(tmp_path / "v1.json"), "--measure", "boundary"]
    assert call(*load, "--db", str(db)).code == 0
    folder = tmp_path / "report"
    assert call("report", "-o", str(folder), "--no-page", "--db", str(db)).code == 0
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert (manifest["sets"][0]["compared_as"], manifest["sets"][0]["measure"]) == (
        "mask",
        "boundary",
    )
    shown = call("show", "outcome", "--db", str(db))
    assert "mask (raster, boundary)" in shown.out


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["--no-match", "--measure", "boundary"], 2, "it is said how to match, and not to match"),
        (["--task", "weather", "--as", "box"], 2, "whole items have no shape"),
        (["--measure", "frechet"], 1, "frechet is not for what is compared as mask"),
        (["--as", "keypoints"], 1, "has no keypoints"),
    ],
)
def test_what_cannot_be_matched_so_is_not_loaded(
    call: Callable[..., Answer],
    db: Path,
    tmp_path: Path,
    options: list[str],
    code: int,
    says: str,
) -> None:
    answer = call("load", "predictions", str(tmp_path / "v1.json"), *options, "--db", str(db))
    assert answer.code == code
    assert says in answer.err
    with duckeval.open(db, read_only=True) as project:
        assert project.sets == ()
