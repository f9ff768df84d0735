"""``demo --digits``: cross-validation of a classifier, on real data."""

import sys
from pathlib import Path

import click

from duckeval.cli.classification import classification
from duckeval.cli.crossval import summary as crossval_summary
from duckeval.cli.messages import count, say
from duckeval.cli.metric_bins import metric_performance
from duckeval.cli.opening import reading
from duckeval.cli.output import Output, Table
from duckeval.cli.progress import progress
from duckeval.cli.proposing import write_command

__all__ = ["show_digits"]

_CONFUSED = """\
from class_confusion()
select
    class_a as a, class_b as b,
    a_as_b_count as a_called_b, b_as_a_count as b_called_a, direction
limit 4
"""


def show_digits(context: click.Context, folder: Path) -> None:
    """Build the digits, and print what cross-validation says of a classifier of them."""
    from duckeval.demo.digits import build_digits

    with progress("training on digits") as step:
        made = build_digits(folder, step)
    say(f"made {made.folder}: {count(made.item_count, 'digit')}, five folds, a classifier for each")
    sys.stderr.write("\n")
    context.invoke(classification, db=made.project)
    click.echo()
    context.invoke(crossval_summary, db=made.project)
    with reading(made.project) as project:
        confused = project.query(_CONFUSED)
    click.echo()
    title = "Which digits are taken for one another:"
    Output("table", None).tables([title, Table(confused.columns, list(confused.tuples()))])
    click.echo()
    context.invoke(metric_performance, metric="ink_width", bins=4, db=made.project)
    db = ("--db", str(made.project))
    sys.stdout.flush()
    sys.stderr.write("\n")
    say("Try next: another estimator on the same folds, and whether it is better")
    write_command(
        (
            *("crossval", "run", "--task", "digit", "--features", "pixels"),
            *("--estimator", "sklearn.neighbors.KNeighborsClassifier"),
            *("--model", "neighbours@1", "--set", "neighbours", *db),
        )
    )
    write_command(("compare", "logistic", "neighbours", "--by", "fold", *db))
    write_command(("find-slices", "--set", "logistic", *db))
