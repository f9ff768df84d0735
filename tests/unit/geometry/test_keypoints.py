"""Keypoint similarities and distances on cases that are worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from duckeval.geometry.keypoints import (
    COCO_SIGMAS,
    CROWDPOSE_SIGMAS,
    crowdpose_area,
    is_correct,
    keypoint_distance,
    larger_side,
    object_keypoint_similarity,
    ragged_object_keypoint_similarity,
    segment_length,
)


def test_numbers_of_joints() -> None:
    assert COCO_SIGMAS.shape == (17,)
    assert CROWDPOSE_SIGMAS.shape == (14,)


def test_a_perfect_prediction_has_similarity_one() -> None:
    label = np.array([[[10.0, 20.0, 2.0]] * 17])
    assert object_keypoint_similarity(
        label[..., :2], label, [50], [[0, 0, 9, 9]], COCO_SIGMAS
    ).tolist() == [1]


def test_joints_without_a_label_do_not_count() -> None:
    label = [[[0, 0, 1], [0, 0, 0]]]
    near, far = [[[3, 4], [0, 0]]], [[[3, 4], [900, 900]]]
    expected = math.exp(-25 / 100 / (2 * 0.5) ** 2 / 2)
    for prediction in (near, far):
        found = object_keypoint_similarity(prediction, label, [100], [[0, 0, 10, 10]], [0.5, 0.5])
        assert found == pytest.approx([expected])


def test_without_a_labelled_joint_the_distance_is_to_the_extended_box() -> None:
    label = [[[7, 7, 0], [7, 7, 0]]]
    inside, outside = [[[-10, 20], [20, -10]]], [[[-13, 0], [0, 24]]]
    expected = [1, (math.exp(-9 / 100 / 2) + math.exp(-16 / 100 / 2)) / 2]
    for prediction, similarity in zip((inside, outside), expected, strict=True):
        found = object_keypoint_similarity(prediction, label, [100], [[0, 0, 10, 10]], [0.5, 0.5])
        assert found == pytest.approx([similarity])


def test_a_label_without_area_is_no_division_by_zero() -> None:
    label = [[[1, 1, 2]]]
    found = object_keypoint_similarity(
        [[[1, 1]], [[2, 2]]], label * 2, [0, 0], [[1, 1, 0, 0]] * 2, [0.1]
    )
    assert found.tolist() == [1, 0]


def test_no_pairs_and_no_joints() -> None:
    nothing = np.zeros((0, 17, 3))
    box = np.zeros((0, 4))
    found = object_keypoint_similarity(nothing[..., :2], nothing, [], box, COCO_SIGMAS)
    assert found.shape == (0,)
    empty: list[float] = []
    assert ragged_object_keypoint_similarity(empty, empty, [0], [], [], empty).shape == (0,)
    assert ragged_object_keypoint_similarity(
        empty, empty, [0, 0], [9], [[0, 0, 3, 3]], empty
    ).tolist() == [0]


def test_pck_at_the_larger_side_of_the_box() -> None:
    label = [[[0, 0, 2], [10, 0, 1], [20, 0, 2], [0, 0, 0]]]
    prediction = [[[0, 2], [10, 4], [20, 5], [0, 0]]]
    distance = keypoint_distance(prediction, label, larger_side([[0, 0, 20, 10]]))
    assert distance[0, :3] == pytest.approx([0.1, 0.2, 0.25])
    assert np.isnan(distance[0, 3])
    assert is_correct(distance, 0.2).tolist() == [[True, True, False, False]]


def test_pckh_needs_a_head_segment() -> None:
    label = [[[0, 0, 2], [0, 10, 2]], [[0, 0, 2], [0, 10, 0]], [[5, 5, 2], [5, 5, 2]]]
    prediction = [[[3, 4], [0, 10]]] * 3
    distance = keypoint_distance(prediction, label, segment_length(label, 0, 1))
    assert distance[0].tolist() == [0.5, 0]
    assert np.isnan(distance[1:]).all()  # unknown, or of no length


def test_crowdpose_areas() -> None:
    assert crowdpose_area([[3, 3, 10, 10], [0, 0, 0, 5]]).tolist() == [53, 0]
