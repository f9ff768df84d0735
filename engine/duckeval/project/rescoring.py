"""Scoring stored predictions on another version of their data set."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from duckeval.errors import InputFileError, UnknownNameError, UsageError
from duckeval.project.class_maps import Counterpart
from duckeval.project.sets import PredictionSet, chosen_sets
from duckeval.sqlfiles import read_sql
from duckeval.store import Store
from duckeval.store.comparison import AS_USUAL
from duckeval.store.ledger import Load, next_load_id, next_set_id, now, write_load
from duckeval.store.matching import match_sets, remove_set
from duckeval.store.matchings import matching_for, matchings_of

__all__ = ["Rescored", "rescore"]

_FORMAT = "project"


@dataclass(frozen=True, slots=True)
class Rescored:
    """A prediction set on another version of its data set.

    Attributes
    ----------
    source : str
        The set whose predictions they are.
    name : str
        The set that was made: ``SOURCE@NAME@VERSION``.
    prediction_count : int
        How many predictions it has.
    unknown_items, unknown_predictions : int
        Items of the source that the other version does not have, and their predictions, which are
        left out.
    missing_items : int
        Items of the other version that the source never saw: it has no predictions there.
    unlike_items, unlike_predictions : int
        Items of the source whose key means another image in the other data set, and their
        predictions, which are left out.
    classes : tuple of Counterpart
        What each class became, and which have no counterpart; empty for a repeat.
    is_repeat : bool
        True when the set was there already, made from the same predictions: nothing changed.
    """

    source: str
    name: str
    prediction_count: int
    unknown_items: int
    unknown_predictions: int
    missing_items: int
    unlike_items: int = 0
    unlike_predictions: int = 0
    classes: tuple[Counterpart, ...] = ()
    is_repeat: bool = False


def rescore(
    store: Store,
    names: Sequence[str] | str | None,
    dataset: str,
    protocols: Collection[str],
    progress: Callable[[str], None] | None = None,
) -> tuple[Rescored, ...]:
    """Score sets on a data set; call inside a transaction.

    Parameters
    ----------
    store : Store
        An open project.
    names : str or sequence of str, optional
        The sets; all sets of other versions of the data set that were loaded when left out.
    dataset : str
        ``NAME@VERSION``, or ``NAME`` for the version loaded last.
    protocols : collection of str
        What to match under.
    progress : callable, optional
        Told the name of each step when it begins.

    Raises
    ------
    UnknownNameError
        If there is no such set or data set.
    UsageError
        If a set is on the data set itself, the name to be is taken, or no set is meant.
    InputFileError
        If the two have no item in common.
    """
    rows = store.run(
        "select dataset_id, dataset_name, dataset_version from dataset order by dataset_id"
    )
    known = {f"{name}@{version}": (key, name) for key, name, version in rows}
    latest = {name: f"{name}@{version}" for _, name, version in rows}
    if dataset not in known and dataset not in latest:
        raise UnknownNameError.of("data set", dataset, list(known))
    dataset = dataset if dataset in known else latest[dataset]
    dataset_id, dataset_name = known[dataset]
    sources = chosen_sets(store, names)
    if names is None:
        derived = _derived(store)
        sources = tuple(
            each
            for each in sources
            if each.dataset_name == dataset_name
            and each.dataset != dataset
            and each.set_id not in derived
        )
        if not sources and _has_sets(store):
            raise UsageError(
                f"no prediction set was loaded for another version of {dataset_name}",
                hint="--set names the sets; 'duckeval leaderboard --pairs' lists which can be "
                f"scored on {dataset}",
            )
    return tuple(
        _rescored(store, each, dataset_id, dataset, protocols, progress) for each in sources
    )


def _rescored(
    store: Store,
    source: PredictionSet,
    dataset_id: int,
    dataset: str,
    protocols: Collection[str],
    progress: Callable[[str], None] | None,
) -> Rescored:
    if source.dataset == dataset:
        raise UsageError(
            f"prediction set {source.name!r} is on data set {dataset} already",
            hint=f"'duckeval match --set {source.name}' matches it",
        )
    [(shared, unknown_items, unknown, unlike_items, unlike, missing, count)] = store.run(
        read_sql("read/rescored_counts.sql"),
        {"from_set_id": source.set_id, "dataset_id": dataset_id},
    )
    if not shared:
        raise _nothing_in_common(source.dataset, dataset, unlike_items)
    name = f"{source.name}@{dataset}"
    ends = {"from_set_id": source.set_id, "dataset_id": dataset_id}
    rules = store.run(read_sql("read/rescored_rules.sql"), ends)
    dropped = sum(number for _, to_class, number in rules if to_class is None)
    made = Rescored(
        source.name,
        name,
        count - unknown - unlike - dropped,
        unknown_items,
        unknown,
        missing,
        unlike_items,
        unlike,
    )
    options: dict[str, Any] = {"dataset": dataset, "from_set_id": source.set_id, "set": name}
    if rules:
        options["classes"] = {from_class: to_class for from_class, to_class, _ in rules}
    meaning = json.dumps(options)
    former = _former(store, name)
    if former is not None:
        set_id, meant, held = former
        if meant is None or "from_set_id" not in json.loads(meant):
            raise UsageError(
                f"prediction set {name!r} is there already, and was loaded from a file",
                hint="load that file again with --set and another name",
            )
        if meant == meaning and held == made.prediction_count:
            return replace(made, is_repeat=True)
        remove_set(store, set_id)
    if rules:
        store.script("fill/mapped_class.sql", ends)
    new_id = _insert(store, source, made, dataset_id, meaning, is_renamed=bool(rules))
    was = next(iter(matchings_of(store, source.set_id)), None)
    own = matching_for(store, new_id, AS_USUAL)
    # compared on other labels as on the first ones, where these have the same shapes
    way = AS_USUAL
    if was is not None and was.compared_as == own.compared_as:
        way = was.comparison
    match_sets(store, [new_id], protocols, progress, comparison=way)
    counterparts = store.run(
        "select from_class, to_class, counterpart, prediction_count, label_count from "
        "class_counterpart(of_set := $set, on_dataset := $dataset)",
        {"set": source.name, "dataset": dataset},
    )
    return replace(made, classes=tuple(Counterpart(*row) for row in counterparts))


def _nothing_in_common(source: str, dataset: str, unlike_items: int) -> InputFileError:
    if unlike_items:
        return InputFileError(
            f"data sets {source} and {dataset} have {unlike_items} item_key in common, but no "
            "image: size or file name differ",
            hint="load predictions for the items of the other data set: 'duckeval load predictions "
            f"FILE --dataset {dataset}'",
        )
    return InputFileError(
        f"data sets {source} and {dataset} have no item_key in common",
        hint="predictions go from one to the other by the key of their item; 'duckeval load "
        f"predictions FILE --dataset {dataset}' loads others",
    )


def _insert(
    store: Store,
    source: PredictionSet,
    made: Rescored,
    dataset_id: int,
    meaning: str,
    *,
    is_renamed: bool,
) -> int:
    """Insert set, predictions and ledger entry, and return the key of the set."""
    set_id = next_set_id(store)
    store.run(
        "insert into prediction_set select $set_id, $name, $dataset_id, task_id, model_name, "
        "model_version, $now from prediction_set "
        "where prediction_set_id = $from_set_id",
        {
            "set_id": set_id,
            "name": made.name,
            "dataset_id": dataset_id,
            "from_set_id": source.set_id,
            "now": now(),
        },
    )
    store.script(
        "fill/rescored_prediction.sql",
        {
            "from_set_id": source.set_id,
            "prediction_set_id": set_id,
            "dataset_id": dataset_id,
            "is_renamed": is_renamed,
        },
    )
    rows = store.run(
        "select sha256 from load where prediction_set_id = $from_set_id "
        "order by load_id desc limit 1",
        {"from_set_id": source.set_id},
    )
    load = Load(
        load_id=next_load_id(store),
        kind="predictions",
        file=f"<{source.name} of {source.dataset}>",
        format=_FORMAT,
        options=meaning,
        dataset_id=dataset_id,
        prediction_set_id=set_id,
        sha256=rows[0][0] if rows else None,
        rows_loaded=made.prediction_count,
    )
    write_load(store, load)
    return set_id


def _former(store: Store, name: str) -> tuple[int, str | None, int] | None:
    """Return key, options of its load and size of the set that has the name."""
    rows = store.run(
        "select prediction_set_id, (select load.options from load where load.prediction_set_id = "
        "prediction_set.prediction_set_id and load.format = $format), (select count(*) from "
        "prediction where prediction.prediction_set_id = prediction_set.prediction_set_id) "
        "from prediction_set where prediction_set_name = $name",
        {"name": name, "format": _FORMAT},
    )
    return (rows[0][0], rows[0][1], rows[0][2]) if rows else None


def _has_sets(store: Store) -> bool:
    return store.run("select count(*) from prediction_set") != [(0,)]


def _derived(store: Store) -> set[int]:
    rows = store.run(
        "select prediction_set_id from load where format = $format and kind = 'predictions'",
        {"format": _FORMAT},
    )
    return {row[0] for row in rows}
