"""Segmentations that would end the process if native code saw them, and their neighbours."""

from __future__ import annotations

import json
from typing import Any

import pytest

from duckeval.geometry.segmentation import outlines_of

FAR = [x for turn in range(15) for x in (-1e6, 1e6 * (-1) ** turn, 1e6, -1e6 * (-1) ** turn)]


def rule(segmentation: Any, size: tuple[int, int] = (480, 640)) -> str | None:
    [found] = outlines_of([json.dumps(segmentation)], [size])
    assert found is not None
    return found.rule


@pytest.mark.parametrize(
    ("segmentation", "expected"),
    [
        ([FAR], "has an outline of at most 1000000 pixels in each part"),
        ([[0, 0, 9, 0, 9, 9], FAR], "has an outline of at most 1000000 pixels in each part"),
        ([[0, 0, 2e6, 0, 9, 9]], "lies within 1000000 pixels"),
        ([[-9e4, -9e4, 9e4, -9e4, 0, 9e4]], None),  # far outside, but drawn
        ([[0, 0, 639, 0, 639, 479]], None),
    ],
)
def test_polygons_too_long_to_draw(segmentation: Any, expected: str | None) -> None:
    assert rule(segmentation) == expected


def test_masks_of_more_pixels_than_are_counted() -> None:
    height, width = 65536, 131072
    mask = {"size": [height, width], "counts": [0, 2**31 - 1, height * width - 2**31 + 1]}
    assert rule(mask, (0, 0)) == "has at most 2147483647 pixels"
    assert rule({"size": [4, 4], "counts": [5, 2, 2, 2, 5]}, (4, 4)) is None
