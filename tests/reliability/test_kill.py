"""A load that is killed is there whole or not at all, and what was reported as loaded stays loaded.

The killed process is a real one, and SIGKILL leaves it no time to tidy up. `make kill` runs 500
kills; the default is what CI has time for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import duckeval

if TYPE_CHECKING:
    from collections.abc import Callable

KILLS = int(os.environ.get("DUCKEVAL_KILLS", "8"))
ITEMS, PER_ITEM = 200, 20
PREDICTIONS = ITEMS * PER_ITEM
LONGEST_SECONDS = 1.5
"""From the first load to the kill; several loads end in this time."""


def write_files(folder: Path) -> None:
    """Write ground truth with a label per item, and predictions around it."""
    chance = np.random.default_rng(5)
    truth = {
        "images": [{"id": n, "file_name": f"{n}.jpg"} for n in range(ITEMS)],
        "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}],
        "annotations": [
            {"id": n, "image_id": n, "category_id": 1, "bbox": [10, 10, 50, 50]}
            for n in range(ITEMS)
        ],
    }
    results = [
        {
            "image_id": n % ITEMS,
            "category_id": 1 + n % 2,
            "bbox": [chance.uniform(0, 40), chance.uniform(0, 40), 50, 50],
            "score": chance.random(),
        }
        for n in range(PREDICTIONS)
    ]
    (folder / "truth.json").write_text(json.dumps(truth))
    (folder / "results.json").write_text(json.dumps(results))


def kill_while_loading(project: Path, results: Path, prefix: str, seconds: float) -> list[str]:
    """Return the names of the sets that a process said were loaded before it was killed."""
    arguments = [sys.executable, "-m", "tests.reliability.loader", project, results, prefix]
    with subprocess.Popen(
        [str(each) for each in arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        process.kill()
        said = process.stdout.read()
    # a line without its end was being written when the process died
    return [line.strip() for line in said.splitlines(keepends=True) if line.endswith("\n")]


def check(path: Path, acknowledged: set[str]) -> None:
    """Every reported load is there, nothing is there in part, and every audit passes."""
    started = time.monotonic()
    with duckeval.open(path) as project:
        assert time.monotonic() - started < LONGEST_SECONDS * 10
        rows = project.query(
            "select prediction_set_name as name, count(prediction_id) as predictions, "
            "is_matched_closest and is_matched_coco as matched "
            "from prediction_set left join prediction using (prediction_set_id) "
            "left join matching using (prediction_set_id) group by all"
        )
        found = {row["name"]: row["predictions"] for row in rows}
        assert all(row["matched"] for row in rows)
        assert acknowledged <= found.keys()
        assert set(found.values()) <= {PREDICTIONS}
        assert [each.name for each in project.check() if not each.is_passed] == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_a_killed_load_is_whole_or_not_there(tmp_path: Path) -> None:
    write_files(tmp_path)
    chance = np.random.default_rng(KILLS)
    acknowledged: set[str] = set()
    loads = 0
    path = tmp_path / "project.duckdb"
    for number in range(KILLS):
        if number % 10 == 0:  # the file stays small, and its first load may be the one that dies
            path.unlink(missing_ok=True)
            acknowledged.clear()
            with duckeval.open(path) as project:
                project.load_labels(tmp_path / "truth.json")
        seconds = chance.uniform(0, LONGEST_SECONDS)
        said = kill_while_loading(path, tmp_path / "results.json", f"run{number}_", seconds)
        loads += len(said)
        acknowledged.update(said)
        check(path, acknowledged)
        with duckeval.open(path) as project:
            project.load_predictions(tmp_path / "results.json", set_name=f"after{number}")
        acknowledged.add(f"after{number}")
    assert loads > 0


def test_nothing_that_was_reported_stands_in_the_write_ahead_log(tmp_path: Path) -> None:
    """DuckDB opens a file whose log is damaged or gone without a word, so nothing may need it."""
    write_files(tmp_path)
    path = tmp_path / "project.duckdb"
    log = path.with_name(path.name + ".wal")
    with duckeval.open(path) as project:
        steps: list[Callable[[], object]] = [
            lambda: project.load_labels(tmp_path / "truth.json"),
            lambda: project.load_predictions(tmp_path / "results.json", set_name="v1"),
            lambda: project.match(sets=["v1"]),
            lambda: project.slices.add("first", "item_key = '1'"),
            lambda: project.slices.drop("first"),
        ]
        for step in steps:
            step()
            assert not log.exists() or log.stat().st_size == 0
