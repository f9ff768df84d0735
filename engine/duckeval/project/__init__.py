"""The facade that the command line, notebooks and the page share."""

from pathlib import Path

from duckeval.project.checking import Check
from duckeval.project.facade import Project
from duckeval.project.matching import MatchResult
from duckeval.project.reporting import Report, ReportRequest
from duckeval.project.sets import PredictionSet
from duckeval.project.slices import Slice, Slices
from duckeval.project.summary import Question

__all__ = [
    "Check",
    "MatchResult",
    "PredictionSet",
    "Project",
    "Question",
    "Report",
    "ReportRequest",
    "Slice",
    "Slices",
    "open",
]


def open(path: str | Path, *, create: bool = True, read_only: bool = False) -> Project:  # noqa: A001 - duckeval.open, like gzip.open
    """Open a project file and return the project.

    Parameters
    ----------
    path : str or Path
        The file; ``":memory:"`` for a project that ends with the process.
    create : bool, default True
        Whether a file that does not exist is made.
    read_only : bool, default False
        Whether nothing may be changed; several processes may then read at once.

    Returns
    -------
    Project
        A context manager; leaving it closes the file.

    Raises
    ------
    StoreError
        If the file is missing, in use by another process (which is named), damaged, of a later
        version, or no project.

    Examples
    --------
    >>> with open(":memory:") as project:
    ...     project.query("select count(*) as labels from label").rows()
    [{'labels': 0}]
    """
    return Project(path, create=create, read_only=read_only)
