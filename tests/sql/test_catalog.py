"""The files of `sql/` and what they make: headers, names, what is read, comments, grain."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from tests.property.projects import load_scene
from tests.property.test_same_bytes import crowded_scene

if TYPE_CHECKING:
    from collections.abc import Iterator

SQL = Path(__file__).parent.parent.parent / "sql"
KINDS = {"schema": "table", "macros": "macro", "views": "view", "checks": "check"}
NEEDED = {
    "table": {"grain"},
    "macro": {"grain", "reads"},
    "view": {"grain", "reads"},
    "check": {"reads"},
}
KEYS = {
    "table", "macro", "view", "check", "fill", "read", "grain", "reads", "units", "null", "absent",
    "follows", "note", "params", "errors", "means",
}  # fmt: skip

FILES = sorted(path for folder in KINDS for path in (SQL / folder).glob("*.sql"))
IDS = [str(path.relative_to(SQL)) for path in FILES]

# Columns whose meaning is their name.
PLAIN_COLUMNS = {
    "prediction_set_id", "dataset_id", "item_id", "task_id", "class_id", "label_id",
    "prediction_id", "slice_id", "load_id", "model_name", "model_version", "task_name",
    "supercategory", "unit", "description", "range_low", "range_high", "rule", "format",
    "rows_in", "rows_loaded", "rows_quarantined", "file", "iou_threshold",
}  # fmt: skip


def header(path: Path) -> dict[str, str]:
    """Return the keys of the comment at the head of a file; further lines belong to their key."""
    found: dict[str, str] = {}
    key = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("--"):
            break
        match = re.match(r"-- (\w+):\s*(.*)", line)
        if match:
            key = match[1]
            found[key] = match[2]
        else:
            found[key] += " " + line.removeprefix("--").strip()
    return found


def object_name(path: Path) -> str:
    return re.sub(r"^\d+_", "", path.stem)


def kind_of(path: Path) -> str:
    return KINDS[path.parent.name]


OBJECTS = {
    object_name(path): kind_of(path)
    for path in FILES
    if kind_of(path) in {"table", "macro", "view"}
}


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_the_header_says_what_the_file_makes(path: Path) -> None:
    keys = header(path)
    kind = kind_of(path)
    assert keys.get(kind) == object_name(path)
    assert NEEDED[kind] <= keys.keys()
    assert keys.keys() <= KEYS
    assert all(keys.values())


@pytest.mark.parametrize(
    "path", sorted((SQL / "fill").glob("*.sql")), ids=lambda path: f"fill/{path.name}"
)
def test_a_file_that_fills_says_what_and_from_what(path: Path) -> None:
    keys = header(path)
    assert "fill" in keys
    assert keys.keys() <= KEYS


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_the_header_names_everything_that_is_read_and_nothing_else(path: Path) -> None:
    if kind_of(path) == "table":
        return
    text = without_comments(path.read_text(encoding="utf-8"))
    common_tables = set(re.findall(r"(\w+)\s+as\s+(?:not\s+)?(?:materialized\s+)?\(", text))
    # Fragments that are handed to query() are text, and read like the rest.
    sources = set(re.findall(r"\b(?:from|join)\s+(\w+)", text)) - common_tables
    called = set(re.findall(r"\b(\w+)\s*\(", text))
    if kind_of(path) == "macro":  # a view calls the macro of its own name
        called -= {object_name(path)}
    declared = {name.strip() for name in header(path)["reads"].split(",")} - {
        "nothing",
        "the catalogue",
    }
    assert declared == (sources | called) & OBJECTS.keys()


def without_comments(text: str) -> str:
    text = re.sub(r"--.*", "", text)
    return text.split("comment on", maxsplit=1)[0]


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_file_makes_one_object_and_comments_on_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    kind = kind_of(path)
    if kind == "check":
        return
    made = re.findall(
        r"^create (?:or replace )?(?:table|macro|view) (?:if not exists )?(\w+)", text, re.MULTILINE
    )
    assert set(made) == {object_name(path)}
    assert re.search(
        rf"^comment on (table|view|macro|macro table) {object_name(path)} is", text, re.MULTILINE
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("catalog")
    with duckeval.open(folder / "project.duckdb") as opened:
        load_scene(opened, crowded_scene(11, item_count=20, prediction_count=400), folder)
        opened.slices.add("wet", "weather = 'rain'")
        opened.slices.add("early", "hour < 4")
        yield opened


def test_every_object_of_the_file_has_a_comment(project: Any) -> None:
    silent = project.query(
        "select view_name as name from duckdb_views() where not internal and comment is null "
        "union all select table_name from duckdb_tables() where not internal and comment is null "
        "union all select function_name from duckdb_functions() where not internal "
        "and function_type in ('macro', 'table_macro') and comment is null"
    ).rows()
    assert silent == []


def test_every_column_whose_meaning_is_not_its_name_has_a_comment(project: Any) -> None:
    loaded = {"weather", "hour", "brightness", "label_kind", "prediction_kind"}
    silent = project.query(
        "select table_name, column_name from duckdb_columns() where not internal "
        "and schema_name = 'main' and comment is null"
    ).rows()
    assert [
        (row["table_name"], row["column_name"])
        for row in silent
        if row["column_name"] not in PLAIN_COLUMNS | loaded
    ] == []


@pytest.mark.parametrize(
    "path",
    sorted((SQL / "checks").glob("*.sql")),
    ids=lambda path: path.stem,
)
def test_a_check_finds_nothing_in_a_good_project(project: Any, path: Path) -> None:
    assert project.query(path.read_text(encoding="utf-8")).rows() == []


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if kind_of(path) in {"view", "table"}],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_no_two_rows_share_the_grain(project: Any, path: Path) -> None:
    match = re.search(r"\(([^)]*)\)", header(path)["grain"])
    if match is None:
        return
    columns = ", ".join(f'"{name.strip()}"' for name in match[1].split(","))
    rows = project.query(
        f"select {columns}, count(*) as n from {object_name(path)} group by {columns} having n > 1"
    ).rows()
    assert rows == []
