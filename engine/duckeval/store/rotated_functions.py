"""The functions that read and compare rotated boxes, as DuckDB calls them: on Arrow columns."""

from typing import TYPE_CHECKING, Any

from duckeval.store.watching import advance

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ROTATED_BODIES", "ROTATED_FUNCTIONS"]

_ROTATED_SHAPE = (
    "struct(geometry blob, angle_deg double, x_px double, y_px double, w_px double, h_px double, "
    "area_px2 double, aspect_ratio double, rule varchar)"
)
_BOX = "double[4]"

ROTATED_FUNCTIONS: dict[str, tuple[list[str], str, str]] = {
    "rotated_shape": (
        ["double[]"],
        _ROTATED_SHAPE,
        (
            "The quadrangle of four corners [x1, y1, ..., x4, y4], or of a box that is turned "
            "counter-clockwise around its centre [x, y, w, h, angle in degrees]; its angle in "
            "[-45, 45), the box around it, its area and the width over height of the smallest "
            "rotated box around it, or the rule that it breaks."
        ),
    ),
    "rotated_iou": (
        ["blob", _BOX, "blob", _BOX, "boolean"],
        "double",
        (
            "IoU of two quadrangles, or with true the share of the first one inside the other: "
            "rotated_iou(corners as WKB, [x, y, w, h], corners as WKB, [x, y, w, h], false); the "
            "box [x, y, w, h] where the corners are empty."
        ),
    ),
}

_NUMBERS = ("angle_deg", "x_px", "y_px", "w_px", "h_px", "area_px2", "aspect_ratio")
_SIDES = 5  # x, y, w, h, angle


def _rotated_shape(lists: Any) -> Any:  # noqa: ANN401
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry.quadrangles import wkb_of_quadrangles  # noqa: PLC0415
    from duckeval.geometry.rotated_shape import shape_of_corners, shape_of_turned  # noqa: PLC0415

    column = lists.combine_chunks() if hasattr(lists, "combine_chunks") else lists
    lengths = np.diff(column.offsets.to_numpy())
    numbers = column.flatten().to_numpy(zero_copy_only=False)
    starts = np.cumsum(lengths) - lengths
    wkbs: list[bytes | None] = [None] * len(lengths)
    rules: list[str | None] = [None] * len(lengths)
    values = np.zeros((len(lengths), len(_NUMBERS)))
    for read, length in ((shape_of_turned, _SIDES), (shape_of_corners, 8)):
        places = np.flatnonzero(lengths == length)
        found = read(numbers[starts[places][:, None] + np.arange(length)])
        values[places] = np.column_stack(
            [found.angle_deg, found.box, found.area, found.aspect_ratio]
        )
        for place, wkb, rule in zip(
            places.tolist(), wkb_of_quadrangles(found.points), found.rule, strict=True
        ):
            wkbs[place], rules[place] = (None if rule else wkb), rule
    is_wrong = np.array([wkb is None for wkb in wkbs], dtype=bool)
    columns = [pa.array(value, mask=is_wrong) for value in values.T]
    return pa.StructArray.from_arrays(
        [pa.array(wkbs, pa.binary()), *columns, pa.array(rules, pa.string())],
        names=["geometry", *_NUMBERS, "rule"],
    )


def _rotated_iou(geometry_a: Any, box_a: Any, geometry_b: Any, box_b: Any, is_crowd: Any) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry.rotated import overlap_of_either  # noqa: PLC0415

    sides = [_corners(*side) for side in ((geometry_a, box_a), (geometry_b, box_b))]
    (points_a, boxes_a), (points_b, boxes_b) = sides
    crowd = is_crowd.to_numpy(zero_copy_only=False).astype(bool)
    advance(len(crowd), "pairs")
    return pa.array(overlap_of_either(points_a, boxes_a, points_b, boxes_b, crowd))


def _corners(geometries: Any, boxes: Any) -> Any:  # noqa: ANN401
    """Return corners (n, 4, 2) and the boxes around them (n, 4)."""
    import numpy as np  # noqa: PLC0415

    from duckeval.geometry.quadrangles import quadrangles_of  # noqa: PLC0415

    box = boxes.combine_chunks().flatten().to_numpy(zero_copy_only=False).reshape(-1, 4)
    near, far = box[:, :2], box[:, :2] + box[:, 2:]
    points = np.stack(
        [near, np.column_stack([far[:, 0], near[:, 1]]), far,
         np.column_stack([near[:, 0], far[:, 1]])], axis=1,
    )  # fmt: skip
    wkbs = geometries.to_pylist()
    is_there = np.array([len(wkb) > 0 for wkb in wkbs], dtype=bool)
    points[is_there] = quadrangles_of([wkb for wkb in wkbs if wkb])
    return points, box


ROTATED_BODIES: "dict[str, Callable[..., Any]]" = {
    "rotated_shape": _rotated_shape,
    "rotated_iou": _rotated_iou,
}
