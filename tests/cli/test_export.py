"""Files made of queries: macro calls, what parquet says of itself, folders by value."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import duckeval
from duckeval import Project, StoreError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Answer

ODD = "select * from (values (1, 'a/b c'), (2, 'é=%'), (3, null), (4, 'a/b c')) as t (id, kind)"


@pytest.fixture
def project() -> Iterator[Project]:
    with duckeval.open(":memory:") as project:
        yield project


def test_a_macro_is_called_with_its_parameters(project: Project, tmp_path: Path) -> None:
    project.export("performance(iou_threshold := 0.75)", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().startswith("prediction_set,slice,item_count")


def test_parquet_says_where_it_comes_from(folder: Path) -> None:
    with duckeval.open(folder / "duckeval.duckdb") as project:
        project.export("performance(slice_by := 'weather')", folder / "a.parquet")
    metadata = pq.read_schema(folder / "a.parquet").metadata
    assert metadata[b"duckeval_version"].decode() == duckeval.__version__
    assert metadata[b"duckeval_query"] == b"from performance(slice_by := 'weather')"
    assert json.loads(metadata[b"duckeval_sources"])[0] == {
        "kind": "labels",
        "file": "truth.json",
        "sha256": hashlib.sha256((folder / "truth.json").read_bytes()).hexdigest(),
    }
    kinds = pq.ParquetFile(folder / "a.parquet").metadata.row_group(0).column(0).compression
    assert kinds == "ZSTD"


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_folders_by_value_are_read_back_as_they_were(
    project: Project, tmp_path: Path, kind: str
) -> None:
    rows = project.export(ODD, tmp_path / "out", format=kind, partition_by="kind")
    assert rows == 4
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.glob("out/*/*"))
    assert files == [
        f"out/kind=%C3%A9%3D%25/data.{kind}",
        f"out/kind=__HIVE_DEFAULT_PARTITION__/data.{kind}",
        f"out/kind=a%2Fb c/data.{kind}",
    ]
    read = f"select id, kind from read_{kind}($files, hive_partitioning := true) order by id"
    back = project.query(read, {"files": str(tmp_path / f"out/*/*.{kind}")})
    assert list(back.tuples()) == [(1, "a/b c"), (2, "é=%"), (3, None), (4, "a/b c")]


def test_arrow_reads_the_folders_too(project: Project, tmp_path: Path) -> None:
    project.export(ODD, tmp_path / "out", partition_by=["kind"])
    found = ds.dataset(tmp_path / "out", partitioning="hive").to_table().sort_by("id")
    assert found.column("kind").to_pylist() == ["a/b c", "é=%", None, "a/b c"]


def test_folders_have_the_same_bytes_with_any_number_of_threads(
    project: Project, tmp_path: Path
) -> None:
    digests = set()
    for threads in (1, 2, 4):
        project.connection.execute(f"set threads = {threads}")
        out = tmp_path / str(threads)
        project.export(
            "select range % 3 as third, range % 7 as tie, range as id from range(200000)",
            out,
            partition_by="third",
        )
        digests |= {hashlib.sha256(path.read_bytes()).hexdigest() for path in out.glob("*/*")}
    assert len(digests) == 3


def test_folders_are_whole_or_not_there(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(UnknownNameError, match="knd"):
        project.export(ODD, out, partition_by="knd")
    with pytest.raises(UsageError, match="every column"):
        project.export(ODD, out, partition_by=["kind", "id"])
    with pytest.raises(StoreError, match="its folder does not exist"):
        project.export(ODD, tmp_path / "none" / "out", partition_by="kind")
    assert not list(tmp_path.iterdir())
    out.mkdir()
    (out / "mine.txt").write_text("kept")
    with pytest.raises(StoreError, match="new or empty"):
        project.export(ODD, out, partition_by="kind")
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "mine.txt"]


def test_an_empty_query_makes_an_empty_folder(project: Project, tmp_path: Path) -> None:
    assert project.export("from label", tmp_path / "out", partition_by="shape") == 0
    assert not list((tmp_path / "out").iterdir())


def test_the_command_line_takes_calls_and_partitions(
    call: Callable[..., Answer], folder: Path
) -> None:
    answer = call("export", "performance(slice_by := 'weather')", "-o", "by_weather.csv")
    assert (answer.code, answer.err) == (0, "wrote by_weather.csv: 2 rows\n")
    answer = call("export", "outcome", "-o", "out", "--partition-by", "prediction_set")
    assert (answer.code, answer.err) == (0, "wrote out: 4 rows\n")
    assert (folder / "out" / "prediction_set=v1" / "data.parquet").is_file()
    answer = call("export", "outcome", "-o", "out", "--partition-by", "prediction_set")
    assert answer.code == 4
    assert "new or empty" in answer.err
