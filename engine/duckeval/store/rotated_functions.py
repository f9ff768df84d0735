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
    import pyarrow.compute as pc  # noqa: PLC0415

    from duckeval.geometry.quadrangles import wkb_rows  # noqa: PLC0415
    from duckeval.geometry.rotated_shape import shape_of_corners, shape_of_turned  # noqa: PLC0415

    column = lists.combine_chunks() if hasattr(lists, "combine_chunks") else lists
    lengths = np.diff(column.offsets.to_numpy())
    numbers = column.flatten().to_numpy(zero_copy_only=False)
    starts = np.cumsum(lengths) - lengths
    count = len(lengths)
    is_wrong, rules = np.ones(count, bool), np.full(count, None, object)
    values = np.zeros((count, len(_NUMBERS)))
    wkbs = np.zeros((count, wkb_rows([]).shape[1]), np.uint8)
    for read, length in ((shape_of_turned, _SIDES), (shape_of_corners, 8)):
        places = np.flatnonzero(lengths == length)
        found = read(numbers[starts[places][:, None] + np.arange(length)])
        values[places] = np.column_stack(
            [found.angle_deg, found.box, found.area, found.aspect_ratio]
        )
        wkbs[places], rules[places] = wkb_rows(found.points), found.rule
        is_wrong[places] = [rule is not None for rule in found.rule]
    bounds = np.arange(count + 1, dtype=np.int32) * np.int32(wkbs.shape[1])
    buffers = [None, pa.py_buffer(bounds), pa.py_buffer(wkbs.reshape(-1))]
    geometry = pa.Array.from_buffers(pa.binary(), count, buffers)
    if is_wrong.any():
        geometry = pc.if_else(pa.array(is_wrong), pa.scalar(None, pa.binary()), geometry)
    columns = [pa.array(value, mask=is_wrong) for value in values.T]
    return pa.StructArray.from_arrays(
        [geometry, *columns, pa.array(rules, pa.string())],
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

    from duckeval.geometry.quadrangles import quadrangles_in  # noqa: PLC0415

    box = boxes.combine_chunks().flatten().to_numpy(zero_copy_only=False).reshape(-1, 4)
    near, far = box[:, :2], box[:, :2] + box[:, 2:]
    points = np.stack(
        [near, np.column_stack([far[:, 0], near[:, 1]]), far,
         np.column_stack([near[:, 0], far[:, 1]])], axis=1,
    )  # fmt: skip
    column = geometries.combine_chunks() if hasattr(geometries, "combine_chunks") else geometries
    _, offsets, data = column.buffers()
    bounds = np.frombuffer(offsets, np.int32, len(column) + 1, 4 * column.offset)
    is_there = np.diff(bounds) > 0
    if is_there.any():
        given = data.slice(bounds[0], bounds[-1] - bounds[0])
        points[is_there] = quadrangles_in(given, int(is_there.sum()))
    return points, box


ROTATED_BODIES: "dict[str, Callable[..., Any]]" = {
    "rotated_shape": _rotated_shape,
    "rotated_iou": _rotated_iou,
}
