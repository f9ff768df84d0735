"""Matching prediction sets: which statements run, in which order."""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from duckeval.store.columns import columns_of
from duckeval.store.comparison import AS_USUAL, Comparison
from duckeval.store.matchings import Matching, matching_for, matchings_of
from duckeval.store.probabilities import Probabilities, match_probabilities, put_probabilities
from duckeval.store.texts import put_text_metrics
from duckeval.store.watching import watched

if TYPE_CHECKING:
    from duckeval.store.connection import Store

__all__ = ["PROTOCOLS", "match_sets", "remove_set", "unmatch_sets"]

PROTOCOLS = frozenset({"closest", "coco"})
"""What can be stored; protocol voc reads what closest stores."""

_PAIRS = {
    "box": ("pair",),
    "rotated_box": ("pair_rotated",),
    "mask": ("pair_mask",),
    "keypoints": ("pair_keypoints",),
    "polyline": ("pair_polyline",),
    "mixed": ("pair", "pair_rotated", "pair_mask", "pair_keypoints", "pair_polyline"),
    "tag": ("pair_tag",),
    "text": ("text_score", "pair_text"),
}

_STEPS = {
    "ranked_prediction": "ranks",
    "match": "closest labels",
    "match_coco": "COCO's greedy matching",
    "evaluated": "results",
}
_TAG_STEPS = {
    "ranked_prediction": "ranks",
    "match_tag": "right answers",
    "evaluated": "results",
}
_TEXT_STEPS = {
    "ranked_prediction": "ranks",
    "match_text": "right answers",
    "evaluated": "results",
}
_STEPS_OF = {"tag": _TAG_STEPS, "text": _TEXT_STEPS}
_PROTOCOL_OF = {"match": "closest", "match_coco": "coco"}

Progress = Callable[[str], None] | None


def match_sets(
    store: "Store",
    prediction_set_ids: Sequence[int],
    protocols: Collection[str] = PROTOCOLS,
    progress: Progress = None,
    probabilities: Probabilities | None = None,
    comparison: Comparison = AS_USUAL,
) -> None:
    """Fill ``pair``, ``match``, ``match_coco`` and ``evaluated`` for the sets.

    Parameters
    ----------
    store : Store
        An open project; call inside its transaction.
    prediction_set_ids : sequence of int
        The sets; what was matched before in that comparison is replaced.
    protocols : collection of str
        ``closest`` and ``coco``, or one of them; ``voc`` counts as ``closest``. A classification
        has one way to be right, which is stored as ``closest``.
    progress : callable, optional
        Told the name of each step when it begins.
    probabilities : Probabilities, optional
        Those of the one set, where they are at hand; else they are read where they are stored.
    comparison : Comparison, optional
        What the objects are compared as; without it, as what they are.
    """
    wanted = {"closest" if each == "voc" else each for each in protocols}
    for prediction_set_id in prediction_set_ids:
        matching = matching_for(store, prediction_set_id, comparison)
        _unmatch(store, matching)
        kind = _kind(store, prediction_set_id)
        given = frozenset(wanted if kind == "objects" else {"closest"})
        _match(store, matching, kind, given, progress)
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
            "update matching set is_matched_closest = $closest, is_matched_coco = $coco "
            "where matching_id = $matching_id",
            {
                "closest": "closest" in given,
                "coco": "coco" in given,
                "matching_id": matching.matching_id,
            },
        )


def _match(
    store: "Store",
    matching: Matching,
    kind: str,
    protocols: Collection[str],
    progress: Progress,
) -> None:
    way = "text" if kind == "text" else matching.compared_as
    [(shape_bit, max_rank)] = store.run(
        "select _shape_bit($shape), _coco_max_rank($shape)", {"shape": matching.compared_as}
    )
    known = {
        "matching_id": matching.matching_id,
        "prediction_set_id": matching.prediction_set_id,
        "is_mixed": way == "mixed",
        "shape_bit": shape_bit,
        "iou_mode": matching.area_mode,
        "as_boxes": way == "box",
        "max_rank": max_rank,
        **matching.line_measure,
    }
    _tell(progress, "overlaps")
    is_drawn = way in {"box", "rotated_box"} and matching.area_mode == "raster"
    steps = ("pair_mask",) if is_drawn else _PAIRS[way]
    # only masks are counted beforehand: of the others nobody knows how many pairs there will be
    counted = progress is not None and "pair_mask" in steps
    totals = {"images": _image_count(store, matching)} if counted else {}
    with watched(progress, "overlaps", **totals):
        for step in steps:
            store.script(f"fill/{step}.sql", known)
    for step, name in _STEPS_OF.get(way, _STEPS).items():
        if step in _PROTOCOL_OF and _PROTOCOL_OF[step] not in protocols:
            continue
        _tell(progress, name)
        store.script(f"fill/{step}.sql", known)
    store.run("drop table ranked_prediction")
    if way == "polyline" and columns_of(store, "item").get("h_samples", "").endswith("[]"):
        store.script("fill/lane_score.sql", known)


def _image_count(store: "Store", matching: Matching) -> int:
    [(count,)] = store.run(
        "select count(distinct item_id) from prediction inner join (select distinct item_id from "
        "label) using (item_id) where prediction_set_id = $prediction_set_id",
        {"prediction_set_id": matching.prediction_set_id},
    )
    return int(count)


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
        for matching in matchings_of(store, prediction_set_id):
            _unmatch(store, matching)


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


def _unmatch(store: "Store", matching: Matching) -> None:
    if matching.protocols:
        store.script("fill/unmatch.sql", {"matching_id": matching.matching_id})
