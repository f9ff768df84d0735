"""The searches for slices of a report: where a set is worst, and where it fell behind the other."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckeval.project.reporting.request import ReportRequest
from duckeval.project.sets import PredictionSet
from duckeval.project.slice_question import SliceQuestion

if TYPE_CHECKING:
    import pyarrow as pa

    from duckeval.project.facade import Project

__all__ = ["Search", "searches"]

_LIMIT = 10
_OPTIONS = {
    "predictions": "--set",
    "baseline": "--against",
    "item_filter": "--where",
    "classes": "--class",
    "iou_threshold": "--iou",
    "min_confidence": "--confidence",
    "protocol": "--protocol",
    "limit": "--limit",
}


@dataclass(frozen=True, slots=True)
class Search:
    """Some searches, whose rows are in one file.

    Attributes
    ----------
    questions : tuple of SliceQuestion
        What is asked for.
    """

    questions: tuple[SliceQuestion, ...]

    @property
    def command(self) -> str:
        """The command line of each search, one a line."""
        return "\n".join(_command(each) for each in self.questions)

    def table(self, project: "Project") -> "pa.Table":
        """Return the rows of all searches."""
        import pyarrow as pa  # noqa: PLC0415 - heavy, and only reports need it here

        from duckeval.project.slice_search import search  # noqa: PLC0415 - numpy

        return pa.concat_tables([search(project, each).result().arrow() for each in self.questions])


def searches(request: ReportRequest, sets: Sequence[PredictionSet]) -> Search:
    """Return the searches of a report: the recall of its set, and what the baseline does better.

    Two sets over different data sets have no labels in common, so that nothing is compared.
    """
    shared: dict[str, Any] = {
        "predictions": sets[-1].name,
        "item_filter": request.item_filter,
        "classes": list(request.classes) or None,
        "iou_threshold": request.iou_threshold,
        "min_confidence": request.min_confidence,
        "protocol": request.protocol,
        "limit": _LIMIT,
    }
    questions = [SliceQuestion(**shared)]
    places = {(each.dataset_name, each.dataset_version) for each in sets}
    if len(sets) > 1 and len(places) == 1:
        questions.append(SliceQuestion(**shared, baseline=sets[0].name))
    return Search(tuple(questions))


def _command(question: SliceQuestion) -> str:
    """Return the command line of a search; what is the default is left out.

    Examples
    --------
    >>> _command(SliceQuestion(predictions="v 2", classes=["car"], limit=10))
    "duckeval find-slices --set 'v 2' --class car --limit 10"
    """
    plain = SliceQuestion()
    words = ["duckeval", "find-slices"]
    for name, option in _OPTIONS.items():
        value = getattr(question, name)
        if value is None or value == getattr(plain, name):
            continue
        for each in value if isinstance(value, list) else [value]:
            words += [option, str(each)]
    return shlex.join(words)
