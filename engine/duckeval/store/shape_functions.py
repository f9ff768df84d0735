"""The functions that compare shapes, as DuckDB calls them: on Arrow columns."""

from typing import TYPE_CHECKING, Any

from duckeval.store.watching import advance

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SHAPE_BODIES", "SHAPE_FUNCTIONS"]

_AREA = (
    "struct(object_id bigint, class_id bigint, is_crowd boolean, counts varchar, geometry blob, "
    "box double[4])"
)
_OVERLAP = "struct(prediction_id bigint, label_id bigint, iou double, is_same_class boolean)"

SHAPE_FUNCTIONS: dict[str, tuple[list[str], str, str]] = {
    "area_pairs": (
        ["varchar", "integer", "integer", f"{_AREA}[]", f"{_AREA}[]"],
        f"{_OVERLAP}[]",
        (
            "The predictions and labels of an image that overlap: area_pairs('raster', height, "
            "width, predictions, labels) counts the pixels that they are drawn in, 'boundary' "
            "takes the smaller of that and of what their boundaries have in common, 'vector' takes "
            "areas in the plane."
        ),
    ),
    "keypoint_similarity": (
        ["double[]", "double[]", "double[]", "double", "double[]"],
        "double",
        (
            "OKS of predicted and labelled keypoints (x, y and visibility in turn): "
            "keypoint_similarity(predicted, labelled, sigmas, area, [x, y, w, h]), area and box "
            "of the label; a fraction in [0, 1]."
        ),
    ),
}


def _area_pairs(
    modes: Any,  # noqa: ANN401
    heights: Any,  # noqa: ANN401
    widths: Any,  # noqa: ANN401
    predictions: Any,  # noqa: ANN401
    labels: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    sides = _Side(predictions), _Side(labels)
    mode = modes[0].as_py()
    if mode == "vector":
        prediction, label, iou = _outline_overlaps(*sides)
        advance(len(modes), "images")
    else:
        sizes = list(zip(heights.to_pylist(), widths.to_pylist(), strict=True))
        prediction, label, iou = _mask_overlaps(*sides, sizes, mode)
    offsets = np.searchsorted(prediction, sides[0].offsets).astype(np.int32)
    structs = pa.StructArray.from_arrays(
        [
            pa.array(sides[0].object_id[prediction]),
            pa.array(sides[1].object_id[label]),
            pa.array(iou),
            pa.array(sides[0].class_id[prediction] == sides[1].class_id[label]),
        ],
        names=["prediction_id", "label_id", "iou", "is_same_class"],
    )
    return pa.ListArray.from_arrays(pa.array(offsets), structs)


def _mask_overlaps(
    predictions: "_Side", labels: "_Side", sizes: list[tuple[int, int]], mode: str
) -> Any:  # noqa: ANN401
    import numpy as np  # noqa: PLC0415

    from duckeval.geometry.boundary import boundary_overlaps  # noqa: PLC0415
    from duckeval.geometry.mask_overlap import mask_overlaps  # noqa: PLC0415

    overlaps = boundary_overlaps if mode == "boundary" else mask_overlaps
    found = []
    drawn = predictions.drawn(sizes), labels.drawn(sizes)
    offsets = predictions.offsets.tolist(), labels.offsets.tolist()
    for row in range(len(sizes)):
        (start, stop), (label_start, label_stop) = (each[row : row + 2] for each in offsets)
        prediction, label, iou = overlaps(
            drawn[0][start:stop],
            drawn[1][label_start:label_stop],
            labels.is_crowd[label_start:label_stop],
        )
        found.append((prediction + start, label + label_start, iou))
        advance(1, "images")
    return tuple(np.concatenate(column) for column in zip(*found, strict=True))


def _outline_overlaps(predictions: "_Side", labels: "_Side") -> Any:  # noqa: ANN401
    from duckeval.geometry.outline_overlap import outline_overlaps, outlines  # noqa: PLC0415

    return outline_overlaps(
        outlines(predictions.geometry, predictions.boxes),
        outlines(labels.geometry, labels.boxes),
        predictions.items,
        labels.items,
        labels.is_crowd,
    )


def _keypoint_similarity(
    predicted: Any,  # noqa: ANN401
    labelled: Any,  # noqa: ANN401
    sigmas: Any,  # noqa: ANN401
    areas: Any,  # noqa: ANN401
    boxes: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    from duckeval.geometry.keypoints import ragged_object_keypoint_similarity  # noqa: PLC0415

    offsets, sigma = _flat(sigmas)
    prediction, label = (_flat(column)[1].reshape(-1, 3) for column in (predicted, labelled))
    found = ragged_object_keypoint_similarity(
        prediction[:, :2],
        label,
        offsets,
        np.asarray(areas.to_numpy(zero_copy_only=False)),
        _flat(boxes)[1].reshape(-1, 4),
        sigma,
    )
    advance(len(found), "pairs")
    return pa.array(found)


def _flat(column: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Return where the lists of a column begin and end among their elements, and the elements."""
    lists = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    offsets = lists.offsets.to_numpy()
    return offsets - offsets[0], lists.flatten().to_numpy(zero_copy_only=False)


class _Side:
    """The predictions or the labels of some images, each image a list of structs."""

    def __init__(self, column: Any) -> None:  # noqa: ANN401
        import numpy as np  # noqa: PLC0415
        import pyarrow as pa  # noqa: PLC0415

        lists = column.combine_chunks() if hasattr(column, "combine_chunks") else column
        self.offsets = lists.offsets.to_numpy()
        self.items = np.repeat(np.arange(len(lists)), np.diff(self.offsets))
        structs = lists.values
        # whatever order the threads left, that of the ids
        ids = structs.field("object_id").to_numpy(zero_copy_only=False)
        structs = structs.take(pa.array(np.lexsort((ids, self.items))))
        fields = {
            structs.type.field(index).name: structs.field(index)
            for index in range(structs.type.num_fields)
        }
        self.object_id = fields["object_id"].to_numpy(zero_copy_only=False)
        self.class_id = fields["class_id"].to_numpy(zero_copy_only=False)
        self.is_crowd = fields["is_crowd"].to_numpy(zero_copy_only=False).astype(bool)
        self.counts = fields["counts"].cast(pa.binary()).to_pylist()
        self.geometry = fields["geometry"].to_pylist()
        self.boxes = fields["box"].values.to_numpy(zero_copy_only=False).reshape(-1, 4)

    def drawn(self, sizes: list[tuple[int, int]]) -> list[dict[str, Any]]:
        """Return the objects as masks, those of each image of its size."""
        from duckeval.geometry.outlines import rles_of_wkbs, wkb_of_parts  # noqa: PLC0415

        of_object = [sizes[item] for item in self.items.tolist()]
        masks: list[Any] = [
            None if counts is None else {"size": size, "counts": counts}
            for counts, size in zip(self.counts, of_object, strict=True)
        ]
        boxed = [
            place
            for place, (mask, wkb) in enumerate(zip(masks, self.geometry, strict=True))
            if mask is None and wkb is None
        ]
        outlines = list(self.geometry)
        corners = [
            [[x, y, x + w, y, x + w, y + h, x, y + h]] for x, y, w, h in self.boxes[boxed].tolist()
        ]
        for place, wkb in zip(boxed, wkb_of_parts(corners), strict=True):
            outlines[place] = wkb
        places: dict[tuple[int, int], list[int]] = {}
        for place, mask in enumerate(masks):
            if mask is None:
                places.setdefault(of_object[place], []).append(place)
        for size, alike in places.items():
            drawn = rles_of_wkbs([outlines[place] for place in alike], *size)
            for place, mask in zip(alike, drawn, strict=True):
                masks[place] = mask
        return masks


SHAPE_BODIES: "dict[str, Callable[..., Any]]" = {
    "area_pairs": _area_pairs,
    "keypoint_similarity": _keypoint_similarity,
}
