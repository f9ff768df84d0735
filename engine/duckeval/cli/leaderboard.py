"""``leaderboard``: prediction sets ranked, with how sure the ranks are."""

from collections.abc import Sequence
from pathlib import Path

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import note
from duckeval.cli.opening import reading
from duckeval.cli.options import rule_options, where_options
from duckeval.cli.output import Output, Table, output_options

__all__ = ["leaderboard"]


@click.command(
    cls=Command,
    example="""
    duckeval leaderboard
    duckeval leaderboard v1 v2 v3 --measure recall_micro --where "weather = 'night'"
    """,
)
@click.argument("sets", metavar="[SET]...", nargs=-1)
@click.option(
    "--measure",
    default="map",
    show_default=True,
    help="The column of performance to rank by.",
)
@where_options
@rule_options
@click.option(
    "--resamples",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Resamples of the bootstrap.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the bootstrap."
)
@output_options
@database_option
def leaderboard(  # noqa: PLR0917 - click hands over by name
    sets: Sequence[str],
    measure: str,
    classes: Sequence[str],
    where: str | None,
    iou: float,
    confidence: float | None,
    protocol: str,
    resamples: int,
    seed: int,
    db: Path,
    output: Output,
) -> None:
    """Rank prediction sets of one data set by a measure; all of them if none is named.

    Both the measure and the rank come with a 95 % interval from a bootstrap over the items, the
    same resamples for every set; P(first) is the share of resamples in which a set is the best.
    """
    from duckeval.project.leaderboard import COLUMNS, Contest
    from duckeval.project.leaderboard import leaderboard as ranked

    contest = Contest(
        sets=list(sets) or None,
        measure=measure,
        parameters={
            "item_filter": where,
            "classes": list(classes) or None,
            "iou_threshold": iou,
            "min_confidence": confidence,
            "protocol": protocol,
        },
        resamples=resamples,
        seed=seed,
    )
    with reading(db) as project:
        rows = ranked(project, contest)
    if not output.is_for_people:
        output.rows(COLUMNS, [tuple(row[name] for name in COLUMNS) for row in rows])
        return
    heads = ("rank", "set", measure, "from", "to", "ranks", "P(first)")
    table = [
        (
            row["rank"],
            row["prediction_set"],
            row["value"],
            row["value_low"],
            row["value_high"],
            None if row["rank_low"] is None else f"{row['rank_low']} to {row['rank_high']}",
            row["probability_first"],
        )
        for row in rows
    ]
    output.tables([Table(heads, table)])
    note(f"95 % intervals, bootstrap over items, {resamples} resamples, seed {seed}")
