"""Matching, as a method of a project."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from duckeval.errors import UsageError
from duckeval.project.collections import Collections
from duckeval.project.matching import MatchResult, match, match_elsewhere
from duckeval.project.metric_columns import refresh_metrics
from duckeval.store import Store
from duckeval.store.comparison import Comparison

__all__ = ["MatchMethods"]


class MatchMethods:
    """The method of a project that matches prediction sets with labels."""

    _store: Store
    collections: Collections

    def match(  # noqa: PLR0913 - the options of the command line
        self,
        sets: Sequence[str] | str | None = None,
        protocols: Collection[str] = ("closest", "coco"),
        *,
        shapes: Sequence[str] = (),
        iou_mode: str | None = None,
        measure: str | None = None,
        scale_px: float | None = None,
        dataset: str | None = None,
        project: str | Path | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> MatchResult:
        """Match prediction sets with the labels, where that was not done yet.

        Parameters
        ----------
        sets : str or sequence of str, optional
            Names of prediction sets; all of them when left out.
        protocols : collection of str
            ``closest``, ``coco``, ``voc`` (which shares what closest stores).
        shapes : sequence of str
            What to compare objects as: ``box``, ``mask``; as what they are when left out.
        iou_mode : str, optional
            ``raster`` counts the pixels that shapes are drawn in, ``vector`` takes areas in the
            plane; when left out, raster for polygons and masks and vector for boxes.
        measure : str, optional
            How alike two polylines are: ``chamfer`` when left out, ``frechet`` or ``buffer``.
        scale_px : float, optional
            The distance at which that is 0 (20 when left out), or the width of the buffer (30).
        dataset : str, optional
            Another data set, ``NAME@VERSION``, or ``NAME`` for the version loaded last: the sets
            (without `sets` all that were loaded for other versions of it) are scored on that one,
            as new sets ``SET@NAME@VERSION``.
        project : str or Path, optional
            Another project file, which has the data set; its items and labels are copied from
            there, and the file is not changed.
        progress : callable, optional
            Told the name of each step when it begins.

        Returns
        -------
        MatchResult
            Which matches were made, and which were there already; what was scored elsewhere.

        Raises
        ------
        UnknownNameError
            If a set, a data set or a protocol is not known.
        StoreError
            If the other project cannot be read.
        """
        if dataset is None:
            if project is not None:
                raise UsageError("another project needs a data set", hint="name it: NAME@VERSION")
            return match(
                self._store,
                sets,
                protocols,
                progress,
                shapes,
                Comparison(iou_mode=iou_mode, measure=measure, scale_px=scale_px),
            )
        other = None if project is None else Path(project)
        result = match_elsewhere(self._store, sets, dataset, protocols, progress, other)
        if result.copied is not None and not result.copied.is_repeat:
            refresh_metrics(self._store, ("item", "label"))
        return replace(result, changes=self.collections.refresh())
