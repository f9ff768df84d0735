"""Where a set is worse than on the rest, and where it fell behind the other one."""

import re

from duckeval.report import specs
from duckeval.report.model import Figure, Material, Panel, Section
from duckeval.report.numbers import plain
from duckeval.report.palette import GREY
from duckeval.report.rows import Row

__all__ = ["worst_slices"]

_HALVES = ("searched half", "other half")
_BIN = re.compile(r"(\S+) >= (\S+) and \1 < (\S+)")
_MEASURES = {"recall": "recall", "delta": "change of recall"}


def worst_slices(material: Material) -> Section:
    """Return the slices that a search found, measured on both halves of the items."""
    name, title = "worst-slices", "Worst slices"
    if "worst_slice" not in material.sources:
        return Section(name, title, reason=material.why_not("worst_slice"))
    rows = [_short(material, row) for row in material.sources["worst_slice"].rows]
    if not rows:
        return Section(name, title, "No slice is worse than the rest by more than chance does.")
    figures = [
        _figure(material, measure, [row for row in rows if row["measure"] == measure])
        for measure in dict.fromkeys(row["measure"] for row in rows)
    ]
    text = (
        "Values of metadata and bins of metrics, up to three together. One half of the items is "
        "searched, and what is found is measured on the other half: believe what is low in both."
    )
    return Section(name, title, text, tuple(figures))


def _figure(material: Material, measure: str, rows: list[Row]) -> Figure:
    head = _MEASURES[measure]
    candidate = material.sets[-1]
    titles = {
        "recall": f"Where {candidate} finds least",
        "delta": f"Where {candidate} fell behind {material.sets[0]}",
    }
    halves = [
        {
            "slice": _readable(row["predicate"]),
            "prediction_set": half,
            "item_count": row[f"{start}item_count"],
            **{part: row[f"{start}{part}"] for part in ("effect", "effect_low", "effect_high")},
        }
        for row in rows
        for half, start in zip(_HALVES, ("", "held_out_"), strict=True)
    ]
    spec = specs.estimate_dots(
        halves, "effect", f"{head} less that of the rest", key="slice", low="effect_low",
        high="effect_high", sets=_HALVES, order=[_readable(row["predicate"]) for row in rows],
        counts=("item_count",), colours=(f"var(--set-{len(material.sets)})", GREY),
    )  # fmt: skip
    other = "other half"
    columns = {
        "predicate": "slice", "item_count": "items", "object_count": "labels", "value": head,
        "rest_value": "of the rest", "effect": "effect", "effect_low": "from", "effect_high": "to",
        "q_value": "q", "held_out_item_count": f"items, {other}",
        "held_out_value": f"{head}, {other}", "held_out_effect": f"effect, {other}",
        "held_out_effect_low": "from", "held_out_effect_high": "to",
        "held_out_p_value": "p",
    }  # fmt: skip
    return Figure(
        f"worst-{measure}",
        plain(rows, columns),
        (material.sources["worst_slice"],),
        (Panel(spec),),
        titles[measure],
        f"Of {rows[0]['tested_count']:,} slices. Lines are 95 % intervals: of the searched half "
        "for all of these at once, of the other half for one.",
    )


def _readable(predicate: str) -> str:
    """Return a predicate with each bin as one comparison.

    Examples
    --------
    >>> _readable("blur >= 0.1 and blur < 0.2 and camera = 'rear'")
    "0.1 ≤ blur < 0.2 and camera = 'rear'"
    """
    return _BIN.sub(r"\2 ≤ \1 < \3", predicate)


def _short(material: Material, row: Row) -> Row:
    """Return the row without the filter that all rows of the report share."""
    given = (material.settings.get("item_filter") or "").strip()
    return {**row, "predicate": row["predicate"].removeprefix(f"({given}) and ")}
