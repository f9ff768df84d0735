"""Where data go, and in which format: ``--format`` and ``-o`` of every command that prints data."""

import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from duckeval.cli.messages import say
from duckeval.errors import UsageError
from duckeval.result.text import blocks, cell_texts, markdown_table, text_table
from duckeval.result.writers import write_csv, write_json, write_jsonl

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FORMATS", "Output", "Table", "output_options"]

Function = TypeVar("Function", bound=Callable[..., Any])
Row = TypeVar("Row")
Rows = Iterable[Sequence[Any]]

FORMATS = ("table", "csv", "json", "jsonl", "parquet", "md")
_SUFFIXES = {".txt": "table", ".md": "md"}
_TEXT_WRITERS: dict[str, Callable[[Sequence[str], Rows, TextIO], None]] = {
    "csv": write_csv,
    "json": write_json,
    "jsonl": write_jsonl,
}
# Logs have no width of their own; this one fits most of them.
_LOG_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Table:
    """A table as people read it.

    Attributes
    ----------
    columns : sequence of str
        The heads.
    rows : sequence of sequences
        The values.
    title : str
        A line above the table; none when empty.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    title: str = ""

    @classmethod
    def of(
        cls, shown: Mapping[str, Callable[[Row], Any]], rows: Iterable[Row], title: str = ""
    ) -> "Table":
        """Return the table whose columns are got from each row.

        Examples
        --------
        >>> Table.of({"class": lambda row: row["class_name"]}, [{"class_name": "car"}])
        Table(columns=('class',), rows=[('car',)], title='')
        """
        return cls(tuple(shown), [tuple(get(row) for get in shown.values()) for row in rows], title)


@dataclass(frozen=True, slots=True)
class Output:
    """What ``--format`` and ``-o`` say.

    Attributes
    ----------
    format : str
        One of `FORMATS`.
    path : Path or None
        The file; stdout when None.
    """

    format: str
    path: Path | None

    @property
    def is_for_people(self) -> bool:
        """Whether tables with titles are printed rather than one list of rows."""
        return self.format in {"table", "md"}

    @property
    def is_screen(self) -> bool:
        """Whether a table goes to a terminal."""
        return self.format == "table" and self.path is None and sys.stdout.isatty()

    def tables(self, tables: Sequence[Table | str]) -> None:
        """Print tables and lines of text, with an empty line between them."""
        if self.is_screen:
            _print_rich(tables)
            return
        width = _width()
        with self._text() as file:
            for place, each in enumerate(tables):
                if place:
                    file.write("\n")
                if isinstance(each, str):
                    file.write(self._lines(each, width))
                    continue
                if each.title:
                    file.write(self._lines(each.title, width))
                    file.write("\n" if self.format == "md" else "")
                if self.format == "md":
                    file.write(markdown_table(each.columns, each.rows))
                else:
                    file.write(text_table(each.columns, each.rows, width=width))

    def rows(self, columns: Sequence[str], rows: Rows) -> None:
        """Print one list of rows, in whichever format."""
        if self.is_for_people:
            self.tables([Table(columns, list(rows))])
        elif self.format == "parquet":
            self._parquet(columns, rows)
        else:
            with self._text() as file:
                _TEXT_WRITERS[self.format](columns, rows, file)

    def text(self, text: str) -> None:
        """Print a text that is ready, with an end of line."""
        with self._text() as file:
            file.write(f"{text}\n")

    @contextmanager
    def binary(self, suffix: str) -> "Iterator[Path]":
        """Give a file to write to that ends up at `path` or on stdout."""
        from duckeval.project.replacing import replacing

        if self.path is not None:
            with replacing(self.path) as part:
                yield part
            say(f"wrote {self.path}")
            return
        if sys.stdout.isatty():
            raise UsageError(
                f"{self.format} is not for a terminal",
                hint="give -o FILE, or send stdout to a file or a pipe",
            )
        import tempfile

        with tempfile.TemporaryDirectory(prefix="duckeval-") as folder:
            path = Path(folder) / f"rows{suffix}"
            yield path
            with path.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()

    def _lines(self, text: str, width: int) -> str:
        if self.format == "md":
            return text.replace("\n", "  \n") + "\n"  # two blanks keep a line of its own
        return "".join(
            textwrap.fill(
                line, width, subsequent_indent="  ", break_on_hyphens=False, drop_whitespace=True
            )
            + "\n"
            for line in text.splitlines()
        )

    def _parquet(self, columns: Sequence[str], rows: Rows) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        values = list(zip(*rows, strict=True)) or [() for _ in columns]
        table = pa.table(dict(zip(columns, values, strict=True)))
        with self.binary(".parquet") as path:
            parquet.write_table(table, path, compression="zstd")

    @contextmanager
    def _text(self) -> "Iterator[TextIO]":
        if self.path is None:
            yield sys.stdout
            sys.stdout.flush()
            return
        from duckeval.project.replacing import replacing

        with (
            replacing(self.path) as part,
            part.open("w", encoding="utf-8", newline="\n") as file,
        ):
            yield file
        say(f"wrote {self.path}")


def output_options(function: Function) -> Function:
    """Add ``--format`` and ``-o`` to a command, which gets them as one `Output` named output."""

    def decorated(*args: Any, format: str | None, path: Path | None, **kwargs: Any) -> Any:  # noqa: A002, ANN401
        return function(*args, output=Output(_format(format, path), path), **kwargs)

    decorated.__name__ = function.__name__
    decorated.__doc__ = function.__doc__
    decorated.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    wrapped = click.option(
        "-o",
        "--output",
        "path",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Write to this file instead of stdout; its suffix names the format.",
    )(decorated)
    return click.option(
        "--format",
        type=click.Choice(FORMATS),
        help="Format of the data; a table for people when left out.",
    )(wrapped)  # type: ignore[return-value]


def _format(given: str | None, path: Path | None) -> str:
    if given is not None:
        return given
    if path is None:
        return "table"
    suffix = path.suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    from duckeval.project.export import format_of

    return format_of(path)


def _width() -> int:
    return (
        shutil.get_terminal_size((_LOG_WIDTH, 24)).columns
        if "COLUMNS" in os.environ
        else (_LOG_WIDTH)
    )


def _print_rich(tables: Sequence[Table | str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    console = Console(highlight=False)
    for place, each in enumerate(tables):
        if place:
            console.print()
        if isinstance(each, str):
            console.print(Text(each))
            continue
        if each.title:
            console.print(Text(each.title, style="bold"))
        cells = [cell_texts([row[at] for row in each.rows]) for at in range(len(each.columns))]
        # The cut into blocks is ours: rich would squeeze numbers until none can be read.
        for block in blocks(each.columns, cells, console.width):
            drawn = RichTable(
                box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False
            )
            for at, width in zip(block.places, block.widths, strict=True):
                drawn.add_column(
                    Text(each.columns[at]),
                    justify="right" if cells[at].is_number else "left",
                    width=width,
                    overflow="fold",
                )
            for row in range(len(each.rows)):
                drawn.add_row(*(Text(cells[at].texts[row]) for at in block.places))
            console.print(drawn)
