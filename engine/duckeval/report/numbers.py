"""Tables for people: two sets side by side, with the change."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from duckeval.report.model import Numbers
from duckeval.report.rows import Row, Rows

__all__ = ["CAP", "beside", "plain"]

CAP = 300
"""Rows of a table in the page; the file has all of them."""


def beside(
    rows: Rows,
    keys: Mapping[str, str],
    measures: Mapping[str, str],
    sets: Sequence[str],
    unchanged: Collection[str] = (),
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
    unchanged : collection of str
        Measures whose change says nothing.

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
    changing = [each for each in measures if len(sets) == _PAIR and each not in unchanged]
    for measure, title in measures.items():
        columns += [f"{title} {name}" for name in sets] if len(sets) > 1 else [title]
        if measure in changing:
            columns.append("change" if len(changing) == 1 else f"{title} change")
    groups: dict[tuple[Any, ...], dict[str, Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys), {})[row["prediction_set"]] = row
    found = []
    for key, of_set in groups.items():
        line = list(key)
        for measure in measures:
            # Where a set has no row there is nothing to count; a rate is undefined there.
            nothing = {measure: 0} if measure.endswith("_count") else {}
            values = [of_set.get(name, nothing).get(measure) for name in sets]
            line += values
            if measure in changing:
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
