"""A finished file works in any client of DuckDB: nothing of duckeval has to be there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest

import duckeval
from tests.property.projects import NEEDS_MORE, load_predictions, load_scene
from tests.property.test_same_bytes import crowded_scene

if TYPE_CHECKING:
    from pathlib import Path

SELECT_FROM_EVERYTHING = """
import json
import sys

import duckdb

connection = duckdb.connect(sys.argv[1], read_only=True)
names = {
    "table": "select table_name from duckdb_tables() where not internal",
    "view": "select view_name from duckdb_views() where not internal",
    "macro": "select function_name || '()' from duckdb_functions() "
    "where function_type = 'table_macro' and not internal and not starts_with(function_name, '_') "
    "and not list_contains(string_split('" + sys.argv[2] + "', ','), function_name)",
}
counts = {}
for kind, query in names.items():
    for (name,) in connection.execute(query).fetchall():
        rows = connection.execute(f"select * from {name}").fetchall()
        counts[f"{kind} {name}"] = len(rows)
parameters = {
    f"macro {name}()": list(each) for name, each in connection.execute(
        "select function_name, parameters from duckdb_functions() where not internal "
        "and function_type = 'table_macro' and not starts_with(function_name, '_')"
    ).fetchall()
}
fragment = connection.execute(
    "select count(*) from performance(item_filter := $1, slice_by := $2)", ["hour < 4", "weather"]
).fetchall()
assert "duckeval" not in sys.modules
print(json.dumps({"counts": counts, "parameters": parameters, "fragment": fragment}))
"""

MACROS = {
    "performance", "class_performance", "coco_summary", "outcome", "label_outcome",
    "precision_recall_curve", "iou_distribution", "confusion_matrix", "best_threshold",
    "metric_performance", "metric_performance_2d", "metric_correlation",
    "comparison", "outcome_change", "outcome_change_summary",
    "error_analysis", "error_type", "error_confusion", "near_miss", "duplicate_prediction",
    "class_confusion", "calibration", "calibration_summary", "threshold_performance",
    "threshold_choice", "froc", "leaderboard",
}  # fmt: skip

COMMON_PARAMETERS = {
    "predictions", "iou_threshold", "min_confidence", "item_filter", "label_filter",
    "prediction_filter", "slice_by", "slices", "classes", "compare_as", "item_scope", "protocol",
    "class_scope", "class_set", "interpolation", "outside",
}  # fmt: skip

# They have a matching of their own, that of TIDE.
NOT_FOR_ERROR_TYPES = {"protocol", "class_scope", "interpolation"}
OF_TWO_SETS = {"baseline_set", "candidate_set"}

NOT_FOR_SINGLE_OBJECTS = {"slice_by", "slices", "class_set", "interpolation"}


@pytest.fixture(scope="module")
def finished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished")
    path = folder / "project.duckdb"
    with duckeval.open(path) as project:
        scene = crowded_scene(12, item_count=6, prediction_count=300)  # has every error type
        load_scene(project, scene, folder)
        load_predictions(project, scene, folder, set_name="second")
        project.slices.add("wet", "weather = 'rain'")
        tags = {"item_key": ["a", "b"], "class_name": ["rain", "sun"]}
        said = {"item_key": ["a", "b"], "rain": [0.75, 0.5], "sun": [0.25, 0.5]}
        project.load_labels(pa.table(tags), dataset="tags", task="sky", kind="multiclass")
        project.load_predictions(pa.table(said), dataset="tags", task="sky", set_name="tagged")
        texts = pa.table({"item_key": ["a", "b"], "text": ["a cat", "a dog"]})
        project.load_labels(texts, dataset="tags", task="caption", kind="text")
        project.load_predictions(texts, dataset="tags", task="caption", set_name="captions")
        line = {"item_key": ["a"], "class_name": ["lane"], "points": ["[0, 0, 9, 9]"]}
        project.load_labels(pa.table(line), dataset="lines")
        said = line | {"confidence": [0.5]}
        project.load_predictions(pa.table(said), dataset="lines", set_name="lined")
    return path


@pytest.fixture(scope="module")
def answers(finished_file: Path) -> Any:
    done = subprocess.run(
        [
            *(sys.executable, "-c", SELECT_FROM_EVERYTHING, str(finished_file)),
            ",".join(NEEDS_MORE),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_table_view_and_macro_can_be_selected_from(answers: Any) -> None:
    counts = answers["counts"]
    for name in MACROS:
        assert counts[f"view {name}"] == counts[f"macro {name}()"] > 0, name
    assert counts["table evaluated"] == 606  # the line as what it is and as a box
    assert answers["fragment"] == [[4]]


def test_views_by_slice_have_the_saved_slices(answers: Any) -> None:
    by_slice = [name for name in answers["counts"] if name.endswith("_by_slice")]
    assert "view performance_by_slice" in by_slice
    of_poses = {"view joint_performance_by_slice"}
    assert all(answers["counts"][name] > 0 for name in by_slice if name not in of_poses)


def test_every_macro_takes_the_common_parameters(answers: Any) -> None:
    for name in MACROS:
        expected = COMMON_PARAMETERS
        if name in {"outcome", "label_outcome"}:
            expected = COMMON_PARAMETERS - NOT_FOR_SINGLE_OBJECTS
        if name in {"error_type", "near_miss", "duplicate_prediction"}:
            expected = expected - NOT_FOR_SINGLE_OBJECTS - NOT_FOR_ERROR_TYPES
        if name.startswith("error_"):
            expected = expected - NOT_FOR_ERROR_TYPES
        if name in {"comparison", "outcome_change", "outcome_change_summary"}:
            expected = COMMON_PARAMETERS - {"predictions"} | OF_TWO_SETS
        if name == "outcome_change":
            expected -= NOT_FOR_SINGLE_OBJECTS
        if name == "outcome_change_summary":
            expected -= {"class_set", "interpolation"}
        if name == "error_confusion":  # it has no mean over classes
            expected = expected - {"class_set"}
        missing = expected - set(answers["parameters"][f"macro {name}()"])
        if name == "coco_summary":  # it has ten thresholds of its own
            missing -= {"iou_threshold"}
        assert not missing, name


def test_no_view_and_no_macro_calls_a_python_function(finished_file: Path) -> None:
    scalars = "select function_name from duckdb_functions() where function_type = 'scalar'"
    with duckdb.connect() as plain:
        known = {name for (name,) in plain.execute(scalars).fetchall()}
    with duckeval.open(finished_file) as project:
        functions = {row["function_name"] for row in project.query(scalars).rows()} - known
        assert {"box_iou", "coco_match"} <= functions
        texts = project.query(
            "select view_name as name, sql from duckdb_views() where not internal union all "
            "select function_name, macro_definition from duckdb_functions() "
            "where not internal and macro_definition is not null"
        ).rows()
    assert len(texts) > len(MACROS)
    for row in texts:
        called = set(re.findall(r'"?(\w+)"?\s*\(', row["sql"]))
        assert not called & functions, row["name"]


def test_no_parameter_has_the_name_of_a_column(finished_file: Path) -> None:
    with duckeval.open(finished_file) as project:
        columns = {
            row["column_name"]
            for row in project.query(
                "select distinct column_name from duckdb_columns() where not internal"
            ).rows()
        }
        parameters = project.query(
            "select function_name, unnest(parameters) as parameter from duckdb_functions() "
            "where function_type = 'table_macro' and not internal "
            "and not starts_with(function_name, '_')"
        ).rows()
    clashes = {row["parameter"] for row in parameters} & columns
    # A task is called that in both; no table has such a column, so no filter can mean it.
    assert clashes <= {"task"}
    with duckeval.open(finished_file) as project:
        tables = project.query(
            "select table_name from duckdb_columns() where column_name = 'task' "
            "and table_name in (select table_name from duckdb_tables())"
        )
        assert tables.rows() == []
