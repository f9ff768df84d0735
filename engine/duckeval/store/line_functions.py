"""The functions that read and compare polylines, as DuckDB calls them: on Arrow columns."""

from typing import TYPE_CHECKING, Any

from duckeval.store.watching import advance

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LINE_BODIES", "LINE_FUNCTIONS"]

_LINE_SHAPE = (
    "struct(geometry blob, x_px double, y_px double, w_px double, h_px double, "
    "vertex_count integer, rule varchar)"
)
_LANE_SCORE = "struct(accuracy double, false_positive double, false_negative double)"

LINE_FUNCTIONS: dict[str, tuple[list[str], str, str]] = {
    "line_shape": (
        ["varchar"],
        _LINE_SHAPE,
        (
            "What a polyline is, from [[x, y], ...], [x, y, x, y, ...] or LINESTRING (...): its "
            "WKB and the box around it, or the rule that it breaks."
        ),
    ),
    "distance_of_lines": (
        ["varchar", "blob", "blob"],
        "double",
        (
            "How far apart two polylines in WKB are, in the unit of their coordinates: "
            "distance_of_lines('chamfer' or 'frechet', a, b)."
        ),
    ),
    "buffered_line_iou": (
        ["double", "blob", "blob"],
        "double",
        "IoU of two polylines in WKB, both drawn so wide: buffered_line_iou(width, a, b).",
    ),
    "tusimple_score": (
        ["double[]", "blob[]", "blob[]"],
        _LANE_SCORE,
        (
            "What the TuSimple benchmark says of an image: tusimple_score(y of the rows, predicted "
            "lanes, labelled lanes), lanes in WKB."
        ),
    ),
}


def _line_shape(texts: Any) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry.lines import line_of  # noqa: PLC0415

    rows: list[dict[str, Any]] = []
    for text in texts.to_pylist():
        line = None if text is None else line_of(text)
        if line is None:
            rows.append({})  # DuckDB wants a value for a value
        elif line.rule is not None:
            rows.append({"rule": line.rule})
        else:
            x, y, w, h = line.box
            box = {"x_px": x, "y_px": y, "w_px": w, "h_px": h}
            rows.append({"geometry": line.wkb, **box, "vertex_count": line.vertex_count})
    f8 = pa.float64()
    kinds = [
        ("geometry", pa.binary()),
        *((name, f8) for name in ("x_px", "y_px", "w_px", "h_px")),
        ("vertex_count", pa.int32()),
        ("rule", pa.string()),
    ]
    return pa.array(rows, pa.struct(kinds))


def _distance_of_lines(measures: Any, lines_a: Any, lines_b: Any) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry import polylines  # noqa: PLC0415

    if len(measures) == 0:
        return pa.array([], pa.float64())
    rows, lines = _distinct(lines_a, lines_b)
    points = polylines.resample(*lines)
    distance_of = {
        "chamfer": polylines.chamfer_distance,
        "frechet": polylines.frechet_distance,
    }[measures[0].as_py()]
    found = pa.array(distance_of(points[rows[0]], points[rows[1]]))
    advance(len(found), "pairs")
    return found


def _buffered_line_iou(widths: Any, lines_a: Any, lines_b: Any) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry import polylines  # noqa: PLC0415

    if len(widths) == 0:
        return pa.array([], pa.float64())
    rows, (vertices, offsets) = _distinct(lines_a, lines_b)
    drawn = polylines.buffer_polylines(vertices, offsets, width=widths[0].as_py())
    found = pa.array(polylines.buffered_iou(drawn[rows[0]], drawn[rows[1]]))
    advance(len(found), "pairs")
    return found


def _distinct(lines_a: Any, lines_b: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Return which line stands in each row of both columns, and the vertices of each line once."""
    import numpy as np  # noqa: PLC0415

    from duckeval.geometry.lines import vertices_of  # noqa: PLC0415

    wkbs = [*lines_a.to_pylist(), *lines_b.to_pylist()]
    place = {wkb: number for number, wkb in enumerate(dict.fromkeys(wkbs))}
    return np.array([place[wkb] for wkb in wkbs]).reshape(2, -1), vertices_of(list(place))


def _tusimple_score(rows: Any, predictions: Any, labels: Any) -> Any:  # noqa: ANN401
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry.lanes import tusimple_score  # noqa: PLC0415

    scores = []
    for y, predicted, labelled in zip(
        rows.to_pylist(), predictions.to_pylist(), labels.to_pylist(), strict=True
    ):
        heights = np.array(y, dtype=np.float64)
        scores.append(tusimple_score(_at(heights, predicted), _at(heights, labelled), heights))
    columns = [pa.array([score[place] for score in scores], pa.float64()) for place in range(3)]
    return pa.StructArray.from_arrays(
        columns, names=["accuracy", "false_positive", "false_negative"]
    )


def _at(rows: "NDArray[np.float64]", wkbs: list[bytes]) -> "NDArray[np.float64]":
    """Return x of each line at each row, -2 where it is not there."""
    import numpy as np  # noqa: PLC0415

    from duckeval.geometry.lines import vertices_of  # noqa: PLC0415

    found = np.full((len(wkbs), len(rows)), -2.0)
    for x_at, wkb in zip(found, wkbs, strict=True):
        line, _ = vertices_of([wkb])
        is_vertex = rows[:, None] == line[None, :, 1]
        if is_vertex.any(axis=0).all():  # one x a row, and rows without one stay so
            row, vertex = np.nonzero(is_vertex)
            x_at[row] = line[vertex, 0]
        else:
            order = np.argsort(line[:, 1], kind="stable")
            x_at[:] = np.interp(rows, line[order, 1], line[order, 0], left=-2.0, right=-2.0)
    return found


LINE_BODIES: "dict[str, Callable[..., Any]]" = {
    "line_shape": _line_shape,
    "distance_of_lines": _distance_of_lines,
    "buffered_line_iou": _buffered_line_iou,
    "tusimple_score": _tusimple_score,
}
