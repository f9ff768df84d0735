"""Which texts are masks, and what they hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco

from duckeval.geometry.mask_texts import joined, measured
from duckeval.geometry.run_lengths import compressed, read_runs

SIDE = st.integers(1, 40)
SQUARE = b"52203"  # the middle 2 x 2 px of 4 x 4


@pytest.mark.parametrize(
    ("text", "area"),
    [
        (SQUARE, 4),
        (b"0`0", 16),
        (b"`0", 0),
        (b"52 03", None),  # no character of the code
        (b"5220\xff", None),
        (b"5220p", None),
        (b"5220T", None),  # more should follow
        (b"P" * 20 + b"0", None),  # longer than any number
        (b"P" * 7 + b"0", None),
        (b"P" * 9, None),  # and what follows is sound
        (b"P" * 6 + b"0", None),
        (b"5O203", None),  # a negative run
        (b"522O3", None),
        (b"52204", None),  # too long
        (b"5", None),
        (b"", None),
    ],
)
def test_texts_that_are_masks_and_texts_that_native_code_must_not_see(
    text: bytes, area: int | None
) -> None:
    for texts in ([text], [SQUARE, text, SQUARE]):
        sides = np.full(len(texts), 4)
        found = measured(*joined(texts), sides, sides)
        row = len(texts) // 2
        assert found.is_mask[row] == (area is not None)
        assert found.area[row] == (area or 0)
        assert np.delete(found.is_mask, row).all()
        assert (np.delete(found.area, row) == 4).all()
        assert (np.delete(found.box, row, axis=0) == [1, 1, 2, 2]).all()


@given(st.lists(st.binary(max_size=12), max_size=6), st.integers(1, 36))
def test_no_bytes_break_the_check_and_what_it_passes_is_a_mask(
    texts: list[bytes], pixels: int
) -> None:
    count = len(texts)
    found = measured(*joined(texts), np.full(count, pixels), np.ones(count, np.int64))
    for text, is_sound, inside in zip(texts, found.is_mask, found.area, strict=True):
        if is_sound:
            runs, _ = read_runs([text])
            assert (runs >= 0).all()
            assert (runs.sum(), runs[1::2].sum()) == (pixels, inside)


@given(
    st.lists(
        st.tuples(
            st.integers(1, 40), st.integers(1, 40), st.lists(st.integers(0, 1600), max_size=9)
        ),
        max_size=6,
    )
)
def test_area_and_box_are_those_of_pycocotools(
    masks: list[tuple[int, int, list[int]]],
) -> None:
    # of runs of any length, none included, as tools that draw write them
    edges = [sorted({0, *(each for each in cut if each <= h * w)}) for h, w, cut in masks]
    edges = [[*found, h * w] for found, (h, w, _) in zip(edges, masks, strict=True)]
    texts = [compressed(np.diff(found).tolist()) for found in edges]
    heights, widths = (np.array([each[side] for each in masks], np.int64) for side in (0, 1))
    found = measured(*joined(texts), heights, widths)
    assert found.is_mask.all()
    for row, (height, width, _) in enumerate(masks):
        rle = {"size": [height, width], "counts": texts[row]}
        assert found.area[row] == coco.area(rle)
        assert found.box[row].tolist() == coco.toBbox(rle).tolist()
