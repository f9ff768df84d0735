"""Small projects with several data sets: the same items with other labels, and other items."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckeval

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Box = tuple[float, float, float, float]

HERE: Box = (0, 0, 20, 20)
THERE: Box = (50, 50, 20, 20)

# What each file says: (item, class, box), and a confidence where it is a prediction.
STREET = [("1", "car", HERE), ("1", "bus", THERE), ("2", "car", HERE), ("3", "car", HERE)]
# The same items, looked at once more: a bus that is none, and a car more.
STREET_2 = [("1", "car", HERE), ("2", "car", HERE), ("3", "car", HERE), ("3", "car", THERE)]
HARBOUR = [("10", "ship", HERE), ("11", "ship", HERE), ("11", "car", THERE)]
# Two of the items of street and one of its own; cars have another name there.
CITY = [
    ("2", "automobile", HERE),
    ("3", "automobile", HERE),
    ("3", "tram", THERE),
    ("4", "bus", HERE),
]

FIRST = [("1", "car", HERE, 0.9), ("2", "car", THERE, 0.8), ("3", "car", HERE, 0.7)]
SECOND = [("1", "car", HERE, 0.9), ("1", "bus", THERE, 0.8), ("2", "car", HERE, 0.7)]
AT_SEA = [("10", "ship", HERE, 0.9), ("11", "ship", THERE, 0.8)]

SIZE = 100


def write_labels(
    path: Path, rows: Sequence[tuple[str, str, Box]], items: Sequence[str], *, size: int = SIZE
) -> Path:
    """Write COCO ground truth; the images are called after their key."""
    classes = sorted({name for _, name, _ in rows})
    truth = {
        "images": [
            {"id": int(key), "file_name": f"{key}.jpg", "width": size, "height": size}
            for key in items
        ],
        "categories": [{"id": place, "name": name} for place, name in enumerate(classes, 1)],
        "annotations": [
            {
                "id": place,
                "image_id": int(item),
                "category_id": 1 + classes.index(name),
                "bbox": list(box),
            }
            for place, (item, name, box) in enumerate(rows, 1)
        ],
    }
    path.write_text(json.dumps(truth), encoding="utf-8")
    return path


def write_predictions(path: Path, rows: Sequence[tuple[str, str, Box, float]]) -> Path:
    """Write predictions as a table."""
    lines = ["item_key,class_name,confidence,x_px,y_px,w_px,h_px"]
    lines += [
        ",".join(map(str, (item, name, confidence, *box))) for item, name, box, confidence in rows
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def load_street(project: Any, folder: Path) -> None:
    """Load the data set street and two versions of a model on it."""
    project.load_labels(
        write_labels(folder / "street.json", STREET, ["1", "2", "3"]), dataset="street@1"
    )
    for name, rows in (("first", FIRST), ("second", SECOND)):
        project.load_predictions(
            write_predictions(folder / f"{name}.csv", rows),
            dataset="street@1",
            set_name=name,
            model=f"net@{1 + (name == 'second')}",
        )


def write_world(folder: Path) -> None:
    """Write the project world.duckdb and the files it is made of."""
    with duckeval.open(folder / "world.duckdb") as project:
        load_world(project, folder)


def load_world(project: Any, folder: Path) -> None:
    """Load street, its next version, the harbour with its own predictions, and the city."""
    load_street(project, folder)
    project.load_labels(
        write_labels(folder / "street2.json", STREET_2, ["1", "2", "3"]), dataset="street@2"
    )
    project.load_labels(
        write_labels(folder / "harbour.json", HARBOUR, ["10", "11"]), dataset="harbour@1"
    )
    project.load_predictions(
        write_predictions(folder / "at_sea.csv", AT_SEA),
        dataset="harbour@1",
        set_name="at sea",
        model="net@2",
    )
    project.load_labels(write_labels(folder / "city.json", CITY, ["2", "3", "4"]), dataset="city@1")
