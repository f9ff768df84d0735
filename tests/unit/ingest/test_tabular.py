"""Labels and predictions from tables: every format, every column, every fault."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from duckeval.errors import SchemaError, UsageError
from duckeval.ingest import load_labels, load_predictions
from tests.unit.ingest.samples import column, faults, refusal, snapshot, truth, write

if TYPE_CHECKING:
    from pathlib import Path

    from duckeval.store import Store

Rows = list[dict[str, Any]]

BOX: dict[str, Any] = {"x_px": 1.0, "y_px": 2.0, "w_px": 3.0, "h_px": 4.0}
LABELS: Rows = [
    {"item_key": "10", "class_name": "dog", **BOX, "label_key": "a", "is_crowd": False, "lux": 0.5},
    {"item_key": "9", "class_name": "cat", **BOX, "label_key": "b", "is_crowd": True, "lux": None},
    {"item_key": "9", "class_name": "cat", **BOX, "label_key": "c", "is_crowd": None, "lux": 2.0},
]
PREDICTIONS: Rows = [
    {"item_key": "10", "class_name": "dog", "confidence": 0.5, **BOX, "entropy": 1},
    {"item_key": "9", "class_name": "cow", "confidence": 0.25, **BOX, "entropy": 2},
]


def _arrow(rows: Rows, _path: Path) -> object:
    return pa.Table.from_pylist(rows)


def _polars(rows: Rows, _path: Path) -> object:
    return pl.DataFrame(rows)


def _lazy(rows: Rows, _path: Path) -> object:
    return pl.DataFrame(rows).lazy()


def _pandas(rows: Rows, _path: Path) -> object:
    return pd.DataFrame(rows, index=range(5, 5 + len(rows)))


def _parquet(rows: Rows, path: Path) -> object:
    file = path.with_suffix(".parquet")
    pq.write_table(pa.Table.from_pylist(rows), file)
    return file


def _csv(rows: Rows, path: Path) -> object:
    file = path.with_suffix(".csv")
    pd.DataFrame(rows).to_csv(file, index=False)
    return file


def _tsv(rows: Rows, path: Path) -> object:
    file = path.with_suffix(".tsv")
    pd.DataFrame(rows).to_csv(file, index=False, sep="\t")
    return file


def _ndjson(rows: Rows, path: Path) -> object:
    file = path.with_suffix(".jsonl")
    pl.DataFrame(rows).write_ndjson(file)
    return file


FORMS = [_arrow, _polars, _lazy, _pandas, _parquet, _csv, _tsv, _ndjson]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_tables(store: Store, tmp_path: Path, form: Any) -> None:
    labels = load_labels(store, form(LABELS, tmp_path / "labels"))
    assert (labels.rows_in, labels.rows_loaded) == (3, 3)
    predictions = load_predictions(store, form(PREDICTIONS, tmp_path / "p"), set_name="v1")
    assert (predictions.rows_in, predictions.rows_loaded) == (2, 2)
    assert predictions.classes_without_labels == 1
    assert store.run(
        "select item_key, class_name, label_key, source_row, area_px2, is_crowd, lux from label "
        "inner join item using (item_id) inner join class using (class_id) order by label_id"
    ) == [
        ("9", "cat", "b", 1, 12.0, True, None),
        ("9", "cat", "c", 2, 12.0, False, 2.0),
        ("10", "dog", "a", 0, 12.0, False, 0.5),
    ]
    assert store.run(
        "select item_key, class_name, confidence, source_row, entropy from prediction "
        "inner join item using (item_id) inner join class using (class_id) order by prediction_id"
    ) == [("10", "dog", 0.5, 0, 1), ("9", "cow", 0.25, 1, 2)]
    assert store.run(
        "select metric_name, target, type, is_metadata from metric"
        " where origin = 'loaded' order by 1"
    ) == [
        ("entropy", "prediction", "BIGINT", False),
        ("lux", "label", "DOUBLE", True),
    ]
    assert load_labels(store, form(LABELS, tmp_path / "labels")).is_repeat
    assert load_predictions(store, form(PREDICTIONS, tmp_path / "p"), set_name="v1").is_repeat


FAULTS = [
    ({"item_key": None}, "item_key", "is present"),
    ({"class_name": None}, "class_name", "is present"),
    ({"x_px": None}, "x_px", "is present"),
    ({"y_px": math.inf}, "y_px", "is finite"),
    ({"w_px": -3.0}, "w_px", "is 0 or more"),
    ({"h_px": -0.5}, "h_px", "is 0 or more"),
    ({"w_px": 1e200, "h_px": 1e200}, "w_px", "spans a finite area"),
]


@pytest.mark.parametrize("form", [_arrow, _polars, _parquet, _csv])
@pytest.mark.parametrize(("change", "field", "rule"), FAULTS)
def test_a_faulty_row(
    store: Store, tmp_path: Path, form: Any, change: dict[str, Any], field: str, rule: str
) -> None:
    first = {"_csv": 2}.get(form.__name__, 0)
    result = load_labels(store, form([LABELS[0], LABELS[1] | change, LABELS[2]], tmp_path / "l"))
    assert (result.rows_in, result.rows_quarantined) == (3, 1)
    load_predictions(
        store, form([PREDICTIONS[0], PREDICTIONS[0] | change], tmp_path / "p"), set_name="v1"
    )
    found = [(place, name, what) for place, name, _, what in faults(store)]
    assert found == [(str(first + 1), field, rule)] * 2


@pytest.mark.parametrize(
    ("value", "rule"),
    [(None, "is present"), (math.inf, "is finite"), (-math.inf, "is finite")],
)
def test_a_faulty_confidence(store: Store, value: float | None, rule: str) -> None:
    load_labels(store, pl.DataFrame(LABELS))
    rows = [*PREDICTIONS, PREDICTIONS[0] | {"confidence": value}]
    load_predictions(store, pl.DataFrame(rows), set_name="v1")
    assert [(each[0], each[1], each[3]) for each in faults(store)] == [("2", "confidence", rule)]


def test_nan_in_a_frame_is_not_a_number(store: Store) -> None:
    load_labels(store, pl.DataFrame(LABELS))
    rows = [*PREDICTIONS, PREDICTIONS[0] | {"confidence": math.nan}]
    load_predictions(store, pl.DataFrame(rows), set_name="v1")
    assert faults(store) == [("2", "confidence", "NaN", "is finite")]


def test_text_where_a_number_should_be_costs_its_row(store: Store, tmp_path: Path) -> None:
    text = (
        "item_key,class_name,x_px,y_px,w_px,h_px,is_crowd\n"
        "a,cat,1,2,3,4,\n"
        "a,cat,1,2,wide,4,0\n"
        "a,cat,1,2,3,,no\n"
        "a,cat,1,2,3,4,perhaps\n"
        "a,cat,1,2,3,4,yes\n"
        "a,cat,1,2,3,4,1.0\n"
    )
    result = load_labels(store, write(tmp_path / "l.csv", text))
    assert faults(store) == [
        ("3", "w_px", "wide", "is a number"),
        ("4", "h_px", None, "is present"),
        ("5", "is_crowd", "perhaps", "is true or false"),
    ]
    assert result.first_quarantined == ("3", "w_px", "wide", "is a number")
    assert column(store, "select is_crowd from label order by source_row") == [False, True, True]


def test_lines_of_csv_that_are_no_record(store: Store, tmp_path: Path) -> None:
    text = (
        "item_key,class_name,x_px,y_px,w_px,h_px,note\n"  # 1
        "a,cat,1,2,3,4,fine\n"  # 2
        'a,cat,1,2,3,4,"two\n\nlines"\n'  # 3 to 5
        "\n"  # 6
        "a,cat,1,2,3\n"  # 7
        "a,cat,1,2,3,4,5,6\n"  # 8
        "a,cat,1,2,-3,4,x\n"  # 9
        "a,cat,1,2,3,4,last"  # 10
    )
    result = load_labels(store, write(tmp_path / "l.csv", text))
    assert (result.rows_in, result.rows_loaded, result.rows_quarantined) == (6, 3, 3)
    found = store.run("select line, field, rule from quarantine order by rule, line")
    assert found[-1] == (9, "w_px", "is 0 or more") or found[2] == (9, "w_px", "is 0 or more")
    assert [rule for _, _, rule in found].count("has as many fields as the header") == 2
    assert column(store, "select note from label order by source_row") == [
        "fine",
        "two\n\nlines",
        "last",
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"\x00\x01\x02,\x03\n", "binary"),
        (b"\xff\xfea\x00,\x00", "not UTF-8"),
        (b"a,a,b\n1,2,3\n", "named 'a'"),
        (b"a,A,b\n1,2,3\n", "differ in case"),
        (b"one,two\n1,2\n", "has no columns item_key"),
        (b"just words\n", "has no columns item_key"),
    ],
)
def test_a_csv_file_that_is_none(store: Store, tmp_path: Path, content: bytes, what: str) -> None:
    before = snapshot(store)
    (tmp_path / "l.csv").write_bytes(content)
    error = refusal(load_labels, store, tmp_path / "l.csv")
    assert error.exit_code == 3
    assert what in str(error)
    assert snapshot(store) == before


@pytest.mark.parametrize(
    "text",
    [
        "item_key;class_name;x_px;y_px;w_px;h_px\na;cat;1;2;3;4\n",
        "\ufeffitem_key,class_name,x_px,y_px,w_px,h_px\r\na,cat,1,2,3,4\r\n",
        'item_key|class_name|x_px|y_px|w_px|h_px\n"a"|"cat"|1|2|3|4\n',
        ",item_key,class_name,x_px,y_px,w_px,h_px\n0,a,cat,1,2,3,4\n",
        " item_key , class_name,x_px,y_px,w_px,h_px\na,cat,1,2,3,4\n",
    ],
)
def test_dialects_of_csv(store: Store, tmp_path: Path, text: str) -> None:
    assert load_labels(store, write(tmp_path / "l.csv", text)).rows_loaded == 1
    assert store.run("select x_px, y_px, w_px, h_px from label") == [(1.0, 2.0, 3.0, 4.0)]
    assert column(store, "select item_key from item") == ["a"]


def test_csv_with_line_ends_of_two_kinds(store: Store, tmp_path: Path) -> None:
    text = "item_key,class_name,x_px,y_px,w_px,h_px\na,cat,1,2,3,4\r\na,cat,1,2,3,5\n"
    assert load_labels(store, write(tmp_path / "l.csv", text)).rows_loaded == 2


def test_broken_lines_of_ndjson_cost_their_row(store: Store, tmp_path: Path) -> None:
    good = '{"item_key": 9, "class_name": "cat", "x_px": 1, "y_px": 2, "w_px": 3, "h_px": 4}'
    text = "\n".join([good, good.replace("3", '"w"'), "", "[1]", "null", "{cut", good, '{"x":'])
    result = load_labels(store, write(tmp_path / "l.ndjson", text))
    assert (result.rows_in, result.rows_loaded) == (7, 2)
    assert sorted(faults(store)) == [
        ("2", "w_px", "w", "is a number"),
        *((str(line), "", None, "is a JSON object") for line in (4, 5, 6, 8)),
    ]
    assert column(store, "select raw from quarantine where line = 4") == ["[1]"]


@pytest.mark.parametrize("text", ["", "hello\nworld\n", "[]", "[1, 2", "{}\n{}\n", "null\n"])
def test_ndjson_that_is_none(store: Store, tmp_path: Path, text: str) -> None:
    error = refusal(load_labels, store, write(tmp_path / "l.ndjson", text))
    assert error.exit_code == 3


def test_items_without_labels(store: Store) -> None:
    nothing = dict.fromkeys(LABELS[0])
    rows = [*LABELS, nothing | {"item_key": "8"}, nothing | {"item_key": "7"}]
    result = load_labels(store, pl.DataFrame(rows))
    assert (result.rows_in, result.rows_loaded, result.rows_quarantined) == (5, 5, 0)
    assert column(store, "select item_key from item order by item_order") == ["7", "8", "9", "10"]
    only = load_labels(store, pl.DataFrame(rows)[3:], dataset="empty")
    assert only.rows_loaded == 2


def test_what_a_table_says_of_items(store: Store) -> None:
    rows = [
        row | {"uri": f"{row['item_key']}.png", "width_px": 640, "height_px": 480.0, "split": "val"}
        for row in LABELS
    ]
    load_labels(store, pl.DataFrame(rows))
    assert store.run("select item_key, uri, width_px, height_px, split from item order by 1") == [
        ("10", "10.png", 640, 480, "val"),
        ("9", "9.png", 640, 480, "val"),
    ]
    rows[2]["split"] = "train"
    error = refusal(load_labels, store, pl.DataFrame(rows), dataset="b")
    assert "'9' is there twice, with split 'train' and 'val'" in str(error)


def test_boxes_of_other_kinds(store: Store) -> None:
    shared = {"item_key": "a", "class_name": "cat"}
    corners = [
        shared | {"x1_px": 1, "y1_px": 2, "x2_px": 4, "y2_px": 8},
        shared | {"x1_px": 1, "y1_px": 2, "x2_px": 0, "y2_px": 8},
    ]
    load_labels(store, pl.DataFrame(corners), box="xyxy")
    assert faults(store) == [("1", "x2_px", "0", "is x1_px or more")]
    centres = [
        shared | {"cx_px": 2.5, "cy_px": 5, "w_px": 3.0, "h_px": 6},
        shared | {"cx_px": 2.5, "cy_px": 5, "w_px": math.inf, "h_px": 6},
        shared | {"cx_px": 2.5, "cy_px": 5, "w_px": None, "h_px": 6},
    ]
    load_labels(store, pl.DataFrame(centres), box="cxcywh", dataset="b")
    assert faults(store)[1:] == [
        ("1", "w_px", "Infinity", "is finite"),
        ("2", "w_px", None, "is present"),
    ]
    assert store.run("select distinct x_px, y_px, w_px, h_px from label") == [(1, 2, 3, 6)]
    error = refusal(load_labels, store, pl.DataFrame(corners), dataset="b")
    assert "has no columns x_px, y_px, w_px, h_px" in str(error)


def test_columns_by_another_name(store: Store) -> None:
    frame = pl.DataFrame(LABELS).rename({"class_name": "kind", "x_px": "left"})
    error = refusal(load_labels, store, frame)
    assert isinstance(error, SchemaError)
    assert "--map THEIRS=x_px" in (error.hint or "")
    load_labels(store, frame, column_map={"kind": "class_name", "left": "x_px"})
    bad = pl.DataFrame([*LABELS[:1], LABELS[1] | {"x_px": None}]).rename({"x_px": "left/px"})
    load_labels(store, bad, column_map={"left/px": "x_px"}, dataset="b")
    assert faults(store) == [("1", "left/px", None, "is present")]
    error = refusal(load_labels, store, frame, column_map={"no such": "x_px"}, dataset="b")
    assert "has no column 'no such'" in str(error)
    error = refusal(load_labels, store, frame, column_map={"left": "y_px"}, dataset="b")
    assert "two columns are to be 'y_px'" in str(error)


def test_types_that_cannot_be_numbers(store: Store) -> None:
    error = refusal(load_labels, store, pl.DataFrame(LABELS).with_columns(x_px=True))
    assert "column 'x_px' is BOOLEAN; expected numbers" in str(error)


def test_keys_of_every_type(store: Store) -> None:
    frame = pd.DataFrame([row | {"item_key": float(row["item_key"])} for row in LABELS])
    load_labels(store, frame, dataset="float")
    categorical = pl.DataFrame(LABELS).with_columns(pl.col("class_name").cast(pl.Categorical))
    load_labels(store, categorical.with_columns(pl.col("item_key").cast(pl.UInt16)), dataset="int")
    assert column(store, "select item_key from item order by item_id") == ["9", "10", "9", "10"]
    assert column(store, "select class_name from class order by 1") == ["cat", "dog"]


def test_classes_by_key_and_by_name(store: Store, tmp_path: Path) -> None:
    load_labels(store, write(tmp_path / "t.json", truth()))
    rows = [
        {"item_key": 10, "class_key": 3, "confidence": 0.5, **BOX},
        {"item_key": 10, "class_key": 1, "confidence": 0.5, **BOX},
        {"item_key": 10, "class_key": 9, "confidence": 0.5, **BOX},
    ]
    load_predictions(store, pl.DataFrame(rows), set_name="by key")
    assert faults(store) == [("2", "class_key", "9", "is a class of the data set")]
    named = pl.DataFrame(PREDICTIONS)
    result = load_predictions(store, named, set_name="by name")
    assert result.rows_quarantined == 0
    assert column(store, "select class_name from class order by 1") == ["cat", "cow", "dog"]
    # the data set does not declare what only a prediction says
    assert column(store, "select count(*) from dataset_class") == [2]
    # labels by name find the classes that are there, and declare new ones
    load_labels(store, pl.DataFrame([LABELS[0], LABELS[1] | {"class_name": "owl"}]))
    assert store.run("select class_key, class_id from dataset_class order by class_index") == [
        ("1", 1),
        ("3", 2),
        ("owl", 4),
    ]


def test_labels_with_both_key_and_name(store: Store) -> None:
    rows = [
        LABELS[0] | {"class_key": 2},
        LABELS[1] | {"class_key": 10},
        LABELS[2] | {"class_key": 10},
    ]
    load_labels(store, pl.DataFrame(rows))
    assert store.run(
        "select class_key, class_name, class_index from dataset_class inner join class "
        "using (class_id) order by class_index"
    ) == [("2", "dog", 0), ("10", "cat", 1)]
    error = refusal(
        load_labels, store, pl.DataFrame([rows[0], rows[0] | {"class_name": "x"}]), dataset="b"
    )
    assert "class '2' has the names 'dog' and 'x'" in str(error)


def test_confidences_outside_the_unit_interval_are_remarked_on(store: Store) -> None:
    load_labels(store, pl.DataFrame(LABELS))
    rows = [PREDICTIONS[0] | {"confidence": value} for value in (-2.5, 0.0, 1.0, 7.0)]
    result = load_predictions(store, pl.DataFrame(rows), set_name="logits")
    assert result.rows_loaded == 4
    assert result.warnings == (
        "2 confidences lie outside [0, 1] (-2.5 to 7); they are taken as they are",
    )


def test_metrics_of_predictions_may_have_a_name_of_ours_by_map_only(store: Store) -> None:
    load_labels(store, pl.DataFrame(LABELS))
    frame = pl.DataFrame([row | {"shape": "round"} for row in PREDICTIONS])
    before = snapshot(store)
    error = refusal(load_predictions, store, frame, set_name="v1")
    assert isinstance(error, SchemaError)
    assert "--map shape=NEW_NAME" in (error.hint or "")
    assert snapshot(store) == before
    load_predictions(store, frame, set_name="v1", column_map={"shape": "outline"})
    assert column(store, "select distinct outline from prediction") == ["round"]


def test_what_cannot_be_a_column_is_left_out_with_a_warning(store: Store) -> None:
    frame = pl.DataFrame([row | {"tags": ["a", "b"]} for row in LABELS])
    result = load_labels(store, frame)
    assert result.warnings == ("column 'tags' is VARCHAR[] and is not loaded",)


def test_a_table_without_rows(store: Store, tmp_path: Path) -> None:
    load_labels(store, pl.DataFrame(LABELS))
    empty = pl.DataFrame(PREDICTIONS)[:0]
    assert load_predictions(store, empty, set_name="none").warnings
    header = "item_key,class_name,confidence,x_px,y_px,w_px,h_px\n"
    assert load_predictions(store, write(tmp_path / "none.csv", header), set_name="b").rows_in == 0
    assert load_labels(store, pl.DataFrame(LABELS)[:0], dataset="b").rows_in == 0


def test_the_order_of_the_rows_changes_no_id(store: Store) -> None:
    rows = [
        {"item_key": str(n % 5), "class_name": "ab"[n % 2], "confidence": n % 3 / 4}
        | {"x_px": n % 4, "y_px": 0, "w_px": n, "h_px": 1}
        for n in range(40)
    ]
    load_labels(store, pl.DataFrame(rows).drop("confidence"), dataset="a")
    load_labels(store, pl.DataFrame(rows[::-1]).drop("confidence"), dataset="b")
    for dataset, order in (("a", 1), ("b", -1)):
        load_predictions(store, pl.DataFrame(rows[::order]), dataset=dataset, set_name=dataset)
    for table in ("label", "prediction"):
        first, second = (
            store.run(
                f"select item_key, class_id, x_px, w_px from {table} inner join item using "
                "(item_id) where dataset_id = $number "
                f"order by {table}_id",
                {"number": number},
            )
            for number in (1, 2)
        )
        assert first == second


def test_frames_need_a_name_for_their_set_and_nothing_else_is_taken(store: Store) -> None:
    load_labels(store, pl.DataFrame(LABELS))
    assert isinstance(refusal(load_predictions, store, pl.DataFrame(PREDICTIONS)), UsageError)
    assert "polars.DataFrame(rows)" in (refusal(load_labels, store, LABELS).hint or "")
    assert "has no columns" in str(refusal(load_labels, store, pa.table({})))


def test_parquet_that_is_none(store: Store, tmp_path: Path) -> None:
    assert "does not begin with PAR1" in str(
        refusal(load_labels, store, write(tmp_path / "a.parquet", "x"))
    )
    assert "cannot be read" in str(
        refusal(load_labels, store, write(tmp_path / "b.parquet", "PAR1 and nothing"))
    )
    file = _parquet(LABELS, tmp_path / "c")
    assert isinstance(file, type(tmp_path))
    (tmp_path / "cut.parquet").write_bytes(file.read_bytes()[:-9])
    refusal(load_labels, store, tmp_path / "cut.parquet")
