"""The notebook in docs/ runs from its first cell to its last and shows what it speaks of."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient

import duckeval

if TYPE_CHECKING:
    from pathlib import Path

CHARTS = 5


@pytest.fixture(scope="module")
def cells(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The cells of the notebook, as they are after a run in an empty folder."""
    path = checkout / "docs" / "worse_at_night.ipynb"
    notebook = nbformat.reads(path.read_text(encoding="utf-8"), 4)  # type: ignore[no-untyped-call]
    folder = tmp_path_factory.mktemp("notebook")
    engine = os.path.dirname(os.path.dirname(duckeval.__file__))  # noqa: PTH120
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", engine)
        # A kernel that was not told says that frozen modules confuse its debugger.
        patch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
        client = NotebookClient(
            notebook, timeout=120, resources={"metadata": {"path": str(folder)}}
        )
        client.execute()
    assert (folder / "night-report" / "index.html").is_file()
    found: list[Any] = notebook.cells
    return found


def outputs(cells: list[Any]) -> list[Any]:
    return [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]


def test_it_has_ten_cells_and_none_fails_or_warns(cells: list[Any]) -> None:
    assert len(cells) == 10
    assert [
        each.output_type for each in outputs(cells) if each.output_type != "execute_result"
    ] == []
    assert all(cell.outputs for cell in cells if cell.cell_type == "code")


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
