"""Protocol coco at any threshold and under filters, class by class, against pycocotools.

A filter is handed to pycocotools as its own filter by area (see `tests.oracle.coco.classes_at`);
under `drop` it is given files without the rows.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import duckeval
from tests.oracle.coco import TWELVE, CocoClass, classes_at, twelve_of
from tests.oracle.files import coco_results, coco_truth
from tests.property.projects import ask, load_coco, scratch
from tests.property.scenes import coco_scenes, examples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.oracle.coco import Annotation
    from tests.oracle.scene import Scene

pytestmark = pytest.mark.parity

numbers = itertools.count()

LABEL_FILTERS: dict[str, Callable[[Annotation], bool]] = {
    "true": lambda _: True,
    "area_px2 >= 1024 and area_px2 <= 9216": lambda one: 1024 <= one["area"] <= 9216,
    "x_px < 30 or class_name = 'class 0'": lambda one: (
        one["bbox"][0] < 30 or one["category_id"] == 1
    ),
    "false": lambda _: False,
}
PREDICTION_FILTERS: dict[str, Callable[[Annotation], bool]] = {
    "true": lambda _: True,
    "w_px * h_px between 1024 and 9216": lambda one: (
        1024 <= one["bbox"][2] * one["bbox"][3] <= 9216
    ),
    "confidence > 0.3": lambda one: one["score"] > 0.3,
}
thresholds = st.sampled_from([0.5, 0.55, 0.9, 0.95, 1.0, 0.625, 0.05]) | st.floats(0.01, 1.0)


@pytest.fixture(scope="module")
def shared_project() -> Iterator[Any]:
    with scratch() as folder, duckeval.open(folder / "settings.duckdb") as project:
        yield project


@pytest.mark.slow
@examples(few=20, many=300)
@given(
    scene=coco_scenes(),
    threshold=thresholds,
    label_filter=st.sampled_from(sorted(LABEL_FILTERS)),
    prediction_filter=st.sampled_from(sorted(PREDICTION_FILTERS)),
    min_confidence=st.sampled_from([0.0, 0.0, 0.5]),
)
def test_every_class_is_as_in_pycocotools(
    shared_project: Any,
    scene: Scene,
    threshold: float,
    label_filter: str,
    prediction_filter: str,
    min_confidence: float,
) -> None:
    name = f"example{next(numbers)}"
    with scratch() as folder:
        load_coco(shared_project, scene, folder, dataset=name, set_name=name)
    truth = coco_truth(scene)
    results = [one for one in coco_results(scene) if one["score"] >= min_confidence]
    keeps_label, keeps_prediction = (
        LABEL_FILTERS[label_filter],
        PREDICTION_FILTERS[prediction_filter],
    )
    asked: dict[str, object] = {
        "predictions": name,
        "protocol": "coco",
        "iou_threshold": threshold,
        "min_confidence": min_confidence,
        "label_filter": label_filter,
        "prediction_filter": prediction_filter,
        "class_set": "declared",
    }
    ignored = classes_at(
        truth, results, threshold, keeps_label=keeps_label, keeps_prediction=keeps_prediction
    )
    check_classes(ask(shared_project, "class_performance", **asked, outside="ignore"), ignored)
    kept_truth, kept_results = cut(truth, results, keeps_label, keeps_prediction)
    dropped = classes_at(kept_truth, kept_results, threshold)
    check_classes(ask(shared_project, "class_performance", **asked, outside="drop"), dropped)
    del asked["iou_threshold"], asked["class_set"]
    (ours,) = ask(shared_project, "coco_summary", **asked, outside="drop")
    twelve = twelve_of(kept_truth, kept_results)
    assert {key: ours[key] for key in TWELVE} == pytest.approx(twelve, abs=1e-12)
    (ours,) = ask(shared_project, "coco_summary", **asked, outside="ignore")
    twelve = twelve_of(truth, results, keeps_label=keeps_label, keeps_prediction=keeps_prediction)
    assert {key: ours[key] for key in TWELVE} == pytest.approx(twelve, abs=1e-12)


def check_classes(ours: list[dict[str, Any]], theirs: dict[str, CocoClass]) -> None:
    rows = {row["class_name"]: row for row in ours}
    assert rows.keys() == theirs.keys()
    for name, expected in theirs.items():
        row = rows[name]
        assert row["label_count"] == expected.label_count, name
        assert row["prediction_count"] == expected.prediction_count, name
        assert row["true_positive_count"] == expected.true_positive_count, name
        if expected.label_count:
            assert row["ap"] == pytest.approx(expected.ap, abs=1e-12), name
            assert row["recall"] == pytest.approx(expected.recall, abs=1e-12), name
            assert row["ar"] == pytest.approx(expected.ar, abs=1e-12), name
        else:
            assert row["recall"] is None


def cut(
    truth: dict[str, Any],
    results: list[Annotation],
    keeps_label: Callable[[Annotation], bool],
    keeps_prediction: Callable[[Annotation], bool],
) -> tuple[dict[str, Any], list[Annotation]]:
    annotations = [one for one in truth["annotations"] if keeps_label(one)]
    return {**truth, "annotations": annotations}, [one for one in results if keeps_prediction(one)]
