"""Make the site: every page of docs/ and of the checkout, with its links checked.

    make site

makes the folder `site`; tools/build_site.py takes another one. A link that leads nowhere ends it
with an error.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

__all__ = ["gather"]

ROOT = Path(__file__).parent.parent
PAGES = ("docs/**/*.md", "docs/**/*.ipynb", "docs/**/*.svg", "benchmarks/*.md", "*.md", "LICENSE")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def gather(into: Path) -> None:
    """Copy the pages to where the site has them, and turn their links to there.

    What a page links to and is no page, such as a program, comes along.
    """
    waiting = [page for pattern in PAGES for page in ROOT.glob(pattern)]
    known = set(waiting)
    while waiting:
        source = waiting.pop()
        target = into / _place(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix not in {".md", ""}:
            shutil.copyfile(source, target)
            continue
        parts = LINK.split(source.read_text(encoding="utf-8"))
        for at in range(1, len(parts), 2):
            linked = Path(os.path.normpath(source.parent / parts[at]))
            if linked.is_file() and linked not in known:
                known.add(linked)
                waiting.append(linked)
            moved = into / _place(linked) if linked.exists() else target.parent / parts[at]
            parts[at] = f"]({os.path.relpath(moved, target.parent)}"
        target.write_text("".join(parts), encoding="utf-8")


def _place(source: Path) -> Path:
    """Return where the site has a file of the checkout."""
    path = source.relative_to(ROOT)
    if path.parts[0] == "docs":
        return path.relative_to("docs")
    return {"README.md": Path("index.md"), "LICENSE": Path("LICENSE.md")}.get(str(path), path)


def main() -> None:
    """Gather the pages and build the site."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "site").absolute()
    with tempfile.TemporaryDirectory(prefix="duckeval-site-") as folder:
        gather(Path(folder) / "docs")
        shutil.copyfile(ROOT / "mkdocs.yml", Path(folder) / "mkdocs.yml")
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
        subprocess.run(command, cwd=folder, check=True)


if __name__ == "__main__":
    main()
