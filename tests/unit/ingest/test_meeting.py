"""Ids and classes that are not those of the labels: refused, with a way out that works."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from duckeval.errors import InputFileError, UnknownNameError, UsageError
from duckeval.ingest import load_labels, load_metadata, load_predictions
from tests.unit.ingest.samples import column, refusal, write

if TYPE_CHECKING:
    from pathlib import Path

    from duckeval.store import Store

BOXES = 40


def _truth(category_ids: list[int], names: list[str] | None = None) -> dict[str, Any]:
    """One box of each class in turn, on forty images whose files have numbers for names."""
    return {
        "images": [
            {"id": 1000 + n, "file_name": f"val/{n:012}.jpg", "width": 100, "height": 100}
            for n in range(BOXES)
        ],
        "categories": [
            {"id": each, "name": (names or [f"class {each}" for each in category_ids])[place]}
            for place, each in enumerate(category_ids)
        ],
        "annotations": [
            {
                "id": n + 1,
                "image_id": 1000 + n,
                "category_id": category_ids[n % len(category_ids)],
                "bbox": [10, 10, 20, 20],
            }
            for n in range(BOXES)
        ],
    }


def _results(classes: list[Any], images: list[Any] | None = None) -> list[dict[str, Any]]:
    """A right box on each image, of each of these classes in turn."""
    return [
        {
            "image_id": images[n] if images else 1000 + n,
            "category_id": classes[n % len(classes)],
            "bbox": [10, 10, 20, 20],
            "score": 0.5,
        }
        for n in range(BOXES)
    ]


def _true_positives(store: Store) -> int:
    [count] = column(store, "select count(*) from evaluated where iou >= 0.5")
    return int(count)


@pytest.mark.parametrize(
    ("images", "join"),
    [
        ([f"{n:012}.jpg" for n in range(BOXES)], "file_name"),
        ([f"images/{n:012}.png" for n in range(BOXES)], "file_stem"),
        (list(range(BOXES)), "file_stem"),  # as Ultralytics writes ids
    ],
)
def test_the_hint_names_the_join_that_meets(
    store: Store, tmp_path: Path, images: list[Any], join: str
) -> None:
    load_labels(store, write(tmp_path / "truth.json", _truth([1, 2])))
    results = write(tmp_path / "r.json", _results([1, 2], images))
    error = refusal(load_predictions, store, results)
    assert error.exit_code == 3
    assert "0 of its 40 item ids are in the data set, which has 40 items" in str(error)
    assert error.hint == f"--join {join} would match 40 of 40"
    assert load_predictions(store, results, join=join).rows_loaded == BOXES
    assert _true_positives(store) == BOXES


def test_few_ids_that_meet_are_refused_unless_that_is_meant(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "truth.json", _truth([1, 2])))
    images = [1000 + n if n < 19 else f"x{n}" for n in range(BOXES)]
    results = write(tmp_path / "r.json", _results([1, 2], images))
    error = refusal(load_predictions, store, results)
    assert "19 of its 40 item ids" in str(error)
    assert "not there: 'x19', 'x20', 'x21', 'x22', 'x23', ..." in str(error)
    assert "not in the file: '1019', '1020', '1021', '1022', '1023', ..." in str(error)
    assert error.hint is not None
    assert "--allow-unmatched" in error.hint
    result = load_predictions(store, results, allow_unmatched=True)
    assert (result.rows_loaded, result.rows_quarantined) == (19, 21)


def test_half_of_either_side_is_enough(store: Store, tmp_path: Path) -> None:
    """A labelled sample of many predicted images is no mistake, nor a sample of predictions."""
    truth = _truth([1, 2])
    sample = truth | {"images": truth["images"][:5], "annotations": truth["annotations"][:5]}
    load_labels(store, write(tmp_path / "truth.json", sample))
    all_images = load_predictions(store, write(tmp_path / "r.json", _results([1, 2])))
    assert (all_images.rows_loaded, all_images.rows_quarantined) == (5, 35)
    few = write(tmp_path / "few.json", _results([1, 2])[:2])
    assert load_predictions(store, few).rows_loaded == 2


@pytest.mark.parametrize(
    ("ours", "theirs", "hint", "way"),
    [
        ([3, 4, 5, 6], ["a", "b"], "--class-map FILE says which class is which", None),
        ([10, 20, 30, 40], [0, 1, 2, 3], "--classes-by index would match 4 of 4", "index"),
        ([10, 20, 30, 40], [1, 2, 3, 4], "--classes-by index1 would match 4 of 4", "index1"),
        (
            [10, 20, 30, 40],
            [1, 2],
            "--classes-by index or --classes-by index1 would match 2 of 2",
            None,
        ),
        (
            [10, 20],
            ["class 10", "class 20"],
            "--classes-by name would match 2 of 2",
            "name",
        ),
    ],
)
def test_the_hint_says_how_classes_meet(
    store: Store, tmp_path: Path, ours: list[int], theirs: list[Any], hint: str, way: str | None
) -> None:
    load_labels(store, write(tmp_path / "truth.json", _truth(ours)))
    results = write(tmp_path / "r.json", _results(theirs))
    error = refusal(load_predictions, store, results)
    assert error.exit_code == 3
    assert error.hint is not None
    assert error.hint.startswith(hint)
    if way:
        result = load_predictions(store, results, classes_by=way)
        assert (result.rows_loaded, result.warnings) == (BOXES, ())
        assert _true_positives(store) == BOXES


@pytest.mark.parametrize(
    ("ours", "theirs", "text", "way"),
    [
        ([0, 1, 2, 3], [1, 2, 3, 4], "every id is one too high: add --classes-by index1", "index1"),
        ([1, 2, 3, 4], [0, 1, 2, 3], "every id is one too low: add --classes-by index", "index"),
    ],
)
def test_ids_that_are_one_off_are_seen_though_most_are_known(
    store: Store, tmp_path: Path, ours: list[int], theirs: list[int], text: str, way: str
) -> None:
    load_labels(store, write(tmp_path / "truth.json", _truth(ours)))
    results = write(tmp_path / "r.json", _results(theirs))
    wrong = load_predictions(store, results)
    assert (wrong.rows_loaded, wrong.rows_quarantined) == (30, 10)
    assert any(warning.endswith(f"{text} --replace") for warning in wrong.warnings)
    assert _true_positives(store) == 0
    right = load_predictions(store, results, classes_by=way, replace=True)
    assert (right.rows_loaded, right.warnings) == (BOXES, ())
    assert _true_positives(store) == BOXES


def test_classes_that_lie_on_their_neighbours_are_seen_though_all_are_known(
    store: Store, tmp_path: Path
) -> None:
    """The last class has no label, so every id one too high is an id."""
    truth = _truth([0, 1, 2, 3])
    truth["annotations"] = [each for each in truth["annotations"] if each["category_id"] < 3]
    load_labels(store, write(tmp_path / "truth.json", truth))
    rows = [row for row in _results([1, 2, 3, 4]) if row["category_id"] < 4]
    results = write(tmp_path / "r.json", rows)
    [warning] = load_predictions(store, results).warnings
    assert warning.startswith("30 of 30 predictions that lie on a label have the class before")
    assert "--classes-by index1 --replace" in warning
    assert load_predictions(store, results, classes_by="index1", replace=True).warnings == ()
    assert _true_positives(store) == 30


def test_a_class_map_renames_and_leaves_out(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "truth.json", _truth([1, 2], ["car", "person"])))
    results = write(tmp_path / "r.json", _results(["Car", "Person", "7"]))
    error = refusal(load_predictions, store, results, classes_by="name")
    assert error.hint is not None
    assert error.hint.startswith("--class-map FILE")
    rules = {"Car": "car", "Person": "person", "7": None}
    result = load_predictions(store, results, class_map=rules)
    assert (result.rows_loaded, result.rows_quarantined) == (27, 13)
    assert set(column(store, "select rule from quarantine")) == {
        "is a class that the class map keeps"
    }
    assert column(store, "select class_name from class order by class_id") == ["car", "person"]
    by_file = write(tmp_path / "map.csv", "from_class,to_class\nCar,car\nPerson,person\n7,\n")
    again = load_predictions(store, results, class_map=by_file, set_name="again")
    assert again.rows_loaded == 27


def test_a_class_map_of_unknown_classes_is_refused(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "truth.json", _truth([1, 2], ["car", "person"])))
    results = write(tmp_path / "r.json", _results(["Car"]))
    with pytest.raises(UnknownNameError, match="caar"):
        load_predictions(store, results, class_map={"Car": "caar"})
    rule = {"from_class": "Car", "to_class": "car", "to_dataset": "default"}
    with pytest.raises(InputFileError, match="certain data sets"):
        load_predictions(store, results, class_map=[rule])
    with pytest.raises(UsageError, match="expected id, name, index or index1"):
        load_predictions(store, results, classes_by="place")


def test_names_that_are_spelt_otherwise_are_refused(store: Store, tmp_path: Path) -> None:
    """By name a class that no label has is welcome, but not if that is so of all."""
    load_labels(store, write(tmp_path / "truth.json", _truth([1, 2], ["car", "person"])))
    header = "item_key,class_name,confidence,x_px,y_px,w_px,h_px\n"
    line = "1000,{},0.5,10,10,20,20\n"
    upper = write(tmp_path / "upper.csv", header + line.format("Car") + line.format("Person"))
    error = refusal(load_predictions, store, upper)
    assert "0 of its 2 classes are in the data set, which has 2 classes" in str(error)
    assert error.hint is not None
    assert "such as Car,car; --allow-unmatched" in error.hint
    assert load_predictions(store, upper, allow_unmatched=True).rows_loaded == 2
    more = write(tmp_path / "more.csv", header + line.format("car") + line.format("tram"))
    assert load_predictions(store, more).rows_loaded == 2


def test_metadata_of_other_items_is_refused_with_the_join(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "truth.json", _truth([1, 2])))
    rows = "".join(f"a/{n:012}.jpg,{n}\n" for n in range(BOXES))
    sizes = write(tmp_path / "lux.csv", "item_key,lux\n" + rows)
    error = refusal(load_metadata, store, sizes)
    assert re.search(r"0 of its 40 item ids", str(error))
    assert error.hint == "--join file_name would match 40 of 40"
    assert load_metadata(store, sizes, join="file_name").rows_loaded == BOXES


def test_one_class_that_is_spelt_otherwise_is_named(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "truth.json", _truth([1, 2], ["car", "traffic light"])))
    header = "item_key,class_name,confidence,x_px,y_px,w_px,h_px\n"
    line = "1000,{},0.5,10,10,20,20\n"
    content = header + line.format("car") + line.format("Traffic_Light") + line.format("tram")
    [warning] = load_predictions(store, write(tmp_path / "r.csv", content)).warnings
    assert "'Traffic_Light' ('traffic light'?)" in warning
    assert "tram" not in warning


def test_ids_that_are_one_off_among_gaps_get_no_hint_that_fails(
    store: Store, tmp_path: Path
) -> None:
    """As COCO's 80 classes have ids up to 90: no way of counting undoes a shift."""
    load_labels(store, write(tmp_path / "truth.json", _truth([1, 2, 3, 7, 8, 9])))
    rows = [row for row in _results([0, 1, 2, 6, 7, 8]) if row["category_id"] not in {0, 6}]
    warnings = load_predictions(store, write(tmp_path / "r.json", rows)).warnings
    assert any("the ids look one off; --class-map FILE" in each for each in warnings)
    assert not any("--classes-by" in each for each in warnings)


def test_the_layout_of_boxes_is_for_tables(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "truth.json", _truth([1, 2])))
    with pytest.raises(UsageError, match="--box means nothing for coco-results"):
        load_predictions(store, write(tmp_path / "r.json", _results([1, 2])), box="xyxy")


def test_labels_of_items_that_have_some_are_said(store: Store, tmp_path: Path) -> None:
    truth = _truth([1, 2])
    load_labels(store, write(tmp_path / "truth.json", truth))
    truth["annotations"] = truth["annotations"][:3]
    [warning] = load_labels(store, write(tmp_path / "more.json", truth)).warnings
    assert warning.startswith("3 of its items have labels of another load")
    assert load_labels(store, tmp_path / "more.json", replace=True).warnings == ()
