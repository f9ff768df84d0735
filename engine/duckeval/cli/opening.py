"""Opening the project that a command is about."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckeval.project import Project

__all__ = ["reading", "writing"]


def reading(db: Path) -> "Project":
    """Return the project for a command that changes nothing; others may read at the same time."""
    from duckeval.project import Project

    return Project(db, create=False, read_only=True)


def writing(db: Path, *, create: bool = False) -> "Project":
    """Return the project for a command that changes it."""
    from duckeval.project import Project

    return Project(db, create=create)
