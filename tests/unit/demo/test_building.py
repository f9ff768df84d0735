"""The demo's project: what is in it, and that its files make it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import duckeval
from duckeval.cli import run
from duckeval.demo import COMPARISON, SLICES, build
from duckeval.errors import UsageError

if TYPE_CHECKING:
    from duckeval.demo import Demo

FEW = 40


def data(folder: Path) -> dict[str, bytes]:
    """Return the files of a demo; its project holds times and is never the same."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".duckdb"
    }


def without_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)


def test_the_same_seed_makes_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        made.append(data(build(Path("demo"), seed=3, scene_count=FEW).folder))
    assert made[0] == made[1]
    assert len(made[0]) == 6 + FEW


def test_another_seed_makes_other_scenes(tmp_path: Path) -> None:
    one = build(tmp_path / "one", seed=1, scene_count=FEW).folder
    two = build(tmp_path / "two", seed=2, scene_count=FEW).folder
    assert (one / "labels.json").read_bytes() != (two / "labels.json").read_bytes()


def test_everything_is_loaded_and_nothing_set_aside(demo: Demo) -> None:
    with duckeval.open(demo.project, read_only=True) as project:
        contents = project.contents()
        assert contents["item"] == demo.scene_count == 300
        assert contents["label"] == demo.label_count
        assert contents["prediction"] == demo.prediction_count
        assert contents["quarantine"] == 0
        assert all(check.is_passed for check in project.check())
        assert {each.name for each in project.slices.list()} == set(SLICES)


def test_the_second_version_is_better_but_not_at_night(demo: Demo) -> None:
    with duckeval.open(demo.project, read_only=True) as project:
        overall = {row["prediction_set"]: row["map"] for row in project.performance()}
        by_time = {row["time_of_day"]: row["change"] for row in project.query(COMPARISON)}
    assert overall["v2"] - overall["v1"] > 0.02
    assert by_time["day"] > 0.05
    assert by_time["dusk"] > 0.05
    assert by_time["night"] < -0.1


def test_predictions_fail_as_those_of_a_detector_do(demo: Demo) -> None:
    with duckeval.open(demo.project, read_only=True) as project:
        reasons = {
            row["reason"]: row["count"]
            for row in project.query("from outcome select reason, count(*) as count group by all")
        }
        assert set(reasons) == {
            *(None, "crowd", "duplicate", "low_iou"),
            *("wrong_class", "wrong_class_low_iou", "background"),
        }
        (sure,) = project.query(
            "from outcome select "
            "median(confidence) filter (outcome = 'tp') as tp, "
            "median(confidence) filter (outcome = 'fp') as fp"
        )
        assert sure["tp"] > 0.6
        assert sure["fp"] < 0.3
        found = project.query(
            "from label_outcome join label using (label_id) "
            "select outcome, median(area_px2) as area, avg(occlusion) as occlusion "
            "where outcome <> 'ignored' group by outcome order by outcome"
        ).rows()
    hit, missed = found
    assert missed["area"] < hit["area"] / 2
    assert missed["occlusion"] > hit["occlusion"] * 1.5


def test_the_files_are_loaded_by_the_commands_that_are_shown(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = build(Path("demo"))
    with duckeval.open(made.project, read_only=True) as project:
        expected = project.query(COMPARISON).rows()
    made.project.unlink()
    lines = [line.strip() for line in made.about.read_text().splitlines()]
    commands = [shlex.split(line) for line in lines if line.startswith("duckeval ")]
    assert [run(command[1:]) for command in commands] == [0] * 7
    with duckeval.open(made.project, read_only=True) as project:
        assert project.query(COMPARISON).rows() == expected
        assert len(project.slices.list()) == len(SLICES)
    with duckeval.open(demo.project, read_only=True) as project:
        assert project.query(COMPARISON).rows() == expected


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("all of it")
    with pytest.raises(UsageError, match="is not empty"):
        build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("")
    with pytest.raises(UsageError, match="is no folder"):
        build(tmp_path / "demo")


def test_a_demo_is_made_anew_and_what_else_is_there_stays(tmp_path: Path) -> None:
    folder = build(tmp_path / "demo", seed=1, scene_count=FEW).folder
    (folder / "notes.txt").write_text("mine")
    made = build(folder, seed=2, scene_count=30)
    assert (folder / "notes.txt").read_text() == "mine"
    assert len(list((folder / "images").iterdir())) == 30
    with duckeval.open(made.project, read_only=True) as project:
        assert project.contents()["item"] == 30


def test_pillow_is_not_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = data(build(tmp_path / "demo", scene_count=FEW).folder)
    without_pillow(monkeypatch)
    made = build(tmp_path / "demo", scene_count=FEW)
    assert not made.has_pictures
    assert not list(made.folder.glob("images/*"))
    left = data(made.folder)
    assert left == {name: drawn[name] for name in left}


def test_pictures_are_as_dark_as_their_scene(demo: Demo) -> None:
    from PIL import Image, ImageStat

    with duckeval.open(demo.project, read_only=True) as project:
        rows = project.query("from item select uri, brightness limit 40").rows()
    for row in rows:
        with Image.open(demo.folder / row["uri"]) as picture:
            assert picture.size == (640, 360)
            level = sum(ImageStat.Stat(picture).mean) / 3 / 255
        assert level == pytest.approx(row["brightness"], abs=0.06), row["uri"]
