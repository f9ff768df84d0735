"""Keypoints under the filter law, on any number of threads, on another version; and each joint."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckeval.errors import QueryError
from tests.oracle.files import write_json
from tests.oracle.keypoints import JOINTS, closest_pairs, keypoint_files
from tests.property.projects import ask, new_project, scratch
from tests.property.scenes import examples

if TYPE_CHECKING:
    from pathlib import Path

MACROS = ("performance", "class_performance", "coco_summary", "label_outcome", "joint_performance")
ALPHA = 0.1
FIRST, LAST = 3, 14  # joints of a segment, from 0


def posed_files(seed: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return files with pairs on two images or more."""
    while True:
        truth, results = keypoint_files(seed)
        if len(truth["images"]) > 1 and len(closest_pairs(truth, results)) > 1:
            return truth, results
        seed += 1


def load(project: Any, folder: Path, truth: Any, results: Any) -> None:
    project.load_labels(write_json(folder / "truth.json", truth))
    project.load_predictions(write_json(folder / "model.json", results))


@examples(few=1, many=60)
@given(seed=st.integers(0, 2**32))
def test_a_slice_of_keypoints_is_a_project_of_its_items(seed: int) -> None:
    truth, results = posed_files(seed)
    kept = truth["images"][1:]
    keys = {one["id"] for one in kept}
    fewer = {
        **truth,
        "images": kept,
        "annotations": [one for one in truth["annotations"] if one["image_id"] in keys],
    }
    others = [one for one in results if one["image_id"] in keys]
    if not others:
        return
    dropped = f"item_key <> '{truth['images'][0]['id']}'"
    protocols = ("closest", "coco")
    with scratch() as folder, new_project(folder / "whole.duckdb") as project:
        load(project, folder, truth, results)
        sliced = [
            ask(project, macro, item_filter=dropped, protocol=protocol)
            for macro in MACROS
            for protocol in protocols
        ]
    with scratch() as folder, new_project(folder / "fresh.duckdb") as project:
        load(project, folder, fewer, others)
        alone = [ask(project, macro, protocol=each) for macro in MACROS for each in protocols]
    for some, same in zip(sliced, alone, strict=True):
        assert len(some) == len(same)
        for one, other in zip(some, same, strict=True):
            keyed = {key for key in one if key.endswith("_id") or key == "prediction_key"}
            assert {key: one[key] for key in one.keys() - keyed} == pytest.approx(
                {key: other[key] for key in other.keys() - keyed}, abs=1e-12
            )


def test_threads_change_nothing_and_another_version_is_scored(tmp_path: Path) -> None:
    truth, results = posed_files(3)
    with new_project(tmp_path / "project.duckdb") as project:
        labels = write_json(tmp_path / "truth.json", truth)
        project.load_labels(labels, dataset="people@1")
        project.load_predictions(write_json(tmp_path / "model.json", results))
        answers = []
        for threads in (1, 4):
            project.connection.execute(f"set threads = {threads}")
            project.match(shapes=["keypoints"])
            answers.append([ask(project, macro) for macro in MACROS])
        assert answers[0] == answers[1]
        project.load_labels(labels, dataset="people@2")
        project.match("model", dataset="people@2")
        again = ask(project, "joint_performance", predictions="model@people@2")
    assert [{**row, "prediction_set": "model"} for row in again] == answers[0][-1]


@examples(few=2, many=60)
@given(seed=st.integers(0, 2**32), is_segment=st.booleans())
def test_each_joint_is_what_plain_loops_say(seed: int, *, is_segment: bool) -> None:
    truth, results = posed_files(seed)
    names = truth["categories"][0]["keypoints"]
    truth["categories"] = [{**one, "keypoints": names} for one in truth["categories"]]
    segment = [names[FIRST], str(LAST + 1)] if is_segment else None
    with scratch() as folder, new_project(folder / "project.duckdb") as project:
        load(project, folder, truth, results)
        ours = ask(project, "joint_performance", alpha=ALPHA, segment=segment)
        with pytest.raises(QueryError, match="has no joint tail; there are: joint 0, joint 1"):
            project.joint_performance(segment=["tail", "1"])
    expected = joints(truth, results, is_segment=is_segment)
    assert [(row["class_name"], row["joint"]) for row in ours] == sorted(expected)
    for row in ours:
        distances = expected[row["class_name"], row["joint"]]
        found = [(px, times) for px, times in distances if px is not None]
        correct = sum(times <= ALPHA for _, times in found)
        assert row["joint_name"] == f"joint {row['joint'] - 1}"
        assert row["labelled_count"] == len(distances)
        assert row["found_count"] == len(found)
        assert row["correct_count"] == correct
        assert row["pck"] == pytest.approx(correct / len(distances))
        assert row["found_pck"] == (pytest.approx(correct / len(found)) if found else None)
        for place, name in enumerate(("mean_distance_px", "mean_distance")):
            mean = sum(each[place] for each in found) / len(found) if found else None
            assert row[name] == (None if mean is None else pytest.approx(mean))


def joints(
    truth: dict[str, Any], results: list[dict[str, Any]], *, is_segment: bool
) -> dict[tuple[str, int], list[tuple[Any, Any]]]:
    """Return the distances of each joint, in pixels and in reference lengths; None: not found."""
    names = {one["id"]: one["name"] for one in truth["categories"]}
    pairs = closest_pairs(truth, results)
    measured: dict[tuple[str, int], list[tuple[Any, Any]]] = {}
    for label in truth["annotations"]:
        points = [label["keypoints"][3 * place : 3 * place + 3] for place in range(JOINTS)]
        reference = max(label["bbox"][2:])
        if is_segment:
            is_whole = points[FIRST][2] > 0 and points[LAST][2] > 0
            reference = math.dist(points[FIRST][:2], points[LAST][:2]) if is_whole else 0
        if label["iscrowd"] or not reference:
            continue
        for place, (x, y, visibility) in enumerate(points):
            if not visibility:
                continue
            far: tuple[Any, Any] = (None, None)
            if label["id"] in pairs:
                pose = results[pairs[label["id"]]]["keypoints"]
                pixels = math.dist((x, y), pose[3 * place : 3 * place + 2])
                far = pixels, pixels / reference
            measured.setdefault((names[label["category_id"]], place + 1), []).append(far)
    return measured
