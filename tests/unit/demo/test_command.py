"""`duckeval demo`: what it prints, and that what it proposes can be typed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duckeval.cli import demo as command
from duckeval.cli import proposing, run
from duckeval.demo import COMPARISON, SEED

if TYPE_CHECKING:
    from collections.abc import Callable

ENGINE = Path(command.__file__).parents[2]


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    # Pictures are another test's business.
    monkeypatch.setitem(sys.modules, "PIL", None)

    def run_here(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = run(["demo", *arguments])
        return code, *capfd.readouterr()

    return run_here


def test_the_regression_is_seen_and_the_next_commands_work(
    call: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    code, out, err = call()
    assert code == 0
    assert "\n".join(f"    {line}" for line in COMPARISON.splitlines()) in out
    assert "worse at night.\n" in out
    assert "\nmissing " in out
    assert "note: with pillow" in err
    assert max(map(len, out.splitlines())) <= 80
    proposed = [line for line in err.partition("Try next")[2].splitlines() if line[:2] == "  "]
    assert len(proposed) == 8
    page = tmp_path / "duckeval-demo" / "report" / "index.html"
    assert f"for the browser: {page.relative_to(tmp_path)}" in err
    assert "v2 is better than v1" in page.read_text(encoding="utf-8")
    done = [
        subprocess.run(
            ["bash", "-c", line],  # noqa: S607 - the user's shell
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ENGINE)},
            capture_output=True,
            text=True,
            check=False,
        )
        for line in proposed
    ]
    for place, each in enumerate(done):
        assert each.returncode == 0, each.stderr
        if place < 3:
            assert each.stdout.count("\n") > 3
        else:
            assert each.stdout or each.stderr
    assert "scored v2 on streets@2 as v2@streets@2: " in done[-1].stderr


def test_a_folder_of_somebody_else_is_a_usage_error(
    call: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("all of it")
    code, out, err = call(".")
    assert code == 2
    assert out == ""
    assert "hint: name another one" in err


def test_the_seed_that_help_shows_is_the_seed() -> None:
    assert command._SEED == SEED  # the module of the real one is heavy


@pytest.mark.parametrize(
    ("typed", "on_path", "shown"),
    [
        (".venv/bin/duckeval", False, [".venv/bin/duckeval"]),
        (".venv/bin/duckeval", True, ["duckeval"]),
        ("/x/duckeval/__main__.py", False, [sys.executable, "-m", "duckeval"]),
    ],
)
def test_commands_are_shown_as_they_can_be_typed(
    typed: str,
    on_path: bool,  # noqa: FBT001 - a parameter of the case
    shown: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = tmp_path / ".venv" / "bin" / "duckeval"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(tmp_path / typed) if on_path else typed])
    monkeypatch.setenv("PATH", str(program.parent) if on_path else "/nowhere")
    assert proposing._program() == shown
