"""Tables with a column of points: polylines."""

from collections.abc import Mapping

from duckeval.ingest.shape_names import POINTS
from duckeval.ingest.table import Table

__all__ = ["point_columns"]

_BOX = ("x_px", "y_px", "w_px", "h_px")


def point_columns(table: Table, box: Mapping[str, str] | None) -> dict[str, str]:
    """Return what is staged of a table with points, as SQL.

    Parameters
    ----------
    table : Table
        What is loaded.
    box : mapping of str to str or None
        The same of its boxes, which rows without points have; None where there are none.
    """
    points = f"nullif(trim({table.quoted(POINTS)}::varchar), '')"
    length = "0" if box is None else f"case when {points} is null then 4 else 0 end"
    columns = {name: "null::double" if box is None else f"({box[name]})" for name in _BOX}
    return {
        **columns,
        "box_length": f"({length})::utinyint",
        POINTS: points if box is not None else f"coalesce({points}, '')",
    }
