"""The street scenes of the demo, smaller, with class names that want to be read as code."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

import duckeval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval import Project

# Whatever a page must not take for its own: marks, quotes, other scripts, an emoji.
NAMES = ["car", "</script><script>alert(1)</script>", 'it\'s "big" & <b>bold</b>', "日本 🚲"]
WEATHERS = ["sun", "night", "<i>fog</i>", None]


def _box(source: random.Random) -> list[float]:
    return [source.randrange(0, 500), source.randrange(0, 300), 40.0 + source.randrange(60), 50.0]


def write_scene(folder: Path, seed: int = 3) -> None:
    """Write labels, two versions of predictions, and the weather of 120 items."""
    source = random.Random(seed)  # noqa: S311 - not a secret
    labels: list[dict[str, Any]] = [
        {
            "id": number,
            "image_id": source.randrange(1, 121),
            "category_id": source.randrange(1, 5),
            "bbox": _box(source),
        }
        for number in range(1, 601)
    ]
    truth = {
        "images": [
            {"id": n, "file_name": f"{n}.jpg", "width": 640, "height": 400} for n in range(1, 121)
        ],
        "categories": [{"id": n, "name": name} for n, name in enumerate(NAMES, 1)],
        "annotations": labels,
    }
    (folder / "truth.json").write_text(json.dumps(truth))
    weather = {n: source.choice(WEATHERS) for n in range(1, 121)}
    rows = [f"{n},{kind or ''},{source.random():.3f}" for n, kind in weather.items()]
    (folder / "facts.csv").write_text("\n".join(["item_key,weather,brightness", *rows]) + "\n")
    for name, found in (("v1", 0.6), ("v2", 0.75)):
        (folder / f"{name}.json").write_text(
            json.dumps(list(_predictions(source, labels, weather, found, name)))
        )


def _predictions(
    source: random.Random,
    labels: list[dict[str, Any]],
    weather: dict[int, str | None],
    found: float,
    name: str,
) -> Iterator[dict[str, Any]]:
    for label in labels:
        is_dark = name == "v2" and weather[label["image_id"]] == "night"
        if source.random() < (0.3 if is_dark else found):
            x, y, w, h = label["bbox"]
            shift = source.gauss(0, 3)
            category = label["category_id"] if source.random() < 0.9 else 1
            yield {
                "image_id": label["image_id"],
                "category_id": category,
                "bbox": [x + shift, y + shift, w, h],
                "score": round(source.uniform(0.3, 1), 3),
            }
    for _ in range(160):
        yield {
            "image_id": source.randrange(1, 121),
            "category_id": source.randrange(1, 5),
            "bbox": _box(source),
            "score": round(source.uniform(0, 0.6), 3),
        }


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished project: two sets on 120 items, a saved slice."""
    folder = tmp_path_factory.mktemp("scenes")
    write_scene(folder)
    path = folder / "scenes.duckdb"
    with duckeval.open(path) as project:
        project.load_labels(folder / "truth.json")
        project.load_metadata(folder / "facts.csv")
        for name in ("v1", "v2"):
            project.load_predictions(folder / f"{name}.json")
        project.slices.add("night", "weather = 'night'")
    return path


@pytest.fixture
def project(scenes: Path) -> Iterator[Project]:
    """The finished project, for reading."""
    with duckeval.open(scenes, read_only=True) as project:
        yield project
