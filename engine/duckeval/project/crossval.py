"""Cross-validation, as ``project.crossval``."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from duckeval.project.combining import Combined, combine
from duckeval.project.preflight import MIN_PER_CLASS, Preflight, preflight

if TYPE_CHECKING:
    from duckeval.store import Store

__all__ = ["CrossValidation"]


class CrossValidation:
    """Cross-validation over the folds of a project, as ``project.crossval``.

    The numbers are those of `Project.fold_performance`.
    """

    def __init__(self, store: "Store") -> None:
        self._store = store

    def combine(
        self,
        sets: Sequence[str],
        name: str,
        *,
        model: str | None = None,
        replace: bool = False,
        progress: Callable[[str], None] | None = None,
    ) -> Combined:
        """Combine prediction sets that were made fold by fold into the out-of-fold set.

        Of each set only the predictions on the items of its fold are taken: its model has not seen
        those.

        Parameters
        ----------
        sets : sequence of str
            Names of prediction sets, one for each fold, in the order of the folds.
        name : str
            Name of the set to make.
        model : str, optional
            ``NAME`` or ``NAME@VERSION``; that of the sets, where all have the same, when left out.
        replace : bool, default False
            Whether a set of that name gives way.
        progress : callable, optional
            Told the name of each step when it begins.

        Returns
        -------
        Combined
            For each fold how many items its set predicts, how many of them another set predicts
            too, and how many it does not.

        Raises
        ------
        UnknownNameError
            If there is no such set.
        UsageError
            If there is not one set for each fold, or the name is taken.
        InputFileError
            If a set predicts nothing in its fold.
        """
        return combine(self._store, sets, name, model=model, replace=replace, progress=progress)

    def check(
        self,
        *,
        prediction_set: str | None = None,
        model: str | None = None,
        dataset: str | None = None,
        min_per_class: int = MIN_PER_CLASS,
    ) -> Preflight:
        """Check what cross-validation needs: a model version, two classes, enough items of each.

        Parameters
        ----------
        prediction_set : str, optional
            A prediction set: its data set, and the model that it was loaded with.
        model : str, optional
            ``NAME@VERSION``.
        dataset : str, optional
            ``NAME`` or ``NAME@VERSION``; that of the set, or the only one, when left out.
        min_per_class : int, default 10
            Items that each class needs, also in the training part of each fold.

        Returns
        -------
        Preflight
            A row for each class, and what is missing; ``is_passed`` says whether nothing is.

        Raises
        ------
        UsageError
            If the model has no version.
        UnknownNameError
            If there is no such set or data set.

        Examples
        --------
        >>> import polars as pl
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     box = {"x_px": [0.0], "y_px": [0.0], "w_px": [5.0], "h_px": [5.0]}
        ...     row = pl.DataFrame({"item_key": ["a"], "class_name": ["cat"], **box})
        ...     loaded = project.load_labels(row)
        ...     project.crossval.check(model="resnet@3").faults[0]
        '1 class with labels; expected at least 2'
        """
        return preflight(
            self._store,
            prediction_set=prediction_set,
            model=model,
            dataset=dataset,
            min_per_class=min_per_class,
        )
