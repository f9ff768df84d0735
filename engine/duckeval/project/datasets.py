"""Model versions and data sets: which pairs were calculated."""

from duckeval.project.diagnosis import translated
from duckeval.result import Result
from duckeval.store import Store

__all__ = ["Datasets"]


class Datasets:
    """Methods of a project about models on several data sets."""

    _store: Store

    def evaluation_pairs(self) -> Result:
        """Return every model version with every data set version: the view `evaluation_pair`.

        Returns
        -------
        Result
            Whether each was calculated, by which set, or else the command that calculates it.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     project.evaluation_pairs().rows()
        []
        """
        with translated():
            return Result(self._store.table("from evaluation_pair"))
