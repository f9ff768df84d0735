"""Masks, polygons and keypoints in the columns of tables: what COCO files say, and its faults."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from duckeval.errors import InputFileError, SchemaError
from tests.oracle.files import write_json
from tests.oracle.keypoints import keypoint_files
from tests.oracle.masks import mask_files
from tests.property.projects import new_project
from tests.unit.ingest.test_keypoints import FAULTS as KEYPOINT_FAULTS
from tests.unit.ingest.test_segmentations import FAULTS, SQUARE, UPPER, UPPER_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

Rows = list[dict[str, Any]]
BOX = ("x_px", "y_px", "w_px", "h_px")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "project.duckdb") as opened:
        yield opened


def values(project: Project, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in project.query(query).rows()]


def even(rows: Rows) -> Rows:
    """Return rows with the same keys."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [{name: row.get(name) for name in names} for row in rows]


def typed(rows: Rows) -> pa.Table:
    """Return rows whose shapes are lists and structs."""
    polygon, rle = pa.list_(pa.list_(pa.float64())), [("size", pa.list_(pa.int32()))]
    kinds = {
        "segmentation": polygon,
        "mask": pa.struct([*rle, ("counts", pa.string())]),
        "keypoints": pa.list_(pa.float64()),
    }
    columns = {
        name: pa.array([row[name] for row in rows], kinds.get(name)) for name in even(rows)[0]
    }
    return pa.table(columns)


def texts(rows: Rows) -> Rows:
    """Return rows whose shapes are JSON."""
    return [
        {
            name: json.dumps(value) if isinstance(value, list | dict) else value
            for name, value in row.items()
        }
        for row in rows
    ]


def _parquet(rows: Rows, path: Path) -> Any:
    pq.write_table(typed(rows), path.with_suffix(".parquet"))
    return path.with_suffix(".parquet")


def _csv(rows: Rows, path: Path) -> Any:
    pd.DataFrame(texts(rows)).to_csv(path.with_suffix(".csv"), index=False)
    return path.with_suffix(".csv")


def _ndjson(rows: Rows, path: Path) -> Any:
    lines = "\n".join(json.dumps(row) for row in rows)
    path.with_suffix(".jsonl").write_text(lines, encoding="utf-8")
    return path.with_suffix(".jsonl")


def _polars(rows: Rows, _path: Path) -> Any:
    return pl.from_arrow(typed(rows))


FORMS = [_parquet, _csv, _ndjson, _polars]


def objects(file: dict[str, Any], given: Rows, *, is_predicted: bool) -> Rows:
    """Return annotations or results as the rows of a table; plain run lengths become text."""
    names = {each["id"]: each["name"] for each in file["categories"]}
    sizes = {each["id"]: each for each in file["images"]}
    rows: Rows = []
    for one in given:
        image = sizes[one["image_id"]]
        row: dict[str, Any] = {
            "item_key": str(one["image_id"]),
            "class_name": names[one["category_id"]],
            **dict(zip(BOX, one.get("bbox", [None] * 4), strict=True)),
        }
        if is_predicted:
            row["confidence"] = one["score"]
        else:
            row |= {"width_px": image["width"], "height_px": image["height"]}
            row |= {"area_px2": one["area"], "is_crowd": bool(one.get("iscrowd", 0))}
        if "keypoints" in one:
            row["keypoints"] = one["keypoints"]
        elif isinstance(one["segmentation"], list):
            row |= {"segmentation": one["segmentation"], "mask": None}
        else:
            row |= {"segmentation": None, "mask": _as_text(one["segmentation"])}
        rows.append(row)
    seen = {row["item_key"] for row in rows}
    if not is_predicted:
        rows += [
            {"item_key": str(key), "width_px": one["width"], "height_px": one["height"]}
            for key, one in sizes.items()
            if str(key) not in seen
        ]
    return even(rows)


def _as_text(rle: dict[str, Any]) -> dict[str, Any]:
    from pycocotools import mask

    if isinstance(rle["counts"], list):
        rle = mask.frPyObjects(rle, *rle["size"])
    counts = rle["counts"]
    return {
        "size": rle["size"],
        "counts": counts.decode() if isinstance(counts, bytes) else counts,
    }


@pytest.mark.parametrize(
    ("make", "seed"), [(mask_files, 4), (keypoint_files, 5)], ids=["masks", "keypoints"]
)
def test_a_table_has_the_numbers_of_the_coco_file(
    project: Project, tmp_path: Path, make: Any, seed: int
) -> None:
    truth, results = make(seed)
    assert truth["annotations"]
    assert results
    project.load_labels(write_json(tmp_path / "truth.json", truth), dataset="coco")
    project.load_predictions(write_json(tmp_path / "coco.json", results), dataset="coco")
    labels = objects(truth, truth["annotations"], is_predicted=False)
    found = objects(truth, results, is_predicted=True)
    for form in FORMS:
        name = form.__name__.strip("_")
        loaded = project.load_labels(form(labels, tmp_path / "labels"), dataset=name)
        assert loaded.rows_quarantined == 0
        loaded = project.load_predictions(
            form(found, tmp_path / "found"), dataset=name, set_name=name
        )
        assert loaded.rows_quarantined == 0
        for macro in ("class_performance", "coco_summary"):
            assert answers(project, macro, name) == answers(project, macro, "coco")


def answers(project: Project, macro: str, name: str) -> list[str]:
    rows = project.query(f"from {macro}('{name}')").rows()
    return sorted(
        repr(
            {
                key: value
                for key, value in row.items()
                if key not in {"prediction_set", "dataset", "class_id"}
            }
        )
        for row in rows
    )


def table(rows: Rows) -> pa.Table:
    whole = [
        {"item_key": "1", "class_name": "thing", "width_px": 10, "height_px": 10} | row
        for row in rows
    ]
    return pa.Table.from_pylist(even(whole))


@pytest.mark.parametrize("kind", ["labels", "predictions"])
@pytest.mark.parametrize("column", ["segmentation", "mask"])
def test_a_fault_is_set_aside_as_in_a_coco_file(project: Project, kind: str, column: str) -> None:
    good = {column: json.dumps([SQUARE])}
    faulty = [{column: json.dumps(segmentation)} for segmentation, _ in FAULTS]
    project.load_labels(table([good, *faulty * (kind == "labels")]))
    if kind == "predictions":
        rows = table([good, *faulty]).drop_columns(["width_px", "height_px"])
        project.load_predictions(
            rows.append_column("confidence", [[0.5] * len(rows)]), set_name="x"
        )
    found = values(project, "select field, rule from quarantine order by line")
    assert found == [(column, rule) for _, rule in FAULTS]


@pytest.mark.parametrize("form", [_csv, _ndjson])
def test_keypoints_are_set_aside_as_in_a_coco_file(
    project: Project, tmp_path: Path, form: Any
) -> None:
    poses = [
        (pose, rule)
        for pose, rule in KEYPOINT_FAULTS
        if not (isinstance(pose, list) and isinstance(pose[0], list))
    ]
    known = {"keypoint_names": ["head", "hand"], "keypoint_sigmas": [0.1, 0.1]}
    base: dict[str, Any] = {
        "item_key": "1",
        "class_name": "person",
        **dict.fromkeys(BOX, 1.0),
        **known,
    }
    good = [10, 10, 2, 20, 10, 1]
    rows = [base | {"keypoints": pose} for pose in (good, *(pose for pose, _ in poses))]
    loaded = project.load_labels(form(rows, tmp_path / "poses"))
    assert loaded.rows_loaded == 1
    found = values(project, "select field, rule from quarantine order by line")
    assert found == [("keypoints", rule) for _, rule in poses]
    assert values(project, "select keypoint_names, keypoint_sigmas from class") == [
        (["head", "hand"], [0.1, 0.1])
    ]


GEOMETRIES = {
    "POLYGON ((0 0, 1 1": "is WKB, WKT, GeoJSON or a list of points",
    "POLYGON ((0 0, 2000000 0, 1 1, 0 0))": "lies within 1000000 pixels",
    "POLYGON ((0 0, nan 0, 1 1, 0 0))": "holds numbers",
    "[[1, 1], [2, 2]]": "holds at least three corners in each part",
    "[]": "is present",
    "POLYGON EMPTY": "is not empty",
    "LINESTRING (3 3, 3 3)": "has a length",
    "POINT (1 2)": "is a polygon or a line",
}


def test_a_geometry_is_set_aside_with_its_rule(project: Project) -> None:
    rows = [{"geometry": text} for text in ("POLYGON ((1 1, 5 1, 5 5, 1 1))", *GEOMETRIES)]
    loaded = project.load_labels(table(rows))
    assert (loaded.rows_in, loaded.rows_loaded) == (len(rows), 1)
    found = values(project, "select field, rule from quarantine order by line")
    assert found == [("geometry", rule) for rule in GEOMETRIES.values()]


def test_a_table_of_every_shape(project: Project) -> None:
    """Each row is what it says; a crossing outline is taken, as in a COCO file."""
    box = dict(zip(BOX, [1.0, 2.0, 3.0, 4.0], strict=True))
    bow = shapely.Polygon([(0, 0), (8, 8), (8, 0), (0, 8)])
    rows: Rows = [
        {"label_key": "a box", **box},
        {"label_key": "a mask", "mask": {"size": [10, 10], "counts": UPPER_TEXT}},
        {"label_key": "a polygon with a box", "geometry": bow.wkb, **box},
        {"label_key": "a line", "geometry": shapely.LineString([(1, 1), (5, 3)]).wkb},
        {"label_key": "another line", "points": [[1.0, 1.0], [5.0, 3.0]]},
        {"label_key": "keypoints", "keypoints": [[1.0, 1.0], [5.0, 3.0]]},
    ]
    loaded = project.load_labels(table(rows))
    assert loaded.rows_quarantined == 0
    assert values(project, "select label_key, shape, x_px, w_px from label order by label_key") == [
        ("a box", "box", 1, 3),
        ("a line", "polyline", 1, 4),
        ("a mask", "mask", 0, 10),
        ("a polygon with a box", "polygon", 1, 3),
        ("another line", "polyline", 1, 4),
        ("keypoints", "keypoints", 1, 4),
    ]
    again = project.query("select label_key, geometry, mask, keypoints from label").arrow()
    again = again.append_column("item_key", [["1"] * len(again)])
    again = again.append_column("class_name", [["thing"] * len(again)])
    project.load_labels(
        again.filter(pa.compute.not_equal(again["label_key"], "a box")), dataset="b"
    )
    shapes = "select label_key, shape, geometry, mask, keypoints from label join item "
    shapes += "using (item_id) join dataset using (dataset_id) where label_key not like '%box' and "
    first, second = (
        values(project, f"{shapes} dataset_name = '{name}' order by all")
        for name in ("default", "b")
    )
    assert [row for row in first if row[0] != "another line"]
    assert first == [row for row in second if "box" not in row[0]]


def test_rotated_boxes_and_polygons_are_in_one_table(project: Project) -> None:
    turned: dict[str, Any] = dict(zip(BOX, [0.0, 0.0, 10.0, 4.0], strict=True)) | {
        "angle_deg": 30.0
    }
    rows: Rows = [
        turned,
        {"geometry": "POLYGON ((1 1, 5 1, 5 5, 1 1))"},
        turned | {"w_px": -1.0},
        {},
    ]
    project.load_labels(table([{**row, "lux": 1.0} for row in rows]))
    assert values(project, "select shape, angle_deg from label order by all") == [
        ("polygon", None),
        ("rotated_box", 30),
    ]
    assert values(project, "select field, rule from quarantine order by line") == [
        ("w_px", "is more than 0"),
        ("geometry", "is present"),
    ]


def test_the_number_of_keypoints_is_that_of_most_rows(project: Project) -> None:
    pose = [value for place in range(17) for value in (place, place, 2)]
    project.load_labels(table([{"keypoints": each} for each in (pose, pose[:6], pose)]))
    rule = "holds the 17 keypoints of its class"
    assert values(project, "select field, rule from quarantine") == [("keypoints", rule)]
    rows = table([{"keypoints": pose, "confidence": 0.5}]).drop_columns(["width_px", "height_px"])
    project.load_predictions(rows, set_name="poses")
    # with the sigmas of COCO
    assert values(project, "select distinct iou from pair") == [(1.0,)]


def test_what_rows_say_of_their_class_must_agree(project: Project) -> None:
    pose = [1, 1, 2, 5, 5, 2]
    rows = [{"keypoints": pose, "keypoint_sigmas": [0.1, each]} for each in (0.1, 0.2)]
    with pytest.raises(InputFileError, match=r"the rows of class 'thing' differ in keypoint_names"):
        project.load_labels(table(rows))


def test_a_column_of_another_type_is_refused(project: Project) -> None:
    with pytest.raises(SchemaError, match="column 'mask' is BIGINT; expected text, lists or struc"):
        project.load_labels(table([{"mask": 7}]))
    with pytest.raises(SchemaError, match="column 'keypoint_sigmas' is BIGINT; expected lists"):
        project.load_labels(table([{"keypoints": [1, 1, 2], "keypoint_sigmas": 7}]))


def test_plain_run_lengths_in_a_struct(project: Project) -> None:
    project.load_labels(table([{"segmentation": UPPER}]))
    assert values(project, "select shape, area_px2, mask from label") == [
        ("mask", 50, {"size": [10, 10], "counts": UPPER_TEXT})
    ]
