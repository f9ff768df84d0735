"""The macro about lanes, from Python."""

from collections.abc import Sequence
from typing import Unpack

from duckeval.project.measures import Measures
from duckeval.project.parameters import OneSet, with_signature
from duckeval.result import Result

__all__ = ["LaneMeasures", "LaneParameters"]


class LaneParameters(OneSet, total=False):
    """Parameters of `lane_accuracy`; None leaves the default of the macro."""

    item_filter: str | None
    slice_by: str | None
    slices: Sequence[str] | None
    item_scope: str | None


class LaneMeasures(Measures):
    """The macro about lanes as a method."""

    @with_signature(LaneParameters)
    def lane_accuracy(self, **parameters: Unpack[LaneParameters]) -> Result:
        """Return the numbers of the TuSimple lane benchmark, a row a set and slice.

        Raises
        ------
        UnknownNameError
            If a set, slice or word is not known.
        QueryError
            If a filter is no predicate over its table.
        """
        return self._call("lane_accuracy", parameters)
