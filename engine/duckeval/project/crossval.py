"""Cross-validation, as ``project.crossval``."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from duckeval.project.combining import Combined, combine

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
