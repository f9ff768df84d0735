"""The metrics that a project makes itself, as methods of a project."""

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckeval.errors import UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.embedding_metrics import embedding_metrics
from duckeval.project.image_metrics import ImageResult, image_metrics
from duckeval.project.metric_columns import (
    Metric,
    add_metric,
    drop_metric,
    refresh_metrics,
    staged_values,
)
from duckeval.project.sets import chosen_sets
from duckeval.project.slices import Slices
from duckeval.store import Store
from duckeval.store.columns import put_values

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Metrics"]


class Metrics:
    """Metrics from SQL, from Python and from pairs of predictions."""

    _store: Store
    slices: Slices

    def add_metric(
        self,
        name: str,
        *,
        target: str,
        sql: str | None = None,
        function: "Callable[[pl.DataFrame], Any] | None" = None,
        unit: str | None = None,
        description: str | None = None,
        range: tuple[float | None, float | None] = (None, None),  # noqa: A002 - as the option
        replace: bool = False,
    ) -> int:
        """Add a metric: a column of numbers, or of true and false, that you define.

        Parameters
        ----------
        name : str
            The name of the column.
        target : str
            ``item``, ``label`` or ``prediction``.
        sql : str, optional
            An SQL expression over the columns of the target. For labels and predictions,
            ``class_name`` and, as ``item.NAME``, the columns of their item are there too. It is run
            again by every load.
        function : callable, optional
            Instead of `sql`: takes a polars frame with a row per target and the same columns (those
            of the item as a struct ``item``) and returns a value per row, as a Series, an array or
            a list. It is run once.
        unit, description : str, optional
            What ``describe metrics`` says of it.
        range : pair of float or None
            The least and the largest value that it can have.
        replace : bool, default False
            Whether an added metric of the name is replaced.

        Returns
        -------
        int
            How many rows have no value: NULL, or NaN.

        Raises
        ------
        UsageError
            If the target has a column of that name.
        QueryError
            If the expression or the function fails, or gives anything but finite numbers.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.add_metric("is_wide", target="label", sql="w_px > 2 * h_px")
        0
        """
        if (sql is None) == (function is None):
            raise UsageError(f"metric {name!r}: give one of sql and function")
        metric = Metric(
            name=name,
            target=target,
            unit=unit,
            description=description or sql,
            low=range[0],
            high=range[1],
            origin="python" if sql is None else "sql",
            expression=sql,
        )
        missing = add_metric(self._store, metric, function, replace=replace)
        self._refresh_slices()
        return missing

    def drop_metric(self, name: str, *, target: str | None = None) -> tuple[str, ...]:
        """Drop a metric that was added, or made from images or embeddings.

        Parameters
        ----------
        name : str
            Its name.
        target : str, optional
            Only of ``item``, ``label`` or ``prediction``.

        Returns
        -------
        tuple of str
            The targets that had it.

        Raises
        ------
        UnknownNameError, UsageError
            If there is no such metric, or it was not added.
        """
        targets = drop_metric(self._store, name, target)
        self._refresh_slices()
        return targets

    def compute_metrics(
        self,
        sets: Sequence[str] | str | None = None,
        *,
        progress: Callable[..., None] | None = None,
    ) -> tuple[str, ...]:
        """Compute what loads leave out: how predictions of a set overlap each other.

        It fills ``same_class_overlap`` and ``other_class_overlap`` of ``prediction`` where they are
        missing.

        Parameters
        ----------
        sets : str or sequence of str, optional
            Names of prediction sets; all of them when left out.
        progress : callable, optional
            Told the name of each set when it begins.

        Returns
        -------
        tuple of str
            The sets that lacked them.

        Raises
        ------
        UnknownNameError
            If a set is not known.
        """
        store = self._store
        chosen = chosen_sets(store, sets)
        with translated(), store.transaction(), staged_values(store):
            missing = {
                row[0]
                for row in store.run(
                    "select distinct prediction_set_id from prediction "
                    "where same_class_overlap is null"
                )
            }
            todo = [each for each in chosen if each.set_id in missing]
            store.run(
                "create or replace temp table target_value (target_id bigint, "
                "same_class_overlap double, other_class_overlap double)"
            )
            for number, each in enumerate(todo):
                if progress is not None:
                    progress(each.name, number, len(todo))
                store.script("fill/prediction_overlap.sql", {"prediction_set_id": each.set_id})
            if todo:
                kinds = {"same_class_overlap": "DOUBLE", "other_class_overlap": "DOUBLE"}
                put_values(store, "prediction", kinds)
        if todo:
            store.checkpoint()
        return tuple(each.name for each in todo)

    def image_metrics(
        self,
        folder: str | Path,
        *,
        dataset: str | None = None,
        workers: int | None = None,
        progress: Callable[..., None] | None = None,
    ) -> ImageResult:
        """Measure the images of the items: brightness, contrast, sharpness, colours, a hash.

        Items that were measured before are left alone, so that a run that was stopped goes on
        where it was; every batch is stored at once. A column of one of these names that you loaded
        stays as it is. An image that is missing or broken is a row of ``quarantine``. Sizes that
        the labels did not give are taken from the images.

        Parameters
        ----------
        folder : str or Path
            Where the images are: files are found by the uri of the item, or what it ends in, or
            its item_key.
        dataset : str, optional
            ``NAME`` or ``NAME@VERSION``; None means the only one.
        workers : int, optional
            Number of processes; as many as there are processors when left out. More than one needs
            a script with an ``if __name__ == "__main__":``.
        progress : callable, optional
            Told what is done: a text, how many, and of how many.

        Returns
        -------
        ImageResult
            How many were measured, and how many could not be.

        Raises
        ------
        InputFileError
            If there is no such folder.
        StoreError
            If Pillow is not installed (the extra ``images``).
        """
        from duckeval.ingest.datasets import find_dataset, id_of  # noqa: PLC0415

        with translated():
            found = find_dataset(self._store, dataset, may_be_new=False)
        result = image_metrics(self._store, Path(folder), id_of(found), workers, progress)
        if result.measured:
            for fault in refresh_metrics(self._store):
                warnings.warn(fault, UserWarning, stacklevel=2)
            self._refresh_slices()
        return result

    def embedding_metrics(
        self,
        column: str,
        *,
        target: str = "item",
        k: int = 10,
        progress: Callable[..., None] | None = None,
    ) -> tuple[str, int, int]:
        """Compute what embeddings tell: uniqueness of items, or annotation quality of labels.

        Parameters
        ----------
        column : str
            A column of lists of numbers in the target, loaded with `load_metrics`.
        target : str, default "item"
            ``item``: column ``uniqueness``, the Euclidean distance to the nearest other item of the
            data set; 0 for a copy of an earlier one. ``label``: column ``annotation_quality``, the
            share of the `k` nearest labels of the data set that have its class.
        k : int, default 10
            Neighbours of a label.
        progress : callable, optional
            Told what is done: a text, how many, and of how many.

        Returns
        -------
        tuple of (str, int, int)
            The name of the metric, and how many rows have a value and how many have none.

        Raises
        ------
        UnknownNameError
            If the target has no such column of lists.
        QueryError
            If embeddings of a data set differ in length.
        """
        answer = embedding_metrics(self._store, column, target, k, progress)
        for fault in refresh_metrics(self._store):
            warnings.warn(fault, UserWarning, stacklevel=2)
        self._refresh_slices()
        return answer

    def _refresh_slices(self) -> None:
        for fault in self.slices.refresh():
            warnings.warn(fault, UserWarning, stacklevel=3)
        self._store.checkpoint()
