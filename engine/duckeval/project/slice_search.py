"""The search for slices: from the project to numbers per item, and from numbers to rows."""

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from duckeval.analysis.slice_search import Units, encode, find
from duckeval.errors import UsageError
from duckeval.project.sets import PredictionSet, chosen_sets
from duckeval.project.slice_ap import reranked
from duckeval.project.slice_items import columns_to_search, item_table
from duckeval.project.slice_question import SliceQuestion
from duckeval.project.slice_rows import SliceSearch
from duckeval.sqlfiles import read_sql

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from duckeval.project.facade import Project

__all__ = ["SliceQuestion", "SliceSearch", "search"]

_LEAST_ITEMS = 5
# Of those that the first-order effects bring up, so many times the limit are measured.
_MEASURED = 2


def search(project: "Project", question: SliceQuestion) -> SliceSearch:
    """Return the slices on which a prediction set is worse than on the rest.

    Parameters
    ----------
    project : Project
        An open project.
    question : SliceQuestion
        What is asked for.

    Raises
    ------
    UnknownNameError, UsageError, QueryError
        As `Project.find_slices`.
    """
    question.check()
    chosen = _chosen(project, question.predictions)
    names, left_out = columns_to_search(project, question.columns)
    table = item_table(project, question, chosen, names)
    is_searched = table["is_searched"].to_numpy(zero_copy_only=False)
    searched_count = int(is_searched.sum())
    min_items = max(ceil(question.min_support * searched_count), _LEAST_ITEMS)
    keywords = {row[0] for row in project.store.run(read_sql("read/keywords.sql"))}
    columns = [
        encode(
            name,
            table[f"value_{place}"],
            bins=question.bins,
            is_counted=is_searched,
            min_items=min_items,
            keywords=keywords,
        )
        for place, name in enumerate(names)
    ]
    for each in columns:
        if not each.predicates:
            left_out[each.name] = (
                "one value only" if each.left_out <= 1 else "no value has enough items"
            )
    is_ap = question.chosen_measure == "ap"
    used = tuple(each for each in columns if each.predicates)
    found = find(
        used,
        _units(table, question.chosen_measure),
        is_searched,
        depth=question.depth,
        min_items=min_items,
        min_weight=question.min_objects,
        limit=question.limit if question.limit is None or not is_ap else _MEASURED * question.limit,
    )
    if is_ap:
        exact = reranked(project, question, chosen, found.weaknesses)
        found = replace(found, weaknesses=exact[: question.limit])
    return SliceSearch(
        question,
        chosen,
        found,
        used,
        tuple(left_out.items()),
        len(is_searched),
        searched_count,
        min_items,
    )


def _chosen(project: "Project", name: str | None) -> PredictionSet:
    sets = chosen_sets(project.store, name)
    if not sets:
        raise UsageError(
            "there are no predictions yet", hint="'duckeval load predictions FILE' loads some"
        )
    if len(sets) > 1:
        raise UsageError(
            f"there are {len(sets)} prediction sets, and slices are those of one",
            hint="name one of: " + ", ".join(each.name for each in sets),
        )
    return sets[0]


def _units(table: "pa.Table", measure: str) -> Units:
    """Return the errors and weights of a measure."""
    labels, predictions, true, before = (
        _numbers_of(table, f"{name}_count")
        for name in ("label", "prediction", "true_positive", "baseline")
    )
    if measure == "ap":
        # The mean AP of a slice is that of all, more by its effects over its share of the labels.
        return Units(-labels.sum() * _numbers_of(table, "ap_effect"), labels)
    if measure == "recall":
        return Units(labels - true, labels)
    if measure == "precision":
        return Units(predictions - true, predictions)
    if measure == "f1":
        return Units(labels + predictions - 2 * true, labels + predictions)
    return Units(before - true, labels)


def _numbers_of(table: "pa.Table", name: str) -> "NDArray[np.float64]":
    column = table[name].to_numpy(zero_copy_only=False).astype("float64")
    numbers: NDArray[np.float64] = column
    return numbers
