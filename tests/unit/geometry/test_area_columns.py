"""Polygons and masks of whole columns, against those read one by one and against shapely."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from duckeval.store.connection import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER = st.one_of(
    st.integers(-30, 700),
    st.floats(-30, 700),
    st.sampled_from([1e6, -1e6, 1000001, 1e5, 2.5e-7, -0.0, 1e300]),
)
PART = st.lists(NUMBER, min_size=1, max_size=12)
SIZE = st.sampled_from([(480, 640), (5, 7), (2, 2), (0, 0)])
MASK = st.builds(
    lambda size, counts: {"size": list(size), "counts": counts},
    SIZE,
    st.one_of(
        st.sampled_from(["04", "013", "0`0", "52203", ""]), st.text("0123PQT\\\\h", max_size=5)
    ),
)

BOTH = """
select segmentation_shape($text, $height, $width, true), case
    when _is_number_lists($text)
        then polygon_shape(json_transform($text, '[["DOUBLE"]]'), $height, $width, true)
    when _is_plain_mask($text)
        then mask_shape(
            json_extract_string($text, '$.counts'),
            json_extract_string($text, '$.size[0]')::integer,
            json_extract_string($text, '$.size[1]')::integer,
            $height,
            $width
        )
end
"""


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with Store.open(":memory:", create=True) as opened:
        yield opened


def both(store: Store, text: str, size: tuple[int, int]) -> list[Any]:
    height, width = size
    [found] = store.run(BOTH, {"text": text, "height": height, "width": width})
    return list(found)


@given(st.lists(PART, min_size=1, max_size=3), SIZE)
def test_polygons_of_a_column_are_those_that_are_read_one_by_one(
    store: Store, parts: list[list[float]], size: tuple[int, int]
) -> None:
    one, column = both(store, json.dumps(parts), size)
    assert column == one
    if column["rule"] is None:
        shape = shapely.from_wkb(column["geometry"])
        drawn = [shapely.get_coordinates(each).reshape(-1) for each in shapely.get_parts(shape)]
        assert [each.tolist() for each in drawn] == [[*part, *part[:2]] for part in parts]


@given(MASK, SIZE)
def test_masks_of_a_column_are_those_that_are_read_one_by_one(
    store: Store, mask: dict[str, Any], size: tuple[int, int]
) -> None:
    one, column = both(store, json.dumps(mask), size)
    assert column == one


@pytest.mark.parametrize(
    "text",
    [
        "[[1, 2, 3, 4, 5, 6,]]",
        "[[01, 2, 3, 4, 5, 6]]",
        "[[NaN, 2, 3, 4, 5, 6]]",
        "[[]]",
        "[1, 2, 3, 4, 5, 6]",
        '[["1", 2, 3, 4, 5, 6]]',
        '{"size": [2, 2], "counts": "04", "more": 1}',
        '{"size": [2, 2], "counts": "04",}',
        '{"size": [2.0, 2], "counts": "04"}',
        '{"size": [2, 2], "counts": [0, 4]}',
        '{"size": [2, 2], "size": [2, 2], "counts": "04"}',
    ],
)
def test_what_is_written_in_another_way_is_read_one_by_one(store: Store, text: str) -> None:
    assert both(store, text, (2, 2))[1] is None


def test_white_space_is_no_fault(store: Store) -> None:
    spread = "[\n  [ 0 , 0, 4, 0,\n 4, 3 ]\n]"
    one, column = both(store, spread, (5, 5))
    assert one == column
    assert (one["shape"], one["vertex_count"]) == ("polygon", 3)
    assert both(store, " [] ", (5, 5))[0]["shape"] is None


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ("[]", "holds at least three corners in each part"),
        ("[null]", "holds at least three corners in each part"),
        ("[[1, null, 3, 4, 5, 6]]", "holds numbers"),
        ("[[1, 'nan'::double, 3, 4, 5, 6]]", "holds numbers"),
        ("[[1, 2, 3, 4, 5, 6]]", None),
    ],
)
def test_lists_of_any_content_are_polygons_or_break_a_rule(
    store: Store, parts: str, rule: str | None
) -> None:
    query = f"select polygon_shape(each::double[][], 5, 5, true).rule from (select {parts} as each)"
    assert store.run(query) == [(rule,)]
