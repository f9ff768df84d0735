"""The examples of the documentation: fenced blocks that are run, and what they print.

=================== ===============================================================================
block               what happens
=================== ===============================================================================
``console``         each ``$ duckeval ...`` is run; what it prints stands below it. ``$ export``
                    sets a variable, ``$ echo $?`` prints the last exit code. A backslash at the
                    end of a line continues it
``sql``             is run on the project of the page, as ``duckeval query`` does; a ``text`` block
                    right behind it is what that prints
``python``          is run; a ``text`` block right behind it is what that prints. The blocks of a
                    page share their names
``csv NAME``        is written to the file NAME (also ``json NAME``, ``toml NAME``, ``txt NAME``)
=================== ===============================================================================

Other blocks, and ``sh`` in particular, are left alone. Everything happens in the working directory,
which holds ``duckeval-demo`` as ``duckeval demo`` makes it, and its files once more as
``instances_val.json`` and ``results.json``.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckeval.cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PAGES", "blocks", "furnish", "rendered"]

ROOT = Path(__file__).parent.parent.parent
PAGES = tuple(
    page.relative_to(ROOT).as_posix()
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
)
"""Every page with examples, as a path below the checkout."""

WIDTH = 96

_BLOCK = re.compile(
    r"^(?P<fence>```)(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", flags=re.DOTALL | re.MULTILINE
)


class Session:
    """What the blocks of one page share."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.exit_code = 0

    def command(self, line: str) -> str:
        """Run one command line and return what it prints on either stream."""
        words = shlex.split(line)
        match words:
            case ["export", assignment]:
                name, _, value = assignment.partition("=")
                os.environ[name] = value
                return ""
            case ["echo", "$?"]:
                return f"{self.exit_code}\n"
            case ["duckeval", *arguments]:
                with _captured() as printed:
                    self.exit_code = int(run(arguments))
                return printed.getvalue()
        raise ValueError(f"an example cannot run {line!r}")

    def python(self, code: str) -> str:
        """Run Python and return what it prints."""
        with _captured() as printed:
            exec(compile(code, "<example>", "exec"), self.names)  # noqa: S102 - our own pages
        return printed.getvalue()


def furnish(demo: Path, folder: Path) -> None:
    """Put into a folder what the examples read."""
    shutil.copytree(demo, folder / "duckeval-demo")
    shutil.copyfile(demo / "labels.json", folder / "instances_val.json")
    shutil.copyfile(demo / "v2.json", folder / "results.json")


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Give the info string and the body of each fenced block."""
    for found in _BLOCK.finditer(text):
        yield found["info"].strip(), found["body"]


def rendered(text: str) -> str:
    """Return a page with what its examples print now, run in the working directory."""
    os.environ["COLUMNS"] = str(WIDTH)
    os.environ.pop("DUCKEVAL_DB", None)
    session = Session()
    parts: list[str] = []
    place, pending = 0, None
    for found in _BLOCK.finditer(text):
        between = text[place : found.start()]
        info, body = found["info"].strip(), found["body"]
        parts += [between]
        place = found.end()
        kind, _, name = info.partition(" ")
        if kind == "text" and pending is not None and not between.strip():
            body, pending = pending, None
        elif kind == "console":
            body, pending = _console(session, body), None
        elif kind == "sql":
            pending = session.command(shlex.join(["duckeval", "query", body]))
        elif kind == "python":
            pending = session.python(textwrap.dedent(body))
        elif kind in {"csv", "json", "toml", "txt"} and name:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(body, encoding="utf-8")
            pending = None
        parts += [f"```{found['info']}\n{body}```"]
    return "".join([*parts, text[place:]])


def _console(session: Session, body: str) -> str:
    printed: list[str] = []
    lines = iter(body.splitlines())
    for line in lines:
        if not line.startswith("$ "):
            continue
        typed = [line]
        while typed[-1].endswith("\\"):
            typed.append(next(lines))
        command = "\n".join([line.removeprefix("$ "), *typed[1:]])
        # Inside quotes a continued line is a line of SQL, and the shell keeps its break.
        printed += ["\n".join(typed), "\n", session.command(command.replace("\\\n", " "))]
    return "".join(printed)


@contextlib.contextmanager
def _captured() -> Iterator[io.StringIO]:
    """Collect what is printed, in the order in which a terminal would show it."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield printed
