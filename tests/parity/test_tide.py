"""The error types are those of tidecv, in number, in object and in what each of them costs."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from tests.oracle.scene import Item, Label, Prediction, Scene
from tests.oracle.tide import MAIN, SPECIAL
from tests.oracle.tide_reference import tidecv_of
from tests.property.projects import ask, load_scene, new_project, scratch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.parity


def with_distinct_confidences(scene: Scene) -> Scene:
    """Take what ties apart: tidecv ranks a tie in one order before and in another after a fix."""
    ordered = scene.predictions_in_order()
    count = len(ordered)
    return replace(
        scene,
        predictions=tuple(
            replace(one, confidence=one.confidence * 0.99 + (count - place) * 1e-8)
            for place, one in enumerate(ordered)
        ),
    )


def scene_of(truth: Path, results: Path) -> Scene:
    content = json.loads(truth.read_bytes())
    names = {each["id"]: each["name"] for each in content["categories"]}
    return Scene(
        tuple(Item(str(each["id"])) for each in content["images"]),
        tuple(
            Label(
                str(each["id"]),
                str(each["image_id"]),
                names[each["category_id"]],
                tuple(each["bbox"]),
                is_crowd=bool(each["iscrowd"]),
            )
            for each in content["annotations"]
        ),
        tuple(
            Prediction(
                str(number),
                str(each["image_id"]),
                names[each["category_id"]],
                each["score"],
                tuple(each["bbox"]),
                {"prediction_kind": None},
            )
            for number, each in enumerate(json.loads(results.read_bytes()))
        ),
        tuple(names.values()),
    )


@pytest.fixture(scope="module")
def coco128(shared_data: Path) -> Scene:
    folder = shared_data / "coco128-yolov5s"
    return with_distinct_confidences(
        scene_of(folder / "instances_coco128.json", folder / "yolov5s_predictions.coco91.json")
    )


@pytest.fixture(scope="module")
def project(coco128: Scene) -> Iterator[Any]:
    with scratch() as folder, new_project(folder / "project.duckdb") as opened:
        load_scene(opened, coco128, folder)
        yield opened


def agree(project: Any, scene: Scene, **parameters: Any) -> None:
    """Hold counts, gains, types and missed labels against tidecv."""
    theirs = tidecv_of(
        scene,
        iou=parameters.get("iou_threshold", 0.5),
        background=parameters.get("background_threshold", 0.1),
        max_detections=parameters.get("max_detections", 10**9),
    )
    rows = {row["error_type"]: row for row in ask(project, "error_analysis", **parameters)}
    assert list(rows) == [*MAIN, *SPECIAL]
    for name, row in rows.items():
        assert row["ap"] == pytest.approx(theirs.ap, rel=1e-9, abs=1e-15)
        assert row["delta_ap"] == pytest.approx(theirs.gains[name], rel=1e-9, abs=1e-13), name
        if name in MAIN:
            assert row["error_count"] == theirs.counts[name], name
    objects = ask(project, "error_type", **parameters)
    assert {
        row["prediction_key"]: row["error_type"]
        for row in objects
        if row["error_type"] not in {None, "Miss"}
    } == theirs.types
    missed = {row["label_key"] for row in objects if row["error_type"] == "Miss"}
    assert missed == theirs.missed


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"max_detections": 100},
        {"iou_threshold": 0.75},
        {"iou_threshold": 0.6, "background_threshold": 0.25, "max_detections": 20},
    ],
    ids=str,
)
def test_real_detections_have_the_errors_of_tidecv(
    project: Any, coco128: Scene, parameters: dict[str, Any]
) -> None:
    agree(project, coco128, **parameters)


def random_scene(seed: int) -> Scene:
    """Return boxes that lie on, beside and far from labels, of right and wrong classes."""
    source = random.Random(seed)  # noqa: S311 - not a secret
    classes = tuple(f"class {number}" for number in range(source.randint(1, 5)))
    keys = [str(number) for number in range(source.randint(1, 6))]

    def box() -> tuple[float, float, float, float]:
        low, high = source.uniform(0, 60), source.uniform(0, 60)
        return (low, high, source.uniform(5, 40), source.uniform(5, 40))

    labels = tuple(
        Label(str(number), source.choice(keys), source.choice(classes), box(),
              is_crowd=source.random() < 0.1)
        for number in range(source.randint(1, 25))
    )  # fmt: skip
    predictions = []
    for number in range(source.randint(1, 120)):
        near = source.choice(labels)
        jitter = source.choice([0.0, 0.05, 0.15, 0.4, 0.8])
        left, top, wide, high = (side * (1 + source.uniform(-jitter, jitter)) for side in near.box)
        place = box() if source.random() < 0.2 else (left, top, wide, high)
        name = near.class_name if source.random() < 0.7 else source.choice(classes)
        predictions.append(
            Prediction(str(number), near.item, name, 0.0, place, {"prediction_kind": None})
        )
    scores = source.sample(range(10**6), len(predictions))
    scored = tuple(
        replace(one, confidence=score / 10**6)
        for one, score in zip(predictions, scores, strict=True)
    )
    return Scene(tuple(Item(key) for key in keys), labels, scored, classes)


@pytest.mark.parametrize("seed", range(20))
def test_random_detections_have_the_errors_of_tidecv(seed: int) -> None:
    scene = random_scene(seed)
    choice = random.Random(seed)  # noqa: S311 - not a secret
    parameters: dict[str, Any] = {
        "iou_threshold": choice.choice([0.5, 0.5, 0.3, 0.8]),
        "background_threshold": choice.choice([0.1, 0.1, 0.2]),
        "max_detections": choice.choice([10, 100]),
    }
    with scratch() as folder, new_project(folder / "project.duckdb") as project:
        load_scene(project, scene, folder)
        agree(project, scene, **parameters)


def test_ties_of_the_file_as_it_is_move_the_mean_of_tidecv_only(shared_data: Path) -> None:
    """Rounded scores tie: the types are the same, average precision differs in the fourth place."""
    folder = shared_data / "coco128-yolov5s"
    truth = folder / "instances_coco128.json"
    results = folder / "yolov5s_predictions.coco91.json"
    with scratch() as place, duckeval.open(place / "project.duckdb") as project:
        project.load_labels(truth)
        project.load_predictions(results)
        rows = ask(project, "error_analysis")
    theirs = tidecv_of(scene_of(truth, results))
    for row in rows:
        assert row["delta_ap"] == pytest.approx(theirs.gains[row["error_type"]], abs=5e-4)
        if row["error_type"] in MAIN:
            assert row["error_count"] == theirs.counts[row["error_type"]]
