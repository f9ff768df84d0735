"""Which texts are masks, and what they hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckeval.geometry.run_lengths import measured, read_runs

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
        is_mask, found = measured(texts, np.full(len(texts), 16))
        row = len(texts) // 2
        assert is_mask[row] == (area is not None)
        assert found[row] == (area or 0)
        assert np.delete(is_mask, row).all()
        assert (np.delete(found, row) == 4).all()


@given(st.lists(st.binary(max_size=12), max_size=6), st.integers(1, 36))
def test_no_bytes_break_the_check_and_what_it_passes_is_a_mask(
    texts: list[bytes], pixels: int
) -> None:
    is_mask, area = measured(texts, np.full(len(texts), pixels))
    for text, is_sound, inside in zip(texts, is_mask.tolist(), area.tolist(), strict=True):
        if is_sound:
            runs, _ = read_runs([text])
            assert (runs >= 0).all()
            assert (runs.sum(), runs[1::2].sum()) == (pixels, inside)
