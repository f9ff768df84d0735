"""Width and height of image files, from their first bytes."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from duckeval.errors import UsageError

__all__ = ["IMAGE_SUFFIXES", "image_files", "image_sizes"]

IMAGE_SUFFIXES = frozenset(
    {".bmp", ".dng", ".gif", ".jpeg", ".jpg", ".mpo", ".png", ".tif", ".tiff", ".webp"}
)
_ORIENTATION = 0x0112
_FIRST_TURNED = 5


def image_files(folder: Path) -> list[Path]:
    """Return the image files of a folder, at any depth, in the order of their names; or a file."""
    if folder.is_file():
        return [folder]
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in IMAGE_SUFFIXES and not path.name.startswith(".")
    )


def image_sizes(paths: Sequence[Path]) -> list[tuple[int, int] | None]:
    """Return width and height of images as they are shown; None for what cannot be read.

    A photograph that says it lies on its side is turned, as all tools that train on it do.

    Raises
    ------
    UsageError
        If Pillow is not installed.
    """
    if find_spec("PIL") is None:
        raise UsageError(
            "reading the sizes of images needs Pillow",
            hint="pip install 'duckeval[images]' brings it; or --image-size WxH, if all are alike",
        )
    return [_size(path) for path in paths]


def _size(path: Path) -> tuple[int, int] | None:
    from PIL import Image  # noqa: PLC0415

    try:
        with Image.open(path) as image:
            width, height = image.size
            is_turned = image.format in {"JPEG", "MPO"} and (
                image.getexif().get(_ORIENTATION, 1) >= _FIRST_TURNED
            )
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    return (height, width) if is_turned else (width, height)
