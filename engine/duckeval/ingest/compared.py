"""Comparing predictions with the labels as soon as they are loaded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from duckeval.errors import UsageError
from duckeval.ingest.job import Job
from duckeval.store.comparison import AS_USUAL, Comparison
from duckeval.store.matching import match_sets
from duckeval.store.matchings import matching_for, matchings_of

__all__ = ["ToMatch", "match_again", "match_loaded"]


@dataclass(frozen=True)
class ToMatch:
    """What a load of predictions is asked to match.

    Attributes
    ----------
    protocols : collection of str
        ``closest`` and ``coco``, or one of them; ``voc`` counts as ``closest``.
    shapes : sequence of str
        Shapes to compare as, beside that of the predictions.
    way : Comparison
        How; of the shapes that are named, or else of that of the predictions.
    is_wanted : bool
        Whether to match at all.

    Examples
    --------
    >>> ToMatch(shapes=("box",), is_wanted=False)
    Traceback (most recent call last):
    ...
    duckeval.errors.UsageError: it is said how to match, and not to match
    hint: leave out one of the two
    """

    protocols: Collection[str] = ("closest", "coco")
    shapes: Sequence[str] = ()
    way: Comparison = AS_USUAL
    is_wanted: bool = True

    def __post_init__(self) -> None:
        if self.is_special and not self.is_wanted:
            raise UsageError(
                "it is said how to match, and not to match", hint="leave out one of the two"
            )

    @property
    def is_special(self) -> bool:
        """Whether more is asked for than what is usual."""
        return bool(self.shapes) or self.way != AS_USUAL

    def check_task(self, task: str | None) -> None:
        """Refuse shapes where whole items are answered for."""
        if task is not None and self.is_special:
            raise UsageError(
                f"the predictions answer the classification {task}; whole items have no shape",
                hint="leave out shapes, iou_mode, measure and scale",
            )

    def comparisons(self, own: str, *, as_boxes: bool) -> list[Comparison]:
        """Return what to compare, the predictions as what they are first.

        Parameters
        ----------
        own : str
            What the predictions are.
        as_boxes : bool
            Whether they are compared as boxes, too.

        Examples
        --------
        >>> asked = ToMatch(way=Comparison(measure="boundary"))
        >>> [(each.compare_as, each.measure) for each in asked.comparisons("mask", as_boxes=True)]
        [('mask', 'boundary'), ('box', None)]
        """
        named = self.shapes or (own,)
        shapes = dict.fromkeys((own, *self.shapes, *(("box",) if as_boxes else ())))
        return [
            replace(self.way if shape in named else AS_USUAL, compare_as=shape) for shape in shapes
        ]


def match_loaded(job: Job, prediction_set_id: int, asked: ToMatch, *, as_boxes: bool) -> None:
    """Match a set of objects that was just loaded; call inside its transaction."""
    own = matching_for(job.store, prediction_set_id, AS_USUAL).compared_as
    for comparison in asked.comparisons(own, as_boxes=as_boxes):
        match_sets(
            job.store, [prediction_set_id], asked.protocols, job.progress, comparison=comparison
        )


def match_again(job: Job, set_name: str, asked: ToMatch) -> None:
    """Match a set that was loaded before, where it was not matched in the way that is asked for."""
    if not asked.is_special:
        return
    store = job.store
    [(set_id,)] = store.run(
        "select prediction_set_id from prediction_set where prediction_set_name = $name",
        {"name": set_name},
    )
    wanted = {"coco" if each == "coco" else "closest" for each in asked.protocols}
    with store.transaction():
        own = matching_for(store, set_id, AS_USUAL).compared_as
        known = {each.compared_as: each for each in matchings_of(store, set_id)}
        for comparison in asked.comparisons(own, as_boxes=False):
            shape = comparison.compare_as or own
            found = known.get(shape)
            stored = frozenset[str]() if found is None else found.protocols
            if found is None or not (wanted <= stored and found.is_compared(comparison)):
                match_sets(store, [set_id], wanted | stored, job.progress, comparison=comparison)
                job.changes.append(f"matched {set_name} as {shape}")
    store.checkpoint()
