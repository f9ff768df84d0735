"""Rotated boxes to COCO's numbers: duckeval and hotcoco side by side.

    python -m benchmarks.rotated                                 200,000 predictions, five rounds
    python -m benchmarks.rotated --predictions 20000 --rounds 1  a quick look

Each measurement is a process of its own; they take turns. Results go to ROTATED.md.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from benchmarks.masks import _timed

REPORT = Path(__file__).parent / "ROTATED.md"
PREDICTIONS = 200_000
CLASSES = 15
CLOSE = 1e-9
PREDICTIONS_A_LABEL, OBJECTS_AN_IMAGE = 5, 50
SIZE = 1024
NEAR_SHARE, RIGHT_SHARE = 0.7, 0.9
NUMBERS = ("ap", "ap50", "ap75")

_CANDIDATES = """
select count(*), max({value}) as largest
from prediction
inner join label
    on
        prediction.item_id = label.item_id
        and prediction.x_px < label.x_px + label.w_px
        and prediction.x_px + prediction.w_px > label.x_px
        and prediction.y_px < label.y_px + label.h_px
        and prediction.y_px + prediction.h_px > label.y_px
"""
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

    (folder / "b.duckdb").unlink(missing_ok=True)
    found: dict[str, Any] = {}

    def work() -> list[float]:
        with duckeval.open(folder / "b.duckdb") as project:
            labels, results = folder / "labels.parquet", folder / "results.parquet"
            _timed(found, "labels", lambda: project.load_labels(labels, box="cxcywh"))
            load = project.load_predictions
            _timed(found, "predictions", lambda: load(results, box="cxcywh", match=False))

            def answer() -> Any:  # noqa: ANN401
                project.match(protocols=("coco",))
                return project.coco_summary().rows()

            [row] = _timed(found, "numbers", answer)
        return [row[name] for name in NUMBERS]

    found["answers"] = _timed(found, "all", work)
    with duckeval.open(folder / "b.duckdb") as project:
        for name, value in (("bare", "1"), ("candidates", _IOU)):
            query = _CANDIDATES.format(value=value)
            [(found["pairs"], _)] = _timed(
                found, name, lambda query=query: project.connection.execute(query).fetchall()
            )
    return found


def hotcoco_job(folder: Path) -> dict[str, Any]:
    """The same with hotcoco, in memory."""
    from hotcoco import COCO, COCOeval

    found: dict[str, Any] = {}

    def work() -> list[float]:
        truth = _timed(found, "labels", lambda: COCO(str(folder / "labels.json")))
        file = str(folder / "results.json")
        results = _timed(found, "predictions", lambda: truth.load_res(file))

        def evaluate() -> Any:  # noqa: ANN401
            one = COCOeval(truth, results, "obb")
            with warnings.catch_warnings(action="ignore"):
                one.run()
            return one.get_results()

        answer = _timed(found, "numbers", evaluate)
        return [float(answer[name]) for name in ("AP", "AP50", "AP75")]

    found["answers"] = _timed(found, "all", work)
    return found


JOBS = {"duckeval": duckeval_job, "hotcoco": hotcoco_job}


def main() -> int:
    """Measure and write the report; 5 when the numbers differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--predictions", type=int, default=PREDICTIONS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--job", choices=JOBS)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.job:
        print("\n" + json.dumps(JOBS[asked.job](asked.folder)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        make(Path(name), asked.predictions)
        rounds: dict[str, list[dict[str, Any]]] = {each: [] for each in JOBS}
        for _ in range(asked.rounds):
            for each in JOBS:
                command = [sys.executable, "-m", "benchmarks.rotated", "--job", each]
                done = subprocess.run(
                    [*command, "--folder", name], capture_output=True, text=True, check=True
                )
                rounds[each].append(json.loads(done.stdout.splitlines()[-1]))
    ours, theirs = (rounds[each][0]["answers"] for each in JOBS)
    difference = max(abs(one - other) for one, other in zip(ours, theirs, strict=True))
    text = _report(asked, rounds, difference)
    print(text)
    if asked.predictions == PREDICTIONS:
        REPORT.write_text(text, encoding="utf-8")
    return 5 if difference > CLOSE else 0


def _report(
    asked: argparse.Namespace, rounds: dict[str, list[dict[str, Any]]], difference: float
) -> str:
    from benchmarks.machine import versions

    known = versions()
    lines = [
        _HEAD.format(
            labels=asked.predictions // PREDICTIONS_A_LABEL,
            predictions=asked.predictions,
            rounds=asked.rounds,
            cores=os.cpu_count(),
            versions=", ".join(f"{each} {known[each]}" for each in ("duckdb", *JOBS)),
        )
    ]
    totals = {each: statistics.median(run["all"][0] for run in rounds[each]) for each in JOBS}
    for each, runs in rounds.items():
        steps = [
            statistics.median(run[name][place] for run in runs)
            for name, place in (
                ("labels", 0), ("predictions", 0), ("numbers", 0), ("all", 0), ("all", 1),
            )
        ]  # fmt: skip
        memory = statistics.median(run["memory"] for run in runs)
        shown = " | ".join(f"{step:.2f}" for step in steps)
        ratio = totals["duckeval"] / totals[each]
        lines.append(f"| {each} | {shown} | {memory:.2f} | {ratio:.2f} |\n")
    measured = rounds["duckeval"]
    pairs = measured[0]["pairs"]
    # all cores together: what a pair costs, and not how many there are to share it
    cost = statistics.median(run["candidates"][1] - run["bare"][1] for run in measured)
    seconds = statistics.median(run["candidates"][0] - run["bare"][0] for run in measured)
    return "".join(
        [
            *lines,
            _FOOT.format(
                pairs=pairs, cost=cost / pairs * 1e6, seconds=seconds / pairs * 1e6,
                difference=difference,
            ),
        ]
    )  # fmt: skip


_HEAD = """\
# Rotated boxes

{labels:,} labels and {predictions:,} predictions to COCO's AP, AP50 and AP75; medians of {rounds},
interleaved; {cores} cores; {versions}. `python -m benchmarks.rotated` writes this page.

| | labels s | predictions s | numbers s | all s | CPU s | memory GB | duckeval's time to it |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""
_FOOT = """
duckeval reads parquet and writes a project file, hotcoco reads JSON and keeps arrays in memory;
matching is in the column "numbers". {pairs:,} pairs of a prediction and a label have boxes that
overlap: exact overlaps take {cost:.2f} µs of CPU a pair, {seconds:.2f} s for a million pairs. The
numbers differ by at most {difference:.1g}.
"""


if __name__ == "__main__":
    raise SystemExit(main())
