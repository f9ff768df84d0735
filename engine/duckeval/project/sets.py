"""The prediction sets of a project."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from duckeval.errors import UnknownNameError
from duckeval.project.diagnosis import translated
from duckeval.sqlfiles import read_sql
from duckeval.store import Store
from duckeval.store.comparison import Comparison
from duckeval.store.matchings import Matching

__all__ = ["PredictionSet", "chosen_sets", "compared_text", "prediction_sets"]


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
    matchings : tuple of Matching
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
    matchings: tuple[Matching, ...] = ()

    @property
    def dataset(self) -> str:
        """The data set, ``NAME@VERSION``."""
        return f"{self.dataset_name}@{self.dataset_version}"

    @property
    def compared_as(self) -> str:
        """What its objects are compared as when nothing else is asked for."""
        return self.matchings[0].compared_as if self.matchings else "box"

    def matched(self, shape: str | None = None) -> Matching | None:
        """Return how it was compared as a shape, or as what it is."""
        wanted = shape or self.compared_as
        return next((each for each in self.matchings if each.compared_as == wanted), None)

    def is_compared(self, way: Comparison, shape: str | None = None) -> bool:
        """Return whether it was compared as a shape in this way."""
        found = self.matched(shape)
        return found is not None and found.is_compared(way)

    def is_matched(self, protocol: str, shape: str | None = None) -> bool:
        """Return whether a protocol can be asked for (voc reads what closest stores)."""
        found = self.matched(shape)
        stored = "coco" if protocol == "coco" else "closest"
        return found is not None and stored in found.protocols


def prediction_sets(store: Store) -> tuple[PredictionSet, ...]:
    """Return the prediction sets in the order in which they were loaded."""
    with translated():
        rows = store.run(read_sql("read/prediction_sets.sql"))
    return tuple(PredictionSet(*(*row[:-1], _matchings(row[-1]))) for row in rows)


def _matchings(rows: Sequence[Mapping[str, Any]]) -> tuple[Matching, ...]:
    return tuple(Matching(**row) for row in rows)


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


_ANY: dict[str, Any] = {
    "matching_id": 0,
    "prediction_set_id": 0,
    "is_own_shape": True,
    "is_matched_closest": True,
    "is_matched_coco": True,
}
"""What of a matching says nothing about how objects are compared."""


def compared_text(sets: Sequence[PredictionSet], shapes: Sequence[str] = ()) -> str | None:
    """Return what sets of objects are compared as, and how; None where that is boxes for boxes.

    Where sets of one shape are compared in several ways, each way names its sets.
    """
    sets_of: dict[Matching, list[str]] = {}
    for each, shape in product(sets, shapes or (None,)):
        found = each.matched(shape)
        if found is not None and found.compared_as != "tag":
            way = replace(found, **_ANY)
            sets_of.setdefault(way, []).append(each.name)
    counts = Counter(way.compared_as for way in sets_of)
    texts = {
        way.text if counts[way.compared_as] == 1 else f"{way.text} of {', '.join(names)}"
        for way, names in sets_of.items()
    }
    return None if texts <= {"box"} else " and ".join(sorted(texts))
