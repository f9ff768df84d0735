"""The ten numbers of keypoints, from files as they are; a dozen files are slices of one load."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.files import write_json
from tests.oracle.keypoints import TEN, closest_counts, keypoint_files, ten_of
from tests.property.projects import ask, new_project, scratch
from tests.property.scenes import examples

pytestmark = pytest.mark.parity

DOZEN = 12
Files = tuple[dict[str, Any], list[dict[str, Any]]]
COUNTS = ("true_positive_count", "false_positive_count", "false_negative_count")
NOT_THEIRS = ("ap_small", "ar_small", "ar_1", "ar_10", "ar_100")


def together(dozen: list[Files]) -> Files:
    """Return the files as one, whose images say which file they are from."""
    whole: dict[str, Any] = {"images": [], "annotations": [], "categories": []}
    whole["categories"] = max((truth["categories"] for truth, _ in dozen), key=len)
    answers = []
    for number, (truth, results) in enumerate(dozen):
        first = 100 * number
        whole["images"] += [
            {**one, "id": first + one["id"], "example": f"e{number}"} for one in truth["images"]
        ]
        whole["annotations"] += [
            {**one, "id": first + one["id"], "image_id": first + one["image_id"]}
            for one in truth["annotations"]
        ]
        answers += [{**one, "image_id": first + one["image_id"]} for one in results]
    return whole, answers


@examples(few=2, many=17)
@given(seed=st.integers(0, 2**32))
def test_the_numbers_of_any_keypoints_are_those_of_pycocotools_and_of_plain_loops(
    seed: int,
) -> None:
    chance = random.Random(seed)  # noqa: S311
    dozen = [keypoint_files(chance.randrange(2**32)) for _ in range(DOZEN)]
    truth, results = together(dozen)
    with scratch() as folder, new_project(folder / "project.duckdb") as project:
        project.load_labels(write_json(folder / "truth.json", truth))
        loaded = project.load_predictions(write_json(folder / "model.json", results))
        given_set = {"predictions": "model", "slice_by": "example"}
        numbers = {row["slice"]: row for row in ask(project, "coco_summary", **given_set)}
        counts = {row["slice"]: row for row in ask(project, "performance", **given_set)}
        (boxes,) = ask(project, "coco_summary", predictions="model", compare_as="box")
    assert loaded.rows_quarantined == 0
    assert {boxes[key] for key in ("ar_20", "ar50", "ar75")} == {None}
    for number, files in enumerate(dozen):
        ours = numbers[f"e{number}"]
        assert {key: ours[key] for key in TEN} == pytest.approx(ten_of(*files), abs=1e-12)
        assert {ours[key] for key in NOT_THEIRS} == {None}
        assert tuple(counts[f"e{number}"][key] for key in COUNTS) == closest_counts(*files)
