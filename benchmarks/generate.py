"""Write a benchmark set: COCO JSON and parquet, the same numbers in both.

    python -m benchmarks.generate val large --into FOLDER

makes <into>/<set>/ with gt.json, dt.json (compact, as detectors write them), labels.parquet,
predictions.parquet, metadata.parquet, about.json, and for the peers, which know no metadata, the
image ids of slices and groups (slices.json, groups.json) and the category ids (classes.json).
A set that is there is left alone.
"""

import argparse
import gc
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.scenes import (
    SPECS,
    Array,
    Columns,
    Scenes,
    Spec,
    category_ids,
    chunks,
    class_names,
    scenes,
)
from benchmarks.subsets import groups, subsets

# Raise it when anything in scenes.py or here changes what is written.
GENERATION = 3

DEFAULT_FOLDER = Path(tempfile.gettempdir()) / "duckeval-bench"

_CLASS = pa.dictionary(pa.int32(), pa.string())
_BOX = [pa.field(name, pa.float64()) for name in ("x_px", "y_px", "w_px", "h_px")]
_LABELS = pa.schema(
    [
        pa.field("item_key", pa.int64()),
        pa.field("class_name", _CLASS),
        *_BOX,
        pa.field("label_key", pa.int64()),
        pa.field("area_px2", pa.float64()),
        pa.field("is_crowd", pa.bool_()),
        pa.field("uri", pa.string()),
        pa.field("width_px", pa.int64()),
        pa.field("height_px", pa.int64()),
    ]
)
_PREDICTIONS = pa.schema(
    [
        pa.field("item_key", pa.int64()),
        pa.field("class_name", _CLASS),
        pa.field("confidence", pa.float64()),
        *_BOX,
    ]
)


def generate(spec: Spec, folder: Path) -> dict[str, Any]:
    """Write the set into the folder and return what `about.json` says."""
    started = time.perf_counter()
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    images = scenes(spec)
    counts = _write_objects(spec, images, part)
    _write_metadata(images, part / "metadata.parquet")
    found = subsets(part / "metadata.parquet")
    _write_json(part / "slices.json", found)
    _write_json(part / "groups.json", groups(part / "metadata.parquet", ("weather", "camera")))
    names = class_names(spec)
    _write_json(part / "classes.json", dict(zip(names, category_ids(spec).tolist(), strict=True)))
    sizes = sorted(len(subset["items"]) for subset in found)
    about = {
        "generation": GENERATION,
        "numpy": np.__version__,
        **asdict(spec),
        **counts,
        "slice_items": {"least": sizes[0], "median": sizes[len(sizes) // 2], "most": sizes[-1]},
        "seconds": round(time.perf_counter() - started, 1),
    }
    (part / "about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    return about


def is_current(spec: Spec, folder: Path) -> bool:
    """Whether the folder holds this set as it would be written now."""
    about = folder / "about.json"
    if not about.exists():
        return False
    said = json.loads(about.read_text(encoding="utf-8"))
    return bool(said["generation"] == GENERATION and said["numpy"] == np.__version__) and all(
        said[key] == value for key, value in asdict(spec).items()
    )


def _write_objects(spec: Spec, images: Scenes, folder: Path) -> dict[str, int]:
    names = pa.array(class_names(spec))
    label_count = prediction_count = crowd_count = 0
    with (
        (folder / "gt.json").open("wb") as truth,
        (folder / "dt.json").open("wb") as results,
        pq.ParquetWriter(folder / "labels.parquet", _LABELS) as label_table,
        pq.ParquetWriter(folder / "predictions.parquet", _PREDICTIONS) as prediction_table,
    ):
        truth.write(b'{"info":{"description":"duckeval benchmark"},"licenses":[],"images":')
        truth.write(msgspec.json.encode(_image_dicts(images)))
        truth.write(b',"annotations":[')
        results.write(b"[")
        for labels, predictions in chunks(spec, images):
            label_id = np.arange(label_count, label_count + len(labels["image"])) + 1
            _write_dicts(truth, _label_dicts(spec, images, labels, label_id), label_count > 0)
            _write_dicts(results, _prediction_dicts(spec, images, predictions), label_count > 0)
            label_table.write_table(_label_table(images, labels, label_id, names))
            prediction_table.write_table(_prediction_table(images, predictions, names))
            label_count += len(label_id)
            prediction_count += len(predictions["image"])
            crowd_count += int(labels["is_crowd"].sum())
        results.write(b"]")
        truth.write(b'],"categories":')
        ids, text = category_ids(spec).tolist(), class_names(spec)
        pairs = zip(ids, text, strict=True)
        truth.write(msgspec.json.encode([{"id": key, "name": name} for key, name in pairs]))
        truth.write(b"}")
    return {
        "label_count": label_count,
        "crowd_count": crowd_count,
        "prediction_count": prediction_count,
    }


def _write_dicts(file: BinaryIO, rows: list[dict[str, Any]], continues: bool) -> None:  # noqa: FBT001
    if continues:
        file.write(b",")
    file.write(msgspec.json.encode(rows)[1:-1])


def _image_dicts(images: Scenes) -> list[dict[str, Any]]:
    columns = zip(
        images.image_id.tolist(), images.width.tolist(), images.height.tolist(), strict=True
    )
    return [
        {"id": key, "file_name": f"{key:012d}.jpg", "width": width, "height": height}
        for key, width, height in columns
    ]


def _boxes(rows: Columns) -> list[list[float]]:
    boxes: list[list[float]] = np.stack([rows[key] for key in ("x", "y", "w", "h")], 1).tolist()
    return boxes


def _label_dicts(
    spec: Spec, images: Scenes, labels: Columns, label_id: Array
) -> list[dict[str, Any]]:
    return [
        {
            "id": key,
            "image_id": image,
            "category_id": category,
            "bbox": box,
            "area": area,
            "iscrowd": int(is_crowd),
        }
        for key, image, category, box, area, is_crowd in zip(
            label_id.tolist(),
            images.image_id[labels["image"]].tolist(),
            category_ids(spec)[labels["category"]].tolist(),
            _boxes(labels),
            labels["area"].tolist(),
            labels["is_crowd"].tolist(),
            strict=True,
        )
    ]


def _prediction_dicts(spec: Spec, images: Scenes, predictions: Columns) -> list[dict[str, Any]]:
    return [
        {"image_id": image, "category_id": category, "bbox": box, "score": score}
        for image, category, box, score in zip(
            images.image_id[predictions["image"]].tolist(),
            category_ids(spec)[predictions["category"]].tolist(),
            _boxes(predictions),
            predictions["score"].tolist(),
            strict=True,
        )
    ]


def _label_table(images: Scenes, labels: Columns, label_id: Array, names: pa.Array) -> pa.Table:
    image = labels["image"]
    image_id = images.image_id[image]
    return pa.table(
        [
            image_id,
            pa.DictionaryArray.from_arrays(labels["category"].astype(np.int32), names),
            *(labels[key] for key in ("x", "y", "w", "h")),
            label_id,
            labels["area"],
            labels["is_crowd"],
            pa.array([f"{key:012d}.jpg" for key in image_id.tolist()]),
            images.width[image],
            images.height[image],
        ],
        schema=_LABELS,
    )


def _prediction_table(images: Scenes, predictions: Columns, names: pa.Array) -> pa.Table:
    return pa.table(
        [
            images.image_id[predictions["image"]],
            pa.DictionaryArray.from_arrays(predictions["category"].astype(np.int32), names),
            predictions["score"],
            *(predictions[key] for key in ("x", "y", "w", "h")),
        ],
        schema=_PREDICTIONS,
    )


def _write_json(file: Path, content: object) -> None:
    file.write_text(json.dumps(content), encoding="utf-8")


def _write_metadata(images: Scenes, file: Path) -> None:
    columns: dict[str, pa.Array] = {"item_key": pa.array(images.image_id)}
    for name, values in images.metadata.items():
        columns[name] = pa.array(values, from_pandas=True)
    pq.write_table(pa.table(columns), file)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.generate", description=__doc__)
    parser.add_argument("sets", nargs="+", choices=sorted(SPECS))
    parser.add_argument("--into", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--again", action="store_true", help="write a set that is there again")
    options = parser.parse_args(arguments)
    # Millions of dicts that hold no cycle: the collector would take longer than everything else.
    gc.disable()
    for name in options.sets:
        folder = options.into / name
        if is_current(SPECS[name], folder) and not options.again:
            print(f"{folder}: there already", file=sys.stderr)
            continue
        about = generate(SPECS[name], folder)
        print(f"{folder}: {json.dumps(about)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
