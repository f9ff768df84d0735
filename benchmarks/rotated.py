"""Rotated boxes to COCO's numbers: duckeval and hotcoco side by side.

    python -m benchmarks.rotated                                 200,000 predictions, five rounds
    python -m benchmarks.rotated --predictions 20000 --rounds 1  a quick look

Each measurement is a process of its own; they take turns. Results go to ROTATED.md.
"""

import argparse
import json
import warnings
from pathlib import Path
from typing import Any

from benchmarks.shapes import CANDIDATES, measure_pairs, page, prepare
from benchmarks.side_by_side import Comparison, Rounds, main, timed

REPORT = Path(__file__).parent / "ROTATED.md"
PREDICTIONS = 200_000
CLASSES = 15
CLOSE = 1e-9
PREDICTIONS_A_LABEL, OBJECTS_AN_IMAGE = 5, 50
SIZE = 1024
NEAR_SHARE, RIGHT_SHARE = 0.7, 0.9
NUMBERS = ("ap", "ap50", "ap75")

_IOU = """rotated_iou(
    prediction.geometry, [0, 0, 0, 0]::double[4], label.geometry, [0, 0, 0, 0]::double[4], false
)"""


def make(folder: Path, count: int) -> None:
    """Write labels and predictions, as parquet with degrees and as COCO JSON with radians."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = np.random.default_rng(0)
    label_count = count // PREDICTIONS_A_LABEL
    image_count = max(label_count // (OBJECTS_AN_IMAGE // PREDICTIONS_A_LABEL), 1)
    image = source.integers(1, image_count + 1, label_count)
    image[:image_count] = np.arange(1, image_count + 1)[:label_count]
    boxes = np.column_stack(
        [
            source.uniform(0, SIZE, (label_count, 2)),
            np.exp(source.normal(3.5, 0.7, (label_count, 2))),
            source.uniform(-180, 180, label_count),
        ]
    )
    category = source.integers(1, CLASSES + 1, label_count)
    near = source.integers(0, label_count, count)
    found = boxes[near] + source.normal(0, 1, (count, 5)) * [4, 4, 3, 3, 5]
    found[:, 2:4] = np.maximum(found[:, 2:4], 2)
    is_far = source.random(count) > NEAR_SHARE
    found[is_far, :2] = source.uniform(0, SIZE, (is_far.sum(), 2))
    is_right = source.random(count) < RIGHT_SHARE
    classes = np.where(is_right, category[near], source.integers(1, CLASSES + 1, count))
    score = np.round(source.beta(2, 2 + 4 * is_far), 4)
    sides = {
        "labels": (image, category, boxes, None),
        "results": (image[near], classes, found, score),
    }
    for name, (images, kinds, rows, scores) in sides.items():
        x, y, w, h, angle = rows.T
        columns = {
            "item_key": images.astype(str), "class_name": kinds.astype(str),
            "cx_px": x, "cy_px": y, "w_px": w, "h_px": h, "angle_deg": angle,
        } | ({} if scores is None else {"confidence": scores})  # fmt: skip
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
        objects: list[dict[str, Any]] = [
            {"id": place + 1, "image_id": at, "category_id": kind, "obb": [*box[:4], -radians],
             "bbox": [0, 0, 1, 1], "area": box[2] * box[3], "iscrowd": 0}
            for place, (at, kind, box, radians) in enumerate(
                zip(images.tolist(), kinds.tolist(), rows.tolist(),
                    np.deg2rad(angle).tolist(), strict=True)
            )
        ]  # fmt: skip
        for one, value in zip(objects, [] if scores is None else scores.tolist(), strict=False):
            one["score"] = value
        content: Any = objects
        if scores is None:
            content = {
                "images": [
                    {"id": number, "width": SIZE, "height": SIZE}
                    for number in range(1, image_count + 1)
                ],
                "categories": [{"id": each, "name": str(each)} for each in range(1, CLASSES + 1)],
                "annotations": objects,
            }
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")


def duckeval_job(folder: Path) -> dict[str, Any]:
    """Load both files, match as rotated boxes, ask; then measure the candidate pairs alone."""
    import duckeval

    prepare()
    (folder / "b.duckdb").unlink(missing_ok=True)
    found: dict[str, Any] = {}

    def work() -> list[float]:
        with duckeval.open(folder / "b.duckdb") as project:
            labels, results = folder / "labels.parquet", folder / "results.parquet"
            timed(found, "labels", lambda: project.load_labels(labels, box="cxcywh"))
            load = project.load_predictions
            timed(found, "predictions", lambda: load(results, box="cxcywh", match=False))

            def answer() -> Any:  # noqa: ANN401
                project.match(protocols=("coco",))
                return project.coco_summary().rows()

            [row] = timed(found, "numbers", answer)
        return [row[name] for name in NUMBERS]

    found["answers"] = timed(found, "all", work)
    bare, costly = (CANDIDATES.format(value=value) for value in ("1", _IOU))
    measure_pairs(found, folder, bare, costly)
    return found


def hotcoco_job(folder: Path) -> dict[str, Any]:
    """The same with hotcoco, in memory."""
    from hotcoco import COCO, COCOeval

    found: dict[str, Any] = {}

    def work() -> list[float]:
        truth = timed(found, "labels", lambda: COCO(str(folder / "labels.json")))
        file = str(folder / "results.json")
        results = timed(found, "predictions", lambda: truth.load_res(file))

        def evaluate() -> Any:  # noqa: ANN401
            one = COCOeval(truth, results, "obb")
            with warnings.catch_warnings(action="ignore"):
                one.run()
            return one.get_results()

        answer = timed(found, "numbers", evaluate)
        return [float(answer[name]) for name in ("AP", "AP50", "AP75")]

    found["answers"] = timed(found, "all", work)
    return found


JOBS = {"duckeval": duckeval_job, "hotcoco": hotcoco_job}


def _write(asked: argparse.Namespace, rounds: Rounds, differences: dict[str, float]) -> str:
    asked.labels = asked.predictions // PREDICTIONS_A_LABEL
    return page(asked, rounds, differences, _HEAD, _FOOT, "rotated boxes whose boxes overlap")


_HEAD = """\
# Rotated boxes

{labels:,} labels and {predictions:,} predictions to COCO's AP, AP50 and AP75; medians of {rounds},
interleaved; {versions}.
`python -m benchmarks.rotated` writes this page.

"""
_FOOT = """
duckeval reads parquet and writes a project file, hotcoco reads JSON and keeps arrays in memory;
matching is in the column "numbers". The numbers differ by at most {difference:.1g}. {pairs}

{load}
"""

COMPARISON = Comparison(
    "benchmarks.rotated",
    {"predictions": PREDICTIONS},
    make,
    JOBS,
    dict.fromkeys(JOBS, CLOSE),
    REPORT,
    _write,
)

if __name__ == "__main__":
    raise SystemExit(main(COMPARISON, __doc__))
