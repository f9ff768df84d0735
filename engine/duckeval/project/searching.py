"""The slices on which a model does worst, from Python."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict, Unpack, cast

from duckeval.project.parameters import with_signature
from duckeval.result import Result

if TYPE_CHECKING:
    from duckeval.project.facade import Project

__all__ = ["SearchParameters", "Searching"]


class SearchParameters(TypedDict, total=False):
    """Parameters of `find_slices`; what is left out has the default of `SliceQuestion`."""

    predictions: str | None
    baseline: str | None
    measure: str | None
    columns: Sequence[str] | None
    depth: int
    min_support: float
    min_objects: int
    bins: int
    limit: int | None
    item_filter: str | None
    classes: Sequence[str] | None
    iou_threshold: float
    min_confidence: float | None
    protocol: str
    seed: int


class Searching:
    """The search for slices, as a method of `Project`."""

    @with_signature(SearchParameters)
    def find_slices(self, **parameters: Unpack[SearchParameters]) -> Result:
        """Return the conjunctions of item values on which a model is worse than on the rest.

        Parameters
        ----------
        **parameters
            Fields of `SliceQuestion`: ``predictions``, ``measure``, ``baseline``, ``columns``,
            ``depth``, ``min_support``, ``bins``, ``limit``, ``item_filter`` and so on.

        Returns
        -------
        Result
            Surest first; ``predicate`` is what ``slices.add`` takes. The numbers are those of one
            half of the items, ``held_out_*`` those of the other.

        Raises
        ------
        UnknownNameError
            If a set, a class, a column or a measure is not known.
        UsageError
            If there are several prediction sets and none is named, or values do not go together.
        QueryError
            If the filter is no predicate over ``item``, or a set is not matched.
        """
        from duckeval.project.slice_search import SliceQuestion, search  # noqa: PLC0415 - numpy

        return search(cast("Project", self), SliceQuestion(**parameters)).result()
