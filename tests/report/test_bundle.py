"""The folder of a report: its files, its manifest, the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

import duckeval
from duckeval import QueryError, StoreError, UnknownNameError, UsageError
from duckeval.cli import run
from duckeval.project import ReportRequest

if TYPE_CHECKING:
    from pathlib import Path

    from duckeval import Project

COMPARED = ReportRequest(
    of="v2",
    against="v1",
    by=["weather", "brightness > 0.5"],
    slices=["night"],
    item_filter="item_key <> '7'",
    iou_threshold=0.6,
    has_page=False,
)


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_every_file_is_in_the_manifest_with_its_hash_and_rows(
    project: Project, tmp_path: Path
) -> None:
    made = project.report(tmp_path / "out", COMPARED)
    listed = {each["file"]: each for each in manifest(tmp_path / "out")["files"]}
    there = {path.name for path in (tmp_path / "out").iterdir()}
    assert there == {*listed, "manifest.json"} == set(made.files)
    for name, each in listed.items():
        path = tmp_path / "out" / name
        assert each["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert each["rows"] == pq.read_metadata(path).num_rows


def test_the_sql_of_each_file_gives_its_rows_in_any_client(
    project: Project, tmp_path: Path
) -> None:
    project.report(tmp_path / "out", COMPARED)
    for each in manifest(tmp_path / "out")["files"]:
        written = pq.read_table(tmp_path / "out" / each["file"])
        asked = project.query(each["sql"])
        assert written.column_names == list(asked.columns)
        assert written.to_pydict() == asked.arrow().to_pydict()


def test_the_numbers_are_those_of_the_macros(project: Project, tmp_path: Path) -> None:
    project.report(tmp_path / "out", COMPARED)
    rows = pq.read_table(tmp_path / "out" / "performance.parquet").to_pylist()
    asked: Any = {"iou_threshold": 0.6, "item_filter": "item_key <> '7'"}
    assert rows == project.performance(**asked).rows()
    by_slice = pq.read_table(tmp_path / "out" / "performance_by_slice.parquet").to_pylist()
    weather = [row for row in by_slice if row.pop("slice_by") == "weather"]
    assert weather == project.performance(**asked, slice_by="weather").rows()


def test_the_manifest_says_what_it_was_made_from(
    project: Project, scenes: Path, tmp_path: Path
) -> None:
    project.report(tmp_path / "out", COMPARED)
    found = manifest(tmp_path / "out")
    assert found["duckeval"] == duckeval.__version__
    assert found["parameters"] == {
        "set": "v2",
        "against": "v1",
        "iou_threshold": 0.6,
        "item_filter": "item_key <> '7'",
        "protocol": "closest",
        "slice_by": ["weather", "brightness > 0.5"],
        "slices": ["night"],
        "metrics": [],
    }
    assert found["slices"][0] == {"slice": "night", "where": "weather = 'night'"}
    assert {"slice_by": "weather"} in found["slices"]
    for source in found["sources"]:
        path = scenes.parent / source["file"]
        assert source["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    metadata = pq.read_schema(tmp_path / "out" / "outcome.parquet").metadata
    assert json.loads(metadata[b"duckeval_parameters"]) == found["parameters"]
    assert json.loads(metadata[b"duckeval_sources"]) == found["sources"]


def test_the_same_bytes_with_any_number_of_threads_and_in_any_copy(
    scenes: Path, tmp_path: Path
) -> None:
    found = []
    for threads in (1, 2):
        copy = tmp_path / str(threads) / "other.duckdb"
        copy.parent.mkdir()
        shutil.copyfile(scenes, copy)
        with duckeval.open(copy) as project:
            project.connection.execute(f"set threads = {threads}")
            made = project.report(tmp_path / str(threads) / "out", COMPARED)
        found.append(
            {
                name: hashlib.sha256((made.folder / name).read_bytes()).hexdigest()
                for name in made.files
            }
        )
    assert found[0] == found[1]


def test_one_set_needs_no_name(project: Project, tmp_path: Path) -> None:
    made = project.report(tmp_path / "out", ReportRequest(has_page=False))
    assert made.sets == ("v2",)
    assert manifest(made.folder)["parameters"]["against"] is None
    assert made.left_out["performance_by_slice"] == "neither --by nor --slice was given"


def test_an_earlier_report_is_replaced_and_other_files_are_kept(
    project: Project, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    project.report(out, COMPARED)
    (out / "notes.txt").write_text("mine")
    project.report(out, ReportRequest(has_page=False))
    there = {path.name for path in out.iterdir()}
    assert "performance_by_slice.parquet" not in there
    assert (out / "notes.txt").read_text() == "mine"
    assert not (tmp_path / "out.part").exists()


def test_what_is_no_report_is_not_touched(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_text('{"files": [{"file": "../kept.txt"}]}')
    (tmp_path / "kept.txt").write_text("kept")
    with pytest.raises(StoreError, match="holds no report"):
        project.report(out, COMPARED)
    (out / "manifest.json").write_text('{"duckeval": "1", "files": [{"file": "../kept.txt"}]}')
    project.report(out, COMPARED)
    assert (tmp_path / "kept.txt").read_text() == "kept"


def test_what_cannot_be_reported_leaves_nothing(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    refused: list[tuple[ReportRequest, type[Exception], str]] = [
        (ReportRequest(of="v3"), UnknownNameError, "v3"),
        (ReportRequest(of="v1", against="v1"), UsageError, "itself"),
        (ReportRequest(slices=["dusk"]), UnknownNameError, "dusk"),
        (ReportRequest(classes=["cat"]), UnknownNameError, "cat"),
        (ReportRequest(item_filter="wheather = 1"), QueryError, "wheather"),
        (ReportRequest(by=["wheather"]), QueryError, "wheather"),
    ]
    for request, error, text in refused:
        with pytest.raises(error, match=text):
            project.report(out, request)
    with pytest.raises(StoreError, match="its folder does not exist"):
        project.report(tmp_path / "none" / "out", COMPARED)
    assert not list(tmp_path.iterdir())
    with duckeval.open(":memory:") as empty, pytest.raises(QueryError, match="no predictions"):
        empty.report(out)


def test_the_command_writes_a_folder(
    scenes: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    given = ["--set", "v2", "--against", "v1", "--by", "weather", "-o", str(out)]
    assert run(["report", *given, "--db", str(scenes)]) == 0
    said = capfd.readouterr()
    assert said.out == ""
    assert f"wrote {out}" in said.err
    assert manifest(out)["parameters"]["slice_by"] == ["weather"]
    assert run(["report", "--against", "v2", "-o", str(out), "--db", str(scenes)]) == 2
    assert "itself" in capfd.readouterr().err
