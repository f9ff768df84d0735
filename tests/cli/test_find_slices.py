"""find-slices: what people and programs get, what is saved, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from duckeval.demo import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    build(folder / "demo")
    return folder / "demo" / "duckeval.duckdb"


@pytest.fixture
def streets(built: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demo's project, in place of the small one."""
    shutil.copyfile(built, folder / "streets.duckdb")
    monkeypatch.setenv("DUCKEVAL_DB", "streets.duckdb")
    return folder


@pytest.mark.usefixtures("streets")
def test_the_weakness_of_the_demos_second_version_is_the_first_row(
    call: Callable[..., Answer],
) -> None:
    answer = call("find-slices", "--set", "v2", "--confidence", "0.3")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0] == "v2: slices with lower recall than the rest, on 135 of 300 items"
    assert lines[4].startswith("  1  time_of_day = 'night'")
    assert "the same on the other 165 items" in lines
    assert "note: tested " in answer.err
    assert "left out: width_px, height_px, split" in answer.err


@pytest.mark.usefixtures("streets")
def test_where_it_fell_behind_is_found_too(call: Callable[..., Answer]) -> None:
    answer = call("find-slices", "--set", "v2", "--against", "v1", "--format", "json")
    first = json.loads(answer.out)[0]
    assert (first["measure"], first["baseline_set"]) == ("delta", "v1")
    assert first["predicate"] == "time_of_day = 'night'"
    assert first["effect"] < first["effect_high"] < 0
    assert first["held_out_effect_high"] < 0


@pytest.mark.usefixtures("streets")
def test_ap_says_what_was_exact_and_what_was_not(call: Callable[..., Answer]) -> None:
    answer = call("find-slices", "--set", "v2", "--measure", "ap", "--limit", "2")
    assert "lower mAP" in answer.out
    assert "found by the first-order effect of each item on mAP, and these 2 measured" in answer.err


@pytest.mark.usefixtures("streets")
def test_csv_has_a_column_for_every_number(call: Callable[..., Answer]) -> None:
    answer = call("find-slices", "--set", "v2", "--format", "csv", "--column", "time_of_day")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert list(rows[0])[:5] == ["prediction_set", "baseline_set", "measure", "place", "predicate"]
    assert all(row["predicate"] == "time_of_day = 'night'" for row in rows)


@pytest.mark.usefixtures("streets")
def test_rows_are_saved_with_the_filter_of_the_search(call: Callable[..., Answer]) -> None:
    where = "weather <> 'fog'"
    asked = ("find-slices", "--set", "v2", "--where", where, "--limit", "2")
    answer = call(*asked, "--save", "bad", "--save-row", "1=nights")
    assert answer.code == 0
    assert "saved slice nights: " in answer.err
    assert "saved slice bad-2: " in answer.err
    rows = json.loads(call("slice", "list", "--format", "json").out)
    saved = {row["slice"]: row["predicate"] for row in rows}
    assert saved["nights"] == "(weather <> 'fog') and time_of_day = 'night'"
    assert "bad-1" not in saved
    again = call(*asked, "--save-row", "2=other", "--save-row", "1=nights")
    assert again.code == 2
    assert "there is a slice 'nights' already" in again.err
    rows = json.loads(call("slice", "list", "--format", "json").out)
    assert "other" not in {row["slice"] for row in rows}


def test_in_three_items_nothing_is_found(call: Callable[..., Answer]) -> None:
    answer = call("find-slices")
    assert answer.code == 0
    assert "none: no slice is worse than the rest by more than chance would have it" in answer.out
    assert call("find-slices", "--format", "json").out.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("--set", "v9"), 1, "no prediction set named 'v9'"),
        (("--set", "v2", "--column", "wether"), 1, "did you mean 'weather'?"),
        (("--set", "v2", "--measure", "delta"), 2, "a baseline go together"),
        ((), 2, "name one of: v1, v2"),
        (("--set", "v2", "--save-row", "one"), 2, "expected the number of a row and a name"),
        (("--set", "v2", "--save-row", "99=x"), 2, "there is no row 99 to save"),
        (("--set", "v2", "--depth", "4"), 2, "--depth"),
        (("--set", "v2", "--bins", "1"), 2, "bins: expected 2 to 100"),
        (("--set", "v2", "--where", "wether = 1"), 1, "wether"),
        (("--set", "v2", "--save", "all", "--save-row", "1=all"), 2, "cannot be named 'all'"),
    ],
)
@pytest.mark.usefixtures("streets")
def test_what_cannot_be_done_is_said(
    call: Callable[..., Answer], arguments: tuple[str, ...], code: int, text: str
) -> None:
    answer = call("find-slices", *arguments)
    assert answer.code == code
    assert text in answer.err
    assert answer.out == ""
