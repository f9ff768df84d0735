"""``confusion``: which class is taken for which, as a matrix or as pairs."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import count, note, probability
from duckeval.cli.opening import reading, task_kinds
from duckeval.cli.options import confidence_option, protocol_option, where_options
from duckeval.cli.output import Output, Table, output_options
from duckeval.cli.slicing import Part, answers, group_title, slice_options, write_flat
from duckeval.errors import UsageError

if TYPE_CHECKING:
    from duckeval.project import Project

__all__ = ["confusion"]

Row = Mapping[str, Any]

_REST = "(other)"
_MISSED = "(missed)"
_NO_LABEL = "(no label)"
# More columns than these do not fit beside each other; the classes confused most are shown then.
_MOST_CLASSES = 12
_SOME_CLASSES = 8
_SHARES = {"rows": "label_share", "columns": "predicted_share"}
# Of what is labelled: what goes down and across, the cells, the title.
_LABELLED = {
    True: (
        ("label_class", "predicted_class"),
        "mean_probability",
        "mean probability of each class, labels down",
    ),
    False: (("class_a", "class_b"), "item_count", "items labelled with both"),
}


@click.command(
    cls=Command,
    example="""
    duckeval confusion --confidence 0.3
    duckeval confusion --normalise rows --class car --class truck --others
    duckeval confusion --pairs --by weather
    duckeval confusion --probabilities --set classifier
    duckeval confusion --co-occurrence
    duckeval query "from confusion_matrix where label_class <> predicted_class" -o confused.csv
    """,
)
@slice_options
@where_options
@confidence_option
@click.option(
    "--normalise",
    type=click.Choice(list(_SHARES)),
    help="Shares instead of counts: of the labels of a row, or of the predictions of a column.",
)
@click.option(
    "--others", is_flag=True, help=f"With --class: count the other classes as {_REST}."
)  # fmt: skip
@click.option("--pairs", is_flag=True, help="The pairs confused most, and which way, instead.")
@click.option(
    "--probabilities", is_flag=True,
    help="Of a classifier: the mean probability of each class over the items of another, instead.",
)  # fmt: skip
@click.option(
    "--co-occurrence", is_flag=True,
    help="How many items are labelled with both of two classes, instead.",
)  # fmt: skip
@click.option(
    "--top", type=click.IntRange(1), default=20, show_default=True, metavar="N",
    help="With --pairs: so many of a set and slice.",
)  # fmt: skip
@protocol_option
@output_options
@database_option
def confusion(
    *,
    name: str | None,
    by: str | None,
    slices: Sequence[str],
    where: str | None,
    classes: Sequence[str],
    iou: float,
    confidence: float | None,
    protocol: str,
    normalise: str | None,
    others: bool,
    pairs: bool,
    probabilities: bool,
    co_occurrence: bool,
    top: int,
    db: Path,
    output: Output,
) -> None:
    """Print which class is taken for which: a row for each class of labels.

    A label is taken by its most confident prediction of any class. --pairs prints how often either
    of two classes is called the other, and whether the confusion goes one way or both. As csv,
    json, jsonl or parquet: the rows of confusion_matrix, class_confusion, probability_matrix or
    co_occurrence; slice_by says which slice.
    """
    asked: dict[str, Any] = {
        "predictions": name,
        "item_filter": where,
        "classes": list(classes) or None,
        "iou_threshold": iou,
        "min_confidence": confidence,
        "protocol": protocol,
    }
    _check(
        has_classes=bool(classes),
        others=others,
        kinds=[pairs, probabilities, co_occurrence],
        normalise=normalise,
        is_probable=probabilities,
    )
    if probabilities or co_occurrence:
        common = {each: asked[each] for each in ("predictions", "item_filter", "classes")}
        if others:
            common["rest_as"] = _REST
        with reading(db) as project:
            ask = project.probability_matrix if probabilities else project.co_occurrence
            columns, parts = answers(partial(ask, **common), by, slices)
        if not output.is_for_people:
            write_flat(output, columns, parts)
            return
        _print_grids(output, parts, *_LABELLED[probabilities])
        return
    with reading(db) as project:
        if pairs:
            columns, parts = answers(partial(project.class_confusion, **asked), by, slices)
        else:
            if others:
                asked["rest_as"] = _REST
            elif output.is_for_people and not classes:
                asked |= _most_confused(project, asked)
            columns, parts = answers(partial(project.confusion_matrix, **asked), by, slices)
        kinds = task_kinds(project, None if name is None else {name})
    if not output.is_for_people:
        write_flat(output, columns, parts)
        return
    _note_texts(kinds)
    if pairs:
        _print_pairs(output, parts, top)
    else:
        tables = [each for way, rows in parts for each in _matrices(way, rows, normalise)]
        output.tables(tables or ["no labels and no predictions"])
    if confidence is None:
        note(
            "without --confidence, every prediction counts "
            "(of several labels an item, those above 0.5)"
        )


def _note_texts(kinds: set[str]) -> None:
    if kinds == {"text"}:
        note("a task of generated text has one class: its answers are right, wrong or missing")


def _check(
    *,
    has_classes: bool,
    others: bool,
    kinds: Sequence[bool],
    normalise: str | None,
    is_probable: bool,
) -> None:
    if others and not has_classes:
        raise UsageError("--others: the classes of --class are shown by name, and there are none")
    if sum(kinds) > 1:
        raise UsageError("one at a time: the matrix of counts, or one of the others")
    if any(kinds) and ((others and not is_probable) or normalise):
        raise UsageError("--others and --normalise are for the matrix of counts")


def _print_grids(
    output: Output, parts: Sequence[Part], names: tuple[str, str], value: str, title: str
) -> None:
    """Print a matrix whose rows are items with a label."""
    tables = [
        _grid(f"{group_title(way, *key)}: {title}", group, names, value)
        for way, rows in parts
        for key, group in _groups(rows)
    ]
    output.tables(tables or [f"no {title}"])


def _grid(title: str, rows: Sequence[Row], names: tuple[str, str], value: str) -> Table:
    down, across = ({row[name] for row in rows} for name in names)
    cells = {(row[names[0]], row[names[1]]): row[value] for row in rows}
    nothing = type(rows[0][value])(0)
    heads = sorted(across, key=lambda each: (each == _REST, each))
    return Table(
        ("label", *heads),
        [
            (each, *(round(cells.get((each, other), nothing), 4) for other in heads))
            for each in sorted(down, key=lambda each: (each == _REST, each))
        ],
        title,
    )


def _most_confused(project: "Project", asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters for the classes confused most, where there are too many for a page."""
    known = project.query("select class_name from class order by class_name").rows()
    if len(known) <= _MOST_CLASSES:
        return {}
    pairs = project.class_confusion(**asked).rows()
    ranked = sorted(pairs, key=lambda row: (row["rank"], row["prediction_set"]))
    names = dict.fromkeys(each for row in ranked for each in (row["class_a"], row["class_b"]))
    shown = list(names or dict.fromkeys(row["class_name"] for row in known))[:_SOME_CLASSES]
    note(
        f"the {_SOME_CLASSES} classes confused most of {len(known)}, the others together; "
        "--class shows others, --format csv has all"
    )
    return {"classes": shown, "rest_as": _REST}


def _matrices(way: str | None, rows: Sequence[Row], normalise: str | None) -> list[Table]:
    """Return a matrix for each set and slice."""
    return [
        _matrix(f"{group_title(way, *key)}: labels down, predictions across", group, normalise)
        for key, group in _groups(rows)
    ]


def _groups(rows: Sequence[Row]) -> list[tuple[tuple[str, Any], list[Row]]]:
    """Return the rows of each set and slice."""
    groups: dict[tuple[str, Any], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["prediction_set"], row["slice"]), []).append(row)
    return sorted(groups.items(), key=_order)


def _order(entry: tuple[tuple[str, Any], Any]) -> tuple[str, bool, str]:
    set_name, slice_name = entry[0]
    return (set_name, slice_name is None, slice_name or "")


def _matrix(title: str, rows: Sequence[Row], normalise: str | None) -> Table:
    down, across = (_names(rows, column) for column in ("label_class", "predicted_class"))
    names = sorted(
        {each for each in (*down, *across) if each is not None},
        key=lambda each: (each == _REST, each),
    )
    value = _SHARES.get(normalise or "", "object_count")
    cells = {(row["label_class"], row["predicted_class"]): row[value] for row in rows}
    nothing = 0.0 if normalise else 0
    share = "" if normalise is None else f", shares of {normalise}"
    return Table(
        ("label", *names, *([_MISSED] if None in across else [])),
        [
            (
                each or _NO_LABEL,
                *(cells.get((each, other), nothing) for other in names),
                *([cells.get((each, None), nothing)] if None in across and each else []),
                *([None] if None in across and not each else []),
            )
            for each in (*names, *([None] if None in down else []))
        ],
        f"{title}{share}",
    )


def _names(rows: Sequence[Row], column: str) -> set[str | None]:
    return {row[column] for row in rows}


def _print_pairs(
    output: Output, parts: Sequence[tuple[str | None, Sequence[Row]]], top: int
) -> None:
    tables: list[Table | str] = []
    for way, rows in parts:
        ordered = sorted(
            rows,
            key=lambda row: (
                row["prediction_set"], row["slice"] is None, row["slice"] or "", row["rank"]
            ),
        )  # fmt: skip
        shown = [row for row in ordered if row["rank"] <= top]
        if shown:
            tables.append(_pair_table(way, shown))
        if len(shown) < len(ordered):
            note(f"{len(shown)} of {count(len(ordered), 'pair')}; --top shows more")
    output.tables(tables or ["no class is taken for another one"])
    note("rates are over the labels of each class; --format csv has their intervals")


def _pair_table(way: str | None, rows: Sequence[Row]) -> Table:
    has_sets = len({row["prediction_set"] for row in rows}) > 1
    heads = (["set"] if has_sets else []) + ([] if way is None else [way])
    return Table(
        (*heads, "a", "b", "a as b", "rate", "b as a", "rate", "p", "goes"),
        [
            (
                *([row["prediction_set"]] if has_sets else []),
                *([] if way is None else [row["slice"]]),
                row["class_a"],
                row["class_b"],
                row["a_as_b_count"],
                row["a_as_b_rate"],
                row["b_as_a_count"],
                row["b_as_a_rate"],
                probability(row["p_value"]),
                row["direction"],
            )
            for row in rows
        ],
        "classes taken for one another, most often first" if way is None else "",
    )
