"""What a page is made of: sections of figures, each with its charts, its numbers and its SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duckeval.report.rows import Rows
from duckeval.report.specs.parts import Spec

__all__ = ["Figure", "Material", "Numbers", "Panel", "Section", "Source", "Tile"]


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of one query.

    Attributes
    ----------
    rows : sequence of mappings
        The rows.
    sql : str
        The query, as a reader can run it.
    file : str
        The file of the bundle that holds these rows; empty where there is none.
    is_command : bool
        Whether ``sql`` is a command line, since no query gives these rows.
    """

    rows: Rows
    sql: str
    file: str = ""
    is_command: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a page is made from.

    Attributes
    ----------
    sets : tuple of str
        The prediction sets, the baseline first.
    sources : mapping
        The rows of each query, by its name.
    reasons : mapping
        Why a query is not there, by its name.
    settings : mapping
        The parameters that all numbers share.
    """

    sets: tuple[str, ...]
    sources: Mapping[str, Source]
    reasons: Mapping[str, str]
    settings: Mapping[str, Any]

    @property
    def is_compared(self) -> bool:
        """Whether there are two sets."""
        return len(self.sets) > 1

    def why_not(self, *names: str) -> str:
        """Return why one of some queries is not there; empty where all are, with rows."""
        for name in names:
            if name not in self.sources:
                return self.reasons.get(name, f"this report has no {name}")
            if not self.sources[name].rows:
                return "there is nothing to show: no object is left by the filters"
        return ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A table of numbers.

    Attributes
    ----------
    columns : sequence of str
        The heads.
    rows : sequence of sequences
        The values.
    total : int
        How many rows there are, where only the first ones are shown; 0 where all are.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    total: int = 0


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart.

    Attributes
    ----------
    spec : dict
        Its specification.
    title : str
        A line above it; none when empty.
    """

    spec: Spec
    title: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that is read first.

    Attributes
    ----------
    title : str
        What it is.
    value, before, change : str
        The number; the baseline's and the difference where there are two sets.
    direction : str
        ``better``, ``worse`` or empty.
    """

    title: str
    value: str
    before: str = ""
    change: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """Charts that show the same numbers, the numbers, and where they come from.

    Attributes
    ----------
    name : str
        Its name, unique in the page; chart files are called so.
    numbers : Numbers
        The numbers of the charts.
    sources : tuple of Source
        The queries that the numbers come from.
    panels : tuple of Panel
        The charts; none where the numbers themselves are the figure.
    title, text : str
        A head and a line below it.
    size : str
        ``wide``, ``half`` or ``small``: how many charts stand side by side on a wide screen.
    """

    name: str
    numbers: Numbers
    sources: tuple[Source, ...]
    panels: tuple[Panel, ...] = ()
    title: str = ""
    text: str = ""
    size: str = "wide"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page.

    Attributes
    ----------
    name : str
        Its name in links.
    title : str
        Its head.
    text : str
        What it answers.
    figures : tuple of Figure
        Its figures.
    tiles : tuple of Tile
        Numbers that come before the figures.
    reason : str
        Why it has no figure; empty where it has some.
    """

    name: str
    title: str
    text: str = ""
    figures: tuple[Figure, ...] = ()
    tiles: tuple[Tile, ...] = field(default=())
    reason: str = ""
