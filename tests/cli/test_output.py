"""Streams and formats: stdout is data, every format says the same, nothing is too wide."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from duckeval.cli.output import FORMATS, Output

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer

VALUES = """
    select * from (values
        (1, 'a,b', 0.5::double, true, null, [1, 2], date '2026-01-02', 12::hugeint),
        (2, '', 1e-9::double, false, 'x"y', null, null, 17014118346046923173168730371588::hugeint),
        (3, 'ä|ö', null, null, 'two' || chr(10) || 'lines', [], date '2026-01-03', null)
    ) as t (id, name, share, is_good, note, list, day, big)
"""

PRINTING = {
    "query": ("query", VALUES),
    "summary": ("summary", "--by", "weather", "--per-class"),
    "slices": ("slice", "list"),
    "slice": ("slice", "show", "dark"),
    "describe": ("describe",),
    "object": ("describe", "performance"),
    "doctor": ("doctor",),
}


def parsed(format_name: str, data: bytes) -> list[dict[str, Any]]:
    """Return the rows of one format, as far as the format can tell."""
    match format_name:
        case "json":
            rows: list[dict[str, Any]] = json.loads(data)
            return rows
        case "jsonl":
            return [json.loads(line) for line in data.splitlines()]
        case "csv":
            return list(csv.DictReader(io.StringIO(data.decode(), newline="")))
        case _:
            table: list[dict[str, Any]] = pq.read_table(io.BytesIO(data)).to_pylist()
            return table


def as_csv(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return json.dumps(value)
    return str(value)


@pytest.mark.parametrize("command", PRINTING)
def test_formats_agree_cell_for_cell(
    call: Callable[..., Answer], folder: Path, command: str
) -> None:
    rows = {}
    for name in ("json", "jsonl", "csv", "parquet"):
        path = folder / f"out.{name}"
        answer = call(*PRINTING[command], "--format", name, "-o", str(path))
        assert (answer.code, answer.out) == (0, "")
        rows[name] = parsed(name, path.read_bytes())
    assert rows["json"]
    assert rows["jsonl"] == rows["json"]
    assert rows["csv"] == [
        {key: as_csv(value) for key, value in row.items()} for row in rows["json"]
    ]
    # JSON has no dates and no numbers of 128 bits: both as text.
    assert [{k: str(v) for k, v in row.items()} for row in rows["parquet"]] == [
        {k: str(v) for k, v in row.items()} for row in rows["json"]
    ]


@pytest.mark.parametrize("command", PRINTING)
@pytest.mark.parametrize("format_name", [each for each in FORMATS if each != "parquet"])
def test_a_file_holds_what_stdout_would(
    call: Callable[..., Answer], folder: Path, command: str, format_name: str
) -> None:
    printed = call(*PRINTING[command], "--format", format_name)
    path = folder / "out"
    written = call(*PRINTING[command], "--format", format_name, "-o", str(path))
    assert written.out == ""
    assert path.read_text() == printed.out
    assert not (folder / "out.part").exists()


@pytest.mark.parametrize("command", PRINTING)
@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_no_line_is_wider_than_the_terminal(
    call: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch, command: str, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    answer = call(*PRINTING[command])
    assert answer.code == 0
    assert max(map(len, answer.out.splitlines())) <= int(columns)
    assert "\x1b" not in answer.out


def test_the_suffix_of_the_file_names_the_format(call: Callable[..., Answer], folder: Path) -> None:
    assert call("query", "select 1 as one", "-o", "out.jsonl").code == 0
    assert (folder / "out.jsonl").read_text() == '{"one": 1}\n'
    assert call("query", "select 1 as one", "-o", "out.csv").err == "wrote out.csv\n"
    answer = call("query", "select 1 as one", "-o", "out.xlsx")
    assert answer.code == 2
    assert ".xlsx" in answer.err


def test_parquet_goes_to_a_pipe(call: Callable[..., Answer], folder: Path) -> None:
    answer = call("query", "select 1 as one", "--format", "parquet", "-o", "out.parquet")
    assert answer.code == 0
    assert pq.read_table(folder / "out.parquet").to_pylist() == [{"one": 1}]


def test_a_table_rounds_what_the_other_formats_say_in_full(call: Callable[..., Answer]) -> None:
    sql = "select 2 / 3 as share, 'a' as name"
    assert json.loads(call("query", sql, "--format", "json").out) == [{"share": 2 / 3, "name": "a"}]
    assert "0.6667" in call("query", sql).out
    assert call("query", sql, "--format", "md").out == (
        "| share | name |\n| ---: | --- |\n| 0.6667 | a |\n"
    )


def test_numbers_that_json_does_not_know_are_null(call: Callable[..., Answer]) -> None:
    answer = call("query", "select 'nan'::double as a, 'inf'::double as b", "--format", "json")
    assert json.loads(answer.out) == [{"a": None, "b": None}]


def test_control_characters_do_not_reach_the_terminal(call: Callable[..., Answer]) -> None:
    answer = call("query", "select chr(27) || '[31m' as name")
    assert "\x1b" not in answer.out
    assert "\\x1b[31m" in answer.out


def test_a_limit_holds_in_every_format(call: Callable[..., Answer], folder: Path) -> None:
    sql = "from range(300)"
    assert len(call("query", sql).out.splitlines()) == 302
    assert len(call("query", sql, "--limit", "5").out.splitlines()) == 7
    assert len(call("query", sql + " -- why;", "--limit", "5").out.splitlines()) == 7
    assert len(call("query", sql, "--limit", "5", "--format", "jsonl").out.splitlines()) == 5
    assert call("query", sql, "--limit", "5", "-o", "out.parquet").code == 0
    assert pq.read_table(folder / "out.parquet").num_rows == 5


def test_the_same_bytes_of_parquet_with_any_number_of_threads(
    call: Callable[..., Answer], folder: Path
) -> None:
    sql = "select (a.range * 7) % 13 as tie, a.range as id from range(3000) a order by tie desc"
    found = set()
    for number in range(3):
        assert call("query", sql, "-o", f"{number}.parquet").code == 0
        found.add((folder / f"{number}.parquet").read_bytes())
    assert len(found) == 1
    rows = pq.read_table(folder / "0.parquet").to_pylist()
    assert rows == sorted(rows, key=lambda row: (-row["tie"], row["id"]))


def show_on_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make tables go to a terminal."""
    monkeypatch.setattr(
        Output, "is_screen", property(lambda self: self.format == "table" and self.path is None)
    )


@pytest.mark.parametrize("command", PRINTING)
def test_a_terminal_gets_every_cell_within_its_width(
    call: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    plain = call(*PRINTING[command]).out
    show_on_screen(monkeypatch)
    shown = call(*PRINTING[command]).out
    assert max(map(len, shown.splitlines())) <= 60
    assert re.sub(r"[-─\s]", "", shown) == re.sub(r"[-─\s]", "", plain)


def test_a_terminal_gets_the_first_rows_and_a_note(
    call: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    show_on_screen(monkeypatch)
    answer = call("query", "from range(300)")
    assert len(answer.out.splitlines()) == 102
    assert answer.err == "note: the first 100 rows; --limit N shows more, --limit 0 all of them\n"
    assert len(call("query", "from range(300)", "--limit", "0").out.splitlines()) == 302
    assert call("query", "from range(100)").err == ""
