"""The parts that the charts are put together from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from duckeval.report.rows import Row, Rows, kept

__all__ = ["NONE", "Spec", "chart", "colour", "ordered", "rate_axis", "sets_of", "tips", "titled"]

Spec = dict[str, Any]

NONE = "(none)"
"""How a value that is not there is written beside others that are."""

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def chart(
    rows: Iterable[Row],
    fields: Iterable[str],
    description: str,
    height: int | Spec,
    **parts: Any,  # noqa: ANN401 - Vega-Lite's own keys
) -> Spec:
    """Return a chart as wide as its place, with the data that it needs and no more."""
    return {
        "$schema": _SCHEMA,
        "description": description,
        "data": {"values": kept(rows, fields)},
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        **parts,
    }


def sets_of(rows: Rows, sets: Sequence[str] | None) -> list[str]:
    """Return the prediction sets in their order: as given, else as the rows name them."""
    return list(sets or dict.fromkeys(str(row["prediction_set"]) for row in rows))


def colour(sets: Sequence[str], *, legend: bool | None = None, colours: Sequence[str] = ()) -> Spec:
    """Return the encoding that gives each set its colour, the first one the first."""
    shown = len(sets) > 1 and legend is not False
    encoding: Spec = {
        "field": "prediction_set",
        "type": "nominal",
        "scale": {"domain": list(sets)} | ({"range": list(colours)} if colours else {}),
    }
    return encoding | ({"legend": {"title": None}} if shown else {"legend": None})


def ordered(rows: Rows, key: str, value: str) -> list[str]:
    """Return the values of a key, the ones with the highest value first, each once.

    Examples
    --------
    >>> ordered([{"k": "a", "v": 1}, {"k": "b", "v": None}, {"k": "c", "v": 2}], "k", "v")
    ['c', 'a', 'b']
    """
    best: dict[str, float] = {}
    for row in rows:
        name, number = str(row[key]), row.get(value)
        best[name] = max(best.get(name, float("-inf")), float("-inf" if number is None else number))
    return sorted(best, key=lambda name: (-best[name], name))


def tips(fields: Mapping[str, str], *, digits: int = 4) -> list[Spec]:
    """Return a tooltip: a field and its title each; fractions with so many digits."""
    found = []
    for field, title in fields.items():
        tip: Spec = {"field": field, "title": title}
        if field.endswith("_count") or field == "rank":
            tip |= {"type": "quantitative", "format": ",d"}
        elif not field.endswith(("_name", "_set", "_class")) and field not in _TEXTS:
            tip |= {"type": "quantitative", "format": f".{digits}f"}
        else:
            tip |= {"type": "nominal"}
        found.append(tip)
    return found


def rate_axis(title: str) -> Spec:
    """Return an axis from 0 to 1."""
    return {
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".1f", "tickCount": 5, "title": title},
    }


def titled(rows: Rows, key: str) -> list[dict[str, Any]]:
    """Return the rows with a word in the place of a missing value of a key."""
    return [{**row, key: NONE if row[key] is None else str(row[key])} for row in rows]


_TEXTS = {"slice", "metric", "measure", "reason", "outcome", "what", "target", "bin", "bin_text"}
