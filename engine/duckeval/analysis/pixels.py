"""Metrics of the pixels of an image.

Brightness and contrast are mean and standard deviation of all values over 255, sharpness is the
variance of the Laplacian, and the shares of red, green and blue are those of the pixels whose hue
lies in a band. Sums are added as integers, so that the numbers are the same on every machine.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["METRICS", "Pixels", "measure_array", "measure_file", "perceptual_hash"]

METRICS = ("brightness", "contrast", "sharpness", "red", "green", "blue", "perceptual_hash")
"""Names of the metrics, in the order of `Pixels`."""

_SATURATION = (50, 255)
_VALUE = (40, 255)
_HUES = {"red": ((0, 10), (170, 179)), "green": ((35, 75),), "blue": ((90, 130),)}
"""Bands of hue from 0 to 179, both ends included, as OpenCV counts hue."""

_FRACTION = 12
"""Bits behind the point in OpenCV's arithmetic of eight-bit HSV."""

_STRIP_ROWS = 256
_HASH_SIDE = 8
_HASH_SAMPLES = 32


@dataclass(frozen=True, slots=True)
class Pixels:
    """What the pixels of an image say; the fields are named as the metrics."""

    width: int
    height: int
    brightness: float
    contrast: float
    sharpness: float
    red: float
    green: float
    blue: float
    perceptual_hash: str


def measure_file(path: Path) -> Pixels:
    """Return the metrics of an image file.

    The image is turned as its EXIF orientation says. Grey, palette and transparent images are
    measured as the RGB image that they are, 16 bits a value as 8.

    Raises
    ------
    Exception
        Whatever Pillow raises for a file that is missing, no image, or broken.
    """
    import numpy as np  # noqa: PLC0415
    from PIL import Image, ImageOps  # noqa: PLC0415

    with Image.open(path) as image:
        upright: Any = ImageOps.exif_transpose(image)
        if upright.mode.startswith("I;16"):
            grey = (np.asarray(upright).astype(np.uint32) // 257).astype(np.uint8)
            upright = Image.fromarray(grey)
        rgb = upright.convert("RGB")
    small = rgb.convert("L").resize((_HASH_SAMPLES, _HASH_SAMPLES), Image.Resampling.LANCZOS)
    return measure_array(np.asarray(rgb), perceptual_hash(np.asarray(small)))


def measure_array(pixels: "NDArray[np.uint8]", hashed: str = "") -> Pixels:
    """Return the metrics of an array of shape (height, width, 3): red, green, blue.

    Examples
    --------
    >>> import numpy as np
    >>> grey = measure_array(np.full((4, 6, 3), 51, dtype=np.uint8))
    >>> grey.width, grey.height, grey.brightness, grey.contrast, grey.sharpness, grey.red
    (6, 4, 0.2, 0.0, 0.0, 0.0)
    """
    import numpy as np  # noqa: PLC0415

    height, width, _ = pixels.shape
    counts = np.bincount(pixels.reshape(-1), minlength=256)
    levels = np.arange(256)
    mean, variance = _mean_and_variance(
        pixels.size, int(counts @ levels), int(counts @ (levels * levels))
    )
    shares = _colour_shares(pixels)
    return Pixels(
        width=width,
        height=height,
        brightness=mean / 255,
        contrast=variance**0.5 / 255,
        sharpness=_sharpness(pixels),
        red=shares["red"],
        green=shares["green"],
        blue=shares["blue"],
        perceptual_hash=hashed,
    )


def perceptual_hash(grey: "NDArray[np.uint8]") -> str:
    """Return the hash of a grey image of 32 by 32 pixels, as 16 hexadecimal digits.

    Of its cosine transform the 8 by 8 lowest frequencies are compared with their median (the mean
    value of the image left out of it): a bit is 1 where the coefficient is larger. The first bit
    is that of the mean value, rows follow each other.

    Examples
    --------
    >>> import numpy as np
    >>> perceptual_hash(np.zeros((32, 32), dtype=np.uint8))
    '0000000000000000'
    """
    import numpy as np  # noqa: PLC0415

    waves = _waves()
    # What is noise of the last digits must not decide a bit.
    low = np.round(waves @ grey.astype(np.float64) @ waves.T, 6).reshape(-1)
    bits = low > np.median(low[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def _mean_and_variance(count: int, total: int, squares: int) -> tuple[float, float]:
    return total / count, (count * squares - total * total) / (count * count)


def _sharpness(pixels: "NDArray[np.uint8]") -> float:
    """Return the variance of the Laplacian of all three channels; borders are mirrored."""
    import numpy as np  # noqa: PLC0415

    total = squares = 0
    for channel in range(3):
        # The pixel beyond the border is the one before it: ... 2 1 | 0 1 2 ...
        mirrored = [(1, 1) if size > 1 else (0, 0) for size in (pixels.shape[0], pixels.shape[1])]
        plane = pixels[:, :, channel].astype(np.int16)
        wide = np.pad(plane, mirrored, mode="reflect")
        edged = [(0, 0) if size > 1 else (1, 1) for size in plane.shape]
        wide = np.pad(wide, edged, mode="edge")
        laplacian = wide[:-2, 1:-1] + wide[2:, 1:-1] + wide[1:-1, :-2] + wide[1:-1, 2:] - 4 * plane
        total += int(laplacian.sum(dtype=np.int64))
        squares += int((laplacian.astype(np.int32) ** 2).sum(dtype=np.int64))
    return _mean_and_variance(pixels.size, total, squares)[1]


def _colour_shares(pixels: "NDArray[np.uint8]") -> dict[str, float]:
    """Return the share of the pixels in each band of hue, of enough saturation and value."""
    import numpy as np  # noqa: PLC0415

    height, width, _ = pixels.shape
    counts = dict.fromkeys(_HUES, 0)
    for start in range(0, height, _STRIP_ROWS):
        hue, saturation, value = _hsv(pixels[start : start + _STRIP_ROWS])
        is_coloured = (
            (saturation >= _SATURATION[0])
            & (saturation <= _SATURATION[1])
            & (value >= _VALUE[0])
            & (value <= _VALUE[1])
        )
        seen = np.bincount(hue[is_coloured], minlength=180)
        for name, bands in _HUES.items():
            counts[name] += sum(int(seen[low : high + 1].sum()) for low, high in bands)
    return {name: count / (height * width) for name, count in counts.items()}


def _hsv(pixels: "NDArray[np.uint8]") -> "tuple[NDArray[np.int32], ...]":
    """Return hue (0 to 179), saturation and value (0 to 255) as OpenCV rounds them."""
    import numpy as np  # noqa: PLC0415

    red, green, blue = (pixels[:, :, channel].astype(np.int32) for channel in range(3))
    value = np.maximum(np.maximum(red, green), blue)
    spread = value - np.minimum(np.minimum(red, green), blue)
    half = 1 << (_FRACTION - 1)
    by_value, by_spread = _reciprocals()
    saturation = (spread * by_value[value] + half) >> _FRACTION
    sixth = np.where(
        value == red,
        green - blue,
        np.where(value == green, blue - red + 2 * spread, red - green + 4 * spread),
    )
    hue = (sixth * by_spread[spread] + half) >> _FRACTION
    return np.where(hue < 0, hue + 180, hue), saturation, value


@cache
def _reciprocals() -> "tuple[NDArray[np.int32], NDArray[np.int32]]":
    """Return 255 / i and 30 / i as integers with 12 bits behind the point; 0 for i = 0."""
    import numpy as np  # noqa: PLC0415

    divisors = np.maximum(np.arange(256), 1)
    tables = [np.rint((full << _FRACTION) / divisors).astype(np.int32) for full in (255, 30)]
    for table in tables:
        table[0] = 0
    return tables[0], tables[1]


@cache
def _waves() -> "NDArray[np.float64]":
    """Return the 8 longest waves of the orthonormal cosine transform of 32 samples."""
    import numpy as np  # noqa: PLC0415

    places = (np.arange(_HASH_SAMPLES) + 0.5) * np.pi / _HASH_SAMPLES
    waves: NDArray[np.float64] = np.cos(np.arange(_HASH_SIDE)[:, None] * places)
    waves *= (2 / _HASH_SAMPLES) ** 0.5
    waves[0] /= 2**0.5
    return waves
