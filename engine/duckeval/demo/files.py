"""The files of the demo: what any other tool would hand to duckeval."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from duckeval.demo.detector import Guess
from duckeval.demo.scenes import CLASSES, HEIGHT, WIDTH, Scene
from duckeval.errors import UsageError

__all__ = ["ABOUT", "PROJECT", "claim", "write_labels", "write_metrics", "write_results"]

ABOUT = "ABOUT.txt"
"""The file that says whose folder it is."""

PROJECT = "duckeval.duckdb"
"""The project file."""

_FIRST_LINE = "Made by 'duckeval demo'."
_FILES = (
    *("labels.json", "v1.json", "v2.json", "scene_metrics.csv", "label_metrics.csv"),
    *("labels.csv", "metrics.csv", "pixels.parquet"),
)


def claim(folder: Path, text: str) -> None:
    """Make a folder ours: empty but for a file that says what it is.

    Parameters
    ----------
    folder : Path
        A folder that does not exist, is empty, or was made here before: that one is made anew.
    text : str
        What the folder holds, for whoever looks into it.

    Raises
    ------
    UsageError
        If there is something in it that was not made here; nothing is changed then.

    Examples
    --------
    >>> claim(Path("demo"), "Street scenes.")
    >>> [file.name for file in Path("demo").iterdir()]
    ['ABOUT.txt']
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder", hint="name another one: duckeval demo DIRECTORY")
    about = folder / ABOUT
    is_ours = about.is_file() and about.read_bytes().startswith(_FIRST_LINE.encode())
    if folder.is_dir() and any(folder.iterdir()) and not is_ours:
        raise UsageError(
            f"{folder} is not empty, and not a folder that 'duckeval demo' made",
            hint="name another one: duckeval demo DIRECTORY",
        )
    folder.mkdir(parents=True, exist_ok=True)
    # The sign stays while the rest goes, so that a folder half made is still ours.
    about.write_text(f"{_FIRST_LINE}\n\n{text}", encoding="utf-8", newline="\n")
    pictures = folder.glob("images/scene-????.png")
    for path in (*(folder / name for name in (*_FILES, PROJECT, f"{PROJECT}.wal")), *pictures):
        path.unlink(missing_ok=True)


def write_labels(path: Path, scenes: Sequence[Scene]) -> None:
    """Write the labels as COCO ground truth; what is known of a scene stands at its image."""
    images = (
        {
            "id": scene.scene_id,
            "file_name": scene.file_name,
            "width": WIDTH,
            "height": HEIGHT,
            "weather": scene.weather,
            "time_of_day": scene.time_of_day,
            "camera": scene.camera,
        }
        for scene in scenes
    )
    annotations = (
        {
            "id": thing.label_id,
            "image_id": scene.scene_id,
            "category_id": CLASSES.index(thing.class_name) + 1,
            "bbox": list(thing.box),
            "area": round(thing.box[2] * thing.box[3], 2),
            "iscrowd": int(thing.is_crowd),
        }
        for scene in scenes
        for thing in scene.labels
    )
    categories = ({"id": place, "name": name} for place, name in enumerate(CLASSES, start=1))
    arrays = {"images": images, "categories": categories, "annotations": annotations}
    text = ",\n".join(f'"{name}": {_array(rows)}' for name, rows in arrays.items())
    _write(path, f"{{\n{text}\n}}\n")


def write_results(path: Path, guesses: Iterable[tuple[Scene, Sequence[Guess]]]) -> None:
    """Write the predictions of one detector as COCO results."""
    rows = (
        {
            "image_id": scene.scene_id,
            "category_id": CLASSES.index(guess.class_name) + 1,
            "bbox": list(guess.box),
            "score": guess.confidence,
        }
        for scene, of_scene in guesses
        for guess in of_scene
    )
    _write(path, _array(rows) + "\n")


def write_metrics(folder: Path, scenes: Sequence[Scene]) -> None:
    """Write what was measured of scenes and of labels as CSV."""
    of_scenes = [f"{scene.scene_id},{scene.brightness},{scene.sharpness}" for scene in scenes]
    of_labels = [
        f"{thing.label_id},{round(thing.occlusion, 3)}"
        for scene in scenes
        for thing in scene.labels
    ]
    _write(folder / "scene_metrics.csv", _lines("item_key,brightness,sharpness", of_scenes))
    _write(folder / "label_metrics.csv", _lines("label_key,occlusion", of_labels))


def _array(rows: Iterable[Mapping[str, Any]]) -> str:
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]"


def _lines(head: str, rows: Sequence[str]) -> str:
    return "\n".join([head, *rows, ""])


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
