"""The notebook in docs/ runs from its first cell to its last and shows what it speaks of."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.docs.notebook import NOTEBOOK, executed, read

if TYPE_CHECKING:
    from pathlib import Path

CHARTS = 5
MOST_BYTES = 200_000
MACHINE = re.compile(
    r"/(home|root|tmp|work|Users|var|usr|opt|mnt)/|[A-Za-z]:\\\\|localhost|\.local\b"
)


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The cells of the notebook, as they are after a run in an empty folder."""
    folder: Path = tmp_path_factory.mktemp("notebook")
    found: list[Any] = executed(folder).cells
    assert (folder / "work" / "night-report" / "index.html").is_file()
    return found


def outputs(cells: list[Any]) -> list[Any]:
    return [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]


def texts(cells: list[Any]) -> list[str]:
    return [each.data["text/plain"] for each in outputs(cells) if "data" in each]


def test_it_has_ten_cells_and_none_fails_or_warns(cells: list[Any]) -> None:
    assert len(cells) == 10
    assert [each for each in outputs(cells) if each.output_type == "error"] == []
    assert [each.text for each in outputs(cells) if "Warning" in each.get("text", "")] == []
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert all(any(each.output_type == "execute_result" for each in c.outputs) for c in code)


def test_what_is_stored_is_what_it_shows(cells: list[Any]) -> None:
    assert texts(read().cells) == texts(cells), "tools/build_notebook.py writes it anew"


def test_what_is_stored_is_small_and_of_no_machine() -> None:
    assert NOTEBOOK.stat().st_size < MOST_BYTES
    stored = read()
    assert [each.output_type for each in outputs(stored.cells)] == ["execute_result"] * 9
    text = json.dumps([stored.metadata, outputs(stored.cells)])
    assert MACHINE.findall(text) == []
    assert set(re.findall(r"https?://[^\"'\s)\\\\]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert "<script" not in text


def test_it_shows_charts(cells: list[Any]) -> None:
    shown = [each for each in outputs(cells) if "image/svg+xml" in each.data]
    assert len(shown) == CHARTS


def test_it_finds_that_the_newer_version_is_worse_in_the_dark(cells: list[Any]) -> None:
    table = next(
        each.data["text/plain"] for each in outputs(cells) if "recall_v2" in str(each.data)
    )
    changes = {
        line.partition("  ")[0]: float(line.split()[-1])
        for line in table.splitlines()
        if line.partition("  ")[0].endswith(("dark", "bright"))
    }
    assert changes["night, dark"] < 0
    assert changes["dusk, dark"] < 0
    assert changes["day, bright"] > 0
    assert changes["dusk, bright"] > 0
