"""A point for each set, with its interval where there is one."""

from collections.abc import Sequence

from duckeval.report.rows import Rows
from duckeval.report.specs.parts import (
    Spec,
    chart,
    colour,
    ordered,
    rate_axis,
    sets_of,
    tips,
    titled,
)

__all__ = ["class_dots", "delta_dots", "estimate_dots"]

_STEP = 22
_WIDE_STEP = 26
_LINE = 13
_BREAK = " and "
_GREY = "#9aa5b1"
# Of Okabe and Ito, too, and no set has them: what is better is so whichever set it is.
_BETTER = "#009e73"
_WORSE = "#c2459a"


def class_dots(
    rows: Rows,
    measure: str,
    title: str,
    *,
    sets: Sequence[str] | None = None,
    key: str = "class_name",
    has_interval: bool = False,
) -> Spec:
    """Return a row of points for each class (or slice), the best class on top.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `class_performance`, or others with a key and a measure.
    measure : str
        The column that is drawn; a fraction.
    title : str
        What it is called.
    sets : sequence of str, optional
        The prediction sets, the baseline first.
    key : str
        The column that names the rows of the chart.
    has_interval : bool
        Whether ``<measure>_low`` and ``<measure>_high`` are there, too.
    """
    names = sets_of(rows, sets)
    shown = [row for row in titled(rows, key) if row.get(measure) is not None]
    low, high = f"{measure}_low", f"{measure}_high"
    counts = [name for name in ("item_count", "label_count", "prediction_count")
              if shown and name in shown[0]]  # fmt: skip
    y: Spec = {
        "field": key,
        "type": "nominal",
        "sort": ordered(shown, key, measure),
        "axis": {"title": None, "grid": True},
    }
    spread: Spec = (
        {"yOffset": {"field": "prediction_set", "sort": names}}
        if has_interval and len(names) > 1
        else {}
    )
    tooltip = tips(
        {key: key.removesuffix("_name"), "prediction_set": "set", measure: title}
        | ({low: "95 % from", high: "to"} if has_interval else {})
        | {name: name.removesuffix("_count") + "s" for name in counts}
    )
    x: Spec = {"field": measure, "type": "quantitative", **rate_axis(title)}
    layers: list[Spec] = []
    if has_interval:
        layers.append({
            "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.45},
            "encoding": {"x": {**x, "field": low}, "x2": {"field": high}, "color": colour(names)},
        })  # fmt: skip
    elif len(names) > 1:
        layers.append({
            "mark": {"type": "line", "strokeWidth": 2, "color": _GREY, "opacity": 0.6},
            "encoding": {"x": x, "detail": {"field": key}},
        })  # fmt: skip
    layers.append({
        "mark": {"type": "point", "filled": True, "size": 75, "opacity": 1},
        "encoding": {
            "x": x, "color": colour(names), "shape": _shape(names), "tooltip": tooltip,
        },
    })  # fmt: skip
    return chart(
        shown,
        [key, "prediction_set", measure, *counts, *([low, high] if has_interval else [])],
        f"{title} of each {key.removesuffix('_name')}",
        (_WIDE_STEP if spread else _STEP) * len(y["sort"]),
        encoding={"y": y, **spread},
        layer=layers,
    )


def estimate_dots(  # noqa: PLR0913 - a chart has as many parts
    rows: Rows,
    value: str,
    title: str,
    *,
    key: str,
    low: str,
    high: str,
    sets: Sequence[str] | None = None,
    order: Sequence[str] | None = None,
    counts: Sequence[str] = (),
    colours: Sequence[str] = (),
) -> Spec:
    """Return a point with an interval for each key, on an axis around 0.

    Parameters
    ----------
    rows : sequence of mappings
        Rows with a key, a value and the ends of its interval.
    value, low, high : str
        The columns of the value and of its interval.
    title : str
        What the value is called.
    key : str
        The column that names the rows of the chart.
    sets : sequence of str, optional
        The prediction sets, the baseline first.
    order : sequence of str, optional
        The keys from top to bottom; by the value when left out.
    counts : sequence of str
        Columns that the tooltip shows, too.
    colours : sequence of str
        The colours, where they are not those of the prediction sets.
    """
    names = sets_of(rows, sets)
    shown = [row for row in titled(rows, key) if row.get(value) is not None]
    keys = list(order or ordered(shown, key, value))
    # A long key is broken into lines where it says so.
    lines = max((name.count(_BREAK) for name in keys), default=0) + 1
    axis: Spec = {"title": None, "grid": True}
    if lines > 1:
        axis |= {"labelExpr": f"split(datum.label, '{_BREAK}')", "labelLimit": 230}
    spread: Spec = {"yOffset": {"field": "prediction_set", "sort": names}} if len(names) > 1 else {}
    tooltip = tips(
        {key: key.replace("_", " "), "prediction_set": "set", value: title}
        | {low: "95 % from", high: "to"}
        | {name: name.removesuffix("_count").replace("_", " ") for name in counts}
    )
    shared: Spec = {
        "y": {
            "field": key,
            "type": "nominal",
            "sort": keys,
            "axis": axis,
        },
        "color": colour(names, colours=colours),
        **spread,
    }
    x: Spec = {"field": value, "type": "quantitative", "axis": {"title": title}}
    return chart(
        shown,
        [key, "prediction_set", value, low, high, *counts],
        title,
        max(_WIDE_STEP if spread else _STEP, _LINE * lines + 6) * len(keys),
        layer=[
            _zero(),
            {
                "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.45},
                "encoding": {**shared, "x": {**x, "field": low}, "x2": {"field": high}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 75, "opacity": 1},
                "encoding": {**shared, "x": x, "shape": _shape(names), "tooltip": tooltip},
            },
        ],
    )


def delta_dots(
    rows: Rows,
    title: str,
    *,
    key: str,
    low: str | None = None,
    high: str | None = None,
    order: Sequence[str] | None = None,
) -> Spec:
    """Return how much each key has changed, right of 0 where the candidate is better.

    Parameters
    ----------
    rows : sequence of mappings
        Rows with a key, ``baseline``, ``candidate`` and ``delta``.
    title : str
        What has changed.
    key : str
        The column that names the rows of the chart.
    low, high : str, optional
        The columns of the ends of the interval of the delta.
    order : sequence of str, optional
        The keys from top to bottom; by the delta when left out.
    """
    shown = [row for row in titled(rows, key) if row.get("delta") is not None]
    tooltip = tips(
        {key: key.removesuffix("_name"), "baseline": "baseline", "candidate": "candidate"}
        | {"delta": "change"}
        | ({low: "95 % from", high: "to"} if low and high else {})
    )
    y: Spec = {
        "field": key,
        "type": "nominal",
        "sort": list(order or ordered(shown, key, "delta")),
        "axis": {"title": None, "grid": False},
    }
    axis: Spec = {"title": title, "tickCount": 5, "format": "+"}
    x: Spec = {"field": "delta", "type": "quantitative", "axis": axis}
    layers: list[Spec] = [
        _zero(),
        {
            "mark": {"type": "bar", "height": 9, "cornerRadius": 2},
            "encoding": {
                "y": y,
                "x": x,
                "color": {
                    "condition": {"test": "datum.delta < 0", "value": _WORSE},
                    "value": _BETTER,
                },
                "tooltip": tooltip,
            },
        },
    ]
    if low and high:
        layers.append({
            "mark": {"type": "rule", "strokeWidth": 1.5, "color": _GREY},
            "encoding": {"y": y, "x": {**x, "field": low}, "x2": {"field": high}},
        })  # fmt: skip
    return chart(
        shown,
        [key, "baseline", "candidate", "delta", *([low, high] if low and high else [])],
        title,
        _STEP * len(y["sort"]),
        layer=layers,
    )


def _zero() -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": _GREY},
        "encoding": {"x": {"datum": 0, "type": "quantitative"}},
    }


def _shape(sets: Sequence[str]) -> Spec:
    return {
        "field": "prediction_set",
        "type": "nominal",
        "scale": {"domain": list(sets), "range": ["circle", "diamond", "square", "triangle-up"]},
        "legend": {"title": None} if len(sets) > 1 else None,
    }
