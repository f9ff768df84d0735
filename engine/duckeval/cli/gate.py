"""``gate``: a file of assertions, held against a project."""

from pathlib import Path

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import count, say
from duckeval.cli.opening import reading
from duckeval.cli.output import Output, output_options
from duckeval.errors import GateFailed, StoreError

__all__ = ["gate"]

_COLUMNS = ("gate", "set", "baseline", "value", "delta", "expected", "result")


@click.command(
    cls=Command,
    example="""
    duckeval gate gate.toml --set v2 --against v1
    duckeval gate gate.yaml --junit gate.xml
    """,
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--set",
    "prediction_set",
    metavar="NAME",
    help="The set of assertions that name none; the one loaded last if left out.",
)
@click.option(
    "--against", "baseline", metavar="NAME", help="The baseline of assertions that name none."
)
@click.option(
    "--junit",
    "junit_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Also write the results as JUnit XML.",
)
@output_options
@database_option
def gate(
    file: Path,
    prediction_set: str | None,
    baseline: str | None,
    junit_file: Path | None,
    db: Path,
    output: Output,
) -> None:
    """Check the assertions of a TOML or YAML file; exit code 5 if one does not hold.

    Each [[gate]] of the file has a measure of performance (with class: of class_performance) or an
    sql that gives one number, and min, max, min_delta or max_delta. set, baseline, slice, where,
    class, iou, confidence and protocol say of what.
    """
    from duckeval.project.gate import judge, junit

    with reading(db) as project:
        results = judge(project, file, prediction_set=prediction_set, baseline=baseline)
    output.rows(
        _COLUMNS,
        [
            (
                each.name,
                each.prediction_set,
                each.baseline,
                each.value,
                each.delta,
                each.expected,
                "ok" if each.is_passed else "FAILED",
            )
            for each in results
        ],
    )
    if junit_file is not None:
        try:
            junit_file.write_text(junit(results, file.name) + "\n", encoding="utf-8")
        except OSError as error:
            raise StoreError(f"cannot write {junit_file}: {error.strerror}") from None
        say(f"wrote {junit_file}")
    failed = [each for each in results if not each.is_passed]
    for each in failed:
        say(f"FAILED: {each.name}: {'; '.join(each.faults)}")
    if failed:
        raise GateFailed(f"{file}: {count(len(failed), 'assertion')} of {len(results)} failed")
    one, every = "the assertion holds", f"all {len(results)} assertions hold"
    say(f"{file}: {one if len(results) == 1 else every}")
