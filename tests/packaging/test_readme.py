"""The README's set-up, as it is written there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NOT_OURS = re.compile(r"VIRTUAL_ENV|PYTHON|PYTEST|PIP_REQUIRE|CONDA|DUCKEVAL")


@pytest.fixture(scope="module")
def commands(checkout: Path) -> list[str]:
    """The command lines of the README that make an environment, in their order."""
    text = (checkout / "README.md").read_text()
    return re.findall(r"^python3 -m venv .*$", text, flags=re.MULTILINE)


@pytest.fixture
def clone(checkout: Path, tmp_path: Path) -> Path:
    """A copy of what git would clone, if all that is here were committed."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=checkout, capture_output=True, text=True, check=True)
    for name in filter(None, done.stdout.split("\0")):
        source, target = checkout / name, tmp_path / "clone" / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return tmp_path / "clone"


@pytest.fixture
def bare_environment(tmp_path: Path) -> dict[str, str]:
    """No active environment; `python3` is the interpreter that ours was made from."""
    tools = tmp_path / "tools"
    tools.mkdir()
    base: str = getattr(sys, "_base_executable", sys.executable)
    python3 = tools / "python3"
    python3.write_text(f'#!/bin/sh\nexec "{base}" "$@"\n')
    python3.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not NOT_OURS.match(name)}
    own = str(Path(sys.prefix) / "bin")
    path = [folder for folder in kept["PATH"].split(os.pathsep) if folder != own]
    return kept | {"PATH": os.pathsep.join([str(tools), *path])}


def test_the_set_up_is_two_commands(commands: list[str]) -> None:
    assert [command.rpartition(" && ")[2] for command in commands] == [
        ".venv/bin/duckeval demo",
        ".venv/bin/python -m pytest",
    ]


def test_ci_runs_the_test_command_of_the_readme(checkout: Path) -> None:
    # It reads the line from the README, so that there is only one to keep right.
    assert "README.md" in (checkout / ".ci" / "run").read_text()


@pytest.mark.slow
def test_the_quick_start_runs_in_a_fresh_clone(
    commands: list[str], clone: Path, bare_environment: dict[str, str]
) -> None:
    done = subprocess.run(
        ["bash", "-c", commands[0]],  # noqa: S607 - the user's shell
        cwd=clone,
        env=bare_environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "night" in done.stdout
