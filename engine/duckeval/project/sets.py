"""The prediction sets of a project."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from duckeval.errors import UnknownNameError
from duckeval.project.diagnosis import translated
from duckeval.sqlfiles import read_sql
from duckeval.store import Store

__all__ = ["Matched", "PredictionSet", "chosen_sets", "prediction_sets"]


@dataclass(frozen=True, slots=True)
class Matched:
    """As what a prediction set was compared with the labels.

    Attributes
    ----------
    compared_as : str
        The shape.
    iou_mode : str or None
        ``raster`` or ``vector``; None where the shape leaves no choice.
    measure : str or None
        How alike two polylines are; None where there are none.
    scale_px : float or None
        The scale of that measure.
    is_matched_closest, is_matched_coco : bool
        Which protocols can be asked for.
    """

    compared_as: str
    iou_mode: str | None
    measure: str | None
    scale_px: float | None
    is_matched_closest: bool
    is_matched_coco: bool


@dataclass(frozen=True, slots=True)
class PredictionSet:
    """What one model version said about one data set, and how it has been matched.

    Attributes
    ----------
    name : str
        Name of the set, unique in the project.
    set_id : int
        Its key, ``prediction_set_id``.
    dataset_name, dataset_version : str
        The data set that it is about.
    model_name, model_version : str or None
        The model, where it was named.
    item_count, label_count, prediction_count : int
        How much the data set and the set hold; labels of its task.
    task_name, task_kind : str
        The question that it answers: ``objects`` for boxes, else the name of a classification, and
        its kind: ``objects``, ``multiclass``, ``multilabel`` or ``text``.
    matchings : tuple of Matched
        As what its objects were compared with the labels, as what they are first.
    """

    name: str
    set_id: int
    dataset_name: str
    dataset_version: str
    model_name: str | None
    model_version: str | None
    item_count: int
    label_count: int
    prediction_count: int
    task_name: str = "objects"
    task_kind: str = "objects"
    matchings: tuple[Matched, ...] = ()

    @property
    def dataset(self) -> str:
        """The data set, ``NAME@VERSION``."""
        return f"{self.dataset_name}@{self.dataset_version}"

    @property
    def compared_as(self) -> str:
        """What its objects are compared as when nothing else is asked for."""
        return self.matchings[0].compared_as if self.matchings else "box"

    def matched(self, shape: str | None = None) -> "Matched | None":
        """Return how it was compared as a shape, or as what it is."""
        wanted = shape or self.compared_as
        return next((each for each in self.matchings if each.compared_as == wanted), None)

    def is_compared(self, iou_mode: str | None, shape: str | None = None) -> bool:
        """Return whether areas were taken in this way; always where None is asked for."""
        found = self.matched(shape)
        is_flat = found is not None and found.compared_as in {"box", "rotated_box"}
        usual = "vector" if is_flat else "raster"
        return iou_mode is None or (found is not None and (found.iou_mode or usual) == iou_mode)

    def is_measured(
        self, measure: str | None, scale_px: float | None, shape: str | None = None
    ) -> bool:
        """Return whether polylines were compared in this way; always where None is asked for."""
        found = self.matched(shape)
        if found is None:
            return measure is None and scale_px is None
        return measure in {None, found.measure} and scale_px in {None, found.scale_px}

    def is_matched(self, protocol: str, shape: str | None = None) -> bool:
        """Return whether a protocol can be asked for (voc reads what closest stores)."""
        found = self.matched(shape)
        if found is None:
            return False
        return found.is_matched_coco if protocol == "coco" else found.is_matched_closest


def prediction_sets(store: Store) -> tuple[PredictionSet, ...]:
    """Return the prediction sets in the order in which they were loaded."""
    with translated():
        rows = store.run(read_sql("read/prediction_sets.sql"))
    return tuple(PredictionSet(*(*row[:-1], _matchings(row[-1]))) for row in rows)


def _matchings(texts: Sequence[Sequence[Any]]) -> tuple[Matched, ...]:
    return tuple(
        Matched(
            shape,
            iou_mode,
            measure,
            None if scale_px is None else float(scale_px),
            closest == "true",
            coco == "true",
        )
        for shape, iou_mode, measure, scale_px, closest, coco in texts
    )


def chosen_sets(store: Store, names: Sequence[str] | str | None) -> tuple[PredictionSet, ...]:
    """Return the sets of these names, in their order, each once; all sets without names.

    Raises
    ------
    UnknownNameError
        If there is no set of a name.
    """
    known = {each.name: each for each in prediction_sets(store)}
    if names is None:
        return tuple(known.values())
    asked = [names] if isinstance(names, str) else names
    for name in asked:
        if name not in known:
            raise UnknownNameError.of("prediction set", name, known)
    return tuple(known[name] for name in dict.fromkeys(asked))
