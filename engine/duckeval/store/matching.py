"""Matching prediction sets: which statements run, in which order."""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from duckeval.store.probabilities import Probabilities, match_probabilities, put_probabilities
from duckeval.store.texts import put_text_metrics

if TYPE_CHECKING:
    from duckeval.store.connection import Store

__all__ = ["PROTOCOLS", "match_sets", "remove_set", "unmatch_sets"]

PROTOCOLS = frozenset({"closest", "coco"})
"""What can be stored; protocol voc reads what closest stores."""

_STEPS = {
    "pair": "overlaps",
    "ranked_prediction": "ranks",
    "match": "closest labels",
    "match_coco": "COCO's greedy matching",
    "evaluated": "results",
}
_TAG_STEPS = {
    "pair_tag": "answers and labels",
    "ranked_prediction": "ranks",
    "match_tag": "right answers",
    "evaluated": "results",
}
_TEXT_STEPS = {
    "text_score": "texts",
    "pair_text": "answers and references",
    "ranked_prediction": "ranks",
    "match_text": "right answers",
    "evaluated": "results",
}
_STEPS_OF = {"objects": _STEPS, "text": _TEXT_STEPS}
_PROTOCOL_OF = {"match": "closest", "match_coco": "coco"}

Progress = Callable[[str], None] | None


def match_sets(
    store: "Store",
    prediction_set_ids: Sequence[int],
    protocols: Collection[str] = PROTOCOLS,
    progress: Progress = None,
    probabilities: Probabilities | None = None,
) -> None:
    """Fill ``pair``, ``match``, ``match_coco`` and ``evaluated`` for the sets.

    Parameters
    ----------
    store : Store
        An open project; call inside its transaction.
    prediction_set_ids : sequence of int
        The sets; what was matched before is replaced.
    protocols : collection of str
        ``closest`` and ``coco``, or one of them; ``voc`` counts as ``closest``. A classification
        has one way to be right, which is stored as ``closest``.
    progress : callable, optional
        Told the name of each step when it begins.
    probabilities : Probabilities, optional
        Those of the one set, where they are at hand; else they are read where they are stored.
    """
    wanted = {"closest" if each == "voc" else each for each in protocols}
    unmatch_sets(store, prediction_set_ids)
    for prediction_set_id in prediction_set_ids:
        kind = _kind(store, prediction_set_id)
        given = wanted if kind == "objects" else {"closest"}
        for step, name in _STEPS_OF.get(kind, _TAG_STEPS).items():
            if step in _PROTOCOL_OF and _PROTOCOL_OF[step] not in given:
                continue
            _tell(progress, name)
            store.script(f"fill/{step}.sql", {"prediction_set_id": prediction_set_id})
        store.run("drop table ranked_prediction")
        if kind == "text":
            store.run("drop table scored_text")
            put_text_metrics(store)
        elif kind != "objects":
            _tell(progress, "probabilities")
            if probabilities is None:
                match_probabilities(store, prediction_set_id, kind)
            else:
                put_probabilities(store, prediction_set_id, probabilities, kind)
        store.run(
            "update prediction_set set is_matched_closest = $closest, is_matched_coco = $coco "
            "where prediction_set_id = $prediction_set_id",
            {
                "closest": "closest" in given,
                "coco": "coco" in given,
                "prediction_set_id": prediction_set_id,
            },
        )


def _kind(store: "Store", prediction_set_id: int) -> str:
    [(kind,)] = store.run(
        "select kind from prediction_set inner join task using (task_id) "
        "where prediction_set_id = $prediction_set_id",
        {"prediction_set_id": prediction_set_id},
    )
    return str(kind)


def _tell(progress: Progress, step: str) -> None:
    if progress is not None:
        progress(step)


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


def remove_set(store: "Store", prediction_set_id: int) -> None:
    """Remove a set and everything that was derived for it; its load stays in the ledger.

    Parameters
    ----------
    store : Store
        An open project; call inside its transaction.
    prediction_set_id : int
        The set.
    """
    unmatch_sets(store, [prediction_set_id])
    store.script("fill/load_remove_set.sql", {"prediction_set_id": prediction_set_id})
