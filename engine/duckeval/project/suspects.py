"""What is probably wrong with the data: the macros that list suspects, as methods."""

from typing import Unpack

from duckeval.project.measures import Measures
from duckeval.project.parameters import (
    DuplicateParameters,
    Filters,
    SimilarParameters,
    VersionParameters,
    with_signature,
)
from duckeval.result import Result

__all__ = ["Suspects"]


class Suspects(Measures):
    """The macros that list objects and items to look at, rather than numbers."""

    @with_signature(Filters)
    def label_error_candidate(self, **parameters: Unpack[Filters]) -> Result:
        """Return labels that are probably missing, of the wrong class or badly placed.

        They are where predictions of `min_confidence` (0.5 when left out) or more disagree with the
        labels; ``duckeval describe label_error_candidate`` says how they are scored.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.

        Examples
        --------
        >>> from duckeval.project import open
        >>> with open(":memory:") as project:
        ...     len(project.label_error_candidate(min_confidence=0.7))
        0
        """
        return self._call("label_error_candidate", parameters)

    @with_signature(DuplicateParameters)
    def duplicate_candidate(self, **parameters: Unpack[DuplicateParameters]) -> Result:
        """Return labels and predictions over each other, and images that are nearly the same.

        Two of one class count as possible duplicates from IoU 0.6 up, unless said otherwise.

        Raises
        ------
        UnknownNameError, QueryError
            As `performance`.
        """
        return self._call("duplicate_candidate", parameters)

    @with_signature(SimilarParameters)
    def similar_item(self, **parameters: Unpack[SimilarParameters]) -> Result:
        """Return the items outside `item_filter` that are nearest to one inside, by an embedding.

        Raises
        ------
        QueryError
            If no item has a value in the column `embedding`; it lists the columns of lists.
        """
        return self._call("similar_item", parameters)

    @with_signature(VersionParameters)
    def label_change(self, **parameters: Unpack[VersionParameters]) -> Result:
        """Return what versions of a data set changed: added, removed, moved, reclassified labels.

        Raises
        ------
        QueryError
            If there is no data set of a name; it lists those there are.
        """
        return self._call("label_change", parameters)
