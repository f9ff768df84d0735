"""Bars: how many of what."""

from collections.abc import Sequence

from duckeval.report.rows import Rows
from duckeval.report.specs.parts import Spec, chart, colour, sets_of, tips, titled

__all__ = ["count_bars", "value_bars"]


def count_bars(
    rows: Rows,
    key: str,
    title: str,
    *,
    value: str = "object_count",
    order: Sequence[str] | None = None,
    sets: Sequence[str] | None = None,
    colours: Sequence[str] = (),
) -> Spec:
    """Return a bar for each key and set, its count written at its end.

    Parameters
    ----------
    rows : sequence of mappings
        Rows with a key and a count.
    key : str
        The column that names the bars.
    title : str
        What is counted.
    value : str
        The column with the count.
    order : sequence of str, optional
        The keys from top to bottom.
    sets : sequence of str, optional
        The prediction sets, the baseline first.
    colours : sequence of str
        The colours, where they are not those of the prediction sets.
    """
    return _bars(rows, key, title, value, ",d", order, sets, colours)


def value_bars(
    rows: Rows,
    key: str,
    title: str,
    *,
    value: str,
    order: Sequence[str] | None = None,
    sets: Sequence[str] | None = None,
) -> Spec:
    """Return a bar for each key and set, its value written at its end.

    Parameters
    ----------
    rows : sequence of mappings
        Rows with a key and a value.
    key : str
        The column that names the bars.
    title : str
        What the value is.
    value : str
        The column with the value.
    order : sequence of str, optional
        The keys from top to bottom.
    sets : sequence of str, optional
        The prediction sets, the baseline first.
    """
    return _bars(rows, key, title, value, ".3f", order, sets)


def _bars(
    rows: Rows,
    key: str,
    title: str,
    value: str,
    number_format: str,
    order: Sequence[str] | None,
    sets: Sequence[str] | None,
    colours: Sequence[str] = (),
) -> Spec:
    names = sets_of(rows, sets)
    shown = [row for row in titled(rows, key) if row.get(value) is not None]
    found = list(dict.fromkeys(str(row[key]) for row in shown))
    x: Spec = {
        "field": value,
        "type": "quantitative",
        "axis": {
            "title": title,
            "format": number_format if number_format == ",d" else ".2f",
            "tickCount": 5,
        },
    }
    return chart(
        shown,
        [key, "prediction_set", value],
        f"{title} of each {key.replace('_', ' ')}",
        (16 * len(names) + 10) * len(found),
        padding={"left": 0, "top": 5, "right": 40, "bottom": 5},
        encoding={
            "y": {
                "field": key,
                "type": "nominal",
                "sort": [each for each in order or found if each in found],
                "axis": {"title": None},
                "scale": {"paddingInner": 0.25},
            },
            "yOffset": {"field": "prediction_set", "sort": names},
            "color": colour(names, colours=colours),
        },
        layer=[
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 2},
                "encoding": {
                    "x": x,
                    "tooltip": [
                        *tips({key: key.replace("_", " "), "prediction_set": "set"}),
                        {
                            "field": value,
                            "type": "quantitative",
                            "title": title,
                            "format": number_format,
                        },
                    ],
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 10.5},
                "encoding": {
                    "x": x,
                    "text": {"field": value, "type": "quantitative", "format": number_format},
                },
            },
        ],
    )
