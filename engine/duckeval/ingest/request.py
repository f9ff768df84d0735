"""What a caller asks of a loader, checked once and handed on whole."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from duckeval.errors import UsageError

__all__ = ["Angle", "Box", "Join", "Kind", "OnError", "Request", "Target"]

Kind = Literal["labels", "predictions", "metadata", "metrics"]
Join = Literal["item_key", "file_name", "file_stem"]
Box = Literal["xywh", "xyxy", "cxcywh", "corners"]
Angle = Literal["ccw", "cw"]
Target = Literal["item", "label", "prediction"]
OnError = Literal["quarantine", "fail"]

_CHOICES: dict[str, tuple[str, ...]] = {
    "join": get_args(Join),
    "box": get_args(Box),
    "angle": get_args(Angle),
    "target": get_args(Target),
    "on_error": get_args(OnError),
}


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
    names : Path or None
        A file with the names of classes that are written as numbers.
    split : str or None
        The split of ``data.yaml`` that is loaded.

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
    names: Path | None = None
    split: str | None = None

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
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
        for name in ("task", "image_size", "split"):
            if getattr(self, name) is not None:
                options[name] = getattr(self, name)
        for name in ("images", "names"):
            if getattr(self, name) is not None:
                options[name] = str(getattr(self, name))
        options["map"] = dict(sorted(self.column_map.items()))
        return json.dumps(options, sort_keys=True, ensure_ascii=False)
