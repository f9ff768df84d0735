"""Metrics from embeddings, against plain loops, and the columns that hold them."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

import duckeval
from duckeval.analysis.neighbours import agreement, uniqueness
from duckeval.errors import QueryError, SchemaError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Vector = tuple[float, ...]


def points(seed: int, count: int, *, copies: int = 0) -> list[Vector]:
    chance = random.Random(seed)  # noqa: S311
    found = [tuple(chance.gauss(0, 1) for _ in range(5)) for _ in range(count)]
    for _ in range(copies):
        one = chance.choice(found)
        found.insert(chance.randrange(len(found)), (one[0] + chance.choice([0, 4e-6]), *one[1:]))
    return found


def uniqueness_by_loops(vectors: Sequence[Vector]) -> list[float]:
    is_copy = [
        any(math.dist(one, other) < 1e-5 for other in vectors[:place])
        for place, one in enumerate(vectors)
    ]
    return [
        0.0
        if is_copy[place]
        else min(
            math.dist(one, other)
            for number, other in enumerate(vectors)
            if number != place and not is_copy[number]
        )
        for place, one in enumerate(vectors)
    ]


def agreement_by_loops(vectors: Sequence[Vector], classes: Sequence[int], k: int) -> list[float]:
    found = []
    for place, one in enumerate(vectors):
        others = sorted(
            (math.dist(one, other), number)
            for number, other in enumerate(vectors)
            if number != place
        )[:k]
        found.append(sum(classes[number] == classes[place] for _, number in others) / len(others))
    return found


@pytest.mark.parametrize("count", [2, 9, 60, 300])
def test_uniqueness_is_the_distance_to_the_nearest_that_is_no_copy(count: int) -> None:
    vectors = points(count, count, copies=count // 4)
    shifted = [tuple(value + 100 for value in vector) for vector in vectors]
    for each in (vectors, shifted):
        expected = uniqueness_by_loops(each)
        assert uniqueness(np.array(each)).tolist() == pytest.approx(expected, abs=1e-12)
        assert sum(value == 0 for value in expected) >= count // 4


@pytest.mark.parametrize("count", [2, 8, 60, 300])
def test_agreement_is_the_share_of_the_nearest_with_the_class(count: int) -> None:
    vectors = points(count, count)
    classes = [random.Random(place).randint(1, 3) for place in range(count)]  # noqa: S311
    for k in (1, 10, 1000):
        expected = agreement_by_loops(vectors, classes, k)
        found = agreement(np.array(vectors), np.array(classes), k)
        assert found.tolist() == pytest.approx(expected, abs=1e-12)


def test_one_vector_alone_has_no_neighbour_and_none_has_nothing() -> None:
    assert math.isnan(uniqueness(np.ones((1, 3)))[0])
    assert math.isnan(agreement(np.ones((1, 3)), np.array([1]))[0])
    assert uniqueness(np.ones((0, 3))).tolist() == []
    # of copies only, the first is alone
    assert np.isnan(uniqueness(np.ones((3, 2)))).tolist() == [True, False, False]


def labelled(vectors: Sequence[Vector], *, dataset: str = "") -> pa.Table:
    count = len(vectors)
    return pa.table(
        {
            "item_key": [f"{dataset}{number:03}" for number in range(count)],
            "class_name": [f"class {number % 3}" for number in range(count)],
            "label_key": [str(number) for number in range(count)],
            **{name: [float(1 + number) for number in range(count)] for name in _BOX},
        }
    )


_BOX = ("x_px", "y_px", "w_px", "h_px")


def single(vectors: Sequence[Vector]) -> list[Vector]:
    """Return the vectors as a column of FLOAT keeps them."""
    return [tuple(float(np.float32(value)) for value in vector) for vector in vectors]


def test_embeddings_become_metrics_of_items_and_labels(tmp_path: Path) -> None:
    vectors, others = points(1, 40, copies=5), points(2, 15)
    with duckeval.open(tmp_path / "p.duckdb") as project:
        for name, each in (("one", vectors), ("two", others)):
            project.load_labels(labelled(each), dataset=name)
            frame = pl.DataFrame(
                {"item_key": [f"{n:03}" for n in range(len(each))], "clip": [*map(list, each)]}
            )
            project.load_metrics(frame[:-1], dataset=name)  # the last item has none
            crops = frame.select(label_key=pl.Series(map(str, range(len(each)))), crop="clip")
            crops.write_parquet(tmp_path / f"{name}.parquet")
            project.load_metrics(tmp_path / f"{name}.parquet", target="label", dataset=name)
        assert project.embedding_metrics("clip") == ("uniqueness", 58, 2)
        assert project.embedding_metrics("crop", target="label") == ("annotation_quality", 60, 0)
        rows = project.query(
            "select uniqueness, annotation_quality, dataset_name from label inner join item "
            "using (item_id) inner join dataset using (dataset_id) order by label_id"
        ).rows()
        described = {row["name"]: row for row in project.describe("metrics").rows()}
        copies = project.duplicate_candidate().rows()
        # values of a former run do not stay where the embedding has gone
        project.load_metrics(
            pa.table({"item_key": ["003"], "clip": pa.array([None], pa.list_(pa.float32()))}),
            dataset="one",
        )
        assert project.embedding_metrics("clip") == ("uniqueness", 57, 3)
    for name, each in (("one", vectors), ("two", others)):
        mine = [row for row in rows if row["dataset_name"] == name]
        classes = [number % 3 for number in range(len(each))]
        expected = [*uniqueness_by_loops(single(each[:-1])), None]
        assert [row["uniqueness"] for row in mine] == pytest.approx(expected, abs=1e-9)
        assert [row["annotation_quality"] for row in mine] == pytest.approx(
            agreement_by_loops(single(each), classes, 10), abs=1e-12
        )
    assert described["uniqueness"]["origin"] == "embedding"
    assert described["clip"]["missing"] == "2"
    assert {row["reason"] for row in copies} >= {"uniqueness"}


@pytest.mark.parametrize("kind", ["FLOAT[]", "FLOAT[3]", "DOUBLE[]", "INTEGER[]", "DECIMAL(4,1)[]"])
def test_lists_of_any_numbers_are_loaded(kind: str, tmp_path: Path) -> None:
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(labelled(points(1, 3)))
        project.connection.execute(
            f"copy (select '001' as item_key, [1, 2, 3]::{kind} as v) to "
            f"'{tmp_path / 'v.parquet'}' (format parquet)"
        )
        assert project.load_metrics(tmp_path / "v.parquet").warnings == ()
        rows = project.query("select v, typeof(v) as kind from item order by item_order").rows()
    assert [row["v"] for row in rows] == [None, [1, 2, 3], None]
    assert rows[0]["kind"] == "FLOAT[]"


def test_a_list_with_holes_is_set_aside(tmp_path: Path) -> None:
    lists = [[1.0, 2.0], [1.0, None], [math.inf, 0.0], [], None]
    table = pa.table({"item_key": [f"{n:03}" for n in range(5)], "v": lists})
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(labelled(points(1, 5)))
        result = project.load_metrics(table)
        assert (result.rows_loaded, result.rows_quarantined) == (2, 3)
        rules = project.query("select distinct field, rule from quarantine").rows()
        assert rules == [{"field": "v", "rule": "is a list of finite numbers"}]


def test_what_is_no_embedding_is_refused(tmp_path: Path) -> None:
    table = pa.table({"item_key": ["000", "001"], "v": [[1.0, 2.0], [1.0]], "uniqueness": [1, 2]})
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(labelled(points(1, 3)))
        project.load_metrics(table.select(["item_key", "v"]))
        with pytest.raises(QueryError, match="lengths from 1 to 2"):
            project.embedding_metrics("v")
        for column, target in (("object_count", "item"), ("v", "label"), ("v", "prediction")):
            with pytest.raises(UnknownNameError):
                project.embedding_metrics(column, target=target)
        with pytest.raises(UsageError, match="k is 0"):
            project.embedding_metrics("v", k=0)
        project.load_metrics(table.select(["item_key", "uniqueness"]))
        with pytest.raises(UsageError, match="was loaded or added"):
            project.embedding_metrics("v")
        with pytest.raises(SchemaError, match="'v' is BIGINT"):
            project.load_metrics(pa.table({"item_key": ["000"], "v": [1]}))


def test_a_later_load_does_not_write_over_what_was_computed(tmp_path: Path) -> None:
    vectors: list[Any] = [list(each) for each in points(1, 3)]
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(labelled(points(1, 3)))
        keys = [f"{n:03}" for n in range(3)]
        project.load_metrics(pa.table({"item_key": keys, "v": vectors}))
        project.embedding_metrics("v")
        with pytest.raises(SchemaError, match="that duckeval made"):
            project.load_metrics(pa.table({"item_key": keys, "uniqueness": [1.0] * 3}))
