"""The folder of a report: its files, its manifest, the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import shlex
import shutil
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

import duckeval
from duckeval import QueryError, StoreError, UnknownNameError, UsageError
from duckeval.cli import run
from duckeval.project import Report, ReportRequest
from duckeval.project.reporting.calls import Calls
from duckeval.project.reporting.folder import digest
from duckeval.project.reporting.views import views
from duckeval.project.sets import chosen_sets

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


@pytest.fixture(scope="module")
def bundle(scenes: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The files of a report of two sets."""
    folder = tmp_path_factory.mktemp("bundle") / "out"
    with duckeval.open(scenes, read_only=True) as project:
        return project.report(folder, COMPARED)


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_every_file_is_in_the_manifest_with_its_hash_and_rows(
    bundle: Report,
) -> None:
    listed = {each["file"]: each for each in manifest(bundle.folder)["files"]}
    there = {path.name for path in bundle.folder.iterdir()}
    assert there == {*listed, "manifest.json"} == set(bundle.files)
    for name, each in listed.items():
        path = bundle.folder / name
        assert each["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert each["rows"] == pq.read_metadata(path).num_rows


def test_the_sql_of_each_file_gives_its_rows_in_any_client(
    project: Project, bundle: Report
) -> None:
    files = manifest(bundle.folder)["files"]
    assert [each["file"] for each in files if "sql" not in each] == ["worst_slice.parquet"]
    for each in files:
        if "sql" not in each:
            continue
        written = pq.read_table(bundle.folder / each["file"])
        asked = project.query(each["sql"])
        assert written.column_names == list(asked.columns)
        assert written.to_pydict() == asked.arrow().to_pydict()


def test_the_commands_of_worst_slices_give_its_rows(
    bundle: Report, scenes: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (entry,) = (each for each in manifest(bundle.folder)["files"] if "command" in each)
    written = pq.read_table(bundle.folder / entry["file"]).to_pylist()
    printed: list[dict[str, Any]] = []
    for line in entry["command"].splitlines():
        program, *words = shlex.split(line)
        assert program == "duckeval"
        assert run([*words, "--format", "json", "--db", str(scenes)]) == 0
        printed += json.loads(capfd.readouterr().out)
    assert written == printed
    assert {row["baseline_set"] for row in written} == {None, "v1"}
    assert {
        row["predicate"].removeprefix("(item_key <> '7') and ")
        for row in written
        if row["place"] == 1
    } == {"weather = 'night'"}


@pytest.mark.parametrize(("least", "expected"), [(None, "0.5"), (0.2, "0.5"), (0.8, "0.8")])
def test_label_errors_are_those_of_sure_predictions(
    bundle: Report, project: Project, least: float | None, expected: str
) -> None:
    request = ReportRequest(of="v2", min_confidence=least)
    calls = Calls(project.store, ["v2"], request.parameters(), has_all=False)
    sets = chosen_sets(project.store, "v2")
    found = {each.name: each.sql for each in views(request, sets, calls, list)}
    assert f"min_confidence := {expected}" in found["label_error_candidate"]
    assert pq.read_metadata(bundle.folder / "label_error_candidate.parquet").num_rows > 0


def test_the_numbers_are_those_of_the_macros(project: Project, bundle: Report) -> None:
    rows = pq.read_table(bundle.folder / "performance.parquet").to_pylist()
    asked: Any = {"iou_threshold": 0.6, "item_filter": "item_key <> '7'"}
    assert rows == project.performance(**asked).rows()
    by_slice = pq.read_table(bundle.folder / "performance_by_slice.parquet").to_pylist()
    weather = [row for row in by_slice if row.pop("slice_by") == "weather"]
    assert weather == project.performance(**asked, slice_by="weather").rows()


def test_the_manifest_says_what_it_was_made_from(bundle: Report, scenes: Path) -> None:
    found = manifest(bundle.folder)
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
    metadata = pq.read_schema(bundle.folder / "outcome.parquet").metadata
    assert json.loads(metadata[b"duckeval_parameters"]) == found["parameters"]
    assert json.loads(metadata[b"duckeval_sources"]) == found["sources"]


def test_the_same_bytes_with_any_number_of_threads_and_in_any_copy(
    bundle: Report, scenes: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy" / "other.duckdb"
    copy.parent.mkdir()
    shutil.copyfile(scenes, copy)
    with duckeval.open(copy) as project:
        project.connection.execute("set threads = 1")
        made = project.report(tmp_path / "out", COMPARED)
    found = [
        {name: digest(report.folder / name) for name in report.files} for report in (bundle, made)
    ]
    assert found[0] == found[1]


def test_an_earlier_report_is_replaced_and_other_files_are_kept(
    project: Project, bundle: Report, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(bundle.folder, out)
    (out / "notes.txt").write_text("mine")
    made = project.report(out, ReportRequest(has_page=False))
    assert made.sets == ("v2",)  # one set needs no name
    assert manifest(out)["parameters"]["against"] is None
    assert made.left_out["performance_by_slice"] == "neither --by nor --slice was given"
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
    project.report(out, ReportRequest(classes=["car"], has_page=False))
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
