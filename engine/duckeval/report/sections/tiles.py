"""Numbers that are read first: one of all classes together, and what the baseline has."""

from collections.abc import Mapping

from duckeval.report.model import Material, Tile
from duckeval.report.rows import Row

__all__ = ["SMALLEST", "map_title", "tiles"]

SMALLEST = 5e-5
"""A change below half of the last digit that is shown is no change."""


def map_title(material: Material) -> str:
    """Return how mean AP at the threshold is called."""
    return f"mAP@{material.settings['iou_threshold']:.2f}".replace("@0.", "@.")


def tiles(material: Material, name: str, measures: Mapping[str, str]) -> tuple[Tile, ...]:
    """Return a tile for each measure of a source, from its rows of all classes.

    Parameters
    ----------
    material : Material
        What the page is made from.
    name : str
        The source; without it there are no tiles.
    measures : mapping
        Columns, and their titles.
    """
    if material.why_not(name):
        return ()
    of_set = {
        row["prediction_set"]: row
        for row in material.sources[name].rows
        if row.get("class_name") is None
    }
    return tuple(_tile(material, of_set, *each) for each in measures.items())


def _tile(material: Material, of_set: Mapping[str, Row], measure: str, title: str) -> Tile:
    values = [of_set.get(each, {}).get(measure) for each in material.sets]
    shown = "-" if values[-1] is None else f"{values[-1]:.3f}"
    if not material.is_compared or values[0] is None or values[-1] is None:
        return Tile(title, shown)
    change = values[-1] - values[0]
    direction = "" if abs(change) < SMALLEST else "better" if change > 0 else "worse"
    return Tile(
        title, shown, f"{material.sets[0]}: {values[0]:.3f}", f"{change:+.3f}", direction
    )  # fmt: skip
