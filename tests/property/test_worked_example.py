"""A planted data set whose findings are known beforehand, found by the macros.

Four classes; quality helps, redness and uniqueness hurt, in this order of strength; chance does
neither; cats are taken for dogs, and no other class for another.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from tests.property.projects import new_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckeval

CLASSES = ("cat", "cow", "dog", "owl")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckeval.Project]:
    source = random.Random(2)  # noqa: S311 - not a secret
    facts, labels, predictions = [], [], []
    for number in range(1500):
        item: dict[str, Any] = {
            "item_key": f"i{number}",
            **{name: source.random() for name in ("quality", "redness", "uniqueness", "chance")},
        }
        facts.append(item)
        drive = 4 * item["quality"] - 3 * item["redness"] - 1.5 * item["uniqueness"] + 0.25
        for place in range(3):
            name = source.choice(CLASSES)
            row: dict[str, Any] = {
                "item_key": item["item_key"],
                "class_name": name,
                "x_px": 100.0 * place,
                "y_px": 10.0,
                "w_px": 40.0,
                "h_px": 40.0,
            }
            labels.append(row)
            is_right = source.random() < 1 / (1 + math.exp(-drive))
            said = "dog" if name == "cat" and source.random() < 0.3 else name
            shift = 0.0 if is_right else 35.0  # too far to be found
            predictions.append(
                row | {"class_name": said, "x_px": row["x_px"] + shift, "confidence": 0.9}
            )
    folder = tmp_path_factory.mktemp("worked")
    with new_project(folder / "worked.duckdb") as opened:
        opened.load_labels(pl.DataFrame(labels))
        opened.load_predictions(pl.DataFrame(predictions), set_name="model")
        opened.load_metadata(pl.DataFrame(facts))
        yield opened


@pytest.mark.parametrize("score", ["true_positive", "iou_true_positive", "found", "f1"])
def test_signs_and_order_of_importance(project: duckeval.Project, score: str) -> None:
    rows = {
        row["metric"]: row for row in project.metric_correlation().rows() if row["score"] == score
    }
    assert rows["quality"]["pearson_low"] > 0
    assert rows["redness"]["pearson_high"] < 0
    assert rows["uniqueness"]["pearson_high"] < 0
    assert rows["chance"]["pearson_low"] < 0 < rows["chance"]["pearson_high"]
    names = ("quality", "redness", "uniqueness", "chance")
    for measure in ("pearson", "spearman"):
        assert sorted(names, key=lambda name: -abs(rows[name][measure])) == list(names)
    assert rows["quality"]["q_value"] < 1e-6
    assert rows["chance"]["q_value"] > 0.05


def test_precision_and_recall_fall_over_redness(project: duckeval.Project) -> None:
    rows: list[dict[str, Any]] = project.metric_performance(of_metric="redness", bins=5).rows()
    for rate in ("precision", "recall"):
        curve = [row[rate] for row in rows]
        assert curve == sorted(curve, reverse=True)
        assert rows[0][f"{rate}_low"] > rows[-1][f"{rate}_high"]
    rising = [row["recall"] for row in project.metric_performance(of_metric="quality").rows()]
    assert rising[0] < rising[-1]


def test_the_confusion_goes_one_way(project: duckeval.Project) -> None:
    pairs = {
        (row["label_class"], row["predicted_class"]): row["object_count"]
        for row in project.confusion_matrix().rows()
        if None not in (row["label_class"], row["predicted_class"])
    }
    assert pairs["cat", "dog"] > 100
    assert {pair for pair in pairs if pair[0] != pair[1]} == {("cat", "dog")}
