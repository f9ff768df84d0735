"""Why another tool says another number: each step, checked against the macros and by hand."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from tests.property.projects import ask

if TYPE_CHECKING:
    from pathlib import Path

BOX = (10.0, 10.0, 20.0, 20.0)


def _project(path: Path, labels: list[Any], predictions: list[Any]) -> duckeval.Project:
    """Labels are item, class, box, crowd, difficult; predictions item, class, box, confidence."""
    import polars as pl

    boxes = ["x_px", "y_px", "w_px", "h_px"]
    project = duckeval.open(path / "steps.duckdb")
    project.load_labels(
        pl.DataFrame(
            [
                {"item_key": item, "class_name": name, **dict(zip(boxes, box, strict=True))}
                | {"is_crowd": is_crowd, "is_difficult": is_difficult}
                for item, name, box, is_crowd, is_difficult in labels
            ]
        )
    )
    project.load_predictions(
        pl.DataFrame(
            [
                {"item_key": item, "class_name": name, **dict(zip(boxes, box, strict=True))}
                | {"confidence": confidence}
                for item, name, box, confidence in predictions
            ]
        ),
        set_name="v1",
    )
    return project


def _means(project: duckeval.Project, **asked: Any) -> dict[tuple[str, str, str], dict[str, Any]]:
    rows = ask(project, "protocol_comparison", **asked)
    return {
        (row["rule"], row["mean_over"], row["recall_points"]): row
        for row in rows
        if row["class_name"] is None
    }


@pytest.mark.parametrize("asked", [{}, {"iou_threshold": 0.63, "min_confidence": 0.2}])
@pytest.mark.parametrize("protocol", ["closest", "coco", "voc"])
def test_the_ends_are_the_numbers_of_the_protocols(
    real_project: duckeval.Project, protocol: str, asked: dict[str, Any]
) -> None:
    compared = ask(real_project, "protocol_comparison", slice_by="item_id % 3", **asked)
    for class_set in ("observed", "labelled"):
        for interpolation in ("101", "11", "all"):
            settings = {"class_set": class_set, "interpolation": interpolation}
            given = {"protocol": protocol, "slice_by": "item_id % 3", **settings, **asked}
            found = {
                (row["slice"], row["class_name"]): row["ap"]
                for row in compared
                if row["rule"] == protocol
                and (row["mean_over"], row["recall_points"]) == (class_set, interpolation)
            }
            expected = {
                (row["slice"], row["class_name"]): row["ap"]
                for row in ask(real_project, "class_performance", **given)
            }
            expected |= {
                (row["slice"], None): row["map"]
                for row in ask(real_project, "performance", **given)
            }
            assert found == expected


def test_the_differences_lead_from_one_number_to_the_other(real_project: duckeval.Project) -> None:
    means = _means(real_project)
    chain = [
        ("closest", "labelled", "101"),
        ("max_detections", "labelled", "101"),
        ("coco", "labelled", "101"),
    ]
    start = means["closest", "observed", "101"]
    assert start["step"] is None
    assert start["difference"] is None
    assert [means[key]["step"] for key in chain] == [
        "classes_without_labels",
        "max_detections",
        "second_choice",
    ]
    total = start["ap"] + sum(means[key]["difference"] for key in chain)
    (coco,) = ask(real_project, "coco_summary")
    assert total == pytest.approx(coco["ap50"], abs=1e-12)


def test_a_class_with_predictions_and_no_label(tmp_path: Path) -> None:
    """The first of the two differences that the specification names."""
    with _project(
        tmp_path,
        [("1", "car", BOX, False, False)],
        [("1", "car", BOX, 0.9), ("1", "tram", BOX, 0.8)],
    ) as project:
        means = _means(project)
        assert means["closest", "observed", "101"]["ap"] == 0.5
        assert means["closest", "labelled", "101"]["ap"] == 1.0
        assert means["closest", "labelled", "101"]["difference"] == 0.5
        (coco,) = ask(project, "coco_summary")
        assert coco["ap50"] == 1.0


def test_a_second_choice(tmp_path: Path) -> None:
    """The second one: q overlaps a most, which p has taken; COCO lets it find b."""
    with _project(
        tmp_path,
        [
            ("1", "box", (0, 0, 100, 100), False, False),
            ("1", "box", (40, 0, 100, 100), False, False),
        ],
        [("1", "box", (0, 0, 100, 100), 0.9), ("1", "box", (18, 0, 100, 100), 0.8)],
    ) as project:
        means = _means(project)
        # one of two labels is found: 51 of the 101 recalls are reached, with precision 1
        assert means["closest", "labelled", "101"]["ap"] == 51 / 101
        assert means["max_detections", "labelled", "101"]["difference"] == 0
        assert means["coco", "labelled", "101"]["ap"] == 1.0
        assert means["coco", "labelled", "101"]["difference"] == 1 - 51 / 101


def test_crowds_difficult_labels_and_the_threshold(tmp_path: Path) -> None:
    far, half = (60.0, 60.0, 10.0, 10.0), (60.0, 60.0, 10.0, 5.0)
    labels = [
        ("1", "car", BOX, False, False),
        ("2", "car", BOX, True, False),
        ("3", "car", BOX, False, True),
        ("4", "car", far, False, False),
    ]
    predictions = [
        ("2", "car", BOX, 0.95),
        ("1", "car", BOX, 0.9),
        ("3", "car", BOX, 0.8),
        ("4", "car", half, 0.7),
    ]
    with _project(tmp_path, labels, predictions) as project:
        means = _means(project)
        everything = means["closest", "observed", "all"]
        # in order: ignored, right, right, right at IoU .5 exactly; three labels
        assert (everything["label_count"], everything["ap"]) == (3, 1.0)
        # the prediction in the crowd comes first: precision 1/2, 2/3, 3/4, enveloped to 3/4
        assert means["crowds_count", "observed", "all"]["ap"] == pytest.approx(3 / 4)
        # the last one is wrong: recall stops at two of three
        assert means["above", "observed", "all"]["ap"] == pytest.approx(2 / 3)
        # the difficult one is no label: one of two is found
        assert means["voc", "observed", "all"]["ap"] == pytest.approx(1 / 2)
        steps = {means[key, "observed", "101"]["step"] for key in ("crowds_count", "above", "voc")}
        assert steps == {"crowds_count", "iou_above_threshold", "difficult_ignored"}


def test_only_the_best_hundred(tmp_path: Path) -> None:
    """A right prediction behind a hundred wrong ones of its image is not looked at by COCO."""
    wrong = [("1", "car", (200.0 + n, 200, 5, 5), 0.9 - n / 1000) for n in range(100)]
    with _project(
        tmp_path, [("1", "car", BOX, False, False)], [*wrong, ("1", "car", BOX, 0.1)]
    ) as project:
        means = _means(project)
        assert means["closest", "labelled", "all"]["ap"] == pytest.approx(1 / 101)
        assert means["max_detections", "labelled", "all"]["ap"] == 0
        assert means["coco", "labelled", "all"]["ap"] == 0


def test_the_second_choice_matters_less_the_higher_the_threshold(tmp_path: Path) -> None:
    """In crowded scenes; at IoU near 1 no prediction reaches two labels."""
    rng = random.Random(7)  # noqa: S311
    labels, predictions = [], []
    for item in range(120):
        for _ in range(6):
            x, y = rng.uniform(0, 25), rng.uniform(0, 25)
            labels.append((str(item), "box", (x, y, 40.0, 40.0), False, False))
            for _ in range(2):
                near = (x + rng.gauss(0, 4), y + rng.gauss(0, 4), 40.0, 40.0)
                predictions.append((str(item), "box", near, rng.random()))
    with _project(tmp_path, labels, predictions) as project:
        gaps = []
        for iou_threshold in (0.5, 0.7, 0.9, 0.99):
            means = _means(project, iou_threshold=iou_threshold)
            closest, coco = (means[rule, "labelled", "101"]["ap"] for rule in ("closest", "coco"))
            gaps.append(abs(closest - coco))
    assert gaps[0] > gaps[1] > gaps[2] > gaps[3]
    assert gaps[0] > 0.05
    assert gaps[3] < 0.001


def test_unknown_names_are_errors(real_project: duckeval.Project) -> None:
    with pytest.raises(duckeval.UnknownNameError, match="no prediction set named 'v9'"):
        real_project.protocol_comparison(predictions="v9")
    with pytest.raises(duckeval.QueryError, match="item_scope"):
        real_project.query("from protocol_comparison(item_scope := 'some')")
