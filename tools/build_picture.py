"""Draw docs/demo.svg: `duckeval demo` as a terminal shows it.

    .venv/bin/python tools/build_picture.py

Runs the command on a terminal of its own (not on Windows) and keeps what it prints.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

ROOT = Path(__file__).parent.parent
WIDTH, HEIGHT = 96, 60
COMMAND = "duckeval demo"


def main() -> None:
    """Draw the picture."""
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.assemble(("$ ", "bold green"), (COMMAND, "bold")))
    console.print(Text.from_ansi(_printed()))
    svg = console.export_svg(title=COMMAND, theme=DIMMED_MONOKAI, unique_id="demo")
    # A page that is read must not fetch fonts from somewhere else.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"
    (ROOT / "docs" / "demo.svg").write_text(svg, encoding="utf-8", newline="\n")
    print("docs/demo.svg")


def _printed() -> str:
    """Return what the command writes on a terminal, progress left out."""
    with tempfile.TemporaryDirectory() as name:
        program = Path(name, "bin", "duckeval")
        program.parent.mkdir()
        program.write_text(
            f"#!{sys.executable}\nfrom duckeval.cli import main\nmain()\n", encoding="utf-8"
        )
        program.chmod(0o755)
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        environment = os.environ | {
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "engine"),
            "TERM": "xterm-256color",
        }
        environment.pop("COLUMNS", None)
        process = subprocess.Popen(
            COMMAND.split(), cwd=name, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        parts: list[bytes] = []
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the end, on Linux
                break
            if not part:
                break
            parts.append(part)
        if process.wait() != 0:
            raise SystemExit(b"".join(parts).decode())
    text = b"".join(parts).decode().replace("\r\n", "\n")
    # The progress bar hides the cursor while it is there, and wipes itself out.
    text = re.sub(r"\x1b\[\?25l.*?\x1b\[\?25h", "", text, flags=re.DOTALL)
    return re.sub(r"\r|\x1b\[[0-9;?]*[A-KSThl]", "", text).strip("\n")


if __name__ == "__main__":
    main()
