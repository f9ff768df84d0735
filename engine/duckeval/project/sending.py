"""Sending a collection away: its images, their labels and what is suspected, as files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckeval.errors import StoreError, UnknownNameError, UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.parameters import prepared
from duckeval.project.sent_files import WRITERS, Content
from duckeval.result import Result
from duckeval.sqlfiles import read_sql
from duckeval.store import Store

if TYPE_CHECKING:
    from duckeval.project.collections import Collection

__all__ = ["Sent", "send"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written.

    Attributes
    ----------
    folder : Path
        The folder.
    dataset : str
        The data set of the items, as ``NAME@VERSION``.
    files : tuple of str
        Names of the files in it.
    item_count, label_count, suggestion_count : int
        How much they hold.
    items_elsewhere : int
        Items of the collection that belong to other data sets and were not sent.
    crowds_left_out : int
        Crowd labels that the format has no word for.
    """

    folder: Path
    dataset: str
    files: tuple[str, ...]
    item_count: int
    label_count: int
    suggestion_count: int
    items_elsewhere: int
    crowds_left_out: int


def send(
    store: Store,
    collection: "Collection",
    folder: Path,
    *,
    format_name: str,
    dataset: str | None,
    predictions: str | None,
) -> Sent:
    """Write the items of a collection into a new folder; see `Collections.send`."""
    if format_name not in WRITERS:
        raise UnknownNameError.of("format", format_name, list(WRITERS))
    dataset_id, name, elsewhere = _dataset(store, collection.name, dataset)
    prepared(store, {"predictions": predictions})  # refuses a set that is not known
    values = {"name": collection.name, "dataset_id": dataset_id}
    with translated():
        content = Content(
            items=_rows(store, "sent_items", values),
            classes=_rows(store, "sent_classes", {"dataset_id": dataset_id}),
            labels=_rows(store, "sent_labels", values),
            suggestions=_rows(store, "sent_suggestions", {**values, "predictions": predictions}),
        )
    texts = WRITERS[format_name](content)
    texts["collection.json"] = _about(collection, name, predictions, content)
    _write(folder, texts)
    crowds = sum(row["is_crowd"] for row in content.labels) if format_name == "yolo" else 0
    return Sent(
        folder,
        name,
        tuple(texts),
        len(content.items),
        len(content.labels) - crowds,
        len(content.suggestions),
        elsewhere,
        crowds,
    )


def _dataset(store: Store, collection: str, wanted: str | None) -> tuple[int, str, int]:
    """Return key and name of the data set to send, and how many items are of other ones."""
    with translated():
        rows = store.run(read_sql("read/sent_datasets.sql"), {"name": collection})
    if not rows:
        raise UsageError(
            f"collection {collection!r} is empty: there is nothing to send",
            hint=f"'duckeval collection show {collection}' says how its members are chosen",
        )
    known = {f"{name}@{version}": (key, count) for key, name, version, count in rows}
    if wanted is None and len(known) > 1:
        raise UsageError(
            f"collection {collection!r} has items of several data sets",
            hint=f"say which with --dataset: {', '.join(known)}",
        )
    chosen = next(iter(known)) if wanted is None else wanted
    if chosen not in known:
        chosen = f"{chosen}@1"
    if chosen not in known:
        raise UnknownNameError.of("data set", wanted or "", list(known))
    return known[chosen][0], chosen, sum(c for key, (_, c) in known.items() if key != chosen)


def _rows(store: Store, name: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return Result(store.table(read_sql(f"read/{name}.sql"), dict(values))).rows()


def _about(
    collection: "Collection", dataset: str, predictions: str | None, content: Content
) -> str:
    about = {
        "collection": collection.name,
        "target": collection.target,
        "where": collection.predicate,
        "note": collection.note,
        "dataset": dataset,
        "suggestions_of": predictions or "every prediction set",
        "items": len(content.items),
        "labels": len(content.labels),
        "suggestions": len(content.suggestions),
    }
    return json.dumps(about, indent=2, ensure_ascii=False) + "\n"


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"{folder} is there already and not an empty folder; nothing was written",
            hint="name another one with -o, or remove it first",
        )
    try:
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error.strerror}") from error
