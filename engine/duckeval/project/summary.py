"""The headline numbers of a project, as one flat list of rows.

A row speaks of one prediction set and one slice. Its columns are those of the views
``performance``, ``best_threshold`` (as ``best_*``) and ``coco_summary`` (under protocol coco as
``coco_*``, its ``ap`` under the asked protocol as ``map_50_95``). With ``per_class`` there are
also rows that name a class, with the columns of ``class_performance``.

Other slices than ``all`` leave ``best_*`` null unless ``per_class`` is asked for, and ``coco_*``
unless protocol coco is: those cost more than all the rest of the row.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from duckeval.errors import QueryError
from duckeval.project.question import Question
from duckeval.project.sets import PredictionSet, chosen_sets
from duckeval.result import Result

if TYPE_CHECKING:
    from duckeval.project.facade import Project

__all__ = ["COCO", "Question", "Summary", "slice_place", "split_by_task", "summarise"]

_PERFORMANCE = [
    "item_count",
    "class_count",
    "label_count",
    "prediction_count",
    "true_positive_count",
    "false_positive_count",
    "false_negative_count",
    "map",
    "mar",
    "precision_macro",
    "recall_macro",
    "f1_macro",
    "precision_micro",
    "recall_micro",
    "f1_micro",
    "mean_iou",
    "accuracy",
]
_CLASS = [
    "label_count",
    "prediction_count",
    "true_positive_count",
    "false_positive_count",
    "false_negative_count",
    "precision",
    "recall",
    "f1",
    "ap",
    "ar",
    "mean_iou",
]
_BEST = {"confidence": "best_confidence", "precision": "best_precision"} | {
    "recall": "best_recall",
    "f1": "best_f1",
}
COCO = [
    "ap",
    "ap50",
    "ap75",
    "ap_small",
    "ap_medium",
    "ap_large",
    "ar_1",
    "ar_10",
    "ar_100",
    "ar_small",
    "ar_medium",
    "ar_large",
    "ar_20",
    "ar50",
    "ar75",
]
"""The numbers of COCO as `coco_summary` names them; the last three are those of keypoints."""

_SETTINGS = [
    "prediction_set",
    "dataset_name",
    "dataset_version",
    "protocol",
    "compared_as",
    "iou_mode",
    "measure",
    "scale_px",
    "iou_threshold",
    "min_confidence",
    "class_set",
    "slice_by",
    "slice",
    "class_name",
]

_NUMBERS = ("scale_px", "iou_threshold", "min_confidence")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """The answer: flat rows, and the sets that they are about.

    Attributes
    ----------
    question : Question
        What was asked.
    sets : tuple of PredictionSet
        The sets, in the order of the rows.
    columns : tuple of str
        Names of the columns.
    rows : list of dict
        The rows, each with every column: first slice ``all``, then each ``by``, then ``slices``.
    """

    question: Question
    sets: tuple[PredictionSet, ...]
    columns: tuple[str, ...]
    rows: list[Row] = field(repr=False)

    def tuples(self) -> list[tuple[Any, ...]]:
        """Return the rows as tuples in the order of the columns."""
        return [tuple(row[name] for name in self.columns) for row in self.rows]

    def result(self) -> Result:
        """Return the rows as a `Result`."""
        import pyarrow as pa  # noqa: PLC0415 - a printed summary does without

        kinds = {name: pa.string() for name in _SETTINGS}
        kinds |= {name: pa.float64() for name in _NUMBERS}
        kinds |= {name: pa.int64() for name in self.columns if name.endswith("_count")}
        schema = pa.schema([(name, kinds.get(name, pa.float64())) for name in self.columns])
        return Result(pa.Table.from_pylist(self.rows, schema=schema))


def summarise(project: "Project", question: Question) -> Summary:
    """Return the headline numbers of the sets.

    Raises
    ------
    UnknownNameError
        If a set, slice or class is not known.
    QueryError
        If there are no predictions yet, a set is not matched under the protocol, or an expression
        cannot be read.
    """
    sets = chosen_sets(project.store, question.sets)
    for shape in question.shapes or (None,):
        _check_matched(sets, question.protocol, shape)
    columns = [*_SETTINGS, *_PERFORMANCE, "map_50_95", *_BEST.values()]
    columns += [f"coco_{name}" for name in COCO]
    if question.per_class:
        columns += [name for name in _CLASS if name not in columns]
    groups: list[Mapping[str, Any]] = [{}]
    groups += [{"slice_by": expression} for expression in question.by]
    if question.slices:
        groups.append({"slices": list(dict.fromkeys(question.slices))})
    rows = [
        {name: row.get(name) for name in columns}
        for group in groups
        for shape in question.shapes or (None,)
        for row in _group_rows(project, question, sets, {**group, "compare_as": shape})
    ]
    return Summary(question, sets, tuple(columns), rows)


def split_by_task(
    project: "Project", question: Question
) -> tuple[Question | None, tuple[str, ...], tuple[str, ...]]:
    """Return the question about sets of objects (None without one), the classifiers, the texts."""
    sets = chosen_sets(project.store, question.sets)
    objects = [each.name for each in sets if each.task_kind == "objects"]
    if len(objects) == len(sets):
        return question, (), ()
    texts = tuple(each.name for each in sets if each.task_kind == "text")
    others = tuple(each.name for each in sets if each.name not in {*objects, *texts})
    return (replace(question, sets=objects) if objects else None), others, texts


def _check_matched(sets: Sequence[PredictionSet], protocol: str, shape: str | None) -> None:
    if not sets:
        raise QueryError(
            "there are no predictions in this project yet",
            hint="'duckeval load predictions FILE' loads and matches them",
        )
    missing = [each.name for each in sets if not each.is_matched(protocol, shape)]
    if missing:
        as_shape = "" if shape is None else f" as {shape}"
        option = "" if shape is None else f" --as {shape}"
        raise QueryError(
            f"not matched{as_shape} under protocol {protocol}: {', '.join(missing)}",
            hint=f"'duckeval match{option} --protocol {protocol}' does that",
        )


def _group_rows(
    project: "Project",
    question: Question,
    sets: Sequence[PredictionSet],
    group: Mapping[str, Any],
) -> list[Row]:
    """Return the rows of one way to slice, set by set in the order of the sets."""
    asked = {**question.parameters(), **group}
    at_threshold = {**asked, "iou_threshold": question.iou_threshold}
    everything = None if question.sets is None else [each.name for each in sets]

    def ask(
        macro: str,
        columns: Sequence[str],
        given: Mapping[str, Any],
        names: Sequence[str] | None = everything,
    ) -> dict[Any, Row]:
        keys = ["prediction_set", "slice"]
        keys += ["class_name"] if macro in {"class_performance", "best_threshold"} else []
        answers: dict[Any, Row] = {}
        # One query over all sets is quicker than one for each.
        for name in [None] if names is None else names:
            for row in project.rows(macro, [*keys, *columns], {**given, "predictions": name}):
                key = (*row[: len(keys)], None)[:3]
                answers[key] = dict(zip(columns, row[len(keys) :], strict=True))
        return answers

    overall = ask("performance", _PERFORMANCE, at_threshold)
    best: dict[Any, Row] = {}
    coco: dict[Any, Row] = {}
    if question.protocol == "coco":
        ranges = coco = ask("coco_summary", COCO, asked)
    else:
        ranges = ask("_mean_ap", ["ap"], asked)
    is_whole = group.keys() <= {"compare_as"}
    if is_whole or question.per_class:
        best = ask("best_threshold", list(_BEST), at_threshold)
    if is_whole and question.protocol != "coco":
        stored = [each.name for each in sets if each.is_matched("coco", group["compare_as"])]
        names = everything if len(stored) == len(sets) else stored
        coco = ask("coco_summary", COCO, {**asked, "protocol": "coco"}, names)
    classes = ask("class_performance", _CLASS, at_threshold) if question.per_class else {}
    order = {each.name: place for place, each in enumerate(sets)}
    rows = []
    for key in sorted({**overall, **classes}, key=lambda key: _place(order, key)):
        measures = overall.get(key) or classes.get(key) or {}
        row = {
            **_settings(question, sets[order[key[0]]], key, group),
            **measures,
            **{ours: best.get(key, {}).get(theirs) for theirs, ours in _BEST.items()},
        }
        if key[2] is None:
            row["map_50_95"] = ranges.get(key, {}).get("ap")
            row |= {f"coco_{name}": coco.get(key, {}).get(name) for name in COCO}
        rows.append(row)
    return rows


def _place(order: Mapping[str, int], key: tuple[str, str | None, str | None]) -> tuple[Any, ...]:
    """Order rows by set, then slice, then class; the row of all classes comes first."""
    name, slice_name, class_name = key
    return order[name], *slice_place(slice_name), class_name is not None, class_name or ""


def slice_place(name: str | None) -> tuple[int, float, str]:
    """Order slices: numbers by their value, then texts, then the slice without a value."""
    if name is None:
        return 2, 0.0, ""
    try:
        number = float(name)
    except ValueError:
        return 1, 0.0, name
    return (1, 0.0, name) if math.isnan(number) else (0, number, name)


def _settings(
    question: Question,
    prediction_set: PredictionSet,
    key: tuple[str, str | None, str | None],
    group: Mapping[str, Any],
) -> Row:
    way = prediction_set.matched(group["compare_as"])
    return {
        "prediction_set": key[0],
        "dataset_name": prediction_set.dataset_name,
        "dataset_version": prediction_set.dataset_version,
        "protocol": question.protocol,
        "compared_as": group["compare_as"] or prediction_set.compared_as,
        **{name: getattr(way, name, None) for name in ("iou_mode", "measure", "scale_px")},
        "iou_threshold": question.iou_threshold,
        "min_confidence": question.min_confidence,
        "class_set": question.class_set,
        "slice_by": group.get("slice_by"),
        "slice": key[1],
        "class_name": key[2],
    }
