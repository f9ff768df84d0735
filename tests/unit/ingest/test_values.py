"""Metadata and metrics: typed columns, what clashes, what is joined to what."""

from __future__ import annotations

import datetime as dt
import math
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from duckeval.errors import InputFileError, SchemaError, UnknownNameError, UsageError
from duckeval.ingest import load_labels, load_metadata, load_metrics, load_predictions
from duckeval.store import Store
from tests.unit.ingest.samples import (
    RESULTS,
    TRUTH,
    column,
    faults,
    refusal,
    snapshot,
    truth,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Once


def fill(folder: Path) -> None:
    """Items 8, 9 and 10 with labels and one matched prediction set."""
    with Store.open(folder / "loaded.duckdb", create=True) as store:
        load_labels(store, write(folder / "truth.json", truth()))
        load_predictions(store, write(folder / "v1.json", RESULTS))


@pytest.fixture
def loaded(once: Once, tmp_path: Path) -> Iterator[Store]:
    once(fill, tmp_path)
    with Store.open(tmp_path / "loaded.duckdb") as store:
        yield store


def _time(text: str) -> dt.datetime:
    """A time without a zone, as the tables hold it."""
    return dt.datetime.fromisoformat(text)


def _comments(store: Store, table: str) -> list[tuple[Any, ...]]:
    return store.run(
        "select column_name, comment from duckdb_columns() where table_name = $t union all "
        "select '', comment from duckdb_tables() where table_name = $t order by all",
        {"t": table},
    )


def test_csv_gets_the_types_that_hold_every_value(loaded: Store, tmp_path: Path) -> None:
    text = (
        "item_key,whole,real,flag,day,time,plain,zip,empty,quoted\n"
        '8,1,1,true,2024-01-02,2024-01-02 03:04,a,01,,"x,y"\n'
        "9,-2,2.5,False,2024-02-29,2024-01-02T03:04:05.5,1,2,,z\n"
        "10,,nan,,,2024-01-02,,3,,\n"
    )
    result = load_metadata(loaded, write(tmp_path / "m.csv", text))
    assert (result.kind, result.rows_in, result.rows_loaded) == ("metadata", 3, 3)
    assert loaded.run(
        "select whole, real, flag, day, time, plain, zip, empty, quoted from item "
        "order by item_order"
    ) == [
        (1, 1.0, True, dt.date(2024, 1, 2), _time("2024-01-02T03:04"), "a", "01", None, "x,y"),
        (
            *(-2, 2.5, False, dt.date(2024, 2, 29), _time("2024-01-02T03:04:05.5")),
            *("1", "2", None, "z"),
        ),
        (None, None, None, None, _time("2024-01-02"), None, "3", None, None),
    ]
    assert dict(loaded.run("select metric_name, type from metric where origin = 'loaded'")) == {
        "day": "DATE",
        "empty": "VARCHAR",
        "flag": "BOOLEAN",
        "plain": "VARCHAR",
        "quoted": "VARCHAR",
        "real": "DOUBLE",
        "time": "TIMESTAMP",
        "whole": "BIGINT",
        "zip": "VARCHAR",
    }


def test_frames_keep_their_types(loaded: Store) -> None:
    frame = pa.table(
        {
            "item_key": pa.array([8, 9, 10], pa.int16()),
            "small": pa.array([1, 2, None], pa.uint8()),
            "huge": pa.array([2**64 - 1, 0, 0], pa.uint64()),
            "fits": pa.array([2**63 - 1, 0, 0], pa.uint64()),
            "single": pa.array([0.5, math.nan, None], pa.float32()),
            "money": pa.array([1, 2, 3], pa.decimal128(5, 2)),
            "when": pa.array([0, 1, 2], pa.timestamp("ms", "Europe/Berlin")),
            "day": pa.array([0, 1, 2], pa.date32()),
            "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
            "nothing": pa.nulls(3),
            "listed": pa.array([["a"], ["b"], []]),
            "bytes": pa.array([b"x", b"y", b"z"]),
        }
    )
    result = load_metadata(loaded, frame)
    assert len(result.warnings) == 2
    assert dict(loaded.run("select metric_name, type from metric where origin = 'loaded'")) == {
        "day": "DATE",
        "fits": "BIGINT",
        "huge": "VARCHAR",
        "kind": "VARCHAR",
        "money": "DOUBLE",
        "nothing": "VARCHAR",
        "single": "DOUBLE",
        "small": "BIGINT",
        "when": "TIMESTAMP",
    }
    assert loaded.run("select small, single, kind from item order by item_order") == [
        (1, 0.5, "a"),
        (2, None, "b"),
        (None, None, "a"),
    ]
    assert column(loaded, "select \"when\" from item where item_key = '9'") == [
        _time("1970-01-01T00:00:00.001")
    ]


def test_ndjson_and_json_arrays(loaded: Store, tmp_path: Path) -> None:
    rows = '{"item_key": 8, "lux": 1}\n\n{"item_key": "9", "lux": 2.5, "text": "007"}\n'
    load_metadata(loaded, write(tmp_path / "m.ndjson", rows))
    load_metadata(loaded, write(tmp_path / "m.json", [{"item_key": 10, "text": "x", "on": True}]))
    assert loaded.run('select lux, text, "on" from item order by item_order') == [
        (1.0, None, None),
        (2.5, "007", None),
        (None, "x", True),
    ]


def test_a_second_file_adds_and_updates(loaded: Store) -> None:
    load_metadata(loaded, pl.DataFrame({"item_key": [8, 9], "weather": ["sun", "rain"]}))
    load_metadata(loaded, pl.DataFrame({"item_key": [9, 10], "camera": ["a", "b"]}))
    load_metadata(loaded, pl.DataFrame({"item_key": [8, 10], "weather": [None, "fog"]}))
    assert loaded.run("select item_key, weather, camera from item order by item_order") == [
        ("8", None, None),
        ("9", "rain", "a"),
        ("10", "fog", "b"),
    ]
    assert column(loaded, "select metric_name from metric where origin = 'loaded' order by 1") == [
        "camera",
        "weather",
    ]


def test_comments_and_everything_else_survive_a_new_column(loaded: Store) -> None:
    before, comments = snapshot(loaded), _comments(loaded, "label")
    frame = pl.DataFrame({"label_key": [1, 2, 3], "occlusion": [0.1, 0.2, 0.3]})
    load_metrics(loaded, frame, target="label")
    after = snapshot(loaded)
    assert [row[:-1] for row in after["label"]] == before["label"]
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"label", "metric", "load"}
    found = _comments(loaded, "label")
    assert set(comments) < set(found)
    assert set(found) - set(comments) == {("occlusion", "Metric loaded from <frame>.")}
    assert column(loaded, "select label_id from label") == [1, 2, 3]


def test_labels_and_predictions_can_be_described(loaded: Store) -> None:
    load_metrics(
        loaded,
        pl.DataFrame({"label_key": ["1", "3"], "size": [5, 6]}),
        target="label",
    )
    assert loaded.run("select label_key, size from label order by 1") == [
        ("1", 5),
        ("2", None),
        ("3", 6),
    ]
    # COCO results have no ids: their place in the file is the key
    load_metrics(
        loaded,
        pl.DataFrame({"prediction_key": [0, 2], "entropy": [0.5, 0.25]}),
        target="prediction",
        set_name="v1",
    )
    assert loaded.run("select source_row, entropy from prediction order by 1") == [
        (0, 0.5),
        (1, None),
        (2, 0.25),
    ]
    assert loaded.run(
        "select metric_name, target, is_metadata from metric where origin = 'loaded' order by 1"
    ) == [
        ("entropy", "prediction", False),
        ("size", "label", False),
    ]


def test_a_label_key_that_several_have_needs_the_item(loaded: Store, tmp_path: Path) -> None:
    again = truth(annotations=[{**TRUTH["annotations"][0], "id": 3}])
    load_labels(loaded, write(tmp_path / "more.json", again))
    frame = pl.DataFrame({"label_key": [3], "size": [5]})
    error = refusal(load_metrics, loaded, frame, target="label")
    assert "key '3' stands for 2 labels" in str(error)
    assert "item_key" in (error.hint or "")
    load_metrics(loaded, frame.with_columns(item_key=10), target="label")
    assert loaded.run("select item_key, size from label inner join item using (item_id) "
                      "where label_key = '3' order by 1") == [("10", 5), ("9", None)]  # fmt: skip


def test_faulty_rows(loaded: Store, tmp_path: Path) -> None:
    text = "item_key,sharp,name\n8,0.5,a\n,0.5,b\n77,0.5,c\n9,inf,d\n8,0.5,a\n8,0.75,a\n10,0.5\n"
    result = load_metadata(loaded, write(tmp_path / "m.csv", text))
    assert (result.rows_in, result.rows_loaded, result.rows_quarantined) == (7, 2, 5)
    assert sorted(faults(loaded)) == [
        ("3", "item_key", None, "is present"),
        ("4", "item_key", "77", "is an item of the data set"),
        ("5", "sharp", "inf", "is finite"),
        ("7", "item_key", "8", "is said once"),
        ("8", "", None, "has as many fields as the header"),
    ]
    assert loaded.run("select sharp, name from item order by item_order") == [
        (0.5, "a"),
        (None, None),
        (None, None),
    ]


def test_a_text_among_metrics_costs_its_row(loaded: Store, tmp_path: Path) -> None:
    many = [{"id": number} for number in range(100, 120)]
    more = truth(images=many, annotations=[])
    load_labels(loaded, write(tmp_path / "more.json", more))
    lines = ["item_key,sharp", *(f"{each['id']},0.5" for each in many), "8,broken"]
    load_metrics(loaded, write(tmp_path / "m.csv", "\n".join(lines)))
    assert faults(loaded) == [("22", "sharp", "broken", "is a number")]
    result = load_metrics(
        loaded, write(tmp_path / "n.csv", "item_key,kind\n8,a\n9,b\n"), on_error="fail"
    )
    assert any("'kind'" in warning for warning in result.warnings)


def test_a_type_that_clashes_names_both_types(loaded: Store) -> None:
    load_metadata(loaded, pl.DataFrame({"item_key": [8, 9], "weather": ["sun", "rain"]}))
    before = snapshot(loaded)
    error = refusal(load_metadata, loaded, pl.DataFrame({"item_key": [8], "weather": [5]}))
    assert isinstance(error, SchemaError)
    assert error.exit_code == 3
    assert "BIGINT" in str(error)
    assert "VARCHAR" in str(error)
    assert "--map weather=NEW_NAME" in (error.hint or "")
    assert snapshot(loaded) == before


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([1, 2], [0.5], "DOUBLE"),
        ([0.5, 1.0], [2], "DOUBLE"),
        ([dt.date(2024, 1, 1)] * 2, [_time("2024-01-01T05:00")], "TIMESTAMP"),
        ([None, None], [5], "BIGINT"),
        ([1, 2], [None], "BIGINT"),
        (["a", "b"], [None], "VARCHAR"),
    ],
)
def test_a_type_that_widens(
    loaded: Store, first: list[object], second: list[object], expected: str
) -> None:
    load_metadata(loaded, pl.DataFrame({"item_key": [8, 9], "m": first}))
    load_metadata(loaded, pl.DataFrame({"item_key": [10], "m": second}))
    assert column(loaded, "select type from metric where origin = 'loaded'") == [expected]
    assert column(loaded, "select distinct typeof(m) from item") == [expected]
    assert column(loaded, "select count(m) from item") == [
        sum(value is not None for value in [*first, *second])
    ]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("item_id", "item"),
        ("URI", "item"),
        ("split", "item"),
        ("rowid", "item"),
        ("class_name", "label"),
        ("X_px", "label"),
        ("confidence", "prediction"),
    ],
)
def test_a_name_of_ours_needs_a_map(loaded: Store, name: str, target: str) -> None:
    key = {"item": 8, "label": 1, "prediction": 0}[target]
    frame = pl.DataFrame({f"{target}_key": [key], name: ["x"]})
    error = refusal(load_metadata, loaded, frame, target=target)
    assert isinstance(error, SchemaError)
    assert repr(name) in str(error)
    assert f"--map {name}=NEW_NAME" in (error.hint or "")
    load_metadata(loaded, frame, target=target, column_map={name: "other name"})
    assert column(loaded, f'select count("other name") from {target}') == [1]


def test_names_that_differ_in_case_only(loaded: Store) -> None:
    frame = pl.DataFrame({"item_key": [8], "Weather": ["a"], "weather": ["b"]})
    assert "differ in case" in str(refusal(load_metadata, loaded, frame))
    load_metadata(loaded, frame.drop("weather"))
    error = refusal(load_metadata, loaded, frame.drop("Weather"))
    assert "'Weather' and 'weather' differ in case only" in str(error)


def test_names_are_quoted_and_kept_as_written(loaded: Store) -> None:
    names = ['time "of" day', "it's", "a;b", "select", "km/h", "größe", "$x", "%s"]
    frame = pl.DataFrame({"item_key": [8]} | {name: [1] for name in names})
    load_metadata(loaded, frame)
    assert set(names) <= set(column(loaded, "select column_name from duckdb_columns()"))
    error = refusal(load_metadata, loaded, pl.DataFrame({"item_key": [8], " ": [1]}))
    assert "no name" in str(error)


def test_the_key_column(loaded: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "m.csv", "image,lux\n8,1\n9,2\n")
    error = refusal(load_metadata, loaded, file)
    assert "has no key column item_key; it has image, lux" in str(error)
    assert "--key" in (error.hint or "")
    load_metadata(loaded, file, key="image")
    load_metadata(loaded, file, column_map={"image": "item_key", "lux": "lux2"})
    load_metadata(loaded, file, column_map={"image": "number", "lux": "lux3"}, key="image")
    assert loaded.run("select lux, lux2, lux3 from item order by item_order limit 2") == [
        (1, 1, 1),
        (2, 2, 2),
    ]
    error = refusal(load_metadata, loaded, write(tmp_path / "k.csv", "item_key\n8\n"))
    assert "no column of values" in str(error)


def test_joins_by_file_name_and_stem(loaded: Store) -> None:
    # items are val/eight.jpg, val/nine.jpg and val/ten.jpg
    by_name = pl.DataFrame({"item_key": ["a\\b\\nine.jpg", "ten.jpg", "ten.png"], "m": [1, 2, 3]})
    result = load_metadata(loaded, by_name, join="file_name")
    assert (result.rows_loaded, result.rows_quarantined) == (2, 1)
    by_stem = pl.DataFrame({"file_name": ["/x/nine.png", "ten", "eight.tar.gz"], "n": [1, 2, 3]})
    result = load_metadata(loaded, by_stem, join="file_stem")
    assert (result.rows_loaded, result.rows_quarantined) == (2, 1)
    assert loaded.run("select item_key, m, n from item order by item_order") == [
        ("8", None, None),
        ("9", 1, 1),
        ("10", 2, 2),
    ]
    box = {"x_px": [1.0], "y_px": [1.0], "w_px": [1.0], "h_px": [1.0], "confidence": [0.5]}
    frame = pl.DataFrame({"item_key": ["./ten.png"], "class_name": ["cat"], **box})
    assert "--join" in (refusal(load_predictions, loaded, frame, set_name="p").hint or "")
    load_predictions(loaded, frame, set_name="p", join="file_stem")
    assert column(
        loaded, "select item_key from prediction inner join item using (item_id) "
        "inner join prediction_set using (prediction_set_id) where prediction_set_name = 'p'"
    ) == ["10"]  # fmt: skip


def test_an_ambiguous_join_names_the_items(loaded: Store, tmp_path: Path) -> None:
    more = truth(
        images=[{"id": 1, "file_name": "train/nine.png"}, {"id": 2, "file_name": "x/ten.jpg"}],
        annotations=[],
    )
    load_labels(loaded, write(tmp_path / "more.json", more))
    frame = pl.DataFrame({"item_key": ["eight", "nine"], "m": [1, 2]})
    error = refusal(load_metadata, loaded, frame, join="file_stem")
    assert isinstance(error, InputFileError)
    assert "'nine' may be item '1' or item '9'" in str(error)
    # only names that the file uses matter
    load_metadata(loaded, frame[:1], join="file_stem")
    frame = pl.DataFrame({"item_key": ["nine.png", "nine.jpg"], "k": [1, 2]})
    load_metadata(loaded, frame, join="file_name")
    assert loaded.run("select item_key, k from item where k is not null order by 1") == [
        ("1", 1),
        ("9", 2),
    ]


def test_items_without_uri_are_joined_by_their_key(store: Store) -> None:
    box = {"x_px": 1.0, "y_px": 1.0, "w_px": 1.0, "h_px": 1.0}
    load_labels(store, pl.DataFrame([{"item_key": "d/a.b.jpg", "class_name": "c", **box}]))
    load_metadata(store, pl.DataFrame({"item_key": ["a.b.png"], "m": [1]}), join="file_stem")
    assert column(store, "select m from item") == [1]


def test_the_wrong_words_and_names(loaded: Store) -> None:
    frame = pl.DataFrame({"item_key": [8], "m": [1]})
    for options in ({"target": "image"}, {"join": "name"}, {"on_error": "skip"}):
        assert isinstance(refusal(load_metadata, loaded, frame, **options), UsageError)
    assert isinstance(refusal(load_metadata, loaded, frame, dataset="other"), UnknownNameError)
    assert isinstance(
        refusal(load_metadata, loaded, frame, target="prediction", set_name="no"), UnknownNameError
    )


def test_metadata_before_labels_says_what_to_do_first(store: Store) -> None:
    error = refusal(load_metadata, store, pl.DataFrame({"item_key": [8], "m": [1]}))
    assert "load labels" in (error.hint or "")


def test_a_repetition_changes_nothing(loaded: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "m.csv", "item_key,lux\n8,1\n77,2\n")
    assert not load_metadata(loaded, file).is_repeat
    before = snapshot(loaded)
    again = load_metadata(loaded, file)
    assert again.is_repeat
    assert (again.rows_in, again.rows_quarantined) == (2, 1)
    assert snapshot(loaded) == before
    assert not load_metrics(loaded, file).is_repeat  # another kind
    assert refusal(load_metadata, loaded, file, on_error="fail").exit_code == 3
    # what was unknown then may be known now
    more = truth(images=[{"id": 77}], annotations=[])
    load_labels(loaded, write(tmp_path / "more.json", more))
    assert load_metadata(loaded, file).rows_quarantined == 0


def test_pandas_writes_gaps_as_nan(loaded: Store) -> None:
    load_metadata(loaded, pd.DataFrame({"item_key": [8, 9], "n": [1, None], "t": ["a", None]}))
    assert loaded.run("select n, t from item order by item_order") == [
        (1.0, "a"),
        (None, None),
        (None, None),
    ]


def test_a_new_column_survives_a_crash_right_after_the_load(tmp_path: Path) -> None:
    """The log is replayed with the table that was made anew in it."""
    script = (
        "import os, sys; import polars as pl; from duckeval.store import Store; "
        "from duckeval.ingest import load_labels, load_metadata; "
        "store = Store.open(sys.argv[1], create=True); load_labels(store, sys.argv[2]); "
        "store.checkpoint = lambda: None; "
        "frame = pl.DataFrame({'item_key': [8, 9], 'lux': [1, 2]}); "
        "load_metadata(store, frame); "
        "load_metadata(store, frame.rename({'lux': 'iso'})); os._exit(9)"
    )
    project, labels = tmp_path / "p.duckdb", write(tmp_path / "t.json", truth())
    done = subprocess.run(
        [sys.executable, "-c", script, str(project), str(labels)], check=False, timeout=120
    )
    assert done.returncode == 9
    with Store.open(project) as store:
        assert store.run("select lux, iso from item order by item_order") == [
            (1, 1),
            (2, 2),
            (None, None),
        ]
        assert ("uri", "File name or address as written in the labels file.") in _comments(
            store, "item"
        )
