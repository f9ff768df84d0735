"""TuSimple: its files, and its lane measure against the published formulas in plain loops."""

from __future__ import annotations

import json
import math
import random
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from duckeval.errors import InputFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

pytestmark = pytest.mark.parity

Image = dict[str, Any]
IMAGES = 120


def line_accuracy(lane: list[float], label: list[float], limit: float) -> float:
    right = 0
    for x, wanted in zip(lane, label, strict=True):
        one, other = (each if each >= 0 else -100 for each in (x, wanted))
        right += abs(one - other) < limit
    return right / len(label)


def limit_of(label: list[float], rows: list[float]) -> float:
    """Return 20 px over the cosine of the angle of the line of least squares x = k y + b."""
    known = [(y, x) for y, x in zip(rows, label, strict=True) if x >= 0]
    mean_y = sum(y for y, _ in known) / len(known)
    mean_x = sum(x for _, x in known) / len(known)
    slope = sum((y - mean_y) * (x - mean_x) for y, x in known) / sum(
        (y - mean_y) ** 2 for y, _ in known
    )
    return 20 / math.cos(math.atan(slope))


def score(predicted: list[list[float]], image: Image) -> tuple[float, float, float]:
    labels, rows = image["lanes"], image["h_samples"]
    if len(predicted) > len(labels) + 2:
        return 0.0, 0.0, 1.0
    best = [
        max((line_accuracy(lane, each, limit_of(each, rows)) for lane in predicted), default=0.0)
        for each in labels
    ]
    found = sum(each >= 0.85 for each in best)
    missed = len(labels) - found
    total = sum(best)
    if len(labels) > 4:
        missed = max(missed - 1, 0)
        total -= min(best)
    counted = max(min(4, len(labels)), 1)
    surplus = (len(predicted) - found) / len(predicted) if predicted else 0.0
    return total / counted, surplus, missed / counted


def perturbed(image: Image, draw: random.Random) -> list[list[float]]:
    """Return lanes that are moved, dropped, added and in another order.

    A point that is off by exactly as much as it may be falls on either side by rounding: the
    quarters keep clear of that.
    """
    lanes = [
        [x + draw.choice((0, 10.25, 18.25, 30.25)) if x >= 0 else -2 for x in lane]
        if draw.random() < 0.5
        else [x + offset if x >= 0 else -2 for x in lane]
        for lane in image["lanes"]
        for offset in [draw.choice((0, 15.25, 19.25, 21.25, 25.25, 60.25))]
    ]
    draw.shuffle(lanes)
    if draw.random() < 0.3:
        lanes.pop()
    far = [x + 300.25 if x >= 0 else -2 for x in image["lanes"][0]]
    return lanes + [far] * draw.choice((0, 0, 0, 1, 2, 4))


@pytest.fixture(scope="module")
def images(shared_data: Path) -> list[Image]:
    lines = (shared_data / "tusimple-lanes-gt" / "test_label.json").read_text().splitlines()
    every = [json.loads(line) for line in lines[::15]]
    whole = [
        image for image in every if all(sum(x >= 0 for x in lane) > 1 for lane in image["lanes"])
    ]
    return whole[:IMAGES]


@pytest.fixture(scope="module")
def predictions(images: list[Image]) -> dict[str, list[list[float]]]:
    draw = random.Random(7)  # noqa: S311 - the same lanes every time
    found = {image["raw_file"]: perturbed(image, draw) for image in images}
    found[images[0]["raw_file"]] = []
    return found


def write(path: Path, lines: list[Any]) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def loaded(
    project: Project, folder: Path, images: list[Image], predictions: dict[str, Any]
) -> Project:
    project.load_labels(write(folder / "labels.json", images))
    lines = [
        {"raw_file": image["raw_file"], "lanes": predictions[image["raw_file"]], "run_time": 10}
        for image in images
    ]
    project.load_predictions(write(folder / "v1.json", lines))
    return project


@pytest.fixture(scope="module")
def project(
    images: list[Image], predictions: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    with duckeval.open(":memory:") as opened:
        yield loaded(opened, tmp_path_factory.mktemp("lanes"), images, predictions)


def means(images: list[Image], predictions: dict[str, Any]) -> dict[str, float]:
    scores = [score(predictions[image["raw_file"]], image) for image in images]
    return {
        name: sum(each[place] for each in scores) / len(scores)
        for place, name in enumerate(("accuracy", "false_positive", "false_negative"))
    }


def test_the_lane_measure_is_that_of_the_published_formulas(
    project: Project, images: list[Image], predictions: dict[str, Any]
) -> None:
    [row] = project.lane_accuracy().rows()
    assert row["scored_count"] == row["item_count"] == IMAGES
    assert row["label_count"] == sum(len(image["lanes"]) for image in images)
    assert row["prediction_count"] == sum(map(len, predictions.values()))
    expected = means(images, predictions)
    assert 0.3 < expected["accuracy"] < 0.9
    assert {name: row[name] for name in expected} == pytest.approx(expected, abs=1e-12)


def test_a_slice_of_lanes_has_the_numbers_of_a_project_of_its_own(
    project: Project, images: list[Image], predictions: dict[str, Any], tmp_path: Path
) -> None:
    kept = [image for image in images if len(image["lanes"]) > 3]
    wanted = "item_id in (select item_id from label group by item_id having count(*) > 3)"
    with duckeval.open(":memory:") as fresh:
        loaded(fresh, tmp_path, kept, predictions)
        for name in ("lane_accuracy", "performance", "class_performance", "coco_summary"):
            assert (
                getattr(project, name)(item_filter=wanted).rows() == getattr(fresh, name)().rows()
            )
        expected = means(kept, predictions)
        [row] = fresh.lane_accuracy().rows()
    assert {name: row[name] for name in expected} == pytest.approx(expected, abs=1e-12)
    sliced = project.lane_accuracy(slice_by=f"({wanted})").rows()
    assert [each["item_count"] for each in sliced] == [IMAGES - len(kept), len(kept)]


def test_lanes_answer_everywhere(project: Project) -> None:
    [row] = project.performance().rows()
    assert row["true_positive_count"] + row["false_negative_count"] == row["label_count"]
    assert row["mean_iou"] > 0.5
    for view in ("outcome", "error_type", "confusion_matrix", "metric_performance"):
        assert project.query(f"from {view}").rows()
    counts = project.query("select distinct class_name from class_performance").rows()
    assert counts == [{"class_name": "lane"}]


GOOD = {"raw_file": "a.jpg", "h_samples": [10, 20, 30], "lanes": [[1, 2, 3]]}
FAULTS: list[tuple[Any, str, str]] = [
    ([1, 2], "", "is a JSON object"),
    ({**GOOD, "raw_file": 7}, "raw_file", "is a text"),
    ({"raw_file": "b", "lanes": []}, "h_samples", "is a list of numbers"),
    ({**GOOD, "lanes": 7}, "lanes", "is a list of lanes"),
    ({**GOOD, "lanes": [[1, 2, 3], [1, 2]]}, "lanes/1", "holds an x for each of the 3 rows"),
    ({**GOOD, "lanes": ["x"]}, "lanes/0", "holds an x for each of the 3 rows"),
    ({**GOOD, "lanes": [[1, None, 3]]}, "lanes/0", "holds finite numbers"),
    ({**GOOD, "lanes": [[1, math.nan, 3]]}, "lanes/0", "holds finite numbers"),
    ({**GOOD, "lanes": [[-2, -2, 3]]}, "lanes/0", "reaches two rows or more"),
]


def test_what_is_wrong_with_a_lane_is_set_aside_with_its_line(tmp_path: Path) -> None:
    lines = [GOOD, *(line for line, _, _ in FAULTS)]
    with duckeval.open(":memory:") as project:
        project.load_labels(write(tmp_path / "labels.json", lines))
        found = project.query("select line, field, rule from quarantine order by line").rows()
        assert [tuple(each.values()) for each in found] == [
            (line, name, rule) for line, (_, name, rule) in enumerate(FAULTS, start=2)
        ]
        wrong = {"raw_file": "nowhere.jpg", "lanes": [[1, 2, 3]]}
        scored = {"raw_file": "a.jpg", "lanes": [[1, 2, 3], [90, 95, 99]], "scores": [0.5, 0.25]}
        unscored = {**scored, "scores": [0.5]}
        project.load_predictions(write(tmp_path / "v1.json", [scored, wrong, unscored]))
        rows = project.query("select confidence from prediction order by all").rows()
        assert rows == [{"confidence": 0.25}, {"confidence": 0.5}]
        rows = project.query("select field, rule from quarantine where load_id = 2").rows()
        assert [each["field"] for each in rows] == ["raw_file", "scores", "scores"]
        [row] = project.lane_accuracy().rows()
        # two lines label the same lane, and both take the one prediction of it
        assert (row["label_count"], row["accuracy"], row["false_positive"]) == (2, 1, 0)


def test_a_file_without_an_image_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.json"
    path.write_text("\n", encoding="utf-8")
    with (
        duckeval.open(":memory:") as project,
        pytest.raises(InputFileError, match="holds no image"),
    ):
        project.load_labels(path, format="tusimple")
