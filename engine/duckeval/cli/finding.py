"""``find-slices``: where a model is worst."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import count, note, probability, say
from duckeval.cli.opening import reading, writing
from duckeval.cli.options import rule_options, where_options
from duckeval.cli.output import Output, Table, output_options
from duckeval.errors import UsageError

if TYPE_CHECKING:
    from duckeval.analysis.slice_search import Rates
    from duckeval.project.slice_rows import SliceSearch

__all__ = ["find_slices"]


@click.command(
    "find-slices",
    cls=Command,
    example="""
    duckeval find-slices --set v2 --confidence 0.3
    duckeval find-slices --set v2 --against v1 --save worse
    duckeval find-slices --set v2 --measure ap --column weather --column camera --depth 2
    """,
)
@click.option("--set", "predictions", metavar="NAME", help="The prediction set, if there are more.")
@click.option(
    "--against",
    "baseline",
    metavar="NAME",
    help="Find where --set fell behind this set (measure delta).",
)
@click.option(
    "--measure",
    type=click.Choice(["recall", "precision", "f1", "ap", "delta"]),
    help="What has to be worse; recall if left out, delta (of recall) with --against.",
)
@click.option(
    "--column",
    "columns",
    metavar="NAME",
    multiple=True,
    help="Only this column of item; can be repeated.  [default: all that say something]",
)
@click.option(
    "--depth",
    type=click.IntRange(1, 3),
    default=3,
    show_default=True,
    help="At most so many predicates in a slice.",
)
@click.option(
    "--min-support",
    type=float,
    default=0.01,
    show_default=True,
    help="A slice has at least this share of the items.",
)
@click.option(
    "--bins",
    type=int,
    default=10,
    show_default=True,
    help="Quantile bins of a numeric column.",
)
@click.option("--limit", type=int, default=20, show_default=True, help="At most so many slices.")
@where_options
@rule_options
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Chooses the half that is searched."
)
@click.option("--save", "prefix", metavar="PREFIX", help="Save all rows as PREFIX-1, PREFIX-2 ...")
@click.option(
    "--save-row",
    "saved",
    metavar="N=NAME",
    multiple=True,
    help="Save row N as the slice NAME; can be repeated.",
)
@output_options
@database_option
def find_slices(
    where: str | None,
    classes: Sequence[str],
    iou: float,
    confidence: float | None,
    prefix: str | None,
    saved: Sequence[str],
    db: Path,
    output: Output,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Find the combinations of item values on which a model is worse than on the rest.

    Values of metadata and bins of metrics are combined, up to three at a time. One half of the
    items is searched, and what is found is measured again on the other half. The numbers of a row
    are those of the searched half; a slice comes first if its effect is surely large.
    """
    from duckeval.project.slice_question import SliceQuestion
    from duckeval.project.slice_rows import COLUMNS, save_rows
    from duckeval.project.slice_search import search

    names = _names(saved)
    asked["columns"] = asked["columns"] or None
    question = SliceQuestion(
        item_filter=where,
        classes=classes or None,
        iou_threshold=iou,
        min_confidence=confidence,
        **asked,
    )
    with writing(db) if prefix or names else reading(db) as project:
        result = search(project, question)
        made = save_rows(project, result, names, prefix)
    if output.is_for_people:
        output.tables(_tables(result))
    else:
        output.rows(COLUMNS, result.rows())
    for text in _notes(result):
        note(text)
    for each in made:
        say(f"saved slice {each.name}: {count(each.item_count, 'item')} where {each.predicate}")


def _names(saved: Sequence[str]) -> dict[int, str]:
    names: dict[int, str] = {}
    for text in saved:
        row, sign, name = text.partition("=")
        if not sign or not row.strip().isdigit() or not name.strip():
            raise UsageError(
                f"--save-row: expected the number of a row and a name, not {text!r}",
                hint="such as --save-row 1=night-rear",
            )
        names[int(row)] = name.strip()
    return names


def _tables(result: "SliceSearch") -> list[Table | str]:
    question, rows = result.question, result.found.weaknesses
    measure = question.chosen_measure
    against = f" against {question.baseline}" if question.baseline else ""
    opening = (
        f"{result.prediction_set.name}{against}: slices with lower {result.measure_text} than the "
        f"rest, on {result.searched_count:,} of {count(result.item_count, 'item')}"
    )
    if not rows:
        return [opening, "none: no slice is worse than the rest by more than chance would have it"]
    head = ("items", result.object_text, measure, "rest", "effect [95 %]")
    found = Table(
        ("row", "slice", *head, "q"),
        [
            (place, each.predicate, *_numbers(result, each.found), probability(each.q))
            for place, each in enumerate(rows, 1)
        ],
    )
    held_out = Table(
        ("row", *head, "p"),
        [
            (place, *_numbers(result, each.held_out), probability(each.held_out.p))
            for place, each in enumerate(rows, 1)
        ],
        title=f"the same on the other {result.item_count - result.searched_count:,} items",
    )
    return [opening, found, held_out]


def _numbers(result: "SliceSearch", rates: "Rates") -> tuple[Any, ...]:
    items, objects, value, rest, effect, low, high, _ = result.numbers(rates)
    if effect is None:
        return items, objects, value, rest, None
    interval = "" if low is None else f" [{_short(low)}, {_short(high)}]"
    return items, objects, value, rest, f"{_short(effect)}{interval}"


def _short(value: float) -> str:
    return f"{value:+.3f}".replace("0.", ".", 1)


def _notes(result: "SliceSearch") -> list[str]:
    tested = result.found.tested
    objects = result.object_text
    support = f"{count(result.min_items, 'item')} and {result.question.min_objects} {objects}"
    columns = count(len(result.columns), "column")
    searched = f"tested {count(tested, 'conjunction')} over {columns}"
    notes = [f"{searched}, each with at least {support}, inside and outside"]
    if result.left_out:
        reasons: dict[str, list[str]] = {}
        for name, reason in result.left_out:
            reasons.setdefault(reason, []).append(name)
        texts = [f"{', '.join(names)} ({reason})" for reason, names in reasons.items()]
        notes.append(f"left out: {'; '.join(texts)}")
    if result.found.weaknesses:
        notes.append(
            "effect is the slice less the rest; its interval takes items as units and holds for "
            f"all {tested:,} at once (95 %, Bonferroni), that of the other half for one; q is "
            "Benjamini and Hochberg's"
        )
    if result.found.weaknesses and result.question.chosen_measure == "ap":
        notes.append(
            "ap: slices were found by the first-order effect of each item on mAP, and these "
            f"{len(result.found.weaknesses)} measured and ranked by their own; intervals, p and q "
            "are first-order"
        )
    return notes
