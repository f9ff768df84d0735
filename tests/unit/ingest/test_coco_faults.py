"""Each fault of a COCO file: which row, which field, which value, which rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from duckeval.ingest import load_labels, load_predictions
from duckeval.store import Store
from tests.unit.ingest.samples import (
    RESULTS,
    column,
    faults,
    refusal,
    snapshot,
    truth,
    with_annotations,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Once

GOOD_LABEL: dict[str, Any] = {
    "id": 7,
    "image_id": 9,
    "category_id": 1,
    "bbox": [1, 2, 3, 4],
    "area": 12,
    "iscrowd": 0,
}
ITEM = "is an item of the data set"
CLASS = "is a class of the data set"
TEXT = "is a number or text"
NUMBER = "is a number"
FINITE = "is finite"
SIZE = "is 0 or more"
FOUR = "holds 4 numbers"
PRESENT = "is present"

NAN, INFINITE = float("nan"), float("inf")

Case = tuple[dict[str, Any], str, str | None, str]

BOTH: list[Case] = [
    ({"image_id": 77}, "image_id", "77", ITEM),
    ({"image_id": "ten"}, "image_id", "ten", ITEM),
    ({"image_id": None}, "image_id", None, PRESENT),
    ({"image_id": True}, "image_id", "true", TEXT),
    ({"image_id": {"a": 1}}, "image_id", '{"a": 1}', TEXT),
    ({"category_id": 2}, "category_id", "2", CLASS),
    ({"category_id": None}, "category_id", None, PRESENT),
    ({"category_id": [1]}, "category_id", "[1]", TEXT),
    ({"bbox": None}, "bbox", None, PRESENT),
    ({"bbox": []}, "bbox", "[]", FOUR),
    ({"bbox": [1, 2, 3]}, "bbox", "[1, 2, 3]", FOUR),
    ({"bbox": [1, 2, 3, 4, 5]}, "bbox", "[1, 2, 3, 4, 5]", FOUR),
    ({"bbox": "1,2,3,4"}, "bbox", "1,2,3,4", FOUR),
    ({"bbox": {"x": 1}}, "bbox", '{"x": 1}', FOUR),
    ({"bbox": 5}, "bbox", "5", FOUR),
    ({"bbox": [None, 2, 3, 4]}, "bbox/0", None, PRESENT),
    ({"bbox": [1, "2", 3, 4]}, "bbox/1", "2", NUMBER),
    ({"bbox": [1, 2, True, 4]}, "bbox/2", "true", NUMBER),
    ({"bbox": [1, 2, 3, [4]]}, "bbox/3", "[4]", NUMBER),
    ({"bbox": [NAN, 2, 3, 4]}, "bbox/0", "NaN", FINITE),
    ({"bbox": [1, INFINITE, 3, 4]}, "bbox/1", "Infinity", FINITE),
    ({"bbox": [1, 2, -INFINITE, 4]}, "bbox/2", "-Infinity", FINITE),
    ({"bbox": [1, 2, -3, 4]}, "bbox/2", "-3", SIZE),
    ({"bbox": [1, 2, 3, -0.5]}, "bbox/3", "-0.5", SIZE),
    ({"bbox": [1, 2, 1e200, 1e200]}, "bbox/2", "1e200", "spans a finite area"),
    ({"bbox": [1e308, 2, 1e308, 1]}, "bbox/2", "1e308", "spans a finite area"),
    ({"bbox": [1, 1e308, 1, 1e308]}, "bbox/3", "1e308", "spans a finite area"),
]
PREDICTION_ONLY: list[Case] = [
    ({"score": None}, "score", None, PRESENT),
    ({"score": "0.5"}, "score", "0.5", NUMBER),
    ({"score": "high"}, "score", "high", NUMBER),
    ({"score": True}, "score", "true", NUMBER),
    ({"score": [0.5]}, "score", "[0.5]", NUMBER),
    ({"score": NAN}, "score", "NaN", FINITE),
    ({"score": INFINITE}, "score", "Infinity", FINITE),
    ({"score": -INFINITE}, "score", "-Infinity", FINITE),
]
LABEL_ONLY: list[Case] = [
    ({"iscrowd": "yes"}, "iscrowd", "yes", "is true or false"),
    ({"iscrowd": [1]}, "iscrowd", "[1]", "is true or false"),
    ({"difficult": "no"}, "difficult", "no", "is true or false"),
]


def _same_value(found: str | None, value: str | None) -> bool:
    if found is None or value is None or found[:1] not in "[{":
        return found == value
    return bool(json.loads(found) == json.loads(value))


@pytest.mark.parametrize(("change", "field", "value", "rule"), BOTH + LABEL_ONLY)
def test_a_faulty_annotation(
    store: Store, tmp_path: Path, change: dict[str, Any], field: str, value: str, rule: str
) -> None:
    file = write(tmp_path / "truth.json", with_annotations(GOOD_LABEL | change, GOOD_LABEL))
    result = load_labels(store, file)
    assert (result.rows_in, result.rows_loaded, result.rows_quarantined) == (3, 2, 1)
    [(place, found_field, found_value, found_rule)] = faults(store)
    assert (place, found_field, found_rule) == ("/annotations/1", field, rule)
    assert _same_value(found_value, value)
    assert result.first_quarantined == (place, found_field, found_value, found_rule)
    assert column(store, "select count(*) from label") == [2]
    [raw] = column(store, "select raw from quarantine")
    # NaN and infinity are read as themselves, so compare texts.
    assert json.dumps(json.loads(raw)) == json.dumps(GOOD_LABEL | change)


def fill(folder: Path) -> None:
    with Store.open(folder / "labelled.duckdb", create=True) as store:
        load_labels(store, write(folder / "truth.json", truth()))


@pytest.fixture
def labelled(once: Once, tmp_path: Path) -> Iterator[Store]:
    once(fill, tmp_path)
    with Store.open(tmp_path / "labelled.duckdb") as store:
        yield store


@pytest.mark.parametrize(("change", "field", "value", "rule"), BOTH + PREDICTION_ONLY)
def test_a_faulty_result(
    labelled: Store, tmp_path: Path, change: dict[str, Any], field: str, value: str, rule: str
) -> None:
    file = write(tmp_path / "results.json", [*RESULTS, RESULTS[1] | change, RESULTS[0]])
    result = load_predictions(labelled, file, match=False)
    assert (result.rows_in, result.rows_loaded, result.rows_quarantined) == (5, 4, 1)
    [(place, found_field, found_value, found_rule)] = faults(labelled)
    assert (place, found_field, found_rule) == ("/3", field, rule)
    assert _same_value(found_value, value)
    assert column(labelled, "select source_row from prediction order by 1") == [0, 1, 2, 4]


def test_faulty_results_where_every_value_is_looked_at(labelled: Store, tmp_path: Path) -> None:
    """A text anywhere makes the reader do that."""
    cases = BOTH + PREDICTION_ONLY
    faulty = [RESULTS[1] | change for change, *_ in cases]
    rows = [row | {"note": "x"} for row in (*faulty, *RESULTS)]
    result = load_predictions(labelled, write(tmp_path / "results.json", rows), match=False)
    assert (result.rows_loaded, result.rows_quarantined) == (len(RESULTS), len(cases))
    found = {place: rest for place, *rest in faults(labelled)}
    assert len(found) == len(cases)
    for number, (_, field, value, rule) in enumerate(cases):
        found_field, found_value, found_rule = found[f"/{number}"]
        assert (found_field, found_rule) == (field, rule)
        assert _same_value(found_value, value)


@pytest.mark.parametrize("missing", ["image_id", "category_id", "bbox", "score"])
def test_a_missing_field(store: Store, tmp_path: Path, missing: str) -> None:
    load_labels(store, write(tmp_path / "truth.json", truth()))
    row = {key: value for key, value in RESULTS[0].items() if key != missing}
    load_predictions(store, write(tmp_path / "r.json", [*RESULTS, row]), match=False)
    assert faults(store) == [("/3", missing, None, PRESENT)]


@pytest.mark.parametrize("row", [5, None, [1], "text", {}])
def test_an_element_that_is_no_result(store: Store, tmp_path: Path, row: object) -> None:
    load_labels(store, write(tmp_path / "truth.json", truth()))
    result = load_predictions(store, write(tmp_path / "r.json", [*RESULTS, row]), match=False)
    assert result.rows_quarantined == 1
    assert faults(store) == [("/3", "image_id", None, PRESENT)]
    [raw] = column(store, "select raw from quarantine")
    assert json.loads(raw) == row


def test_overflowing_numbers_are_infinite(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "truth.json", truth()))
    text = json.dumps([*RESULTS, RESULTS[0] | {"score": 123456}]).replace("123456", "1e400")
    load_predictions(store, write(tmp_path / "r.json", text), match=False)
    assert faults(store) == [("/3", "score", "1e400", FINITE)]


def test_a_key_that_is_there_twice_costs_its_row(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "truth.json", truth()))
    text = json.dumps([*RESULTS, RESULTS[0] | {"zzz": 1}]).replace('"zzz": 1', '"score": 0.25')
    load_predictions(store, write(tmp_path / "r.json", text), match=False)
    assert faults(store) == [("/3", "score", "0.9", "is there once")]


def test_several_faults_are_all_there_in_order(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "truth.json", truth()))
    rows = [
        RESULTS[0] | {"score": None},
        *RESULTS,
        RESULTS[0] | {"bbox": [0, 0, -1, 1], "score": NAN},
    ]
    result = load_predictions(store, write(tmp_path / "r.json", rows), match=False)
    assert [fault[:2] for fault in faults(store)] == [("/0", "score"), ("/4", "bbox/2")]
    assert result.first_quarantined == ("/0", "score", None, PRESENT)


def test_on_error_fail_names_five_faults_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "truth.json", truth()))
    before = snapshot(store)
    rows = [*RESULTS, *(RESULTS[0] | {"bbox": [0, 0, 1, -n]} for n in range(1, 8))]
    error = refusal(
        load_predictions, store, write(tmp_path / "r.json", rows), on_error="fail", match=False
    )
    assert error.exit_code == 3
    assert "/3/bbox/3: -1" in str(error)
    assert "/7/bbox/3: -5" in str(error)
    assert "/8/bbox/3" not in str(error)
    assert "2 more" in str(error)
    assert snapshot(store) == before


def test_a_faulty_image_or_category_is_a_row_in_quarantine(store: Store, tmp_path: Path) -> None:
    content = truth()
    content["images"].append({"file_name": "no id.jpg"})
    content["categories"].append({"name": "no id"})
    result = load_labels(store, write(tmp_path / "truth.json", content))
    assert (result.rows_in, result.rows_loaded, result.rows_quarantined) == (5, 3, 2)
    assert faults(store) == [
        ("/categories/2", "id", None, PRESENT),
        ("/images/3", "id", None, PRESENT),
    ]


def test_more_than_half_of_the_classes_unknown_refuses_the_file(
    store: Store, tmp_path: Path
) -> None:
    load_labels(store, write(tmp_path / "truth.json", truth()))
    before = snapshot(store)
    rows = [row | {"category_id": row["category_id"] + 7} for row in RESULTS] + RESULTS[:2]
    error = refusal(load_predictions, store, write(tmp_path / "r.json", rows))
    assert error.exit_code == 3
    assert "2 of its 4 classes" in str(error)
    assert "'10', '8'" in str(error)
    assert error.hint is not None
    assert "--class-map" in error.hint
    assert error.hint
    assert snapshot(store) == before


def test_exactly_half_unknown_is_set_aside(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "truth.json", truth()))
    rows = [RESULTS[0], RESULTS[0] | {"category_id": 2}]
    result = load_predictions(store, write(tmp_path / "r.json", rows), match=False)
    assert result.rows_quarantined == 1


def test_no_known_image_names_five_keys_of_either_side(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "truth.json", truth()))
    rows = [RESULTS[0] | {"image_id": f"img{number}"} for number in range(7)]
    error = refusal(load_predictions, store, write(tmp_path / "r.json", rows))
    assert error.exit_code == 3
    assert "'img0', 'img1', 'img2', 'img3', 'img4', ..." in str(error)
    assert "0 of its 7 item ids" in str(error)
    assert "which has 3 items" in str(error)
    assert "not in the file: '10', '9', '8'" in str(error) or "'8', '9', '10'" in str(error)
    assert "--join" in (error.hint or "")


def test_no_usable_row_is_refused(store: Store, tmp_path: Path) -> None:
    before = snapshot(store)
    content = truth(annotations=[GOOD_LABEL | {"bbox": [0, 0, -1, -1]}])
    error = refusal(load_labels, store, write(tmp_path / "truth.json", content))
    assert error.exit_code == 3
    assert "none of its 1 rows" in str(error)
    assert "/annotations/0/bbox/2: -1" in str(error)
    assert snapshot(store) == before
    load_labels(store, write(tmp_path / "truth.json", truth()))
    error = refusal(
        load_predictions, store, write(tmp_path / "r.json", [RESULTS[0] | {"score": None}])
    )
    assert "none of its 1 rows" in str(error)
