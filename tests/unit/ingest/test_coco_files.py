"""COCO files as wholes: encodings, layouts, and what is no such file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from duckeval.errors import InputFileError
from duckeval.ingest import load_labels, load_predictions
from duckeval.ingest.jsonfile import opened, write_array
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

BOM = b"\xef\xbb\xbf"


def test_ground_truth_and_results(store: Store, tmp_path: Path) -> None:
    labels = load_labels(store, write(tmp_path / "truth.json", truth()))
    assert (labels.rows_in, labels.rows_loaded, labels.rows_quarantined) == (3, 3, 0)
    assert (labels.dataset_name, labels.dataset_version) == ("default", "1")
    assert labels.classes_without_labels == 0
    assert labels.warnings == ()
    predictions = load_predictions(store, write(tmp_path / "yolo v9.json", RESULTS))
    assert predictions.prediction_set_name == "yolo v9"
    assert predictions.items_without_predictions == 1
    assert column(store, "select item_key from item order by item_order") == ["8", "9", "10"]
    assert column(store, "select uri from item order by item_order") == [
        "val/eight.jpg",
        "val/nine.jpg",
        "val/ten.jpg",
    ]
    assert store.run("select class_name, supercategory from class order by class_id") == [
        ("cat", "animal"),
        ("dog", "animal"),
    ]
    assert store.run(
        "select label_key, source_row, area_px2, is_crowd, is_difficult, shape from label "
        "order by label_id"
    ) == [
        ("3", 2, 12.0, False, False, "box"),
        ("2", 1, 56.0, True, False, "box"),
        ("1", 0, 300.5, False, False, "box"),
    ]
    assert store.run(
        "select prediction_id, source_row, confidence, area_px2 from prediction order by 1"
    ) == [(1, 2, 0.5, 12.0), (2, 1, 0.5, 56.0), (3, 0, 0.9, 400.0)]
    assert column(store, "select is_matched_coco from matching") == [True]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("mark", [b"", BOM])
def test_layout_and_byte_order_mark_change_nothing(
    store: Store, tmp_path: Path, indent: int | None, mark: bytes
) -> None:
    for name, content in (("truth.json", truth()), ("results.json", RESULTS)):
        text = json.dumps(content, indent=indent, ensure_ascii=False)
        (tmp_path / name).write_bytes(mark + f" \n{text}\r\n".encode())
    assert load_labels(store, tmp_path / "truth.json").rows_loaded == 3
    assert load_predictions(store, tmp_path / "results.json").rows_loaded == 3


def test_names_outside_ascii(store: Store, tmp_path: Path) -> None:
    content = truth()
    content["categories"][0]["name"] = "кошка 🐈"
    (tmp_path / "größe.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    load_labels(store, str(tmp_path / "größe.json"))
    assert "кошка 🐈" in column(store, "select class_name from class")


def test_names_of_files_that_are_patterns(store: Store, tmp_path: Path) -> None:
    for name in ("a*b.json", "a?[1].json", "it's.json"):
        load_labels(store, write(tmp_path / name, truth()), dataset=name)
        load_predictions(store, write(tmp_path / f"r-{name}", RESULTS), dataset=name, set_name=name)
    assert column(store, "select count(*) from label") == [9]


def test_utf_16_is_refused_with_the_way_out(store: Store, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_bytes(json.dumps(truth()).encode("utf-16"))
    error = refusal(load_labels, store, tmp_path / "t.json")
    assert "UTF-16" in str(error)
    assert "iconv" in (error.hint or "")


@pytest.mark.parametrize("load", [load_labels, load_predictions])
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is empty"),
        ("   \n", "not valid JSON"),
        ("null", "not JSON"),
        ("17", "not JSON"),
        ("hello", "not valid JSON"),
    ],
)
def test_what_is_no_json_object_or_array(
    store: Store, tmp_path: Path, load: Any, text: str, what: str
) -> None:
    if load is load_predictions:
        load_labels(store, write(tmp_path / "good.json", truth()))
    before = snapshot(store)
    error = refusal(load, store, write(tmp_path / "bad.json", text))
    assert isinstance(error, InputFileError)
    assert error.exit_code == 3
    assert what in str(error)
    assert snapshot(store) == before


def test_truncated_files_say_where_they_end(store: Store, tmp_path: Path) -> None:
    for cut in (1, 60, 200, 500, -1):
        text = json.dumps(truth())[:cut]
        error = refusal(load_labels, store, write(tmp_path / "t.json", text))
        assert f"at byte {len(text)}" in str(error), cut
        assert "ends too early" in str(error) or "Unterminated" in str(error)
    load_labels(store, write(tmp_path / "good.json", truth()))
    for cut in (1, 20, 100, -1):
        text = json.dumps(RESULTS)[:cut]
        error = refusal(load_predictions, store, write(tmp_path / "r.json", text))
        assert "at byte" in str(error), cut
    assert column(store, "select count(*) from load") == [1]


@pytest.mark.parametrize(
    "text",
    [
        '[{"image_id": 10,]',
        '[{"image_id": 10}] x',
        '[{"image_id": 10}',
        '[{"image_id": 10},]',
        '[{"image_id": 0x10}]',
        "[{'image_id': 10}]",
    ],
)
def test_broken_results(store: Store, tmp_path: Path, text: str) -> None:
    load_labels(store, write(tmp_path / "good.json", truth()))
    error = refusal(load_predictions, store, write(tmp_path / "r.json", text))
    assert "is not valid JSON" in str(error)
    assert "at byte" in str(error)


def test_text_that_is_not_utf_8(store: Store, tmp_path: Path) -> None:
    text = json.dumps(truth()).replace('"cat"', '"c\xe4t"').encode("latin-1")
    (tmp_path / "t.json").write_bytes(text)
    error = refusal(load_labels, store, tmp_path / "t.json")
    assert "is not UTF-8 at byte" in str(error)


def test_files_in_the_wrong_place_get_a_hint(store: Store, tmp_path: Path) -> None:
    results = write(tmp_path / "results.json", RESULTS)
    labels = write(tmp_path / "labels.json", truth())
    error = refusal(load_labels, store, results)
    assert "load predictions" in (error.hint or "")
    load_labels(store, labels)
    error = refusal(load_predictions, store, labels)
    assert "load labels" in (error.hint or "")
    wrapped = write(tmp_path / "wrapped.json", {"annotations": RESULTS})
    error = refusal(load_predictions, store, wrapped)
    assert "'annotations'" in (error.hint or "")
    error = refusal(load_labels, store, wrapped)
    assert "load predictions" in (error.hint or "")
    inside = write(tmp_path / "inside.json", truth(annotations=RESULTS))
    error = refusal(load_predictions, store, inside)
    assert "'annotations'" in (error.hint or "")


@pytest.mark.parametrize("missing", ["images", "annotations", "categories"])
def test_a_missing_array_is_named(store: Store, tmp_path: Path, missing: str) -> None:
    content = {key: value for key, value in truth().items() if key != missing}
    error = refusal(load_labels, store, write(tmp_path / "t.json", content))
    assert f"{missing!r}" in str(error)


@pytest.mark.parametrize("value", [None, {}, 5, "x"])
def test_an_array_that_is_none_is_named(store: Store, tmp_path: Path, value: object) -> None:
    error = refusal(load_labels, store, write(tmp_path / "t.json", truth(annotations=value)))
    assert "annotations" in str(error)


def test_nan_in_ground_truth_costs_its_row_and_not_the_file(store: Store, tmp_path: Path) -> None:
    row = TRUTH["annotations"][1] | {"area": float("nan")}
    bad = TRUTH["annotations"][1] | {"bbox": [float("nan"), 1, 2, 3]}
    for mark in (b"", BOM):
        (tmp_path / "t.json").write_bytes(mark + json.dumps(with_annotations(row, bad)).encode())
        result = load_labels(store, tmp_path / "t.json", dataset=f"n{len(mark)}")
        assert (result.rows_in, result.rows_quarantined) == (3, 1)
    assert column(store, "select area_px2 from label where label_key = '2'") == [56.0, 56.0]


def test_empty_files_of_the_right_kind_load(store: Store, tmp_path: Path) -> None:
    result = load_labels(store, write(tmp_path / "t.json", truth(annotations=[])))
    assert (result.rows_in, result.classes_without_labels) == (0, 2)
    result = load_predictions(store, write(tmp_path / "r.json", []))
    assert (result.rows_in, result.items_without_predictions) == (0, 3)
    assert result.warnings
    assert column(store, "select count(*) from prediction_set") == [1]
    nothing = truth(images=[], annotations=[], categories=[])
    assert load_labels(store, write(tmp_path / "n.json", nothing), dataset="n").rows_in == 0


def test_large_numbers_and_other_ids_are_kept_to_the_digit(store: Store, tmp_path: Path) -> None:
    ids = [9007199254740993, 123456789012345678901234, -5, "x1", "007", 7.0]
    images = [{"id": each} for each in ids]
    content = truth(images=images, annotations=[])
    load_labels(store, write(tmp_path / "t.json", content))
    assert column(store, "select item_key from item order by item_order") == [
        "-5",
        "007",
        "7",
        "9007199254740993",
        "123456789012345678901234",
        "x1",
    ]
    rows = [RESULTS[0] | {"image_id": each} for each in (7, 7.0, 9007199254740993, "x1")]
    result = load_predictions(store, write(tmp_path / "r.json", rows), match=False)
    assert result.rows_loaded == 4
    # the same without a text in the file: the typed reader
    rows = [RESULTS[0] | {"image_id": each} for each in (7, 7.0, 9007199254740993)]
    result = load_predictions(store, write(tmp_path / "plain.json", rows), match=False)
    assert result.rows_loaded == 3


def test_a_file_in_pieces_is_the_file(tmp_path: Path) -> None:
    rows = [{"n": number, "s": "},{" if number % 7 == 0 else "x"} for number in range(1000)]
    view = opened(write(tmp_path / "a.json", rows), "a.json")
    for pieces in (1, 2, 3, 16):
        array = write_array(view, tmp_path, f"p{pieces}-", pieces=pieces)
        assert not array.is_plain
        parts: list[Any] = []
        try:
            for file in array.files:
                parts += json.loads((tmp_path / file).read_text())
        except json.JSONDecodeError:
            continue  # a cut inside a string: the reader falls back to one piece
        assert parts == rows


@pytest.mark.parametrize("text", ["plain", "},{", "},\n{"])
def test_pieces_keep_the_order_of_the_file(
    store: Store, tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duckeval.ingest.jsonfile._PIECE_BYTES", 4000)
    monkeypatch.setattr("duckeval.ingest.jsonfile.os.cpu_count", lambda: 8)
    load_labels(store, write(tmp_path / "t.json", truth()))
    rows = [
        {"image_id": 9, "category_id": 1, "bbox": [n, 0, 1, 1], "score": 0.5, "a": [{}, {}]}
        | ({} if text == "plain" else {"note": text})
        for n in range(2000)
    ]
    load_predictions(store, write(tmp_path / "r.json", rows), match=False)
    assert store.run("select count(*), bool_and(source_row = x_px) from prediction") == [
        (2000, True)
    ]


@pytest.mark.parametrize(
    ("rows", "is_plain"),
    [
        ([{"a": 1, "b": [1.5, -2]}], True),
        ([{"a": float("nan")}], True),
        ([{"a": "1"}], False),
        ([{"a": True}], False),
        ([{"a": None}], False),
        ([{"a": [1, "2"]}], False),
        ([], True),
    ],
)
def test_plain_arrays_hold_numbers_only(
    tmp_path: Path,
    rows: list[dict[str, Any]],
    is_plain: bool,  # noqa: FBT001
) -> None:
    view = opened(write(tmp_path / "a.json", rows), "a.json")
    assert write_array(view, tmp_path, "p").is_plain is is_plain


@pytest.mark.parametrize("note", [{}, {"note": "a text, so that every value is looked at"}])
def test_ids_of_results_are_kept_and_break_ties(
    store: Store, tmp_path: Path, note: dict[str, str]
) -> None:
    load_labels(store, write(tmp_path / "t.json", truth()))
    rows = [RESULTS[0] | {"id": number} | note for number in (7, 5, 6)]
    load_predictions(store, write(tmp_path / "r.json", rows), match=False)
    assert store.run("select prediction_key, source_row from prediction order by 1") == [
        ("5", 1),
        ("6", 2),
        ("7", 0),
    ]
    assert column(store, "select prediction_key from prediction order by prediction_id") == [
        "5",
        "6",
        "7",
    ]
