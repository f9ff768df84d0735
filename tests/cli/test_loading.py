"""``load``, ``match``, ``slice`` and ``doctor``: what they say and what they leave behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import duckeval
from tests.cli.conftest import RESULTS, TRUTH

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


def test_load_load_summary_is_the_whole_job(call: Callable[..., Answer]) -> None:
    labels = call("load", "labels", "truth.json", "--db", "new.duckdb")
    assert (labels.code, labels.out) == (0, "")
    assert "made the project file new.duckdb" in labels.err
    assert "4 rows in, 4 loaded, 0 quarantined" in labels.err
    predictions = call("load", "predictions", "v1.json", "--db", "new.duckdb")
    assert (predictions.code, predictions.out) == (0, "")
    assert "predictions v1 on default@1" in predictions.err
    assert "4 rows in, 4 loaded, 0 quarantined" in predictions.err
    assert "1 item without predictions" in predictions.err
    assert "0 classes without labels" in predictions.err
    assert "mAP@.50" in call("summary", "--db", "new.duckdb").out


def test_a_refused_first_load_leaves_no_project(call: Callable[..., Answer], folder: Path) -> None:
    (folder / "broken.json").write_text('{"images": [')
    assert call("load", "labels", "broken.json", "--db", "new.duckdb").code == 3
    assert not (folder / "new.duckdb").exists()
    assert call("load", "labels", "truth.json", "broken.json", "--db", "new.duckdb").code == 3
    with duckeval.open(folder / "new.duckdb", read_only=True) as project:
        assert project.contents()["label"] == 4


def test_each_load_is_one_line(call: Callable[..., Answer]) -> None:
    answer = call("load", "labels", "truth.json", "--db", "new.duckdb")
    assert len(answer.err.splitlines()) == 2


def test_a_repeated_load_changes_nothing_and_says_so(call: Callable[..., Answer]) -> None:
    for arguments in (
        ("load", "labels", "truth.json"),
        ("load", "predictions", "v1.json"),
        ("load", "metadata", "facts.csv"),
    ):
        answer = call(*arguments)
        assert answer.code == 0
        assert "nothing changed" in answer.err


def test_quarantined_rows_are_counted_and_shown(call: Callable[..., Answer], folder: Path) -> None:
    rows = [*RESULTS, {"image_id": 99, "category_id": 1, "bbox": [0, 0, 1, 1], "score": 0.5}]
    (folder / "v2.json").write_text(json.dumps(rows))
    answer = call("load", "predictions", "v2.json")
    assert answer.code == 0
    line = answer.err.splitlines()[0]
    assert "5 rows in, 4 loaded, 1 quarantined (first: " in line
    _, _, rest = line.partition('duckeval query "')
    shown = call("query", rest.partition('"')[0], "--format", "json")
    assert len(json.loads(shown.out)) == 1
    assert call("load", "predictions", "v2.json", "--set", "v3", "--on-error", "fail").code == 3


def test_one_name_for_two_sets_is_refused(call: Callable[..., Answer]) -> None:
    answer = call("load", "predictions", "v1.json", "v1.json", "--set", "both")
    assert answer.code == 2


def test_a_second_match_does_nothing_and_says_so(call: Callable[..., Answer]) -> None:
    answer = call("match")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.count("already; nothing changed") == 2


def test_predictions_can_be_matched_later(call: Callable[..., Answer], folder: Path) -> None:
    (folder / "v2.json").write_text(json.dumps(RESULTS))
    assert call("load", "predictions", "v2.json", "--no-match").code == 0
    refused = call("summary", "--set", "v2")
    assert refused.code == 1
    assert "duckeval match" in refused.err
    assert "matched v2 under protocol closest" in call("match", "--protocol", "closest").err
    assert call("summary", "--set", "v2").code == 0
    assert call("summary", "--set", "v2", "--protocol", "coco").code == 1
    assert "matched v2 under protocol coco" in call("match").err
    assert call("summary", "--set", "v2", "--protocol", "coco").code == 0
    assert call("doctor").code == 0


def test_slices_are_saved_listed_and_dropped(call: Callable[..., Answer]) -> None:
    added = call("slice", "add", "night", "--where", "weather = 'night'")
    assert (added.code, added.out) == (0, "")
    assert added.err == "saved slice night: 2 items where weather = 'night'\n"
    listed = json.loads(call("slice", "list", "--format", "json").out)
    assert [(row["slice"], row["items"]) for row in listed] == [("dark", 2), ("night", 2)]
    shown = json.loads(call("slice", "show", "night", "--format", "json").out)
    assert [row["item_key"] for row in shown] == ["2", "3"]
    assert call("slice", "drop", "night").code == 0
    assert "night" not in call("slice", "list").out


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("add", "dark", "--where", "true"), 2, "there is a slice 'dark' already"),
        (("add", "all", "--where", "true"), 2, "every item"),
        (("add", "x", "--where", " "), 2, "predicate is empty"),
        (("add", "x", "--where", "wether = 1"), 1, "weather"),
        (("add", "x", "--where", "1) or (1"), 0, ""),
        (("drop", "darkk"), 1, "did you mean 'dark'"),
        (("show", "darkk"), 1, "did you mean 'dark'"),
    ],
)
def test_a_slice_is_refused(
    call: Callable[..., Answer], arguments: tuple[str, ...], code: int, text: str
) -> None:
    answer = call("slice", *arguments)
    assert answer.code == code
    assert text in answer.err


def test_an_empty_slice_is_saved_with_a_warning(call: Callable[..., Answer]) -> None:
    answer = call("slice", "add", "fog", "--where", "weather = 'fog'")
    assert answer.code == 0
    assert "warning: slice fog has no item" in answer.err


def test_slices_follow_later_loads(call: Callable[..., Answer], folder: Path) -> None:
    truth = {**TRUTH, "images": [{"id": 4, "file_name": "d.jpg", "width": 9, "height": 9}]}
    truth["annotations"] = []
    (folder / "more.json").write_text(json.dumps(truth))
    assert call("slice", "add", "small", "--where", "width_px < 10").code == 0
    assert call("load", "labels", "more.json").code == 0
    listed = json.loads(call("slice", "list", "--format", "json").out)
    assert listed[-1]["items"] == 1
    assert call("doctor").code == 0


def test_doctor_passes_a_sound_file(call: Callable[..., Answer]) -> None:
    answer = call("doctor", "--format", "json")
    assert answer.code == 0
    assert {row["result"] for row in json.loads(answer.out)} == {"ok"}
    assert "checks passed" in answer.err


def test_doctor_tries_labels_without_loading_them(
    call: Callable[..., Answer], folder: Path
) -> None:
    bad = json.loads(json.dumps(TRUTH))
    bad["annotations"][1]["bbox"][2] = -3
    (folder / "bad.json").write_text(json.dumps(bad))
    before = (folder / "duckeval.duckdb").read_bytes()
    answer = call("doctor", "bad.json", "--format", "json")
    assert answer.code == 0
    assert [row["place"] for row in json.loads(answer.out)] == ["/annotations/1"]
    assert "would load 3 of 4 rows as labels and set 1 aside" in answer.err
    assert (folder / "duckeval.duckdb").read_bytes() == before


def test_doctor_tries_predictions_against_the_project(
    call: Callable[..., Answer], folder: Path
) -> None:
    answer = call("doctor", "v1.json")
    assert answer.code == 0
    assert "would load 4 of 4 rows as predictions" in answer.err
    (folder / "cut.json").write_text('[{"image_id": 1, ')
    assert call("doctor", "cut.json").code == 3
    assert call("doctor", "v1.json", "--db", "none.duckdb").code == 2


def test_a_file_of_another_version_gets_our_views(
    call: Callable[..., Answer], folder: Path
) -> None:
    with duckeval.open(folder / "duckeval.duckdb") as project:
        project.connection.execute("update project set objects_sha256 = 'another'")
        project.connection.execute("drop view performance")
        assert not project.is_current
    answer = call("query", "select map from performance")
    assert answer.code == 0
    assert "are now those of this duckeval" in answer.err
    assert call("query", "select map from performance").err == ""


def test_the_project_file_is_named_by_the_environment(
    call: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUCKEVAL_DB", "elsewhere.duckdb")
    assert "made the project file elsewhere.duckdb" in call("init").err
    assert "is a project file already" in call("init").err
    assert call("summary").code == 1
    assert call("summary", "--db", "duckeval.duckdb").code == 0
