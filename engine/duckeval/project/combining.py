"""Prediction sets that were made fold by fold, combined into the out-of-fold set."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from duckeval.errors import InputFileError, UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.sets import PredictionSet, chosen_sets
from duckeval.sqlfiles import read_sql
from duckeval.store import Store
from duckeval.store.ledger import Load, next_load_id, next_set_id, now, write_load
from duckeval.store.matching import match_sets, remove_set

__all__ = ["Combined", "FoldPart", "combine"]

_FORMAT = "folds"
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class FoldPart:
    """What a set brings to the out-of-fold set.

    Attributes
    ----------
    fold, source : str
        The fold, and the set that predicts it.
    item_count : int
        Items of the fold.
    predicted_count : int
        Items of the fold that the set predicts.
    twice_count : int
        Those of them that another set predicts too; its predictions are left out.
    missing_count : int
        Items of the fold that the set does not predict.
    """

    fold: str
    source: str
    item_count: int
    predicted_count: int
    twice_count: int
    missing_count: int


@dataclass(frozen=True, slots=True)
class Combined:
    """An out-of-fold set.

    Attributes
    ----------
    name : str
        The set that was made.
    dataset : str
        Its data set, ``NAME@VERSION``.
    prediction_count : int
        Its predictions.
    parts : tuple of FoldPart
        The folds, in their order.
    """

    name: str
    dataset: str
    prediction_count: int
    parts: tuple[FoldPart, ...]


def combine(
    store: Store,
    names: Sequence[str],
    name: str,
    *,
    model: str | None = None,
    replace: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Combined:
    """Make the out-of-fold set of sets that are given in the order of the folds."""
    sources = _sources(store, names)
    dataset = sources[0].dataset
    ids = [each.set_id for each in sources]
    with translated():
        rows = store.run(
            "select dataset_id from prediction_set where prediction_set_id = $set_id",
            {"set_id": ids[0]},
        )
        dataset_id = rows[0][0]
        folds = [
            row[0]
            for row in store.run(
                "select fold from fold_size() where dataset = $dataset and class_name is null "
                "and fold is not null",
                {"dataset": dataset},
            )
        ]
        _check_folds(dataset, folds, sources)
        counts = store.run(
            read_sql("read/combined_count.sql"),
            {"dataset_id": dataset_id, "set_ids": ids, "folds": folds},
        )
    parts = tuple(
        FoldPart(fold, source.name, *row)
        for source, (fold, *row) in zip(sources, counts, strict=True)
    )
    for part in parts:
        if not part.predicted_count:
            raise InputFileError(
                f"prediction set {part.source!r} predicts no item of fold {part.fold}",
                hint=f"give the sets in the order of the folds: {', '.join(folds)}",
            )
    former = _former(store, name, replace=replace)
    with translated(), store.transaction():
        if former is not None:
            remove_set(store, former)
        set_id = _insert(store, sources, folds, name, model)
        [(count,)] = store.run(
            "select count(*) from prediction where prediction_set_id = $set_id", {"set_id": set_id}
        )
        listed = [each.name for each in sources]
        load = Load(
            load_id=next_load_id(store),
            kind="predictions",
            file=f"<{', '.join(listed)}>",
            format=_FORMAT,
            options=json.dumps({"set": name, "sets": listed}),
            dataset_id=dataset_id,
            prediction_set_id=set_id,
            rows_loaded=count,
        )
        write_load(store, load)
        match_sets(store, [set_id], ("closest", "coco"), progress)
    store.checkpoint()
    return Combined(name, dataset, count, parts)


def _sources(store: Store, names: Sequence[str]) -> tuple[PredictionSet, ...]:
    if len(names) < _FEWEST:
        raise UsageError(f"{len(names)} prediction sets to combine; expected one for each fold")
    for at, name in enumerate(names):
        if name in names[:at]:
            raise UsageError(f"prediction set {name!r} is given twice; expected one for each fold")
    sources = tuple(chosen_sets(store, name)[0] for name in names)
    datasets = {each.dataset for each in sources}
    if len(datasets) > 1:
        raise UsageError(
            f"the prediction sets are on several data sets: {', '.join(sorted(datasets))}",
            hint="folds are those of one data set",
        )
    tasks = {each.task_name for each in sources}
    if len(tasks) > 1:
        raise UsageError(
            f"the prediction sets answer several tasks: {', '.join(sorted(tasks))}",
            hint="an out-of-fold set answers one",
        )
    return sources


def _check_folds(dataset: str, folds: list[str], sources: Sequence[PredictionSet]) -> None:
    if not folds:
        raise UsageError(
            f"no item of data set {dataset} has a fold",
            hint="'duckeval folds make' gives each one; or load a column 'fold' as metadata",
        )
    if len(folds) != len(sources):
        raise UsageError(
            f"{len(sources)} prediction sets for {len(folds)} folds of {dataset}",
            hint=f"give one for each fold, in their order: {', '.join(folds)}",
        )


def _former(store: Store, name: str, *, replace: bool) -> int | None:
    with translated():
        rows = store.run(
            "select prediction_set_id from prediction_set where prediction_set_name = $name",
            {"name": name},
        )
    if rows and not replace:
        raise UsageError(
            f"prediction set {name!r} is there already",
            hint="--replace puts the combined set in its place",
        )
    return int(rows[0][0]) if rows else None


def _insert(
    store: Store, sources: Sequence[PredictionSet], folds: list[str], name: str, model: str | None
) -> int:
    set_id = next_set_id(store)
    models = {(each.model_name, each.model_version) for each in sources}
    model_name, model_version = models.pop() if len(models) == 1 else (None, None)
    if model is not None:
        given, _, version = model.partition("@")
        model_name, model_version = given, version or None
    values: dict[str, Any] = {
        "prediction_set_id": set_id,
        "prediction_set_name": name,
        "model_name": model_name,
        "model_version": model_version,
        "created_at": now(),
        "set_ids": [each.set_id for each in sources],
        "folds": folds,
    }
    store.script("fill/combined_prediction.sql", values)
    return set_id
