"""Overlaps of polygons in the plane, beside bitmaps that are fine enough."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pycocotools import mask

from duckeval.geometry.vector import shape_iou, valid_shapes

pytestmark = pytest.mark.parity

SCALE = 60  # pixels of a bitmap in one px


def wkb(polygon: list[list[float]]) -> bytes:
    """Return the parts of a polygon, x and y in turns, as a multipolygon."""
    parts = [np.array(part).reshape(-1, 2) for part in polygon]
    return shapely.to_wkb(shapely.multipolygons([shapely.Polygon(part) for part in parts]))


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_polygons_of_every_form_overlap_as_fine_bitmaps() -> None:
    random = np.random.default_rng(11)
    many: list[list[list[float]]] = [
        [random.uniform(1, 9, 2 * int(random.integers(3, 7))).tolist() for _ in range(parts)]
        for parts in random.integers(1, 4, 60)
    ]
    shapes = valid_shapes([wkb(polygon) for polygon in many])
    assert shapely.is_valid(shapes).all()
    fine = [
        np.any(
            mask.decode(mask.frPyObjects([[x * SCALE for x in p] for p in polygon], 600, 600)),
            axis=2,
        )
        for polygon in many
    ]
    # Random outlines cross themselves and one another: nothing is counted twice.
    area = np.array([bitmap.sum() for bitmap in fine]) / SCALE**2
    assert shapely.area(shapes) == pytest.approx(area, abs=0.25)
    for step in (1, 2):
        pairs = list(zip(fine[:-step], fine[step:], strict=True))
        drawn = [(one & other).sum() / (one | other).sum() for one, other in pairs]
        assert shape_iou(shapes[:-step], shapes[step:]) == pytest.approx(np.array(drawn), abs=0.01)
        drawn = [(one & other).sum() / one.sum() for one, other in pairs]
        found = shape_iou(shapes[:-step], shapes[step:], np.ones(len(drawn), bool))
        assert found == pytest.approx(np.array(drawn), abs=0.01)


def test_shapes_without_area_overlap_nothing() -> None:
    square = wkb([[0, 0, 4, 0, 4, 4, 0, 4]])
    line, point = wkb([[0, 0, 4, 4, 2, 2]]), wkb([[1, 1, 1, 1, 1, 1]])
    none = shapely.to_wkb(shapely.Polygon())
    shapes = valid_shapes([square, line, point, none, b"no WKB", None])
    assert shape_iou([shapes[0]] * 6, shapes).tolist() == [1, 0, 0, 0, 0, 0]
    assert shape_iou(shapes, [shapes[0]] * 6, [True] * 6).tolist() == [1, 0, 0, 0, 0, 0]
    assert valid_shapes([]).shape == (0,)


def test_holes_are_not_covered() -> None:
    ring = shapely.Polygon(
        [(0, 0), (4, 0), (4, 4), (0, 4)], holes=[[(1, 1), (3, 1), (3, 3), (1, 3)]]
    )
    inner = shapely.box(1, 1, 3, 3)
    shapes = valid_shapes([ring.wkb, inner.wkb, shapely.box(0, 0, 4, 4).wkb])
    assert shape_iou([shapes[0], shapes[0]], shapes[1:]).tolist() == [0, 0.75]
