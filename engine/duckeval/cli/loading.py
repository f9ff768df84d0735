"""``duckeval load``: labels, predictions, metadata and metrics."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duckeval.cli.app import Command, Group
from duckeval.cli.file_options import picture_options, split_option
from duckeval.cli.load_options import (
    allow_unmatched_option,
    angle_option,
    box_option,
    common_options,
    key_option,
    kind_option,
    loader_options,
    meeting_options,
    set_option,
    target_option,
    task_option,
)
from duckeval.cli.messages import count, say, warn
from duckeval.cli.opening import writing
from duckeval.cli.options import comparison_options
from duckeval.cli.progress import progress
from duckeval.errors import UsageError

if TYPE_CHECKING:
    from duckeval.ingest.result import LoadResult

__all__ = ["load"]

_VALUE_WIDTH = 60


@click.group(
    cls=Group,
    example="""
    duckeval load labels instances_val.json --dataset val
    duckeval load predictions results.json --set yolo-v9
    duckeval load metadata weather.csv
    """,
)
def load() -> None:
    """Load labels, predictions, metadata or metrics.

    Each file is one transaction: it is loaded whole or not at all. Rows that cannot be right are
    set aside in the table quarantine, and the rest is loaded. The same file with the same options
    is not loaded twice.
    """


@load.command(cls=Command, example="duckeval load labels instances_val.json --dataset val@2")
@common_options
@box_option
@angle_option
@task_option
@kind_option
@picture_options
@split_option
def labels(
    files: Sequence[Path],
    db: Path,
    box: str,
    task: str | None,
    kind: str | None,
    **options: Any,  # noqa: ANN401
) -> None:
    """Load labels and the items that they are on.

    FILE is a COCO ground truth file, a folder of YOLO's text files or its data.yaml, a folder
    of Pascal VOC's XML files, or a table (parquet, CSV, NDJSON) with the columns item_key,
    class_name, x_px, y_px, w_px, h_px; further columns describe the labels. The project file is
    made if it does not exist.

    With --task the labels are of whole items: a table with item_key and class_name (or class_key)
    is enough. With --kind text it holds item_key and text; several rows of an item are several
    references.
    """
    given = {"box": box, "task": task, "kind": kind, **loader_options(options)}
    is_new = not db.exists()
    try:
        _load("labels", files, db, given, create=True)
    except BaseException:
        if is_new:
            _remove_if_empty(db)
        raise
    if is_new:
        say(f"made the project file {db}")


@load.command(cls=Command, example="duckeval load predictions results.json --set yolo-v9")
@common_options
@box_option
@angle_option
@task_option
@kind_option
@picture_options
@meeting_options
@set_option
@click.option("--model", metavar="NAME[@VERSION]", help="The model that predicted them.")
@click.option(
    "--protocol",
    "protocols",
    type=click.Choice(["closest", "coco", "voc"]),
    multiple=True,
    help="Match under this protocol only; can be repeated (closest and coco if left out).",
)
@click.option("--no-match", is_flag=True, help="Leave the matching to 'duckeval match'.")
@comparison_options
def predictions(
    files: Sequence[Path],
    db: Path,
    box: str,
    task: str | None,
    set_name: str | None,
    model: str | None,
    protocols: Sequence[str],
    no_match: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Load predictions and match them with the labels.

    FILE is a COCO results file, a folder of YOLO's text files, or a table (parquet, CSV, NDJSON)
    with the columns item_key, class_name, confidence, x_px, y_px, w_px, h_px; further columns
    describe the predictions.
    Each file is what one model version said, a prediction set of its own, named by --set or by
    the stem of the file name.

    They are compared as what they are, and as boxes too if they have other shapes; --as adds a
    shape. --iou-mode, --measure and --scale are about the shapes of --as, or else their own.

    With --task they are answers about whole items: a table with item_key, class_name (or class_key)
    and, if there is one, confidence; or a row of probabilities for each item, in one column for
    each class or as lists in a column probabilities. Answers to a task of kind text are item_key,
    text and, if there is one, confidence; further numbers, such as a judge's mark, are metrics.
    """
    if set_name is not None and len(files) > 1:
        raise UsageError(
            "--set names one prediction set, but there are several files",
            hint="load them one by one; each file is a set of its own",
        )
    given = {
        "box": box,
        "task": task,
        "set_name": set_name,
        "model": model,
        "match": not no_match,
        **({"protocols": tuple(protocols)} if protocols else {}),
    }
    _load("predictions", files, db, {**given, **loader_options(options)})


@load.command(cls=Command, example="duckeval load metadata weather.csv --join file_name")
@common_options
@target_option
@key_option
@set_option
@allow_unmatched_option
def metadata(files: Sequence[Path], db: Path, **options: Any) -> None:  # noqa: ANN401
    """Load fields that describe items, labels or predictions.

    FILE is a table (parquet, CSV, NDJSON) with a key column (item_key, label_key or
    prediction_key) and one column for each field. The fields become columns of the table item,
    label or prediction, to filter and to slice by.
    """
    _load("metadata", files, db, loader_options(options))


@load.command(
    cls=Command, example="duckeval load metrics sharpness.parquet --key file --map file=item_key"
)
@common_options
@target_option
@key_option
@set_option
@allow_unmatched_option
def metrics(files: Sequence[Path], db: Path, **options: Any) -> None:  # noqa: ANN401
    """Load quality metrics of items, labels or predictions.

    As 'duckeval load metadata', for numbers that measure something: brightness, sharpness, size.
    """
    _load("metrics", files, db, loader_options(options))


def _load(
    kind: str, files: Sequence[Path], db: Path, options: dict[str, Any], *, create: bool = False
) -> None:
    with writing(db, create=create) as project:
        loader = getattr(project, f"load_{kind}")
        for file in files:
            with progress(f"loading {file.name}") as step:
                result = loader(file, progress=step, **options)
            _report(result)


def _remove_if_empty(db: Path) -> None:
    """Remove a project that was made for a load that was then refused."""
    if not db.exists():
        return
    with writing(db) as project:
        is_empty = not any(project.contents().values())
    if is_empty:
        db.unlink()


def _report(result: "LoadResult") -> None:
    """Say in one line what a load did, and in one line each what is odd about it."""
    dataset = f"{result.dataset_name}@{result.dataset_version}"
    what = f"{result.kind} of {dataset}"
    if result.prediction_set_name is not None:
        what = f"{result.kind} {result.prediction_set_name} on {dataset}"
    if result.is_repeat:
        rest = "" if result.changes else "; nothing changed"
        say(f"{result.file}: loaded before with these options as {what}{rest}")
        for text in result.changes:
            say(text)
        return
    parts = [
        f"{count(result.rows_in, 'row')} in, {result.rows_loaded:,} loaded, {_quarantined(result)}"
    ]
    if result.items_without_predictions is not None:
        parts.append(f"{count(result.items_without_predictions, 'item')} without predictions")
    if result.classes_without_labels is not None:
        parts.append(f"{count(result.classes_without_labels, 'class', 'classes')} without labels")
    say(f"{result.file}: {what}: {', '.join(parts)}")
    for text in result.changes:
        say(text)
    for text in result.warnings:
        warn(text)


def _quarantined(result: "LoadResult") -> str:
    text = f"{result.rows_quarantined:,} quarantined"
    if result.first_quarantined is None:
        return text
    place, field, value, rule = result.first_quarantined
    value = (
        "missing"
        if value is None
        else value
        if len(value) <= _VALUE_WIDTH
        else (f"{value[: _VALUE_WIDTH - 3]}...")
    )
    where = f" where load_id = {result.load_id}"
    return (
        f"{text} (first: {place}/{field}: {value}; rule: {rule}; all of them: "
        f'duckeval query "from quarantine{where}")'
    )
