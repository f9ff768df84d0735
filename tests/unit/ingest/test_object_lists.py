"""Tables with the objects of an image in a column, as the library datasets writes them.

The metadata are those that datasets 4.4 writes into parquet (its `Features.arrow_schema`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from duckeval.errors import SchemaError
from tests.property.projects import new_project
from tests.unit.ingest.samples import TRUTH, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

NAMES = ["cat", "cow", "dog"]
LABEL = {"names": NAMES, "_type": "ClassLabel"}
BOX = {"feature": {"dtype": "float32", "_type": "Value"}, "length": 4, "_type": "Sequence"}
FEATURES: dict[str, Any] = {
    "Sequence": {"feature": {"bbox": BOX, "category": LABEL}, "_type": "Sequence"},
    "List": {"bbox": {"feature": BOX}, "category": {"feature": LABEL, "_type": "List"}},
    "list of structs": [{"bbox": BOX, "category": LABEL}],
}

OBJECTS: list[list[dict[str, Any]]] = [
    [{"id": 1, "bbox": [10.0, 10, 20, 20], "category": 2, "area": 300.5, "iscrowd": False}],
    [
        {"id": 2, "bbox": [5.0, 6, 7, 8], "category": 0, "area": 56.0, "iscrowd": True},
        {"id": 3, "bbox": [1.0, 2, 3, 4], "category": 0, "area": 12.0, "iscrowd": False},
    ],
    [],
]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "project.duckdb") as opened:
        yield opened


def table(objects: Any, *, is_list: bool, features: Any = None, **more: Any) -> pa.Table:
    if not is_list:
        keys = list(dict.fromkeys(key for row in objects for each in row for key in each))
        objects = [{key: [each[key] for each in row] for key in keys} for row in objects]
    made = pa.table(
        {
            "image_id": [10, 9, 8],
            "image": [{"bytes": b"\x89PNG", "path": f"{key}.png"} for key in ("ten", "nine", "8")],
            "width": [100] * 3,
            "height": [80] * 3,
            "objects": objects,
            **more,
        }
    )
    info = {"info": {"features": {"image": {"_type": "Image"}, "objects": features}}}
    return made.replace_schema_metadata({"huggingface": json.dumps(info)} if features else None)


def labels(project: Project, dataset: str) -> list[tuple[Any, ...]]:
    found = project.query(
        "select item_key, uri, width_px, class_name, label_key, x_px, y_px, w_px, h_px, area_px2, "
        "is_crowd from item join dataset using (dataset_id) left join label using (item_id) "
        f"left join class using (class_id) where dataset_name = '{dataset}' order by all"
    )
    return [tuple(row.values()) for row in found.rows()]


@pytest.mark.parametrize("features", FEATURES.values(), ids=FEATURES)
def test_objects_are_those_of_the_coco_file(
    project: Project, tmp_path: Path, features: Any
) -> None:
    rows = table(OBJECTS, is_list=isinstance(features, list), features=features)
    pq.write_table(rows, tmp_path / "train.parquet")
    project.load_labels(write(tmp_path / "truth.json", TRUTH), dataset="coco")
    loaded = project.load_labels(tmp_path / "train.parquet", dataset="table")
    # an image without objects is a row, too
    assert (loaded.rows_in, loaded.rows_quarantined) == (4, 0)
    ours, theirs = (labels(project, name) for name in ("table", "coco"))
    assert [row[:1] + row[2:] for row in ours] == [row[:1] + row[2:] for row in theirs]
    assert [row[1] for row in ours] == ["ten.png", "8.png", "nine.png", "nine.png"]
    project.load_labels(rows, dataset="frame")
    assert labels(project, "frame") == ours


def test_predictions_and_corners(project: Project) -> None:
    project.load_labels(table(OBJECTS, is_list=True, features=FEATURES["List"]))
    found = [
        [{"bbox": [10.0, 10, 30, 30], "category": 2, "score": 0.5}],
        [{"bbox": [5.0, 6, 12, 14], "category": 0, "score": 0.25}],
        [],
    ]
    rows = table(found, is_list=False, features=FEATURES["Sequence"])
    loaded = project.load_predictions(rows, set_name="v1", box="xyxy")
    assert loaded.rows_loaded == 2
    query = "select class_name, confidence, w_px, h_px from prediction join class using (class_id) "
    assert [tuple(row.values()) for row in project.query(f"{query} order by all").rows()] == [
        ("cat", 0.25, 7, 8),
        ("dog", 0.5, 20, 20),
    ]


def test_without_metadata_a_category_is_its_name_or_key(project: Project) -> None:
    objects = [[{"bbox": [1.0, 2, 3, 4], "category": name}] for name in ("cat", "7", "cat")]
    project.load_labels(table(objects, is_list=True))
    found = project.query("select class_name from class order by all")
    assert [row["class_name"] for row in found.rows()] == ["7", "cat"]


def test_the_item_is_the_image_where_nothing_else_says_it(project: Project) -> None:
    rows = table(OBJECTS, is_list=True, features=FEATURES["List"]).drop_columns(["image_id"])
    project.load_labels(rows)
    found = project.query("select item_key from item order by all")
    assert [row["item_key"] for row in found.rows()] == ["8.png", "nine.png", "ten.png"]


def test_what_is_wrong_is_set_aside_with_its_row(project: Project) -> None:
    objects = [
        [{"bbox": [1.0, 2, 3, 4], "category": 0}, {"bbox": [1.0, 2, -3, 4], "category": 0}],
        [{"bbox": [1.0, 2, 3], "category": 0}, {"bbox": [1.0, 2, float("nan"), 4], "category": 0}],
        [{"bbox": None, "category": 0}, {"bbox": [1.0, 2, 3, 4], "category": None}],
    ]
    loaded = project.load_labels(table(objects, is_list=True, features=FEATURES["List"]))
    assert (loaded.rows_in, loaded.rows_loaded) == (6, 1)
    found = project.query("select line, field, rule from quarantine order by all")
    assert [tuple(row.values()) for row in found.rows()] == [
        (0, "objects/bbox/2", "is 0 or more"),
        (1, "objects/bbox/2", "is finite"),
        (1, "objects/bbox/3", "is present"),
        (2, "objects/bbox/0", "is present"),
        (2, "objects/category", "is present"),
    ]


@pytest.mark.parametrize(
    ("objects", "options", "message"),
    [
        ([[{"category": 0}]] * 3, {}, "objects hold category; expected bbox among them"),
        ([[{"bbox": [1.0] * 4}]] * 3, {}, "objects hold bbox; expected category among them"),
        (OBJECTS, {"box": "corners"}, "objects have boxes of four numbers, and --box says 'corn"),
    ],
)
def test_what_no_table_of_objects_is(
    project: Project, objects: Any, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(SchemaError, match=message):
        project.load_labels(table(objects, is_list=True), **options)


def test_objects_of_nobody_knows_what(project: Project) -> None:
    rows = table(OBJECTS, is_list=True).drop_columns(["image_id", "image"])
    with pytest.raises(
        SchemaError, match="has no column item_key, image_id, file_name, id; it has"
    ):
        project.load_labels(rows)
