"""A small project, and two ways to run the command line: in this process and in a real one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import duckeval
from duckeval.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENGINE = Path(duckeval.__file__).parents[1]

TRUTH = {
    "images": [
        {"id": 1, "file_name": "a.jpg", "width": 100, "height": 100},
        {"id": 2, "file_name": "b.jpg", "width": 100, "height": 100},
        {"id": 3, "file_name": "c.jpg", "width": 100, "height": 100},
    ],
    "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}],
    "annotations": [
        {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 20, 20]},
        {"id": 2, "image_id": 1, "category_id": 2, "bbox": [50, 50, 20, 20]},
        {"id": 3, "image_id": 2, "category_id": 1, "bbox": [10, 10, 40, 40]},
        {"id": 4, "image_id": 3, "category_id": 1, "bbox": [0, 0, 50, 50]},
    ],
}
RESULTS = [
    {"image_id": 1, "category_id": 1, "bbox": [0, 0, 20, 20], "score": 0.9},
    {"image_id": 1, "category_id": 2, "bbox": [50, 50, 20, 15], "score": 0.8},
    {"image_id": 2, "category_id": 1, "bbox": [10, 10, 40, 20], "score": 0.7},
    {"image_id": 2, "category_id": 2, "bbox": [80, 80, 10, 10], "score": 0.2},
]
FACTS = "item_key,weather,brightness\n1,sun,0.9\n2,night,0.1\n3,night,0.2\n"


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the input files and a project that holds them."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "truth.json").write_text(json.dumps(TRUTH))
    (folder / "v1.json").write_text(json.dumps(RESULTS))
    (folder / "facts.csv").write_text(FACTS)
    with duckeval.open(folder / "duckeval.duckdb") as project:
        project.load_labels(folder / "truth.json")
        project.load_predictions(folder / "v1.json")
        project.load_metadata(folder / "facts.csv")
        project.slices.add("dark", "brightness < 0.5")
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small project, as the working directory."""
    for file in finished.iterdir():
        shutil.copyfile(file, tmp_path / file.name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUCKEVAL_DB", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


@pytest.fixture
def call(folder: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Run a command line in this process, in the folder of the small project."""
    del folder

    def run_here(*arguments: str) -> Answer:
        capfd.readouterr()
        code = run(arguments)
        out, err = capfd.readouterr()
        return Answer(int(code), out, err)

    return run_here


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a real process: ours, with the engine that is under test."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DUCKEVAL")}
    return kept | {"PYTHONPATH": str(ENGINE)} | dict(more or {})


@pytest.fixture
def process(folder: Path) -> Callable[..., Answer]:
    """Run a command line in a process of its own, in the folder of the small project."""

    def run_there(*arguments: str, env: Mapping[str, str] | None = None, stdin: str = "") -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "duckeval", *arguments],
            cwd=folder,
            env=environment(env),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return run_there
