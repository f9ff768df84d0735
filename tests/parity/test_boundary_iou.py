"""Boundaries of masks beside OpenCV, and run lengths beside pycocotools and bitmaps."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask

from duckeval.geometry.boundary import (
    boundary_masks,
    boundary_overlaps,
    boundary_runs,
    boundary_width,
)
from duckeval.geometry.run_lengths import read_runs, write_runs
from tests.property.scenes import examples

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

pytestmark = pytest.mark.parity


def drawn(seed: int, count: int) -> list[NDArray[np.uint8]]:
    """Return small bitmaps: noise, blocks, empty and full ones."""
    random = np.random.default_rng(seed)
    bitmaps = []
    for number in range(count):
        height, width = random.integers(1, 70, 2)
        bitmap = random.uniform(size=(height, width)) < random.choice([0, 0.02, 0.5, 0.98, 1])
        if number % 2:
            x, y = random.integers(0, width), random.integers(0, height)
            bitmap[y : y + random.integers(1, 60), x : x + random.integers(1, 60)] = True
        bitmaps.append(bitmap.astype(np.uint8, order="F"))
    return bitmaps


def text_of(bitmap: NDArray[np.uint8]) -> bytes:
    coded: bytes = mask.encode(np.asfortranarray(bitmap, dtype=np.uint8))["counts"]
    return coded


def outline(bitmap: NDArray[np.uint8], ratio: float = 0.02) -> NDArray[np.uint8]:
    """Return a mask without its erosion, by as many steps of 3 x 3 as the boundary is wide."""
    height, width = bitmap.shape
    steps = max(1, round(ratio * float(np.hypot(height, width))))
    framed = cv2.copyMakeBorder(bitmap, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)  # type: ignore[call-overload, unused-ignore]
    eroded = cv2.erode(framed, np.ones((3, 3), np.uint8), iterations=steps)
    return np.asarray(bitmap - eroded[1 : height + 1, 1 : width + 1], dtype=np.uint8)


@examples(few=20, many=300)
@given(st.integers(0, 2**32 - 1))
def test_runs_are_those_of_the_bitmap_and_come_back(seed: int) -> None:
    bitmaps = drawn(seed, 20)
    texts = [text_of(bitmap) for bitmap in bitmaps]
    runs, offsets = read_runs(texts)
    for number, bitmap in enumerate(bitmaps):
        own = runs[offsets[number] : offsets[number + 1]]
        assert (np.repeat(np.arange(len(own)) % 2, own) == bitmap.ravel(order="F")).all()
    assert write_runs(runs, offsets, [bitmap.shape for bitmap in bitmaps]) == texts


@examples(few=20, many=300)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.02, 0.005, 0.1]))
def test_boundaries_are_those_of_opencv(seed: int, ratio: float) -> None:
    bitmaps = drawn(seed, 20)
    found = boundary_masks(
        [text_of(bitmap) for bitmap in bitmaps], [bitmap.shape for bitmap in bitmaps], ratio
    )
    assert found == [text_of(outline(bitmap, ratio)) for bitmap in bitmaps]


def test_boundary_iou_is_the_smaller_of_the_two() -> None:
    random = np.random.default_rng(8)
    height, width = 90, 120
    bitmaps = []
    for _ in range(12):
        bitmap = np.zeros((height, width), np.uint8)
        x, y = random.integers(0, 60, 2)
        bitmap[y : y + random.integers(5, 60), x : x + random.integers(5, 60)] = 1
        bitmaps.append(bitmap)
    crowd = random.uniform(size=6) < 0.4
    coded = [{"size": [height, width], "counts": text_of(bitmap)} for bitmap in bitmaps]
    prediction, label, iou = boundary_overlaps(coded[:6], coded[6:], crowd)
    found = np.zeros((6, 6))
    found[prediction, label] = iou

    def share(one: NDArray[np.uint8], other: NDArray[np.uint8], *, is_crowd: bool) -> float:
        whole = one.sum() if is_crowd else (one | other).sum()
        return float((one & other).sum() / whole)

    for row, one in enumerate(bitmaps[:6]):
        for column, other in enumerate(bitmaps[6:]):
            is_crowd = bool(crowd[column])
            assert found[row, column] == min(
                share(one, other, is_crowd=is_crowd),
                share(outline(one), outline(other), is_crowd=is_crowd),
            )
    assert (found < 1).any()
    assert (found > 0).any()


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_boundaries_of_real_masks(shared_data: Path) -> None:
    results = json.loads(
        (shared_data / "cocoapi-val2014-100/fakesegm100_results.json").read_bytes()
    )
    coded = [result["segmentation"] for result in results[::10]]
    found = boundary_masks([code["counts"].encode() for code in coded], [c["size"] for c in coded])
    assert found == [text_of(outline(mask.decode(code))) for code in coded]


def test_widths() -> None:
    assert [boundary_width(*size) for size in ((480, 640), (3, 4), (2000, 2000))] == [16, 1, 57]


def test_no_masks() -> None:
    assert boundary_masks([], []) == []
    runs, offsets = boundary_runs([], [0], np.zeros((0, 2)))
    assert (runs.tolist(), offsets.tolist()) == ([], [0])
    whole = {"size": [2, 2], "counts": b"04"}
    assert all(len(each) == 0 for each in boundary_overlaps([], [whole], np.zeros(1, bool)))
