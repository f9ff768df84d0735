"""Metrics that every load computes, against plain loops over the same boxes."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from scipy import stats

import duckeval
from duckeval.errors import SchemaError, StoreError
from tests.unit.metrics.scenes import density, labels_file, largest_iou

if TYPE_CHECKING:
    from pathlib import Path

LABEL_METRICS = (
    "aspect_ratio, relative_area, border_proximity, same_class_overlap, other_class_overlap, random"
)


def labels_of(project: Any) -> dict[str, dict[str, Any]]:
    rows = project.query(
        f"select item_key, label_key, {LABEL_METRICS.replace('random', 'label.random')}, "
        "label.area_px2 from label inner join item using (item_id)".replace(
            "aspect_ratio", "label.aspect_ratio"
        )
    ).rows()
    return {row["label_key"]: row for row in rows}


def items_of(project: Any) -> dict[str, dict[str, Any]]:
    rows = project.query(
        "select item_key, aspect_ratio, object_count, object_density, random from item"
    ).rows()
    return {row["item_key"]: row for row in rows}


@pytest.mark.parametrize("seed", range(6))
def test_labels_and_items_have_what_loops_over_their_boxes_find(seed: int, tmp_path: Path) -> None:
    content = labels_file(tmp_path / "labels.json", seed)
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(tmp_path / "labels.json")
        labels, items = labels_of(project), items_of(project)
    sizes = {each["id"]: (each["width"], each["height"]) for each in content["images"]}
    assert len(labels) == len(content["annotations"])
    for label in content["annotations"]:
        row = labels[str(label["id"])]
        left, top, wide, high = label["bbox"]
        width, height = sizes[label["image_id"]]
        corners = [(left / width, top / height), ((left + wide) / width, (top + high) / height)]
        border = max(max(x, y, 1 - x, 1 - y) for x, y in corners)
        assert row["aspect_ratio"] == (wide / high if high else None)
        assert row["relative_area"] == pytest.approx(wide * high / width / height, abs=1e-15)
        assert row["border_proximity"] == pytest.approx(border, abs=1e-15)
        for same in (True, False):
            name = "same_class_overlap" if same else "other_class_overlap"
            assert row[name] == pytest.approx(
                largest_iou(content, label, same_class=same), abs=1e-15
            )
    for image in content["images"]:
        row = items[str(image["id"])]
        count = sum(label["image_id"] == image["id"] for label in content["annotations"])
        assert row["object_count"] == count
        assert row["object_density"] == pytest.approx(density(content, image), abs=1e-12)
        assert row["aspect_ratio"] == image["width"] / image["height"]


def test_labels_in_two_files_have_what_one_file_gives(tmp_path: Path) -> None:
    content = labels_file(tmp_path / "all.json", 3)
    table = label_table(content)
    with duckeval.open(tmp_path / "one.duckdb") as project:
        project.load_labels(tmp_path / "all.json")
        once = labels_of(project), items_of(project)
    with duckeval.open(tmp_path / "two.duckdb") as project:
        # no file but the last says how large the images are
        project.load_labels(table.slice(0, 20))
        assert {row["relative_area"] for row in labels_of(project).values()} == {None}
        assert {row["object_density"] for row in items_of(project).values()} == {None}
        project.load_labels(table.slice(20))
        images = dict(content, annotations=[])
        labels_file(tmp_path / "images.json", 3)
        (tmp_path / "images.json").write_text(as_json(images), encoding="utf-8")
        project.load_labels(tmp_path / "images.json")
        twice = labels_of(project), items_of(project)
    assert twice == once


def test_labels_put_in_the_place_of_others_are_measured_alone(tmp_path: Path) -> None:
    labels_file(tmp_path / "old.json", 4)
    new = labels_file(tmp_path / "new.json", 4)
    new["annotations"] = new["annotations"][::3]
    (tmp_path / "new.json").write_text(as_json(new), encoding="utf-8")
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(tmp_path / "old.json")
        project.load_labels(tmp_path / "new.json", replace=True)
        rows = items_of(project)
    for image in new["images"]:
        assert rows[str(image["id"])]["object_density"] == pytest.approx(density(new, image))


def test_predictions_are_measured_like_labels(tmp_path: Path) -> None:
    content = labels_file(tmp_path / "labels.json", 5)
    table = label_table(content)
    predictions = table.rename_columns(
        ["item_key", "class_name", "prediction_key", "x_px", "y_px", "w_px", "h_px"]
    ).append_column("confidence", pa.array([0.5] * len(table)))
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(tmp_path / "labels.json")
        project.load_predictions(predictions, set_name="same")
        rows = project.query(
            "select prediction.aspect_ratio is not distinct from label.aspect_ratio "
            "and prediction.relative_area = label.relative_area "
            "and prediction.border_proximity = label.border_proximity as is_same, "
            "prediction.random = label.random as is_random_same "
            "from prediction inner join label on prediction_key = label_key"
        ).rows()
    assert len(rows) == len(content["annotations"])
    assert all(row["is_same"] for row in rows)
    assert not any(row["is_random_same"] for row in rows)


def test_random_stays_when_rows_are_shuffled_left_out_and_loaded_again(tmp_path: Path) -> None:
    content = labels_file(tmp_path / "labels.json", 6, items=40)
    keyless = label_table(content).drop_columns(["label_key"])
    order = list(range(len(keyless)))
    random.Random(1).shuffle(order)  # noqa: S311
    seen: list[dict[Any, Any]] = []
    for number, rows in enumerate((keyless, keyless.take(pa.array(order[: len(order) // 2])))):
        with duckeval.open(tmp_path / f"{number}.duckdb") as project:
            project.load_labels(rows)
            project.load_predictions(
                rows.append_column("confidence", pa.array([0.5] * len(rows))), set_name="m"
            )
            found = {}
            for table in ("label", "prediction"):
                for row in project.query(
                    f"select item_key, class_name, x_px, y_px, w_px, h_px, {table}.random as r, "
                    f"item.random as item_r from {table} inner join item using (item_id) "
                    "inner join class using (class_id)"
                ).rows():
                    key = (table, *list(row.values())[:6])
                    found[key] = (row["r"], row["item_r"])
            seen.append(found)
    assert len(seen[1]) > 100
    assert seen[1].items() <= seen[0].items()


def test_random_is_uniform_and_tells_rows_apart(tmp_path: Path) -> None:
    count = 4000
    table = pa.table(
        {
            "item_key": [str(number // 4) for number in range(count)],
            "class_name": ["cat"] * count,
            "x_px": [float(number % 7) for number in range(count)],
            "y_px": [1.0] * count,
            "w_px": [float(number + 1) for number in range(count)],
            "h_px": [2.0] * count,
        }
    )
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(table)
        predictions = table.append_column("confidence", pa.array([0.5] * count))
        project.load_predictions(predictions, set_name="m")
        for name, rows in (("label", count), ("prediction", count), ("item", count // 4)):
            values = project.query(f"select random from {name}").pl()["random"].to_numpy()
            assert len(set(values.tolist())) == rows
            assert 0 <= values.min() <= values.max() < 1
            assert stats.kstest(values, "uniform").pvalue > 0.001
        [row] = project.query(
            "select corr(label.random, prediction.random) as r from label "
            "inner join prediction using (item_id, w_px)"
        ).rows()
        assert abs(row["r"]) < 0.06


def test_a_box_without_height_or_image_without_size_has_no_ratio(tmp_path: Path) -> None:
    table = pa.table(
        {
            "item_key": ["a", "a"],
            "class_name": ["cat", "cat"],
            "x_px": [0.0, 0.0],
            "y_px": [0.0, 0.0],
            "w_px": [4.0, 4.0],
            "h_px": [0.0, 2.0],
        }
    )
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(table)
        rows = project.query(f"select {LABEL_METRICS} from label order by label_id").tuples()
        assert [tuple(row)[:5] for row in rows] == [
            (None, None, None, 0.0, 0.0),
            (2.0, None, None, 0.0, 0.0),
        ]
        [item] = items_of(project).values()
        assert (item["object_count"], item["object_density"]) == (2, None)


def test_a_loaded_column_does_not_replace_a_computed_one(tmp_path: Path) -> None:
    labels_file(tmp_path / "labels.json", 7)
    metrics = pa.table({"item_key": ["1"], "Object_Density": [0.5]})
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(tmp_path / "labels.json")
        with pytest.raises(SchemaError, match="'Object_Density' has the name of a column") as error:
            project.load_metrics(metrics)
        assert "--map Object_Density=NEW_NAME" in str(error.value.hint)
        project.load_metrics(metrics, column_map={"Object_Density": "my_density"})
        assert project.query("select my_density from item where item_key = '1'").rows() == [
            {"my_density": 0.5}
        ]


def test_a_file_with_older_tables_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with duckeval.open(path) as project:
        project.connection.execute("update project set schema_version = 1, created_with = '0.0.1'")
    with pytest.raises(StoreError, match=r"made by duckeval 0\.0\.1 with tables of version 1"):
        duckeval.open(path)


def test_describe_lists_every_metric_with_its_definition(tmp_path: Path) -> None:
    labels_file(tmp_path / "labels.json", 8)
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(tmp_path / "labels.json")
        project.load_metrics(pa.table({"item_key": ["1"], "glare": [0.5]}))
        rows = {(row["target"], row["name"]): row for row in project.describe("metrics").rows()}
        targets = ("item", "label", "prediction")
        numeric = {
            (target, row["column_name"])
            for target in targets
            for row in project.query(
                f"select column_name from (describe {target}) where column_type in "
                "('DOUBLE', 'BIGINT') and not ends_with(column_name, '_id') and column_name not "
                "in ('x_px', 'y_px', 'angle_deg', 'source_row', 'item_order')"
            ).rows()
        }
    assert rows.keys() == numeric
    assert rows["item", "glare"]["missing"] == "11"
    assert rows["item", "glare"]["origin"] == "loaded"
    assert rows["item", "object_count"]["missing"] == "0"
    assert rows["label", "border_proximity"]["range"] == "0.5 .. 1"
    for row, column in itertools.product(rows.values(), ("type", "origin", "range", "comment")):
        assert row[column] or row["name"] == "glare", row


def label_table(content: dict[str, Any]) -> pa.Table:
    boxes = list(zip(*(each["bbox"] for each in content["annotations"]), strict=True))
    return pa.table(
        {
            "item_key": [str(each["image_id"]) for each in content["annotations"]],
            "class_name": [f"class {each['category_id']}" for each in content["annotations"]],
            "label_key": [str(each["id"]) for each in content["annotations"]],
            **{
                name: [float(value) for value in values]
                for name, values in zip(("x_px", "y_px", "w_px", "h_px"), boxes, strict=True)
            },
        }
    )


def as_json(content: dict[str, Any]) -> str:
    import json

    return json.dumps(content)
