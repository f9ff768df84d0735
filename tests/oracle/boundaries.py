"""Boundary IoU of two COCO annotations, from bitmaps and SciPy's erosion."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from pycocotools import mask
from scipy import ndimage

if TYPE_CHECKING:
    from numpy.typing import NDArray

Bitmap = Any


class BoundaryOverlap:
    """The smaller of the IoU of two masks and that of what lies near their outlines.

    Near is no farther than .02 of the diagonal of the image, in steps over eight neighbours; beyond
    the border of the image is outside. Of a crowd both are shares of the result.
    """

    def __init__(self, truth: dict[str, Any]) -> None:
        self.sizes = {one["id"]: (one["height"], one["width"]) for one in truth["images"]}

    def __call__(self, result: dict[str, Any], label: dict[str, Any]) -> float:
        size = self.sizes[result["image_id"]]
        one, other = (_bitmap(each["segmentation"], size) for each in (result, label))
        steps = max(1, round(0.02 * math.hypot(*size)))
        is_crowd = bool(label["iscrowd"])
        return min(
            _share(one, other, is_crowd=is_crowd),
            _share(_near(one, steps), _near(other, steps), is_crowd=is_crowd),
        )


def _near(bitmap: NDArray[np.bool_], steps: int) -> Bitmap:
    inner = ndimage.binary_erosion(bitmap, np.ones((3, 3)), iterations=steps, border_value=0)
    return bitmap & ~inner


def _share(one: Bitmap, other: Bitmap, *, is_crowd: bool) -> float:
    whole = one.sum() if is_crowd else (one | other).sum()
    return float((one & other).sum() / whole) if whole else 0.0


def _bitmap(segmentation: Any, size: tuple[int, int]) -> Bitmap:
    if isinstance(segmentation, list):
        coded = mask.merge(mask.frPyObjects(segmentation, *size))
    elif isinstance(segmentation["counts"], list):
        coded = mask.frPyObjects(segmentation, *size)
    else:
        coded = segmentation
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # NumPy 2 about pycocotools
        return mask.decode(coded).astype(bool)
