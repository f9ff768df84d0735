"""``collection``: named lists, from the command line and from Python."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from duckeval import QueryError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

MISSED = "from label_outcome where outcome = 'missed' -- at .5"


def members(call: Callable[..., Answer], name: str, key: str) -> list[Any]:
    answer = call("collection", "show", name, "--format", "json")
    assert answer.code == 0, answer.err
    return [row[key] for row in json.loads(answer.out)]


def test_items_become_a_slice_with_a_note(call: Callable[..., Answer]) -> None:
    answer = call(
        "collection", "add", "low", "--where", "brightness < 0.15", "--note", "ask the night shift"
    )
    assert answer == type(answer)(0, "", "saved collection low: 1 item\n")
    assert members(call, "low", "item_key") == ["2"]
    assert "low " in call("summary", "--slice", "low").out
    listed = json.loads(call("collection", "list", "--format", "json").out)
    assert [(row["collection"], row["of"], row["members"], row["note"]) for row in listed] == [
        ("dark", "item", 2, None),
        ("low", "item", 1, "ask the night shift"),
    ]
    assert call("slice", "drop", "low").code == 0
    assert call("doctor").code == 0
    assert "low" not in call("collection", "list").out


def test_labels_and_predictions_are_listed_by_predicate_or_query(
    call: Callable[..., Answer],
) -> None:
    made = call("collection", "add", "misses", "--target", "label", "--from-query", MISSED)
    assert made.err == "saved collection misses: 1 label\n"
    assert members(call, "misses", "label_key") == ["4"]
    where = "class_name = 'cat' -- one class"
    made = call("collection", "add", "cats", "--target", "prediction", "--where", where)
    assert made.err == "saved collection cats: 2 predictions\n"
    assert members(call, "cats", "confidence") == [0.9, 0.7]
    shown = call("collection", "show", "cats")
    assert "collection cats: 2 predictions where class_name = 'cat'" in shown.err
    assert call("query", "select count(*) as n from collected", "--format", "csv").out == "n\n5\n"
    assert call("collection", "drop", "cats").code == 0
    assert call("collection", "show", "cats").code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["x"], 2, "needs a predicate or a query, one of them"),
        (["x", "--where", "true", "--from-query", "from item"], 2, "one of them"),
        (["x", "--where", " ; "], 2, "its predicate is empty"),
        (["all", "--where", "true"], 2, "cannot be named 'all'"),
        ([" ", "--where", "true"], 2, "a collection needs a name"),
        (["dark", "--where", "true"], 2, "there is a collection of items 'dark' already"),
        (["x", "--where", "nope = 1"], 1, "collection 'x': Referenced column \"nope\" not found"),
        (
            ["x", "--target", "label", "--from-query", "select item_id, uri from item"],
            1,
            "the query has no column label_id; it has item_id, uri",
        ),
        (["x", "--from-query", "selec 1"], 1, "collection 'x': syntax error"),
    ],
)
def test_what_is_refused_leaves_nothing(
    call: Callable[..., Answer], arguments: list[str], code: int, said: str
) -> None:
    before = call("collection", "list").out
    answer = call("collection", "add", *arguments)
    assert answer.code == code
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert call("collection", "list").out == before


def test_a_slice_cannot_take_the_name_of_a_list(call: Callable[..., Answer]) -> None:
    call("collection", "add", "cats", "--target", "label", "--where", "class_name = 'cat'")
    answer = call("slice", "add", "cats", "--where", "true")
    assert (answer.code, answer.out) == (2, "")
    assert "there is a collection of labels 'cats' already" in answer.err


def test_refresh_says_what_has_changed(call: Callable[..., Answer], folder: Path) -> None:
    call("collection", "add", "night", "--where", "weather = 'night'")
    call("collection", "add", "sure", "--target", "prediction", "--where", "confidence > 0.75")
    (folder / "facts2.csv").write_text("item_key,weather\n1,night\n2,sun\n")
    loaded = call("load", "metadata", "facts2.csv")
    assert "slice night: 1 item added, 1 removed; 2 now" in loaded.err.splitlines()
    assert members(call, "night", "item_key") == ["1", "3"]
    fewer = json.loads((folder / "v1.json").read_text())[1:]
    (folder / "v1.json").write_text(json.dumps(fewer))
    loaded = call("load", "predictions", "v1.json", "--replace")
    assert "collection sure: chosen anew; 1 now" in loaded.err.splitlines()
    assert members(call, "sure", "confidence") == [0.8]
    answer = call("collection", "refresh", "sure")
    assert answer.err == "collection sure: 0 predictions added, 0 removed; 1 now\n"
    assert "slice dark: 0 items added, 0 removed; 2 now" in call("collection", "refresh").err


def test_a_predicate_that_no_longer_holds_keeps_its_members(folder: Path) -> None:
    del folder
    with duckeval.open("duckeval.duckdb") as project:
        project.query("select 1")
        project.connection.execute("create table hand as select 1 as item_id").fetchall()
        project.collections.add("by hand", from_query="from hand")
        project.connection.execute("drop table hand").fetchall()
        change = next(each for each in project.collections.refresh() if each.name == "by hand")
        assert change.fault is not None
        assert "the slice keeps the items it had" in change.fault
        assert project.collections.show("by hand").member_count == 1


def test_a_list_of_rows_that_gave_way_is_emptied_where_it_cannot_be_chosen(folder: Path) -> None:
    del folder
    with duckeval.open("duckeval.duckdb") as project:
        project.connection.execute("create table hand as select 1 as prediction_id").fetchall()
        project.collections.add("by hand", from_query="from hand", target="prediction")
        project.connection.execute("drop table hand").fetchall()
        loaded = project.load_predictions("v1.json", set_name="v1", model="new", replace=True)
        assert project.collections.show("by hand").member_count == 0
        assert [text for text in loaded.warnings if text.startswith("collection 'by hand': Table")]


def test_python_raises_what_the_command_line_says(folder: Path) -> None:
    del folder
    with duckeval.open("duckeval.duckdb") as project:
        with pytest.raises(UnknownNameError, match="no target named 'image'"):
            project.collections.add("x", where="true", target="image")
        with pytest.raises(UsageError, match="one of them"):
            project.collections.add("x")
        with pytest.raises(QueryError, match="collection 'x'"):
            project.collections.add("x", where="weather = ", target="item")
        with pytest.raises(UnknownNameError, match="no collection named 'x'"):
            project.collections.refresh("x")
        with pytest.raises(UnknownNameError, match="no format named 'tf'"):
            project.collections.send("dark", "sent", format="tf")
        with pytest.raises(UnknownNameError, match="no prediction set named 'v9'"):
            project.collections.send("dark", "sent", predictions="v9")
        assert not Path("sent").exists()


LABELS = (
    "select item_key, uri, width_px, class_name, label_key, x_px, y_px, w_px, h_px, area_px2, "
    "is_crowd, is_difficult from item left join label using (item_id) left join class "
    "using (class_id) where item_key in ('1', '3', 'empty') order by all"
)
MORE = [
    {"id": 9, "image_id": 3, "category_id": 2, "bbox": [0.1, 7, 33.3, 12.7], "area": 300},
    {"id": 10, "image_id": 3, "category_id": 2, "bbox": [0, 7, 90, 90], "iscrowd": 1},
    {"id": 11, "image_id": 1, "category_id": 2, "bbox": [1, 1, 9, 9], "difficult": 1},
]


@pytest.fixture
def fuller(folder: Path, call: Callable[..., Answer]) -> Path:
    """The small project with an item without labels, crowds, odd numbers, and a collection."""
    truth = json.loads((folder / "truth.json").read_text())
    truth["images"].append({"id": "empty", "file_name": "sub/d.jpg", "width": 64, "height": 48})
    truth["annotations"] += MORE
    (folder / "truth.json").write_text(json.dumps(truth))
    assert call("load", "labels", "truth.json", "--replace").code == 0
    where = "item_key in ('1', '3', 'empty')"
    assert call("collection", "add", "doubtful", "--where", where, "--note", "all").code == 0
    return folder


def _rows(path: str, sql: str) -> list[dict[str, Any]]:
    with duckeval.open(path) as project:
        return project.query(sql).rows()


@pytest.mark.parametrize(("format_name", "name"), [("coco", "labels.json"), ("csv", "labels.csv")])
def test_what_is_sent_loads_as_the_same_labels(
    call: Callable[..., Answer], fuller: Path, format_name: str, name: str
) -> None:
    sent = call("collection", "send", "doubtful", "-o", "out", "--format", format_name)
    assert (sent.code, sent.out) == (0, "")
    assert sent.err == "wrote 3 items of default@1, 6 labels and 0 suggestions to out\n"
    assert call("load", "labels", f"out/{name}", "--db", "back.duckdb").code == 0
    assert _rows("back.duckdb", LABELS) == _rows("duckeval.duckdb", LABELS)
    assert (fuller / "out" / "images.txt").read_text() == "a.jpg\nc.jpg\nsub/d.jpg\n"
    about = json.loads((fuller / "out" / "collection.json").read_text())
    assert (about["note"], about["dataset"], about["labels"]) == ("all", "default@1", 6)


def test_yolo_files_hold_the_same_boxes(call: Callable[..., Answer], fuller: Path) -> None:
    sent = call("collection", "send", "doubtful", "-o", "out", "--format", "yolo")
    assert "warning: 1 crowd label left out: YOLO has no word for crowds" in sent.err
    names = (fuller / "out" / "classes.txt").read_text().split()
    lines = (fuller / "out" / "labels" / "c.txt").read_text().splitlines()
    boxes = []
    for line in lines:
        place, *numbers = line.split()
        x, y, w, h = (float(each) * 100 for each in numbers)  # the image is 100 by 100
        boxes.append((names[int(place)], x - w / 2, y - h / 2, w, h))
    assert [box[0] for box in boxes] == ["cat", "dog"]
    assert boxes[1][1:] == pytest.approx((0.1, 7, 33.3, 12.7), abs=1e-12)
    assert (fuller / "out" / "labels" / "d.txt").read_text() == ""


def test_suspects_go_along_as_suggestions(call: Callable[..., Answer], fuller: Path) -> None:
    results = [{"image_id": 3, "category_id": 1, "bbox": [60, 60, 20, 20], "score": 0.9}]
    (fuller / "v2.json").write_text(json.dumps(results))
    call("load", "predictions", "v2.json")
    call("collection", "add", "mine", "--target", "label", "--where", "label_key in ('4', '9')")
    assert call("collection", "send", "mine", "-o", "out").code == 0
    found = json.loads((fuller / "out" / "suggestions.json").read_text())
    assert [(row["kind"], row.get("annotation_id"), row.get("score")) for row in found] == [
        ("missing", None, 0.9),
        ("collected", 4, None),
        ("collected", 9, None),
    ]
    call("collection", "send", "mine", "-o", "csv", "--format", "csv", "--set", "v1")
    with (fuller / "csv" / "suggestions.csv").open(newline="") as file:
        assert [row["kind"] for row in csv.DictReader(file)] == ["collected", "collected"]


def test_nothing_is_overwritten_and_nothing_is_half_written(
    call: Callable[..., Answer], fuller: Path
) -> None:
    (fuller / "full").mkdir()
    (fuller / "full" / "notes.txt").write_text("mine")
    answer = call("collection", "send", "doubtful", "-o", "full")
    assert (answer.code, answer.out) == (2, "")
    assert "full is there already and not an empty folder; nothing was written" in answer.err
    assert [path.name for path in (fuller / "full").iterdir()] == ["notes.txt"]
    call("collection", "add", "nothing", "--where", "false")
    assert (
        "is empty: there is nothing to send"
        in call("collection", "send", "nothing", "-o", "new").err
    )
    call("load", "labels", "truth.json", "--dataset", "default@2")
    call("collection", "refresh")
    answer = call("collection", "send", "doubtful", "-o", "new")
    assert answer.code == 2
    assert "--dataset: default@1, default@2" in answer.err
    assert not (fuller / "new").exists()
    chosen = call("collection", "send", "doubtful", "-o", "new", "--dataset", "default@2")
    assert "3 items of other data sets stayed here" in chosen.err


def test_yolo_needs_sizes_and_names_that_differ(call: Callable[..., Answer], fuller: Path) -> None:
    box: dict[str, object] = {"x_px": 1, "y_px": 1, "w_px": 4, "h_px": 4}
    rows: list[dict[str, object]] = [
        {"item_key": "a", "uri": "left/1.jpg", "class_name": "cat", "width_px": 9, "height_px": 9},
        {"item_key": "b", "uri": "right/1.jpg", "class_name": "cat", "width_px": 9, "height_px": 9},
        {"item_key": "c", "uri": "2.jpg", "class_name": "cat"},
    ]
    text = "\n".join(json.dumps(row | box) for row in rows)
    (fuller / "more.ndjson").write_text(text)
    call("load", "labels", "more.ndjson", "--dataset", "more")
    for name, keys, said in (
        ("twins", "'a', 'b'", "items 'a' and 'b' would both be written to labels/1.txt"),
        ("unsized", "'a', 'c'", "item 'c' has no width and height"),
    ):
        call("collection", "add", name, "--where", f"item_key in ({keys})")
        answer = call("collection", "send", name, "-o", name, "--format", "yolo")
        assert (answer.code, said in answer.err) == (2, True)
        assert not (fuller / name).exists()


def test_a_real_process_reads_and_writes(process: Callable[..., Answer]) -> None:
    answer = process("collection", "send", "dark", "-o", "out")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.startswith("wrote 2 items of default@1, 2 labels and ")
    assert process("collection", "refresh").err.startswith("slice dark: 0 items added")
