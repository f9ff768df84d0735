"""Polygon labels and RLE predictions to COCO's twelve numbers: duckeval and peers side by side.

    python -m benchmarks.masks                                   5,000 images, five rounds
    python -m benchmarks.masks --images 500 --rounds 1           a quick look

Each measurement is a process of its own; they take turns. Results go to MASKS.md.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPORT = Path(__file__).parent / "MASKS.md"
IMAGES = 5_000
CLASSES = 80
CLOSE = 1e-9
LABELS_AN_IMAGE, PREDICTIONS_AN_IMAGE = 7.2, 30
CROWD_SHARE, NEAR_SHARE, RIGHT_SHARE = 0.01, 0.6, 0.9


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
    import duckeval

    (folder / "b.duckdb").unlink(missing_ok=True)
    found: dict[str, Any] = {}

    def work() -> list[float]:
        with duckeval.open(folder / "b.duckdb") as project:
            _timed(found, "labels", lambda: project.load_labels(folder / "gt.json"))
            load = project.load_predictions
            _timed(found, "predictions", lambda: load(folder / "dt.json", protocols=("coco",)))
            [row] = _timed(found, "twelve", lambda: project.coco_summary().rows())
        return [row[name] for name in _TWELVE]

    found["answers"] = _timed(found, "all", work)
    return found


_TWELVE = (
    "ap", "ap50", "ap75", "ap_small", "ap_medium", "ap_large",
    "ar_1", "ar_10", "ar_100", "ar_small", "ar_medium", "ar_large",
)  # fmt: skip


def hotcoco_job(folder: Path) -> dict[str, Any]:
    """The same with hotcoco, in memory."""
    from hotcoco import COCO, COCOeval

    return _peer(lambda: COCO(str(folder / "gt.json")), COCOeval, folder)


def faster_job(folder: Path) -> dict[str, Any]:
    """The same with faster-coco-eval."""
    from faster_coco_eval import COCO, COCOeval_faster

    def evaluator(truth: Any, results: Any, kind: str) -> Any:  # noqa: ANN401
        return COCOeval_faster(truth, results, kind)

    return _peer(lambda: COCO(str(folder / "gt.json")), evaluator, folder)


def _peer(read: Callable[[], Any], evaluator: Any, folder: Path) -> dict[str, Any]:  # noqa: ANN401
    found: dict[str, Any] = {}

    def work() -> list[float]:
        truth = _timed(found, "labels", read)
        file = str(folder / "dt.json")
        results = _timed(found, "predictions", lambda: truth.loadRes(file))

        def evaluate() -> Any:  # noqa: ANN401
            one = evaluator(truth, results, "segm")
            one.evaluate()
            one.accumulate()
            one.summarize()
            return one.stats

        return [float(each) for each in _timed(found, "twelve", evaluate)][:12]

    found["answers"] = _timed(found, "all", work)
    return found


def _timed(found: dict[str, Any], name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401
    used, began = sum(os.times()[:2]), time.perf_counter()
    answer = work()
    found[name] = [time.perf_counter() - began, sum(os.times()[:2]) - used]
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return answer


JOBS = {"duckeval": duckeval_job, "hotcoco": hotcoco_job, "faster-coco-eval": faster_job}


def main() -> int:
    """Measure and write the report; 5 when the numbers differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=IMAGES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--job", choices=JOBS)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.job:
        found = JOBS[asked.job](asked.folder)
        print("\n" + json.dumps(found))
        return 0
    with tempfile.TemporaryDirectory() as name:
        make(Path(name), asked.images)
        rounds: dict[str, list[dict[str, Any]]] = {each: [] for each in JOBS}
        for _ in range(asked.rounds):
            for each in JOBS:
                command = [sys.executable, "-m", "benchmarks.masks", "--job", each]
                done = subprocess.run(
                    [*command, "--folder", name], capture_output=True, text=True, check=True
                )
                rounds[each].append(json.loads(done.stdout.splitlines()[-1]))
    ours, *theirs = (rounds[each][0]["answers"] for each in JOBS)
    difference = max(
        abs(one - other) for answers in theirs for one, other in zip(ours, answers, strict=True)
    )
    text = _report(asked, rounds, difference)
    print(text)
    if asked.images == IMAGES:
        REPORT.write_text(text, encoding="utf-8")
    return 5 if difference > CLOSE else 0


def _report(
    asked: argparse.Namespace, rounds: dict[str, list[dict[str, Any]]], difference: float
) -> str:
    from benchmarks.machine import versions

    known = versions()
    lines = [
        _HEAD.format(
            images=asked.images,
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
                ("labels", 0), ("predictions", 0), ("twelve", 0), ("all", 0), ("all", 1),
            )
        ]  # fmt: skip
        memory = statistics.median(run["memory"] for run in runs)
        ratio = totals["duckeval"] / totals[each]
        shown = " | ".join(f"{step:.2f}" for step in steps)
        lines.append(f"| {each} | {shown} | {memory:.2f} | {ratio:.2f} |\n")
    return "".join([*lines, _FOOT.format(difference=difference)])


_HEAD = """\
# Masks

{images:,} images, 7 polygons of 10 to 60 corners and 30 masks in each, JSON files to COCO's twelve
numbers; medians of {rounds}, interleaved; {cores} cores; {versions}.
`python -m benchmarks.masks` writes this page.

| | labels s | predictions s | numbers s | all s | CPU s | memory GB | duckeval's time to it |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""
_FOOT = """
duckeval writes a project file, and matches the predictions as masks and as boxes; the others keep
arrays in memory and answer about masks. The numbers differ by at most {difference:.1g}.
"""


if __name__ == "__main__":
    raise SystemExit(main())
