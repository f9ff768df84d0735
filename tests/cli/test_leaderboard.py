"""`duckeval leaderboard` over several data sets and models, through real streams."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from tests.sql.worlds import AT_SEA, HARBOUR, load_world, write_labels, write_predictions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    with duckeval.open(folder / "world.duckdb") as project:
        load_world(project, folder)
    return folder / "world.duckdb"


@pytest.fixture
def world(made: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small world, as the project that commands mean."""
    copy = folder / "world.duckdb"
    copy.write_bytes(made.read_bytes())
    monkeypatch.setenv("DUCKEVAL_DB", str(copy))
    return copy


def ranked(call: Callable[..., Answer], *arguments: str) -> list[tuple[Any, ...]]:
    answer = call("leaderboard", *arguments, "--format", "json", "--resamples", "20")
    assert answer.code == 0, answer.err
    rows: list[dict[str, Any]] = json.loads(answer.out)
    names = ("dataset_name", "dataset_version", "slice", "rank", "prediction_set")
    return [tuple(row[name] for name in names) for row in rows]


@pytest.mark.usefixtures("world")
def test_without_names_the_last_version_of_each_data_set_that_has_predictions(
    call: Callable[..., Answer],
) -> None:
    # city and street@2 have no predictions yet
    assert ranked(call) == [
        ("harbour", "1", "all", 1, "at sea"),
        ("street", "1", "all", 1, "second"),
        ("street", "1", "all", 2, "first"),
    ]
    call("match", "--dataset", "street@2")
    assert [row[:2] for row in ranked(call)] == [("harbour", "1"), ("street", "2"), ("street", "2")]
    assert [row[:2] for row in ranked(call, "first")] == [("street", "1")]
    assert [row[:2] for row in ranked(call, "--dataset", "street@1", "--dataset", "harbour")] == [
        ("harbour", "1"),
        ("street", "1"),
        ("street", "1"),
    ]
    assert ranked(call, "--model", "net@1") == [("street", "2", "all", 1, "first@street@2")]


@pytest.mark.usefixtures("world")
def test_people_see_a_table_of_ranks_for_each_data_set(call: Callable[..., Answer]) -> None:
    answer = call("leaderboard", "--resamples", "20")
    assert answer.code == 0, answer.err
    assert [line for line in answer.out.splitlines() if "@1" in line and " " not in line] == [
        "harbour@1",
        "street@1",
    ]
    assert "net@2" in answer.out
    assert "bootstrap over items, 20 resamples, seed 0" in answer.err


@pytest.mark.usefixtures("world")
def test_slices_have_ranks_and_no_intervals(call: Callable[..., Answer]) -> None:
    rows = ranked(call, "--dataset", "street@1", "--by", "item_key = '3'", "--measure", "f1_macro")
    assert rows == [
        ("street", "1", "false", 1, "second"),
        ("street", "1", "false", 2, "first"),
        ("street", "1", "true", 1, "first"),
        ("street", "1", "true", 2, "second"),
    ]
    answer = call("leaderboard", "--dataset", "street@1", "--by", "item_key = '3'")
    assert answer.out.splitlines()[0].split()[:6] == [
        "item_key",
        "=",
        "'3'",
        "rank",
        "set",
        "model",
    ]
    assert "no intervals" in answer.err
    plain = call("leaderboard", "--no-intervals", "--dataset", "harbour")
    assert plain.code == 0
    assert plain.err == ""


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--dataset", "sea"), 1, "no data set named sea; there are: street@1, street@2"),
        (("--dataset", "street@2"), 1, "no prediction set is of these models"),
        (("--model", "nut"), 1, "no model named nut; there are: net@1, net@2"),
        (("--model", "net@1", "--dataset", "harbour"), 1, "no prediction set is of these models"),
        (("--by", "split", "--slice", "x"), 2, "--by and --slice cannot be given together"),
        (("--slice", "x"), 1, "no slice named 'x'"),
        (("--by", "wether"), 1, '"wether" not found'),
    ],
)
def test_what_is_not_there_is_refused(
    call: Callable[..., Answer], arguments: tuple[str, ...], code: int, said: str
) -> None:
    answer = call("leaderboard", *arguments)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


def test_python_gives_the_same_rows(world: Path) -> None:
    with duckeval.open(world, read_only=True) as project:
        drawn = project.leaderboard(datasets="street@1", resamples=20).rows()
        plain = project.leaderboard(datasets=["street@1"], intervals=False).rows()
        sliced = project.leaderboard(models="net@2", intervals=False, slice_by="item_key").rows()
    assert [row["resample_count"] for row in drawn] == [20, 20]
    assert [row["resample_count"] for row in plain] == [None, None]
    kept = ("rank", "prediction_set", "value", "map", "f1_micro", "model_version", "created_at")
    assert [[row[name] for name in kept] for row in drawn] == [
        [row[name] for name in kept] for row in plain
    ]
    assert {row["slice"] for row in sliced} == {"1", "2", "3", "10", "11"}


def test_pairs_with_the_commands_of_those_not_calculated(
    world: Path, call: Callable[..., Answer]
) -> None:
    answer = call("leaderboard", "--pairs")
    lines = answer.out.splitlines()
    assert answer.code == 0
    assert lines[0].split()[:4] == ["model", "data", "set", "items"]
    assert lines[lines.index("not calculated yet:") + 1 :] == [
        "duckeval match --set first --dataset city@1",
        "duckeval load predictions FILE --dataset harbour@1 --model net@1",
        "duckeval match --set first --dataset street@2",
        "duckeval match --set second --dataset city@1",
        "duckeval match --set second --dataset street@2",
    ]
    rows = json.loads(call("leaderboard", "--pairs", "--format", "json").out)
    with duckeval.open(world, read_only=True) as project:
        assert rows == project.evaluation_pairs().rows()
    refused = call("leaderboard", "--pairs", "--dataset", "street")
    assert (refused.code, refused.out) == (2, "")
    assert "--pairs lists all pairs" in refused.err


def test_pairs_of_an_empty_project(folder: Path, call: Callable[..., Answer]) -> None:
    call("init", "empty.duckdb")
    answer = call("leaderboard", "--pairs", "--db", str(folder / "empty.duckdb"))
    assert answer.code == 0
    assert "there are no predictions yet" in answer.err


def test_boards_of_another_project(world: Path, folder: Path, call: Callable[..., Answer]) -> None:
    """The same model on other items, which another project holds with its predictions."""
    with duckeval.open(folder / "sea.duckdb") as project:
        project.load_labels(write_labels(folder / "sea.json", HARBOUR, ["10", "11"]), dataset="sea")
        for name in ("net@2", "boat@1"):
            project.load_predictions(
                write_predictions(folder / f"{name[:3]}.csv", AT_SEA), model=name
            )
    answer = call("leaderboard", "--no-intervals", "--project", "sea.duckdb")
    titles = [line for line in answer.out.splitlines() if " in " in line]
    assert titles == [f"harbour@1 in {world}", f"street@1 in {world}", "sea@1 in sea.duckdb"]
    rows = json.loads(
        call("leaderboard", "--project", "sea.duckdb", "--model", "net", "--format", "json").out
    )
    found = [(row["project"], row["dataset_name"], row["rank"], row["map"]) for row in rows]
    ship = pytest.approx(51 / 101 / 2)
    assert found == [
        (str(world), "harbour", 1, ship),
        (str(world), "street", 1, pytest.approx((67 / 101 + 1) / 2)),
        ("sea.duckdb", "sea", 1, ship),
    ]
    answer = call("leaderboard", "--no-intervals", "--project", "sea.duckdb", "--model", "boat")
    assert answer.code == 0
    assert f"warning: {world}: no model named boat; there are: net@1, net@2" in answer.err
    for arguments, code, said in (
        (("--project", "none.duckdb"), 4, "none.duckdb: no such project file"),
        (("--project", "sea.duckdb", "--model", "car"), 1, "no model named car"),
        (("first", "--project", "sea.duckdb"), 2, "SET and --project cannot be given together"),
    ):
        answer = call("leaderboard", *arguments)
        assert (answer.code, answer.out) == (code, "")
        assert said in answer.err
