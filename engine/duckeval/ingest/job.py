"""What a reader is given and what it hands back: the small contract of every format.

A reader stages a file: it fills temporary tables and views with canonical columns, one row per row
of the file, and leaves alone what is wrong with a value (it stages NULL where a value is not of its
type). Everything after that is the same for all formats: the SQL of ``sql/fill`` finds the faults,
sets those rows aside and inserts the rest.

===================== ==========================================================================
labels                ``staged_item`` (place, item_key, uri, width_px, height_px, split),
                      ``staged_class`` (place, class_key, class_name, supercategory),
                      ``staged_label`` (place, item_key, class_key, label_key, x_px, y_px, w_px,
                      h_px, box_length, area_px2, is_crowd, is_difficult, and further columns) and,
                      if there are columns about items, ``staged_item_value`` (item_key, ...)
predictions           ``staged_prediction`` (place, item_key, class_key, confidence, x_px, y_px,
                      w_px, h_px, box_length, prediction_key where there is one, and further
                      columns)
metadata, metrics     ``staged_value`` (place, key, and value columns)
===================== ==========================================================================

``place`` is the number of the row in the file (in its section of the file), from 0.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from duckeval.ingest.matrix import Matrix
from duckeval.ingest.request import Request
from duckeval.ingest.source import Source
from duckeval.store import Store

__all__ = ["Fields", "Job", "Reader", "Staged"]


@dataclass
class Job:
    """One load on its way.

    Attributes
    ----------
    store : Store
        The project.
    request : Request
        What was asked.
    source : Source
        The file or frame.
    format_name : str
        Name of the reader.
    folder : Path
        A private folder for working copies, gone after the load.
    progress : callable
        Told the name of each step when it begins.
    changes : list of str
        What the load changes beside its rows, one line each.
    warnings : list of str
        What the user should hear although the load goes on.
    """

    store: Store
    request: Request
    source: Source
    format_name: str
    folder: Path
    progress: Callable[[str], None]
    warnings: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Fields:
    """What the file calls the fields in which a fault may lie, as JSON pointers into a row."""

    item: str
    class_: str
    box: str = ""
    x: str = ""
    y: str = ""
    w: str = ""
    h: str = ""
    w_rule: str = "is 0 or more"
    h_rule: str = "is 0 or more"
    confidence: str = ""
    crowd: str = ""
    difficult: str = ""

    def parameters(self, section: str) -> dict[str, str]:
        """Return the names as the parameters of the SQL files that look for faults."""
        named = {f"{name.rstrip('_')}_field": text for name, text in asdict(self).items()}
        return named | {"section": section, "w_rule": self.w_rule, "h_rule": self.h_rule}


@dataclass(frozen=True)
class Staged:
    """What a reader has staged.

    Attributes
    ----------
    fields : Fields
        Names of the fields.
    stage_raw : callable
        Fills ``staged_raw`` for the rows of ``staged_fault``; called only when there are any.
    section : str
        Where the rows stand in the file, as a JSON pointer: ``/annotations``; empty for the file.
    item_section, class_section : str
        The same for the rows that describe items and classes, where a format has such.
    class_by : str
        ``class_key`` or ``class_name``: what the staged column ``class_key`` holds.
    item_rows : int
        Rows of a labels file that name an item and no label.
    is_keyed : bool
        Whether predictions have ``prediction_key``.
    columns : mapping of str to str
        Name and SQL type of each further column of the staged rows.
    item_columns : mapping of str to str
        The same for ``staged_item_value``.
    matrix : Matrix or None
        The probabilities of a classification, where they came as a matrix: then a row of the file
        is an item, in ``staged_row`` (place, item_key).
    shapes : str or None
        The statements that fill ``staged_shape`` from ``staged_object``, where there are other
        shapes than boxes.
    shape_parts : tuple of str
        The statements that do so for a part of the objects each; `shapes` then reads what they
        found, in ``staged_part``.
    shape_columns : tuple of str
        The staged columns that only these statements read.
    shape_parameters : mapping of str to object
        Their parameters.
    has_confidence : bool
        Whether predictions say how sure they are.
    """

    fields: Fields
    stage_raw: Callable[[], None]
    section: str = ""
    item_section: str = "/images"
    class_section: str = "/categories"
    class_by: str = "class_key"
    item_rows: int = 0
    is_keyed: bool = True
    columns: Mapping[str, str] = field(default_factory=dict)
    item_columns: Mapping[str, str] = field(default_factory=dict)
    matrix: Matrix | None = None
    shapes: str | None = None
    shape_parts: tuple[str, ...] = ()
    shape_columns: tuple[str, ...] = ("segmentation", "keypoints")
    shape_parameters: Mapping[str, object] = field(default_factory=dict)
    has_confidence: bool = True


Reader = Callable[[Job], Staged]
"""Stages the file of a job."""
