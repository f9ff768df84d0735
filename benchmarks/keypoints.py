"""Poses to COCO's ten numbers of keypoints: duckeval and peers side by side.

    python -m benchmarks.keypoints                               11,000 persons, five rounds
    python -m benchmarks.keypoints --persons 1100 --rounds 1     a quick look

Each measurement is a process of its own; they take turns. Results go to KEYPOINTS.md.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.shapes import faster_job, hotcoco_job, our_job, page
from benchmarks.side_by_side import Comparison, Rounds, main

REPORT = Path(__file__).parent / "KEYPOINTS.md"
PERSONS = 11_000
JOINTS = 17
CLOSE = 1e-9
NUMBERS = (
    "ap", "ap50", "ap75", "ap_medium", "ap_large",
    "ar_20", "ar50", "ar75", "ar_medium", "ar_large",
)  # fmt: skip
PERSONS_AN_IMAGE, PREDICTIONS_A_PERSON = 2.2, 4
SEEN_SHARE, BLIND_SHARE, CROWD_SHARE, NEAR_SHARE = 0.7, 0.1, 0.01, 0.6

_QUERY = """
select count(*), max({value}) as largest
from prediction
inner join label using (item_id)
inner join class on label.class_id = class.class_id
"""
_SIMILARITY = """keypoint_similarity(
    prediction.keypoints,
    label.keypoints,
    _keypoint_sigmas(class.keypoint_sigmas, class.keypoint_names, 17),
    label.area_px2,
    [label.x_px, label.y_px, label.w_px, label.h_px]
)"""


def make(folder: Path, persons: int) -> None:
    """Write ground truth and results of one class with the 17 joints of COCO."""
    import numpy as np

    source = np.random.default_rng(0)
    image_count = max(int(persons / PERSONS_AN_IMAGE), 1)
    annotations: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for number in range(persons):
        image = int(source.integers(1, image_count + 1))
        corner, side = source.uniform(0, 400, 2), float(np.exp(source.normal(4.4, 0.7)))
        joints = corner + source.uniform(0, side, (JOINTS, 2))
        visible = 2 * (source.random(JOINTS) < SEEN_SHARE)
        if source.random() < BLIND_SHARE:
            visible[:] = 0
        given = np.column_stack([joints * (visible > 0)[:, None], visible])
        annotations.append(
            {
                "id": number + 1,
                "image_id": image,
                "category_id": 1,
                "bbox": [*corner.round(2).tolist(), round(side, 2), round(side, 2)],
                "area": round(0.6 * side * side, 2),
                "iscrowd": int(source.random() < CROWD_SHARE),
                "num_keypoints": int((visible > 0).sum()),
                "keypoints": given.round(1).reshape(-1).tolist(),
            }
        )
        for _ in range(source.poisson(PREDICTIONS_A_PERSON)):
            near = source.random() < NEAR_SHARE
            moved = joints + source.normal(0, side * (0.03 if near else 0.3), (JOINTS, 2))
            said = np.column_stack([moved, np.ones(JOINTS)]).round(2)
            results.append(
                {
                    "image_id": image,
                    "category_id": 1,
                    "keypoints": said.reshape(-1).tolist(),
                    "score": round(float(source.beta(2, 2 if near else 6)), 4),
                }
            )
    truth = {
        "images": [
            {"id": each, "file_name": f"{each}.jpg", "width": 640, "height": 480}
            for each in range(1, image_count + 1)
        ],
        "categories": [
            {"id": 1, "name": "person", "keypoints": [f"joint {each}" for each in range(JOINTS)]}
        ],
        "annotations": annotations,
    }
    (folder / "gt.json").write_text(json.dumps(truth), encoding="utf-8")
    (folder / "dt.json").write_text(json.dumps(results), encoding="utf-8")


def duckeval_job(folder: Path) -> dict[str, Any]:
    """Load both files, matched as keypoints and as boxes, and ask for the ten numbers."""
    bare, costly = (_QUERY.format(value=value) for value in ("1", _SIMILARITY))
    return our_job(folder, NUMBERS, bare, costly)


JOBS = {
    "duckeval": duckeval_job,
    "hotcoco": lambda folder: hotcoco_job(folder, "keypoints", len(NUMBERS)),
    "faster-coco-eval": lambda folder: faster_job(folder, "keypoints", len(NUMBERS)),
}


def _write(asked: argparse.Namespace, rounds: Rounds, differences: dict[str, float]) -> str:
    return page(asked, rounds, differences, _HEAD, _FOOT, "poses in one image")


_HEAD = """\
# Keypoints

{persons:,} persons with 17 joints and 4 predictions for each, JSON files to COCO's ten numbers of
keypoints; medians of {rounds}, interleaved; {versions}.
`python -m benchmarks.keypoints` writes this page.

"""
_FOOT = """
duckeval writes a project file, and matches the predictions as poses and as boxes; the others keep
arrays in memory and answer about poses. The numbers differ by at most {difference:.1g}. {pairs}

{load}
"""

COMPARISON = Comparison(
    "benchmarks.keypoints",
    {"persons": PERSONS},
    make,
    JOBS,
    dict.fromkeys(JOBS, CLOSE),
    REPORT,
    _write,
)

if __name__ == "__main__":
    raise SystemExit(main(COMPARISON, __doc__))
