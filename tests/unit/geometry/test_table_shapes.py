"""Geometries and keypoints as tables write them."""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
import pytest
import shapely
from pycocotools import mask

from duckeval.geometry.outlines import rle_of_parts
from duckeval.geometry.table_shapes import flat_keypoints, geometries_of

TRIANGLE = shapely.Polygon([(0, 0), (4.25, 0), (4, 3)])
PARTS = [[0, 0, 4.25, 0, 4, 3]]

WAYS = {
    "WKT": TRIANGLE.wkt,
    "WKB": TRIANGLE.wkb_hex,
    "EWKB in small letters": shapely.to_wkb(
        shapely.set_srid(TRIANGLE, 3857), hex=True, include_srid=True
    ).lower(),
    "with heights": "POLYGON Z ((0 0 9, 4.25 0 9, 4 3 9, 0 0 9))",
    "GeoJSON": json.dumps(shapely.geometry.mapping(TRIANGLE)),
    "points": "[[0, 0], [4.25, 0], [4, 3]]",
    "closed": "[[0, 0], [4.25, 0], [4, 3], [0, 0]]",
    "flat": "[0, 0, 4.25, 0, 4, 3]",
    "parts": "[[[0, 0], [4.25, 0], [4, 3]]]",
    "flat parts": "[[0, 0, 4.25, 0, 4, 3]]",
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_every_way_to_write_a_polygon_is_the_same(text: str) -> None:
    (given,) = geometries_of([text])
    assert given is not None
    assert given.segmentation is not None
    assert json.loads(given.segmentation) == PARTS


RULES = {
    "POINT (1 1)": "is a polygon or a line",
    "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))": "is a polygon or a line",
    "POLYGON EMPTY": "is not empty",
    "POLYGON ((0 0, 1 1": "is WKB, WKT, GeoJSON or a list of points",
    "0103": "is WKB, WKT, GeoJSON or a list of points",
    "a leaf": "is WKB, WKT, GeoJSON or a list of points",
    '{"x": 1}': "is WKB, WKT, GeoJSON or a list of points",
    "[1, 2": "is WKB, WKT, GeoJSON or a list of points",
    "[[[1, 2, 3], [1, 2, 3], [4, 4, 4]]]": "holds x and y of each point",
    "[[1, 2], 3]": "holds x and y of each point",
}


@pytest.mark.parametrize(("text", "rule"), RULES.items())
def test_what_is_none_has_a_rule(text: str, rule: str) -> None:
    (given,) = geometries_of([text])
    assert given is not None
    assert given.rule == rule


def test_nothing_is_nothing() -> None:
    assert geometries_of([None, "", " ", "[]"]) == [None] * 4
    assert [flat_keypoints(text) for text in (None, "", "null", "[]")] == [None] * 4


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # of pycocotools
@pytest.mark.parametrize("seed", range(40))
def test_a_hole_is_cut_out_where_masks_are_drawn(seed: int) -> None:
    """The pixels are those of the outline without those of the holes, drawn one by one."""
    chance = random.Random(seed)  # noqa: S311
    size = (40, 50)

    def ring(x: float, y: float, radius: float) -> list[tuple[float, float]]:
        first = chance.uniform(0, 2 * np.pi)
        turns = [first + step + chance.uniform(0, 1) for step in (0, 1.2, 2.4, 3.6, 4.8)]
        return [(x + radius * np.cos(turn), y + radius * np.sin(turn)) for turn in turns]

    outline = [(2.0, 2.0), (47.5, 3.5), (45.0, 37.0), (4.0, 36.0)]
    holes = [ring(15, 18, chance.uniform(3, 8)), ring(35, 18, chance.uniform(3, 8))]
    if chance.random() < 0.5:
        holes[0] = holes[0][::-1]
    (given,) = geometries_of([shapely.Polygon(outline, holes).wkt])
    assert given is not None
    drawn = mask.decode(rle_of_parts(json.loads(given.segmentation or ""), *size))
    expected = _pixels(outline, size)
    for hole in holes:
        expected &= ~_pixels(hole, size)
    assert (drawn.astype(bool) == expected).all()


def _pixels(ring: list[tuple[float, float]], size: tuple[int, int]) -> Any:
    corners = [float(value) for point in ring for value in point]
    return mask.decode(mask.frPyObjects([corners], *size))[:, :, 0].astype(bool)


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("[1, 2, 2, 3, 4, 0]", [1, 2, 2, 3, 4, 0]),
        ("[[1, 2], [3, 4]]", [1, 2, 2, 3, 4, 2]),
        ("[[1, 2, 1], [3, 4]]", [1, 2, 1, 3, 4, 2]),
        ("[None, [3.5, 4]]", [0, 0, 0, 3.5, 4, 2]),
        ("[[1, 2, 3, 4]]", ""),
        ("[[1, 2], 3]", ""),
        ("[[1, 2", ""),
        ('{"nose": [1, 2]}', ""),
    ],
)
def test_keypoints_become_one_list(text: str, flat: Any) -> None:
    assert json.loads(flat_keypoints(text) or "null") == flat
