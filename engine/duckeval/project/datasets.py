"""Model versions and data sets: which pairs were calculated, and what classes become."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from duckeval.project.class_maps import ClassMapResult, drop_class_map, load_class_map
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

    def load_class_map(
        self,
        source: str | Path | Mapping[str, str | None] | Sequence[Mapping[str, Any]],
        *,
        from_dataset: str | None = None,
        to_dataset: str | None = None,
    ) -> ClassMapResult:
        """Store what classes are called in another data set; `match` with a data set uses it.

        Parameters
        ----------
        source : path, mapping or sequence of mappings
            A CSV or JSON file, or what it would hold: a mapping of names (None: predictions of the
            class are left out), or rules with from_class, to_class, from_dataset, to_dataset.
        from_dataset, to_dataset : str, optional
            ``NAME`` or ``NAME@VERSION``: what rules are about that do not say so themselves; every
            data set when left out.

        Returns
        -------
        ClassMapResult
            How many rules are new or changed, and which classes nobody knows.

        Raises
        ------
        InputFileError, SchemaError
            If the source is no class map.
        UnknownNameError
            If a data set is not there.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     made = project.load_class_map({"automobile": "car", "tram": None})
        >>> made.added, made.unknown_to
        (2, ('car',))
        """
        with translated():
            return load_class_map(self._store, source, from_dataset, to_dataset)

    def drop_class_map(
        self, *, from_dataset: str | None = None, to_dataset: str | None = None
    ) -> int:
        """Forget the rules for exactly these data sets; return how many there were."""
        with translated():
            return drop_class_map(self._store, from_dataset, to_dataset)

    def class_counterparts(
        self, of_set: str | None = None, on_dataset: str | None = None
    ) -> Result:
        """Return what each class of predictions becomes on other data sets: `class_counterpart`.

        Parameters
        ----------
        of_set : str, optional
            A prediction set; all of them when left out.
        on_dataset : str, optional
            ``NAME@VERSION``, or ``NAME`` for the version loaded last; every one when left out.

        Raises
        ------
        QueryError
            If the set or the data set is not there.
        """
        with translated():
            return Result(
                self._store.table(
                    "from class_counterpart(of_set := $of_set, on_dataset := $on_dataset)",
                    {"of_set": of_set, "on_dataset": on_dataset},
                )
            )
