"""``fold_support`` and ``crossval check``: enough items of each class, in all and to train on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import duckeval
from tests.sql.test_folds import labels

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Iterator[duckeval.Project]:
    """Eleven cats, sixty dogs; the folds hold 1, 1 and 9 cats, and 20 dogs each."""
    cats = {f"c{at}": "cat" for at in range(11)}
    dogs = {f"d{at}": "dog" for at in range(60)}
    folds = [1, 2, *[3] * 9, *[at % 3 + 1 for at in range(60)]]
    with duckeval.open(tmp_path / "project.duckdb") as opened:
        opened.load_labels(labels(cats | dogs))
        opened.load_metadata(pl.DataFrame({"item_key": [*cats, *dogs], "fold": folds}))
        yield opened


def rows(project: duckeval.Project, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values())[2:] for row in project.query(sql)]


def test_the_smallest_training_part_decides(project: duckeval.Project) -> None:
    assert rows(project, "from fold_support") == [
        ("cat", 11, 2, "3", "short"),
        ("dog", 60, 40, "1", "few"),
    ]
    asked = "from fold_support(min_per_class := 2, recommended := 40)"
    assert rows(project, asked) == [("cat", 11, 2, "3", "few"), ("dog", 60, 40, "1", "ok")]
    # Exactly as many is enough.
    assert rows(project, "from fold_support(min_per_class := 3, classes := ['cat'])") == [
        ("cat", 11, 2, "3", "short")
    ]


def test_a_class_that_a_fold_lacks_is_all_there_to_train_on(project: duckeval.Project) -> None:
    by = "case when item_key like 'c%' then 'cats' else 'dogs' end"
    assert rows(project, f"from fold_support(fold_by := $${by}$$)") == [
        ("cat", 11, 0, "cats", "short"),
        ("dog", 60, 0, "dogs", "short"),
    ]


def test_items_without_a_fold_train_nobody(project: duckeval.Project) -> None:
    by = "case when item_key <> 'd0' then fold end"
    assert rows(project, f"from fold_support(fold_by := $${by}$$)")[1] == (
        "dog", 60, 39, "2", "few",
    )  # fmt: skip
    assert rows(project, "from fold_support(fold_by := 'null')")[0] == (
        "cat", 11, None, None, "few",
    )  # fmt: skip


def test_the_check_names_what_is_missing(project: duckeval.Project) -> None:
    found = project.crossval.check(model="m@1")
    assert (found.is_passed, found.short, found.few) == (False, ("cat",), ("dog",))
    assert found.faults == ("cat: 2 items to train on without fold 3; expected at least 10",)
    assert project.crossval.check(model="m@1", min_per_class=12).faults[0] == (
        "cat: 11 items; expected at least 12"
    )
    assert project.crossval.check(model="m@1", min_per_class=2).is_passed


def test_a_model_has_a_version(project: duckeval.Project) -> None:
    for model in ("m", "m@", "@1", ""):
        with pytest.raises(duckeval.UsageError, match="expected NAME@VERSION"):
            project.crossval.check(model=model)
    predictions = labels({"c0": "cat"}).with_columns(confidence=0.5)
    project.load_predictions(predictions, set_name="named", model="m@1")
    project.load_predictions(
        predictions.with_columns(confidence=0.6), set_name="unnamed", model="m"
    )
    assert project.crossval.check(prediction_set="named", min_per_class=1).is_passed
    found = project.crossval.check(prediction_set="unnamed", min_per_class=1)
    assert found.faults == (
        "prediction set 'unnamed' names no version of a model; expected NAME@VERSION",
    )


def test_without_folds_or_a_second_class(tmp_path: Path) -> None:
    with duckeval.open(tmp_path / "one.duckdb") as project:
        project.load_labels(labels({"a": "cat"}))
        assert project.crossval.check(min_per_class=1).faults == (
            "1 class with labels; expected at least 2",
            "no item has a fold; 'duckeval folds make' gives each one",
        )
        with pytest.raises(duckeval.UsageError, match="min_per_class is 0"):
            project.crossval.check(min_per_class=0)
