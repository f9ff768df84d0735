"""``summary --explain``: the steps from our number to those of other tools."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from duckeval.cli.output import Output, Table
from duckeval.cli.slicing import Part, Row, answers, write_flat

if TYPE_CHECKING:
    from duckeval.project.facade import Project
    from duckeval.project.question import Question

__all__ = ["explanation", "write_explanation"]

Key = tuple[str, str, str]
"""Rule, class set and interpolation of `protocol_comparison`."""

_START: Key = ("closest", "observed", "101")
_LABELLED: Key = ("closest", "labelled", "101")
_BEST: Key = ("max_detections", "labelled", "101")
_COCO: Key = ("coco", "labelled", "101")
_ABOVE: Key = ("above", "observed", "101")
_VOC: Key = ("voc", "observed", "101")

_STEPS: tuple[tuple[int, Key, str], ...] = (
    (0, _START, "protocol closest, class set observed"),
    (1, ("crowds_count", "observed", "101"), "predictions inside crowds are mistakes"),
    (1, ("closest", "observed", "11"), "mean over 11 recalls, not 101"),
    (1, ("closest", "observed", "all"), "mean over every recall"),
    (1, _LABELLED, "classes without labels are left out"),
    (2, _BEST, "the best 100 of an image and class (of poses 20)"),
    (3, _COCO, "a second choice: AP of pycocotools"),
    (1, _ABOVE, "IoU above the threshold, not at it"),
    (2, _VOC, "difficult labels are ignored"),
    (3, ("voc", "observed", "all"), "mean over every recall: VOC from 2010"),
    (3, ("voc", "observed", "11"), "mean over 11 recalls: VOC 2007"),
)
"""How far from the start, what is asked, and what that changes against the step it stands below."""

_CHAIN: dict[str, tuple[Key, str]] = {
    "closest": (_START, "ap"),
    "no label": (_LABELLED, "difference"),
    "best 100": (_BEST, "difference"),
    "second choice": (_COCO, "difference"),
    "coco": (_COCO, "ap"),
    "above": (_ABOVE, "difference"),
    "difficult": (_VOC, "difference"),
    "voc": (_VOC, "ap"),
}
"""The columns of a table of slices: what each step adds, between the numbers that it leads to."""


def explanation(project: "Project", question: "Question", at: str) -> list[Table | str]:
    """Return a table of the steps for all items, and a table for each way to slice.

    Parameters
    ----------
    project : Project
        An open project.
    question : Question
        What the summary is asked for.
    at : str
        The IoU threshold as it is written behind AP@.
    """
    tables: list[Table | str] = []
    for shape in question.shapes or (None,):
        named = "" if shape is None else f" as {shape}"
        [(_, whole), *sliced] = _parts(project, question, shape)
        title = f"why other tools say another mAP@{at}{named}"
        tables.append(_steps([row for row in whole if row["class_name"] is None], title))
        if question.per_class:
            tables.append(_chain([row for row in whole if row["class_name"] is not None], None))
        for way, rows in sliced:
            wanted = [row for row in rows if question.per_class or row["class_name"] is None]
            tables.append(_chain(wanted, way))
    return tables


def write_explanation(project: "Project", question: "Question", output: Output) -> None:
    """Write the rows of `protocol_comparison` for programs."""
    parts: list[Part] = []
    for shape in question.shapes or (None,):
        parts += _parts(project, question, shape)
    rows = [row for _, some in parts for row in some]
    columns = tuple(rows[0]) if rows else ()
    write_flat(output, columns, parts)


def _parts(project: "Project", question: "Question", shape: str | None) -> list[Part]:
    found: dict[str | None, list[Row]] = {}
    for name in question.sets or (None,):
        ask = partial(
            project.protocol_comparison,
            predictions=name,
            iou_threshold=question.iou_threshold,
            min_confidence=question.min_confidence,
            item_filter=question.item_filter,
            classes=question.classes,
            compare_as=shape,
        )
        for place, by in enumerate(question.by or (None,)):
            slices = () if place else question.slices
            _, some = answers(ask, by, slices, per_class=question.per_class)
            for way, rows in some[1:] if place else some:
                found.setdefault(way, []).extend(rows)
    return list(found.items())


def _key(row: Mapping[str, Any]) -> Key:
    return row["rule"], row["mean_over"], row["recall_points"]


def _steps(rows: Sequence[Row], title: str) -> Table:
    """Return the table whose rows are steps, with two columns for each set."""
    by_set: dict[str, dict[Key, Row]] = {}
    for row in rows:
        by_set.setdefault(row["prediction_set"], {})[_key(row)] = row
    shown: dict[str, Callable[[tuple[int, Key, str]], Any]] = {
        "step": lambda step: "  " * step[0] + step[2]
    }
    for name, of_set in by_set.items():
        prefix = f"{name} " if len(by_set) > 1 else ""
        for head, column in (("mAP", "ap"), ("change", "difference")):
            shown[prefix + head] = partial(_value, of_set, column)
    return Table.of(shown, _STEPS, title)


def _value(rows: Mapping[Key, Row], column: str, step: tuple[int, Key, str]) -> Any:  # noqa: ANN401
    value = rows.get(step[1], {}).get(column)
    if value is None or column == "ap":
        return value
    return f"{round(value, 4) + 0.0:+.4f}"  # 0.0: no step is -0.0000


def _chain(rows: Sequence[Row], way: str | None) -> Table:
    """Return the table whose rows are slices or classes, with what each step changes."""
    groups: dict[tuple[str, str | None, str | None], dict[Key, Row]] = {}
    for row in rows:
        key = (row["prediction_set"], row["slice"], row["class_name"])
        groups.setdefault(key, {})[_key(row)] = row
    keys = list(groups)
    heads: dict[str, Callable[[tuple[Any, ...]], Any]] = {}
    if len({key[0] for key in keys}) > 1:
        heads["set"] = lambda key: key[0]
    if way is not None:
        heads[way] = lambda key: key[1]
    if any(key[2] is not None for key in keys):
        heads["class"] = lambda key: key[2] or "(all)"
    columns = [*heads, *_CHAIN]
    values = [
        (
            *(head(key) for head in heads.values()),
            *(_value(groups[key], column, (0, at, "")) for at, column in _CHAIN.values()),
        )
        for key in keys
    ]
    return Table(columns, values)
