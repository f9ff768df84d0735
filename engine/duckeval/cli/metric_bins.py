"""``metric-performance``: precision and recall in bins of one metric, or of two."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import note, note_unsure
from duckeval.cli.metric_grid import grids
from duckeval.cli.metric_options import (
    Row,
    head,
    interval,
    question_options,
    questions,
    slice_title,
)
from duckeval.cli.opening import reading, task_kinds
from duckeval.cli.options import per_class_option
from duckeval.cli.output import Output, Table, output_options
from duckeval.errors import QueryError, UsageError

__all__ = ["metric_performance"]

_BINNING = click.Choice(["quantile", "equal_width", "custom", "categorical"])


@click.command(
    "metric-performance",
    cls=Command,
    example="""
    duckeval metric-performance brightness --confidence 0.3
    duckeval metric-performance area_px2 --binning custom --edge 0 --edge 1024 --edge 1e9
    duckeval metric-performance weather --binning categorical --by camera
    duckeval metric-performance brightness --and occlusion --confidence 0.3
    """,
)
@click.argument("metric")
@click.option(
    "--and",
    "and_metric",
    metavar="METRIC",
    help="A second metric: rates in pairs of bins of both.",
)
@click.option(
    "--bins",
    type=click.IntRange(1, 1000),
    help="Number of bins; fewer where values tie.  [default: 10; 5 with --and]",
)
@click.option(
    "--binning",
    type=_BINNING,
    help="How bins are made.  [default: quantile; custom with --edge]",
)
@click.option(
    "--edge",
    "edges",
    type=float,
    metavar="X",
    multiple=True,
    help="An edge of custom bins; give two or more.",
)
@click.option(
    "--edges-from",
    type=click.Choice(["slice", "all"]),
    default="slice",
    show_default=True,
    help="Bins of each slice's own values, or one set of bins from the whole file.",
)
@click.option(
    "--and-bins",
    type=click.IntRange(1, 1000),
    help="Number of bins of the second metric.  [default: as --bins]",
)
@click.option(
    "--and-binning",
    type=_BINNING,
    help="How bins of the second metric are made.  [default: quantile; custom with --and-edge]",
)
@click.option(
    "--and-edge",
    "and_edges",
    type=float,
    metavar="X",
    multiple=True,
    help="An edge of custom bins of the second metric.",
)
@per_class_option
@question_options
@output_options
@database_option
def metric_performance(
    metric: str,
    and_metric: str | None,
    db: Path,
    output: Output,
    *,
    bins: int | None,
    binning: str | None,
    edges: Sequence[float],
    and_bins: int | None,
    and_binning: str | None,
    and_edges: Sequence[float],
    edges_from: str,
    per_class: bool,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Print precision and recall in bins of a metric.

    METRIC is a column of item, label or prediction. Precision is over predictions, by their own
    column or else their item's; recall over labels, by theirs. Intervals are Wilson's, at 95 %.
    """
    parameters: dict[str, Any] = {
        "of_metric": metric,
        "bins": bins,
        "binning": binning or ("custom" if edges else None),
        "edges": list(edges) or None,
        "edges_from": edges_from,
        "per_class": per_class,
    }
    second = {
        "and_bins": and_bins,
        "and_binning": and_binning,
        "and_edges": list(and_edges) or None,
    }
    if and_metric is not None:
        parameters |= second | {"and_metric": and_metric}
    elif any(value is not None for value in second.values()):
        raise UsageError(
            "--and-bins, --and-binning and --and-edge are for a second metric",
            hint="name it with --and METRIC",
        )
    _check_edges("--edge", edges, binning)
    _check_edges("--and-edge", and_edges, and_binning)
    with reading(db) as project, _with_options():
        ask = project.metric_performance if and_metric is None else project.metric_performance_2d
        found = [ask(**parameters, **each) for each in questions(**asked)]
        kinds = task_kinds(project, asked["sets"] or None)
    if not output.is_for_people:
        output.rows(found[0].columns, [row for each in found for row in each.tuples()])
        return
    rows = [row for each in found for row in each.rows()]
    if not rows:
        note("no predictions and labels to put into bins")
    sliced = slice_title(**asked)
    if and_metric is None:
        output.tables([_bins_table(rows, metric, per_class=per_class, sliced=sliced)])
    else:
        output.tables(grids(rows, is_sliced=sliced is not None))
    if asked["confidence"] is None:
        note_unsure(kinds)


def _check_edges(option: str, edges: Sequence[float], binning: str | None) -> None:
    """Refuse edges that make no bins, in the words of the command line."""
    if len(set(edges)) == 1 or (binning == "custom" and not edges):
        raise UsageError(f"custom bins need two edges or more, each with {option}")
    if edges and binning not in {None, "custom"}:
        raise UsageError(f"{option} is for custom bins, not for {binning}")


@contextmanager
def _with_options() -> Iterator[None]:
    """Say which option helps where a metric is no number."""
    try:
        yield
    except QueryError as error:
        message, found, parameter = error.message.partition(" is no number; ")
        if not found:
            raise
        option = "--and-binning" if parameter.startswith("and_") else "--binning"
        raise QueryError(
            f"{message} is no number",
            hint=f"{option} categorical makes a bin of each of its values",
        ) from None


def _bins_table(rows: Sequence[Row], metric: str, *, per_class: bool, sliced: str | None) -> Table:
    """Return the bins of one metric with both rates and their intervals."""
    shown = head(rows, per_class=per_class, sliced=sliced)
    if any(row["metric_low"] is None and row["bin"] is not None for row in rows):
        shown[metric] = lambda row: row["bin"]
    else:
        shown |= {
            f"{metric} from": lambda row: row["metric_low"],
            "to": lambda row: row["metric_high"],
        }
    shown |= {
        "predictions": lambda row: row["prediction_count"],
        "precision": lambda row: row["precision"],
        "95 %": lambda row: interval(row["precision_low"], row["precision_high"]),
        "labels": lambda row: row["label_count"],
        "recall": lambda row: row["recall"],
        "95 % ": lambda row: interval(row["recall_low"], row["recall_high"]),
    }
    return Table.of(shown, sorted(rows, key=_place))


def _place(row: Row) -> tuple[Any, ...]:
    """Order by set, slice and class, all classes first; then bins by value, missing ones last."""
    slice_name, class_name, low = row["slice"], row["class_name"], row["metric_low"]
    return (
        row["prediction_set"],
        *(slice_name is None, slice_name or ""),
        *(class_name is not None, class_name or ""),
        *(row["bin"] is None, 0.0 if low is None else low, row["bin"] or ""),
    )
