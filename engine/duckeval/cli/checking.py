"""``doctor``: whether a file is sound."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import count, say, warn
from duckeval.cli.opening import reading
from duckeval.cli.output import Output, output_options
from duckeval.errors import GateFailed

if TYPE_CHECKING:
    from duckeval.ingest.result import LoadResult

__all__ = ["doctor"]


@click.command(
    cls=Command,
    example="""
    duckeval doctor
    duckeval doctor results.json
    """,
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--kind",
    type=click.Choice(["labels", "predictions"]),
    help="What FILE holds; by its content if left out.",
)
@output_options
@database_option
def doctor(file: Path | None, kind: str | None, db: Path, output: Output) -> None:
    """Check a project file, or try a file before loading it.

    Without FILE, or with a project file, every audit is run; each is a query that must find
    nothing (exit code 5 if one does). With any other FILE it is loaded into a copy of the project
    that is thrown away, and every row that would be set aside is listed (exit code 3 if the file
    would be refused).
    """
    from duckeval.project.trying import is_project, try_file

    if file is not None and not is_project(file):
        trial = try_file(file, kind, db)
        if len(trial.faults) or not output.is_for_people:
            output.rows(trial.faults.columns, trial.faults.tuples())
        _report(trial.result)
        return
    with reading(file or db) as project:
        checks = project.check()
    output.rows(
        ("check", "result", "rows", "first"),
        [
            (each.name, "ok" if each.is_passed else "FAILED", each.row_count, each.example)
            for each in checks
        ],
    )
    failed = [each for each in checks if not each.is_passed]
    if failed:
        for each in failed:
            warn(f"{each.name}: {each.meaning}")
        raise GateFailed(
            f"{file or db}: {count(len(failed), 'check')} of {len(checks)} failed",
            hint="load the files again into a new project; the table load lists them",
        )
    say(f"{file or db}: all {len(checks)} checks passed")


def _report(result: "LoadResult") -> None:
    say(
        f"{result.file}: would load {result.rows_loaded:,} of {count(result.rows_in, 'row')} as "
        f"{result.kind} and set {result.rows_quarantined:,} aside"
    )
    for text in result.warnings:
        warn(text)
