"""What a query answers: a frozen table with a way out to every library."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from duckeval.result.text import cell_texts, text_table

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["Result"]

_SHOWN_ROWS = 20


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """The rows that a query answered.

    Parameters
    ----------
    table : pyarrow.Table
        The rows; undefined values are null, never NaN, -1 or 0.

    Examples
    --------
    >>> import pyarrow as pa
    >>> result = Result(pa.table({"class_name": ["cat", "dog"], "ap": [0.75, None]}))
    >>> result
    class_name      ap
    ----------  ------
    cat         0.7500
    dog              -
    (2 rows)
    >>> result.columns, len(result)
    (('class_name', 'ap'), 2)
    >>> [row["ap"] for row in result]
    [0.75, None]
    """

    table: "pa.Table"

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(self.table.column_names)

    def arrow(self) -> "pa.Table":
        """Return the rows as an Arrow table, without a copy.

        Examples
        --------
        >>> import pyarrow as pa
        >>> Result(pa.table({"ap": [0.5]})).arrow().num_rows
        1
        """
        return self.table

    def pl(self) -> "pl.DataFrame":
        """Return the rows as a polars frame.

        Examples
        --------
        >>> import pyarrow as pa
        >>> Result(pa.table({"ap": [0.5]})).pl().shape
        (1, 1)
        """
        import polars as pl  # noqa: PLC0415 - heavy, and most callers do not ask for it

        frame = pl.from_arrow(self.table)
        if not isinstance(frame, pl.DataFrame):  # only a column comes back as a Series
            raise TypeError(f"expected a frame, not {type(frame).__name__}")
        return frame

    def df(self) -> "pd.DataFrame":
        """Return the rows as a pandas frame; pandas has to be installed.

        Examples
        --------
        >>> import pyarrow as pa
        >>> Result(pa.table({"ap": [0.5]})).df().shape
        (1, 1)
        """
        frame: pd.DataFrame = self.table.to_pandas()
        return frame

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries.

        Examples
        --------
        >>> import pyarrow as pa
        >>> Result(pa.table({"ap": [0.5]})).rows()
        [{'ap': 0.5}]
        """
        rows: list[dict[str, Any]] = self.table.to_pylist()
        return rows

    def tuples(self) -> Iterator[tuple[Any, ...]]:
        """Give the rows as tuples, one batch of the table in memory at a time.

        Examples
        --------
        >>> import pyarrow as pa
        >>> list(Result(pa.table({"ap": [0.5], "ar": [0.25]})).tuples())
        [(0.5, 0.25)]
        """
        for batch in self.table.to_batches(max_chunksize=10_000):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows())

    def __repr__(self) -> str:
        shown = list(Result(self.table.slice(0, _SHOWN_ROWS)).tuples())
        table = text_table(self.columns, shown)
        return f"{table}({self._extent()})"

    def _repr_html_(self) -> str:
        shown = list(Result(self.table.slice(0, _SHOWN_ROWS)).tuples())
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        columns = [cell_texts([row[place] for row in shown]) for place in range(len(self.columns))]
        body = "".join(
            "<tr>"
            + "".join(
                f'<td style="text-align:{"right" if column.is_number else "left"}">'
                f"{escape(column.texts[place])}</td>"
                for column in columns
            )
            + "</tr>"
            for place in range(len(shown))
        )
        return (
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<p>{escape(self._extent())}</p>"
        )

    def _extent(self) -> str:
        count = len(self)
        rows = f"{count} row" if count == 1 else f"{count} rows"
        return rows if count <= _SHOWN_ROWS else f"the first {_SHOWN_ROWS} of {rows}"
