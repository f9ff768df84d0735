"""Write what the cells of docs/worse_at_night.ipynb show now into the notebook.

    .venv/bin/python tools/build_notebook.py

tests/docs/test_notebook.py compares its texts; pictures depend on the fonts of the machine.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.docs.notebook import NOTEBOOK, executed  # noqa: E402


def main() -> None:
    """Run the notebook and store it without what differs from run to run."""
    with tempfile.TemporaryDirectory() as folder:
        notebook = executed(Path(folder))
    for cell in notebook.cells:
        cell.metadata = {}
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    text = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    NOTEBOOK.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    print(NOTEBOOK.relative_to(ROOT))


if __name__ == "__main__":
    main()
