"""``text``: how good generated texts are."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import count, nothing_of
from duckeval.cli.opening import reading, task_kinds
from duckeval.cli.options import confidence_option, where_option
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.slicing import Part, answers, item_slice_options, write_flat

__all__ = ["text", "text_tables"]

Row = Mapping[str, Any]
Shown = dict[str, Callable[[Row], Any]]


@click.command(
    cls=Command,
    example="""
    duckeval text
    duckeval text --task caption --by camera
    duckeval text --set v1 --confidence 0.6 --format json
    """,
)
@click.option("--task", metavar="NAME", help="Only this task of kind text.")
@item_slice_options
@where_option
@confidence_option
@output_options
@database_option
def text(
    task: str | None,
    name: str | None,
    by: str | None,
    slices: Sequence[str],
    where: str | None,
    confidence: float | None,
    db: Path,
    output: Output,
) -> None:
    """Print how near generated texts come to their references.

    An item without an answer, or with one below --confidence, counts as wrong. normalised: in
    lower case, without punctuation and articles, with single spaces.

    As csv, json, jsonl or parquet it is one flat list: the rows of text_performance.
    """
    with reading(db) as project:
        ask = partial(
            project.text_performance,
            task=task,
            predictions=name,
            item_filter=where,
            min_confidence=confidence,
        )
        columns, parts = answers(ask, by, slices)
        kinds = task_kinds(project, None if name is None else {name})
    if output.is_for_people:
        output.tables(text_tables(parts) or [nothing_of("set of texts", kinds)])
    else:
        write_flat(output, columns, parts)


def text_tables(parts: Sequence[Part]) -> list[Table | str]:
    """Return the tables about generated texts, for people."""
    if not parts or not parts[0][1]:
        return []
    tables: list[Table | str] = ["\n".join(_opening(row) for row in parts[0][1])]
    tables += [_table(way, rows, _MATCHES) for way, rows in parts]
    tables.append(_table(None, parts[0][1], _ERRORS))
    return tables


def _opening(row: Row) -> str:
    text = f"{row['prediction_set']}, {row['task']}: {count(row['item_count'], 'item')}"
    if row["labelled_count"] < row["item_count"]:
        text += f", {row['labelled_count']:,} with a reference"
    if row["answered_count"] < row["labelled_count"]:
        text += f", {row['labelled_count'] - row['answered_count']:,} without an answer"
    return text


def _column(name: str) -> Callable[[Row], Any]:
    return lambda row: row[name]


_MATCHES: Shown = {
    "exact": _column("exact_match"),
    "normalised": _column("normalised_match"),
    "token F1": _column("token_f1"),
    "character errors": _column("character_error_rate"),
    "word errors": _column("word_error_rate"),
}
"""Means over items."""
_ERRORS: Shown = {
    "characters": _column("character_count"),
    "edits": _column("character_edit_count"),
    "pooled errors": _column("pooled_character_error_rate"),
    "words": _column("word_count"),
    "word edits": _column("word_edit_count"),
    "pooled word errors": _column("pooled_word_error_rate"),
}
"""All texts as one."""


def _table(way: str | None, rows: Sequence[Row], measures: Shown) -> Table:
    shown: Shown = {"set": _column("prediction_set")}
    if way is not None:
        shown |= {way: _column("slice"), "items": _column("labelled_count")}
    shown |= measures
    return Table(tuple(shown), [tuple(get(row) for get in shown.values()) for row in rows])
