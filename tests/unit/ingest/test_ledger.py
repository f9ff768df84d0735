"""The ledger: idempotence, atomicity, replacing, and what always adds up."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import duckeval
from duckeval.errors import InputFileError, StoreError, UnknownNameError, UsageError
from duckeval.ingest import load_labels, load_metadata, load_predictions
from duckeval.store import Store
from tests.unit.ingest.samples import RESULTS, column, refusal, snapshot, truth, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    return write(tmp_path / "truth.json", truth())


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return write(tmp_path / "v1.json", RESULTS)


def test_an_entry_says_what_was_loaded(store: Store, labels: Path, results: Path) -> None:
    load_labels(store, str(labels), dataset="street@2")
    load_predictions(store, results, model="yolo@9")
    [first, second] = store.run(
        "select kind, file, sha256, format, options, dataset_id, prediction_set_id, rows_in, "
        "rows_loaded, rows_quarantined, versions from load order by load_id"
    )
    digest = hashlib.sha256(labels.read_bytes()).hexdigest()
    assert first[:4] == ("labels", str(labels), digest, "coco")
    assert json.loads(first[4]) == {"dataset": "street@2", "format": "coco", "map": {}}
    assert first[5:10] == (1, None, 3, 3, 0)
    assert json.loads(first[10])["duckeval"] == duckeval.__version__
    assert second[3] == "coco-results"
    assert json.loads(second[4])["set"] == "v1"
    assert second[5:10] == (1, 1, 3, 3, 0)
    assert store.run("select model_name, model_version from prediction_set") == [("yolo", "9")]


def test_a_repetition_changes_nothing_and_says_so(
    store: Store, labels: Path, results: Path, tmp_path: Path
) -> None:
    load_labels(store, labels)
    first = load_predictions(store, results)
    before = snapshot(store)
    again = load_labels(store, labels)
    assert again.is_repeat
    assert (again.load_id, again.rows_in, again.rows_loaded) == (1, 3, 3)
    again = load_predictions(store, results)
    assert again.is_repeat
    assert (again.load_id, again.prediction_set_name) == (first.load_id, "v1")
    # the content counts, and not the name
    copy = tmp_path / "elsewhere.json"
    copy.write_bytes(labels.read_bytes())
    assert load_labels(store, copy).is_repeat
    assert snapshot(store) == before


def test_frames_repeat_by_content(store: Store) -> None:
    box = {"x_px": 1.0, "y_px": 1.0, "w_px": 1.0, "h_px": 1.0}
    rows = [{"item_key": str(n), "class_name": "c", **box} for n in range(10)]
    frame = pl.DataFrame(rows)
    load_labels(store, frame)
    assert load_labels(store, pl.concat([frame[:3], frame[3:]])).is_repeat
    assert not load_labels(store, frame[:9], dataset="b").is_repeat


def test_other_options_are_another_load(store: Store, labels: Path, results: Path) -> None:
    load_labels(store, labels)
    load_labels(store, labels, dataset="again")
    assert column(store, "select count(*) from label") == [6]
    twice = load_labels(store, labels, dataset="again", column_map={"weather": "sky"})
    assert any("there twice" in warning for warning in twice.warnings)
    load_predictions(store, results, dataset="again")
    assert not load_predictions(store, results, dataset="again", set_name="v2").is_repeat
    assert column(store, "select prediction_set_name from prediction_set order by 1") == [
        "v1",
        "v2",
    ]


def test_a_set_name_that_is_taken(
    store: Store, labels: Path, results: Path, tmp_path: Path
) -> None:
    load_labels(store, labels)
    load_predictions(store, results)
    other = write(tmp_path / "other.json", RESULTS[:2])
    before = snapshot(store)
    error = refusal(load_predictions, store, other, set_name="v1")
    assert isinstance(error, InputFileError)
    assert error.exit_code == 3
    assert "--replace" in (error.hint or "")
    assert "--set" in (error.hint or "")
    assert snapshot(store) == before
    result = load_predictions(store, other, set_name="v1", replace=True)
    assert result.rows_loaded == 2
    assert column(store, "select prediction_set_id from prediction_set") == [2]
    for table in ("prediction", "match", "evaluated"):
        assert column(store, f"select count(*) from {table}") == [2]
    # the file that gave way is no repetition now
    assert refusal(load_predictions, store, results).exit_code == 3
    assert not load_predictions(store, results, replace=True).is_repeat


def test_replacing_by_a_file_that_is_refused_keeps_the_set(
    store: Store, labels: Path, results: Path, tmp_path: Path
) -> None:
    load_labels(store, labels)
    load_predictions(store, results)
    before = snapshot(store)
    bad = write(tmp_path / "bad.json", [RESULTS[0] | {"score": None}])
    refusal(load_predictions, store, bad, set_name="v1", replace=True)
    refusal(load_predictions, store, bad, set_name="v1", replace=True, on_error="fail")
    assert snapshot(store) == before


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("step", ["insert_prediction.sql", "pair.sql", "evaluated.sql"])
def test_a_failure_in_the_middle_leaves_nothing(
    store: Store,
    labels: Path,
    results: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    error: type[BaseException],
) -> None:
    load_labels(store, labels)
    before = snapshot(store)
    script = store.script

    def failing(name: str, parameters: Any = None) -> None:
        script(name, parameters)
        if name.endswith(step):
            raise error

    monkeypatch.setattr(store, "script", failing)
    with pytest.raises(error):
        load_predictions(store, results)
    monkeypatch.undo()
    assert snapshot(store) == before
    assert load_predictions(store, results).rows_loaded == 3


def test_a_load_is_in_the_file_and_not_in_the_log(
    store: Store, labels: Path, results: Path
) -> None:
    load_labels(store, labels)
    load_predictions(store, results)
    log = store.path.with_name(store.path.name + ".wal") if store.path else labels
    assert not log.exists() or log.stat().st_size == 0


def test_a_project_that_is_open_for_reading_is_not_written(
    empty_project: Path, labels: Path
) -> None:
    with Store.open(empty_project, read_only=True) as store:
        assert isinstance(refusal(load_labels, store, labels), StoreError)


def test_which_data_set_is_meant(store: Store, labels: Path, results: Path) -> None:
    error = refusal(load_predictions, store, results)
    assert "no labels yet" in str(error)
    assert load_labels(store, labels, dataset="a@2").dataset_version == "2"
    result = load_predictions(store, results, set_name="1")
    assert (result.dataset_name, result.dataset_version) == ("a", "2")
    load_labels(store, labels, dataset="a")
    assert load_predictions(store, results, set_name="2").dataset_version == "1"
    assert load_predictions(store, results, set_name="3", dataset="a@2").dataset_version == "2"
    load_labels(store, labels, dataset="b")
    error = refusal(load_predictions, store, results, set_name="4")
    assert isinstance(error, UsageError)
    assert "a@2, a@1, b@1" in (error.hint or "")
    error = refusal(load_predictions, store, results, set_name="4", dataset="c")
    assert isinstance(error, UnknownNameError)
    for wrong in ("", "@2", "a@"):
        assert isinstance(refusal(load_labels, store, labels, dataset=wrong), UsageError)


def test_files_that_are_not_there(store: Store, tmp_path: Path) -> None:
    assert "no such file" in str(refusal(load_labels, store, tmp_path / "no.json"))
    assert "is a folder" in str(refusal(load_labels, store, tmp_path))
    assert "is not a path" in str(refusal(load_labels, store, "a\0b"))


def test_progress_names_the_steps(store: Store, labels: Path, results: Path) -> None:
    steps: list[str] = []
    load_labels(store, labels, progress=steps.append)
    load_predictions(store, results, progress=steps.append)
    assert steps[0] == "reading"
    assert {"labels", "predictions", "faulty rows"} <= set(steps)


def test_ids_are_dense_sorted_and_stored_in_order(
    store: Store, labels: Path, tmp_path: Path
) -> None:
    load_labels(store, labels)
    for name in ("a", "b"):
        rows = [
            RESULTS[n % 3] | {"score": n % 7 / 8, "bbox": [n % 5, 1, 2, 3]} for n in range(5000)
        ]
        load_predictions(store, write(tmp_path / f"{name}.json", rows), match=False)
    assert store.run(
        "select count(*), count(distinct prediction_id), min(prediction_id), max(prediction_id) "
        "from prediction"
    ) == [(10000, 10000, 1, 10000)]
    order = (
        "prediction_set_id, class_id, confidence desc, item_order, x_px, y_px, w_px, h_px, "
        "prediction_key, source_row"
    )
    assert store.run(
        "select count(*) from (select prediction_id, prediction.rowid as stored, "
        f"row_number() over (order by {order}) as expected from prediction "
        "inner join item using (item_id)) "
        "where prediction_id <> expected or stored + 1 <> expected"
    ) == [(0,)]


def test_every_load_adds_up(store: Store, labels: Path, tmp_path: Path) -> None:
    load_labels(store, labels)
    bad = [RESULTS[0] | {"score": None}, RESULTS[0] | {"image_id": 1}]
    load_predictions(store, write(tmp_path / "p.json", [*RESULTS, *bad]))
    load_metadata(store, write(tmp_path / "m.csv", "item_key,m\n8,1\n5,2\n"))
    assert store.run(
        "select load_id, rows_in, rows_loaded, rows_quarantined, (select count(*) from quarantine "
        "where quarantine.load_id = load.load_id) from load order by 1"
    ) == [(1, 3, 3, 0, 0), (2, 5, 3, 2, 2), (3, 2, 1, 1, 1)]
