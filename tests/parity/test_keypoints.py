"""Object keypoint similarity beside pycocotools, to the last bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools.cocoeval import COCOeval

import duckeval
from duckeval.geometry.keypoints import (
    object_keypoint_similarity,
    ragged_object_keypoint_similarity,
)
from tests.property.scenes import examples

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = pytest.mark.parity


def reference(
    prediction: NDArray[np.float64],
    label: NDArray[np.float64],
    area: float,
    box: list[float],
    sigmas: NDArray[np.float64],
) -> float:
    """Return what pycocotools computes for one prediction and one label."""
    evaluation = COCOeval(iouType="keypoints")
    evaluation.params.kpt_oks_sigmas = sigmas
    evaluation._gts[1, 1] = [{"keypoints": label.ravel().tolist(), "area": area, "bbox": box}]
    points = np.column_stack([prediction, np.ones(len(prediction))])
    evaluation._dts[1, 1] = [{"keypoints": points.ravel().tolist(), "score": 1.0}]
    return float(evaluation.computeOks(1, 1)[0, 0])


def persons(
    random: np.random.Generator, count: int, joints: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    box = random.uniform(1, 300, (count, 4))
    area = box[:, 2] * box[:, 3] * random.uniform(0, 1, count)
    area[::17] = 0
    points = box[:, None, :2] + random.uniform(0, 1, (count, joints, 2)) * box[:, None, 2:]
    visible = random.integers(0, 3, (count, joints)) * (random.uniform(size=(count, 1)) > 0.2)
    label = np.concatenate([np.round(points), visible[..., None]], axis=2)
    near = points + random.normal(0, 1, points.shape) * random.choice(
        [0, 3, 30, 900], (count, 1, 1)
    )
    return near, label, area, box


COCO = COCOeval(iouType="keypoints").params.kpt_oks_sigmas
CROWDPOSE = (0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089,
             0.079, 0.079)  # fmt: skip
"""As its evaluation has them (crowdposetools)."""


@pytest.mark.parametrize(
    "sigmas",
    [COCO, np.array(CROWDPOSE), np.full(1, 0.1), np.full(133, 0.05), np.full(300, 0.07)],
    ids=["coco", "crowdpose", "one", "wholebody", "many"],
)
def test_similarities_are_those_of_pycocotools_to_the_last_bit(
    sigmas: NDArray[np.float64],
) -> None:
    prediction, label, area, box = persons(np.random.default_rng(3), 300, len(sigmas))
    found = object_keypoint_similarity(prediction, label, area, box, sigmas)
    expected = [
        reference(points, truth, size, around, sigmas)
        for points, truth, size, around in zip(
            prediction, label, area.tolist(), box.tolist(), strict=True
        )
    ]
    assert found.tolist() == expected


@pytest.mark.parametrize(
    ("names", "sigmas"),
    [
        ([f"joint {number}" for number in range(17)], tuple(COCO)),
        (["left_shoulder", *"bcdefghijk", "right_ankle", "head", "neck"], CROWDPOSE),
        (["left_shoulder", *"bcdefghijk", "right_ankle", "neck", "head"], None),
    ],
    ids=["coco", "crowdpose", "neither"],
)
def test_the_sigmas_of_classes_that_give_none(
    names: list[str], sigmas: tuple[float, ...] | None
) -> None:
    with duckeval.open(":memory:") as project:
        [[found]] = project.query(
            "select _keypoint_sigmas(null, $names, len($names)) as sigmas", {"names": names}
        ).tuples()
    if sigmas is None:
        assert found is None
    elif len(sigmas) == 17:
        assert tuple(found) == sigmas  # to the last bit
    else:
        assert found == pytest.approx(sigmas, abs=1e-16)


whole = st.integers(-20, 60).map(float)
joint = st.tuples(whole, whole, whole, whole, st.sampled_from([0, 0, 1, 2]))


@examples(few=50, many=500)
@given(st.lists(st.tuples(st.lists(joint, min_size=1, max_size=20), st.floats(0, 4e3)), max_size=8))
def test_pairs_of_any_number_of_joints(pairs: list[tuple[list[Any], float]]) -> None:
    prediction, label, area, box, sigmas = [], [], [], [], []
    expected = []
    for joints, size in pairs:
        table = np.array(joints)
        sigma = np.linspace(0.02, 0.2, len(table))
        around = [3.0, 4.0, size / 100, 20.0]
        expected.append(reference(table[:, :2], table[:, 2:], size, around, sigma))
        prediction.extend(table[:, :2].tolist())
        label.extend(table[:, 2:].tolist())
        area.append(size)
        box.append(around)
        sigmas.extend(sigma.tolist())
    offsets = np.cumsum([0, *(len(joints) for joints, _ in pairs)])
    found = ragged_object_keypoint_similarity(prediction, label, offsets, area, box, sigmas)
    assert found.tolist() == expected
