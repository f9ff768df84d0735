"""Cross-validation, as ``project.crossval``."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from duckeval.errors import UsageError
from duckeval.project.combining import Combined, combine
from duckeval.project.metric_columns import refresh_metrics
from duckeval.project.preflight import MIN_PER_CLASS, Preflight, preflight

if TYPE_CHECKING:
    from duckeval.analysis.crossval import FitPredict
    from duckeval.project.collections import Collections
    from duckeval.project.training import FoldRun, Trained
    from duckeval.store import Store

__all__ = ["CrossValidation"]


class CrossValidation:
    """Cross-validation over the folds of a project, as ``project.crossval``.

    The numbers are those of `Project.fold_performance`.
    """

    def __init__(self, store: "Store", collections: "Collections") -> None:
        self._store = store
        self._collections = collections

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
        made = combine(self._store, sets, name, model=model, replace=replace, progress=progress)
        self._refresh()
        return made

    def check(
        self,
        *,
        prediction_set: str | None = None,
        model: str | None = None,
        dataset: str | None = None,
        task: str | None = None,
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
        task : str, optional
            Only the classes of this task; those of the set's, or of all, when left out.
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
            task=task,
            min_per_class=min_per_class,
        )

    def run(  # noqa: PLR0913 - the options of the command line
        self,
        task: str,
        prediction_set: str,
        model: str,
        *,
        features: Sequence[str] | str = (),
        estimator: str | None = None,
        params: Mapping[str, Any] | None = None,
        fit_predict: "FitPredict | None" = None,
        dataset: str | None = None,
        seed: int = 0,
        min_per_class: int = MIN_PER_CLASS,
        replace: bool = False,
        report: "Callable[[FoldRun], None] | None" = None,
        progress: Callable[..., None] | None = None,
    ) -> "Trained":
        """Train on all folds but one, predict that one, for each, and store the predictions.

        What was predicted is stored after each fold: a run that was stopped, or whose training
        raised, goes on where it was when it is started again with the same settings on the same
        data.

        Parameters
        ----------
        task : str
            A classification.
        prediction_set : str
            Name of the set to make.
        model : str
            ``NAME@VERSION``.
        features : str or sequence of str
            Columns of ``item``: numbers, or lists of numbers of one length.
        estimator : str, optional
            Module and class of an estimator of scikit-learn, or with its interface; logistic
            regression with ``max_iter=1000`` when left out. Of a task with several labels an item
            one is trained for each class.
        params : mapping, optional
            What the estimator is made with.
        fit_predict : callable, optional
            Instead of an estimator: takes a part to train on and one to predict, each with
            ``keys``, ``uris``, ``features``, ``labels`` and ``classes``, and returns an array of
            probabilities for the second, a row for each item and a column for each of ``classes``.
        dataset : str, optional
            ``NAME`` or ``NAME@VERSION``; None means the only one.
        seed : int, default 0
            The ``random_state`` of the estimator, where it has one.
        min_per_class : int, default 10
            Items that each class needs, also in the training part of each fold.
        replace : bool, default False
            Whether a set of that name gives way.
        report, progress : callable, optional
            Told each `FoldRun` that is done; told what is being done, how much of how much is.

        Returns
        -------
        Trained
            The folds, and how many items were left out.

        Raises
        ------
        GateFailed
            If there are too few classes, or items of one.
        UnknownNameError, UsageError
            If names or options do not fit.
        QueryError
            If training raises, or gives no probabilities; it names the fold.
        StoreError
            If scikit-learn is not installed (the extra ``validate``).
        """
        from duckeval.project.training import (  # noqa: PLC0415
            DEFAULT_ESTIMATOR,
            TrainingQuestion,
            train,
        )

        if estimator is not None and fit_predict is not None:
            raise UsageError("give one of estimator and fit_predict")
        question = TrainingQuestion(
            task=task,
            prediction_set=prediction_set,
            model=model,
            features=(features,) if isinstance(features, str) else tuple(features),
            estimator=estimator or DEFAULT_ESTIMATOR,
            params=params,
            fit_predict=fit_predict,
            dataset=dataset,
            seed=seed,
            min_per_class=min_per_class,
            replace=replace,
        )
        made = train(self._store, question, report, progress)
        self._refresh()
        return made

    def _refresh(self) -> None:
        """Compute anew what follows from the predictions."""
        for fault in refresh_metrics(self._store, ("prediction",)):
            warnings.warn(fault, UserWarning, stacklevel=3)
        for change in self._collections.refresh():
            if change.fault:
                warnings.warn(change.fault, UserWarning, stacklevel=3)
        self._store.checkpoint()
