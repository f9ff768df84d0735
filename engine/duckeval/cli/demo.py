"""``demo``: the first thing to try."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duckeval.cli.app import Command
from duckeval.cli.demo_digits import show_digits
from duckeval.cli.messages import count, note, say
from duckeval.cli.opening import reading
from duckeval.cli.output import Output, Table
from duckeval.cli.progress import progress
from duckeval.cli.proposing import write_command
from duckeval.cli.summary import summary

if TYPE_CHECKING:
    from duckeval.demo import Demo

__all__ = ["demo"]

_SEED = 7
_AT = {"day": "by"}


@click.command(
    cls=Command,
    example="""
    duckeval demo
    duckeval demo /tmp/streets --seed 11
    duckeval demo --digits
    """,
)
@click.argument("folder", metavar="[DIRECTORY]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--seed",
    type=int,
    default=_SEED,
    show_default=True,
    help="The same seed makes the same files, byte by byte.",
)
@click.option("--report/--no-report", "has_report", default=True, help="Whether to write a report.")
@click.option(
    "--digits",
    is_flag=True,
    help="The second part: a classifier of scikit-learn's 1,797 handwritten digits, in five folds.",
)
@click.pass_context
def demo(
    context: click.Context, folder: Path | None, seed: int, has_report: bool, digits: bool
) -> None:
    """Build a small project, look at it, and write its report.

    The data are made on the spot: two versions of a model on a few hundred street scenes; the
    second is better, except at night. Needs no network and no file. Everything is written to
    DIRECTORY (duckeval-demo if left out), which must be new, empty or made by this command. The
    scenes are drawn, too, where pillow is installed.

    With --digits it is cross-validation of a classifier on real data instead, in DIRECTORY
    (duckeval-digits if left out); that needs scikit-learn.
    """
    if digits:
        show_digits(context, folder or Path("duckeval-digits"))
        return
    from duckeval.demo import COMPARISON, SLICES, SUSPECTS, build

    folder = folder or Path("duckeval-demo")
    with progress("making street scenes") as step:
        made = build(folder, seed, progress=step)
    _report(made)
    context.invoke(summary, db=made.project, slices=tuple(SLICES))
    with reading(made.project) as project:
        result = project.query(COMPARISON)
        suspects = project.query(SUSPECTS)
    rows = list(result.tuples())
    title = "mAP@.50 of both versions for each time of day, by one query:"
    click.echo()
    Output("table", None).tables(
        [
            title,
            _indented(COMPARISON),
            Table(result.columns, rows),
            _finding(rows),
            "Where v2 is sure and the labels say otherwise:",
            Table(suspects.columns, list(suspects.tuples())),
        ]
    )
    if has_report:
        _write_page(made)
    _say_next(made)


def _write_page(made: "Demo") -> None:
    """Write the report of the demo, where the extra is installed."""
    from duckeval.demo import REPORT
    from duckeval.report.drawing import can_draw

    if not can_draw():
        note("with pip install 'duckeval[report]' there is a report, too")
        return
    with reading(made.project) as project, progress("writing a report") as step:
        page = project.report(made.folder / "report", REPORT, progress=step).page
    sys.stdout.flush()
    sys.stderr.write("\n")
    say(f"All of it as charts, for the browser: {page}")


def _report(made: "Demo") -> None:
    say(
        f"made {made.folder}: {count(made.scene_count, 'street scene')}, "
        f"{count(made.label_count, 'label')}, "
        f"{count(made.prediction_count, 'prediction')} of two models"
    )
    if not made.has_pictures:
        note("with pillow (pip install pillow) the scenes are drawn, too")
    say(f"loaded into {made.project}, by the commands in {made.about}")
    sys.stderr.write("\n")


def _finding(rows: Sequence[tuple[str, int, int, float, float, float]]) -> str:
    """Return in words what the query shows."""
    better = " and ".join(f"{_AT.get(row[0], 'at')} {row[0]}" for row in rows if row[-1] > 0)
    worse = " and ".join(f"{_AT.get(row[0], 'at')} {row[0]}" for row in rows if row[-1] < 0)
    return f"v2 is better than v1 {better or 'nowhere'}, worse {worse or 'nowhere'}."


def _say_next(made: "Demo") -> None:
    db = ("--db", str(made.project))
    missed = (
        "select reason, count(*) as labels from label_outcome(predictions := 'v2', item_filter := "
        "'brightness < 0.2') where outcome = 'missed' group by all order by labels desc"
    )
    sys.stdout.flush()
    sys.stderr.write("\n")
    say("Try next: slices of another column; why v2 misses labels in the dark; what else there is")
    write_command(("summary", "--by", "weather", "--confidence", "0.3", *db))
    write_command(("query", missed, *db))
    write_command(("describe", "performance", *db))
    _say_loop(made)
    say("The second part cross-validates a classifier of real digits: duckeval demo --digits")


def _say_loop(made: "Demo") -> None:
    """Say how one gets from doubtful labels to the numbers on corrected ones."""
    from duckeval.demo import DOUBTFUL

    db = ("--db", str(made.project))
    sent = made.folder / "to-correct"
    say("Then collect what is doubtful, send it, correct it, load it as version 2, score v2 on it")
    write_command(("collection", "add", "doubtful", "--from-query", DOUBTFUL, *db))
    write_command(("collection", "send", "doubtful", "-o", str(sent), *db))
    write_command(("load", "labels", str(sent / "labels.json"), "--dataset", "streets@2", *db))
    write_command(("query", "from label_change", *db))
    write_command(("match", "--set", "v2", "--dataset", "streets@2", *db))


def _indented(sql: str) -> str:
    return "\n".join(f"    {line}" for line in sql.splitlines())
