"""``report``: parquet files and one page."""

from collections.abc import Sequence
from pathlib import Path

import click

from duckeval.cli.app import Command, database_option, where_options
from duckeval.cli.messages import count, note, say
from duckeval.cli.opening import reading
from duckeval.cli.progress import progress

__all__ = ["report"]


@click.command(
    cls=Command,
    example="""
    duckeval report -o report
    duckeval report --set v2 --against v1 -o report --by weather --slice night
    duckeval report --set v2 -o report --where "brightness < 0.2" --charts svg
    """,
)
@click.option(
    "--set", "of", metavar="NAME", help="The prediction set; the one loaded last if left out."
)
@click.option("--against", metavar="NAME", help="Compare with this set, the baseline.")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder: new, empty, or with an earlier report, which is replaced.",
)
@where_options
@click.option(
    "--by",
    metavar="EXPR",
    multiple=True,
    help="Also the numbers for each value of this SQL expression over item; can be repeated.",
)
@click.option(
    "--slice",
    "slices",
    metavar="NAME",
    multiple=True,
    help="Also the numbers of this saved slice; can be repeated.",
)
@click.option(
    "--metric",
    "metrics",
    metavar="NAME",
    multiple=True,
    help="Show the rates over this metric; can be repeated. By default the strongest ones.",
)
@click.option(
    "--iou",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="IoU that a true positive needs.",
)
@click.option(
    "--confidence", type=float, metavar="C", help="Leave out predictions below this confidence."
)
@click.option(
    "--protocol",
    type=click.Choice(["closest", "coco", "voc"]),
    default="closest",
    show_default=True,
    help="The rule that says which prediction finds which label.",
)
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
def report(  # noqa: PLR0917 - click hands the options over by name
    folder: Path,
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
    chart_format: str | None,
    has_page: bool,
    db: Path,
) -> None:
    """Write a report: one page for the browser, and its numbers as parquet files.

    index.html needs no other file and no network. Each view is a parquet file; manifest.json holds
    the parameters, the hashes of the loaded files and of each file of the report, and the SQL of
    each file and slice. The same project and options give the same bytes.
    """
    from duckeval.project.reporting import ReportRequest

    request = ReportRequest(
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
        chart_format=chart_format,
        has_page=has_page,
    )
    with reading(db) as project, progress("report") as step:
        made = project.report(folder, request, progress=step)
    compared = " against ".join(reversed(made.sets))
    say(f"wrote {made.folder}: {count(len(made.files), 'file')} on {compared}")
    if made.page is not None:
        say(f"open {made.page} in a browser")
    if confidence is None:
        note("without --confidence, precision counts every box that was ever predicted")
