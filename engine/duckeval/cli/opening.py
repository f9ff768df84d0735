"""Opening the project that a command is about."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from duckeval.cli.messages import note, warn
from duckeval.errors import StoreError

if TYPE_CHECKING:
    from duckeval.project import Project

__all__ = ["only_reading", "reading", "task_kinds", "writing"]


def reading(db: Path) -> "Project":
    """Return the project for a command that changes nothing; others may read at the same time.

    A file whose views and macros are those of another duckeval gets ours first, if it can be
    written to.
    """
    from duckeval.project import Project

    project = Project(db, create=False, read_only=True)
    if project.is_current:
        return project
    project.close()
    try:
        Project(db, create=False).close()
    except StoreError as error:
        warn(f"its views and macros are those of another duckeval: {error.message}")
    else:
        note(f"{db}: its views and macros are now those of this duckeval")
    return Project(db, create=False, read_only=True)


def only_reading(db: Path) -> "Project":
    """Return another project than the one that the command is about; it is never changed.

    Raises
    ------
    StoreError
        If its views and macros are those of another duckeval.
    """
    from duckeval.project import Project

    project = Project(db, create=False, read_only=True)
    if not project.is_current:
        project.close()
        raise StoreError(
            f"{db}: its views and macros are those of another duckeval",
            hint=f"'duckeval summary --db {db}' puts ours there",
        )
    return project


def task_kinds(project: "Project", names: Collection[str] | None) -> set[str]:
    """Return the kinds of tasks that the sets of these names, or all, are answers to."""
    return {each.task_kind for each in project.sets if names is None or each.name in names}


def writing(db: Path, *, create: bool = False) -> "Project":
    """Return the project for a command that changes it."""
    from duckeval.project import Project

    return Project(db, create=create)
