"""``show``: one part of the report, in the terminal or as rows."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import count, note, note_unsure, say
from duckeval.cli.opening import reading, task_kinds
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.report import request_of, request_options

if TYPE_CHECKING:
    from duckeval.project.reporting.showing import Shown
    from duckeval.report.model import Figure

__all__ = ["show"]


@click.command(
    cls=Command,
    example="""
    duckeval show outcome --set v2 --confidence 0.3
    duckeval show average-iou --set v2 --against v1 --where "weather = 'night'"
    duckeval show metric-performance --metric brightness --set v2 --against v1
    duckeval show precision-recall-curve --set v2 -o curve.csv
    duckeval show f1 --set v2 --sql
    """,
)
@click.argument("part")
@request_options
@click.option("--sql", "has_sql", is_flag=True, help="Print the SQL of the numbers instead.")
@output_options
@database_option
def show(part: str, has_sql: bool, db: Path, output: Output, **asked: Any) -> None:  # noqa: ANN401
    """Print one part of the report: the same numbers, two sets beside each other.

    PART is summary, comparison, slices, worst-slices, outcome, average-precision, precision,
    recall, f1, precision-recall-curve, calibration, metric-correlation, metric-performance,
    iou-distribution, average-iou, confusion-matrix, error-types or label-errors.

    As csv, json, jsonl or parquet: the rows that the part is made of, a set each.
    """
    from duckeval.project.reporting.showing import show as shown

    request = request_of(**asked)
    with reading(db) as project:
        found = shown(project, part, request)
        kinds = task_kinds(project, found.sets)
    section = found.section
    if has_sql:
        sources = [each for figure in section.figures for each in figure.sources if each.file]
        texts = dict.fromkeys(each.sql for each in sources)
        click.echo(";\n\n".join(texts) + ";")
    elif not output.is_for_people:
        if found.rows is None:
            say(f"{part}: {section.reason}")
        else:
            output.rows(found.rows.columns, found.rows.tuples())
    else:
        output.tables(_tables(found))
        for figure in section.figures:
            if figure.numbers.total:
                rows = count(figure.numbers.total, "row")
                note(f"the first {len(figure.numbers.rows)} of {rows}; --format csv has all")
    if request.min_confidence is None:
        note_unsure(kinds)


def _tables(found: "Shown") -> list[Table | str]:
    """Return the opening lines, and the table of each figure."""
    section = found.section
    settings = ", ".join(f"{name} {value}" for name, value in found.settings.items())
    lines = [f"{section.title}: {' against '.join(reversed(found.sets))}", settings]
    if section.reason:
        lines.append(f"left out: {section.reason}")
    elif not section.figures:
        lines.append(section.text)
    return ["\n".join(lines), *(_table(each) for each in section.figures)]


def _table(figure: "Figure") -> Table:
    return Table(figure.numbers.columns, figure.numbers.rows, figure.title)
