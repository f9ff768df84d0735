"""``metric-correlation``: which metric goes with being right."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import note, probability
from duckeval.cli.metric_options import (
    Row,
    head,
    interval,
    question_options,
    questions,
    slice_title,
)
from duckeval.cli.opening import reading, writing
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.progress import progress

__all__ = ["metric_correlation"]

_SCORES = {
    "true_positive": "predictions: true positive or not",
    "iou_true_positive": "predictions: IoU of a true positive, else 0",
    "found": "labels: found or not",
    "f1": "items: F1",
}


@click.command(
    "metric-correlation",
    cls=Command,
    example="""
    duckeval metric-correlation --confidence 0.3
    duckeval metric-correlation --score found --by weather
    duckeval metric-correlation --within-class --format csv
    """,
)
@click.option(
    "--score",
    "scores",
    type=click.Choice(list(_SCORES)),
    multiple=True,
    help="Only correlations with this score; can be repeated.",
)
@click.option(
    "--n-min",
    type=click.IntRange(min=4),
    default=50,
    show_default=True,
    help="With fewer objects there is no correlation.",
)
@click.option(
    "--within-class", is_flag=True, help="Correlate in each class; the mean, weighted by objects."
)
@click.option(
    "--given",
    metavar="METRIC",
    help="Hold this metric fixed: what is left of the others is the partial correlation.",
)
@click.option(
    "--mutual-information",
    "is_informed",
    is_flag=True,
    help="Compute mutual information first and store it; needs the extra analysis.",
)
@click.option(
    "--sample",
    type=click.IntRange(min=100),
    default=20_000,
    show_default=True,
    help="For mutual information draw at most so many objects.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Seed of that sample and its estimate."
)
@question_options
@output_options
@database_option
def metric_correlation(
    scores: Sequence[str],
    db: Path,
    output: Output,
    *,
    n_min: int,
    within_class: bool,
    given: str | None,
    is_informed: bool,
    sample: int,
    seed: int,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Print how every metric goes with being right, the strongest first.

    Scores are: of predictions true_positive and iou_true_positive, of labels found, of items f1.
    A q below 0.05 is hardly chance, however many metrics there are; a large n makes small
    correlations sure, not important.
    """
    parameters: dict[str, Any] = {"n_min": n_min, "within_class": within_class, "given": given}
    if is_informed:
        with writing(db) as project, progress("mutual information") as step:
            for each in questions(**asked):
                project.mutual_information(sample=sample, seed=seed, progress=step, **each)
    with reading(db) as project:
        found = [project.metric_correlation(**parameters, **each) for each in questions(**asked)]
    wanted = scores or list(_SCORES)
    rows = [row for each in found for row in each.rows() if row["score"] in wanted]
    if not output.is_for_people:
        output.rows(found[0].columns, [tuple(row.values()) for row in rows])
        return
    if not rows:
        note("no items to correlate over")
        return
    fixed = "" if given is None else f", {given} held fixed"
    told = [
        (f"{_SCORES[score]}{fixed}", _told([row for row in rows if row["score"] == score]))
        for score in _SCORES
    ]
    sliced = slice_title(**asked)
    output.tables([_correlations(each, title, sliced, given) for title, each in told if each])
    said = [row for _, each in told for row in each]
    for line in _untold([row for row in rows if row not in said]):
        note(line)


def _correlations(rows: Sequence[Row], title: str, sliced: str | None, given: str | None) -> Table:
    """Return the table of one score, the strongest first."""
    shown = head(rows, per_class=False, sliced=sliced)
    shown |= {
        "metric": lambda row: row["metric"],
        "n": lambda row: row["n"],
        "Pearson" if given is None else "partial": lambda row: row["pearson"],
        "95 %": lambda row: interval(row["pearson_low"], row["pearson_high"]),
        "q": lambda row: probability(row["q_value"]),
    }
    if given is None:
        shown["Spearman"] = lambda row: row["spearman"]
    if any(row["mutual_information"] is not None for row in rows):
        shown["MI (nats)"] = lambda row: row["mutual_information"]
    if any(row["reason"] is not None for row in rows):
        shown["why not"] = lambda row: row["reason"]
    return Table.of(shown, sorted(rows, key=_strength), title)


def _told(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of the metrics of which at least one row has a number."""
    numbers = ("pearson", "spearman", "mutual_information")
    told = {row["metric"] for row in rows if any(row[name] is not None for name in numbers)}
    return [row for row in rows if row["metric"] in told]


def _untold(rows: Sequence[Row]) -> list[str]:
    """Return lines that say of which metrics there is no number, and why: a line for a target."""
    reasons: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        why = row["reason"].replace("_", " ")
        reasons.setdefault(row["target"], {}).setdefault(why, set()).add(row["metric"])
    return [
        f"{target}s, no correlation: "
        + "; ".join(f"{', '.join(sorted(names))} ({why})" for why, names in each.items())
        for target, each in reasons.items()
    ]


def _strength(row: Row) -> tuple[Any, ...]:
    """Order by set and slice, then by strength, then what has no number."""
    pearson = row["pearson"]
    place = (pearson is None, -abs(pearson or 0.0), row["metric"])
    return row["prediction_set"], row["slice"] is None, row["slice"] or "", *place
