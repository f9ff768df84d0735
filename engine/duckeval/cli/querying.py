"""``query``, ``describe`` and ``export``: whatever SQL can say."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import count, note, say
from duckeval.cli.opening import reading
from duckeval.cli.output import Output, Table, output_options

__all__ = ["describe", "export", "query"]

_SCREEN_ROWS = 100


@click.command(
    cls=Command,
    example="""
    duckeval query "from performance(slice_by := 'weather') select slice, map"
    duckeval query "from outcome where reason = 'duplicate'" -o duplicates.csv
    """,
)
@click.argument("sql")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"Only the first N rows; 0 for all. On a terminal {_SCREEN_ROWS} if left out, else all.",
)
@output_options
@database_option
def query(sql: str, limit: int | None, db: Path, output: Output) -> None:
    """Print the rows of an SQL query.

    SQL is a text, or - to read it from stdin. All of DuckDB's SQL can be used. The project is
    opened for reading: a query changes nothing. 'duckeval describe' lists the views and macros
    there are.
    """
    if sql == "-":
        sql = sys.stdin.read()
    is_default = limit is None and output.is_screen
    wanted = _SCREEN_ROWS if is_default else limit or None
    with reading(db) as project:
        if output.format == "parquet":
            with output.binary(".parquet") as path:
                project.export(sql, path, format="parquet", limit=wanted)
            return
        # One more, to know whether there is more.
        result = project.query(sql, limit=None if wanted is None else wanted + is_default)
    is_cut = is_default and len(result) > _SCREEN_ROWS
    shown = result.tuples() if not is_cut else list(result.tuples())[:_SCREEN_ROWS]
    output.rows(result.columns, shown)
    if is_cut:
        note(f"the first {_SCREEN_ROWS} rows; --limit N shows more, --limit 0 all of them")
    elif not len(result) and output.is_for_people:
        say("no rows")


@click.command(
    cls=Command,
    example="""
    duckeval describe
    duckeval describe performance
    duckeval describe metrics
    """,
)
@click.argument("name", required=False)
@output_options
@database_option
def describe(name: str | None, db: Path, output: Output) -> None:
    """List what there is to query.

    With NAME: its columns, and the parameters of its macro. NAME is a view, a macro, a table or
    a function; 'metrics' lists metrics and metadata: where from, unit, range,
    how many values are missing, definition.
    """
    with reading(db) as project:
        result = project.describe(name)
    rows = list(result.tuples())
    if output.is_for_people and "missing" in result.columns:
        _show_metrics(output, result.columns, rows)
        return
    if not output.is_for_people or "default" not in result.columns:
        blank = "" if output.is_for_people else None
        output.rows(result.columns, [tuple(cell or blank for cell in row) for row in rows])
        return
    kinds = {
        "column": ("columns", ("name", "type", "comment")),
        "parameter": (
            f"parameters: from {name}(name := value, ...)",
            ("name", "default", "comment"),
        ),
        "function": ("function", ("name", "type", "comment")),
    }
    tables: list[Table | str] = []
    for kind, (title, shown) in kinds.items():
        places = [result.columns.index(column) for column in shown]
        chosen = [tuple(row[place] or "" for place in places) for row in rows if row[1] == kind]
        if chosen:
            tables.append(Table(shown, chosen, title))
    output.tables(tables)


def _show_metrics(output: Output, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    """Print the metrics, then the metadata fields, of each target that has some."""
    shown = {
        "metric": ("name", "unit", "range", "missing", "origin", "comment"),
        "metadata": ("name", "type", "missing", "comment"),
    }
    tables: list[Table | str] = []
    for kind, names in shown.items():
        places = [columns.index(name) for name in names]
        for target in ("item", "label", "prediction"):
            chosen = [
                tuple(row[place] or "" for place in places)
                for row in rows
                if (row[0], row[columns.index("kind")]) == (target, kind)
            ]
            if chosen:
                title = f"metrics of {target}" if kind == "metric" else f"metadata of {target}"
                tables.append(Table(names, chosen, title))
    output.tables(tables)
    known = [dict(zip(columns, row, strict=True)) for row in rows]
    overlaps = [each for each in known if each["name"].endswith("_class_overlap")]
    if any(each["target"] == "prediction" and each["missing"] != "0" for each in overlaps):
        note("'duckeval metrics compute' fills the overlaps of predictions")


@click.command(
    cls=Command,
    example="""
    duckeval export outcome -o outcome.parquet
    duckeval export "performance(slice_by := 'weather')" -o weather.csv
    duckeval export "from class_performance where ap < 0.3" -o weak.csv
    duckeval export outcome -o outcomes --partition-by prediction_set
    """,
)
@click.argument("name_or_sql", metavar="NAME|SQL")
@click.option(
    "-o",
    "--output",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="The file: .parquet, .csv, .json or .jsonl; with --partition-by a new folder.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["parquet", "csv", "json", "jsonl"]),
    help="Format, where the suffix does not tell it; in a folder parquet if left out.",
)
@click.option(
    "--partition-by",
    metavar="COLUMN",
    multiple=True,
    help="Write a folder COLUMN=VALUE for each value of this column; can be repeated.",
)
@database_option
def export(
    name_or_sql: str,
    path: Path,
    format_name: str | None,
    partition_by: Sequence[str],
    db: Path,
) -> None:
    """Write a view, a table, a macro call or a query to a file.

    The rows are sorted by all columns, so that the bytes are the same on every run; a query with
    an ORDER BY keeps it, and its ties are sorted by all columns. Parquet files hold the version of
    duckeval, the query, and the names and hashes of the files that were loaded.
    """
    with reading(db) as project:
        rows = project.export(name_or_sql, path, format=format_name, partition_by=partition_by)
    say(f"wrote {path}: {count(rows, 'row')}")
