"""Class maps: storing rules, and which hold when a set is scored on another data set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckeval.errors import UnknownNameError
from duckeval.store import Store

if TYPE_CHECKING:
    from duckeval.ingest.class_map import Rule

__all__ = ["ClassMapResult", "Counterpart", "drop_class_map", "load_class_map"]


@dataclass(frozen=True, slots=True)
class ClassMapResult:
    """What a class map changed.

    Attributes
    ----------
    added, changed, unchanged : int
        How many rules are new, take the place of another one, or were there already.
    unknown_from, unknown_to : tuple of str
        Classes of the rules that the project does not have.
    """

    added: int
    changed: int
    unchanged: int
    unknown_from: tuple[str, ...] = ()
    unknown_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A class of predictions or of a data set, and what becomes of it: a row of the macro.

    Attributes
    ----------
    from_class, to_class : str or None
        Class of the predictions and of the data set.
    kind : str
        ``same_name``, ``mapped``, ``left_out`` or ``no_counterpart``.
    prediction_count, label_count : int
        Predictions of the one, labels of the other.
    """

    from_class: str | None
    to_class: str | None
    kind: str
    prediction_count: int
    label_count: int


def load_class_map(
    store: Store,
    source: str | Path | Mapping[str, str | None] | Sequence[Mapping[str, Any]],
    from_dataset: str | None,
    to_dataset: str | None,
) -> ClassMapResult:
    """Store the rules of a file or an object, in one transaction.

    Raises
    ------
    InputFileError, SchemaError
        If the source is no class map.
    UnknownNameError
        If a data set is not there.
    """
    from duckeval.ingest.class_map import read_class_map, rules_of  # noqa: PLC0415 - few need it

    if isinstance(source, str | Path):
        name, rules = str(source), read_class_map(Path(source))
    else:
        name, rules = "<class map>", rules_of(source, "<class map>")
    rules = [
        replace(
            rule,
            from_dataset=rule.from_dataset or from_dataset,
            to_dataset=rule.to_dataset or to_dataset,
        )
        for rule in rules
    ]
    _check_datasets(store, rules)
    with store.transaction():
        counts = {"added": 0, "changed": 0, "unchanged": 0}
        for rule in rules:
            counts[_put(store, rule, name)] += 1
    store.checkpoint()
    known = {row[0] for row in store.run("select class_name from class")}
    named_from = dict.fromkeys(rule.from_class for rule in rules)
    named_to = dict.fromkeys(rule.to_class for rule in rules if rule.to_class is not None)
    return ClassMapResult(
        **counts,
        unknown_from=tuple(each for each in named_from if each not in known),
        unknown_to=tuple(each for each in named_to if each not in known),
    )


def drop_class_map(store: Store, from_dataset: str | None, to_dataset: str | None) -> int:
    """Remove the rules about exactly these data sets, and return how many there were."""
    with store.transaction():
        rows = store.run(
            "delete from class_map where source_dataset is not distinct from $source "
            "and target_dataset is not distinct from $target returning from_class",
            {"source": from_dataset, "target": to_dataset},
        )
    store.checkpoint()
    return len(rows)


def _put(store: Store, rule: "Rule", name: str) -> str:
    """Store a rule, and say what that was: added, changed or unchanged."""
    key = {
        "source": rule.from_dataset,
        "target": rule.to_dataset,
        "from_class": rule.from_class,
    }
    where = (
        "source_dataset is not distinct from $source and target_dataset is not distinct from "
        "$target and from_class = $from_class"
    )
    former = store.run(f"select to_class from class_map where {where}", key)  # noqa: S608 - ours
    if former == [(rule.to_class,)]:
        return "unchanged"
    if former:
        store.run(f"delete from class_map where {where}", key)  # noqa: S608
    store.run(
        "insert into class_map values ($source, $target, $from_class, $to_class, $file, $now)",
        {
            **key,
            "to_class": rule.to_class,
            "file": name,
            "now": datetime.now(UTC).replace(tzinfo=None),
        },
    )
    return "changed" if former else "added"


def _check_datasets(store: Store, rules: Sequence["Rule"]) -> None:
    rows = store.run(
        "select dataset_name, dataset_name || '@' || dataset_version from dataset "
        "order by dataset_id"
    )
    known = {name for row in rows for name in row}
    for rule in rules:
        for name in (rule.from_dataset, rule.to_dataset):
            if name is not None and name not in known:
                raise UnknownNameError.of("data set", name, [row[1] for row in rows])
