"""Metrics that a user defines, and those that are computed on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

import duckeval
from duckeval.errors import QueryError, SchemaError, UnknownNameError, UsageError
from tests.unit.metrics.scenes import iou, labels_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import polars as pl


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Any]:
    labels_file(tmp_path / "labels.json", 1)
    with duckeval.open(tmp_path / "p.duckdb") as opened:
        opened.load_labels(tmp_path / "labels.json")
        opened.load_metadata(
            pa.table({"item_key": ["1", "2", "3"], "weather": ["rain", "sun", "rain"]})
        )
        yield opened


def values(project: Any, target: str, name: str) -> list[Any]:
    return [
        row[name]
        for row in project.query(f'select "{name}" from {target} order by {target}_id').rows()
    ]


def predictions(seed: int, count: int = 60) -> pa.Table:
    import random

    chance = random.Random(seed)  # noqa: S311
    return pa.table(
        {
            "item_key": [str(chance.randint(1, 4)) for _ in range(count)],
            "class_name": [f"class {chance.randint(1, 2)}" for _ in range(count)],
            "confidence": [chance.random() for _ in range(count)],
            "prediction_key": [str(number) for number in range(count)],
            **{
                name: [float(chance.randint(0, 20)) for _ in range(count)]
                for name in ("x_px", "y_px", "w_px", "h_px")
            },
        }
    )


def test_an_expression_sees_its_row_the_class_and_the_item(project: Any) -> None:
    missing = project.add_metric(
        "wet_size",
        target="label",
        sql="case when item.weather = 'rain' and class_name <> 'class 2' then w_px * 2 end",
        unit="px",
        range=(0, None),
    )
    rows = project.query(
        "select wet_size, w_px, weather, class_name from label inner join item using (item_id) "
        "inner join class using (class_id)"
    ).rows()
    for row in rows:
        is_wet = row["weather"] == "rain" and row["class_name"] != "class 2"
        assert row["wet_size"] == (row["w_px"] * 2 if is_wet else None)
    assert missing == sum(row["wet_size"] is None for row in rows)
    [said] = [row for row in project.describe("metrics").rows() if row["name"] == "wet_size"]
    assert (said["origin"], said["unit"], said["range"]) == ("sql", "px", "0 ..")
    assert said["missing"] == str(missing)


def test_a_function_gets_a_frame_and_gives_a_value_for_each_row(project: Any) -> None:
    def double(frame: pl.DataFrame) -> pl.Series:
        assert "class_name" in frame.columns
        assert "weather" in frame["item"].struct.fields
        return frame["w_px"] * 2

    project.add_metric("double", target="label", function=double, description="Twice as wide.")
    project.add_metric("place", target="item", function=lambda frame: range(len(frame)))
    project.add_metric("unknown", target="item", function=lambda f: [float("nan")] * len(f))
    assert values(project, "label", "double") == [2 * w for w in values(project, "label", "w_px")]
    assert values(project, "item", "place") == list(range(12))
    assert set(values(project, "item", "unknown")) == {None}


def test_an_added_metric_from_sql_follows_the_loads(project: Any) -> None:
    project.add_metric("labels_here", target="item", sql="object_count + 0.5")
    project.add_metric("is_sure", target="prediction", sql="confidence > 0.5")
    project.add_metric("from_python", target="item", function=lambda frame: range(len(frame)))
    project.slices.add("busy", "labels_here > 3")
    assert project.load_predictions(predictions(1), set_name="m").warnings == ()
    assert values(project, "prediction", "is_sure") == [
        each > 0.5 for each in values(project, "prediction", "confidence")
    ]
    more = pa.table(
        {
            "item_key": ["new"] * 4,
            "class_name": ["class 1"] * 4,
            **{name: [1.0, 2.0, 3.0, 4.0] for name in ("x_px", "y_px", "w_px", "h_px")},
        }
    )
    result = project.load_labels(more)
    assert "'from_python' of item comes from a Python function" in " ".join(result.warnings)
    assert values(project, "item", "labels_here")[-1] == 4.5
    assert "new" in [row["item_key"] for row in project.slice_items("busy").rows()]


def test_a_metric_can_be_replaced_and_dropped(project: Any) -> None:
    project.add_metric("twice", target="item", sql="object_count * 2")
    with pytest.raises(UsageError, match="'twice' already"):
        project.add_metric("twice", target="item", sql="object_count * 3")
    project.add_metric("twice", target="item", sql="object_count * 2.5", replace=True)
    counts = values(project, "item", "object_count")
    assert values(project, "item", "twice") == [2.5 * each for each in counts]
    before = project.query("select column_name, comment from duckdb_columns()").rows()
    project.slices.add("many", "twice > 4")
    with pytest.warns(UserWarning, match="slice 'many'"):
        assert project.drop_metric("twice") == ("item",)
    after = project.query("select column_name, comment from duckdb_columns()").rows()
    assert [row for row in before if row not in after] == [
        {"column_name": "twice", "comment": "object_count * 2.5"}
    ]
    with pytest.raises(UnknownNameError, match="twice"):
        project.drop_metric("twice")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sql": "nothing_here + 1"}, "nothing_here"),
        ({"sql": "object_count / 0"}, "infinite in"),
        ({"sql": "item_key"}, "is VARCHAR; expected numbers"),
        ({"sql": "sum(object_count)"}, "metric 'x'"),
        ({"function": lambda _: [1, 2]}, "2 values for 12 rows"),
        ({"function": lambda frame: frame["none"]}, "its function raised ColumnNotFoundError"),
    ],
)
def test_what_gives_no_numbers_is_refused(
    project: Any, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        project.add_metric("x", target="item", **arguments)
    assert "x" not in project.query("from item").columns


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("", {"sql": "1"}, "needs a name"),
        ("Object_Count", {"sql": "1"}, "has a column 'Object_Count' already"),
        ("weather", {"sql": "1", "replace": True}, "has a column 'weather' already"),
        ("x", {"sql": " "}, "is empty"),
        ("x", {}, "one of sql and function"),
        ("x", {"sql": "1", "range": (2, 1)}, r"range 2 \.\. 1 is empty"),
    ],
)
def test_a_metric_needs_a_name_of_its_own(
    project: Any, name: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        project.add_metric(name, target="item", **arguments)


def test_only_what_was_added_can_be_dropped(project: Any) -> None:
    for name, message in (
        ("weather", "loaded from a file"),
        ("width_px", "a column of every project"),
        ("object_count", "computed by every load"),
    ):
        with pytest.raises(UsageError, match=message):
            project.drop_metric(name)


def test_a_load_does_not_replace_an_added_metric(project: Any) -> None:
    project.add_metric("mine", target="item", sql="1")
    with pytest.raises(SchemaError, match="that duckeval made") as error:
        project.load_metrics(pa.table({"item_key": ["1"], "mine": [0.5]}))
    assert "duckeval metrics drop mine" in str(error.value.hint)


def test_overlaps_of_predictions_are_those_of_their_set(project: Any) -> None:
    tables = {"m": predictions(1), "n": predictions(2)}
    for name, table in tables.items():
        project.load_predictions(table, set_name=name)
    assert set(values(project, "prediction", "same_class_overlap")) == {None}
    with pytest.raises(UnknownNameError):
        project.compute_metrics("x")
    assert project.compute_metrics("m") == ("m",)
    assert project.compute_metrics() == ("n",)
    assert project.compute_metrics() == ()
    for name, table in tables.items():
        rows = project.query(
            "select prediction.* from prediction inner join prediction_set "
            "using (prediction_set_id) where prediction_set_name = $name",
            {"name": name},
        ).rows()
        found = {row["prediction_key"]: row for row in rows}
        boxes = [
            (row, (row["x_px"], row["y_px"], row["w_px"], row["h_px"])) for row in table.to_pylist()
        ]
        for row, box in boxes:
            for column, is_same in (("same_class_overlap", True), ("other_class_overlap", False)):
                expected = max(
                    (
                        iou(box, other_box)
                        for other, other_box in boxes
                        if other is not row
                        and other["item_key"] == row["item_key"]
                        and (other["class_name"] == row["class_name"]) == is_same
                    ),
                    default=0.0,
                )
                assert found[row["prediction_key"]][column] == pytest.approx(expected, abs=1e-15)
