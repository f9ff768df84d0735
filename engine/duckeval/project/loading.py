"""The loaders, as methods of a project."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from duckeval.project.collections import Collections
from duckeval.project.diagnosis import translated
from duckeval.project.metric_columns import refresh_metrics
from duckeval.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from duckeval.ingest.result import LoadResult

__all__ = [
    "LabelOptions",
    "LoadOptions",
    "Loading",
    "PredictionOptions",
    "ShapeOptions",
    "ValueOptions",
]


_GROWN = {"labels": ("item", "label"), "predictions": ("prediction",)}
"""The tables that get rows from each kind of load."""


class LoadOptions(TypedDict, total=False):
    """Options of every load; what is left out has the default of the loader."""

    format: str | None
    dataset: str | None
    column_map: Mapping[str, str] | None
    on_error: str
    join: str
    replace: bool
    progress: Callable[..., None] | None


class ShapeOptions(LoadOptions, total=False):
    """Options of a load of labels or predictions."""

    box: str
    angle: str
    task: str | None
    kind: str | None
    images: "str | Path | None"
    image_size: tuple[int, int] | None
    normalized: bool
    names: "str | Path | None"


class LabelOptions(ShapeOptions, total=False):
    """Options of a load of labels, of objects, of a classification or of texts."""

    split: str | None


class PredictionOptions(ShapeOptions, total=False):
    """Options of a load of predictions."""

    set_name: str | None
    model: str | None
    protocols: Sequence[str]
    match: bool
    shapes: Sequence[str]
    iou_mode: str | None
    measure: str | None
    scale_px: float | None
    classes_by: str | None
    class_map: "str | Path | Mapping[str, str | None] | Sequence[Mapping[str, Any]] | None"
    allow_unmatched: bool


class ValueOptions(LoadOptions, total=False):
    """Options of a load of metadata or metrics."""

    set_name: str | None
    target: str
    key: str | None
    allow_unmatched: bool


class Loading:
    """Loaders. A source is a path, or a polars, pandas or Arrow frame."""

    _store: Store
    collections: Collections

    def load_labels(
        self,
        source: "str | Path | pl.DataFrame | pd.DataFrame | pa.Table",
        **options: Unpack[LabelOptions],
    ) -> "LoadResult":
        """Load labels and the items that they are on.

        Parameters
        ----------
        source : str, Path or frame
            A COCO ground truth file, or a table with the columns item_key, class_name, x_px, y_px,
            w_px, h_px (pixels from the top left corner; see `box` for other layouts).
        **options
            format (by the content when left out), dataset (``NAME`` or ``NAME@VERSION``),
            column_map (their name to ours), on_error (``quarantine`` or ``fail``), box (``xywh``,
            ``xyxy``, ``cxcywh`` or ``corners``), angle (which way a column angle_deg or angle_rad
            turns boxes, ``ccw`` or ``cw``), task (a classification: then item_key and class_name
            or class_key are enough), kind (``multiclass``, ``multilabel`` or ``text``: then
            item_key and text are enough), normalized, images, image_size, names, split (YOLO's text
            files), replace, progress.

        Returns
        -------
        LoadResult
            What was loaded and what was set aside.

        Raises
        ------
        InputFileError, SchemaError
            If the source is not what it has to be; nothing is loaded then.
        """
        from duckeval import ingest  # noqa: PLC0415 - a project that only reads does without

        return self._load(ingest.load_labels, source, options)

    def load_predictions(
        self,
        source: "str | Path | pl.DataFrame | pd.DataFrame | pa.Table",
        **options: Unpack[PredictionOptions],
    ) -> "LoadResult":
        """Load the predictions of one model version as a prediction set, and match them.

        Parameters
        ----------
        source : str, Path or frame
            A COCO results file, or a table with the columns item_key, class_name, confidence, x_px,
            y_px, w_px, h_px; further columns become prediction metrics.
        **options
            As for `load_labels`, and set_name (unique in the project; the stem of the file name
            when left out), model (``NAME`` or ``NAME@VERSION``), protocols, match (False: later),
            shapes, iou_mode, measure, scale_px (as for `match`; also as what they are, always),
            join (``item_key``, ``file_name`` or ``file_stem``), classes_by (``id``, ``name``, or
            places in the list of classes, ``index`` from 0, ``index1`` from 1), class_map (a file
            or a dict of their names to ours; None: set aside), allow_unmatched (load what meets
            although most ids do not).
            With task a table holds item_key and class_name (or class_key) and, if there is one,
            confidence; or a column of probabilities for each class; or their list, probabilities.
            Of a task of kind text it holds item_key, text and, if there is one, confidence.

        Returns
        -------
        LoadResult
            What was loaded and what was set aside.

        Raises
        ------
        InputFileError, SchemaError
            If the source is not what it has to be; nothing is loaded then.
        """
        from duckeval import ingest  # noqa: PLC0415

        return self._load(ingest.load_predictions, source, options)

    def load_metadata(
        self,
        source: "str | Path | pl.DataFrame | pd.DataFrame | pa.Table",
        **options: Unpack[ValueOptions],
    ) -> "LoadResult":
        """Load fields that describe items, labels or predictions, as columns of their table.

        Parameters
        ----------
        source : str, Path or frame
            A table with a key column (item_key, label_key or prediction_key) and values.
        **options
            As for `load_labels`, and target (``item``, ``label`` or ``prediction``), key (name of
            the key column), join (``item_key``, ``file_name`` or ``file_stem``), allow_unmatched.

        Returns
        -------
        LoadResult
            What was loaded and what was set aside.

        Raises
        ------
        InputFileError, SchemaError
            If the source is not what it has to be, or a column clashes; nothing is loaded then.
        """
        from duckeval import ingest  # noqa: PLC0415

        return self._load(ingest.load_metadata, source, options)

    def load_metrics(
        self,
        source: "str | Path | pl.DataFrame | pd.DataFrame | pa.Table",
        **options: Unpack[ValueOptions],
    ) -> "LoadResult":
        """Load quality metrics of items, labels or predictions, as columns of their table.

        Parameters, answer and errors are those of `load_metadata`.
        """
        from duckeval import ingest  # noqa: PLC0415

        return self._load(ingest.load_metrics, source, options)

    def _load(
        self,
        loader: "Callable[..., LoadResult]",
        source: object,
        options: Mapping[str, Any],
    ) -> "LoadResult":
        with translated():
            result = loader(self._store, source, **options)
        if result.is_repeat:
            return result
        faults = refresh_metrics(self._store, _GROWN.get(result.kind, ()))
        changes = self.collections.refresh_after_load(
            result.kind, is_replaced=bool(options.get("replace"))
        )
        if result.kind == "predictions" and not faults and not changes:
            return result
        self._store.checkpoint()
        return dataclasses.replace(
            result,
            warnings=(*result.warnings, *faults, *(each.fault for each in changes if each.fault)),
            changes=(*result.changes, *(each.text for each in changes if each.is_change)),
        )
