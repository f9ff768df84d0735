"""The second demo: cross-validation of a classifier on handwritten digits, real data."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duckeval.demo.files import PROJECT, claim
from duckeval.errors import StoreError
from duckeval.project import Project

__all__ = ["DIGIT_SET", "Digits", "build_digits"]

DIGIT_SET = "logistic"
"""The prediction set that the digits demo makes."""

_FOLDS = 5
_SEED = 7
_LABELS, _METRICS, _PIXELS = "labels.csv", "metrics.csv", "pixels.parquet"
_TASK, _DATASET, _MODEL = "digit", "digits", f"{DIGIT_SET}@1"
_SIDE = 8


@dataclass(frozen=True, slots=True)
class Digits:
    """What was made.

    Attributes
    ----------
    folder : Path
        The folder with the files.
    project : Path
        The project file in it.
    item_count : int
        How many digits.
    """

    folder: Path
    project: Path
    item_count: int


def build_digits(folder: Path, progress: Callable[..., None] | None = None) -> Digits:
    """Make the files and the project: scikit-learn's 1,797 digits, predicted fold by fold.

    Parameters
    ----------
    folder : Path
        A folder that does not exist, is empty, or was made by this function before.
    progress : callable, optional
        Told the name of each step and, where they are known, how much is done of how much.

    Raises
    ------
    StoreError
        If scikit-learn is not installed.
    UsageError
        If the folder holds something else.
    """
    tell = progress or (lambda *_: None)
    images, labels = _digits()
    claim(folder, _about(folder))
    tell("digits")
    _write(folder, images, labels)
    with Project(folder / PROJECT) as project:
        tell("loading")
        project.load_labels(folder / _LABELS, task=_TASK, kind="multiclass", dataset=_DATASET)
        project.load_metrics(folder / _METRICS)
        project.load_metadata(folder / _PIXELS)
        tell("folds")
        project.folds.make(k=_FOLDS, by="class", seed=_SEED)
        project.crossval.run(_TASK, DIGIT_SET, _MODEL, features="pixels", progress=tell)
    return Digits(folder, folder / PROJECT, len(labels))


def _commands(folder: Path) -> tuple[tuple[str, ...], ...]:
    """Return the command lines that do what `build_digits` does."""
    db = ("--db", str(folder / PROJECT))
    task = ("--task", _TASK)
    return (
        (
            *("load", "labels", str(folder / _LABELS), *task),
            *("--kind", "multiclass", "--dataset", _DATASET, *db),
        ),
        ("load", "metrics", str(folder / _METRICS), *db),
        ("load", "metadata", str(folder / _PIXELS), *db),
        ("folds", "make", "--k", str(_FOLDS), "--by", "class", "--seed", str(_SEED), *db),
        (
            *("crossval", "run", *task, "--features", "pixels"),
            *("--model", _MODEL, "--set", DIGIT_SET, *db),
        ),
    )


def _about(folder: Path) -> str:
    lines = "\n".join(f"  {shlex.join(('duckeval', *command))}" for command in _commands(folder))
    return f"""\
Handwritten digits, the 1,797 that come with scikit-learn, and what logistic regression on their
pixels says of each, trained on four fifths that it is not in.
Delete the folder as you like; 'duckeval demo --digits' makes it anew.

{_LABELS}      which digit it is
{_METRICS}     brightness and contrast of each picture, width and height of what is written
{_PIXELS}  the 8 x 8 pixels of each, from 0 to 1
{PROJECT}  the project, made with

{lines}
"""


def _digits() -> tuple[Any, Any]:
    try:
        from sklearn.datasets import load_digits  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise StoreError(
            "the digits come with scikit-learn, which is not installed",
            hint="pip install 'duckeval[validate]'; 'duckeval demo' needs nothing",
        ) from error
    digits = load_digits()
    return digits.data / digits.data.max(), digits.target


def _write(folder: Path, images: Any, labels: Any) -> None:  # noqa: ANN401
    """Write what is known of each picture of 8 x 8 pixels."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.csv  # noqa: PLC0415
    import pyarrow.parquet  # noqa: PLC0415

    keys = [f"digit-{number:04d}" for number in range(len(labels))]
    has_ink = images.reshape(-1, _SIDE, _SIDE) > 0
    pa.csv.write_csv(pa.table({"item_key": keys, "class_key": labels}), folder / _LABELS)
    measured = {
        "brightness": images.mean(axis=1).round(6),
        "contrast": images.std(axis=1).round(6),
        "ink_width": has_ink.any(axis=1).sum(axis=1),
        "ink_height": has_ink.any(axis=2).sum(axis=1),
    }
    pa.csv.write_csv(pa.table({"item_key": keys, **measured}), folder / _METRICS)
    pixels = pa.table({"item_key": keys, "pixels": list(images)})
    pa.parquet.write_table(pixels, folder / _PIXELS)
