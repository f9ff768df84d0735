"""Keypoints of COCO files: what is stored of them, and what is wrong with which."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from duckeval.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = ["head", "hand"]
POSE = [10, 10, 2, 20, 10, 1]
LABEL: dict[str, Any] = {"id": 1, "image_id": 1, "category_id": 1, "keypoints": POSE}
NAN = float("nan")

FAULTS: list[tuple[Any, str]] = [
    ([10, 10, 2, 20, 10], "holds x, y and visibility of each keypoint"),
    ([10, 10, 2], "holds the 2 keypoints of its class"),
    ([*POSE, 1, 1, 1], "holds the 2 keypoints of its class"),
    ([10, 10, 2, "20", 10, 1], "is a list of numbers"),
    (["head", "hand"], "is a list of numbers"),
    ([10, 10, 2, None, 10, 1], "is a list of numbers"),
    ([[10, 10, 2], [20, 10, 1]], "is a list of numbers"),
    ("10,10,2", "is a list of numbers"),
    ({"head": [10, 10]}, "is a list of numbers"),
    ([10, 10, 2, NAN, 10, 1], "is finite"),
    ([10, 10, 2, 1e999, 10, 1], "is finite"),
]


@pytest.fixture
def project() -> Iterator[Any]:
    with duckeval.open(":memory:") as opened:
        yield opened


def truth(*labels: dict[str, Any], **category: Any) -> dict[str, Any]:
    return {
        "images": [{"id": 1, "width": 100, "height": 100}],
        "categories": [{"id": 1, "name": "person", **category}],
        "annotations": list(labels),
    }


def write(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


SIGMAS = [0.1, 0.1]
OWN = {"keypoints": NAMES, "keypoint_sigmas": SIGMAS}


def load(project: Any, folder: Path, file: dict[str, Any], results: list[dict[str, Any]]) -> Any:
    project.load_labels(write(folder, "truth.json", file))
    return project.load_predictions(write(folder, "results.json", results))


def ask(project: Any, sql: str) -> list[tuple[Any, ...]]:
    return list(project.query(sql).tuples())


def result(pose: Any = POSE, score: float = 0.5) -> dict[str, Any]:
    return {"image_id": 1, "category_id": 1, "keypoints": pose, "score": score}


@pytest.mark.parametrize("kind", ["labels", "predictions"])
def test_faulty_keypoints_are_set_aside_with_field_and_rule(
    project: Any, tmp_path: Path, kind: str
) -> None:
    good = {**LABEL, "bbox": [1, 1, 20, 20]}
    if kind == "labels":
        faulty = [{**good, "id": 2 + n, "keypoints": pose} for n, (pose, _) in enumerate(FAULTS)]
        project.load_labels(write(tmp_path, "truth.json", truth(good, *faulty, **OWN)))
    else:
        load(
            project, tmp_path, truth(good, **OWN), [result(), *(result(pose) for pose, _ in FAULTS)]
        )
    rows = ask(project, "select field, rule from quarantine order by line")
    assert sorted(rows) == sorted(("keypoints", rule) for _, rule in FAULTS)
    [(count,)] = project.query(f"select count(*) from {kind[:-1]}").tuples()
    assert count == 1


def test_a_result_without_a_box_has_the_one_around_all_its_keypoints(
    project: Any, tmp_path: Path
) -> None:
    """As loadRes of pycocotools gives it; a label has the one around those that are there."""
    pose = [10, 10, 2, 40, 30, 0]
    load(
        project,
        tmp_path,
        truth({**LABEL, "keypoints": [*pose[:3], 0, 0, 0]}, **OWN),
        [result(pose)],
    )
    box = "select x_px, y_px, w_px, h_px, area_px2, visible_keypoints from "
    assert ask(project, box + "prediction") == [(10, 10, 30, 20, 600, 1)]
    assert ask(project, box + "label") == [(10, 10, 0, 0, 0, 1)]


def test_keypoints_without_known_sigmas_say_how_to_load_them(project: Any, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="class person has 2 keypoints and no sigmas"):
        load(project, tmp_path, truth(LABEL, keypoints=NAMES), [result()])
    own = truth(LABEL, **OWN)
    project.load_labels(write(tmp_path, "own.json", own), replace=True)
    project.load_predictions(tmp_path / "results.json")
    known = ask(project, "select keypoint_names, keypoint_sigmas from class")
    assert known == [(NAMES, SIGMAS)]
    assert ask(project, "select iou from pair where matching_id = 1") == [(1.0,)]


@pytest.mark.parametrize("sigmas", [[0.1], [0.1, 0], [0.1, -1], [0.1, NAN], ["a", "b"], "0.1"])
def test_sigmas_that_cannot_be_right_are_refused(project: Any, tmp_path: Path, sigmas: Any) -> None:
    file = truth(LABEL, keypoints=NAMES, keypoint_sigmas=sigmas)
    with pytest.raises(
        duckeval.DuckevalError, match="the keypoint_sigmas of class 'person' are wrong"
    ):
        load(project, tmp_path, file, [result()])


def test_a_class_without_names_has_one_number_of_keypoints(project: Any, tmp_path: Path) -> None:
    longer = [*POSE, 1, 1, 1]
    labels = [{**LABEL, "id": place, "keypoints": pose} for place, pose in enumerate([POSE, POSE])]
    file = truth(*labels, {**LABEL, "id": 9, "keypoints": longer}, keypoint_sigmas=SIGMAS)
    load(project, tmp_path, file, [result(), result(longer)])
    rows = ask(project, "select pointer, field, rule from quarantine order by load_id")
    rule = "holds the 2 keypoints of its class"
    assert rows == [("/annotations/2", "keypoints", rule), ("/1", "keypoints", rule)]


def test_crowdpose_is_known_by_its_names(project: Any, tmp_path: Path) -> None:
    parts = ["shoulder", "elbow", "wrist", "hip", "knee", "ankle"]
    sides = [f"{side}_{part}" for part in parts for side in ("left", "right")]
    pose = [value for place in range(14) for value in (place * 5, 10, 2)]
    moved = [value + 2 * (place == 0) for place, value in enumerate(pose)]
    label = {**LABEL, "keypoints": pose, "area": 400, "bbox": [0, 0, 70, 20]}
    load(project, tmp_path, truth(label, keypoints=[*sides, "head", "neck"]), [result(moved)])
    [(oks,)] = ask(project, "select iou from pair where matching_id = 1")
    # one joint of fourteen is off by 2: exp(-4 / (2 * 400 * (2 * .079)^2)) = exp(-.200288)
    assert oks == pytest.approx((13 + 0.8184953) / 14, abs=1e-7)


def test_outcomes_by_hand(project: Any, tmp_path: Path) -> None:
    """The similarities are (1 + exp(-9/32)) / 2 = .877, exp(-16/32) = .607, and next to nothing."""
    labels = [
        {**LABEL, "area": 400, "bbox": [5, 5, 20, 20]},
        {
            **LABEL,
            "id": 2,
            "area": 400,
            "bbox": [5, 5, 20, 20],
            "keypoints": [80, 80, 2, 90, 80, 2],
        },
        {**LABEL, "id": 3, "area": 400, "bbox": [5, 75, 9, 9], "keypoints": [0, 0, 0, 0, 0, 0]},
    ]
    results = [
        result([10, 10, 2, 20, 13, 2], 0.9),
        result([10, 14, 2, 20, 14, 0], 0.8),
        result([50, 50, 2, 50, 50, 2], 0.7),
        result([6, 76, 2, 9, 80, 2], 0.6),  # inside the label without a visible keypoint
    ]
    load(project, tmp_path, truth(*labels, **OWN), results)
    rows = ask(
        project,
        "select outcome, reason, iou from outcome where prediction_set = 'results' "
        "order by confidence desc",
    )
    assert [row[0] for row in rows] == ["tp", "fp", "fp", "ignored"]
    assert rows[1][1] == "duplicate"
    assert [round(row[2], 3) for row in rows[:2]] == [0.877, 0.607]
    [(labelled, ap)] = ask(project, "select label_count, map from performance")
    assert labelled == 2
    assert ap == pytest.approx(51 / 101)


def test_a_set_without_keypoints_is_not_compared_as_keypoints(project: Any, tmp_path: Path) -> None:
    boxes = [{key: value for key, value in result().items() if key != "keypoints"}]
    load(project, tmp_path, truth(LABEL, **OWN), [{**boxes[0], "bbox": [1, 1, 20, 20]}])
    with pytest.raises(QueryError, match="prediction set results has no keypoints"):
        project.match(shapes=["keypoints"])
    assert ask(project, "select compared_as from matching") == [("box",)]


def test_a_mixed_set_compares_poses_by_oks_and_boxes_by_iou(project: Any, tmp_path: Path) -> None:
    """A label without a visible keypoint hides a pose there, too, and is never missed."""
    box = {"image_id": 1, "category_id": 1, "bbox": [60, 60, 20, 20]}
    unseen = {
        **LABEL,
        "id": 3,
        "keypoints": [0, 0, 0, 0, 0, 0],
        "bbox": [0, 80, 10, 10],
        "area": 100,
    }
    results = [
        result([10, 10, 2, 20, 13, 2], 0.9),
        result([2, 82, 2, 8, 88, 2], 0.8),
        {**box, "bbox": [60, 60, 20, 10], "score": 0.7},
    ]
    label = {**LABEL, "area": 400, "bbox": [5, 5, 20, 20]}
    load(project, tmp_path, truth(label, {**box, "id": 2}, unseen, **OWN), results)
    assert ask(project, "select compared_as from matching where is_own_shape") == [("mixed",)]
    rows = ask(project, "select outcome, round(iou, 3) from outcome order by confidence desc")
    assert rows[0] == ("tp", 0.877)
    assert rows[1][0] == "ignored"
    assert rows[2] == ("tp", 0.5)
    assert ask(project, "select label_count from performance") == [(2,)]


@pytest.mark.parametrize(("others", "ap"), [(19, 1 / 20), (20, 0)])
def test_the_best_twenty_of_an_item_and_class_count_under_coco(
    project: Any, tmp_path: Path, others: int, ap: float
) -> None:
    """As maxDets of pycocotools: what ranks below finds nothing, where closest goes on."""
    far = [result([90, 90, 2, 95, 90, 2], 0.9) for _ in range(others)]
    label = {**LABEL, "area": 400, "bbox": [5, 5, 20, 20]}
    load(project, tmp_path, truth(label, **OWN), [*far, result(POSE, 0.1)])
    [(mean, recall)] = ask(project, "select ap, ar_20 from coco_summary")
    assert (mean, recall) == (pytest.approx(ap), float(ap > 0))
    for protocol, found in (("closest", 1), ("coco", int(ap > 0))):
        row = project.performance(predictions="results", protocol=protocol).rows()[0]
        assert row["true_positive_count"] == found
        assert row["label_count"] == 1
    (filtered,) = project.coco_summary(label_filter="area_px2 > 1", predictions="results").rows()
    assert filtered["ap"] == pytest.approx(ap)
