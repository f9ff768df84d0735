"""A confidence chosen on some real images and reported on others, from the command line.

The oracle is the plain reading of the rule, over the records of the two JSON files.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.oracle.closest import Setting, outcomes
from tests.parity.test_tide import scene_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer
    from tests.oracle.scene import Scene

LEAST_PRECISION = 0.8
CLASSES = ("person", "car", "cup")


@pytest.fixture(scope="module")
def files(shared_data: Path) -> tuple[Path, Path]:
    folder = shared_data / "coco128-yolov5s"
    return folder / "instances_coco128.json", folder / "yolov5s_predictions.coco91.json"


def judged(scene: Scene) -> list[tuple[str, float, bool]]:
    """Return class, confidence and rightness of every prediction that counts, image by image."""
    found = []
    for item in scene.items:
        alone = scene.only(item=lambda one, key=item.key: one.key == key)  # type: ignore[misc]
        found += [
            (one.prediction.class_name, one.prediction.confidence, one.outcome == "tp")
            for one in outcomes(alone, Setting())
            if one.outcome != "ignored"
        ]
    return found


def counts(
    scene: Scene, rows: list[tuple[str, float, bool]], name: str | None, confidence: float
) -> tuple[int, int, int]:
    """Return true positives, false positives and misses at a confidence."""
    kept = [right for each, sure, right in rows if name in {None, each} and sure >= confidence]
    labels = sum(name in {None, one.class_name} and not one.is_crowd for one in scene.labels)
    return sum(kept), len(kept) - sum(kept), labels - sum(kept)


def chosen(rows: list[tuple[str, float, bool]], name: str | None) -> float:
    """Return the lowest confidence of the highest recall at the precision that is asked for."""
    falling = sorted(
        ((sure, right) for each, sure, right in rows if name in {None, each}), reverse=True
    )
    best, most, found = 1.0, -1, 0
    for place, (sure, right) in enumerate(falling, start=1):
        found += right
        is_last_of_its_kind = place == len(falling) or falling[place][0] < sure
        if is_last_of_its_kind and found / place >= LEAST_PRECISION and found >= most:
            best, most = sure, found
    return best


def test_chosen_on_small_ids_and_reported_on_large_ones(
    call: Callable[..., Answer], files: tuple[Path, Path], tmp_path: Path
) -> None:
    db = ("--db", str(tmp_path / "real.duckdb"))
    assert call("load", "labels", str(files[0]), *db).code == 0
    assert call("load", "predictions", str(files[1]), *db).code == 0
    answer = call(
        "threshold", "--precision-at-least", str(LEAST_PRECISION), "--per-class",
        *("--choose-on", "item_key::int < 300", "--where", "item_key::int >= 300"),
        *("--by", "item_key::int % 2", "--format", "json"), *db,
    )  # fmt: skip
    assert (answer.code, answer.err) == (0, "")
    rows: list[dict[str, Any]] = json.loads(answer.out)

    whole = scene_of(*files)
    chosen_on = whole.only(item=lambda one: int(one.key) < 300)
    rest = whole.only(item=lambda one: int(one.key) >= 300)
    assert (len(chosen_on.items), len(rest.items)) == (48, 80)
    parts = {
        None: rest,
        "0": rest.only(item=lambda one: int(one.key) % 2 == 0),
        "1": rest.only(item=lambda one: int(one.key) % 2 == 1),
    }
    choosing = judged(chosen_on)
    reporting = {key: judged(part) for key, part in parts.items()}
    compared = 0
    for row in rows:
        name = row["class_name"]
        if name is not None and name not in CLASSES:
            continue
        best = chosen(choosing, name)
        assert row["confidence"] == best, name
        key = None if row["slice_by"] is None else str(row["slice"])
        right, wrong, missed = counts(parts[key], reporting[key], name, best)
        assert row["true_positive_count"] == right
        assert row["false_positive_count"] == wrong
        assert row["false_negative_count"] == missed
        assert row["precision"] == right / (right + wrong)
        assert row["recall"] == right / (right + missed)
        assert row["false_positives_per_item"] == wrong / len(parts[key].items)
        compared += 1
    assert compared == len(parts) * (len(CLASSES) + 1)
