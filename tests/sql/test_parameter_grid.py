"""Every macro under every protocol and policy answers on real data of a real size.

Small data fits into one chunk of DuckDB and one thread; some faults (of ours, and internal errors
of DuckDB 2.0 that end the whole database) need more. Numbers are checked elsewhere.
"""

from __future__ import annotations

from typing import Any

import pytest

import duckeval

SLICED = [
    "performance",
    "class_performance",
    "coco_summary",
    "precision_recall_curve",
    "iou_distribution",
    "confusion_matrix",
    "best_threshold",
]
BIG = "area_px2 > 2000"
SURE = "confidence > 0.1"
VARIANTS: dict[str, dict[str, Any]] = {
    "defaults": {},
    "items": {"item_filter": "item_id % 3 = 1"},
    "thresholds": {"min_confidence": 0.3, "iou_threshold": 0.63},
    "ignore": {"label_filter": BIG, "prediction_filter": SURE},
    "drop": {"label_filter": BIG, "prediction_filter": SURE, "outside": "drop"},
    "static": {"label_filter": BIG, "prediction_filter": SURE, "outside": "static"},
    "classes": {"classes": ["person", "dog"]},
    "any_class": {"class_scope": "any_class"},
    "slices": {"slice_by": "item_id % 10"},
    "sliced_ignore": {"slice_by": "item_id % 10", "label_filter": BIG},
    "observed": {"slice_by": "item_id % 10", "class_set": "observed", "interpolation": "11"},
    "declared": {
        "slice_by": "item_id % 10",
        "class_set": "declared",
        "interpolation": "all",
        "item_scope": "predicted",
    },
}
OF_SLICES = {"slice_by", "class_set", "interpolation"}


@pytest.mark.parametrize("protocol", ["closest", "coco", "voc"])
@pytest.mark.parametrize("macro", [*SLICED, "outcome", "label_outcome"])
def test_answers(real_project: duckeval.Project, macro: str, protocol: str) -> None:
    ask = getattr(real_project, macro)
    for name, variant in VARIANTS.items():
        parameters = {"protocol": protocol, **variant}
        if macro not in SLICED:
            parameters = {key: value for key, value in parameters.items() if key not in OF_SLICES}
        if protocol == "coco" and name == "any_class" and macro != "confusion_matrix":
            with pytest.raises(duckeval.QueryError, match="same_class only"):
                ask(**parameters)
        else:
            assert len(ask(**parameters)) > 0, name
