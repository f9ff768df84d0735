"""The twelve defects of the archived reference implementation: we differ from each, and are right.

Each test plants a case, works out by hand or in plain Python what the defect would say and what is
right, and holds the macros against both. Where a defect has more tests elsewhere, they are named.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from tests.golden.vectors import ranked
from tests.oracle.scene import Item, Label, Prediction, Scene
from tests.property.projects import ask, load_scene, new_project, project_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

BOX = (0.0, 0.0, 50.0, 50.0)
FAR = (300.0, 300.0, 50.0, 50.0)
NEAR: dict[str, Any] = {"rel": 1e-12}


def scene_of(rows: Iterable[tuple[str, float | None, int, int, int]]) -> Scene:
    """Return a scene of items, each with a brightness and its found, missed and false objects."""
    items: list[Item] = []
    labels: list[Label] = []
    predictions: list[Prediction] = []
    for key, brightness, found, missed, false in rows:
        items.append(Item(key, {"weather": None, "hour": None, "brightness": brightness}))
        for place in range(found + missed):
            box = (100.0 * place, 0.0, 50.0, 50.0)
            labels.append(Label(str(len(labels) + 1), key, "thing", box))
            if place < found:
                predictions.append(_prediction(len(predictions), key, box))
        predictions += [
            _prediction(len(predictions) + place, key, (100.0 * place, 500.0, 50.0, 50.0))
            for place in range(false)
        ]
    return Scene(tuple(items), tuple(labels), tuple(predictions), ("thing",))


def _prediction(number: int, item: str, box: tuple[float, float, float, float]) -> Prediction:
    return Prediction(f"p{number}", item, "thing", 0.9 - number / 1000, box)


def plateau_end_precision(pattern: str, labels: int, digits: int | None = 2) -> float:
    """AP at 11 recalls as the reference has it: recall rounded, precision where a plateau ends."""
    points = []
    for rank in range(1, len(pattern) + 1):
        hits = pattern[:rank].count("T")
        if rank == len(pattern) or pattern[rank] == "T":  # the last rank with so many hits
            recall = hits / labels
            points.append((recall if digits is None else round(recall, digits), hits / rank))
    return sum(
        max((precision for recall, precision in points if recall >= tenth / 10), default=0.0)
        for tenth in range(11)
    ) / 11  # fmt: skip


def test_1_f1_is_not_cut_where_precision_and_recall_add_up_to_less_than_one() -> None:
    precision = recall = 0.3
    defect = 2 * precision * recall / max(precision + recall, 1.0)
    assert defect == pytest.approx(0.18)
    with project_of(ranked("TTTFFFFFFF", 10)) as project:
        (row,) = ask(project, "performance")
        (of_class,) = ask(project, "class_performance")
    assert (row["precision_micro"], row["recall_micro"]) == (0.3, 0.3)
    assert row["f1_micro"] == row["f1_macro"] == of_class["f1"] == pytest.approx(0.3, **NEAR)


def test_2_precision_is_read_where_a_hit_is_and_not_where_its_plateau_ends() -> None:
    """More vectors: tests/golden/test_golden_vectors.py."""
    assert plateau_end_precision("TFFT", 2) == pytest.approx(0.5)
    with project_of(ranked("TFFT", 2)) as project:
        (row,) = ask(project, "class_performance", interpolation="11")
    # recalls 0 to .5 at precision 1, those above at 2 of 4
    assert row["ap"] == pytest.approx((6 * 1.0 + 5 * 0.5) / 11, **NEAR)


def test_3_a_recall_that_rounds_to_a_point_has_not_reached_it() -> None:
    found, labels = 249, 250
    assert plateau_end_precision("T" * found, labels) == 1.0
    assert plateau_end_precision("T" * found, labels, digits=None) == pytest.approx(10 / 11)
    with project_of(ranked("T" * found, labels), protocols=("closest",)) as project:
        (tenths,) = ask(project, "class_performance", interpolation="11")
        (hundredths,) = ask(project, "class_performance", interpolation="101")
    assert tenths["ap"] == pytest.approx(10 / 11, **NEAR)
    assert hundredths["ap"] == pytest.approx(100 / 101, **NEAR)


def test_4_every_number_of_a_filter_is_of_its_items_only() -> None:
    """For every macro and any filter: tests/property/test_filter_law.py."""
    scene = scene_of([("1", 0.9, 4, 0, 0), ("2", 0.1, 1, 3, 2)])
    alone = scene.only(item=lambda one: one.key == "2")
    with project_of(scene) as project, project_of(alone) as fresh:
        for macro in ("performance", "class_performance", "coco_summary", "best_threshold"):
            filtered = ask(project, macro, item_filter="item_key = '2'")
            assert filtered == ask(fresh, macro), macro
            assert filtered != ask(project, macro), macro
        (row,) = ask(project, "performance", item_filter="item_key = '2'")
    assert (row["precision_micro"], row["recall_micro"]) == (1 / 3, 1 / 4)


def test_5_the_false_negative_rate_of_a_bin_is_over_its_labels() -> None:
    """Beside plain counting: tests/parity/test_metric_performance.py."""
    scene = scene_of([("1", 0.1, 1, 1, 7), ("2", 0.9, 2, 0, 0)])
    missed, predictions, labels = 1, 8, 2
    with project_of(scene) as project:
        dark, _ = ask(
            project, "metric_performance", of_metric="brightness", bins=2, binning="equal_width"
        )
    assert (dark["prediction_count"], dark["label_count"]) == (predictions, labels)
    assert dark["fn_rate"] == missed / labels != missed / (missed + predictions)
    assert dark["recall"] == 1 - dark["fn_rate"]


@pytest.mark.parametrize("kind", ["labels", "predictions"])
def test_6_an_angle_is_never_left_out_in_silence(tmp_path: Path, kind: str) -> None:
    """Boxes across one another overlap by 1/7 and not by 1."""
    header = "item_key,class_name,x_px,y_px,w_px,h_px"
    tilted, straight = "a,pole,0,15,40,10", "a,pole,15,0,10,40"
    files = {
        "tilted": (f"{header},angle_deg", f"{tilted},90"),
        "straight": (header, tilted),
    }
    labels = tmp_path / "labels.csv"
    predictions = tmp_path / "predictions.csv"
    other = "straight" if kind == "labels" else "tilted"
    one = "tilted" if kind == "labels" else "straight"
    labels.write_text("\n".join(files[one]) + "\n", encoding="utf-8")
    columns, row = files[other]
    predictions.write_text(f"{columns},confidence\n{row},0.9\n", encoding="utf-8")
    with duckeval.open(":memory:") as project:
        project.load_labels(labels)
        project.load_predictions(predictions)
        pairs = project.query("select distinct iou from pair").rows()
        around = project.query(
            "select x_px, y_px, w_px, h_px, area_px2 from "
            + ("label" if kind == "labels" else "prediction")
        ).rows()
    assert pairs == [{"iou": 1 / 7}]
    x, y, w, h = (float(value) for value in straight.split(",")[2:])
    assert around == [{"x_px": x, "y_px": y, "w_px": w, "h_px": h, "area_px2": 400.0}]


def pearson(pairs: Sequence[tuple[float, float]]) -> float:
    first = math.fsum(x for x, _ in pairs) / len(pairs)
    second = math.fsum(y for _, y in pairs) / len(pairs)
    together = math.fsum((x - first) * (y - second) for x, y in pairs)
    squares = math.fsum((x - first) ** 2 for x, _ in pairs) * math.fsum(
        (y - second) ** 2 for _, y in pairs
    )
    return together / math.sqrt(squares)


# Item, brightness, then how many objects are found, missed and false.
FOGGY = [
    ("1", 0.9, 5, 1, 1), ("2", 0.8, 4, 2, 1), ("3", 0.7, 4, 1, 2), ("4", 0.5, 2, 3, 4),
    ("5", 0.4, 2, 4, 3), ("6", None, 6, 0, 0), ("7", None, 6, 0, 1),
]  # fmt: skip


@pytest.fixture(scope="module")
def correlations(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, Any]]:
    folder = tmp_path_factory.mktemp("foggy")
    with new_project(folder / "project.duckdb") as project:
        load_scene(project, scene_of(FOGGY), folder)
        return {
            (row["target"], row["score"]): row
            for row in ask(project, "metric_correlation", n_min=4)
            if row["metric"] == "brightness"
        }


def test_7_a_missing_value_is_left_out_and_is_not_a_zero(
    correlations: dict[tuple[str, str], dict[str, Any]],
) -> None:
    """On real data, beside SciPy: tests/parity/test_metric_correlation.py."""
    outcomes = [
        (brightness, right)
        for _, brightness, found, _, false in FOGGY
        for right in [1.0] * found + [0.0] * false
    ]
    known = [(value, right) for value, right in outcomes if value is not None]
    row = correlations["prediction", "true_positive"]
    assert row["n"] == len(known) < len(outcomes)
    assert row["pearson"] == pytest.approx(pearson(known), rel=1e-9)
    with_zeros = pearson([(value or 0.0, right) for value, right in outcomes])
    assert with_zeros < 0 < row["pearson"]


def test_8_equal_confidences_have_one_order_whatever_the_file_says(tmp_path: Path) -> None:
    """Over threads and row orders: tests/property/test_same_bytes.py, test_metamorphic.py."""
    scene = ranked("TFTF", 2)
    tied = [
        Prediction(each.key, each.item, each.class_name, 0.5, each.box)
        for each in scene.predictions
    ]
    answers = set()
    orders = (tied, tied[::-1], [tied[2], tied[0], tied[3], tied[1]])
    for number, order in enumerate(orders):
        turned = Scene(scene.items, scene.labels, tuple(order), scene.classes)
        folder = tmp_path / str(number)
        folder.mkdir()
        with new_project(folder / "project.duckdb") as project:
            load_scene(project, turned, folder)
            # For coco the order of the file is the rule: it is what pycocotools goes by.
            for protocol in ("closest", "voc"):
                (row,) = ask(project, "class_performance", protocol=protocol)
                curve = ask(project, "precision_recall_curve", protocol=protocol)
                answers.add((row["ap"], *(each["precision"] for each in curve)))
    # by place, from the left: both labels are left of what is beside them
    assert answers == {(1.0, 1.0, 1.0, 2 / 3, 2 / 4)}


def test_9_missed_labels_count_in_a_correlation_that_says_how_much_it_stands_on(
    correlations: dict[tuple[str, str], dict[str, Any]],
) -> None:
    row = correlations["label", "found"]
    labels = [
        (brightness, right)
        for _, brightness, found, missed, _ in FOGGY
        for right in [1.0] * found + [0.0] * missed
        if brightness is not None
    ]
    assert row["n"] == len(labels)
    assert row["pearson"] == pytest.approx(pearson(labels), rel=1e-9)
    assert row["pearson_low"] < row["pearson"] < row["pearson_high"]
    assert 0 < row["p_value"] <= row["q_value"] <= 1


def test_10_accuracy_knows_false_positives_and_counts_objects() -> None:
    scene = scene_of([("1", None, 2, 1, 4), ("2", None, 1, 0, 0)])
    missed, items = 1, 2
    defect = 1 - missed / items
    with project_of(scene) as project:
        (row,) = ask(project, "performance")
    assert row["accuracy"] == 3 / (3 + 4 + 1) != defect


def test_11_bins_carry_their_counts_so_that_their_mean_is_the_rate_of_all() -> None:
    scene = scene_of([("1", 0.1, 1, 1, 1), ("2", 0.9, 8, 0, 0)])
    with project_of(scene) as project:
        bins = ask(
            project, "metric_performance", of_metric="brightness", bins=2, binning="equal_width"
        )
        (total,) = ask(project, "performance")
    unweighted = sum(each["precision"] for each in bins) / len(bins)
    weighted = sum(each["precision"] * each["prediction_count"] for each in bins) / sum(
        each["prediction_count"] for each in bins
    )
    assert unweighted == 0.75
    assert weighted == pytest.approx(total["precision_micro"], **NEAR)
    assert total["precision_micro"] == pytest.approx(0.9, **NEAR)


def test_12_mar_is_one_number_under_one_name() -> None:
    """A box of IoU .8 is found at seven of ten thresholds, .50 to .80."""
    scene = Scene(
        (Item("1"),),
        (Label("1", "1", "thing", BOX), Label("2", "1", "other", FAR)),
        (
            Prediction("p", "1", "thing", 0.9, (0.0, 0.0, 50.0, 40.0)),
            Prediction("q", "1", "other", 0.8, FAR),
        ),
        ("thing", "other"),
    )
    with project_of(scene) as project:
        (row,) = ask(project, "performance")
        classes = {each["class_name"]: each for each in ask(project, "class_performance")}
    assert classes["thing"]["ar"] == pytest.approx(0.7, **NEAR)
    assert row["mar"] == pytest.approx((0.7 + 1.0) / 2, **NEAR)
    # What the card of the reference says is recall at one threshold, and is called that here.
    assert row["recall_macro"] == 1.0
