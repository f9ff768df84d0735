"""``report``: parquet files and one page."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import count, note_unsure, say
from duckeval.cli.opening import reading, task_kinds
from duckeval.cli.options import rule_options, where_options
from duckeval.cli.progress import progress

if TYPE_CHECKING:
    from duckeval.project.reporting import ReportRequest

__all__ = ["report", "request_of", "request_options"]

Function = TypeVar("Function", bound=Callable[..., Any])


def request_options(function: Function) -> Function:
    """Add what a report is asked for: sets, items, classes, slices, metrics and thresholds."""
    for option in reversed(
        (
            click.option(
                "--set",
                "of",
                metavar="NAME",
                help="The prediction set; the one loaded last if left out.",
            ),
            click.option("--against", metavar="NAME", help="Compare with this set, the baseline."),
            where_options,
            click.option(
                "--by",
                metavar="EXPR",
                multiple=True,
                help="Also the numbers for each value of this SQL expression over item; can be "
                "repeated.",
            ),
            click.option(
                "--slice",
                "slices",
                metavar="NAME",
                multiple=True,
                help="Also the numbers of this saved slice; can be repeated.",
            ),
            click.option(
                "--metric",
                "metrics",
                metavar="NAME",
                multiple=True,
                help="Show the rates over this metric; can be repeated. By default the strongest "
                "ones.",
            ),
            rule_options,
        )
    ):
        function = option(function)
    return function


def request_of(
    *,
    of: str | None,
    against: str | None,
    where: str | None,
    classes: Sequence[str],
    by: Sequence[str],
    slices: Sequence[str],
    metrics: Sequence[str],
    iou: float,
    confidence: float | None,
    protocol: str,
    **more: Any,  # noqa: ANN401 - fields of the request that only one command has
) -> "ReportRequest":
    """Return what `request_options` were given."""
    from duckeval.project.reporting import ReportRequest

    return ReportRequest(
        of=of,
        against=against,
        item_filter=where,
        classes=classes,
        by=by,
        slices=slices,
        metrics=metrics,
        iou_threshold=iou,
        min_confidence=confidence,
        protocol=protocol,
        **more,
    )


@click.command(
    cls=Command,
    example="""
    duckeval report -o report
    duckeval report --set v2 --against v1 -o report --by weather --slice night
    duckeval report --set v2 -o report --where "brightness < 0.2" --charts svg
    """,
)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder: new, empty, or with an earlier report, which is replaced.",
)
@request_options
@click.option(
    "--charts",
    "chart_format",
    type=click.Choice(["png", "svg"]),
    help="Also write each chart to a file of its own.",
)
@click.option(
    "--page/--no-page",
    "has_page",
    default=True,
    help="Whether to write the page; without it no extra package is needed.",
)
@database_option
def report(folder: Path, db: Path, **asked: Any) -> None:  # noqa: ANN401
    """Write a report: one page for the browser, and its numbers as parquet files.

    index.html needs no other file and no network. Each view is a parquet file; manifest.json holds
    the parameters, the hashes of the loaded files and of each file of the report, and the SQL of
    each file and slice. The same project and options give the same bytes.
    """
    request = request_of(**asked)
    with reading(db) as project, progress("report") as step:
        made = project.report(folder, request, progress=step)
        kinds = task_kinds(project, made.sets)
    compared = " against ".join(reversed(made.sets))
    say(f"wrote {made.folder}: {count(len(made.files), 'file')} on {compared}")
    if made.page is not None:
        say(f"open {made.page} in a browser")
    if request.min_confidence is None:
        note_unsure(kinds)
