"""Running the notebook of docs/: nothing of the user's, the machine or a network plays a part."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbclient import NotebookClient

import duckeval

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NOTEBOOK", "executed", "read"]

NOTEBOOK = Path(__file__).parent.parent.parent / "docs" / "worse_at_night.ipynb"
_PATIENCE = 180


def read() -> Any:
    """Return the notebook as it is stored."""
    return nbformat.reads(NOTEBOOK.read_text(encoding="utf-8"), 4)  # type: ignore[no-untyped-call]


def executed(folder: Path) -> Any:
    """Return the notebook as it is after a run in an empty folder."""
    notebook = read()
    private = folder / "private"
    work = folder / "work"
    for each in (private, work):
        each.mkdir()
    settings = {
        "PYTHONPATH": os.path.dirname(os.path.dirname(duckeval.__file__)),  # noqa: PTH120
        # A kernel that was not told says that frozen modules confuse its debugger.
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        # The start files, settings and kernels of whoever runs this stay out of it.
        "IPYTHONDIR": str(private / "ipython"),
        "JUPYTER_CONFIG_DIR": str(private / "config"),
        "JUPYTER_DATA_DIR": str(private / "data"),
        "JUPYTER_RUNTIME_DIR": str(private / "runtime"),
    }
    with _environment(settings):
        NotebookClient(
            notebook,
            timeout=_PATIENCE,
            startup_timeout=_PATIENCE,
            resources={"metadata": {"path": str(work)}},
        ).execute()
    return notebook


@contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
