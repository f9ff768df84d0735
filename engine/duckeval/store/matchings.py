"""What a matching is: a prediction set compared with the labels as one shape."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duckeval.sqlfiles import read_sql
from duckeval.store.comparison import (
    LINE_MEASURES,
    Comparison,
    check_comparison,
    check_keypoints,
    usual_iou_mode,
    usual_measure,
)

if TYPE_CHECKING:
    from duckeval.store.connection import Store

__all__ = ["Matching", "matching_for", "matchings_of"]


@dataclass(frozen=True, slots=True)
class Matching:
    """A prediction set compared with the labels as one shape: a row of ``matching``.

    Attributes
    ----------
    matching_id, prediction_set_id : int
        Its key, and that of the set.
    compared_as : str
        The shape.
    is_own_shape : bool
        Whether the set is compared as that when nothing else is asked for.
    iou_mode : str or None
        ``raster`` or ``vector``; None where there are no areas.
    measure : str or None
        How alike two polylines are, or ``boundary`` for masks; None where there is no choice.
    scale_px : float or None
        The scale of that measure.
    is_matched_closest, is_matched_coco : bool
        Which protocols can be asked for.
    """

    matching_id: int
    prediction_set_id: int
    compared_as: str
    is_own_shape: bool
    iou_mode: str | None
    measure: str | None
    scale_px: float | None
    is_matched_closest: bool
    is_matched_coco: bool

    @property
    def protocols(self) -> frozenset[str]:
        """The protocols that it is matched under."""
        flags = {"closest": self.is_matched_closest, "coco": self.is_matched_coco}
        return frozenset(name for name, is_matched in flags.items() if is_matched)

    @property
    def comparison(self) -> Comparison:
        """What makes it again."""
        shape = None if self.is_own_shape else self.compared_as
        return Comparison(shape, self.iou_mode, self.measure, self.scale_px)

    @property
    def area_mode(self) -> str | None:
        """How areas are compared: ``vector``, ``raster`` or, of masks, ``boundary``."""
        if self.measure == "boundary":
            return self.measure
        return self.iou_mode

    @property
    def text(self) -> str:
        """What objects are compared as, and how where that is not as boxes in the plane.

        Examples
        --------
        >>> Matching(1, 1, "mask", True, "raster", "boundary", None, True, True).text
        'mask (raster, boundary)'
        """
        if (self.compared_as, self.iou_mode) == ("box", "vector"):
            return self.compared_as
        how = [self.iou_mode, self.measure]
        if self.measure is not None and self.scale_px is not None:
            line = f"{self.measure}, {self.scale_px:g} px"
            how = [line if self.iou_mode is None else f"{self.iou_mode}; lines {line}"]
        text = ", ".join(each for each in how if each is not None)
        return f"{self.compared_as} ({text})" if text else self.compared_as

    @property
    def line_measure(self) -> dict[str, str | float]:
        """Measure and scale of the polylines that it may hold."""
        measure = self.measure if self.measure in LINE_MEASURES else "chamfer"
        return {"measure": measure, "scale_px": self.scale_px or LINE_MEASURES[measure]}

    def is_compared(self, way: Comparison) -> bool:
        """Return whether it was compared in a way, whatever that says of the shape."""
        return (
            way.iou_mode in {None, self.iou_mode}
            and way.measure in {None, self.measure or usual_measure(self.compared_as)}
            and way.scale_px in {None, self.scale_px}
        )


def matchings_of(store: "Store", prediction_set_id: int) -> list[Matching]:
    """Return the matchings of a set, that of its own shape first."""
    rows = store.run(
        "select * from matching where prediction_set_id = $id order by matching_id",
        {"id": prediction_set_id},
    )
    return [Matching(*row) for row in rows]


def matching_for(store: "Store", prediction_set_id: int, comparison: Comparison) -> Matching:
    """Return the matching of a set in a comparison, which is made where it is new.

    Parameters
    ----------
    store : Store
        An open project; call inside its transaction.
    prediction_set_id : int
        The set.
    comparison : Comparison
        What it says is written down; pairs and matches are not touched.

    Raises
    ------
    UnknownNameError, QueryError
        If the comparison is not one for the shape.
    """
    known = matchings_of(store, prediction_set_id)
    if not known:
        [(own,)] = store.run(
            read_sql("read/own_shape.sql"), {"prediction_set_id": prediction_set_id}
        )
        known = [_made(store, prediction_set_id, own, is_own_shape=True)]
    shape = comparison.compare_as or known[0].compared_as
    check_comparison(comparison, shape)
    if comparison.compare_as == "keypoints":
        check_keypoints(store, prediction_set_id)
    found = next((each for each in known if each.compared_as == shape), None)
    found = found or _made(store, prediction_set_id, shape, is_own_shape=False)
    wanted = _chosen(found, comparison)
    if wanted != found:
        store.run(
            "update matching set iou_mode = $iou_mode, measure = $measure, scale_px = $scale_px "
            "where matching_id = $matching_id",
            {
                "iou_mode": wanted.iou_mode,
                "measure": wanted.measure,
                "scale_px": wanted.scale_px,
                "matching_id": wanted.matching_id,
            },
        )
    return wanted


def _made(store: "Store", prediction_set_id: int, shape: str, *, is_own_shape: bool) -> Matching:
    """Insert a matching that nothing was derived for yet."""
    [(matching_id,)] = store.run(
        "insert into matching by name select (select coalesce(max(matching_id), 0) + 1 "
        "from matching) as matching_id, $id as prediction_set_id, $shape as compared_as, "
        "$is_own_shape as is_own_shape, $iou_mode as iou_mode, false as is_matched_closest, "
        "false as is_matched_coco returning matching_id",
        {
            "id": prediction_set_id,
            "shape": shape,
            "is_own_shape": is_own_shape,
            "iou_mode": usual_iou_mode(shape),
        },
    )
    [made] = (
        each for each in matchings_of(store, prediction_set_id) if each.matching_id == matching_id
    )
    return made


def _chosen(matching: Matching, asked: Comparison) -> Matching:
    """Return a matching as it is asked for."""
    iou_mode, measure = asked.iou_mode or matching.iou_mode, asked.measure or matching.measure
    if asked.measure == "boundary":
        iou_mode = "raster"
    elif asked.measure == "iou" or (asked.iou_mode == "vector" and measure == "boundary"):
        measure = None
    has_lines = matching.compared_as == "polyline" or asked.scale_px is not None
    if has_lines and measure not in LINE_MEASURES:
        measure = "chamfer"
    is_other = measure != matching.measure
    scale_px = asked.scale_px or (None if is_other else matching.scale_px)
    return replace(
        matching,
        iou_mode=iou_mode,
        measure=measure,
        scale_px=scale_px or LINE_MEASURES.get(measure or ""),
    )
