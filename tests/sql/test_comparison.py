"""The two sets of a comparison: which are meant, what is refused, and two data sets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import duckeval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Once


def truth(keys: list[int], *, moved: bool = False) -> dict[str, Any]:
    """Return an image a key, each with two cats, at other places after a correction."""
    return {
        "images": [{"id": key, "file_name": f"{key}.jpg"} for key in keys],
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [
            {
                "id": 10 * key + place,
                "image_id": key,
                "category_id": 1,
                "bbox": [50 * place + 40 * (moved and place), 0, 20, 20],
            }
            for key in keys
            for place in (0, 1)
        ],
    }


def results(places: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """Return a prediction an image and place."""
    return [
        {"image_id": key, "category_id": 1, "bbox": [left, 0, 20, 20], "score": 0.9}
        for key, left in places
    ]


def fill(folder: Path) -> None:
    """Three sets on one data set; one on the next version, which lost image 1 and moved a label."""
    files = {
        "v1.json": results([(1, 0), (2, 0), (2, 50)]),
        "v2.json": results([(1, 0), (1, 50), (2, 0)]),
        "v3.json": results([(1, 0)]),
        "next.json": results([(2, 0), (2, 90), (3, 0)]),
        "truth.json": truth([1, 2]),
        "corrected.json": truth([2, 3], moved=True),
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content))
    with duckeval.open(folder / "project.duckdb") as opened:
        opened.load_labels(folder / "truth.json")
        for name in ("v1", "v2", "v3"):
            opened.load_predictions(folder / f"{name}.json")
        opened.load_labels(folder / "corrected.json", dataset="default@2")
        opened.load_predictions(folder / "next.json", dataset="default@2")


@pytest.fixture
def project(once: Once, tmp_path: Path) -> Iterator[duckeval.Project]:
    once(fill, tmp_path)
    with duckeval.open(tmp_path / "project.duckdb") as opened:
        yield opened


def names(project: duckeval.Project, **sides: str) -> set[tuple[str, str]]:
    rows = project.outcome_change_summary(**sides).rows()  # type: ignore[arg-type]
    return {(row["baseline_name"], row["candidate_name"]) for row in rows}


def test_what_is_left_out_is_the_last_set_and_the_one_before(project: duckeval.Project) -> None:
    assert names(project) == {("v2", "v3")}
    assert names(project, candidate_set="v2") == {("v1", "v2")}
    assert names(project, baseline_set="v1") == {("v1", "v3")}
    assert names(project, baseline_set="v3") == {("v3", "v2")}
    assert names(project, candidate_set="v1") == set()
    assert names(project, candidate_set="next") == set()


@pytest.mark.parametrize("macro", ["comparison", "outcome_change", "outcome_change_summary"])
@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("baseline_set := 'v1', candidate_set := 'v1'", "both v1; a comparison needs two"),
        ("candidate_set := 'v9'", "no prediction set named v9; there are: next, v1, v2, v3"),
        ("baseline_set := 'v9'", "no prediction set named v9; there are: next, v1, v2, v3"),
        ("baseline_set := 'v8', candidate_set := 'v1'", "no prediction set named v8; there are: n"),
        ("baseline_set := 'v1', candidate_set := 'v2', classes := ['dog']", "no class named dog"),
        ("baseline_set := 'v1', candidate_set := 'v2', item_scope := 'some'", "item_scope: exp"),
    ],
)
def test_what_makes_no_sense_is_refused(
    project: duckeval.Project, macro: str, asked: str, text: str
) -> None:
    with pytest.raises(duckeval.QueryError, match=text):
        project.query(f"from {macro}({asked})")


def test_labels_fixed_and_broken(project: duckeval.Project) -> None:
    rows = project.query(
        "select item_key, label_key, change, baseline_iou, candidate_iou "
        "from outcome_change(baseline_set := 'v1', candidate_set := 'v2')"
    ).tuples()
    assert list(rows) == [
        ("1", "10", "both", 1.0, 1.0),
        ("1", "11", "fixed", None, 1.0),
        ("2", "20", "both", 1.0, 1.0),
        ("2", "21", "broken", 1.0, None),
    ]
    (row, _) = project.outcome_change_summary(baseline_set="v1", candidate_set="v2").rows()[::-1]
    assert (row["label_count"], row["fixed_count"], row["broken_count"]) == (4, 1, 1)
    assert row["p_value"] == 1.0


def test_two_data_sets_are_compared_on_the_items_of_both(project: duckeval.Project) -> None:
    sides = "baseline_set := 'v1', candidate_set := 'next'"
    measured = {
        row["measure"]: (row["baseline"], row["candidate"], row["delta"])
        for row in project.query(f"from comparison({sides}) where class_name is null")
    }
    assert measured["left_out_item_count"] == (1.0, 1.0, 0.0)
    assert measured["item_count"] == (1.0, 1.0, 0.0)
    assert measured["true_positive_count"] == (2.0, 2.0, 0.0)
    assert measured["map"] == (1.0, 1.0, 0.0)
    changes = project.query(f"from outcome_change({sides})").rows()
    assert [(row["item_key"], row["label_key"], row["change"]) for row in changes] == [
        ("2", "20", "both"),
        ("2", "21", "both"),
    ]


def test_an_undefined_side_gives_an_undefined_difference(project: duckeval.Project) -> None:
    rows = {
        row["measure"]: (row["baseline"], row["candidate"], row["delta"])
        for row in project.query(
            "from comparison(baseline_set := 'v2', candidate_set := 'v3', "
            "item_filter := 'item_key = ''2''') where class_name = 'cat'"
        )
    }
    assert rows["precision"] == (1.0, None, None)
    assert rows["recall"] == (0.5, 0.0, -0.5)
    assert rows["prediction_count"] == (1.0, 0.0, -1.0)
