"""Matching the sets of a project that are not matched yet."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from duckeval.errors import QueryError, UnknownNameError
from duckeval.project.collected import CollectionChange
from duckeval.project.copying import Copied, beside, copy_dataset
from duckeval.project.diagnosis import translated
from duckeval.project.rescoring import Rescored, rescore
from duckeval.project.sets import PredictionSet, chosen_sets
from duckeval.store import Store
from duckeval.store.matching import match_sets
from duckeval.store.matchings import AREAS, AS_USUAL, IOU_MODES, LINE_MEASURES, SHAPES, Comparison
from duckeval.types import Protocol

__all__ = ["MatchResult", "match", "match_elsewhere"]


_LINES = ("polyline", "mixed")


@dataclass(frozen=True, slots=True)
class MatchResult:
    """What a match did.

    Attributes
    ----------
    matched : tuple of (str, str, str or None)
        Set, protocol and shape of each match that was made; None for the own shape of the set.
    present : tuple of (str, str, str or None)
        The same of each match that was there already.
    rescored : tuple of Rescored
        Sets that were scored on another data set.
    changes : tuple of CollectionChange
        What that changed in collections.
    copied : Copied or None
        The data set that was copied from another project for that.
    """

    matched: tuple[tuple[str, str, str | None], ...]
    present: tuple[tuple[str, str, str | None], ...]
    rescored: tuple[Rescored, ...] = ()
    changes: tuple[CollectionChange, ...] = ()
    copied: Copied | None = None


def match(
    store: Store,
    names: Sequence[str] | str | None,
    protocols: Collection[str],
    progress: Callable[[str], None] | None = None,
    shapes: Sequence[str] = (),
    way: Comparison = AS_USUAL,
) -> MatchResult:
    """Match sets under protocols, leaving alone what is matched already in that way."""
    asked = _asked(protocols)
    for name in shapes:
        if name not in SHAPES:
            raise UnknownNameError.of("shape", name, SHAPES)
    matched: list[tuple[str, str, str | None]] = []
    present: list[tuple[str, str, str | None]] = []
    with translated(), store.transaction():
        asked_shapes: Sequence[str | None] = shapes or (None,)
        for each, shape in product(chosen_sets(store, names), asked_shapes):
            if shape is not None and each.task_kind != "objects":
                raise QueryError(
                    f"prediction set {each.name} answers the classification {each.task_name}; "
                    "whole items have no shape",
                    hint="--set names the sets of objects",
                )
            _check_keypoints(store, each, shape)
            _check_iou_mode(way.iou_mode, shape or each.compared_as)
            _check_measure(way, shape or each.compared_as)
            missing = [
                protocol
                for protocol in asked
                if not (each.is_matched(protocol, shape) and each.is_compared(way, shape))
            ]
            present += [
                (each.name, protocol, shape) for protocol in asked if protocol not in missing
            ]
            if missing:
                wanted = {*missing, *_stored(each, shape)}
                comparison = replace(way, compare_as=shape)
                match_sets(store, [each.set_id], wanted, progress, comparison=comparison)
                matched += [(each.name, protocol, shape) for protocol in missing]
    if matched:
        store.checkpoint()
    return MatchResult(tuple(matched), tuple(present))


def _check_keypoints(store: Store, each: PredictionSet, shape: str | None) -> None:
    """Refuse to compare as keypoints what has none: every number of it would be 0."""
    if shape != "keypoints":
        return
    [(count, posed)] = store.run(
        "select count(*), count(keypoints) from prediction where prediction_set_id = $id",
        {"id": each.set_id},
    )
    if count and not posed:
        raise QueryError(
            f"prediction set {each.name} has no keypoints, so it cannot be compared as keypoints",
            hint="--set names the sets that have some; --as box compares boxes",
        )


def match_elsewhere(
    store: Store,
    names: Sequence[str] | str | None,
    dataset: str,
    protocols: Collection[str],
    progress: Callable[[str], None] | None = None,
    project: Path | None = None,
) -> MatchResult:
    """Score sets on another data set, that of another project if there is one, under protocols."""
    asked = _asked(protocols)
    copied = None
    with translated(), beside(store, project), store.transaction():
        if project is not None:
            if progress is not None:
                progress("copying")
            copied = copy_dataset(store, project, dataset)
            dataset = copied.dataset
        rescored = rescore(store, names, dataset, asked, progress)
    store.checkpoint()
    return MatchResult((), (), rescored, copied=copied)


def _check_iou_mode(iou_mode: str | None, shape: str) -> None:
    if iou_mode not in {None, *IOU_MODES}:
        raise UnknownNameError.of("iou_mode", str(iou_mode), IOU_MODES)
    if iou_mode is not None and shape not in AREAS:
        raise QueryError(
            f"iou_mode {iou_mode} is about areas; there is one way to compare as {shape}",
            hint=f"leave it out, or compare as {', '.join(AREAS)}",
        )


def _check_measure(way: Comparison, shape: str) -> None:
    if way.measure not in {None, *LINE_MEASURES}:
        raise UnknownNameError.of("measure", str(way.measure), list(LINE_MEASURES))
    if way.scale_px is not None and not 0 < way.scale_px < math.inf:
        raise QueryError(f"scale_px is {way.scale_px}; expected more than 0 pixels")
    if (way.measure or way.scale_px) and shape not in _LINES:
        raise QueryError(
            f"measure and scale are about polylines; these are compared as {shape}",
            hint=f"leave them out, or compare as {' or '.join(_LINES)}",
        )


def _asked(protocols: Collection[str]) -> list[str]:
    """Return the protocols, each once.

    Raises
    ------
    UnknownNameError
        If one is not known.
    """
    asked = list(dict.fromkeys(str(each) for each in protocols))
    for protocol in asked:
        if protocol not in list(Protocol):
            raise UnknownNameError.of("protocol", protocol, list(Protocol))
    return asked


def _stored(each: PredictionSet, shape: str | None) -> set[str]:
    # Matching replaces what was derived for a set, so what is there is asked for again.
    return {protocol for protocol in ("closest", "coco") if each.is_matched(protocol, shape)}
