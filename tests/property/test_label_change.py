"""What a new version of labels changed, against plain loops over both versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

import duckeval
from tests.oracle.scene import box_iou
from tests.property.projects import ask, differences
from tests.property.scenes import boxes, examples

if TYPE_CHECKING:
    from collections.abc import Sequence

names = st.sampled_from(["bus", "car"])
owners = st.sampled_from(["1", "2", "10"])
drawn = st.lists(st.tuples(owners, names, boxes), min_size=1, max_size=9)
changes = st.sampled_from(["keep", "keep", "keep", "drop", "rename", "shift", "far", "move"])

Row = dict[str, Any]


@st.composite
def versions(draw: st.DrawFn) -> tuple[list[Row], list[Row], bool]:
    """Return the labels of two versions, and whether they have keys of their own."""
    older: list[Row] = [
        {"key": f"k{number}", "item": item, "name": name, "box": box}
        for number, (item, name, box) in enumerate(draw(drawn))
    ]
    newer: list[Row] = []
    for row in older:
        change = draw(changes)
        box = row["box"]
        if change == "shift":
            box = (box[0] + 1.0, *box[1:])
        if change == "far":
            box = (box[0] + 500.0, *box[1:])
        name = "bus" if change == "rename" else row["name"]
        item = "2" if change == "move" else row["item"]
        if change != "drop":
            newer.append({**row, "item": item, "name": name, "box": box})
    for number, (item, name, box) in enumerate(draw(drawn)):
        newer.append({"key": f"n{number}", "item": item, "name": name, "box": box})
    return older, newer, draw(st.booleans())


def expected(older: Sequence[Row], newer: Sequence[Row], *, is_keyed: bool) -> list[Row]:
    """Return the changes: by key first, then the closest pairs that are left, one to one."""
    shared = {row["item"] for row in older} & {row["item"] for row in newer}
    left = [row for row in older if row["item"] in shared]
    right = [row for row in newer if row["item"] in shared]
    pairs = []
    if is_keyed:
        for row in list(left):
            twin = [one for one in right if (one["item"], one["key"]) == (row["item"], row["key"])]
            if twin:
                pairs.append((row, twin[0], "key"))
                left.remove(row)
                right.remove(twin[0])
    while True:
        best: Any = None
        for row in left:
            for other in right:
                if row["item"] != other["item"]:
                    continue
                iou = box_iou(row["box"], other["box"])
                is_same = row["name"] == other["name"]
                place = (
                    not (is_same and iou >= 0.5),
                    -iou,
                    not is_same,
                    _label_order(row),
                    _label_order(other),
                )
                if iou >= 0.1 and (best is None or place < best[0]):
                    best = (place, row, other)
        if best is None:
            break
        pairs.append((best[1], best[2], "iou"))
        left.remove(best[1])
        right.remove(best[2])
    rows = [
        _row("reclassified" if one["name"] != other["name"] else "moved", one, other, how)
        for one, other, how in pairs
        if one["name"] != other["name"] or one["box"] != other["box"]
    ]
    rows += [_row("removed", one, None, None) for one in left]
    return rows + [_row("added", None, one, None) for one in right]


def _label_order(row: Row) -> Any:
    return (row["name"], row["box"], row["key"])


def _row(change: str, one: Row | None, other: Row | None, how: str | None) -> Row:
    there = one or other
    assert there is not None
    return {
        "item_key": there["item"],
        "change": change,
        "iou": box_iou(one["box"], other["box"]) if one and other else None,
        "matched_by": how,
        "old_class": one and one["name"],
        "new_class": other and other["name"],
        "old_box": one and list(one["box"]),
        "new_box": other and list(other["box"]),
    }


def frame(rows: Sequence[Row], *, is_keyed: bool) -> pa.Table:
    columns: dict[str, list[Any]] = {
        "item_key": [row["item"] for row in rows],
        "class_name": [row["name"] for row in rows],
    }
    for place, name in enumerate(("x_px", "y_px", "w_px", "h_px")):
        columns[name] = [row["box"][place] for row in rows]
    if is_keyed:
        columns["label_key"] = [row["key"] for row in rows]
    return pa.table(columns)


@examples(few=6, many=300)
@given(versions())
def test_changes_are_those_of_plain_loops(drawn: tuple[list[Row], list[Row], bool]) -> None:
    older, newer, is_keyed = drawn
    if not newer:
        return
    boxes_of = "select label_id, [x_px, y_px, w_px, h_px] as box from label order by label_id"
    with duckeval.open(":memory:") as project:
        # both classes are there first, so that they are ordered by name
        start = [{"key": "a", "item": "z", "name": name, "box": (0.0, 0.0, 1.0, 1.0)}
                 for name in ("bus", "car")]  # fmt: skip
        project.load_labels(frame(start, is_keyed=True), dataset="other")
        project.load_labels(frame(older, is_keyed=is_keyed), dataset="street@1")
        project.load_labels(frame(newer, is_keyed=is_keyed), dataset="street@2")
        box_of = {row["label_id"]: row["box"] for row in project.query(boxes_of).rows()}
        found = [
            {
                **{name: row[name] for name in ("item_key", "change", "iou", "matched_by")},
                "old_class": row["old_class"],
                "new_class": row["new_class"],
                "old_box": box_of.get(row["old_label_id"]),
                "new_box": box_of.get(row["new_label_id"]),
            }
            for row in ask(project, "label_change", to_dataset="street@2")
        ]
        assert ask(project, "label_change", from_dataset="street@1", to_dataset="street@2") == ask(
            project, "label_change"
        )
        only = ask(project, "label_change", item_filter="item_key = '2'")
    wanted = expected(older, newer, is_keyed=is_keyed)
    assert not differences(_sorted(found), _sorted(wanted))
    assert len(only) == len([row for row in wanted if row["item_key"] == "2"])


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str([str(cell) for cell in row.values()]))
