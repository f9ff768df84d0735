"""Masks as annotation tools write them, brought to run lengths of COCO; and round shapes."""

import base64
import binascii
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ellipse_corners",
    "mask_in_image",
    "pixels_of_png",
    "pixels_of_runs",
    "pixels_of_studio",
    "pixels_of_text",
]

Pixels = NDArray[np.bool_]

_MOST = 1 << 28  # pixels of an image
_CORNERS = 64
_MORE, _SIGN, _MOST_DIGITS = 0x20, 0x10, 7
_CHANNELS = 4
_WORD_BITS, _RUN_KINDS = 5, 4


def mask_in_image(pixels: Pixels, left: int, top: int, width: int, height: int) -> Any:  # noqa: ANN401
    """Return a part of an image, drawn, as the run lengths of the whole; None if it lies outside.

    Examples
    --------
    >>> mask_in_image(np.ones((1, 2), bool), 0, 1, 2, 2)
    {'size': [2, 2], 'counts': '1110'}
    """
    from pycocotools import mask as coco  # noqa: PLC0415 - heavy

    rows, columns = pixels.shape
    if left < 0 or top < 0 or left + columns > width or top + rows > height:
        return None
    if width * height > _MOST:
        return None
    whole = np.zeros((height, width), np.uint8, order="F")
    whole[top : top + rows, left : left + columns] = pixels
    found = coco.encode(whole)
    return {"size": [height, width], "counts": found["counts"].decode()}


def pixels_of_runs(runs: Sequence[int], width: int, height: int) -> Pixels | None:
    """Return what run lengths draw row by row, the first of them outside; None if they do not fit.

    Examples
    --------
    >>> pixels_of_runs([1, 2, 1], 2, 2).tolist()
    [[False, True], [True, False]]
    """
    if min([width, height, *runs]) < 0 or sum(runs) != width * height or width * height > _MOST:
        return None
    drawn = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    return drawn.reshape(height, width)


def pixels_of_text(text: str, width: int, height: int) -> Pixels | None:
    """Return the same of run lengths that are written as COCO compresses them.

    Examples
    --------
    >>> pixels_of_text("121", 2, 2).tolist(), pixels_of_text("12?", 2, 2)
    ([[False, True], [True, False]], None)
    """
    runs: list[int] = []
    run = digits = 0
    for bits in (ord(character) - ord("0") for character in text):
        if not 0 <= bits < 2 * _MORE or digits > _MOST_DIGITS:
            return None
        run |= (bits & (_MORE - 1)) << (5 * digits)
        digits += 1
        if not bits & _MORE:
            run -= (1 << (5 * digits)) if bits & _SIGN else 0
            runs.append(run + (runs[-2] if len(runs) > 2 else 0))  # noqa: PLR2004 - the code's own rule
            run = digits = 0
    return None if digits or not runs else pixels_of_runs(runs, width, height)


def pixels_of_png(text: str) -> Pixels | None:
    """Return what a PNG in base64 draws: the pixels that are not 0; None if it is none.

    Raises
    ------
    ImportError
        If Pillow is not there.
    """
    import io  # noqa: PLC0415

    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    try:
        with Image.open(
            io.BytesIO(base64.b64decode(text, validate=True)), formats=["PNG"]
        ) as image:
            if image.width * image.height > _MOST:
                return None
            drawn = np.asarray(image)
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
    pixels: Pixels = np.any(np.atleast_3d(drawn), axis=2, keepdims=True)[:, :, 0]
    return pixels


def pixels_of_studio(values: Sequence[int], width: int, height: int) -> Pixels | None:
    """Return what the run lengths of Label Studio draw; None if they do not fit the image.

    They are a stream of bits: how many values there are (32 bits), of how many bits each (5, less
    one), four lengths of run counters (4 each, less one), then for each run whether it repeats a
    value (1), which of the counters (2), how many values (less one), and the value, or each of
    them. The values are the four channels of each pixel in turn; the last one says what is drawn.
    """
    total = width * height * _CHANNELS
    if not 0 < total <= _MOST:
        return None
    bits = "".join(f"{each:08b}" for each in bytes(values))
    place = 0

    def read(count: int) -> int:
        nonlocal place
        place += count
        return int(bits[place - count : place], 2)

    try:
        if read(32) != total:
            return None
        word = read(_WORD_BITS) + 1
        counters = [read(4) + 1 for _ in range(_RUN_KINDS)]
        drawn = np.zeros(total, np.uint8)
        start = 0
        while start < total:
            is_repeated = read(1)
            stop = start + 1 + read(counters[read(2)])
            if stop > total:
                return None
            drawn[start:stop] = (
                read(word) if is_repeated else [read(word) for _ in range(start, stop)]
            )
            start = stop
    except (ValueError, OverflowError):
        return None
    return drawn.reshape(height, width, _CHANNELS)[:, :, -1] > 0


def ellipse_corners(
    x: float, y: float, radius_x: float, radius_y: float, turn: float = 0.0
) -> list[float]:
    """Return 64 corners of an ellipse, in turn; `turn` is in degrees, clockwise on the screen.

    Examples
    --------
    >>> corners = ellipse_corners(5, 5, 2, 1)
    >>> corners[:2], len(corners)
    ([7.0, 5.0], 128)
    """
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    flat: list[float] = []
    for place in range(_CORNERS):
        angle = 2 * math.pi * place / _CORNERS
        along, across = radius_x * math.cos(angle), radius_y * math.sin(angle)
        flat += [x + along * cosine - across * sine, y + along * sine + across * cosine]
    return flat
