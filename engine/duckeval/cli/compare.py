"""``compare``: two prediction sets side by side, and whether the newer one may pass."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.comparison_tables import comparison_tables
from duckeval.cli.messages import count, note, say
from duckeval.cli.opening import reading
from duckeval.cli.options import (
    per_class_option,
    rows_of_slices_option,
    rule_options,
    where_options,
)
from duckeval.cli.output import Output, output_options
from duckeval.errors import GateFailed, UsageError

__all__ = ["compare", "limit_of"]


@click.command(
    cls=Command,
    example="""
    duckeval compare v1 v2 --by weather
    duckeval compare v1 v2 --slice night --intervals
    duckeval compare v1 v2 --slice night --fail-under map=-0.01
    """,
)
@click.argument("baseline")
@click.argument("candidate")
@click.option(
    "--by",
    metavar="EXPR",
    multiple=True,
    help="Also a row for each value of this SQL expression over item; can be repeated.",
)
@rows_of_slices_option
@where_options
@rule_options
@per_class_option
@click.option(
    "--intervals", is_flag=True, help="95 % intervals from a paired bootstrap over the items."
)
@click.option(
    "--resamples",
    type=click.IntRange(1),
    metavar="N",
    help="Resamples of the bootstrap, 1000 if left out; implies --intervals.",
)
@click.option(
    "--permutations",
    type=click.IntRange(1),
    metavar="N",
    help="Test the differences: N times each item's outcomes change sides by the toss of a coin.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Seed of resamples and permutations.",
)
@click.option(
    "--fail-under",
    "limits",
    metavar="MEASURE=DELTA",
    multiple=True,
    help="Exit with code 5 if candidate - baseline is below DELTA; can be repeated.",
)
@output_options
@database_option
def compare(  # noqa: PLR0917 - click hands over by name
    classes: Sequence[str],
    where: str | None,
    iou: float,
    confidence: float | None,
    protocol: str,
    per_class: bool,
    intervals: bool,
    resamples: int | None,
    permutations: int | None,
    limits: Sequence[str],
    db: Path,
    output: Output,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Compare two prediction sets on the items that both are over.

    --fail-under is for CI: it judges all items, or with --by or --slice those slices (--slice all
    for all items too). MEASURE is one of the columns of performance, judged over all classes, or
    precision, recall, f1, ap, ar of class_performance, judged for each class.

    As csv, json, jsonl or parquet it is one flat list, a row for each slice, class and measure.
    """
    from duckeval.project.compare import Versus
    from duckeval.project.compare import compare as compared

    question = Versus(
        parameters={
            "item_filter": where,
            "classes": list(classes) or None,
            "iou_threshold": iou,
            "min_confidence": confidence,
            "protocol": protocol,
        },
        limits=[limit_of(text) for text in limits],
        resamples=resamples or (1000 if intervals else 0),
        permutations=permutations or 0,
        **asked,
    )
    with reading(db) as project:
        found = compared(project, question)
    if not output.is_for_people:
        output.rows(found.columns, found.tuples())
    else:
        output.tables(comparison_tables(found, per_class=per_class))
    for failure in found.failures:
        say(f"FAILED: {failure.text()}")
    if found.failures:
        raise GateFailed(
            f"{count(len(found.failures), 'difference')} between {question.baseline} and "
            f"{question.candidate} below --fail-under"
        )
    if question.limits:
        note(f"every difference is within {', '.join(limits)}")


def limit_of(text: str) -> tuple[str, float]:
    """Return the measure and the least difference of one ``--fail-under``.

    Examples
    --------
    >>> limit_of("map=-0.01")
    ('map', -0.01)
    """
    measure, _, number = (part.strip() for part in text.partition("="))
    try:
        if not measure:
            raise ValueError  # noqa: TRY301 - as for a number that is none
        return measure, float(number)
    except ValueError:
        raise UsageError(
            f"--fail-under {text}: expected MEASURE=DELTA", hint="--fail-under map=-0.01"
        ) from None
