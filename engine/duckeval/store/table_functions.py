"""The functions that read shapes in the columns of tables, as DuckDB calls them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["TABLE_BODIES", "TABLE_FUNCTIONS"]

TABLE_FUNCTIONS: dict[str, tuple[list[str], str, str]] = {
    "geometry_given": (
        ["varchar"],
        "struct(segmentation varchar, points varchar, rule varchar)",
        (
            "What WKT, WKB in hexadecimal digits, GeoJSON or a list of points is: a polygon as a "
            "COCO segmentation (JSON), the points of a line, or the rule that it breaks."
        ),
    ),
    "flat_keypoints": (
        ["varchar"],
        "varchar",
        "Keypoints as COCO lists them, from such a list or one with [x, y] or [x, y, v] for each.",
    ),
}


def _geometry_given(texts: Any) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry.table_shapes import geometries_of  # noqa: PLC0415

    rows = [
        {}  # DuckDB wants a value for a value
        if each is None
        else {"segmentation": each.segmentation, "points": each.points, "rule": each.rule}
        for each in geometries_of(texts.to_pylist())
    ]
    fields = [(name, pa.string()) for name in ("segmentation", "points", "rule")]
    return pa.array(rows, pa.struct(fields))


def _flat_keypoints(texts: Any) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry.table_shapes import flat_keypoints  # noqa: PLC0415

    return pa.array([flat_keypoints(text) for text in texts.to_pylist()], pa.string())


TABLE_BODIES: "dict[str, Callable[..., Any]]" = {
    "geometry_given": _geometry_given,
    "flat_keypoints": _flat_keypoints,
}
