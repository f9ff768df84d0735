"""``--set``, ``--by``, ``--slice`` and ``--iou``: what commands about one question share."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from duckeval.cli.options import iou_option, set_option
from duckeval.cli.output import Output

if TYPE_CHECKING:
    from duckeval.result import Result

__all__ = [
    "Part",
    "Row",
    "answers",
    "group_title",
    "item_slice_options",
    "key_columns",
    "slice_options",
    "write_flat",
]

Function = TypeVar("Function", bound=Callable[..., Any])
Row = dict[str, Any]
Part = tuple[str | None, list[Row]]


def slice_options(function: Function) -> Function:
    """Add ``--set``, ``--by``, ``--slice`` and ``--iou`` to a command."""
    return item_slice_options(iou_option(function))


def item_slice_options(function: Function) -> Function:
    """Add ``--set``, ``--by`` and ``--slice``: what also makes sense for whole items."""
    for option in (
        click.option(
            "--slice",
            "slices",
            metavar="NAME",
            multiple=True,
            help="Also this saved slice; can be repeated.",
        ),
        click.option(
            "--by", metavar="EXPR", help="Also each value of this SQL expression over item."
        ),
        set_option,
    ):
        function = option(function)
    return function


def answers(
    ask: Callable[..., "Result"], by: str | None, slices: Sequence[str], *, per_class: bool = True
) -> tuple[Sequence[str], list[Part]]:
    """Ask for everything, for the values of an expression and for saved slices.

    Returns
    -------
    columns : sequence of str
        Columns of the answers.
    parts : list of tuple
        What slices, None for everything, and the rows; those of a class only with ``per_class``.
    """
    results: list[tuple[str | None, Result]] = [(None, ask())]
    if by is not None:
        results.append((by, ask(slice_by=by)))
    if slices:
        results.append(("slice", ask(slices=list(slices))))
    return results[0][1].columns, [
        (way, [row for row in result.rows() if per_class or row["class_name"] is None])
        for way, result in results
    ]


def key_columns(
    way: str | None, rows: Sequence[Mapping[str, Any]]
) -> dict[str, Callable[[Mapping[str, Any]], Any]]:
    """Return the columns that say which set, slice and class, as far as there are several."""
    shown: dict[str, Callable[[Mapping[str, Any]], Any]] = {}
    if len({row["prediction_set"] for row in rows}) > 1:
        shown["set"] = lambda row: row["prediction_set"]
    if way is not None:
        shown[way] = lambda row: row["slice"]
    if any(row["class_name"] is not None for row in rows):
        shown["class"] = lambda row: row["class_name"] or "(all)"
    return shown


def group_title(
    way: str | None, set_name: str, slice_name: str | None, class_name: str | None = None
) -> str:
    """Return which set, slice and class a table is about.

    Examples
    --------
    >>> group_title(None, "v1", "all", "car"), group_title("weather", "v1", None)
    ('v1, car', 'v1, weather without a value')
    """
    of_slice = "without a value" if slice_name is None else slice_name
    parts = [set_name, None if way is None else f"{way} {of_slice}", class_name]
    return ", ".join(part for part in parts if part is not None)


def write_flat(output: Output, columns: Sequence[str], parts: Sequence[Part]) -> None:
    """Write the rows of all parts for programs; slice_by says which part a row is of."""
    output.rows(
        ["slice_by", *columns], [(way, *row.values()) for way, rows in parts for row in rows]
    )
