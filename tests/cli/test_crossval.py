"""``crossval``: what is printed for people and for programs, and exit codes."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


def test_summary_shows_average_and_pooled(call: Callable[..., Answer]) -> None:
    answer = call("crossval", "summary")
    assert (answer.code, answer.out) == (0, "")
    assert "'duckeval folds make' makes folds" in answer.err
    assert call("folds", "make", "--k", "2", "--group", "weather").code == 0
    answer = call("crossval", "summary", "--set", "v1")
    assert answer.code == 0
    assert answer.out.splitlines()[0] == "v1: 2 folds, 3 items, 4 labels"
    # By hand: at night one of two labels is found by two predictions, in the sun both by both.
    (line,) = [row for row in answer.out.splitlines() if row.startswith("recall_micro")]
    assert line.split()[:4] == ["recall_micro", "2", "0.7500", "0.3536"]
    assert line.split()[-1] == "0.7500"
    (line,) = [row for row in answer.out.splitlines() if row.startswith("precision_micro")]
    assert line.split()[2:4] == ["0.7500", "0.3536"]
    assert max(len(row) for row in answer.out.splitlines()) <= 80
    assert "fold_mean is the K-split average" in answer.err
    rows = json.loads(call("crossval", "summary", "--format", "json").out)
    assert {row["fold_count"] for row in rows} == {2}


def test_other_folds_than_the_column(call: Callable[..., Answer]) -> None:
    answer = call("crossval", "summary", "--fold-by", "weather", "--class", "cat")
    assert answer.code == 0
    assert answer.out.splitlines()[0] == "v1: 2 folds, 3 items, 3 labels"


def test_combine_says_what_it_leaves_out(call: Callable[..., Answer], folder: Path) -> None:
    shutil.copy(folder / "v1.json", folder / "v2.json")
    assert call("load", "predictions", "v2.json", "--set", "v2", "--confidence").code == 2
    (folder / "v2.json").write_text((folder / "v1.json").read_text().replace("0.9", "0.95"))
    assert call("load", "predictions", "v2.json").code == 0
    assert call("folds", "make", "--k", "2", "--group", "weather").code == 0
    answer = call("crossval", "combine", "--set", "v1", "--set", "v2", "--as", "oof")
    assert (answer.code, answer.out) == (0, "")
    # Items 2 and 3 are fold 1, item 1 is fold 2; nobody predicts item 3.
    first, second, third = answer.err.splitlines()
    assert first == "combined 2 prediction sets on default@1 as oof: 4 predictions"
    assert second.startswith("note: 2 items predicted by the set of another fold too")
    assert third == "warning: fold 1: 1 item of 2 without a prediction of v1"
    rows = json.loads(
        call("query", "select confidence from prediction where prediction_set_id = "
             "(select max(prediction_set_id) from prediction) order by all", "--format", "json").out
    )  # fmt: skip
    assert [row["confidence"] for row in rows] == [0.2, 0.7, 0.8, 0.95]
    assert call("crossval", "combine", "--set", "v1", "--set", "v2", "--as", "oof").code == 2
    assert call("crossval", "combine", "--set", "v1", "--as", "one").code == 2


def test_check_lists_the_classes_that_fall_short(call: Callable[..., Answer]) -> None:
    assert call("folds", "make", "--k", "2", "--group", "weather").code == 0
    answer = call("crossval", "check", "--model", "cats@1")
    assert answer.code == 5
    assert "warning: cat: 3 items; expected at least 10" in answer.err
    assert "falls short of what cross-validation needs: cat, dog" in answer.err
    # The only dog and one cat are in fold 2, of the sun; without it nothing is left.
    assert [line.split() for line in answer.out.splitlines()[3:]] == [
        ["cat", "3", "1", "1", "short"], ["dog", "1", "0", "2", "short"],
    ]  # fmt: skip
    answer = call("crossval", "check", "--set", "v1", "--min-per-class", "1", "--format", "csv")
    assert answer.code == 5
    assert "warning: prediction set 'v1' names no version of a model" in answer.err
    assert call("crossval", "check", "--model", "cats").code == 2
    assert call("crossval", "check", "--set", "v9").code == 1


def test_run_trains_and_stores(call: Callable[..., Answer], folder: Path) -> None:
    # Two classes that a number tells apart, two items of each in both folds.
    rows = [(f"{kind}{at}", kind, at % 2, at + 10 * (kind == "sun"))
            for kind in ("sun", "fog") for at in range(4)]  # fmt: skip
    (folder / "sky.csv").write_text(
        "item_key,class_name\n" + "".join(f"{key},{kind}\n" for key, kind, *_ in rows)
    )
    (folder / "seen.csv").write_text(
        "item_key,fold,light\n" + "".join(f"{key},{fold},{light}\n" for key, _, fold, light in rows)
    )
    for line in ("load labels sky.csv --task sky --kind multiclass", "load metadata seen.csv"):
        assert call(*line.split(), "--db", "sky.duckdb").code == 0
    run = ["crossval", "run", "--task", "sky", "--features", "light", "--set", "oof"]
    run += ["--db", "sky.duckdb", "--estimator", "sklearn.naive_bayes.GaussianNB"]
    assert call(*run, "--model", "sky").code == 2
    answer = call(*run, "--model", "sky@1")
    assert answer.code == 5
    assert "fog: 4 items; expected at least 10; sun: 4 items" in answer.err
    answer = call(*run, "--model", "sky@1", "--min-per-class", "2", "--param", "var_smoothing=1e-3")
    assert (answer.code, answer.out) == (0, "")
    first, second, few, stored = answer.err.splitlines()
    assert first.startswith("fold 0: trained on 4 items, predicted 4: ")
    assert second.startswith("fold 1: trained on 4 items, predicted 4: ")
    assert few == "warning: fewer than 50 items, which makes numbers unsure: fog, sun"
    assert stored.startswith("stored oof on default@1: 8 items, each predicted by sky@1")
    rows_of = json.loads(call("crossval", "summary", "--db", "sky.duckdb", "--format", "json").out)
    [accuracy] = [row for row in rows_of if row["measure"] == "accuracy"]
    assert (accuracy["fold_count"], accuracy["fold_mean"], accuracy["fold_sd"]) == (2, 1.0, 0.0)
