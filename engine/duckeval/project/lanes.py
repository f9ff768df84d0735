"""The macros about polylines, from Python."""

from collections.abc import Sequence
from typing import Unpack

from duckeval.project.measures import Measures
from duckeval.project.parameters import OneSet, with_signature
from duckeval.project.sets import chosen_sets
from duckeval.result import Result

__all__ = ["LaneMeasures", "LaneParameters", "LineParameters"]


class LaneParameters(OneSet, total=False):
    """Parameters of `lane_accuracy`; None leaves the default of the macro."""

    item_filter: str | None
    slice_by: str | None
    slices: Sequence[str] | None
    item_scope: str | None


class LineParameters(LaneParameters, total=False):
    """Parameters of `line_ap`; None leaves the default of the macro."""

    min_confidence: float | None
    label_filter: str | None
    prediction_filter: str | None
    classes: Sequence[str] | None
    compare_as: str | None
    protocol: str | None
    class_scope: str | None
    class_set: str | None
    interpolation: str | None
    outside: str | None
    distances: Sequence[float] | None
    scale: float | None


class LaneMeasures(Measures):
    """The macros about polylines as methods."""

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

    @with_signature(LineParameters)
    def line_ap(self, **parameters: Unpack[LineParameters]) -> Result:
        """Return the average precision of polylines at distances, a row a set, slice and class.

        Without `scale` it is that of the sets that are meant, where they have one in common.

        Raises
        ------
        UnknownNameError
            If a set, slice, class or word is not known.
        QueryError
            If a filter is no predicate over its table, a distance is larger than the scale, or a
            set that is named is not compared by the distance of polylines.
        """
        if parameters.get("scale") is None:
            scales = {
                found.scale_px
                for each in chosen_sets(self._store, parameters.get("predictions"))
                if (found := each.matched("polyline")) is not None
                and found.measure != "buffer"
                and found.scale_px is not None
            }
            if len(scales) == 1:
                parameters["scale"] = scales.pop()
        return self._call("line_ap", parameters)
