"""What ships: the wheel is built, listed, installed away from the checkout, and run."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

import duckeval

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(checkout)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed wheel and nothing else."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run_installed(installed: Path, cwd: Path, *arguments: str) -> str:
    """Return the stdout of Python, run in `cwd` with the installed wheel first on its path."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_sql_file_ships(checkout: Path, names: set[str]) -> None:
    written = {f"duckeval/{f.relative_to(checkout)}" for f in checkout.glob("sql/**/*.sql")}
    assert written
    assert {n for n in names if n.endswith(".sql")} == written


def test_every_module_ships(checkout: Path, names: set[str]) -> None:
    written = {str(f.relative_to(checkout / "engine")) for f in checkout.glob("engine/**/*.py")}
    assert {n for n in names if n.endswith(".py")} == written
    assert "duckeval/py.typed" in names


def test_nothing_else_ships(names: set[str]) -> None:
    strangers = [n for n in names if not n.endswith((".py", ".sql", "/py.typed"))]
    assert [n for n in strangers if ".dist-info/" not in n] == []


def test_the_wheel_is_the_version_of_the_package(wheel: Path, names: set[str]) -> None:
    assert wheel.name == f"duckeval-{duckeval.__version__}-py3-none-any.whl"
    assert f"duckeval-{duckeval.__version__}.dist-info/licenses/LICENSE" in names


def test_the_wheel_installs_a_command(wheel: Path) -> None:
    entry_points = f"duckeval-{duckeval.__version__}.dist-info/entry_points.txt"
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(entry_points).decode()
    assert "duckeval = duckeval.cli:main" in text


def test_the_installed_wheel_reads_its_own_sql(installed: Path, tmp_path: Path) -> None:
    code = "from duckeval.sqlfiles import sql_root; print(sql_root())"
    assert run_installed(installed, tmp_path, "-c", code).strip() == str(
        installed / "duckeval" / "sql"
    )


def test_the_installed_wheel_runs_the_demo(installed: Path, tmp_path: Path) -> None:
    assert "night" in run_installed(installed, tmp_path, "-m", "duckeval", "demo")
