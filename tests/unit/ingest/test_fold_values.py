"""Folds that are loaded: what cannot be right is set aside, what is odd is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

import duckeval
from duckeval.errors import InputFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

KEYS = ["a", "b", "c", "d"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with duckeval.open(tmp_path / "folds.duckdb") as opened:
        tags = pa.table({"item_key": KEYS, "class_name": ["x", "y", "x", "y"]})
        opened.load_labels(tags, task="t", kind="multiclass")
        yield opened


def load(project: Project, folds: list[Any], name: str = "fold") -> Any:
    return project.load_metadata(pa.table({"item_key": KEYS[: len(folds)], name: folds}))


@pytest.mark.parametrize("folds", [[0, 1, 0, 1], [1.0, 2.0, 1.0, 2.0], ["left", "right"] * 2])
def test_folds_are_whole_numbers_or_names(project: Project, folds: list[Any]) -> None:
    result = load(project, folds)
    assert (result.rows_quarantined, result.warnings) == (0, ())


@pytest.mark.parametrize("name", ["fold", "Fold"])
def test_a_fraction_and_a_negative_fold_are_set_aside(project: Project, name: str) -> None:
    result = load(project, [1, 2.5, -1, 2], name)
    assert result.rows_quarantined == 2
    found = project.query("select field, value, rule from quarantine order by value").rows()
    assert found == [
        {"field": name, "value": value, "rule": "is a whole number, 0 or more"}
        for value in ("-1.0", "2.5")
    ]
    assert result.warnings == (f"2 of 4 items have no {name}: cross-validation leaves them out",)


def test_folds_that_are_all_wrong_are_refused(project: Project) -> None:
    with pytest.raises(InputFileError, match="none of its 4 rows can be used"):
        load(project, [0.5, 1.5, -1, -2])


@pytest.mark.parametrize(
    ("folds", "told"),
    [
        ([1, 2, 1], "1 of 4 items have no fold: cross-validation leaves them out"),
        ([1, 2, None, 1], "1 of 4 items have no fold: cross-validation leaves them out"),
        ([3, 3, 3, 3], "all items are in one fold: cross-validation needs two"),
        ([1, 2, 5, 1], "no item is in fold 3, 4"),
        (["1", "2", "4", "4"], "no item is in fold 3"),
    ],
)
def test_what_is_odd_is_said(project: Project, folds: list[Any], told: str) -> None:
    result = load(project, folds)
    assert result.warnings == (told,)
    assert result.rows_quarantined == 0


def test_folds_of_the_images_of_a_coco_file(project: Project, tmp_path: Path) -> None:
    images = [
        {"id": place, "file_name": f"{place}.jpg", "width": 9, "height": 9, "fold": fold}
        for place, fold in enumerate([1, 4, 4])
    ]
    file = tmp_path / "coco.json"
    told = {"images": images, "annotations": [], "categories": [{"id": 1, "name": "x"}]}
    file.write_text(json.dumps(told), encoding="utf-8")
    result = project.load_labels(file, dataset="boxes")
    assert "no item is in fold 2, 3" in result.warnings
