"""Metrics of the pixels of the items, as columns of item."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from duckeval.errors import InputFileError, StoreError, UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.metric_columns import Metric, stage_frame, staged_values, write
from duckeval.store import Store, quote_identifier
from duckeval.store.ledger import Load, next_load_id, write_load

if TYPE_CHECKING:
    from duckeval.analysis.pixels import Pixels

__all__ = ["ImageResult", "image_metrics"]

_METRICS = {
    metric.name: metric
    for metric in (
        Metric("brightness", "item", None, "Mean of all values of all channels, over 255.", 0, 1),
        Metric("contrast", "item", None, "Standard deviation of all values, over 255.", 0, 0.5),
        Metric("sharpness", "item", None, "Variance of the Laplacian of the image.", 0, None),
        Metric("red", "item", "share", "Share of pixels of red hue.", 0, 1),
        Metric("green", "item", "share", "Share of pixels of green hue.", 0, 1),
        Metric("blue", "item", "share", "Share of pixels of blue hue.", 0, 1),
        Metric(
            "perceptual_hash",
            "item",
            None,
            "64 bits of the lowest frequencies, hexadecimal; equal for images that look the same.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class ImageResult:
    """What a run over the images did.

    Attributes
    ----------
    measured, broken : int
        Images that were measured, and those that were missing or could not be read (they are rows
        of quarantine).
    present : int
        Items that had their metrics before.
    computed, kept : tuple of str
        Metrics that were computed, and columns that were loaded under these names and stay.
    resized : int
        Images of another size than their item has.
    first_broken : str or None
        The first image that could not be measured, and why.
    load_id : int or None
        The run in the ledger; None when there was nothing to do.
    """

    measured: int = 0
    broken: int = 0
    present: int = 0
    computed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    resized: int = 0
    first_broken: str | None = None
    load_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    item_id: int
    key: str
    width: int | None
    height: int | None
    path: Path


def image_metrics(
    store: Store,
    folder: Path,
    dataset_id: int,
    workers: int | None,
    progress: Callable[..., None] | None,
) -> ImageResult:
    """Measure the images of the items that have no image metrics yet."""
    if find_spec("PIL") is None:
        raise StoreError(
            "image metrics need Pillow", hint="pip install 'duckeval[images]' brings it"
        )
    if not folder.is_dir():
        raise InputFileError(f"{folder}: is no folder; expected the folder of the images")
    with translated():
        computed, kept = _columns(store)
        todo, present = _items(store, folder, dataset_id, computed[-1])
    if not todo:
        return ImageResult(present=present, computed=computed, kept=kept)
    run = _Run(store, folder, dataset_id, computed)
    try:
        run.measure(todo, workers, progress)
    finally:
        # Also after Ctrl-C: what follows from the sizes that are known now.
        with translated(), store.transaction():
            for step in ("object_metric_of_known_size", "item_metric"):
                store.script(f"fill/{step}.sql", {"dataset_id": dataset_id})
        store.checkpoint()
    return ImageResult(
        measured=run.measured,
        broken=run.broken,
        present=present,
        computed=computed,
        kept=kept,
        resized=run.resized,
        first_broken=run.first_broken,
        load_id=run.load_id,
    )


def _columns(store: Store) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the metrics to compute, whose columns are made where they are not there, and kept."""
    there = dict(
        store.run(
            "select lower(name), coalesce(metric.origin, 'ours') from pragma_table_info('item') "
            "left join metric on metric.metric_name = name and metric.target = 'item'"
        )
    )
    computed = tuple(name for name in _METRICS if there.get(name, "images") == "images")
    kept = tuple(name for name in _METRICS if name not in computed)
    if not computed:
        raise UsageError(
            f"item has columns of its own for all image metrics: {', '.join(kept)}",
            hint="load them under other names (--map) to have them computed",
        )
    new = [name for name in computed if name not in there]
    if new:
        from dataclasses import replace  # noqa: PLC0415

        kinds = {name: "varchar" if name == "perceptual_hash" else "double" for name in new}
        listed = ", ".join(f"{quote_identifier(name)} {kind}" for name, kind in kinds.items())
        with store.transaction(), staged_values(store):
            store.run(f"create or replace temp table target_value (target_id bigint, {listed})")
            write(store, [replace(_METRICS[name], origin="images") for name in new])
    return computed, kept


def _items(store: Store, folder: Path, dataset_id: int, marker: str) -> tuple[list[_Item], int]:
    """Return the items that are to be measured, and how many have been."""
    rows = store.run(
        "select item_id, item_key, uri, width_px, height_px, "  # noqa: S608
        f"{quote_identifier(marker)} is not null from item where dataset_id = $dataset_id "
        "order by item_order, item_id",
        {"dataset_id": dataset_id},
    )
    finder = _Finder(folder)
    todo = [
        _Item(item_id, key, width, height, finder.find(uri or key))
        for item_id, key, uri, width, height, is_done in rows
        if not is_done
    ]
    return todo, len(rows) - len(todo)


class _Finder:
    """Finds the file of an item: by what its uri ends in, else by its name anywhere below."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_name: Mapping[str, list[Path]] | None = None

    def find(self, uri: str) -> Path:
        parts = [part for part in PurePosixPath(uri.replace("\\", "/")).parts if part != "/"]
        if ".." not in parts:
            for start in range(len(parts)):
                path = self._folder.joinpath(*parts[start:])
                if path.is_file():
                    return path
        name = parts[-1] if parts else uri
        found = self._names().get(name, []) or self._names().get(PurePosixPath(name).stem, [])
        return found[0] if len(found) == 1 else self._folder / name

    def _names(self) -> Mapping[str, list[Path]]:
        if self._by_name is None:
            self._by_name = {}
            for root, _, files in os.walk(self._folder):
                for file in files:
                    for name in {file, PurePosixPath(file).stem}:
                        self._by_name.setdefault(name, []).append(Path(root, file))
        return self._by_name


class _Run:
    """One run: measures, and stores each batch as soon as it is there."""

    def __init__(
        self, store: Store, folder: Path, dataset_id: int, computed: Sequence[str]
    ) -> None:
        self._store = store
        self._folder = folder
        self._dataset_id = dataset_id
        self._computed = computed
        self.load_id: int | None = None
        self.measured = self.broken = self.resized = 0
        self.first_broken: str | None = None

    def measure(
        self,
        items: Sequence[_Item],
        workers: int | None,
        progress: Callable[..., None] | None,
    ) -> None:
        from contextlib import closing  # noqa: PLC0415

        from duckeval.analysis.imaging import measured_batches  # noqa: PLC0415

        done = 0
        with closing(measured_batches([item.path for item in items], workers)) as batches:
            for batch in batches:
                chosen = items[done : done + len(batch)]
                with translated(), self._store.transaction():
                    self._put(list(zip(chosen, batch, strict=True)))
                done += len(batch)
                if progress is not None:
                    progress(f"{done:,} of {len(items):,}", done, len(items))

    def _put(self, batch: "Sequence[tuple[_Item, Pixels | str]]") -> None:
        good = [(item, found) for item, found in batch if not isinstance(found, str)]
        bad = [(item, found) for item, found in batch if isinstance(found, str)]
        self.measured += len(good)
        self.broken += len(bad)
        self.resized += sum(
            (item.width or found.width, item.height or found.height) != (found.width, found.height)
            for item, found in good
        )
        self._record()
        if good:
            self._update(good)
        for item, reason in bad:
            self._set_aside(item, reason)

    def _update(self, good: "Sequence[tuple[_Item, Pixels]]") -> None:
        import pyarrow as pa  # noqa: PLC0415

        names = [*self._computed, "width", "height"]
        columns: dict[str, list[Any]] = {"target_id": [item.item_id for item, _ in good]}
        columns |= {name: [getattr(found, name) for _, found in good] for name in names}
        with staged_values(self._store):
            stage_frame(self._store, pa.table(columns))
            listed = ", ".join(
                f"{quote_identifier(name)} = target_value.{quote_identifier(name)}"
                for name in self._computed
            )
            self._store.run(
                f"update item set {listed}, width_px = coalesce(item.width_px, "  # noqa: S608
                "target_value.width), height_px = coalesce(item.height_px, target_value.height) "
                "from target_value where item.item_id = target_value.target_id"
            )

    def _set_aside(self, item: _Item, reason: str) -> None:
        is_there = item.path.is_file()
        rule = "is an image that can be read" if is_there else "is a file of the folder"
        self.first_broken = self.first_broken or (
            f"item {item.key}: {item.path}: {reason if is_there else 'no such file'}"
        )
        self._store.run(
            "insert into quarantine by name select $load_id as load_id, $file as file, "
            "'uri' as field, $value as value, $rule as rule, $raw as raw",
            {
                "load_id": self.load_id,
                "file": str(self._folder),
                "value": str(item.path),
                "rule": rule,
                "raw": json.dumps({"item_key": item.key, "reason": reason}),
            },
        )

    def _record(self) -> None:
        """Write how far the run is into the ledger."""
        if self.load_id is None:
            self.load_id = next_load_id(self._store)
            load = Load(
                load_id=self.load_id,
                kind="images",
                file=str(self._folder),
                format="images",
                options="{}",
                dataset_id=self._dataset_id,
            )
            write_load(self._store, load)
        self._store.run(
            "update load set rows_in = $all, rows_loaded = $good, rows_quarantined = $bad "
            "where load_id = $load_id",
            {
                "all": self.measured + self.broken,
                "good": self.measured,
                "bad": self.broken,
                "load_id": self.load_id,
            },
        )
