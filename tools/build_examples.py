"""Write what the examples of README.md and docs/ print now into these pages.

    .venv/bin/python tools/build_examples.py [PAGE...]

What a block does is said in tests/docs/examples.py; tests/docs compares.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from duckeval.demo import build  # noqa: E402
from tests.docs.examples import PAGES, furnish, rendered  # noqa: E402


def main() -> None:
    """Render the pages that are named, or all of them."""
    pages = [str(Path(page).resolve().relative_to(ROOT)) for page in sys.argv[1:]] or PAGES
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        build(Path("duckeval-demo"))
        for page in pages:
            folder = Path(name, page.replace("/", "-"))
            folder.mkdir()
            furnish(Path("duckeval-demo"), folder)
            os.chdir(folder)
            text = (ROOT / page).read_text(encoding="utf-8")
            (ROOT / page).write_text(rendered(text), encoding="utf-8", newline="\n")
            os.chdir(name)
            print(page)
        os.chdir(ROOT)


if __name__ == "__main__":
    main()
