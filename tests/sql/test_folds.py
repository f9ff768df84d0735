"""``folds``, ``fold_size`` and ``fold_leak``: folds as a column, what sits in two of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import duckeval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLASSES = {"a": "cat", "b": "cat", "c": "cat", "d": "dog", "e": "dog", "f": "dog"}


def labels(keys: dict[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "item_key": list(keys),
            "class_name": list(keys.values()),
            "x_px": 0.0,
            "y_px": 0.0,
            "w_px": 5.0,
            "h_px": 5.0,
        }
    )


@pytest.fixture
def project(tmp_path: Path) -> Iterator[duckeval.Project]:
    with duckeval.open(tmp_path / "project.duckdb") as opened:
        opened.load_labels(labels(CLASSES))
        yield opened


def folds_of(project: duckeval.Project) -> dict[str, int | None]:
    return {
        row["item_key"]: row["fold"]
        for row in project.query("select item_key, fold from item order by item_key")
    }


def sizes(project: duckeval.Project) -> set[tuple[Any, ...]]:
    rows = project.query("from fold_size()").rows()
    return {(row["fold"], row["class_name"], row["item_count"], row["label_count"]) for row in rows}


def test_folds_are_a_described_column(project: duckeval.Project) -> None:
    made = project.folds.make(2, by="class", seed=7)
    # By hand from sha256sum: cats c, a, b and dogs e, f, d in turn, the dogs going on at fold 2.
    assert folds_of(project) == {"a": 2, "b": 1, "c": 1, "d": 2, "e": 2, "f": 1}
    assert (made.sizes, made.short, made.dataset) == ((3, 3), (), "default@1")
    assert project.query("select fold + 1 as next from item where fold = 2 limit 1").rows() == [
        {"next": 3}
    ]
    (row,) = project.query("from metric where metric_name = 'fold'").rows()
    assert (row["is_metadata"], row["origin"], row["range_low"], row["range_high"]) == (
        True, "folds", 1, 2,
    )  # fmt: skip
    assert json.loads(row["expression"])["default@1"] == {
        "k": 2, "seed": 7, "by": "class", "group": None,
    }  # fmt: skip
    assert "by class, seed 7" in row["description"]
    metrics = project.query("select metric from _metric_column() where target = 'item'").rows()
    assert "fold" not in {each["metric"] for each in metrics}


def test_sizes_by_fold_and_class(project: duckeval.Project) -> None:
    assert len(project.folds.show()) == 0
    project.folds.make(2, by="class", seed=7)
    assert sizes(project) == {
        ("1", None, 3, 3), ("1", "cat", 2, 2), ("1", "dog", 1, 1),
        ("2", None, 3, 3), ("2", "cat", 1, 1), ("2", "dog", 2, 2),
    }  # fmt: skip
    assert project.folds.show("default").rows() == project.query("from fold_size").rows()
    rows = project.query(
        "from fold_size(fold_by := 'item_key < ''c'' -- early', classes := ['dog'])"
    ).rows()
    assert [(row["fold"], row["class_name"], row["item_count"]) for row in rows] == [
        ("false", None, 4), ("false", "dog", 3), ("true", None, 2),
    ]  # fmt: skip


def test_an_item_of_several_classes_counts_for_the_rarest(tmp_path: Path) -> None:
    # Every item has a cat, two have a bird as well: each fold gets a bird.
    keys = [str(at) for at in range(8)]
    with duckeval.open(tmp_path / "project.duckdb") as project:
        both = pl.concat([labels(dict.fromkeys(keys, "cat")), labels({"3": "bird", "5": "bird"})])
        project.load_labels(both)
        for seed in range(4):
            project.folds.make(2, by="class", seed=seed, replace=True)
            rows = project.query("from fold_size where class_name = 'bird'").rows()
            assert [row["item_count"] for row in rows] == [1, 1]


def test_items_without_labels_are_spread_too(tmp_path: Path) -> None:
    truth = {
        "images": [{"id": at, "file_name": f"{at}.jpg"} for at in range(10)],
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [
            {"id": at, "image_id": at, "category_id": 1, "bbox": [0, 0, 5, 5]} for at in range(4)
        ],
    }
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    with duckeval.open(tmp_path / "project.duckdb") as project:
        project.load_labels(tmp_path / "truth.json")
        project.folds.make(2, by="class")
        assert {row[1:] for row in sizes(project)} == {(None, 5, 2), ("cat", 2, 2)}


def test_groups_stay_together_and_the_check_knows_them(project: duckeval.Project) -> None:
    scenes = pl.DataFrame({"item_key": list("abcdef"), "scene": ["x", "x", "y", "y", "z", None]})
    project.load_metadata(scenes)
    made = project.folds.make(2, group="scene", seed=3)
    folds = folds_of(project)
    assert made.group_count == 4
    assert (folds["a"], folds["c"]) == (folds["b"], folds["d"])
    assert sorted(made.sizes) == [3, 3]
    assert project.folds.check().is_passed
    assert project.folds.check().group == "scene"
    # Split on purpose: d leaves its scene.
    other = 3 - (folds["c"] or 0)
    project.connection.execute("update item set fold = ? where item_key = 'd'", [other]).fetchall()
    found = project.folds.check()
    assert not found.is_passed
    assert [
        (row["reason"], row["shared_value"], row["item_key"], row["other_item_key"])
        for row in found.leaks
    ] == [("group", "y", "c", "d")]
    assert [row["other_fold"] for row in found.leaks] == [str(other)]


def test_copies_in_two_folds(project: duckeval.Project) -> None:
    facts = pl.DataFrame(
        {
            "item_key": list("abcdef"),
            "fold": [1, 1, 2, 2, 2, 1],
            "perceptual_hash": ["0f", "aa", "0f", "0f", None, None],
        }
    )
    project.load_metadata(facts)
    vectors = pl.DataFrame(
        {"item_key": list("abef"), "clip": [[0.0, 1.0], [0.5, 0.5], [0.5, 0.5], [0.5, 0.25]]}
    )
    project.load_metrics(vectors)
    columns = ("reason", "item_key", "fold", "other_item_key", "other_fold")
    assert [tuple(row[name] for name in columns) for row in project.query("from fold_leak")] == [
        ("perceptual_hash", "a", "1", "c", "2"),
        ("perceptual_hash", "a", "1", "d", "2"),
    ]
    found = project.folds.check(embedding="clip")
    assert [tuple(row[name] for name in columns) for row in found.leaks][2:] == [
        ("embedding", "b", "1", "e", "2")
    ]
    # b and f, .25 apart, e and f in two folds as well: the first of two equally near ones.
    near = project.folds.check(embedding="clip", max_distance=0.25).leaks.rows()[3:]
    assert [(*(row[name] for name in columns), row["distance"]) for row in near] == [
        ("near", "b", "1", "e", "2", 0.0),
        ("near", "e", "2", "f", "1", 0.25),
    ]
    with pytest.raises(duckeval.QueryError, match="no item has an embedding in a column klip"):
        project.folds.check(embedding="klip")
    inside = project.query("from fold_leak(item_filter := 'item_key <> ''a''')").rows()
    assert inside == []


def test_later_items_have_no_fold_and_others_keep_theirs(project: duckeval.Project) -> None:
    project.folds.make(3)
    before = folds_of(project)
    project.load_labels(labels({"g": "cat"}))
    assert folds_of(project) == {**before, "g": None}
    assert project.folds.check().faults == ("1 item has no fold",)
    project.connection.execute("update item set fold = 9 where item_key = 'g'").fetchall()
    assert project.folds.check().faults == ("1 item has fold 9; expected 1 to 3",)


def test_a_second_data_set_has_folds_of_its_own(project: duckeval.Project) -> None:
    project.folds.make(2, seed=1, dataset="default")
    first = folds_of(project)
    project.load_labels(labels(dict.fromkeys("stuv", "cat")), dataset="other")
    with pytest.raises(duckeval.UsageError, match="several data sets"):
        project.folds.make(2)
    project.folds.make(4, dataset="other")
    assert {key: fold for key, fold in folds_of(project).items() if key in first} == first
    assert [(each.dataset, each.k) for each in project.folds.made()] == [
        ("default@1", 2), ("other@1", 4),
    ]  # fmt: skip
    assert project.folds.check(dataset="default").is_passed


def test_slices_over_folds_follow(project: duckeval.Project) -> None:
    project.folds.make(2, by="class", seed=7)
    project.slices.add("held out", "fold = 1")
    project.folds.make(3, by="class", seed=7, replace=True)
    assert project.slices.show("held out").item_count == 2


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"k": 1}, "k is 1; expected at least 2 folds"),
        ({"k": 7}, "k is 7, but data set default@1 has 6 items"),
        ({"k": 3, "group": "item_key < 'c'"}, "has 2 groups"),
    ],
)
def test_folds_that_cannot_be(
    project: duckeval.Project, asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(duckeval.UsageError, match=message):
        project.folds.make(**asked)


def test_what_is_no_expression_is_an_error(project: duckeval.Project) -> None:
    with pytest.raises(duckeval.QueryError, match='"wether" not found') as caught:
        project.folds.make(2, by="wether")
    assert caught.value.hint == "read as SQL here: by: wether"


def test_a_loaded_column_gives_way_when_told_to(project: duckeval.Project) -> None:
    project.load_metadata(pl.DataFrame({"item_key": list("abcdef"), "Fold": list("xxyyzz")}))
    with pytest.raises(duckeval.UsageError, match="have a fold already") as caught:
        project.folds.make(2)
    assert "was loaded" in str(caught.value.hint)
    assert len(project.folds.show()) > 0
    assert project.folds.check().faults == ()
    project.folds.make(2, replace=True)
    assert set(folds_of(project).values()) == {1, 2}
    assert project.drop_metric("fold") == ("item",)
    assert len(project.folds.show()) == 0
    with pytest.raises(duckeval.UsageError, match="no item of data set default@1 has a fold"):
        project.folds.check()


def test_loaded_values_of_another_data_set_are_not_lost(project: duckeval.Project) -> None:
    project.load_labels(labels({"s": "cat", "t": "cat"}), dataset="other")
    project.load_metadata(pl.DataFrame({"item_key": ["s"], "fold": ["x"]}), dataset="other")
    with pytest.raises(duckeval.UsageError, match="holds values of other data sets"):
        project.folds.make(2, dataset="default")


def test_classes_of_one_name_in_two_tasks_are_two(project: duckeval.Project) -> None:
    weather = {key: "cat" if key < "c" else "sun" for key in CLASSES}
    frame = pl.DataFrame({"item_key": list(weather), "class_name": list(weather.values())})
    project.load_labels(frame, task="weather", kind="multiclass")
    project.folds.make(2, by="class", task="weather")
    rows = project.query("from fold_size where task = 'weather' order by class_name, fold").rows()
    assert [(row["class_name"], row["item_count"]) for row in rows] == [
        ("cat", 1), ("cat", 1), ("sun", 2), ("sun", 2),
    ]  # fmt: skip
    [total] = project.query(
        "select sum(item_count) as n from fold_size where task = 'objects' and class_name = 'cat'"
    ).rows()
    assert total["n"] == 3
    support = project.crossval.check(task="weather", min_per_class=1).support.rows()
    assert [(row["class_name"], row["item_count"]) for row in support] == [("cat", 2), ("sun", 4)]
    with pytest.raises(duckeval.UnknownNameError, match="no task named 'wether'"):
        project.folds.make(2, by="class", task="wether", replace=True)
