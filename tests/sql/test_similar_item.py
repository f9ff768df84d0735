"""Items near to those of a filter, by an embedding: against NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

import duckeval
from duckeval import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNT = 120
VECTORS = np.random.default_rng(5).normal(size=(COUNT, 8)).astype(np.float32)
INSIDE = np.arange(COUNT) % 10 == 3
MISSING = 17


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path: Path = tmp_path_factory.mktemp("similar") / "project.duckdb"
    with duckeval.open(path) as opened:
        for dataset in ("one", "two"):
            opened.load_labels(
                pa.table(
                    {
                        "item_key": [str(number) for number in range(COUNT)],
                        "class_name": ["cat"] * COUNT,
                        **{name: [1.0] * COUNT for name in ("x_px", "y_px", "w_px", "h_px")},
                    }
                ),
                dataset=dataset,
            )
        connection = opened.connection
        connection.execute("alter table item add column embedding float[]").fetchall()
        connection.execute('alter table item add column "the 2nd" double[3]').fetchall()
        for number, vector in enumerate(VECTORS):
            connection.execute(
                "update item set embedding = $vector where item_key = $key and dataset_id = 1",
                {"vector": vector.tolist(), "key": str(number)},
            ).fetchall()
        connection.execute(
            f"update item set embedding = null where item_key = '{MISSING}'"
        ).fetchall()
        yield opened


def nearest(kind: str) -> list[tuple[str, str, float]]:
    """Return key, key of the nearest item inside, and distance, the nearest first."""
    vectors = VECTORS.astype(np.float64)
    inner = np.flatnonzero(INSIDE)
    rows = []
    for number in np.flatnonzero(~INSIDE):
        if number == MISSING:
            continue
        if kind == "euclidean":
            distances = np.linalg.norm(vectors[inner] - vectors[number], axis=1)
        else:
            lengths = np.linalg.norm(vectors[inner], axis=1) * np.linalg.norm(vectors[number])
            distances = 1 - vectors[inner] @ vectors[number] / lengths
        best = int(np.argmin(distances))
        rows.append((str(number), str(inner[best]), float(distances[best])))
    return sorted(rows, key=lambda row: row[2])


@pytest.mark.parametrize("kind", ["euclidean", "cosine"])
def test_the_nearest_items_outside_are_those_of_numpy(project: Any, kind: str) -> None:
    rows = project.similar_item(
        item_filter="item_key::int % 10 = 3", k=25, distance_kind=kind
    ).rows()
    rows.sort(key=lambda row: row["place"])
    expected = nearest(kind)[:25]
    assert [(row["item_key"], row["near_item_key"]) for row in rows] == [
        row[:2] for row in expected
    ]
    assert [row["distance"] for row in rows] == pytest.approx(
        [row[2] for row in expected], abs=1e-6
    )
    assert {row["dataset"] for row in rows} == {"one@1"}
    assert {row["label_count"] for row in rows} == {1}


def test_all_of_them_where_k_is_large_and_none_where_nothing_is_inside(project: Any) -> None:
    everything = project.similar_item(item_filter="item_key::int % 10 = 3", k=10_000)
    assert len(everything) == len(nearest("euclidean"))
    assert len(project.similar_item(item_filter="false")) == 0
    assert len(project.similar_item(item_filter="true")) == 0


def test_what_cannot_be_answered(project: Any) -> None:
    listed = "no item has an embedding in a column nope; columns of lists: embedding, the 2nd"
    with pytest.raises(QueryError, match=listed):
        project.similar_item(embedding="nope")
    with pytest.raises(QueryError, match="expected euclidean or cosine, not l1"):
        project.similar_item(distance_kind="l1")
    with pytest.raises(QueryError, match="k: expected a number of items, not -1"):
        project.similar_item(k=-1)


def test_embeddings_of_several_lengths(project: Any) -> None:
    change = "update item set embedding = $vector where item_key = '3' and dataset_id = 1"
    project.connection.execute(change, {"vector": [1.0]}).fetchall()
    with pytest.raises(QueryError, match="several lengths within a data set"):
        project.similar_item(item_filter="item_key = '4'")
    project.connection.execute(change, {"vector": VECTORS[3].tolist()}).fetchall()
