"""Rotated boxes.

A rotated box is ``cx, cy, w, h, angle_deg`` in pixels, x to the right and y down. The angle is
positive counter-clockwise as one sees it on the screen: the side of length w points along
``(cos(angle), -sin(angle))``, that is up and to the right for 30 degrees. A format that turns
clockwise on the screen (OpenCV, and everything that applies the usual rotation matrix to pixel
coordinates) is converted by negating its angle.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from duckeval.geometry.boxes import box_iou
from duckeval.geometry.quadrangles import is_straight, quadrangle_area, quadrangle_iou

__all__ = [
    "bounding_box",
    "canonical",
    "corners",
    "from_corners",
    "overlap_of_either",
    "rotated_iou",
]

FloatArray = NDArray[np.float64]

_LARGEST_ANGLE = 45.0  # degrees; not reached

# The six lines through two of four corners; the sides come first, so that equal areas take one.
_FROM = np.array([0, 1, 2, 3, 0, 1])
_TO = np.array([1, 2, 3, 0, 2, 3])


def canonical(boxes: Any) -> FloatArray:  # noqa: ANN401
    """Return the same boxes with angles in [-45, 45).

    A rectangle can be written with four angles, 90 degrees apart, w and h changing places. The one
    angle in [-45, 45) makes the writing unique, also for squares, and leaves a box that is not
    rotated as it is.

    Examples
    --------
    >>> canonical([[9, 9, 4, 2, 0], [9, 9, 4, 2, 100], [9, 9, 4, 2, -225]])
    array([[  9.,   9.,   4.,   2.,   0.],
           [  9.,   9.,   2.,   4.,  10.],
           [  9.,   9.,   4.,   2., -45.]])
    """
    result = np.array(boxes, dtype=np.float64).reshape(-1, 5)
    angle = np.fmod(result[:, 4], 180.0)  # exact, as are whole turns of 90 degrees
    turns = np.rint(angle / 90.0)
    angle -= 90.0 * turns
    is_above, is_below = angle >= _LARGEST_ANGLE, angle < -_LARGEST_ANGLE
    angle += 90.0 * is_below - 90.0 * is_above
    turns += is_below * 1 + is_above * 1
    is_swapped = turns % 2 == 1
    result[is_swapped, 2:4] = result[is_swapped, 3:1:-1]
    result[:, 4] = angle + 0.0  # no negative zero
    return result


def corners(boxes: Any) -> FloatArray:  # noqa: ANN401
    """Return the four corners of rotated boxes.

    Parameters
    ----------
    boxes : (n, 5) array_like
        ``cx, cy, w, h, angle_deg``.

    Returns
    -------
    (n, 4, 2) float64
        Top left, top right, bottom right and bottom left corner of the box before it is turned.

    Examples
    --------
    >>> corners([[5, 5, 4, 2, 0]])[0].tolist()
    [[3.0, 4.0], [7.0, 4.0], [7.0, 6.0], [3.0, 6.0]]
    >>> corners([[5, 5, 4, 2, 90]])[0].round(9).tolist()
    [[4.0, 7.0], [4.0, 3.0], [6.0, 3.0], [6.0, 7.0]]
    """
    box = np.asarray(boxes, dtype=np.float64).reshape(-1, 5)
    centre = box[:, :2]
    with np.errstate(invalid="ignore"):  # infinite values
        angle = np.deg2rad(box[:, 4])
        cos, sin = np.cos(angle), np.sin(angle)
        along = np.stack([cos, -sin], axis=1) * (box[:, 2:3] / 2)
        down = np.stack([sin, cos], axis=1) * (box[:, 3:4] / 2)
        top, bottom = centre - down, centre + down
        return np.stack([top - along, top + along, bottom + along, bottom - along], axis=1)


def from_corners(points: Any) -> tuple[FloatArray, FloatArray]:  # noqa: ANN401
    """Return the smallest rotated boxes around quadrangles, and how much of them these fill.

    Parameters
    ----------
    points : (n, 8) or (n, 4, 2) array_like
        ``x1, y1, ..., x4, y4``, in order around the quadrangle.

    Returns
    -------
    boxes : (n, 5) float64
        The rectangle of least area that holds the four corners, in canonical form.
    fill : (n,) float64
        Area of the quadrangle over area of the box: 1 up to rounding for a rectangle, less for
        every other quadrangle, whose overlap is `quadrangle_iou` of its corners and not
        `rotated_iou` of its box; 0 for a quadrangle without area.

    Examples
    --------
    >>> boxes, fill = from_corners([[3, 4, 7, 4, 7, 6, 3, 6], [0, 0, 4, 0, 4, 2, 2, 2]])
    >>> boxes.tolist()
    [[5.0, 5.0, 4.0, 2.0, 0.0], [2.0, 1.0, 4.0, 2.0, 0.0]]
    >>> fill
    array([1.  , 0.75])
    """
    quad = np.asarray(points, dtype=np.float64).reshape(-1, 4, 2)
    origin = quad[:, :1]
    local = quad - origin
    side = local[:, _TO] - local[:, _FROM]
    length = np.hypot(side[..., 0], side[..., 1])[..., None]
    along = np.divide(side, length, out=np.zeros_like(side), where=length > 0)
    along[..., 0] = np.where(length[..., 0] > 0, along[..., 0], 1.0)
    down = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    spread = np.einsum("nkc,nic->nki", along, local), np.einsum("nkc,nic->nki", down, local)
    sizes = np.stack([np.ptp(part, axis=2) for part in spread], axis=-1)
    best = np.argmin(sizes.prod(axis=-1), axis=1)
    row = np.arange(len(quad))
    middles = np.stack([(part.max(axis=2) + part.min(axis=2)) / 2 for part in spread], axis=-1)
    middle, size = middles[row, best], sizes[row, best]
    along, down = along[row, best], down[row, best]
    centre = origin[:, 0] + middle[:, :1] * along + middle[:, 1:] * down
    angle = np.rad2deg(np.arctan2(-along[:, 1], along[:, 0]))
    boxes = canonical(np.column_stack([centre, size, angle]))
    whole = size.prod(axis=1)
    fill = np.divide(quadrangle_area(quad), whole, out=np.zeros_like(whole), where=whole > 0)
    return boxes, np.minimum(fill, 1.0)


def bounding_box(boxes: Any) -> FloatArray:  # noqa: ANN401
    """Return ``x, y, w, h`` of the axis-aligned boxes around rotated boxes.

    Examples
    --------
    >>> bounding_box([[5, 5, 4, 2, 0], [5, 5, 4, 2, 90]]).round(9).tolist()
    [[3.0, 4.0, 4.0, 2.0], [4.0, 3.0, 2.0, 4.0]]
    """
    points = corners(boxes)
    near = points.min(axis=1)
    return np.hstack([near, points.max(axis=1) - near])


def rotated_iou(boxes_a: Any, boxes_b: Any, is_crowd: Any = False) -> FloatArray:  # noqa: ANN401, FBT002
    """Return the intersection over union of rotated box a and rotated box b, row by row.

    Parameters
    ----------
    boxes_a, boxes_b : (n, 5) array_like
        ``cx, cy, w, h, angle_deg``.
    is_crowd : (n,) array_like of bool, optional
        Where true, the value is the share of a inside b.

    Returns
    -------
    (n,) float64
        Fractions in [0, 1]; boxes without area or with a value that is not finite give 0.

    Examples
    --------
    >>> rotated_iou([[0, 0, 2, 2, 0], [0, 0, 2, 2, 0]], [[0, 0, 2, 2, 45], [1, 0, 2, 2, 90]]).round(
    ...     4
    ... )
    array([0.7071, 0.3333])
    """
    return quadrangle_iou(corners(boxes_a), corners(boxes_b), is_crowd)


def overlap_of_either(
    points_a: FloatArray,
    boxes_a: FloatArray,
    points_b: FloatArray,
    boxes_b: FloatArray,
    is_crowd: NDArray[np.bool_],
) -> FloatArray:
    """Return the intersection over union of quadrangles some of which are boxes, row by row.

    Two boxes that are not turned have the value that boxes have, to the last digit.

    Parameters
    ----------
    points_a, points_b : (n, 4, 2) float64
        Their corners.
    boxes_a, boxes_b : (n, 4) float64
        ``x, y, w, h`` of the axis-aligned boxes around them.
    is_crowd : (n,) bool
        Where true, the value is the share of a inside b.

    Returns
    -------
    (n,) float64
        Fractions in [0, 1].

    Examples
    --------
    >>> box = np.array([[0.0, 0, 4, 2]])
    >>> points = corners([[2, 1, 4, 2, 0]])
    >>> overlap_of_either(points, box, points + 1, box + [[1, 1, 0, 0]], np.array([False]))
    array([0.23076923])
    """
    is_plain = is_straight(points_a) & is_straight(points_b)
    result = np.zeros(len(points_a))
    turned = ~is_plain
    result[turned] = quadrangle_iou(points_a[turned], points_b[turned], is_crowd[turned])
    result[is_plain] = box_iou(boxes_a[is_plain], boxes_b[is_plain], is_crowd[is_plain])
    return result
