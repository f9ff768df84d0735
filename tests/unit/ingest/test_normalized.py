"""Tables whose boxes are fractions of their images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from duckeval.errors import InputFileError, SchemaError, UsageError
from duckeval.ingest import load_labels, load_predictions
from tests.unit.ingest.samples import faults, write

if TYPE_CHECKING:
    from pathlib import Path

    from duckeval.store import Store

NAMES = {
    "xywh": ("x_px", "y_px", "w_px", "h_px"),
    "xyxy": ("x1_px", "y1_px", "x2_px", "y2_px"),
    "cxcywh": ("cx_px", "cy_px", "w_px", "h_px"),
}
FRACTIONS = {
    "xywh": (0.25, 0.5, 0.5, 0.25),
    "xyxy": (0.25, 0.5, 0.75, 0.75),
    "cxcywh": (0.5, 0.625, 0.5, 0.25),
}


def _rows(box: str, *, of: str = "csv") -> Any:
    rows = [
        {"item_key": item, "class_name": "car", "confidence": 0.5}
        | dict(zip(NAMES[box], FRACTIONS[box], strict=True))
        for item in ("b", "a")
    ]
    if of == "frame":
        return pa.Table.from_pylist(rows)
    header = ",".join(rows[0])
    return "\n".join([header, *(",".join(map(str, row.values())) for row in rows)]) + "\n"


def _boxes(store: Store, table: str) -> list[Any]:
    return store.run(
        f"select item_key, x_px, y_px, w_px, h_px from {table} join item using (item_id) "
        "order by item_key"
    )


@pytest.mark.parametrize("of", ["csv", "frame"])
@pytest.mark.parametrize("box", list(NAMES))
def test_fractions_become_pixels(store: Store, tmp_path: Path, box: str, of: str) -> None:
    rows = _rows(box, of=of)
    source = rows if of == "frame" else write(tmp_path / "boxes.csv", rows)
    load_labels(store, source, box=box, normalized=True, image_size=(200, 100))
    expected = [(item, 50.0, 50.0, 100.0, 25.0) for item in ("a", "b")]
    assert _boxes(store, "label") == expected
    load_predictions(store, source, box=box, normalized=True, image_size=(200, 100), set_name="v1")
    assert _boxes(store, "prediction") == expected


def test_sizes_of_the_table_and_of_the_project(store: Store, tmp_path: Path) -> None:
    """Labels say how large images are, in columns; predictions are of the same images."""
    labels = pa.Table.from_pylist(
        [
            {"item_key": item, "class_name": "car", "width_px": width, "height_px": 100}
            | dict(zip(NAMES["xywh"], FRACTIONS["xywh"], strict=True))
            for item, width in (("a", 200), ("b", 400))
        ]
    )
    load_labels(store, labels, normalized=True)
    assert _boxes(store, "label") == [("a", 50, 50, 100, 25), ("b", 100, 50, 200, 25)]
    source = write(tmp_path / "boxes.csv", _rows("xywh"))
    load_predictions(store, source, normalized=True)
    assert _boxes(store, "prediction") == _boxes(store, "label")


def test_what_is_no_fraction_is_set_aside_as_it_is_in_the_file(
    store: Store, tmp_path: Path
) -> None:
    content = _rows("xywh").replace("a,car,0.5,0.25", "a,car,0.5,25.0")
    result = load_labels(
        store, write(tmp_path / "boxes.csv", content), normalized=True, image_size=(200, 100)
    )
    assert (result.rows_loaded, result.rows_quarantined) == (1, 1)
    [(_, field, value, rule)] = faults(store)
    assert (field, value, rule) == ("x_px", "25.0", "is a fraction from 0 to 1")


def test_sizes_that_nobody_knows(store: Store, tmp_path: Path) -> None:
    source = write(tmp_path / "boxes.csv", _rows("xywh"))
    with pytest.raises(InputFileError, match="sizes nobody knows") as raised:
        load_labels(store, source, normalized=True)
    assert raised.value.hint is not None
    assert "--image-size" in raised.value.hint
    with pytest.raises(UsageError, match="fractions of them"):
        load_labels(store, source, image_size=(200, 100))
    turned = pa.Table.from_pylist(
        [{**row, "angle_deg": 5} for row in _rows("xywh", of="frame").to_pylist()]
    )
    with pytest.raises(SchemaError, match="cannot have an angle"):
        load_labels(store, turned, normalized=True, image_size=(200, 100))
    with pytest.raises(UsageError, match="--normalized means nothing for coco"):
        load_labels(store, write(tmp_path / "t.json", "{}"), normalized=True)
