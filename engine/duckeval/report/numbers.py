"""Tables for people: two sets side by side, with the change."""

from collections.abc import Mapping, Sequence
from typing import Any

from duckeval.report.model import Numbers
from duckeval.report.rows import Row, Rows

__all__ = ["CAP", "beside", "plain"]

CAP = 300
"""Rows of a table in the page; the file has all of them."""


def beside(
    rows: Rows, keys: Mapping[str, str], measures: Mapping[str, str], sets: Sequence[str]
) -> Numbers:
    """Return a table with a row for each key and, of each measure, a column for each set.

    Parameters
    ----------
    rows : sequence of mappings
        Rows with a ``prediction_set``.
    keys, measures : mapping
        Columns of the rows, and their heads.
    sets : sequence of str
        The prediction sets; two of them also get a column with the change.

    Examples
    --------
    >>> rows = [
    ...     {"prediction_set": "v1", "k": "a", "ap": 0.25},
    ...     {"prediction_set": "v2", "k": "a", "ap": 0.75},
    ... ]
    >>> numbers = beside(rows, {"k": "class"}, {"ap": "AP"}, ["v1", "v2"])
    >>> numbers.columns, numbers.rows
    (['class', 'AP v1', 'AP v2', 'change'], [['a', 0.25, 0.75, 0.5]])
    """
    columns = list(keys.values())
    for title in measures.values():
        columns += [f"{title} {name}" for name in sets] if len(sets) > 1 else [title]
        columns += ["change"] if len(sets) == _PAIR else []
    groups: dict[tuple[Any, ...], dict[str, Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys), {})[row["prediction_set"]] = row
    found = []
    for key, of_set in groups.items():
        line = list(key)
        for measure in measures:
            values = [of_set.get(name, {}).get(measure) for name in sets]
            line += values
            if len(sets) == _PAIR:
                before, after = values
                line.append(None if before is None or after is None else after - before)
        found.append(line)
    return Numbers(columns, found[:CAP], len(found) if len(found) > CAP else 0)


def plain(rows: Rows, columns: Mapping[str, str]) -> Numbers:
    """Return a table of some columns of the rows.

    Examples
    --------
    >>> plain([{"ap": 0.5, "n": 2}], {"n": "labels", "ap": "AP"}).rows
    [[2, 0.5]]
    """
    lines = [[row.get(name) for name in columns] for row in rows[:CAP]]
    return Numbers(list(columns.values()), lines, len(rows) if len(rows) > CAP else 0)


_PAIR = 2
