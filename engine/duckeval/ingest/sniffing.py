"""Which format a text file or a folder of files has, by its first lines."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from duckeval.ingest.culane import is_culane
from duckeval.ingest.encord import is_encord
from duckeval.ingest.kitti import LABEL_NUMBERS
from duckeval.ingest.label_studio import is_label_studio
from duckeval.ingest.labelme import is_labelme
from duckeval.ingest.png import png_layout
from duckeval.ingest.voc import class_of_results
from duckeval.ingest.yolo_files import YAML_SUFFIXES, yolo_texts

__all__ = ["json_format", "text_format"]

_HEADER = re.compile(r"\s*(imagesource|gsd)\s*:", re.IGNORECASE)
_WHOLE = re.compile(r"[0-9]+(\.0*)?")
_ANNOTATION = re.compile(rb"<annotation[\s>]")
_CVAT = re.compile(rb"<annotations[\s>]")
_START_BYTES = 4096
_FILES = 5000
_JSON_BYTES = 1 << 16
_LINES = 20
_QUADRANGLE = 8
_RESULT_WORDS = 6
_FEWEST_NUMBERS = 4
_FRACTION = 2.0


def text_format(path: Path, kind: str) -> str | None:
    """Return the name of the format of a text file or a folder of files; None if it is another one.

    Parameters
    ----------
    path : Path
        The file or folder.
    kind : str
        ``labels`` or ``predictions``.
    """
    if path.suffix.lower() in YAML_SUFFIXES or (path / "data.yaml").is_file():
        return "yolo"
    if (found := _by_files(path)) is not None:
        return found
    if is_voc(path):
        return "voc"
    if path.suffix.lower() == ".xml" and path.is_file():
        return "cvat" if _CVAT.search(_start(path)) else None
    files = sorted(yolo_texts(path)) if path.is_dir() else [path]
    for words, file in islice(_first_lines(files), 1):
        return _line_format(words, file, kind)
    return None


def _by_files(path: Path) -> str | None:
    """Return a format that is known by the names of files; images may lie beside others."""
    if is_culane(path):
        return "culane"
    json = next(path.rglob("*.json"), None) if path.is_dir() else None
    if json is not None and is_labelme(_start(json).lstrip()):
        return "labelme"
    return "png" if path.is_dir() and png_layout(path) is not None else None


def is_voc(path: Path) -> bool:
    """Return whether a path is an annotation of Pascal VOC, or a folder of them."""
    files = path.rglob("*.xml") if path.is_dir() else [path]
    for file in islice((each for each in files if each.suffix.lower() == ".xml"), 1):
        with file.open("rb") as opened:
            return _ANNOTATION.search(opened.read(_START_BYTES)) is not None
    return False


def json_format(text: bytes) -> str | None:
    """Return the annotation tool that wrote a JSON file that begins so; None if it was none."""
    for name, is_written_by in (
        ("labelme", is_labelme),
        ("encord", is_encord),
        ("label-studio", is_label_studio),
    ):
        if is_written_by(text):
            return name
    return None


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_JSON_BYTES)


def _first_lines(files: list[Path]) -> Iterator[tuple[list[str], Path]]:
    for file in islice(files, _FILES):
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            for line in islice(lines, _LINES):
                if line.strip() and not _HEADER.match(line):
                    yield line.split(), file


def _line_format(words: list[str], file: Path, kind: str) -> str | None:
    numbers = [_number(word) for word in words]
    behind = numbers[1:]
    if len(words) > LABEL_NUMBERS and None not in numbers[-LABEL_NUMBERS:] and numbers[0] is None:
        return "kitti"
    if kind == "labels" and None not in numbers[:_QUADRANGLE] and len(words) > _QUADRANGLE:
        if numbers[_QUADRANGLE] is None:
            return "dota"
    elif kind == "predictions" and len(words) == _QUADRANGLE + 2 and None not in behind:
        is_small = all(abs(value or 0) <= _FRACTION for value in behind[:-1])
        if file.name.startswith("Task1_") or not (is_small and _WHOLE.fullmatch(words[0])):
            return "dota-results"
    if len(words) == _RESULT_WORDS and None not in behind:
        is_named = class_of_results(file.stem) is not None
        if is_named or (kind == "predictions" and not _WHOLE.fullmatch(words[0])):
            return "voc"
    if _WHOLE.fullmatch(words[0]) and len(behind) >= _FEWEST_NUMBERS and None not in behind:
        return "yolo"
    return None


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None
