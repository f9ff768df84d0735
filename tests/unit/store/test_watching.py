"""How far the overlaps of shapes are is told while they are computed."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from duckeval.store import watching
from duckeval.store.watching import Reached, advance, watched
from tests.oracle.files import write_json

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = [1, 1, 9, 1, 9, 9, 1, 9]


def files(folder: Path, images: int) -> tuple[Path, Path]:
    """Write a labelled and a predicted polygon for each image."""
    truth: dict[str, Any] = {
        "images": [{"id": key, "width": 20, "height": 20} for key in range(images)],
        "categories": [{"id": 1, "name": "leaf"}],
        "annotations": [
            {"id": key, "image_id": key, "category_id": 1, "segmentation": [SQUARE]}
            for key in range(images)
        ],
    }
    results = [
        {"image_id": key, "category_id": 1, "score": 0.5, "segmentation": [SQUARE]}
        for key in range(images)
    ]
    return write_json(folder / "truth.json", truth), write_json(folder / "v1.json", results)


def test_each_image_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_PAUSE_SECONDS", 0)
    truth, results = files(tmp_path, 4)
    told: list[str] = []
    with duckeval.open(":memory:") as project:
        project.load_labels(truth)
        project.load_predictions(results, progress=told.append)
    shares = [each for each in told if isinstance(each, Reached)]
    assert [str(each) for each in shares] == [f"overlaps, {n} %" for n in (25, 50, 75, 100)]
    assert [(each.done, each.total) for each in shares] == [(n, 4) for n in (1, 2, 3, 4)]
    assert told.index("overlaps") < told.index("overlaps, 25 %") < told.index("ranks")


def test_pairs_are_counted_where_nobody_knows_how_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "_PAUSE_SECONDS", 0)
    told: list[str] = []
    with watched(told.append, "overlaps"):
        advance(2048, "pairs")
        advance(100, "pairs")
    advance(5, "pairs")
    assert told == ["overlaps, 2,048 pairs", "overlaps, 2,148 pairs"]


def test_it_is_told_now_and_then_only() -> None:
    told: list[str] = []
    with watched(told.append, "overlaps", images=9):
        for _ in range(9):
            advance(1, "images")
    assert told == []


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
def test_a_terminal_shows_it(tmp_path: Path) -> None:
    """Whatever is drawn goes to stderr and is gone at the end."""
    truth, results = files(tmp_path, 2)
    db = tmp_path / "a.duckdb"
    with duckeval.open(db) as project:
        project.load_labels(truth)
    code = (
        "from duckeval.store import watching; watching._PAUSE_SECONDS = 0\n"
        "import sys; from duckeval.cli import run; sys.exit(run(sys.argv[1:]))"
    )
    screen, end = pty.openpty()
    command = [sys.executable, "-c", code, "load", "predictions", str(results), "--db", str(db)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=end, check=False, timeout=60)
    os.close(end)
    shown = b""
    while True:
        try:
            part = os.read(screen, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(screen)
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"v1.json: predictions v1" in shown
