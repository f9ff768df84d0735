"""What COCO ground truth means: defaults, duplicates, classes, metadata, further files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from duckeval.ingest import load_labels, load_predictions
from tests.unit.ingest.samples import (
    RESULTS,
    TRUTH,
    column,
    refusal,
    snapshot,
    truth,
    with_annotations,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from duckeval.store import Store

LABEL: dict[str, Any] = {"id": 7, "image_id": 9, "category_id": 1, "bbox": [1, 2, 3, 4]}


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (None, 12.0),
        ("absent", 12.0),
        (0, 12.0),
        (-4, 12.0),
        ("abc", 12.0),
        ("5", 12.0),
        (float("nan"), 12.0),
        (float("inf"), 12.0),
        (True, 12.0),
        ([5], 12.0),
        (5, 5.0),
        (5.25, 5.25),
        (900, 900.0),
    ],
)
def test_area(store: Store, tmp_path: Path, area: object, expected: float) -> None:
    row = LABEL if area == "absent" else LABEL | {"area": area}
    result = load_labels(store, write(tmp_path / "t.json", with_annotations(row)))
    assert result.rows_quarantined == 0
    assert column(store, "select area_px2 from label where label_key = '7'") == [expected]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, False), (0, False), (1, True), (2, True), (True, True), (False, False), (1.0, True)],
)
def test_crowd(
    store: Store,
    tmp_path: Path,
    value: object,
    expected: bool,  # noqa: FBT001
) -> None:
    load_labels(store, write(tmp_path / "t.json", with_annotations(LABEL | {"iscrowd": value})))
    assert column(store, "select is_crowd from label where label_key = '7'") == [expected]


def test_boxes_that_are_odd_and_kept(store: Store, tmp_path: Path) -> None:
    boxes = [[1, 2, 0, 4], [1, 2, 0, 0], [-20, -20, 10, 10], [90, 70, 500, 500]]
    rows = [LABEL | {"id": place, "bbox": box} for place, box in enumerate(boxes)]
    result = load_labels(store, write(tmp_path / "t.json", with_annotations(*rows)))
    assert result.rows_quarantined == 0
    found = store.run("select x_px, y_px, w_px, h_px from label where item_id = 2 order by 1, 2, 3")
    assert sorted(map(list, found)) == sorted(boxes)


def test_annotation_id_zero_and_no_id(store: Store, tmp_path: Path) -> None:
    no_id = {key: value for key, value in LABEL.items() if key != "id"}
    load_labels(store, write(tmp_path / "t.json", with_annotations(LABEL | {"id": 0}, no_id)))
    assert sorted(column(store, "select label_key from label")) == ["0", "1", "2"]


def test_an_annotation_id_that_is_there_twice_loses_nothing(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "t.json", with_annotations(LABEL, LABEL | {"bbox": [1, 1, 1, 1]}))
    result = load_labels(store, file)
    assert (result.rows_loaded, result.rows_quarantined) == (3, 0)
    assert any("1 ids stand for 2 labels" in warning for warning in result.warnings)
    assert column(store, "select count(distinct label_id) from label") == [3]


def test_images_that_are_there_twice(store: Store, tmp_path: Path) -> None:
    content = truth()
    content["images"].append(dict(content["images"][0]))
    load_labels(store, write(tmp_path / "same.json", content))
    assert column(store, "select count(*) from item") == [3]
    before = snapshot(store)
    content["images"][-1]["width"] = 5
    error = refusal(load_labels, store, write(tmp_path / "other.json", content), dataset="b")
    assert "'10' is there twice, with width_px '5' and '100'" in str(error)
    content["images"][-1] |= {"width": 100, "weather": "rain"}
    error = refusal(load_labels, store, write(tmp_path / "third.json", content), dataset="b")
    assert "'10' is there twice, with different metadata" in str(error)
    assert snapshot(store) == before


def test_images_without_annotations_stay(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "t.json", truth()))
    assert column(store, "select item_key from item anti join label using (item_id)") == ["8"]


def test_two_categories_of_one_name_stay_two(store: Store, tmp_path: Path) -> None:
    categories = [{"id": 1, "name": "cat"}, {"id": 3, "name": "cat"}, {"id": 4, "name": "cow"}]
    file = write(tmp_path / "t.json", truth(categories=categories))
    result = load_labels(store, file)
    assert any("'cat #3'" in warning for warning in result.warnings)
    assert store.run(
        "select class_key, class_name, class_index from dataset_class inner join class "
        "using (class_id) order by class_index"
    ) == [("1", "cat", 0), ("3", "cat #3", 1), ("4", "cow", 2)]
    # and once more, beside other labels
    second = load_labels(
        store, write(tmp_path / "u.json", truth(categories=categories, annotations=[]))
    )
    assert second.classes_without_labels == 1
    assert column(store, "select count(*) from class") == [3]


def test_a_category_id_with_two_names_is_refused(store: Store, tmp_path: Path) -> None:
    categories = [*TRUTH["categories"], {"id": 1, "name": "lion"}]
    error = refusal(load_labels, store, write(tmp_path / "t.json", truth(categories=categories)))
    assert "class '1' has the names 'cat' and 'lion'" in str(error)
    load_labels(store, write(tmp_path / "t.json", truth()))
    categories = [{"id": 1, "name": "lion"}, TRUTH["categories"][1]]
    error = refusal(load_labels, store, write(tmp_path / "u.json", truth(categories=categories)))
    assert "class '1' is named 'lion', and 'cat' in the project" in str(error)


def test_a_category_without_a_name_goes_by_its_id(store: Store, tmp_path: Path) -> None:
    categories = [{"id": 1}, {"id": 3, "name": ""}, {"id": 0, "name": "zero"}]
    result = load_labels(store, write(tmp_path / "t.json", truth(categories=categories)))
    assert column(store, "select class_name from class order by 1") == ["1", "3", "zero"]
    assert any("no name" in warning for warning in result.warnings)


def test_a_name_is_one_class_in_every_data_set(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "t.json", truth()), dataset="a")
    categories = [{"id": 3, "name": "cat"}, {"id": 1, "name": "dog"}]
    load_labels(store, write(tmp_path / "u.json", truth(categories=categories)), dataset="b@7")
    assert column(store, "select count(*) from class") == [2]
    assert store.run(
        "select dataset_name, dataset_version, class_key, class_name from dataset_class "
        "inner join class using (class_id) inner join dataset using (dataset_id) order by all"
    ) == [
        ("a", "1", "1", "cat"),
        ("a", "1", "3", "dog"),
        ("b", "7", "1", "dog"),
        ("b", "7", "3", "cat"),
    ]


def test_what_images_say_becomes_typed_columns(store: Store, tmp_path: Path) -> None:
    content = truth()
    first, second, third = content["images"]
    first |= {"weather": "rain", "speed": 5, "lux": 1, "night": True, "license": 4, "big": 2**63}
    second |= {"weather": "sun", "speed": None, "lux": 0.25, "night": False, "coco_url": "http://x"}
    third |= {"lux": None, "tags": ["a"], "km/h~": 3, "date_captured": "2013", "mixed": "a"}
    second["mixed"] = 5
    second["split"] = "val"
    result = load_labels(store, write(tmp_path / "t.json", content))
    assert any("'tags'" in warning for warning in result.warnings)
    assert store.run(
        'select item_key, split, weather, speed, lux, night, big, "km/h~", mixed from item '
        "order by item_order"
    ) == [
        ("8", None, None, None, None, None, None, 3, "a"),
        ("9", "val", "sun", None, 0.25, False, None, None, "5"),
        ("10", None, "rain", 5, 1.0, True, "9223372036854775808", None, None),
    ]
    assert store.run(
        "select metric_name, type, is_metadata from metric where origin = 'loaded' order by 1"
    ) == [
        ("big", "VARCHAR", True),
        ("km/h~", "BIGINT", True),
        ("lux", "DOUBLE", True),
        ("mixed", "VARCHAR", True),
        ("night", "BOOLEAN", True),
        ("speed", "BIGINT", True),
        ("weather", "VARCHAR", True),
    ]
    assert column(
        store,
        "select comment from duckdb_columns() where table_name = 'item' and column_name = 'uri'",
    ) == ["File name or address as written in the labels file."]


def test_an_image_key_with_a_name_of_ours_needs_a_map(store: Store, tmp_path: Path) -> None:
    content = truth()
    content["images"][0]["item_id"] = "x"
    file = write(tmp_path / "t.json", content)
    error = refusal(load_labels, store, file)
    assert "'item_id'" in str(error)
    assert "--map item_id=NEW_NAME" in (error.hint or "")
    load_labels(store, file, column_map={"item_id": "serial"})
    assert column(store, "select serial from item where item_key = '10'") == ["x"]


def test_a_second_file_extends_the_data_set(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "t.json", truth()))
    load_predictions(store, write(tmp_path / "r.json", RESULTS), protocols=["closest"])
    load_predictions(store, write(tmp_path / "s.json", RESULTS), match=False)
    # the prediction on the crowd has no closest label yet
    assert column(store, "select count(*) from evaluated where iou > 0") == [2]
    more = truth(
        images=[TRUTH["images"][1], {"id": 1, "file_name": "one.jpg"}],
        annotations=[
            LABEL | {"bbox": [5, 6, 7, 9]},
            LABEL | {"id": 8, "image_id": 1, "category_id": 3},
        ],
    )
    result = load_labels(store, write(tmp_path / "more.json", more))
    assert result.rows_loaded == 2
    assert column(store, "select item_key from item order by item_order") == ["1", "8", "9", "10"]
    assert column(store, "select item_order from item order by 1") == [0, 1, 2, 3]
    assert column(store, "select source_row from label order by label_id") == [2, 1, 0, 4, 3]
    assert column(store, "select label_id from label order by 1") == [1, 2, 3, 4, 5]
    # the matched set was matched again, under its own protocol, and the other one was left alone
    assert store.run(
        "select prediction_set_name, is_matched_closest, is_matched_coco from prediction_set "
        "left join matching using (prediction_set_id) order by 1"
    ) == [("r", True, False), ("s", None, None)]
    assert column(store, "select count(*) from evaluated where iou > 0") == [3]
    assert column(store, "select count(*) from pair") > [3]


def test_an_item_that_is_described_anew_is_refused(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "t.json", truth()))
    before = snapshot(store)
    content = truth()
    content["images"][1]["height"] = 81
    error = refusal(load_labels, store, write(tmp_path / "u.json", content))
    assert "item '9' has height_px '81', and '80' in the project" in str(error)
    assert "NAME@VERSION" in (error.hint or "")
    assert snapshot(store) == before
    # what was not said before may be said now
    content["images"] = [{"id": 8, "split": "val"}]
    content["annotations"] = []
    load_labels(store, write(tmp_path / "v.json", content))
    assert store.run("select split, width_px from item where item_key = '8'") == [("val", 100)]


def test_the_order_of_the_file_changes_no_id_but_the_place(store: Store, tmp_path: Path) -> None:
    content = truth()
    load_labels(store, write(tmp_path / "t.json", content), dataset="a")
    content["annotations"] = content["annotations"][::-1]
    content["images"] = content["images"][::-1]
    load_labels(store, write(tmp_path / "u.json", content), dataset="b")
    both = [
        store.run(
            "select item_key, class_name, label_key, x_px from label inner join item using "
            "(item_id) inner join class using (class_id) where dataset_id = $id order by label_id",
            {"id": number},
        )
        for number in (1, 2)
    ]
    assert both[0] == both[1]


def test_boxes_that_look_like_something_else_are_remarked_on(store: Store, tmp_path: Path) -> None:
    corners = [LABEL | {"id": n, "bbox": [50 + n, 40 + n, 90 + n, 75 + n]} for n in range(10, 20)]
    result = load_labels(store, write(tmp_path / "t.json", with_annotations(*corners)))
    assert any("corners" in warning for warning in result.warnings)
    small = [LABEL | {"id": n, "bbox": [0.1, 0.2, 0.3, 0.05 * n]} for n in range(2, 10)]
    content = truth(annotations=small)
    result = load_labels(store, write(tmp_path / "u.json", content), dataset="b")
    assert any("normalised" in warning for warning in result.warnings)


def test_replace_puts_a_file_in_the_place_of_all_labels(store: Store, tmp_path: Path) -> None:
    first = write(tmp_path / "t.json", truth())
    load_labels(store, first)
    load_predictions(store, write(tmp_path / "r.json", RESULTS))
    second = write(tmp_path / "u.json", truth(annotations=[LABEL]))
    assert load_labels(store, second, replace=True).rows_loaded == 1
    assert column(store, "select label_key from label") == ["7"]
    assert column(store, "select count(*) from pair") == [1]
    # the first file is not there any more, so it is no repetition
    assert not load_labels(store, first, replace=True).is_repeat
    assert column(store, "select count(*) from label") == [3]
