"""All commands, in the order in which one meets them."""

import click

import duckeval as package
from duckeval.cli.app import Group
from duckeval.cli.calibration import calibration
from duckeval.cli.checking import doctor
from duckeval.cli.classes import classes_group
from duckeval.cli.classification import classification
from duckeval.cli.collecting import collection_group
from duckeval.cli.compare import compare
from duckeval.cli.confusion import confusion
from duckeval.cli.crossval import crossval
from duckeval.cli.demo import demo
from duckeval.cli.errors import errors
from duckeval.cli.finding import find_slices
from duckeval.cli.folds import folds
from duckeval.cli.froc import froc
from duckeval.cli.gate import gate
from duckeval.cli.leaderboard import leaderboard
from duckeval.cli.loading import load
from duckeval.cli.managing import init, match, slice_group
from duckeval.cli.metric_analysis import metric_correlation
from duckeval.cli.metric_bins import metric_performance
from duckeval.cli.metrics import metrics
from duckeval.cli.querying import describe, export, query
from duckeval.cli.report import report
from duckeval.cli.roc import roc
from duckeval.cli.shape_numbers import joints, lanes, lines
from duckeval.cli.show import show
from duckeval.cli.summary import summary
from duckeval.cli.texts import text
from duckeval.cli.threshold import threshold

__all__ = ["duckeval"]


@click.group(
    cls=Group,
    no_args_is_help=True,
    example="""
    duckeval demo
    duckeval load labels instances_val.json
    duckeval load predictions results.json
    duckeval summary
    """,
)
@click.version_option(package.__version__, prog_name="duckeval", message="%(prog)s %(version)s")
def duckeval() -> None:
    """Evaluate vision models on any subset, at any threshold, in SQL, in one DuckDB file.

    Data go to stdout, everything else to stderr. Exit codes: 0 done; 1 a query was refused;
    2 usage; 3 bad input; 4 the project file or the machine; 5 a check failed; 130 interrupted.
    """


for command in (
    demo,
    init,
    load,
    match,
    summary,
    classification,
    text,
    metric_performance,
    metric_correlation,
    compare,
    leaderboard,
    gate,
    find_slices,
    errors,
    confusion,
    threshold,
    froc,
    roc,
    calibration,
    joints,
    lines,
    lanes,
    slice_group,
    classes_group,
    folds,
    crossval,
    metrics,
    collection_group,
    query,
    describe,
    export,
    show,
    report,
    doctor,
):
    duckeval.add_command(command)
