"""Small files of each format, and what is asked of a project again and again."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from duckeval.errors import DuckevalError

if TYPE_CHECKING:
    from pathlib import Path

    from duckeval.store import Store

TRUTH: dict[str, Any] = {
    "info": {"description": 'a "test" with {braces}, [brackets] and \\ in it'},
    "images": [
        {"id": 10, "file_name": "val/ten.jpg", "width": 100, "height": 80},
        {"id": 9, "file_name": "val/nine.jpg", "width": 100, "height": 80},
        {"id": 8, "file_name": "val/eight.jpg", "width": 100, "height": 80},
    ],
    "categories": [
        {"id": 1, "name": "cat", "supercategory": "animal"},
        {"id": 3, "name": "dog", "supercategory": "animal"},
    ],
    "annotations": [
        {"id": 1, "image_id": 10, "category_id": 3, "bbox": [10, 10, 20, 20], "area": 300.5},
        {"id": 2, "image_id": 9, "category_id": 1, "bbox": [5, 6, 7, 8], "iscrowd": 1},
        {"id": 3, "image_id": 9, "category_id": 1, "bbox": [1, 2, 3, 4], "iscrowd": 0},
    ],
}

RESULTS: list[dict[str, Any]] = [
    {"image_id": 10, "category_id": 3, "bbox": [10, 10, 20, 20], "score": 0.9},
    {"image_id": 9, "category_id": 1, "bbox": [5, 6, 7, 8], "score": 0.5},
    {"image_id": 9, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5},
]


def truth(**changes: Any) -> dict[str, Any]:
    """The ground truth with some of its arrays replaced."""
    return copy.deepcopy(TRUTH) | changes


def with_annotations(*rows: dict[str, Any]) -> dict[str, Any]:
    """The ground truth with a sound annotation and then others."""
    return truth(annotations=[TRUTH["annotations"][0], *rows])


def write(path: Path, content: object) -> Path:
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return path


def column(store: Store, sql: str) -> list[Any]:
    return [row[0] for row in store.run(sql)]


def faults(store: Store) -> list[tuple[Any, ...]]:
    """Pointer or line, field, value and rule of every row in quarantine."""
    return store.run(
        "select coalesce(pointer, line::varchar), field, value, rule from quarantine "
        "order by load_id, rowid"
    )


def snapshot(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    names = column(store, "select table_name from duckdb_tables() where not temporary order by 1")
    return {name: store.run(f"from {name} order by all") for name in names}


def refusal(call: Any, *arguments: Any, **options: Any) -> DuckevalError:
    """The error that a call ends with."""
    with pytest.raises(DuckevalError) as caught:
        call(*arguments, **options)
    assert "\n" not in str(caught.value)
    return caught.value
