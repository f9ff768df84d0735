"""Polygon labels and RLE predictions to COCO's twelve numbers: duckeval and peers side by side.

    python -m benchmarks.masks                                   5,000 images, five rounds
    python -m benchmarks.masks --images 500 --rounds 1           a quick look

Each measurement is a process of its own; they take turns. Results go to MASKS.md.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.shapes import CANDIDATES, faster_job, hotcoco_job, our_job, page
from benchmarks.side_by_side import Comparison, Rounds, main

REPORT = Path(__file__).parent / "MASKS.md"
IMAGES = 5_000
CLASSES = 80
CLOSE = 1e-9
NUMBERS = (
    "ap", "ap50", "ap75", "ap_small", "ap_medium", "ap_large",
    "ar_1", "ar_10", "ar_100", "ar_small", "ar_medium", "ar_large",
)  # fmt: skip
LABELS_AN_IMAGE, PREDICTIONS_AN_IMAGE = 7.2, 30
CROWD_SHARE, NEAR_SHARE, RIGHT_SHARE = 0.01, 0.6, 0.9

_QUERY = """
with predicted as (
    select item_id, list(_area_object(
        prediction_id, class_id, false, mask, geometry, [x_px, y_px, w_px, h_px], false, 'raster'
    )) as objects
    from prediction
    group by item_id
),
labelled as (
    select item_id, list(_area_object(
        label_id, class_id, is_crowd, mask, geometry, [x_px, y_px, w_px, h_px], false, 'raster'
    )) as objects
    from label
    group by item_id
)
select ({count}) as pairs, sum({value})
from predicted
inner join labelled using (item_id)
inner join item using (item_id)
"""
_COUNT = CANDIDATES.format(value="0").replace(", max(0) as largest", "")
_OVERLAPS = """len(area_pairs(
    'raster', item.height_px::integer, item.width_px::integer, predicted.objects, labelled.objects
))"""


def make(folder: Path, images: int) -> None:
    """Write ground truth with polygons of 10 to 60 corners, and results with masks of ellipses."""
    import numpy as np
    from pycocotools import mask

    source = np.random.default_rng(0)
    truth: dict[str, Any] = {
        "images": [
            {"id": number + 1, "file_name": f"{number}.jpg", "width": 640, "height": 480}
            for number in range(images)
        ],
        "categories": [{"id": each + 1, "name": f"class {each}"} for each in range(CLASSES)],
        "annotations": [],
    }
    results = []
    for image in truth["images"]:
        here = []
        for _ in range(source.poisson(LABELS_AN_IMAGE)):
            centre, radius = source.uniform((0, 0), (640, 480)), np.exp(source.normal(3.4, 0.9))
            category = int(source.integers(CLASSES)) + 1
            corners = _blob(source, centre, radius, int(source.integers(10, 61)))
            [rle] = mask.frPyObjects([corners], 480, 640)
            area = float(mask.area(rle))
            here.append((centre, radius, category))
            truth["annotations"].append(
                {
                    "id": len(truth["annotations"]) + 1,
                    "image_id": image["id"],
                    "category_id": category,
                    "segmentation": [corners],
                    "bbox": mask.toBbox(rle).tolist(),
                    "area": area,
                    "iscrowd": int(source.random() < CROWD_SHARE),
                }
            )
        for _ in range(PREDICTIONS_AN_IMAGE):
            near = bool(here) and source.random() < NEAR_SHARE
            centre, radius, category = (
                here[source.integers(len(here))]
                if near
                else (source.uniform((0, 0), (640, 480)), 30.0, 1)
            )
            moved = centre + source.normal(0, 0.15 * radius, 2)
            shape = _blob(source, moved, radius * np.exp(source.normal(0, 0.15)), 24)
            [rle] = mask.frPyObjects([shape], 480, 640)
            results.append(
                {
                    "image_id": image["id"],
                    "category_id": category if source.random() < RIGHT_SHARE else 1,
                    "segmentation": {"size": rle["size"], "counts": rle["counts"].decode()},
                    "score": round(float(source.beta(2, 2 if near else 6)), 4),
                }
            )
    (folder / "gt.json").write_text(json.dumps(truth), encoding="utf-8")
    (folder / "dt.json").write_text(json.dumps(results), encoding="utf-8")


def _blob(source: Any, centre: Any, radius: float, count: int) -> list[float]:  # noqa: ANN401
    import numpy as np

    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    reach = radius * source.normal(1, 0.08, count)
    x = np.clip(centre[0] + reach * np.cos(angle), 0, 640)
    y = np.clip(centre[1] + 0.7 * reach * np.sin(angle), 0, 480)
    return [round(value, 2) for value in np.stack([x, y], 1).reshape(-1).tolist()]


def duckeval_job(folder: Path) -> dict[str, Any]:
    """Load both files, matched as masks and as boxes, and ask for the twelve numbers."""
    bare, costly = (
        _QUERY.format(count=_COUNT, value=value)
        for value in ("len(predicted.objects) + len(labelled.objects)", _OVERLAPS)
    )
    return our_job(folder, NUMBERS, bare, costly)


JOBS = {
    "duckeval": duckeval_job,
    "hotcoco": lambda folder: hotcoco_job(folder, "segm", len(NUMBERS)),
    "faster-coco-eval": lambda folder: faster_job(folder, "segm", len(NUMBERS)),
}


def _write(asked: argparse.Namespace, rounds: Rounds, differences: dict[str, float]) -> str:
    return page(asked, rounds, differences, _HEAD, _FOOT, "masks whose boxes overlap")


_HEAD = """\
# Masks

{images:,} images, 7 polygons of 10 to 60 corners and 30 masks in each, JSON files to COCO's twelve
numbers; medians of {rounds}, interleaved; {versions}.
`python -m benchmarks.masks` writes this page.

"""
_FOOT = """
duckeval writes a project file, and matches the predictions as masks and as boxes; the others keep
arrays in memory and answer about masks. The numbers differ by at most {difference:.1g}. {pairs}

{load}
"""

COMPARISON = Comparison(
    "benchmarks.masks",
    {"images": IMAGES},
    make,
    JOBS,
    dict.fromkeys(JOBS, CLOSE),
    REPORT,
    _write,
)

if __name__ == "__main__":
    raise SystemExit(main(COMPARISON, __doc__))
