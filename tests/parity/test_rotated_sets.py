"""Numbers of sets of rotated boxes beside plain loops, pycocotools over shapely, and hotcoco."""

from __future__ import annotations

import contextlib
import itertools
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import hotcoco
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask

import duckeval
from tests.oracle import closest, measures
from tests.oracle.closest import Setting
from tests.oracle.coco import TWELVE
from tests.oracle.files import write_json
from tests.oracle.rotated import polygon_of, rotated_scene, tables_of, twelve_of_rotated
from tests.oracle.scene import Prediction
from tests.property.projects import ask, comparable, differences, scratch
from tests.property.scenes import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracle.rotated import Turned
    from tests.oracle.scene import Label, Scene

pytestmark = pytest.mark.parity

numbers = itertools.count()


@pytest.fixture(scope="module")
def shared_project() -> Iterator[Any]:
    with duckeval.open(":memory:") as project:
        yield project


@contextlib.contextmanager
def overlaps_of(turned: Turned) -> Iterator[None]:
    """Let the plain loops measure by shapely."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closest, "box_iou", turned.iou)
        patch.setattr(closest, "crowd_share", turned.crowd_share)
        yield


def load(project: Any, scene: Scene, turned: Turned, name: str) -> None:
    labels, predictions = tables_of(scene, turned)
    project.load_labels(pa.table(labels), dataset=name)
    project.load_predictions(pa.table(predictions), dataset=name, set_name=name)


@examples(few=15, many=200)
@given(seed=st.integers(0, 2**32))
def test_random_sets_give_the_numbers_of_plain_loops(shared_project: Any, seed: int) -> None:
    scene, turned = rotated_scene(seed)
    known = {one.class_name for one in scene.labels} | {one.class_name for one in scene.predictions}
    scene = replace(scene, classes=tuple(name for name in scene.classes if name in known))
    name = f"example{next(numbers)}"
    load(shared_project, scene, turned, name)
    (coco,) = ask(shared_project, "coco_summary", predictions=name)
    assert [coco[key] for key in TWELVE] == pytest.approx(
        twelve_of_rotated(scene, turned), abs=1e-12
    )
    for protocol in ("closest", "voc"):
        setting = Setting(iou_threshold=0.5, protocol=protocol)
        with overlaps_of(turned):
            outcomes = closest.outcomes(scene, setting)
            expected = measures.class_rows(scene, setting)
        rows = ask(shared_project, "outcome", predictions=name, protocol=protocol)
        assert {row["prediction_key"]: (row["outcome"], row["reason"]) for row in rows} == {
            one.prediction.key: (one.outcome, one.reason) for one in outcomes
        }
        found = {row["prediction_key"]: row["iou"] for row in rows if row["outcome"] == "tp"}
        assert found == pytest.approx(
            {one.prediction.key: one.iou for one in outcomes if one.outcome == "tp"}, abs=1e-9
        )
        classes = ask(shared_project, "class_performance", predictions=name, protocol=protocol)
        for row, theirs in zip(
            sorted(classes, key=lambda row: row["class_name"]),
            sorted(expected, key=lambda one: one.class_name),
            strict=True,
        ):
            for key in ("label_count", "prediction_count", "true_positive_count"):
                assert row[key] == getattr(theirs, key)
            for key in ("precision", "recall", "f1", "ap", "ar"):
                assert row[key] == pytest.approx(getattr(theirs, key), abs=1e-12), key


def test_hotcoco_evaluates_oriented_boxes_alike() -> None:
    """Of 20 scenes as one: hotcoco takes centres and radians, clockwise on the screen."""
    labels: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    tables: list[tuple[dict[str, list[Any]], dict[str, list[Any]]]] = []
    for seed in range(20):
        scene, turned = rotated_scene(seed)
        objects: list[Label | Prediction] = [*scene.labels, *scene.predictions]
        for one in objects:
            x, y, w, h, angle = turned.inside[one.box]
            common = {
                "image_id": 100 * seed + int(one.item),
                "category_id": ("bus", "car", "person").index(one.class_name) + 1,
                "bbox": list(one.box),
                "obb": [x + w / 2, y + h / 2, w, h, math.radians(-angle)],
                "area": w * h,
            }
            if isinstance(one, Prediction):
                results.append({**common, "score": one.confidence})
            else:
                labels.append({**common, "id": len(labels) + 1, "iscrowd": 0})
        tables.append(tables_of(scene, turned))
        for table in tables[-1]:
            table["item_key"] = [str(100 * seed + int(key)) for key in table["item_key"]]
    ours = [
        {key: list(itertools.chain.from_iterable(table[side][key] for table in tables)) for key in
         tables[0][side] if not key.endswith("_key") or key == "item_key"}
        for side in (0, 1)
    ]  # fmt: skip
    ours[0] = {key: values for key, values in ours[0].items() if not key.startswith("is_")}
    with duckeval.open(":memory:") as project:
        project.load_labels(pa.table(ours[0]))
        project.load_predictions(pa.table(ours[1]), set_name="model")
        (found,) = ask(project, "coco_summary")
        (closest_row,) = ask(project, "performance", compare_as="box")
    truth = hotcoco.COCO(
        {
            "images": [{"id": key, "width": 200, "height": 200} for key in
                       sorted({one["image_id"] for one in labels})],
            "categories": [{"id": place + 1, "name": name} for place, name in
                           enumerate(("bus", "car", "person"))],
            "annotations": labels,
        }
    )  # fmt: skip
    evaluation = hotcoco.COCOeval(truth, truth.load_res(results), "obb")
    with pytest.warns(UserWarning, match="no reference implementation"):
        evaluation.run()
    theirs = evaluation.get_results()
    assert 0.2 < theirs["AP50"] < 0.95
    assert [found["ap"], found["ap50"], found["ap75"]] == pytest.approx(
        [theirs["AP"], theirs["AP50"], theirs["AP75"]], abs=1e-9
    )
    assert closest_row["map"] != pytest.approx(found["ap"])


def test_boxes_that_are_not_turned_have_the_numbers_of_boxes() -> None:
    """On a grid, where overlaps lie on thresholds and tie."""
    scenes = [rotated_scene(seed) for seed in range(12)]
    tables = [tables_of(*each) for each in scenes]
    for place, pair in enumerate(tables):
        for table in pair:
            table["item_key"] = [f"{place}-{key}" for key in table["item_key"]]
            for key in ("x_px", "y_px", "w_px", "h_px"):
                table[key] = [max(round(value / 5), 1) * 5.0 for value in table[key]]
    labels, predictions = (
        {key: list(itertools.chain.from_iterable(pair[side][key] for pair in tables))
         for key in tables[0][side] if key not in {"label_key", "prediction_key", "angle_deg"}}
        for side in (0, 1)
    )  # fmt: skip
    count = len(predictions["item_key"])
    with duckeval.open(":memory:") as project:
        project.load_labels(pa.table(labels))
        project.load_predictions(pa.table(predictions), set_name="plain")
        project.load_predictions(
            pa.table({**predictions, "angle_deg": [0.0] * count}), set_name="turned"
        )
        shapes = {row["prediction_set"]: row["compared_as"] for row in project.query(
            "select prediction_set_name as prediction_set, compared_as from matching "
            "inner join prediction_set using (prediction_set_id) where is_own_shape"
        ).rows()}  # fmt: skip
        assert shapes == {"plain": "box", "turned": "rotated_box"}
        for macro in ("performance", "class_performance", "coco_summary", "outcome"):
            for protocol in ("closest", "coco", "voc"):
                given = {} if macro == "coco_summary" else {"protocol": protocol}
                rows = [
                    comparable(ask(project, macro, predictions=name, **given),
                               without=("prediction_set", "prediction_id", "compare_as"))
                    for name in ("plain", "turned")
                ]  # fmt: skip
                assert not differences(*rows), (macro, protocol)


def test_slices_and_threads_change_nothing() -> None:
    """A slice is a fresh project with its items, and any number of threads gives the same rows."""
    tables = [tables_of(*rotated_scene(seed)) for seed in range(6)]
    for place, pair in enumerate(tables):
        for table in pair:
            table["item_key"] = [f"{place}-{key}" for key in table["item_key"]]
            for key in {"label_key", "prediction_key"} & table.keys():
                table[key] = [f"{place}-{value}" for value in table[key]]

    def joined(places: list[int], side: int) -> pa.Table:
        return pa.concat_tables([pa.table(tables[place][side]) for place in places])

    def rows_of(places: list[int], threads: int, item_filter: str = "true") -> list[Any]:
        with duckeval.open(":memory:") as project:
            project.connection.execute(f"set threads = {threads}").fetchall()
            project.load_labels(joined(places, 0))
            project.load_predictions(joined(places, 1), set_name="model")
            return [
                comparable(
                    ask(project, macro, protocol=protocol, item_filter=item_filter),
                    without=("prediction_id", "label_id", "item_id", "class_id"),
                )
                for macro in ("performance", "class_performance", "outcome")
                for protocol in ("closest", "coco", "voc")
            ]

    whole = rows_of(list(range(6)), 1)
    assert rows_of(list(range(6)), 4) == whole
    few = "item_key like '0-%' or item_key like '3-%'"
    for ours, theirs in zip(rows_of(list(range(6)), 2, few), rows_of([0, 3], 2), strict=True):
        assert not differences(ours, theirs)


def test_rotated_boxes_can_be_drawn() -> None:
    """The letter of the specification: pixels of both, as pycocotools draws and counts them."""
    boxes = [(30.0, 20.0, 30.0, 12.0, 25.0), (33.0, 22.0, 28.0, 13.0, 40.0)]
    drawn = []
    for box in boxes:
        # from the corner that was the top left one, for where drawing starts moves single pixels
        corners = [polygon_of(box).exterior.coords[place] for place in (3, 0, 1, 2)]
        drawn += mask.frPyObjects([[value for point in corners for value in point]], 80, 100)
    labels, predictions = (
        pa.table(
            {
                "item_key": ["a"], "class_name": ["pole"], "confidence": [0.9],
                **{name: [value] for name, value in zip(
                    ("x_px", "y_px", "w_px", "h_px", "angle_deg"), box, strict=True)},
                "width_px": [100], "height_px": [80],
            }
        )
        for box in boxes
    )  # fmt: skip
    with duckeval.open(":memory:") as project:
        project.load_labels(labels.drop_columns(["confidence"]))
        project.load_predictions(predictions.drop_columns(["width_px", "height_px"]), set_name="m")
        plane = ask(project, "outcome")[0]["iou"]
        project.match(shapes=["rotated_box"], iou_mode="raster")
        raster = ask(project, "outcome")[0]["iou"]
    assert raster == pytest.approx(mask.iou([drawn[1]], [drawn[0]], [False])[0][0], abs=1e-12)
    assert plane != raster
    assert plane == pytest.approx(raster, abs=0.05)


def test_a_mixed_set_compares_each_pair_as_the_finest_shape_of_both() -> None:
    """A rotated box with a polygon: as boxes; with a rotated box or a box: turned."""
    square = [[60, 60, 80, 60, 80, 80, 60, 80]]
    truth = {
        "images": [{"id": 1, "width": 200, "height": 200}],
        "categories": [{"id": 1, "name": "pole"}],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 15, 40, 10]},
            {"id": 2, "image_id": 1, "category_id": 1, "segmentation": square},
        ],
    }
    rows = [(0.0, 15.0, 40.0, 10.0, 90.0), (60.0, 60.0, 20.0, 20.0, 45.0)]
    turned = pa.table(
        {
            "item_key": ["1", "1"], "class_name": ["pole"] * 2, "confidence": [0.9, 0.8],
            **{name: [row[place] for row in rows] for place, name in enumerate(
                ("x_px", "y_px", "w_px", "h_px", "angle_deg"))},
        }
    )  # fmt: skip
    with scratch() as folder, duckeval.open(":memory:") as project:
        project.load_labels(write_json(folder / "truth.json", truth))
        project.load_predictions(turned, set_name="m")
        project.match(shapes=["mixed"])
        rows_of = ask(project, "outcome", compare_as="mixed", iou_threshold=0.1)
    # across one another; and a square in the middle of the box around the turned one
    assert [row["iou"] for row in rows_of] == pytest.approx([1 / 7, 400 / 800])
