"""The facade: opening and sharing, queries and their errors, export, slices, results."""

from __future__ import annotations

import hashlib
import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import duckeval
from duckeval import Project, QueryError, StoreError, UnknownNameError, UsageError
from duckeval.project.confidence_measures import (
    CalibrationParameters,
    CalibrationSummaryParameters,
    StepParameters,
)
from duckeval.project.error_types import (
    ErrorConfusionParameters,
    ErrorParameters,
    FrocParameters,
    SlicedErrorParameters,
    ThresholdParameters,
)
from duckeval.project.parameters import (
    MEANINGS,
    ConfusionParameters,
    DuplicateParameters,
    Filters,
    IouDistributionParameters,
    JointParameters,
    Parameters,
    VersionParameters,
)
from duckeval.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Once

LABELS = pa.table(
    {
        "item_key": ["1", "1", "2", "3"],
        "class_name": ["cat", "dog", "cat", "cat"],
        "x_px": [0.0, 50.0, 10.0, 0.0],
        "y_px": [0.0, 50.0, 10.0, 0.0],
        "w_px": [20.0, 20.0, 40.0, 50.0],
        "h_px": [20.0, 20.0, 40.0, 50.0],
    }
)
PREDICTIONS = pa.table(
    {
        "item_key": ["1", "1", "2"],
        "class_name": ["cat", "dog", "cat"],
        "confidence": [0.9, 0.8, 0.7],
        "x_px": [0.0, 50.0, 10.0],
        "y_px": [0.0, 50.0, 10.0],
        "w_px": [20.0, 20.0, 40.0],
        "h_px": [20.0, 15.0, 10.0],
    }
)
FACTS = pa.table({"item_key": ["1", "2", "3"], "weather": ["sun", "night", None]})

MACROS = {
    "performance": Parameters,
    "class_performance": Parameters,
    "coco_summary": Parameters,
    "outcome": Filters,
    "label_outcome": Filters,
    "precision_recall_curve": Parameters,
    "iou_distribution": IouDistributionParameters,
    "joint_performance": JointParameters,
    "confusion_matrix": ConfusionParameters,
    "class_confusion": Parameters,
    "best_threshold": Parameters,
    "error_analysis": SlicedErrorParameters,
    "error_type": ErrorParameters,
    "error_confusion": ErrorConfusionParameters,
    "near_miss": ErrorParameters,
    "duplicate_prediction": ErrorParameters,
    "threshold_choice": ThresholdParameters,
    "froc": FrocParameters,
    "calibration": CalibrationParameters,
    "threshold_performance": StepParameters,
    "calibration_summary": CalibrationSummaryParameters,
    "label_error_candidate": Filters,
    "duplicate_candidate": DuplicateParameters,
}

# What has no row in a sound little project.
OF_FAULTS = {
    "joint_performance",  # of boxes
    "class_confusion",
    "error_confusion",
    "near_miss",
    "duplicate_prediction",
    "label_error_candidate",
    "duplicate_candidate",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "evals.duckdb"


@pytest.fixture
def empty(path: Path) -> Iterator[Project]:
    with duckeval.open(path) as project:
        yield project


def fill(folder: Path) -> None:
    with duckeval.open(folder / "evals.duckdb") as project:
        project.load_labels(LABELS)
        project.load_predictions(PREDICTIONS, set_name="v1")
        project.load_metadata(FACTS)


@pytest.fixture
def project(once: Once, path: Path) -> Iterator[Project]:
    once(fill, path.parent)
    with duckeval.open(path) as project:
        yield project


# --- opening -------------------------------------------------------------------------------------


def test_a_project_can_be_opened_twice_and_shares_its_connection(path: Path) -> None:
    with duckeval.open(path) as first:
        second = duckeval.open(path)
        assert second.connection is first.connection
        second.close()
        second.close()
        assert first.query("select 1 as one").rows() == [{"one": 1}]
    with pytest.raises(StoreError, match="closed"):
        first.query("select 1")


def test_the_other_mode_in_the_same_process_is_refused(path: Path) -> None:
    with duckeval.open(path), pytest.raises(StoreError, match="open in this process already"):
        duckeval.open(path, read_only=True)


def test_an_unclosed_project_is_closed_with_a_warning(path: Path) -> None:
    kept = [duckeval.open(path)]
    with pytest.warns(ResourceWarning, match=r"was not closed; write 'with duckeval.open"):
        kept.clear()
    duckeval.open(path, read_only=True).close()


def test_an_unclosed_project_leaves_no_noise_at_the_end_of_the_process(path: Path) -> None:
    code = f"import duckeval; project = duckeval.open({str(path)!r}); print(project)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(Path(duckeval.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert "0 items" in done.stdout
    duckeval.open(path).close()


def test_a_file_in_use_names_its_holder(path: Path) -> None:
    code = f"import duckeval, sys; p = duckeval.open({str(path)!r}); print(1, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(Path(duckeval.__file__).parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreError, match=f"process {holder.pid}"):
            duckeval.open(path)
        holder.kill()
    # A killed notebook kernel lets go of the file.
    duckeval.open(path).close()


def test_a_missing_file_is_refused_when_nothing_may_be_made(path: Path) -> None:
    with pytest.raises(StoreError, match="no such project file"):
        duckeval.open(path, create=False)
    with pytest.raises(StoreError, match="no such project file"):
        duckeval.open(path, read_only=True)
    assert not path.exists()


# --- macros --------------------------------------------------------------------------------------


@pytest.mark.parametrize("macro", MACROS)
def test_methods_take_the_parameters_of_their_macro(project: Project, macro: str) -> None:
    rows = project.query(
        "select parameters from duckdb_functions() "
        "where function_name = $name and function_type = 'table_macro'",
        {"name": macro},
    ).rows()
    parameters = set(rows[0]["parameters"])
    assert set(get_type_hints(MACROS[macro])) == parameters
    assert set(inspect.signature(getattr(Project, macro)).parameters) == {"self", *parameters}
    assert parameters <= set(MEANINGS)


def test_similar_items_can_be_asked_from_python(project: Project) -> None:
    with pytest.raises(QueryError, match="no item has an embedding in a column vector; columns"):
        project.similar_item(item_filter="weather = 'sun'", embedding="vector")
    assert set(inspect.signature(Project.similar_item).parameters) == {
        "self", "item_filter", "k", "embedding", "distance_kind"
    }  # fmt: skip
    assert {"k", "embedding", "distance_kind"} <= set(MEANINGS)


def test_label_change_takes_the_parameters_of_its_macro(project: Project) -> None:
    assert set(get_type_hints(VersionParameters)) == {
        "from_dataset", "to_dataset", "item_filter", "classes"
    }  # fmt: skip
    assert set(get_type_hints(VersionParameters)) <= set(MEANINGS)
    assert len(project.label_change(classes="cat")) == 0


@pytest.mark.parametrize("macro", MACROS)
def test_methods_answer_what_their_macro_answers(project: Project, macro: str) -> None:
    result = getattr(project, macro)(iou_threshold=0.6, item_filter="weather = 'sun'")
    sql = f"from {macro}(iou_threshold := 0.6, item_filter := 'weather = ''sun''') order by all"
    assert result.rows() == project.query(sql).rows()
    assert len(result) or macro in OF_FAULTS


def test_every_kind_of_parameter_can_be_given(project: Project) -> None:
    project.slices.add("bright", "weather = 'sun'")
    rows = project.performance(
        predictions="v1",
        iou_threshold=0.3,
        min_confidence=0.1,
        label_filter="w_px > 1",
        prediction_filter="class_name = 'cat'",
        slices=["bright"],
        classes="cat",
        protocol="voc",
        outside="drop",
        interpolation="all",
        class_set="labelled",
        class_scope="same_class",
        item_scope="predicted",
    ).rows()
    assert [row["slice"] for row in rows] == ["bright"]
    assert rows[0]["true_positive_count"] == 1


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ({"predictions": "v2"}, "v1"),
        ({"slices": ["nihgt"]}, "there are none"),
        ({"classes": ["catt"]}, "cat"),
        ({"protocol": "closests"}, "closest"),
        ({"outside": "drops"}, "drop"),
        ({"interpolation": "102"}, "101"),
        ({"class_set": "observd"}, "observed"),
    ],
)
def test_an_unknown_name_lists_those_there_are(
    project: Project, given: dict[str, Any], near: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        project.performance(**given)
    assert near in str(caught.value.hint)
    assert isinstance(caught.value, KeyError)


@pytest.mark.parametrize("text", ["'; drop table item; --", "1) or (1", "x' or '1' = '1"])
def test_values_are_never_read_as_sql(project: Project, text: str) -> None:
    with pytest.raises(UnknownNameError):
        project.performance(predictions=text)
    with pytest.raises((QueryError, UnknownNameError)):
        project.performance(compare_as=text)
    assert project.contents()["item"] == 3


# --- queries and their errors --------------------------------------------------------------------


def test_a_query_error_is_one_line_and_holds_its_sql(project: Project) -> None:
    with pytest.raises(QueryError) as caught:
        project.query("select wether from item")
    assert caught.value.sql == "select wether from item"
    assert "\n" not in str(caught.value)
    assert "LINE" not in str(caught.value)
    assert 'Candidate bindings: "weather"' in str(caught.value)
    assert not str(caught.value).startswith("Binder Error")


def test_a_bad_filter_is_shown(project: Project) -> None:
    with pytest.raises(QueryError) as caught:
        project.performance(item_filter="weather = ")
    assert "item_filter: weather = " in str(caught.value.hint)


def test_what_a_guard_says_comes_out_clean(project: Project) -> None:
    with pytest.raises(QueryError, match=r"^[^:]*no camera here$"):
        project.query("select error('no camera here')")


def test_parameters_are_bound(project: Project) -> None:
    sql = "select item_key from item where weather = $weather"
    assert project.query(sql, {"weather": "sun"}).rows() == [{"item_key": "1"}]
    assert project.query("select ? + ? as sum", [1, 2]).rows() == [{"sum": 3}]


def test_a_limit_stops_a_query(project: Project) -> None:
    assert len(project.query("from range(10)", limit=3)) == 3
    assert len(project.query("from range(10); -- all of it", limit=3)) == 3
    assert len(project.query("show tables", limit=3)) == 3


def test_a_statement_without_rows_gives_none(empty: Project) -> None:
    assert len(empty.query("create table mine (a integer)")) == 0
    for nothing in ("  ", "-- nothing", "/* still\nnothing */ ;"):
        with pytest.raises(QueryError, match="empty"):
            empty.query(nothing)


# --- slices --------------------------------------------------------------------------------------


def test_slices_are_filled_once_and_refreshed(project: Project) -> None:
    made = project.slices.add("night", "weather = 'night' -- dark")
    assert (made.item_count, made.predicate) == (1, "weather = 'night' -- dark")
    assert project.slices.list() == (made,)
    assert project.slice_items("night").rows()[0]["item_key"] == "2"
    project.load_labels(LABELS.set_column(0, "item_key", pa.array(["1", "4", "4", "5"])))
    project.load_metadata(pa.table({"item_key": ["4", "5"], "weather": ["night", "night"]}))
    assert project.slices.show("night").item_count == 3
    project.slices.drop("night")
    assert project.slices.list() == ()


def test_a_bad_predicate_saves_nothing(project: Project) -> None:
    with pytest.raises(QueryError, match=r"slice 'x'.*wether"):
        project.slices.add("x", "wether = 'sun'")
    assert project.slices.list() == ()
    assert project.query("select count(*) as n from slice_item").rows() == [{"n": 0}]


def test_an_empty_slice_warns(project: Project) -> None:
    with pytest.warns(UserWarning, match="slice 'fog' has no item"):
        assert project.slices.add("fog", "weather = 'fog'").item_count == 0


@pytest.mark.parametrize("name", ["all", "ALL", " "])
def test_reserved_names_are_refused(project: Project, name: str) -> None:
    with pytest.raises(UsageError):
        project.slices.add(name, "true")


# --- export --------------------------------------------------------------------------------------


def test_export_takes_views_and_queries(project: Project, tmp_path: Path) -> None:
    assert project.export("outcome", tmp_path / "a.parquet") == 3
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 3
    assert project.export("select 1 as a;", tmp_path / "a.csv") == 1
    assert (tmp_path / "a.csv").read_text() == "a\n1\n"
    project.export("select 1 as a", tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text()) == [{"a": 1}]
    project.export("select 1 as a", tmp_path / "a.jsonl")
    assert (tmp_path / "a.jsonl").read_text() == '{"a": 1}\n'
    assert sorted(each.suffix for each in tmp_path.glob("a.*")) == [
        ".csv",
        ".json",
        ".jsonl",
        ".parquet",
    ]


def test_export_refuses_what_it_cannot_write(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="outcom"):
        project.export("outcom", tmp_path / "a.csv")
    with pytest.raises(UsageError, match=r"\.xls"):
        project.export("outcome", tmp_path / "a.xls")
    with pytest.raises(StoreError, match="folder"):
        project.export("outcome", tmp_path / "none" / "a.csv")
    with pytest.raises(QueryError, match="several statements"):
        project.export("select 1; select 2", tmp_path / "a.csv")
    (tmp_path / "kept.csv").write_text("old")
    with pytest.raises(QueryError):
        project.export("select error('stop') as a", tmp_path / "kept.csv")
    assert (tmp_path / "kept.csv").read_text() == "old"
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    "sql",
    [
        "select range % 7 as tie, range as id from range(200000) order by tie desc",
        "select range % 7 as tie, count(*) as n from range(200000) group by all",
        "select range % 7 as tie, range as id from range(200000) order by tie limit 1000",
    ],
)
def test_export_writes_the_same_bytes_with_any_number_of_threads(
    empty: Project, tmp_path: Path, sql: str
) -> None:
    digests = set()
    for threads in (1, 2, 4, 8):
        empty.connection.execute(f"set threads = {threads}")
        for name in ("a.parquet", "a.csv"):
            empty.export(sql, tmp_path / name)
            data = (tmp_path / name).read_bytes()
            digests.add((name, hashlib.sha256(data).hexdigest()))
    assert len(digests) == 2


def test_an_order_of_its_own_is_kept(empty: Project, tmp_path: Path) -> None:
    sql = "select range % 2 as tie, 5 - range as id from range(5) order by tie desc"
    empty.export(sql, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "tie,id\n1,2\n1,4\n0,1\n0,3\n0,5\n"


def test_sums_of_128_bits_stay_exact(empty: Project, tmp_path: Path) -> None:
    empty.export("select sum(range) + 170141183460469231731 as n from range(3)", tmp_path / "a.pq")
    assert pq.read_table(tmp_path / "a.pq").to_pylist()[0]["n"] == 170141183460469231734


# --- describe and check --------------------------------------------------------------------------


def test_describe_lists_objects_columns_and_parameters(project: Project) -> None:
    objects = {row["name"]: row["kind"] for row in project.describe()}
    assert objects["performance"] == "view, macro"
    assert objects["item"] == "table"
    assert objects["box_iou"] == "function"
    assert not [name for name in objects if name.startswith("_")]
    rows = project.describe("Performance").rows()
    assert {"map", "f1_macro"} <= {row["name"] for row in rows if row["kind"] == "column"}
    defaults = {row["name"]: row["default"] for row in rows if row["kind"] == "parameter"}
    assert set(defaults) == set(get_type_hints(Parameters))
    assert defaults["iou_threshold"] == "0.5"
    metrics = project.describe("metrics").rows()
    assert [row["name"] for row in metrics if row["origin"] == "loaded"] == ["weather"]
    with pytest.raises(UnknownNameError, match="performanc"):
        project.describe("performanc")


def test_every_default_is_the_one_that_the_catalogue_holds(project: Project) -> None:
    for macro in MACROS:
        rows = [row for row in project.describe(macro) if row["kind"] == "parameter"]
        given = ", ".join(f"{row['name']} := {row['default']}" for row in rows)
        expected = project.query(f"from {macro}() order by all").rows()
        assert project.query(f"from {macro}({given}) order by all").rows() == expected


def test_a_sound_project_passes_every_check(project: Project) -> None:
    project.slices.add("night", "weather = 'night'")
    assert [each for each in project.check() if not each.is_passed] == []


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("delete from item where item_key = '1'", "label_without_item"),
        ("insert into label select * from label limit 1", "label_id_that_is_not_unique"),
        ("update prediction set confidence = 'nan'", "confidence_that_is_not_finite"),
        (
            "delete from prediction where confidence < 0.8",
            "prediction_set_with_other_rows_than_loaded",
        ),
        ("update load set rows_in = rows_in + 1", "load_that_does_not_add_up"),
        ("delete from slice_item", "slice_that_is_out_of_date"),
        (
            "update evaluated set confidence = confidence / 2",
            "evaluated_that_is_not_its_prediction",
        ),
    ],
)
def test_damage_is_found(project: Project, damage: str, check: str) -> None:
    project.slices.add("night", "weather = 'night'")
    project.connection.execute(damage)
    failed = [each for each in project.check() if not each.is_passed]
    assert check in {each.name for each in failed}
    assert all(each.example for each in failed)


# --- results -------------------------------------------------------------------------------------


def test_a_result_goes_to_every_library() -> None:
    table = pa.table({"name": ["<b>", None], "ap": [0.5, 1.0]})
    result = Result(table)
    assert result.arrow() is table
    assert result.pl().to_dicts() == result.rows() == list(result)
    assert result.df()["ap"].tolist() == [0.5, 1.0]
    assert result.columns == ("name", "ap")
    assert len(result) == 2
    assert repr(result) == "name      ap\n----  ------\n<b>   0.5000\n-     1.0000\n(2 rows)"
    assert "&lt;b&gt;" in result._repr_html_()
    assert "<b>" not in result._repr_html_()


def test_a_long_result_shows_its_beginning() -> None:
    text = repr(Result(pa.table({"a": list(range(500))})))
    assert len(text.splitlines()) == 23
    assert text.endswith("(the first 20 of 500 rows)")


def test_a_result_cannot_be_changed() -> None:
    result = Result(pa.table({"a": [1]}))
    with pytest.raises(AttributeError):
        result.table = pa.table({})  # type: ignore[misc]


def test_a_file_deleted_below_an_open_project_can_be_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "evals.duckdb"
    former = duckeval.open(path)
    path.unlink()
    with duckeval.open(path) as project:
        assert project.query("select count(*) as n from label").rows() == [{"n": 0}]
        with pytest.raises(duckeval.StoreError, match="closed"):
            former.query("select 1")
    former.close()
