"""What a caller asks of a loader, checked once and handed on whole."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from duckeval.errors import UsageError

if TYPE_CHECKING:
    from duckeval.ingest.class_map import Rule

__all__ = ["Angle", "Box", "ClassesBy", "Join", "Kind", "OnError", "Request", "Target"]

Kind = Literal["labels", "predictions", "metadata", "metrics"]
Join = Literal["item_key", "file_name", "file_stem"]
Box = Literal["xywh", "xyxy", "cxcywh", "corners"]
Angle = Literal["ccw", "cw"]
ClassesBy = Literal["id", "name", "index", "index1"]
Target = Literal["item", "label", "prediction"]
OnError = Literal["quarantine", "fail"]

_CHOICES: dict[str, tuple[str, ...]] = {
    "join": get_args(Join),
    "box": get_args(Box),
    "angle": get_args(Angle),
    "classes_by": get_args(ClassesBy),
    "target": get_args(Target),
    "on_error": get_args(OnError),
}


_MEANT = ("task", "image_size", "split", "classes_by")
_MEANT_PATHS = ("images", "names")
"""Options that decide what a load means, where they are given."""


@dataclass(frozen=True)
class Request:
    """The options of one load.

    Attributes
    ----------
    kind : str
        ``labels``, ``predictions``, ``metadata`` or ``metrics``.
    format : str or None
        Name of the reader; None lets suffix and first bytes decide.
    dataset : str or None
        ``NAME`` or ``NAME@VERSION``.
    set_name : str or None
        Prediction set; None means the file's stem.
    model : str or None
        ``NAME`` or ``NAME@VERSION``.
    column_map : mapping of str to str
        Their column name to ours.
    on_error : str
        ``quarantine`` sets faulty rows aside, ``fail`` refuses the file for them.
    join : str
        What the file names an item by.
    box : str
        Which numbers make a box in a tabular file.
    angle : str
        Which way an angle turns a box as one sees it on the screen.
    target : str
        What metadata and metrics describe.
    key : str or None
        The column that names the target.
    task : str or None
        The classification that labels or predictions are of; None for objects.
    task_kind : str or None
        ``multiclass`` or ``multilabel``; None lets the labels decide.
    replace : bool
        Whether what was loaded under this name is replaced.
    images : Path or None
        Where the images of a file with normalised numbers are.
    image_size : tuple of int or None
        Width and height of all of them.
    normalized : bool
        Whether the boxes of a table are fractions of their images.
    names : Path or None
        A file with the names of classes that are written as numbers.
    split : str or None
        The split of ``data.yaml`` that is loaded.
    classes_by : str or None
        What a class of the file is: ``id``, ``name``, or its place in the list of classes, from 0
        (``index``) or from 1 (``index1``); None lets the file decide.
    class_rules : tuple of Rule
        Classes of the file that go by another name or are left out.
    allow_unmatched : bool
        Whether what meets is loaded although most ids or classes do not.

    Examples
    --------
    >>> Request("labels", join="basename")
    Traceback (most recent call last):
    ...
    duckeval.errors.UsageError: join is 'basename'; expected item_key, file_name or file_stem
    """

    kind: Kind
    format: str | None = None
    dataset: str | None = None
    set_name: str | None = None
    model: str | None = None
    column_map: Mapping[str, str] = field(default_factory=dict)
    on_error: str = "quarantine"
    join: str = "item_key"
    box: str = "xywh"
    angle: str = "ccw"
    target: str = "item"
    key: str | None = None
    task: str | None = None
    task_kind: str | None = None
    replace: bool = False
    images: Path | None = None
    image_size: tuple[int, int] | None = None
    normalized: bool = False
    names: Path | None = None
    split: str | None = None
    classes_by: str | None = None
    class_rules: tuple["Rule", ...] = ()
    allow_unmatched: bool = False

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value not in choices and not (name == "classes_by" and value is None):
                *first, last = choices
                expected = f"{', '.join(first)} or {last}"
                raise UsageError(f"{name} is {value!r}; expected {expected}")
        if self.images is not None and not self.images.is_dir():
            raise UsageError(f"no folder {str(self.images)!r}; expected that of the images")
        if self.image_size is not None and min(self.image_size) < 1:
            raise UsageError(f"image_size is {self.image_size!r}; expected width and height")

    def meaning(self, *, format_name: str, dataset: str, set_name: str | None) -> str:
        """Return, as JSON, the options that decide what the load means.

        Two loads of one file with the same text would make the same rows, so the second is not
        done. `on_error` is not among them: it decides whether there is a load, not what it holds.
        """
        options: dict[str, object] = {"dataset": dataset, "format": format_name}
        if self.kind == "predictions":
            options |= {"model": self.model, "set": set_name}
        elif self.kind in {"metadata", "metrics"}:
            options |= {"key": self.key, "set": set_name, "target": self.target}
        if self.kind != "labels":
            options["join"] = self.join
        if format_name not in {"coco", "coco-results"}:
            options["box"] = self.box
        if self.angle != "ccw":
            options["angle"] = self.angle
        given = {
            **{name: getattr(self, name) for name in _MEANT},
            **{name: getattr(self, name) and str(getattr(self, name)) for name in _MEANT_PATHS},
            "normalized": self.normalized or None,
            "class_map": {each.from_class: each.to_class for each in self.class_rules} or None,
        }
        options |= {name: value for name, value in given.items() if value is not None}
        options["map"] = dict(sorted(self.column_map.items()))
        return json.dumps(options, sort_keys=True, ensure_ascii=False)
