"""References and answers of generated text: what is taken, what is set aside, what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import duckeval
from duckeval.errors import InputFileError, SchemaError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with duckeval.open(tmp_path / "texts.duckdb") as opened:
        yield opened


def table(**columns: Any) -> pa.Table:
    return pa.table(columns)


def references(project: Project) -> None:
    told = table(item_key=["a", "b", "c"], reference=["a cat", "007", ""], weight=[1, 2, 3])
    project.load_labels(told, task="caption", kind="text")


def told(project: Project, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in project.query(sql).rows()]


def test_a_reference_is_a_tag_of_the_one_class_of_its_task(project: Project) -> None:
    references(project)
    assert told(project, "from task where task_id > 1") == [(2, "caption", "text")]
    found = told(
        project,
        "select item_key, class_name, shape, text, other_texts, weight, character_count, "
        "word_count from label join item using (item_id) join class using (class_id) "
        "order by item_key",
    )
    assert found == [
        ("a", "caption", "tag", "a cat", None, 1, 5, 2),
        ("b", "caption", "tag", "007", None, 2, 3, 1),
        ("c", "caption", "tag", "", None, 3, 0, 0),
    ]


def test_several_rows_of_an_item_are_several_references(project: Project) -> None:
    several = table(item_key=["a", "b", "a", "a"], text=["one", "x", "two", "three"])
    result = project.load_labels(several, task="caption", kind="text")
    assert (result.rows_in, result.rows_loaded) == (4, 4)
    assert told(project, "select text, other_texts from label order by label_id") == [
        ("one", ["two", "three"]),
        ("x", None),
    ]


@pytest.mark.parametrize("kind", ["frame", "parquet", "ndjson"])
def test_a_list_holds_several_references(project: Project, tmp_path: Path, kind: str) -> None:
    columns = {"item_key": ["a", "b", "c", "a"], "references": [["x", "y"], [], ["z"], ["v", "w"]]}
    source: Any = pa.table(columns)
    if kind == "parquet":
        pq.write_table(source, tmp_path / "lists.parquet")
        source = tmp_path / "lists.parquet"
    elif kind == "ndjson":
        lines = [json.dumps(row) for row in source.to_pylist()]
        source = tmp_path / "lists.jsonl"
        source.write_text("\n".join(lines), encoding="utf-8")
    project.load_labels(source, task="caption", kind="text")
    assert told(project, "select count(*) from item") == [(3,)]
    assert told(project, "select text, other_texts from label order by label_id") == [
        ("x", ["y", "v", "w"]),
        ("z", None),
    ]
    with pytest.raises(SchemaError, match="holds lists; expected one answer for an item"):
        project.load_predictions(
            pa.table({"item_key": ["a"], "text": [["x", "y"]]}), task="caption", set_name="v1"
        )


def test_a_reference_of_an_item_that_has_one_is_set_aside(project: Project) -> None:
    references(project)
    more = table(item_key=["a", "d"], text=["a dog", "a bird"])
    assert project.load_labels(more, task="caption").rows_quarantined == 1
    assert told(project, "select field, rule from quarantine") == [
        ("text", "is of an item without a reference so far")
    ]
    again = project.load_labels(more, task="caption", replace=True)
    assert again.rows_quarantined == 0
    assert told(project, "select text from label order by label_id") == [("a dog",), ("a bird",)]


def test_a_row_without_text_is_an_item_without_a_reference(project: Project) -> None:
    result = project.load_labels(
        table(item_key=["a", "b"], text=["x", None]), task="caption", kind="text"
    )
    assert result.rows_loaded == 2
    assert told(project, "select count(*) from item") == [(2,)]
    assert told(project, "select count(*) from label") == [(1,)]


@pytest.mark.parametrize("name", ["text", "answer", "prediction", "output", "generated_text"])
def test_an_answer_has_one_of_several_names(project: Project, name: str) -> None:
    references(project)
    said = pa.table({"item_key": ["a", "b"], name: ["a cat", "7"], "judge": [5, 1]})
    project.load_predictions(said, task="caption", set_name="v1")
    found = told(project, "select text, confidence, judge from prediction order by source_row")
    assert found == [("a cat", 1.0, 5), ("7", 1.0, 1)]


def test_one_file_may_hold_both_sides(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "both.csv"
    file.write_text("item_key,reference,answer,judge\na,x,x,3\nb,y,,1\n", encoding="utf-8")
    labels = project.load_labels(file, task="caption", kind="text")
    assert labels.warnings == ("answer: the name of an answer; not loaded",)
    answers = project.load_predictions(file, task="caption", set_name="v1")
    assert answers.warnings == ("reference: the name of a reference; not loaded",)
    assert told(project, "select text, judge from prediction order by source_row") == [
        ("x", 3),
        ("", 1),
    ]


def test_what_is_wrong_with_an_answer_is_set_aside(project: Project) -> None:
    references(project)
    said = table(
        item_key=["a", "nowhere", None, "b", "b", "c"],
        text=["x", "x", "x", "x", "y", "z"],
        confidence=[0.5, 0.5, 0.5, 0.5, 0.5, 2.0],
    )
    result = project.load_predictions(said, task="caption", set_name="v1")
    assert (result.rows_loaded, result.rows_quarantined) == (2, 4)
    assert told(project, "select line, field, rule from quarantine order by line") == [
        (1, "item_key", "is an item of the data set"),
        (2, "item_key", "is present"),
        (4, "text", "is said once for an item"),
        (5, "confidence", "is a probability from 0 to 1"),
    ]


def test_what_is_refused(project: Project) -> None:
    with pytest.raises(SchemaError, match="has no column text; it has item_key, words"):
        project.load_labels(table(item_key=["a"], words=["x"]), task="caption", kind="text")
    with pytest.raises(SchemaError, match="has no columns item_key, text"):
        project.load_labels(table(words=["x"]), task="caption", kind="text")
    with pytest.raises(UsageError, match="kind text is that of a classification or of texts"):
        project.load_labels(table(item_key=["a"], text=["x"]), kind="text")
    references(project)
    with pytest.raises(SchemaError, match="duckeval computes token_f1 of answers itself"):
        project.load_predictions(
            table(item_key=["a"], text=["x"], token_f1=[1.0]), task="caption", set_name="v1"
        )
    with pytest.raises(UsageError, match="task 'caption' is text, not multiclass"):
        project.load_predictions(
            table(item_key=["a"], text=["x"]), task="caption", set_name="v1", kind="multiclass"
        )
    with pytest.raises(InputFileError, match="0 of its 1 item id"):
        project.load_predictions(table(item_key=["z"], text=["x"]), task="caption", set_name="v1")


def test_a_box_may_have_a_text(project: Project) -> None:
    box = {"x_px": [1.0], "y_px": [1.0], "w_px": [4.0], "h_px": [2.0]}
    read = {"item_key": ["a"], "class_name": ["plate"], "text": ["007"], **box}
    project.load_labels(pa.table(read))
    project.load_predictions(pa.table({**read, "confidence": [0.5]}), set_name="v1")
    assert told(project, "select text from label union all select text from prediction") == [
        ("007",),
        ("007",),
    ]


def test_metrics_of_texts_are_described(project: Project) -> None:
    references(project)
    project.load_predictions(table(item_key=["a"], text=["a cat"]), task="caption", set_name="v1")
    found = told(
        project,
        "select metric_name, type from metric where origin = 'computed' and target = 'prediction' "
        "and type <> 'DOUBLE' order by metric_name",
    )
    assert found == [
        ("character_count", "BIGINT"),
        ("exact_match", "BOOLEAN"),
        ("normalised_match", "BOOLEAN"),
        ("word_count", "BIGINT"),
    ]
