"""CULane: a text file for each image, a lane on each line, as x y x y ...

Files are called after their images, ``.../00000.lines.txt`` of ``.../00000.jpg``, in a tree of
folders that labels and predictions share (https://xingangpan.github.io/projects/CULane.html).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from duckeval.errors import InputFileError
from duckeval.ingest.annotations import Found, stage_found
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.text_files import ItemFile, read_files, source_path

__all__ = ["is_culane", "stage_culane"]

_SUFFIX = ".lines.txt"
_LANE = "lane"


def is_culane(path: Path) -> bool:
    """Return whether a path is a file of lanes, or a folder with such."""
    if not path.is_dir():
        return path.name.endswith(_SUFFIX)
    return next(path.rglob(f"*{_SUFFIX}"), None) is not None


def stage_culane(job: Job) -> Staged:
    """Stage labels or predictions; of a prediction nobody says how sure it is, so that it is 1."""
    path = source_path(job)
    root = path if path.is_dir() else path.parent
    texts = sorted(path.rglob(f"*{_SUFFIX}")) if path.is_dir() else [path]
    files = [_file(root, text) for text in texts]
    if not files:
        raise InputFileError(f"{job.source.name}: has no file *{_SUFFIX} in it")
    found: list[Found] = []
    for file, text in zip(files, read_files(job, files), strict=True):
        found += _lanes(file, text)
    pointers = dict.fromkeys(("points", "class_name", "x_px", "confidence"), "points")
    return stage_found(job, found, pointers)


def _file(root: Path, path: Path) -> ItemFile:
    """Return a file; its item is named by the path, which predictions have as well."""
    shown = path.relative_to(root).as_posix()
    return ItemFile(path, shown.removesuffix(_SUFFIX), shown)


def _lanes(file: ItemFile, text: str) -> Iterator[Found]:
    item: dict[str, Any] = {"item_key": file.item_key, "uri": f"{file.item_key}.jpg"}
    yield Found(dict(item), file.shown)
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if words:
            lane = {
                "class_name": _LANE,
                "confidence": 1.0,
                "points": [_number(each) for each in words],
            }
            yield Found({**item, **lane}, f"{file.shown}:{number}", {"points": words})


def _number(word: str) -> float | str:
    try:
        return float(word)
    except ValueError:
        return word
