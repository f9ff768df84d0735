"""Exit codes and error lines, in real processes: one line, one hint, never a trace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

import duckeval
from tests.cli.conftest import environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer

ENDLESS = "select count(*) from range(1000000000) as a, range(1000000) as b"

REFUSED = {
    "unknown command": (("sumary",), 2, "No such command 'sumary'"),
    "unknown option": (("summary", "--ious", "1"), 2, "No such option '--ious'"),
    "missing argument": (("query",), 2, "Missing argument 'SQL'"),
    "bad map": (("load", "metadata", "facts.csv", "--map", "x"), 2, "expected THEIRS=OURS"),
    "syntax": (("query", "selec 1"), 1, "syntax error"),
    "unknown column": (("query", "select wether from item"), 1, 'Candidate bindings: "weather"'),
    "unknown set": (("summary", "--set", "v2"), 1, "no prediction set named 'v2'"),
    "unknown class": (("summary", "--class", "catt"), 1, "no class named 'catt'"),
    "unknown slice": (("summary", "--slice", "darkk"), 1, "no slice named 'darkk'"),
    "unknown filter column": (("summary", "--where", "wether = 1"), 1, "weather"),
    "writing query": (("query", "drop table item"), 1, "read-only"),
    "no such file": (("load", "labels", "none.json"), 3, "none.json"),
    "broken file": (("load", "labels", "broken.json"), 3, "broken.json"),
    "no such project": (("summary", "--db", "none.duckdb"), 4, "none.duckdb"),
    "no project": (("summary", "--db", "truth.json"), 4, "not a DuckDB file"),
    "export to nowhere": (("export", "item", "-o", "no/item.csv"), 4, "no/item.csv"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_error_is_one_line_and_its_code(
    process: Callable[..., Answer], folder: Path, case: str
) -> None:
    (folder / "broken.json").write_text('{"images": [')
    arguments, code, text = REFUSED[case]
    answer = process(*arguments)
    assert answer.code == code, answer.err
    assert answer.out == ""
    first, *rest = answer.err.splitlines()
    assert first.startswith("duckeval: error: ")
    assert text in first
    assert all(line.startswith("hint: ") for line in rest)
    assert "Traceback" not in answer.err


def test_debug_shows_the_trace_and_the_sql(process: Callable[..., Answer]) -> None:
    answer = process("query", "--debug", "select wether from item")
    assert answer.code == 1
    assert "Traceback" in answer.err
    assert "SQL: select wether from item" in answer.err


def test_all_is_well(process: Callable[..., Answer]) -> None:
    answer = process("query", "select 1 as one")
    assert (answer.code, answer.out, answer.err) == (0, "one\n---\n  1\n", "")


def test_a_failed_check_is_five(process: Callable[..., Answer], folder: Path) -> None:
    with duckeval.open(folder / "duckeval.duckdb") as project:
        project.connection.execute("delete from item where item_key = '1'")
    answer = process("doctor")
    assert answer.code == 5
    assert "label_without_item" in answer.out
    assert "FAILED" in answer.out
    assert "duckeval: error: duckeval.duckdb: " in answer.err


def test_another_process_holds_the_file(process: Callable[..., Answer], folder: Path) -> None:
    with duckeval.open(folder / "duckeval.duckdb"):
        answer = process("summary")
    assert answer.code == 4
    assert f"in use by process {os.getpid()}" in answer.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_stops_the_query_and_leaves_the_file_sound(
    process: Callable[..., Answer], folder: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "duckeval", "query", ENDLESS],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        time.sleep(3)
        running.send_signal(signal.SIGINT)
        start = time.perf_counter()
        try:
            out, err = running.communicate(timeout=10)
        finally:
            running.kill()  # where a shell has told it to ignore the signal, it would run for ever
        seconds = time.perf_counter() - start
    assert running.returncode == 130
    assert (out, err) == ("", "duckeval: error: interrupted\n")
    assert seconds < 1
    assert process("doctor").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_leaves_is_no_error(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "duckeval", "query", "from range(1000000)", "--format", "csv"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == "range\n"
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 0
