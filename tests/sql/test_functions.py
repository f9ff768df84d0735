"""The Python functions that people may call give what the tables hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import duckeval

CLOSEST = """
with

matched as (

    select unnest(closest_match(list({
        'prediction_id': pair.prediction_id,
        'label_id': pair.label_id,
        'iou': pair.iou,
        'confidence': prediction.confidence
    }))) as found
    from pair
    inner join prediction using (prediction_id)
    inner join label using (label_id)
    where pair.is_same_class and not label.is_crowd
    group by prediction.item_id, prediction.class_id

)

select found.prediction_id, found.label_id, found.iou, found.duplicate_iou
from matched
order by all
"""

STORED = """
select prediction_id, label_id, iou, duplicate_iou
from match
where label_id is not null
order by all
"""


def test_closest_match_is_what_the_table_match_holds(real_project: duckeval.Project) -> None:
    ours = real_project.query(CLOSEST).rows()
    assert len(ours) > 1000
    assert ours == real_project.query(STORED).rows()


def test_box_iou_of_a_missing_box_is_missing(real_project: duckeval.Project) -> None:
    rows = real_project.query("select box_iou(null, [0, 0, 1, 1]) as iou").rows()
    assert rows == [{"iou": None}]


@pytest.mark.parametrize("name", ["box_iou", "coco_match", "closest_match"])
def test_the_functions_are_described(name: str) -> None:
    from duckeval.store.functions import FUNCTIONS

    arguments, result, text = FUNCTIONS[name]
    assert arguments
    assert result
    assert text.endswith(".")
