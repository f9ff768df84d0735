"""The items of a search for slices: their counts, their half, and their values."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from duckeval.errors import UnknownNameError, UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.parameters import prepared
from duckeval.project.sets import PredictionSet, chosen_sets
from duckeval.project.slice_question import SliceQuestion
from duckeval.sqlfiles import read_sql
from duckeval.store.quoting import quote_identifier

if TYPE_CHECKING:
    import pyarrow as pa

    from duckeval.project.facade import Project

__all__ = ["columns_to_search", "half", "item_table"]

_TEXT_TYPES = ("VARCHAR", "ENUM")
_WHOLE_TYPES = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
_OTHER_NUMBERS = ("FLOAT", "DOUBLE", "DECIMAL", "UBIGINT", "HUGEINT", "UHUGEINT")


def columns_to_search(
    project: "Project", asked: Sequence[str] | None
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the columns to search with how to read each, and those left out with the reason."""
    types = dict(project.store.run(read_sql("read/item_values.sql")))
    for name in asked or ():
        if name not in types:
            raise UnknownNameError.of("column of item", name, types)
    left_out, read = {}, {}
    for name in dict.fromkeys(asked or types):
        kind = types[name].partition("(")[0]
        if kind in _WHOLE_TYPES or kind == "BOOLEAN":
            read[name] = f"item.{quote_identifier(name)}"
        elif kind in _OTHER_NUMBERS:
            read[name] = f"item.{quote_identifier(name)}::double"
        elif kind in _TEXT_TYPES:
            read[name] = f"item.{quote_identifier(name)}::varchar"
        else:
            left_out[name] = f"values of type {types[name]} are not searched"
    return read, left_out


def item_table(
    project: "Project", question: SliceQuestion, chosen: PredictionSet, read: dict[str, str]
) -> "pa.Table":
    """Return a row for each item: its sums, its half, and its values."""
    shared = {
        "item_filter": question.item_filter,
        "classes": question.classes or None,
        "iou_threshold": question.iou_threshold,
        "min_confidence": question.min_confidence,
        "protocol": question.protocol,
    }
    bound = prepared(project.store, {"predictions": chosen.name, **shared})
    given = ", ".join(f"{name} := ${name}" for name in bound)
    before, join = "null::bigint", ""
    if question.baseline is not None:
        other = chosen_sets(project.store, question.baseline)[0]
        if other.set_id == chosen.set_id:
            raise UsageError(f"{chosen.name} cannot be its own baseline")
        if other.dataset != chosen.dataset:
            raise UsageError(
                f"{chosen.name} is on {chosen.dataset} and {other.name} on {other.dataset}",
                hint="a baseline is a set over the same items",
            )
        before = "before.true_positive_count"
        earlier = given.replace("$predictions", "$baseline")
        join = f"inner join _item_sum({earlier}) as before using (item_id)"
        bound["baseline"] = other.name
    values = "".join(f", {text} as value_{place}" for place, text in enumerate(read.values()))
    effect = "null::double"
    if question.chosen_measure == "ap":
        effect = "effects.effect"
        join += f" inner join _item_ap_effect({given}) as effects using (item_id)"
    sql = f"""
        select
            counted.label_count,
            counted.prediction_count,
            counted.true_positive_count,
            {before} as baseline_count,
            {effect} as ap_effect,
            {half(question, "item.item_key")} as is_searched
            {values}
        from _item_sum({given}) as counted
        {join}
        inner join item using (item_id)
        order by item.item_order, item.item_key
    """  # noqa: S608 - names of ours, and quoted columns
    with translated(sql, bound):
        return project.store.table(sql, bound)


def half(question: SliceQuestion, item_key: str = "item_key") -> str:
    """Return the SQL predicate of the items that are searched.

    It is a matter of the item's key: filters, loads and the order of rows change nothing.

    Examples
    --------
    >>> half(SliceQuestion(seed=3))
    "substr(md5('3:' || item_key), 1, 1) < '8'"
    """
    return f"substr(md5('{int(question.seed)}:' || {item_key}), 1, 1) < '8'"
