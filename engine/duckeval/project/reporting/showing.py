"""One part of a report alone: for the terminal, for programs, for a notebook."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duckeval.errors import UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.reporting.building import prepare, write_views
from duckeval.project.reporting.paging import file_query, material, shown_settings
from duckeval.project.reporting.request import ReportRequest
from duckeval.project.sets import compared_text
from duckeval.report.model import Section
from duckeval.report.sections import PARTS
from duckeval.result import Result

if TYPE_CHECKING:
    from duckeval.project.facade import Project

__all__ = ["Shown", "show"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a report.

    Attributes
    ----------
    sets : tuple of str
        The prediction sets, the baseline first.
    settings : dict
        The parameters of all its numbers, as people read them.
    section : Section
        Its figures and their numbers.
    rows : Result, optional
        Its rows, as a program reads them; None where there are none.
    """

    sets: tuple[str, ...]
    settings: dict[str, str]
    section: Section
    rows: Result | None


def show(project: "Project", name: str, request: ReportRequest) -> Shown:
    """Return one part of the report that would be written, the same numbers.

    Parameters
    ----------
    project : Project
        An open project.
    name : str
        The part: ``outcome``, ``average-iou`` ...
    request : ReportRequest
        Which sets, slices, filter, threshold and protocol.

    Raises
    ------
    UnknownNameError
        If a set, slice or class is not known.
    UsageError
        If there is no such part, it needs what was not asked for, or a set is to be compared with
        itself.
    QueryError
        If there is nothing to show, or a filter or an expression cannot be read.
    """
    if name not in PARTS:
        raise UsageError(f"a report has no part {name!r}", hint=f"there are: {', '.join(PARTS)}")
    part = PARTS[name]
    plan = prepare(project, request)
    if name == "comparison" and len(plan.sets) == 1:
        raise UsageError("a comparison needs two sets", hint="--against names the baseline")
    # The strongest metrics are asked for only where none is named.
    needed = [each for each in part.views if not request.metrics or each != "metric_correlation"]
    only = needed or part.views
    with tempfile.TemporaryDirectory(prefix="duckeval-") as made:
        folder = Path(made)
        files, left_out = write_views(plan, folder, only=only)
        names = [each.name for each in plan.sets]
        settings = {**request.parameters(), "compared_as": compared_text(plan.sets)}
        found = material(project.store, folder, names, files, left_out, settings)
        rows = None
        if part.rows in found.sources:
            query = file_query(folder, part.rows)
            with translated(query):
                rows = Result(project.store.table(query))
    section = part.make(found)
    if section is None:
        raise UsageError(
            f"{name} needs slices to show", hint="--by EXPR or --slice NAME says which"
        )
    return Shown(tuple(names), shown_settings(settings), section, rows)
