"""Keypoint similarities on cases that are worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from duckeval.geometry.keypoints import (
    object_keypoint_similarity,
    ragged_object_keypoint_similarity,
)


def test_a_perfect_prediction_has_similarity_one() -> None:
    label = np.array([[[10.0, 20.0, 2.0]] * 17])
    assert object_keypoint_similarity(
        label[..., :2], label, [50], [[0, 0, 9, 9]], [0.05] * 17
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
    found = object_keypoint_similarity(nothing[..., :2], nothing, [], box, [0.05] * 17)
    assert found.shape == (0,)
    empty: list[float] = []
    assert ragged_object_keypoint_similarity(empty, empty, [0], [], [], empty).shape == (0,)
    assert ragged_object_keypoint_similarity(
        empty, empty, [0, 0], [9], [[0, 0, 3, 3]], empty
    ).tolist() == [0]
