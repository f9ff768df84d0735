"""The Python functions that every connection of duckeval knows.

They are for people (``duckeval query``, ``project.connection``) and for filling tables; no view or
macro calls one, so that a finished file works in a bare DuckDB shell. All of them are arrow
functions: those keep NaN, where native ones turn it into NULL. DuckDB hands them at most 2,048
rows a call, so each works on whole columns. Annotations are `Any` because DuckDB evaluates them,
and the imports stand inside because a project that calls nothing need not load NumPy and Arrow.
"""

from typing import TYPE_CHECKING, Any

import duckdb
from duckdb.func import PythonUDFType

from duckeval.store.line_functions import LINE_BODIES, LINE_FUNCTIONS
from duckeval.store.rotated_functions import ROTATED_BODIES, ROTATED_FUNCTIONS
from duckeval.store.segmentation_functions import (
    SEGMENTATION_BODIES,
    SEGMENTATION_FUNCTIONS,
)
from duckeval.store.shape_functions import SHAPE_BODIES, SHAPE_FUNCTIONS
from duckeval.store.table_functions import TABLE_BODIES, TABLE_FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FUNCTIONS", "register_functions"]

_BOX = "double[4]"
_PAIR = "struct(prediction_id bigint, label_id bigint, iou double, is_crowd boolean, area double)"
_MATCH = (
    "struct(prediction_id bigint, label_id bigint, iou double, true_bits ubigint, "
    "ignored_bits ubigint)"
)
_SCORED = "struct(prediction_id bigint, label_id bigint, iou double, confidence double)"
_CLOSEST = "struct(prediction_id bigint, label_id bigint, iou double, duplicate_iou double)"

FUNCTIONS: dict[str, tuple[list[str], str, str]] = {
    "box_iou": (
        [_BOX, _BOX],
        "double",
        "IoU of two boxes: box_iou([x, y, w, h], [x, y, w, h]), in pixels; a fraction in [0, 1].",
    ),
    "coco_match": (
        [f"{_PAIR}[]"],
        f"{_MATCH}[]",
        (
            "The greedy matching of COCO for the pairs of one item and class, in the order "
            "prediction rank, IoU rising, label place: which of its 10 thresholds and 4 area "
            "ranges match."
        ),
    ),
    "closest_match": (
        [f"{_SCORED}[]"],
        f"{_CLOSEST}[]",
        (
            "The closest label of each prediction among the pairs of one item and class: true "
            "positive at threshold t exactly if iou >= t and duplicate_iou < t."
        ),
    ),
    "edit_distance": (
        ["varchar[]", "varchar[]"],
        "bigint",
        "Insertions, deletions and replacements that make one list of texts of the other.",
    ),
    **LINE_FUNCTIONS,
    **SEGMENTATION_FUNCTIONS,
    **SHAPE_FUNCTIONS,
    **ROTATED_FUNCTIONS,
    **TABLE_FUNCTIONS,
}
"""Name of each function: SQL types of its arguments and of its result, and what it says."""


def register_functions(connection: duckdb.DuckDBPyConnection) -> None:
    """Register the functions on a connection, which must then live as long as they are called.

    Examples
    --------
    >>> connection = duckdb.connect()
    >>> register_functions(connection)
    >>> connection.sql("select box_iou([0, 0, 2, 2], [1, 0, 2, 2]) * 3").fetchall()
    [(1.0,)]
    >>> connection.close()
    """
    bodies: dict[str, Callable[..., Any]] = {
        "box_iou": _box_iou,
        "coco_match": _coco_match,
        "closest_match": _closest_match,
        "edit_distance": _edit_distance,
        **LINE_BODIES,
        **SEGMENTATION_BODIES,
        **SHAPE_BODIES,
        **ROTATED_BODIES,
        **TABLE_BODIES,
    }
    for name, (arguments, result, _) in FUNCTIONS.items():
        types: list[Any] = [duckdb.dtype(each) for each in arguments]
        connection.create_function(
            name, bodies[name], types, duckdb.dtype(result), type=PythonUDFType.ARROW
        )


def _box_iou(boxes_a: Any, boxes_b: Any) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry.boxes import box_iou  # noqa: PLC0415

    a, b = (
        column.combine_chunks().flatten().to_numpy(zero_copy_only=False)
        for column in (boxes_a, boxes_b)
    )
    return pa.array(box_iou(a, b))


def _coco_match(groups: Any) -> Any:  # noqa: ANN401
    import numpy as np  # noqa: PLC0415

    from duckeval.matching.coco import match_coco  # noqa: PLC0415

    group, pair = _pairs_of(groups)
    labels, label = np.unique(pair["label_id"], return_inverse=True)
    true_bits, ignored_bits = match_coco(
        group, pair["prediction_id"], label, pair["iou"], pair["is_crowd"], pair["area"]
    )
    keep = (true_bits | ignored_bits) != 0
    columns = {
        "prediction_id": pair["prediction_id"][keep],
        "label_id": labels[label][keep],
        "iou": pair["iou"][keep],
        "true_bits": true_bits[keep],
        "ignored_bits": ignored_bits[keep],
    }
    return _lists_of(columns, group[keep], len(groups))


def _closest_match(groups: Any) -> Any:  # noqa: ANN401
    from duckeval.matching.closest import match_closest  # noqa: PLC0415

    group, pair = _pairs_of(groups)
    chosen, duplicate_iou = match_closest(
        group, pair["prediction_id"], pair["label_id"], pair["iou"], pair["confidence"]
    )
    columns = {
        "prediction_id": pair["prediction_id"][chosen],
        "label_id": pair["label_id"][chosen],
        "iou": pair["iou"][chosen],
        "duplicate_iou": duplicate_iou,
    }
    return _lists_of(columns, group[chosen], len(groups))


def _edit_distance(lists_a: Any, lists_b: Any) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.matching.edits import edit_distance  # noqa: PLC0415

    pairs = zip(lists_a.to_pylist(), lists_b.to_pylist(), strict=True)
    found = [
        None if one is None or other is None else edit_distance(one, other) for one, other in pairs
    ]
    return pa.array(found, type=pa.int64())


def _pairs_of(groups: Any) -> Any:  # noqa: ANN401
    """Return the row of each list element, and the fields of all elements as NumPy columns."""
    import numpy as np  # noqa: PLC0415

    lists = groups.combine_chunks()
    lengths = np.diff(lists.offsets.to_numpy())
    structs = lists.flatten()
    fields = {
        structs.type.field(index).name: structs.field(index).to_numpy(zero_copy_only=False)
        for index in range(structs.type.num_fields)
    }
    return np.repeat(np.arange(len(lists)), lengths), fields


def _lists_of(columns: Any, group: Any, count: int) -> Any:  # noqa: ANN401
    """Return an Arrow list of structs per row, from columns whose rows stand by `group`."""
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    offsets = np.searchsorted(group, np.arange(count + 1)).astype(np.int32)
    structs = pa.StructArray.from_arrays(
        [pa.array(column) for column in columns.values()], names=list(columns)
    )
    return pa.ListArray.from_arrays(pa.array(offsets), structs)
