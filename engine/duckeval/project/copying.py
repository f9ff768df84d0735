"""Copying a data set, its items and labels, from another project file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from duckeval.errors import InputFileError, UnknownNameError, UsageError
from duckeval.sqlfiles import read_sql
from duckeval.store import Store, quote_identifier
from duckeval.store.attaching import OTHER, attached
from duckeval.store.columns import columns_of, rebuild
from duckeval.store.ledger import Load, next_load_id, now, write_load

__all__ = ["Copied", "beside", "copy_dataset"]

_FORMAT = "project"


@dataclass(frozen=True, slots=True)
class Copied:
    """A data set that was copied from another project.

    Attributes
    ----------
    project : str
        The other file.
    dataset : str
        ``NAME@VERSION``, there and here.
    item_count, label_count : int
        What was copied.
    skipped_columns : tuple of str
        Columns of items and labels that have another type here and were left out.
    is_repeat : bool
        True when the data set was here already, with the labels of the same files: nothing changed.
    """

    project: str
    dataset: str
    item_count: int = 0
    label_count: int = 0
    skipped_columns: tuple[str, ...] = ()
    is_repeat: bool = False


@contextmanager
def beside(store: Store, project: Path | None) -> Iterator[None]:
    """Have another project attached in the block; none when it is None."""
    if project is None:
        yield
        return
    with attached(store, project):
        yield


def copy_dataset(store: Store, project: Path, dataset: str) -> Copied:
    """Copy a data set from the attached project; call inside a transaction.

    Parameters
    ----------
    store : Store
        The open project, with the other one attached.
    project : Path
        The other one's file.
    dataset : str
        ``NAME@VERSION``, or ``NAME`` for the version loaded last.

    Raises
    ------
    UnknownNameError
        If the other project has no such data set.
    UsageError
        If there is another data set of its name here.
    InputFileError
        If a task of one name is not of one kind.
    """
    source_id, name, version, sources = _source(store, project, dataset)
    copied = Copied(str(project), f"{name}@{version}")
    here = store.run(
        "select dataset_id from dataset where dataset_name = $name and dataset_version = $version",
        {"name": name, "version": version},
    )
    if here:
        if _sources(store, "main", here[0][0]) == sources:
            return Copied(copied.project, copied.dataset, is_repeat=True)
        raise UsageError(
            f"data set {copied.dataset} is here already, with labels of other files than in "
            f"{project}",
            hint="without --project the one that is here is meant; load the labels as another "
            "version to compare the two",
        )
    _check_tasks(store, project)
    [(dataset_id,)] = store.run("select coalesce(max(dataset_id), 0) + 1 from dataset")
    load_id = next_load_id(store)
    skipped = [
        *_add_columns(store, "item", load_id),
        *_add_columns(store, "label", load_id),
    ]
    values = {
        "source_id": source_id,
        "dataset_id": dataset_id,
        "name": name,
        "version": version,
        "now": now(),
    }
    store.script("fill/copied_dataset.sql", values)
    counts = {table: _copy(store, table, skipped, values) for table in ("item", "label")}
    load = Load(
        load_id=load_id,
        kind="labels",
        file=f"<{copied.dataset} of {copied.project}>",
        format=_FORMAT,
        options=json.dumps({"dataset": copied.dataset, "files": sources}),
        dataset_id=dataset_id,
        sha256=sources[-1] if sources else None,
        rows_loaded=counts["label"],
    )
    write_load(store, load)
    return Copied(
        copied.project,
        copied.dataset,
        counts["item"],
        counts["label"],
        tuple(dict.fromkeys(skipped)),
    )


def _source(store: Store, project: Path, dataset: str) -> tuple[int, str, str, list[str]]:
    """Return key, name and version of the data set, and the digests of the files of its labels."""
    rows = store.run(
        f"select dataset_id, dataset_name, dataset_version from {OTHER}.dataset order by dataset_id"  # noqa: S608
    )
    found = [row for row in rows if dataset in {row[1], f"{row[1]}@{row[2]}"}]
    if not found:
        error = UnknownNameError.of("data set", dataset, [f"{row[1]}@{row[2]}" for row in rows])
        raise UnknownNameError(f"{project}: no data set named {dataset!r}", hint=error.hint)
    key, name, version = found[-1]
    return key, name, version, _sources(store, OTHER, key)


def _check_tasks(store: Store, project: Path) -> None:
    """Refuse a question that allows one label an item here and several there."""
    rows = store.run(
        f"select task_name, task.kind, source.kind from task join {OTHER}.task as source "  # noqa: S608
        "using (task_name) where task.kind <> source.kind order by task_name"
    )
    for name, here, there in rows:
        raise InputFileError(
            f"task {name} is {here} here and {there} in {project}",
            hint="load its labels under another task, with --task",
        )


def _sources(store: Store, database: str, dataset_id: int) -> list[str]:
    """Return the digests of the files that a data set's labels are from."""
    where = "dataset_id = $dataset_id and kind = 'labels'"
    prefix = "" if database == "main" else f"{database}."
    rows = store.run(
        f"select sha256, format, options from {prefix}load where {where} order by load_id",  # noqa: S608
        {"dataset_id": dataset_id},
    )
    found: list[str] = []
    for digest, kind, options in rows:
        # A copy says itself what it was copied from.
        found += json.loads(options)["files"] if kind == _FORMAT else [digest]
    return found


def _add_columns(store: Store, target: str, load_id: int) -> list[str]:
    """Add the columns that only the other project has; return those of another type there."""
    here = columns_of(store, target)
    there = columns_of(store, f"{OTHER}.{target}")
    added = {
        name: f"null::{kind}"
        for name, kind in there.items()
        if name.lower() not in {each.lower() for each in here}
    }
    if added:
        rebuild(store, target, {}, added, source=f"{target} order by {target}_id")
        store.script(
            "fill/copied_metric.sql",
            {"target": target, "names": list(added), "load_id": load_id},
        )
    types = {name.lower(): kind for name, kind in here.items()}
    return [name for name, kind in there.items() if types.get(name.lower(), kind) != kind]


def _copy(store: Store, target: str, skipped: Sequence[str], values: Mapping[str, object]) -> int:
    """Copy the rows of item or label, and return how many there are."""
    columns = [
        quote_identifier(name)
        for name in columns_of(store, f"{OTHER}.{target}")
        if name not in {"item_id", "dataset_id", "class_id", "label_id", *skipped}
    ]
    listed = ", ".join(f"source.{name}" for name in columns)
    script = read_sql(f"fill/copied_{target}.sql").replace("    source.item_key\n", f"{listed}\n")
    wanted = {key: value for key, value in values.items() if f"${key}" in script}
    [(count,)] = store.run(script.rstrip().removesuffix(";"), wanted)
    return int(count)
