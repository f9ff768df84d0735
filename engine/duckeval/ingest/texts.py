"""References and answers of generated text from tables, with documented column names."""

from collections.abc import Sequence

from duckeval.errors import SchemaError
from duckeval.ingest.job import Fields, Job, Staged
from duckeval.ingest.keyed import open_keyed
from duckeval.ingest.table import TEXTS, Table, is_enum, stage_table_raw
from duckeval.ingest.tabular_parts import ITEM_COLUMNS, item_columns, stage_rows, text_or_null
from duckeval.ingest.typed_json import LIST_OF_TEXTS
from duckeval.ingest.value_types import value_types
from duckeval.store import quote_literal
from duckeval.store.texts import PREDICTION_METRICS

__all__ = ["stage_text_labels", "stage_text_predictions"]

_REFERENCES = ("text", "reference", "references", "target", "label")
_ANSWERS = ("text", "answer", "prediction", "output", "generated_text")
_NO_BOX = {
    "x_px": "null::double",
    "y_px": "null::double",
    "w_px": "null::double",
    "h_px": "null::double",
    "box_length": "0::utinyint",
}


def stage_text_labels(job: Job) -> Staged:
    """Stage a table of references: item_key and text, or one of the names that it also has."""
    table = open_keyed(job)
    column = _text_column(job, table, _REFERENCES)
    taken = {"item_key", column, "label_key", *ITEM_COLUMNS}
    extra = value_types(job, table, _further(job, table, taken, _ANSWERS))
    texts = _texts(table, column)
    columns = {
        "item_key": table.text("item_key"),
        "class_key": quote_literal(job.request.task or ""),
        "class_name": "null::varchar",
        "label_key": text_or_null(table, "label_key"),
        "text": f"({texts})[1]",
        "further_texts": f"({texts})[2:]",
        **_NO_BOX,
        "area_px2": "null::double",
        "is_crowd": "false",
        "is_difficult": "false",
        **item_columns(job, table),
        "is_item_only": f"({texts})[1] is null and {table.quoted('item_key')} is not null",
    }
    stage_rows(job, table, "staged_label_row", columns, extra)
    job.store.script("fill/stage_tabular_label.sql", {"class_by": "class_name"})
    [(item_rows,)] = job.store.run("select count(*) from staged_label_row where is_item_only")
    return Staged(
        fields=_fields(table, column),
        stage_raw=lambda: stage_table_raw(job, table),
        class_by="class_name",
        item_rows=item_rows,
        columns=extra,
    )


def stage_text_predictions(job: Job) -> Staged:
    """Stage a table of answers: item_key and text, or one of the names that it also has."""
    table = open_keyed(job)
    column = _text_column(job, table, _ANSWERS)
    if _is_list(table, column):
        raise SchemaError(
            f"{job.source.name}: column {column!r} holds lists; expected one answer for an item"
        )
    has_confidence = "confidence" in table.columns
    taken = {"item_key", column, "confidence", "prediction_key"}
    further = _further(job, table, taken, _REFERENCES)
    ours = [name for name in further if name.casefold() in PREDICTION_METRICS]
    if ours:
        raise SchemaError(
            f"{job.source.name}: duckeval computes {', '.join(ours)} of answers itself",
            hint=f"load it under another name: --map {ours[0]}=NEW_NAME",
        )
    extra = value_types(job, table, further)
    columns = {
        "item_key": table.text("item_key"),
        "class_key": quote_literal(job.request.task or ""),
        # A bare answer is as sure as can be.
        "confidence": table.number("confidence", job) if has_confidence else "1::double",
        "text": f"coalesce({_text(table, column)}, '')",
    }
    is_keyed = "prediction_key" in table.columns
    if is_keyed:
        columns["prediction_key"] = table.text("prediction_key")
    stage_rows(job, table, "staged_prediction_row", columns, extra)
    job.store.script("fill/stage_tabular_prediction.sql")
    return Staged(
        fields=_fields(table, column),
        stage_raw=lambda: stage_table_raw(job, table),
        class_by="class_name",
        is_keyed=is_keyed,
        columns=extra,
        has_confidence=has_confidence,
    )


def _text_column(job: Job, table: Table, names: Sequence[str]) -> str:
    """Return the column that holds the text, after checking that everything needed is there."""
    found = next((name for name in names if name in table.columns), None)
    missing = [] if "item_key" in table.columns else ["item_key"]
    missing += [] if found else ["text"]
    if found is None or missing:
        needs = "columns" if len(missing) > 1 else "column"
        raise SchemaError(
            f"{job.source.name}: has no {needs} {', '.join(missing)}; it has "
            f"{', '.join(table.columns)}",
            hint=f"name a column ours: --map THEIRS={missing[0]}; a text is read from "
            f"{', '.join(names[:-1])} or {names[-1]}",
        )
    return found


def _further(job: Job, table: Table, taken: set[str], other_side: Sequence[str]) -> list[str]:
    """Return the columns that describe a text; those with the other side's text are left out."""
    others = [name for name in other_side if name in table.columns and name not in taken]
    if others:
        what = "an answer" if job.request.kind == "labels" else "a reference"
        job.warnings.append(f"{', '.join(others)}: the name of {what}; not loaded")
    return [name for name in table.columns if name not in {*taken, *others}]


def _is_list(table: Table, name: str) -> bool:
    theirs = table.theirs.get(name, name)
    return table.json_types.get(theirs, table.columns[name]) == LIST_OF_TEXTS


def _texts(table: Table, name: str) -> str:
    """Return SQL for the texts of a column: of a list all of them, else the one."""
    if not _is_list(table, name):
        return f"list_filter([{_text(table, name)}], lambda each: each is not null)"
    quoted = table.quoted(name)
    lists = f"from_json({quoted}, '[\"VARCHAR\"]')" if table.json_types else quoted
    return f"list_filter(coalesce({lists}, []), lambda each: each is not null)"


def _text(table: Table, name: str) -> str:
    """Return SQL for a column of texts, of which an empty one is a text."""
    kind = table.columns[name]
    return f"{table.quoted(name)}::varchar" if kind in TEXTS or is_enum(kind) else table.text(name)


def _fields(table: Table, column: str) -> Fields:
    return Fields(
        item=table.pointer("item_key"),
        class_=table.pointer(column),
        confidence=table.pointer("confidence") if "confidence" in table.columns else "confidence",
    )
