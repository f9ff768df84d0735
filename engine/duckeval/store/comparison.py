"""How predictions and labels are compared: what can be asked for, and what is usual."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duckeval.errors import QueryError, UnknownNameError

if TYPE_CHECKING:
    from duckeval.store.connection import Store

__all__ = [
    "AS_USUAL",
    "LINE_MEASURES",
    "SHAPES",
    "Comparison",
    "check_comparison",
    "check_keypoints",
    "usual_iou_mode",
    "usual_measure",
]

SHAPES = ("box", "rotated_box", "mask", "keypoints", "polyline", "mixed")
"""What objects can be compared as; ``mixed``: each pair as the finest shape that both have."""

AREAS = ("box", "rotated_box", "mask")
"""The shapes whose pairs can be compared in either of the `IOU_MODES`."""

IOU_MODES = ("raster", "vector")
"""Counting the pixels that shapes are drawn in, or areas in the plane."""

MASK_MEASURES = ("iou", "boundary")
"""How alike two masks are; ``boundary``: the smaller of their IoU and that of their boundaries."""

LINE_MEASURES = {"chamfer": 20.0, "frechet": 20.0, "buffer": 30.0}
"""How alike two polylines are, and the usual scale of each measure in pixels."""

_MEASURES = {
    "mask": MASK_MEASURES,
    "polyline": tuple(LINE_MEASURES),
    "mixed": (*MASK_MEASURES, *LINE_MEASURES),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """How predictions and labels are compared; None leaves what is usual, or was chosen before.

    Attributes
    ----------
    compare_as : str or None
        One of `SHAPES`; None means the own shape of the set.
    iou_mode : str or None
        Of areas: one of `IOU_MODES`.
    measure : str or None
        How alike two masks or two polylines are: one of `MASK_MEASURES` or `LINE_MEASURES`.
    scale_px : float or None
        The scale of a measure of polylines.
    """

    compare_as: str | None = None
    iou_mode: str | None = None
    measure: str | None = None
    scale_px: float | None = None


AS_USUAL = Comparison()
"""As what the objects are, by what is usual for that."""


def usual_iou_mode(shape: str) -> str | None:
    """Return how areas are compared if nothing else is asked for; None where there are none.

    Examples
    --------
    >>> usual_iou_mode("mask"), usual_iou_mode("box"), usual_iou_mode("polyline")
    ('raster', 'vector', None)
    """
    if shape in {"mask", "mixed"}:
        return "raster"
    return "vector" if shape in AREAS else None


def usual_measure(shape: str) -> str | None:
    """Return how alike two objects are if nothing else is asked for; None where there is one way.

    Examples
    --------
    >>> usual_measure("mask"), usual_measure("polyline"), usual_measure("box")
    ('iou', 'chamfer', None)
    """
    return _MEASURES[shape][0] if shape in _MEASURES else None


def check_comparison(asked: Comparison, shape: str) -> None:
    """Refuse what cannot be asked of objects that are compared as a shape.

    Raises
    ------
    UnknownNameError
        If there is no such shape, iou_mode or measure.
    QueryError
        If it is about other shapes, or the scale is no length.

    Examples
    --------
    >>> check_comparison(Comparison(measure="boundary"), "mask")
    >>> check_comparison(Comparison(measure="frechet"), "mask")
    Traceback (most recent call last):
    ...
    duckeval.errors.QueryError: measure frechet is not for what is compared as mask
    hint: leave it out, or compare as polyline or mixed; as mask there are iou and boundary
    """
    for name, value, known in (
        ("shape", asked.compare_as, SHAPES),
        ("iou_mode", asked.iou_mode, IOU_MODES),
        ("measure", asked.measure, _MEASURES["mixed"]),
    ):
        if value not in {None, *known}:
            raise UnknownNameError.of(name, str(value), known)
    if shape not in AREAS and asked.iou_mode not in {None, usual_iou_mode(shape)}:
        raise QueryError(
            f"iou_mode {asked.iou_mode} is about areas; there is one way to compare as {shape}",
            hint=f"leave it out, or compare as {', '.join(AREAS)}",
        )
    if asked.measure is not None:
        _check_measure(asked.measure, shape)
    if asked.measure == "boundary" and asked.iou_mode == "vector":
        raise QueryError(
            "measure boundary counts pixels, and iou_mode vector counts none",
            hint="leave out one of the two",
        )
    if asked.scale_px is not None:
        _check_scale(asked, shape)


def _check_measure(measure: str, shape: str) -> None:
    if measure in _MEASURES.get(shape, ()):
        return
    others = " or ".join(each for each, known in _MEASURES.items() if measure in known)
    known = f"; as {shape} there are {' and '.join(_MEASURES[shape])}" if shape in _MEASURES else ""
    raise QueryError(
        f"measure {measure} is not for what is compared as {shape}",
        hint=f"leave it out, or compare as {others}{known}",
    )


def _check_scale(asked: Comparison, shape: str) -> None:
    if not 0 < (asked.scale_px or 0) < math.inf:
        raise QueryError(f"scale_px is {asked.scale_px}; expected more than 0 pixels")
    if shape not in {"polyline", "mixed"} or asked.measure in MASK_MEASURES:
        what = f"by {asked.measure}" if asked.measure in MASK_MEASURES else f"as {shape}"
        raise QueryError(
            f"a scale is about polylines; these are compared {what}",
            hint="leave it out, or compare as polyline or mixed by one of "
            f"{', '.join(LINE_MEASURES)}",
        )


def check_keypoints(store: "Store", prediction_set_id: int) -> None:
    """Refuse to compare as keypoints what has none: every number of it would be 0."""
    [(name, count, posed)] = store.run(
        "select any_value(prediction_set_name), count(prediction_id), count(keypoints) "
        "from prediction_set left join prediction using (prediction_set_id) "
        "where prediction_set_id = $id",
        {"id": prediction_set_id},
    )
    if count and not posed:
        raise QueryError(
            f"prediction set {name} has no keypoints, so it cannot be compared as keypoints",
            hint="--set names the sets that have some; --as box compares boxes",
        )
