"""Masks under the filter law, on any number of threads, on another version and in another file."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import duckeval
from tests.oracle.files import write_json
from tests.oracle.masks import mask_files
from tests.property.projects import ask, scratch
from tests.property.scenes import examples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MACROS = (
    "performance",
    "class_performance",
    "coco_summary",
    "confusion_matrix",
    "iou_distribution",
)


@contextlib.contextmanager
def loaded(truth: Any, results: Any) -> Iterator[Any]:
    with scratch() as folder, duckeval.open(":memory:") as project:
        project.load_labels(write_json(folder / "truth.json", truth))
        project.load_predictions(write_json(folder / "model.json", results), set_name="model")
        yield project


def some_masks(seed: int) -> tuple[Any, Any]:
    """Return files with labels and predictions, also on a wide image."""
    while True:
        truth, results = mask_files(seed)
        wide = {one["id"] for one in truth["images"] if one["width"] > 30}
        if {one["image_id"] for one in truth["annotations"]} & wide and any(
            one["image_id"] in wide for one in results
        ):
            return truth, results
        seed += 1


def only_wide(truth: Any, results: Any) -> tuple[Any, Any]:
    kept = [one for one in truth["images"] if one["width"] > 30]
    keys = {one["id"] for one in kept}
    labels = [one for one in truth["annotations"] if one["image_id"] in keys]
    return (
        {**truth, "images": kept, "annotations": labels},
        [one for one in results if one["image_id"] in keys],
    )


@examples(few=2, many=60)
@given(
    seed=st.integers(0, 2**32),
    shape=st.sampled_from(["mask", "box"]),
    measure=st.sampled_from(["boundary", None]),
)
def test_a_slice_of_masks_is_a_project_of_its_items(
    seed: int, shape: str, measure: str | None
) -> None:
    truth, results = some_masks(seed)
    with loaded(truth, results) as project, loaded(*only_wide(truth, results)) as fresh:
        for each in (project, fresh):
            each.match(shapes=[shape], measure=measure if shape == "mask" else None)
        for macro in MACROS:
            for protocol in ("closest", "coco", "voc"):
                given_parameters = {"compare_as": shape}
                if macro != "confusion_matrix" or protocol != "coco":
                    given_parameters["protocol"] = protocol
                sliced = ask(project, macro, item_filter="width_px > 30", **given_parameters)
                alone = ask(fresh, macro, **given_parameters)
                assert_same(sliced, alone)


def assert_same(some: list[dict[str, Any]], others: list[dict[str, Any]]) -> None:
    assert len(some) == len(others)
    for one, other in zip(some, others, strict=True):
        assert one == pytest.approx(other, abs=1e-12, nan_ok=True)


def test_threads_change_nothing() -> None:
    truth, results = some_masks(3)
    with loaded(truth, results) as project:
        answers = []
        for threads in (1, 4):
            project.connection.execute(f"set threads = {threads}")
            for measure in ("boundary", "iou"):  # the other way than before, so matched again
                project.match(shapes=["mask"], measure=measure)
                answers.append([ask(project, macro, compare_as="mask") for macro in MACROS])
        assert answers[:2] == answers[2:]


def test_masks_are_scored_on_another_version_and_copied(tmp_path: Path) -> None:
    truth, results = some_masks(11)
    with scratch() as folder, duckeval.open(tmp_path / "first.duckdb") as project:
        labels = write_json(folder / "truth.json", truth)
        project.load_labels(labels, dataset="leaves@1")
        project.load_predictions(write_json(folder / "model.json", results), set_name="model")
        project.match("model", measure="boundary")
        project.load_labels(labels, dataset="leaves@2")
        project.match("model", dataset="leaves@2")
        expected = ask(project, "coco_summary", predictions="model")
        again = ask(project, "coco_summary", predictions="model@leaves@2")
        assert [{**row, "prediction_set": "model"} for row in again] == expected
        assert {each.matchings[0].measure for each in project.sets} == {"boundary"}
        project.match(measure="iou")
        expected = ask(project, "coco_summary", predictions="model")
    with duckeval.open(tmp_path / "second.duckdb") as other, scratch() as folder:
        other.load_labels(write_json(folder / "truth.json", truth), dataset="trees@1")
        other.load_predictions(write_json(folder / "model.json", results), set_name="model")
        other.match("model", dataset="leaves@1", project=tmp_path / "first.duckdb")
        copied = ask(other, "coco_summary", predictions="model@leaves@1")
        assert [{**row, "prediction_set": "model"} for row in copied] == expected
