"""Matching prediction sets: which statements run, in which order."""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckeval.store.connection import Store

__all__ = ["PROTOCOLS", "match_sets", "unmatch_sets"]

PROTOCOLS = frozenset({"closest", "coco"})
"""What can be stored; protocol voc reads what closest stores."""

_STEPS = {
    "pair": "overlaps",
    "ranked_prediction": "ranks",
    "match": "closest labels",
    "match_coco": "COCO's greedy matching",
    "evaluated": "results",
}


def match_sets(
    store: "Store",
    prediction_set_ids: Sequence[int],
    protocols: Collection[str] = PROTOCOLS,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Fill ``pair``, ``match``, ``match_coco`` and ``evaluated`` for the sets.

    Parameters
    ----------
    store : Store
        An open project; call inside its transaction.
    prediction_set_ids : sequence of int
        The sets; what was matched before is replaced.
    protocols : collection of str
        ``closest`` and ``coco``, or one of them; ``voc`` counts as ``closest``.
    progress : callable, optional
        Told the name of each step when it begins.
    """
    wanted = {"closest" if each == "voc" else each for each in protocols}
    steps = [
        step
        for step in _STEPS
        if (step != "match" or "closest" in wanted) and (step != "match_coco" or "coco" in wanted)
    ]
    unmatch_sets(store, prediction_set_ids)
    for prediction_set_id in prediction_set_ids:
        for step in steps:
            if progress is not None:
                progress(_STEPS[step])
            store.script(f"fill/{step}.sql", {"prediction_set_id": prediction_set_id})
        store.run("drop table ranked_prediction")
        store.run(
            "update prediction_set set is_matched_closest = $closest, is_matched_coco = $coco "
            "where prediction_set_id = $prediction_set_id",
            {
                "closest": "closest" in wanted,
                "coco": "coco" in wanted,
                "prediction_set_id": prediction_set_id,
            },
        )


def unmatch_sets(store: "Store", prediction_set_ids: Sequence[int]) -> None:
    """Remove everything that was derived for the sets.

    Parameters
    ----------
    store : Store
        An open project; call inside its transaction.
    prediction_set_ids : sequence of int
        The sets; one that was never matched is passed over.
    """
    for prediction_set_id in prediction_set_ids:
        matched = store.run(
            "select count(*) from prediction_set where prediction_set_id = $id "
            "and (is_matched_closest or is_matched_coco)",
            {"id": prediction_set_id},
        )
        if matched == [(1,)]:
            store.script("fill/unmatch.sql", {"prediction_set_id": prediction_set_id})
