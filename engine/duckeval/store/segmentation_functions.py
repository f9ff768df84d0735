"""The functions that read polygons and masks, as DuckDB calls them: on Arrow columns."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SEGMENTATION_BODIES", "SEGMENTATION_FUNCTIONS"]

_AREA_SHAPE = (
    "struct(shape varchar, geometry blob, counts varchar, height_px integer, width_px integer, "
    "x_px double, y_px double, w_px double, h_px double, area_px2 double, vertex_count integer, "
    "part_count integer, rule varchar)"
)

SEGMENTATION_FUNCTIONS: dict[str, tuple[list[str], str, str]] = {
    "segmentation_shape": (
        ["varchar", "integer", "integer", "boolean"],
        _AREA_SHAPE,
        (
            "What a COCO segmentation (JSON) is on an image of this height and width, 0 where "
            "unknown: a polygon or a mask, its box and, where it is wanted, its area, or the rule "
            "that it breaks."
        ),
    ),
    "polygon_shape": (
        ["double[][]", "integer", "integer", "boolean"],
        _AREA_SHAPE,
        (
            "The same of the parts of a polygon, one or more, each x1, y1, x2, y2 and so on: "
            "polygon_shape(parts, height, width, whether the area is wanted)."
        ),
    ),
    "mask_shape": (
        ["varchar", "integer", "integer", "integer", "integer"],
        _AREA_SHAPE,
        (
            "The same of compressed run lengths: mask_shape(counts, own height, own width, height "
            "and width of the image)."
        ),
    ),
}


def _segmentation_shape(texts: Any, heights: Any, widths: Any, needs_area: Any) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry.segmentation import outlines_of  # noqa: PLC0415

    sizes = list(zip(heights.to_pylist(), widths.to_pylist(), strict=True))
    rows: list[dict[str, Any]] = []
    for each in outlines_of(texts.to_pylist(), sizes, needs_area.to_pylist()):
        if each is None:
            rows.append({})  # DuckDB wants a value for a value
        elif each.rule is not None:
            rows.append({"rule": each.rule})
        else:
            x, y, w, h = each.box
            parts = each.parts
            is_polygon = parts is not None
            rows.append(
                {
                    "shape": "polygon" if is_polygon else "mask",
                    "geometry": each.wkb,
                    "counts": None if each.counts is None else each.counts.decode(),
                    "height_px": None if is_polygon else each.height,
                    "width_px": None if is_polygon else each.width,
                    "x_px": x,
                    "y_px": y,
                    "w_px": w,
                    "h_px": h,
                    "area_px2": each.area,
                    "vertex_count": sum(len(part) // 2 for part in parts) if parts else None,
                    "part_count": len(parts) if parts else None,
                }
            )
    return pa.array(rows, pa.struct(list(_kinds().items())))


def _polygon_shape(parts: Any, heights: Any, widths: Any, needs_area: Any) -> Any:  # noqa: ANN401
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry.area_columns import polygons_of  # noqa: PLC0415

    polygons = _whole(parts)
    bounds = polygons.offsets.to_numpy().astype(np.int64)
    lists = polygons.values
    part_bounds = lists.offsets.to_numpy().astype(np.int64)[bounds[0] : bounds[-1] + 1]
    numbers = lists.values.slice(part_bounds[0], part_bounds[-1] - part_bounds[0])
    found = polygons_of(
        numbers.to_numpy(zero_copy_only=False),
        part_bounds - part_bounds[0],
        bounds - bounds[0],
        _sizes(heights, widths),
        needs_area.to_numpy(zero_copy_only=False).astype(bool),
    )
    buffers = (pa.py_buffer(each) for each in (found.wkb_bounds.astype(np.int32), found.wkb))
    geometry = pa.Array.from_buffers(pa.binary(), len(polygons), [None, *buffers])
    return _shapes(
        found,
        "polygon",
        {
            "geometry": geometry,
            "vertex_count": pa.array(found.vertex_count, pa.int32()),
            "part_count": pa.array(found.part_count, pa.int32()),
        },
    )


def _mask_shape(
    counts: Any,  # noqa: ANN401
    own_heights: Any,  # noqa: ANN401
    own_widths: Any,  # noqa: ANN401
    heights: Any,  # noqa: ANN401
    widths: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry.area_columns import masks_of  # noqa: PLC0415

    texts = _whole(counts).cast(pa.string())
    own = _sizes(own_heights, own_widths)
    characters, bounds = _characters(texts)
    found = masks_of(characters, bounds, own, _sizes(heights, widths))
    return _shapes(
        found,
        "mask",
        {
            "counts": texts,
            "height_px": pa.array(own[:, 0], pa.int32()),
            "width_px": pa.array(own[:, 1], pa.int32()),
        },
    )


def _characters(texts: Any) -> Any:  # noqa: ANN401
    """Return the characters of an Arrow column of texts, and where each begins."""
    import numpy as np  # noqa: PLC0415

    _, offsets, data = texts.buffers()
    bounds = np.frombuffer(offsets, np.int32, len(texts) + 1, 4 * texts.offset).astype(np.int64)
    characters = np.zeros(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)
    return characters, bounds


def _shapes(found: Any, shape: str, columns: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return the structs of objects of one shape; of those that break a rule only the rule."""
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    count = len(found.area)
    columns = {"shape": pa.array([shape]).take(pa.array(np.zeros(count, np.int8))), **columns}
    for place, name in enumerate(("x_px", "y_px", "w_px", "h_px")):
        columns[name] = pa.array(found.box[:, place])
    columns["area_px2"] = pa.array(found.area)
    if found.rules:
        is_wrong = np.zeros(count, bool)
        is_wrong[list(found.rules)] = True
        columns = {
            name: pc.if_else(pa.array(is_wrong), pa.scalar(None, each.type), each)
            for name, each in columns.items()
        }
        columns["rule"] = pa.array([found.rules.get(row) for row in range(count)], pa.string())
    every = [columns.get(name, pa.nulls(count, kind)) for name, kind in _kinds().items()]
    return pa.StructArray.from_arrays(every, names=list(_kinds()))


def _kinds() -> dict[str, Any]:
    """Return the Arrow types of the fields of a shape."""
    import pyarrow as pa  # noqa: PLC0415

    i4, f8 = pa.int32(), pa.float64()
    return {
        "shape": pa.string(),
        "geometry": pa.binary(),
        "counts": pa.string(),
        "height_px": i4,
        "width_px": i4,
        "x_px": f8,
        "y_px": f8,
        "w_px": f8,
        "h_px": f8,
        "area_px2": f8,
        "vertex_count": i4,
        "part_count": i4,
        "rule": pa.string(),
    }


def _sizes(heights: Any, widths: Any) -> Any:  # noqa: ANN401
    import numpy as np  # noqa: PLC0415

    sides = (each.to_numpy(zero_copy_only=False).astype(np.int64) for each in (heights, widths))
    return np.column_stack(list(sides))


def _whole(column: Any) -> Any:  # noqa: ANN401
    return column.combine_chunks() if hasattr(column, "combine_chunks") else column


SEGMENTATION_BODIES: "dict[str, Callable[..., Any]]" = {
    "segmentation_shape": _segmentation_shape,
    "polygon_shape": _polygon_shape,
    "mask_shape": _mask_shape,
}
