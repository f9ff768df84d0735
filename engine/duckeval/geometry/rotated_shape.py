"""Rotated boxes as files give them: what they are, or the rule that they break."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duckeval.geometry.outlines import MOST_DISTANT
from duckeval.geometry.quadrangles import crosses_itself, quadrangle_area
from duckeval.geometry.rotated import canonical, corners, from_corners

__all__ = ["RotatedShapes", "shape_of_corners", "shape_of_turned"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class RotatedShapes:
    """Rotated boxes and other quadrangles.

    Attributes
    ----------
    points : (n, 4, 2) float64
        Their corners.
    angle_deg : (n,) float64
        Their angles in [-45, 45), counter-clockwise on the screen; of a quadrangle that of the
        smallest rotated box around it.
    box : (n, 4) float64
        ``x, y, w, h`` of the axis-aligned boxes around them.
    area : (n,) float64
        Their own areas.
    aspect_ratio : (n,) float64
        Width over height; of a quadrangle those of the smallest rotated box around it.
    rule : list of str or None
        The rule that each breaks.
    """

    points: FloatArray
    angle_deg: FloatArray
    box: FloatArray
    area: FloatArray
    aspect_ratio: FloatArray
    rule: list[str | None]


def shape_of_turned(given: FloatArray) -> RotatedShapes:
    """Return boxes ``x, y, w, h, angle_deg``, turned around their centres.

    Parameters
    ----------
    given : (n, 5) float64
        Finite numbers; x and y are of the top left corner before the box is turned, the angle is
        counter-clockwise on the screen.

    Examples
    --------
    >>> shapes = shape_of_turned(np.array([[0.0, 15, 40, 10, 90]]))
    >>> shapes.box.round(9).tolist(), shapes.angle_deg.tolist(), shapes.area.tolist()
    ([[15.0, 0.0, 10.0, 40.0]], [0.0], [400.0])
    """
    near, size = given[:, :2], given[:, 2:4]
    turned = canonical(np.column_stack([near + size / 2, size, given[:, 4]]))
    points = corners(turned)
    box = _around(points)
    # A box that is not turned keeps its numbers to the last digit.
    as_given = (turned[:, 4] == 0) & (turned[:, 2:4] == size).all(axis=1)
    box[as_given] = given[as_given, :4]
    x, y, w, h = box[as_given].T
    points[as_given] = np.stack(
        [np.stack(pair, axis=1) for pair in ((x, y), (x + w, y), (x + w, y + h), (x, y + h))],
        axis=1,
    )
    rule = _rules(points, np.zeros(len(points), dtype=bool), np.ones(len(points)))
    w, h = turned[:, 2:4].T
    with np.errstate(over="ignore"):
        return RotatedShapes(points, turned[:, 4], box, w * h, w / h, rule)


def shape_of_corners(given: FloatArray) -> RotatedShapes:
    """Return the quadrangles of four corners ``x1, y1, ..., x4, y4``, kept as they are.

    Examples
    --------
    >>> shape_of_corners(np.array([[0.0, 0, 4, 4, 4, 0, 0, 4], [0, 0, 1, 1, 2, 2, 3, 3]])).rule
    ['has sides that do not cross', 'spans an area']
    """
    points = given.reshape(-1, 4, 2)
    is_near = np.abs(points).max(axis=(1, 2), initial=0) <= MOST_DISTANT
    bounded = np.where(is_near[:, None, None], points, 0.0)
    boxes, _ = from_corners(bounded)
    area = quadrangle_area(bounded)
    rule = _rules(points, crosses_itself(bounded), area)
    w, h = boxes[:, 2:4].T
    ratio = np.divide(w, h, out=np.zeros_like(w), where=h > 0)
    return RotatedShapes(points, boxes[:, 4], _around(points), area, ratio, rule)


def _around(points: FloatArray) -> FloatArray:
    near = points.min(axis=1)
    with np.errstate(over="ignore"):
        return np.hstack([near, points.max(axis=1) - near])


def _rules(points: FloatArray, is_crossed: NDArray[np.bool_], area: FloatArray) -> list[str | None]:
    is_far = ~(np.abs(points).max(axis=(1, 2), initial=0) <= MOST_DISTANT)
    rules: list[str | None] = [None] * len(points)
    for is_broken, rule in (
        (~(area > 0), "spans an area"),
        (is_crossed, "has sides that do not cross"),
        (is_far, f"lies within {MOST_DISTANT:.0f} pixels"),
    ):
        for place in np.flatnonzero(is_broken):
            rules[place] = rule
    return rules
