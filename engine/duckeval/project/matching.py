"""Matching the sets of a project that are not matched yet."""

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
from duckeval.store.comparison import AS_USUAL, Comparison
from duckeval.store.matching import match_sets
from duckeval.types import Protocol

__all__ = ["MatchResult", "match", "match_elsewhere"]


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
