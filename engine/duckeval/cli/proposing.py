"""Command lines that are proposed, as they can be typed here."""

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["write_command"]


def write_command(arguments: Sequence[str]) -> None:
    """Write a command line as it can be typed here, quoted for the shell."""
    words = [*_program(), *(_quoted(word) for word in arguments)]
    sys.stderr.write(f"  {' '.join(words)}\n")


def _quoted(word: str) -> str:
    """Return a word in double quotes where that is enough: SQL is full of single ones.

    Examples
    --------
    >>> print(_quoted("time_of_day = 'night'"), _quoted("night"))
    "time_of_day = 'night'" night
    """
    plain = shlex.quote(word)
    return f'"{word}"' if plain != word and not set(word) & set('"$`\\!') else plain


def _program() -> list[str]:
    """Return how duckeval can be called here: by its name only where the shell would find it."""
    typed = Path(sys.argv[0])
    if typed.name != "duckeval":
        return [shlex.quote(sys.executable), "-m", "duckeval"]
    found = shutil.which("duckeval")
    if found is not None and Path(found).resolve() == typed.resolve():
        return ["duckeval"]
    return [shlex.quote(os.path.relpath(typed) if not typed.is_absolute() else str(typed))]
