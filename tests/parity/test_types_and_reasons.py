"""Where the error type of TIDE and `outcome.reason` differ on real data, each one, and why.

docs/error_types.md maps the two. Types and reasons are read from the product, and again from the
plain readings of both rules; the cause is a fact about the boxes alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import duckeval
from tests.oracle import closest, tide
from tests.oracle.scene import box_iou
from tests.parity.test_tide import scene_of
from tests.property.projects import ask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.oracle.scene import Prediction, Scene

TYPE_OF = {
    "duplicate": "Dupe",
    "low_iou": "Loc",
    "wrong_class": "Cls",
    "wrong_class_low_iou": "Both",
    "background": "Bkg",
}
"""The table of docs/error_types.md."""

TWO_CLASSES = "reaches a taken label of its class, and a label of another class"
SECOND_CHOICE = "its closest label is taken, and TIDE gives it the next one"
BEHIND_IT = "alone on its closest label, which TIDE gave to a more confident one as a second choice"

# Row of the file, item, class; what outcome and what TIDE says; the class of TIDE's label.
LISTED = """
 1427 599 couch        | duplicate Cls  cat
 1446 599 cat          | duplicate Cls  couch
 3257  71 truck        | duplicate Cls  car
 4021 326 person       | duplicate Cls  wine glass
 4022 326 wine glass   | duplicate Cls  person
 4078 315 umbrella     | duplicate tp   umbrella
 4109 315 chair        | duplicate Cls  person
 4303 315 umbrella     | tp        Dupe umbrella
 9184 443 cat          | duplicate Cls  person
 9190 443 person       | duplicate Cls  cat
 9199 443 cat          | duplicate Cls  person
 9205 443 couch        | duplicate Cls  person
 9206 443 person       | duplicate Cls  cat
 9217 443 cat          | duplicate Cls  couch
 9228 443 person       | duplicate Cls  cat
 9264 443 cat          | duplicate Cls  person
 9278 443 couch        | duplicate Cls  person
 9322 443 person       | duplicate Cls  couch
 9409 450 pizza        | duplicate Cls  dining table
10126 536 chair        | duplicate Cls  person
10252 536 chair        | duplicate Cls  person
10293 536 person       | duplicate Cls  chair
11125   9 broccoli     | duplicate Cls  bowl
11127   9 broccoli     | duplicate Cls  bowl
11444 110 pizza        | duplicate Cls  dining table
13262 196 bowl         | duplicate Cls  spoon
14292 332 bowl         | duplicate Cls  carrot
15671 328 person       | duplicate Cls  bench
16160 165 person       | duplicate Cls  scissors
16261 165 person       | duplicate Cls  scissors
16393 165 person       | duplicate Cls  scissors
17012 394 frisbee      | duplicate Cls  dog
17022 394 frisbee      | duplicate Cls  dog
18684  36 umbrella     | duplicate Cls  person
18689  36 person       | duplicate Cls  umbrella
18694  36 umbrella     | duplicate Cls  person
18698  36 umbrella     | duplicate Cls  person
18906 623 person       | duplicate Cls  teddy bear
19117 623 teddy bear   | duplicate Cls  person
19790 241 person       | duplicate Cls  couch
19791 241 couch        | duplicate Cls  person
19910 241 couch        | duplicate Cls  person
21326 529 motorcycle   | duplicate Cls  person
21995 113 dining table | duplicate Cls  cake
22026 113 cake         | duplicate Cls  dining table
"""

CAUSES = {
    ("duplicate", "Cls"): TWO_CLASSES,
    ("duplicate", "tp"): SECOND_CHOICE,
    ("tp", "Dupe"): BEHIND_IT,
}

# Key, item, class, reason or tp, type or tp, class of the label that TIDE means.
Difference = tuple[str, str, str, str, str, str]


def listed() -> list[Difference]:
    found: list[Difference] = []
    for line in LISTED.strip().splitlines():
        who, what = line.split("|")
        key, item, name = who.split(maxsplit=2)
        reason, kind, label = what.split(maxsplit=2)
        found.append((key, item, name.strip(), reason, kind, label))
    return found


@pytest.fixture(scope="module")
def scene(shared_data: Path) -> Scene:
    folder = shared_data / "coco128-yolov5s"
    return scene_of(folder / "instances_coco128.json", folder / "yolov5s_predictions.coco91.json")


@pytest.fixture(scope="module")
def project(
    tmp_path_factory: pytest.TempPathFactory, shared_data: Path
) -> Iterator[duckeval.Project]:
    folder = shared_data / "coco128-yolov5s"
    with duckeval.open(tmp_path_factory.mktemp("types") / "real.duckdb") as opened:
        opened.load_labels(folder / "instances_coco128.json")
        opened.load_predictions(folder / "yolov5s_predictions.coco91.json")
        yield opened


def differ(outcome: str, reason: str | None, typed: str, error: str | None) -> bool:
    if outcome != "fp" or typed != "fp":
        return outcome != typed
    return reason is None or TYPE_OF[reason] != error


def test_types_and_reasons_differ_on_the_listed_predictions_only(
    project: duckeval.Project,
) -> None:
    reasons = {row["prediction_key"]: row for row in ask(project, "outcome")}
    types = {
        row["prediction_key"]: row
        for row in ask(project, "error_type")
        if row["outcome"] != "missed"
    }
    assert len(reasons) == len(types) == 22284
    found = []
    for key, judged in reasons.items():
        typed = types[key]
        if differ(judged["outcome"], judged["reason"], typed["outcome"], typed["error_type"]):
            found.append(
                (
                    key,
                    judged["item_key"],
                    judged["class_name"],
                    judged["reason"] or judged["outcome"],
                    typed["error_type"] or typed["outcome"],
                    typed["label_class"],
                )
            )
    assert sorted(found) == sorted(listed())


def test_so_do_the_rules_read_plainly(scene: Scene) -> None:
    found = []
    for item in scene.items:
        alone = scene.only(item=lambda one, key=item.key: one.key == key)  # type: ignore[misc]
        types = {one.prediction.key: one for one in tide.analyse(alone, tide.Setting()).predictions}
        for judged in closest.outcomes(alone, closest.Setting()):
            typed = types[judged.prediction.key]
            if differ(judged.outcome, judged.reason, typed.outcome, typed.error):
                assert typed.label is not None
                found.append(
                    (
                        judged.prediction.key,
                        item.key,
                        judged.prediction.class_name,
                        judged.reason or judged.outcome,
                        typed.error or typed.outcome,
                        typed.label.class_name,
                    )
                )
    assert sorted(found) == sorted(listed())


@pytest.mark.parametrize("row", listed(), ids=lambda row: f"{row[0]} {row[2]}")
def test_every_difference_has_its_cause(scene: Scene, row: Difference) -> None:
    key, item, name, reason, kind, label_class = row
    by_key = {one.key: one for one in scene.predictions if one.item == item}
    one = by_key[key]
    labels = [each for each in scene.labels if each.item == item and not each.is_crowd]
    own = sorted(
        (each for each in labels if each.class_name == name),
        key=lambda each: -box_iou(one.box, each.box),
    )
    # The closest label of its class is reached, whatever the difference is.
    assert box_iou(one.box, own[0].box) >= 0.5

    def rivals(label_box: tuple[float, float, float, float]) -> list[Prediction]:
        return [
            each
            for each in by_key.values()
            if each.class_name == name
            and each.confidence > one.confidence
            and box_iou(each.box, label_box) >= 0.5
        ]

    cause = CAUSES[reason, kind]
    if cause == TWO_CLASSES:
        others = [each for each in labels if each.class_name == label_class]
        assert label_class != name, cause
        assert rivals(own[0].box), cause
        assert max(box_iou(one.box, each.box) for each in others) >= 0.5, cause
    elif cause == SECOND_CHOICE:
        assert rivals(own[0].box), cause
        assert 0.5 <= box_iou(one.box, own[1].box) < box_iou(one.box, own[0].box), cause
    else:
        (taker,) = rivals(own[0].box)
        # It has a closer label of its own, so that only TIDE makes it a rival.
        assert max(box_iou(taker.box, each.box) for each in own[1:]) > box_iou(
            taker.box, own[0].box
        ), cause
