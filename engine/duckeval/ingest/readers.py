"""The formats: their names, who reads what, and how a file is recognised."""

from pathlib import Path

from duckeval.errors import InputFileError, UsageError
from duckeval.ingest.coco import stage_coco_labels, stage_coco_results
from duckeval.ingest.culane import stage_culane
from duckeval.ingest.cvat import stage_cvat_labels
from duckeval.ingest.dota import stage_dota_labels, stage_dota_results
from duckeval.ingest.encord import stage_encord_labels
from duckeval.ingest.job import Reader
from duckeval.ingest.kitti import stage_kitti_labels, stage_kitti_predictions
from duckeval.ingest.label_studio import (
    stage_studio_labels,
    stage_studio_predictions,
)
from duckeval.ingest.labelme import stage_labelme_labels
from duckeval.ingest.open_images import (
    is_open_images,
    stage_open_images_labels,
    stage_open_images_predictions,
)
from duckeval.ingest.png import stage_png_labels
from duckeval.ingest.request import Request
from duckeval.ingest.sniffing import json_format, text_format
from duckeval.ingest.source import Source
from duckeval.ingest.tabular import stage_tabular_labels, stage_tabular_predictions
from duckeval.ingest.tabular_values import stage_tabular_values
from duckeval.ingest.tags import stage_tag_labels, stage_tag_predictions
from duckeval.ingest.texts import stage_text_labels, stage_text_predictions
from duckeval.ingest.tusimple import (
    is_tusimple,
    stage_tusimple_labels,
    stage_tusimple_predictions,
)
from duckeval.ingest.voc import FORMATS as VOC_FORMATS
from duckeval.ingest.voc import stage_voc_labels, stage_voc_results
from duckeval.ingest.yolo import stage_yolo_labels, stage_yolo_predictions
from duckeval.ingest.yolo_layout import SHAPES as YOLO_SHAPES

__all__ = ["FORMATS", "check_options", "format_of", "reader_of"]

_TABULAR = ("parquet", "csv", "ndjson", "frame")
_YOLO = ("yolo", *YOLO_SHAPES)

READERS: dict[tuple[str, str], Reader] = {
    ("coco", "labels"): stage_coco_labels,
    ("coco-results", "predictions"): stage_coco_results,
    ("dota", "labels"): stage_dota_labels,
    ("dota-results", "predictions"): stage_dota_results,
    ("kitti", "labels"): stage_kitti_labels,
    ("kitti", "predictions"): stage_kitti_predictions,
    ("png", "labels"): stage_png_labels,
    ("tusimple", "labels"): stage_tusimple_labels,
    ("tusimple", "predictions"): stage_tusimple_predictions,
    **{(name, "labels"): stage_yolo_labels for name in _YOLO},
    **{(name, "predictions"): stage_yolo_predictions for name in _YOLO},
    **{(name, "labels"): stage_voc_labels for name in VOC_FORMATS},
    **{(name, "predictions"): stage_voc_results for name in VOC_FORMATS},
    ("culane", "labels"): stage_culane,
    ("culane", "predictions"): stage_culane,
    ("labelme", "labels"): stage_labelme_labels,
    ("label-studio", "labels"): stage_studio_labels,
    ("label-studio", "predictions"): stage_studio_predictions,
    ("cvat", "labels"): stage_cvat_labels,
    ("encord", "labels"): stage_encord_labels,
    ("open-images", "labels"): stage_open_images_labels,
    ("open-images", "predictions"): stage_open_images_predictions,
    **{(name, "labels"): stage_tabular_labels for name in _TABULAR},
    **{(name, "predictions"): stage_tabular_predictions for name in _TABULAR},
    **{(name, "metadata"): stage_tabular_values for name in _TABULAR},
    **{(name, "metrics"): stage_tabular_values for name in _TABULAR},
}
"""Format and kind of load, and who stages such a file. A new format is a row here."""

TAG_READERS: dict[tuple[str, str], Reader] = {
    **{(name, "labels"): stage_tag_labels for name in _TABULAR},
    **{(name, "predictions"): stage_tag_predictions for name in _TABULAR},
}
"""The same for a classification."""

TEXT_READERS: dict[tuple[str, str], Reader] = {
    **{(name, "labels"): stage_text_labels for name in _TABULAR},
    **{(name, "predictions"): stage_text_predictions for name in _TABULAR},
}
"""The same for generated text."""

FORMATS = (
    "coco",
    "coco-results",
    "dota",
    "dota-results",
    "tusimple",
    *_YOLO,
    *VOC_FORMATS,
    "kitti",
    "png",
    "culane",
    "labelme",
    "label-studio",
    "cvat",
    "encord",
    "open-images",
    "parquet",
    "csv",
    "ndjson",
)
"""What ``format`` takes; a frame has the format ``frame`` without being asked."""

_TWOFOLD = ("coco", "dota")
_OF_FOLDERS = ("dota", "dota-results", *_YOLO, *VOC_FORMATS, "kitti", "png", "culane", "labelme")

_OPTIONS: dict[str, tuple[str, ...]] = {
    "images": (*_YOLO, "open-images", *_TABULAR),
    "image_size": (*_YOLO, "open-images", *_TABULAR),
    "normalized": _TABULAR,
    "box": (*_YOLO, *_TABULAR),
    "names": (*_YOLO, "png", "open-images"),
    "split": (*_YOLO, *VOC_FORMATS),
}
"""Options that only some formats read."""

_FOLDERS_SAID = ("yolo", "voc", "kitti", "dota", "png", "culane", "labelme")

_SUFFIXES = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
}
_MAGIC = {
    b"PAR1": "parquet",
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"\x28\xb5\x2f\xfd": "zstd",
}
_START_BYTES = 1 << 16


def reader_of(format_name: str, kind: str, task_kind: str | None = "objects") -> Reader:
    """Return who stages a file of a format for a kind of load, and for a kind of task.

    Parameters
    ----------
    format_name : str
        One of `FORMATS`, or ``frame``.
    kind : str
        ``labels``, ``predictions``, ``metadata`` or ``metrics``.
    task_kind : str or None
        ``objects``, ``text``, or a kind of classification; None where the labels will say which.

    Raises
    ------
    UsageError
        If nobody does.
    """
    readers = {"objects": READERS, "text": TEXT_READERS}.get(task_kind or "", TAG_READERS)
    reader = readers.get((format_name, kind))
    if reader is None:
        readable = [name for name, of_kind in readers if of_kind == kind and name != "frame"]
        other = next((of for name, of in readers if name == format_name and of != kind), None)
        raise UsageError(
            f"format {format_name!r} cannot hold {kind}; expected one of {', '.join(readable)}",
            hint=None if other is None else f"'duckeval load {other}' reads it",
        )
    return reader


def check_options(request: Request, format_name: str) -> None:
    """Refuse options that mean nothing for a format.

    Raises
    ------
    UsageError
        If there is such an option.
    """
    for name, formats in _OPTIONS.items():
        if getattr(request, name) not in (None, False, "xywh") and format_name not in formats:
            raise UsageError(
                f"--{name.replace('_', '-')} means nothing for {format_name}; expected one of "
                f"{', '.join(formats)}",
                hint="leave it out; --format says another format",
            )


def format_of(source: Source, kind: str, asked: str | None) -> str:
    """Return the name of the format of a source.

    Parameters
    ----------
    source : Source
        The file or frame.
    kind : str
        What is loaded: COCO has one format for labels and another one for results.
    asked : str or None
        The name the user gave; it wins.

    Raises
    ------
    UsageError
        If the name is unknown.
    InputFileError
        If neither suffix nor content say what it is.
    """
    if source.path is None:
        return "frame"
    path = source.path
    if asked is not None and asked not in FORMATS:
        raise UsageError(f"format is {asked!r}; expected one of {', '.join(FORMATS)}")
    if asked in _TWOFOLD and kind == "predictions":
        asked = f"{asked}-results"
    if path.is_dir():
        found = asked or text_format(path, kind)
        if found not in _OF_FOLDERS:
            _refuse_swapped(path, source.name, kind)
            raise InputFileError(
                f"{source.name}: is a folder; expected a file, or files of one of the formats "
                f"{', '.join(_FOLDERS_SAID)}",
                hint="--format NAME says which; images in folders named after their class are "
                "loaded with --task NAME",
            )
        return found
    return asked or _sniffed(path, source.name, kind)


def _sniffed(path: Path, name: str, kind: str) -> str:
    with path.open("rb") as file:
        start = file.read(_START_BYTES)
    for magic, found in _MAGIC.items():
        if start.startswith(magic):
            if found == "parquet":
                return found
            raise InputFileError(
                f"{name}: is compressed ({found}); expected the file itself", hint="unpack it first"
            )
    if kind in {"labels", "predictions"} and (named := _by_words(start)) is not None:
        return named
    by_suffix = _SUFFIXES.get(path.suffix.lower())
    if by_suffix == "parquet":
        raise InputFileError(f"{name}: is not a parquet file: it does not begin with PAR1")
    if by_suffix is not None:
        return by_suffix
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"\xff\xfe", b"\xfe\xff", b"[", b"{")) or path.suffix.lower() == ".json":
        return _sniffed_json(text, kind)
    if not text:
        raise InputFileError(f"{name}: is empty")
    if by_words := text_format(path, kind):
        return by_words
    _refuse_swapped(path, name, kind)
    raise InputFileError(
        f"{name}: its format cannot be told from its name or its first bytes",
        hint=f"say it with --format: {', '.join(FORMATS)}",
    )


def _by_words(start: bytes) -> str | None:
    """Return the format whose words stand at the beginning, whatever the file is called."""
    text = start.removeprefix(b"\xef\xbb\xbf")
    if is_tusimple(text):
        return "tusimple"
    return "open-images" if is_open_images(text) else None


def _refuse_swapped(path: Path, name: str, kind: str) -> None:
    """Refuse labels that are given as predictions, and predictions that are given as labels."""
    other = {"labels": "predictions", "predictions": "labels"}.get(kind)
    found = None if other is None else text_format(path, other)
    if found is not None:
        raise InputFileError(
            f"{name}: looks like {other} ({found}); expected {kind}",
            hint=f"'duckeval load {other}' reads it",
        )


def _sniffed_json(text: bytes, kind: str) -> str:
    if kind in {"labels", "predictions"} and (found := json_format(text)):
        return found
    lines = [line for line in text.splitlines() if line.strip()]
    is_lines = (
        len(lines) > 1
        and lines[0].rstrip().endswith(b"}")
        and lines[0].startswith(b"{")
        and lines[1].lstrip().startswith(b"{")
    )
    if is_lines or kind in {"metadata", "metrics"}:
        return "ndjson"
    return "coco" if kind == "labels" else "coco-results"
