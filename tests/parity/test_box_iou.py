"""The arithmetic of `pair` beside the function `box_iou`, and beside pycocotools."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask

from tests.oracle.files import LABEL_TYPES, PREDICTION_TYPES, write_parquet
from tests.property.projects import new_project, scratch
from tests.property.scenes import examples

pytestmark = pytest.mark.parity

sides = st.floats(0.001, 5000, allow_subnormal=False) | st.integers(1, 700).map(float)
corners = st.floats(-500, 5000, allow_subnormal=False) | st.integers(0, 400).map(float)
boxes = st.tuples(corners, corners, sides, sides)

OVERLAPS = """
    select
        pair.iou,
        box_iou(
            [prediction.x_px, prediction.y_px, prediction.w_px, prediction.h_px]::double[4],
            [label.x_px, label.y_px, label.w_px, label.h_px]::double[4]
        ) as from_function,
        [prediction.x_px, prediction.y_px, prediction.w_px, prediction.h_px] as predicted,
        [label.x_px, label.y_px, label.w_px, label.h_px] as labelled
    from pair
    inner join prediction using (prediction_id)
    inner join label using (label_id)
"""


@examples(few=10, many=200)
@given(st.lists(st.tuples(boxes, boxes, st.booleans()), min_size=1, max_size=40))
def test_stored_overlaps_are_those_of_the_function_and_of_pycocotools(
    pairs: list[tuple[Any, Any, bool]],
) -> None:
    with scratch() as folder, new_project(folder / "project.duckdb") as project:
        names = ("x_px", "y_px", "w_px", "h_px")
        labels: list[dict[str, Any]] = []
        predictions: list[dict[str, Any]] = []
        for number, (one, other, is_near) in enumerate(pairs):
            row = {"item_key": str(number), "class_name": "thing"}
            near = tuple(value * 1.01 for value in one) if is_near else other
            labels.append({**row, **dict(zip(names, one, strict=True))})
            predictions.append({**row, "confidence": 0.5, **dict(zip(names, near, strict=True))})
        project.load_labels(
            write_parquet(
                folder / "labels.parquet", labels, {name: LABEL_TYPES[name] for name in labels[0]}
            )
        )
        project.load_predictions(
            write_parquet(
                folder / "predictions.parquet",
                predictions,
                {name: PREDICTION_TYPES[name] for name in predictions[0]},
            )
        )
        for iou, from_function, predicted, labelled in project.connection.sql(OVERLAPS).fetchall():
            assert iou == pytest.approx(from_function, abs=1e-15)
            # To the last bit: a value on a threshold has to fall on the same side.
            assert iou == mask.iou([predicted], [labelled], [0])[0][0]
