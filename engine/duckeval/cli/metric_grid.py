"""Two metrics at once as people read them: one down, one across, a rate in each cell."""

from collections.abc import Iterable, Sequence
from typing import Any

from duckeval.cli.output import Table

__all__ = ["grids"]

Row = dict[str, Any]

_RATES = {
    "recall": ("label_count", "Recall (labels)"),
    "precision": ("prediction_count", "Precision (predictions)"),
}
_FIRST = ("metric_low", "metric_high", "bin")
_SECOND = ("second_low", "second_high", "second_bin")


def grids(rows: Iterable[Row], *, is_sliced: bool) -> list[Table]:
    """Return a grid for each rate, set, slice and class of `metric_performance_2d`.

    Parameters
    ----------
    rows : iterable of dict
        Rows of the macro, in any order.
    is_sliced : bool
        Whether the titles name the slice.

    Returns
    -------
    list of Table
        First the bins of the first metric, downwards; then a column for each bin of the second.
    """
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        key = (row["prediction_set"], row["slice"], row["class_name"])
        groups.setdefault(key, []).append(row)
    order = sorted(groups, key=lambda key: (key[0], key[1] is None, key[1] or "", key[2] or ""))
    has_sets = len({key[0] for key in groups}) > 1
    has_classes = len({key[2] for key in groups}) > 1
    tables = []
    for set_name, slice_name, class_name in order:
        group = groups[set_name, slice_name, class_name]
        names = [
            *([set_name] if has_sets else []),
            *(["no value" if slice_name is None else slice_name] if is_sliced else []),
            *([class_name or "all classes"] if has_classes else []),
        ]
        tables += [
            _grid(group, rate, ", ".join(names))
            for rate, (count, _) in _RATES.items()
            if any(row[count] for row in group)
        ]
    return tables


def _grid(rows: Sequence[Row], rate: str, names: str) -> Table:
    count, meaning = _RATES[rate]
    metric, second = rows[0]["metric"], rows[0]["second_metric"]
    down, across = _bins(rows, _FIRST), _bins(rows, _SECOND)
    cells = {
        (_key(row, _FIRST), _key(row, _SECOND)): f"{row[rate]:.2f} ({row[count]:,})"
        for row in rows
        if row[count]
    }
    ends = [row["second_high"] for row in across if row["second_high"] is not None]
    title = f"{meaning}: {metric} down, {second} across"
    if ends and any(row["second_low"] != row["second_high"] for row in across):
        title += f", up to {_number(max(ends))}"
    return Table(
        (metric, *(_head(row) for row in across)),
        [
            (
                _side(row),
                *(cells.get((_key(row, _FIRST), _key(other, _SECOND))) for other in across),
            )
            for row in down
        ],
        f"{names}: {title}" if names else title,
    )


def _bins(rows: Iterable[Row], columns: tuple[str, str, str]) -> list[Row]:
    """Return a row for each bin, by value; categories by name; what has no value last."""
    low, _, name = columns
    found = {_key(row, columns): row for row in rows}
    return sorted(
        found.values(), key=lambda row: (row[name] is None, row[low] or 0.0, row[name] or "")
    )


def _key(row: Row, columns: tuple[str, str, str]) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)


def _side(row: Row) -> str:
    low, high = row["metric_low"], row["metric_high"]
    if low is None or low == high:
        return _name(row["bin"], low)
    return f"{_number(low)} to {_number(high)}"


def _head(row: Row) -> str:
    low = row["second_low"]
    if low is None or low == row["second_high"]:
        return _name(row["second_bin"], low)
    return f"from {_number(low)}"


def _name(name: str | None, number: float | None) -> str:
    if name is None:
        return "no value"
    return name if number is None else _number(number)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"  # noqa: PLR2004
