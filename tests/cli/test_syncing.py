"""The loop from found faults to the next version: load, label_change, match --dataset."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from duckeval import UnknownNameError
from tests.cli.conftest import RESULTS, TRUTH

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


def rows(call: Callable[..., Answer], sql: str) -> list[dict[str, Any]]:
    answer = call("query", sql, "--format", "json")
    assert answer.code == 0, answer.err
    found: list[dict[str, Any]] = json.loads(answer.out)
    return found


@pytest.fixture
def corrected(folder: Path) -> str:
    """The labels once more: one moved, one of another class, one gone, one new, one image new."""
    truth = json.loads(json.dumps(TRUTH))
    one, two, three, _ = truth["annotations"]
    one["bbox"] = [1, 0, 20, 20]
    two["category_id"] = 1
    truth["annotations"] = [
        one,
        two,
        three,
        {"id": 9, "image_id": 2, "category_id": 2, "bbox": [80, 80, 10, 10]},
        {"id": 10, "image_id": 7, "category_id": 2, "bbox": [0, 0, 10, 10]},
    ]
    truth["images"] = [
        *truth["images"][:2],
        {"id": 7, "file_name": "new.jpg", "width": 90, "height": 90},
    ]
    (folder / "corrected.json").write_text(json.dumps(truth))
    return "corrected.json"


def test_the_next_version_keeps_what_is_known_of_its_items(
    call: Callable[..., Answer], corrected: str
) -> None:
    call("collection", "add", "night", "--where", "weather = 'night'")
    answer = call("load", "labels", corrected, "--dataset", "default@2")
    assert answer.code == 0
    assert "items keep what default@1 says of them: brightness, weather" in answer.err
    assert "slice night: 1 item added, 0 removed; 3 now" in answer.err.splitlines()
    found = rows(
        call, "select item_key, weather, width_px from item where dataset_id = 2 order by all"
    )
    assert [tuple(row.values()) for row in found] == [
        ("1", "sun", 100),
        ("2", "night", 100),
        ("7", None, 90),
    ]


def test_what_the_file_says_itself_is_not_overwritten(
    call: Callable[..., Answer], folder: Path, corrected: str
) -> None:
    truth = json.loads((folder / corrected).read_text())
    truth["images"][0]["weather"] = "fog"
    (folder / corrected).write_text(json.dumps(truth))
    answer = call("load", "labels", corrected, "--dataset", "default@2")
    assert "says of them: brightness\n" in answer.err
    found = rows(call, "select weather from item where dataset_id = 2 order by item_order")
    assert [row["weather"] for row in found] == ["fog", None, None]


def test_changes_of_labels(call: Callable[..., Answer], corrected: str) -> None:
    call("load", "labels", corrected, "--dataset", "default@2")
    found = rows(
        call,
        "select item_key, change, round(iou, 6) as iou, old_label_key, new_label_key, new_class "
        "from label_change",
    )
    assert [tuple(row.values()) for row in found] == [
        ("1", "moved", round(19 / 21, 6), "1", "1", "cat"),
        ("1", "reclassified", 1.0, "2", "2", "cat"),
        ("2", "added", None, None, "9", "dog"),
    ]


def test_predictions_are_scored_on_the_next_version(
    call: Callable[..., Answer], folder: Path, corrected: str
) -> None:
    more = [*RESULTS, {"image_id": 3, "category_id": 1, "bbox": [0, 0, 9, 9], "score": 0.5}]
    (folder / "v2.json").write_text(json.dumps(more))
    call("load", "predictions", "v2.json")
    call("load", "labels", corrected, "--dataset", "default@2")
    call("collection", "add", "tp", "--target", "prediction", "--from-query",
         "from outcome where outcome = 'tp'")  # fmt: skip
    answer = call("match", "--set", "v2", "--dataset", "default@2")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.splitlines() == [
        "scored v2 on default@2 as v2@default@2: 4 predictions",
        "warning: 1 item of v2 not in default@2: 1 prediction left out",
        "warning: 1 item of default@2 that v2 never saw: their labels count as missed",
        "collection tp: 3 predictions added, 0 removed; 9 now",
    ]
    assert call("doctor").code == 0
    again = call("match", "--set", "v2", "--dataset", "default@2")
    assert again.err == "v2 is scored on default@2 already, as v2@default@2; nothing changed\n"


def test_scores_are_those_of_loading_the_files_themselves(
    call: Callable[..., Answer], folder: Path, corrected: str
) -> None:
    call("load", "labels", corrected, "--dataset", "default@2")
    call("match", "--set", "v1", "--dataset", "default@2", "--protocol", "closest")
    call("match")
    known = [row for row in RESULTS if row["image_id"] != 3]
    (folder / "v1.json").write_text(json.dumps(known))
    fresh = ("--db", "fresh.duckdb")
    call("load", "labels", corrected, "--dataset", "default@2", *fresh)
    call("load", "predictions", "v1.json", *fresh)
    for protocol in ("closest", "coco", "voc"):
        for macro in ("performance", "class_performance", "outcome", "label_outcome"):
            sql = f"from {macro}(predictions := $set, protocol := '{protocol}')"
            with duckeval.open("duckeval.duckdb") as project:
                ours = project.query(sql, {"set": "v1@default@2"}).rows()
            with duckeval.open("fresh.duckdb") as project:
                theirs = project.query(sql, {"set": "v1"}).rows()
            assert _values(ours) == _values(theirs), (macro, protocol)


def _values(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            name: value
            for name, value in row.items()
            if name != "prediction_set" and not name.endswith("_id")
        }
        for row in found
    ]


def test_all_loaded_sets_without_a_name_and_again_after_a_set_was_replaced(
    call: Callable[..., Answer], folder: Path, corrected: str
) -> None:
    call("load", "labels", corrected, "--dataset", "default@2")
    assert call("match", "--dataset", "default@2").err.splitlines()[0] == (
        "scored v1 on default@2 as v1@default@2: 4 predictions"
    )
    (folder / "v1.json").write_text(json.dumps(RESULTS[:2]))
    call("load", "predictions", "v1.json", "--replace", "--dataset", "default@1")
    answer = call("match", "--dataset", "default@2")
    assert answer.err.startswith("scored v1 on default@2 as v1@default@2: 2 predictions\n")
    sets = rows(call, "select prediction_set_name as name from prediction_set order by 1")
    assert [row["name"] for row in sets] == ["v1", "v1@default@2"]
    assert call("doctor").code == 0


def test_what_cannot_be_scored(call: Callable[..., Answer], folder: Path, corrected: str) -> None:
    call("load", "labels", corrected, "--dataset", "default@2")
    (folder / "far.csv").write_text("item_key,class_name,x_px,y_px,w_px,h_px\nzz,cat,0,0,9,9\n")
    call("load", "labels", "far.csv", "--dataset", "far")
    (folder / "v1@default@2.json").write_text(json.dumps(RESULTS))
    call("load", "predictions", "v1@default@2.json", "--dataset", "default@1")
    for arguments, code, said in (
        (("--set", "v1", "--dataset", "default@9"), 1, "no data set named 'default@9'"),
        (("--set", "v9", "--dataset", "default@2"), 1, "no prediction set named 'v9'"),
        (("--set", "v1", "--dataset", "default@1"), 2, "is on data set default@1 already"),
        (("--set", "v1", "--dataset", "far@1"), 3, "have no item_key in common"),
        (("--set", "v1", "--dataset", "default@2"), 2, "was loaded from a file"),
    ):
        answer = call("match", *arguments)
        assert (answer.code, said in answer.err, answer.out) == (code, True, ""), answer.err
    with duckeval.open("duckeval.duckdb") as project:
        assert [each.name for each in project.sets] == ["v1", "v1@default@2"]
        with pytest.raises(UnknownNameError):
            project.match("v1", ("closst",), dataset="far@1")


def test_other_versions_that_are_not_there_are_listed(call: Callable[..., Answer]) -> None:
    answer = call("query", "from label_change(from_dataset := 'default@3')")
    assert (answer.code, answer.out) == (1, "")
    assert "no data set named default@3; there are: default@1" in answer.err
