"""KITTI: a text file for each image, a line for each object, with its box in pixels."""

from dataclasses import replace

from duckeval.errors import InputFileError
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.table import Table, stage_table_raw
from duckeval.ingest.tabular import stage_labels, stage_predictions
from duckeval.ingest.text_files import item_files, source_path, stage_lines

__all__ = ["LABEL_NUMBERS", "stage_kitti_labels", "stage_kitti_predictions"]

LABEL_NUMBERS = 14
"""How many numbers stand behind the class of a label; a prediction has its score as one more."""

_DONT_CARE = "DontCare"
_THEIRS = {"x1_px": "x1", "y1_px": "y1", "x2_px": "x2", "y2_px": "y2", "confidence": "score"}
_NOTES = (
    *("truncated", "occluded", "alpha", "height_m", "width_m", "length_m"),
    *("x_m", "y_m", "z_m", "rotation_y"),
)


def stage_kitti_labels(job: Job) -> Staged:
    """Stage labels: class, truncation, occlusion, angle, box, size and place in space.

    A region ``DontCare`` is a crowd of each class that the files have.
    """
    names = ("item_key", "split", "class_name", "is_crowd", *list(_THEIRS)[:4])
    table = _open(job, names, LABEL_NUMBERS)
    return _with_places(job, stage_labels(job, table, "xyxy"), table)


def stage_kitti_predictions(job: Job) -> Staged:
    """Stage predictions: the same with a score at the end of each line."""
    table = _open(job, ("item_key", "class_name", *_THEIRS), LABEL_NUMBERS + 1)
    # an image without predictions is no row
    job.store.run("delete from staged_text where line is null")
    return _with_places(job, stage_predictions(job, table, "xyxy"), table)


def _open(job: Job, names: tuple[str, ...], numbers: int) -> Table:
    """Read the lines into ``staged_text``; every column is text."""
    path = source_path(job)
    stage_lines(job, item_files(path, path.rglob("*.txt") if path.is_dir() else [path]))
    _check_direction(job, numbers)
    job.store.script(
        "fill/stage_kitti_object.sql", {"number_count": numbers, "dont_care": _DONT_CARE}
    )
    counts = job.store.run(
        f"select {', '.join(f'count({name})' for name in _NOTES)}, "  # noqa: S608
        "count(distinct (shown, line)) filter (where is_crowd = 'true'), "
        "count(distinct class_name) from staged_text"
    )[0]
    said = [name for name, count in zip(_NOTES, counts, strict=False) if count]
    *_, regions, classes = counts
    text = f"{job.source.name}: read as kitti"
    if regions and numbers == LABEL_NUMBERS:
        text += f"; {regions:,} {_DONT_CARE}, each a crowd of each of {classes} classes"
    job.changes.append(text)
    return Table(
        "staged_text", dict.fromkeys((*names, *said), "VARCHAR"), dict(_THEIRS), is_text=True
    )


def _check_direction(job: Job, numbers: int) -> None:
    """Refuse labels that are given as predictions, and predictions that are given as labels."""
    rows = job.store.run(
        "select count(*) filter (where try_cast(words[-15] as double) is not null), count(*) "
        "from staged_line where len(words) > 14"
    )
    scored, total = rows[0]
    if numbers > LABEL_NUMBERS and total and not scored:
        raise InputFileError(
            f"{job.source.name}: its lines have no score; expected one at the end of each",
            hint="if these are labels: 'duckeval load labels'",
        )
    if numbers == LABEL_NUMBERS and total and scored == total:
        raise InputFileError(
            f"{job.source.name}: its lines have one number too many for labels",
            hint="if that is a score, these are predictions: 'duckeval load predictions'",
        )


def _with_places(job: Job, staged: Staged, table: Table) -> Staged:
    """Return what was staged with faulty rows that are found by file and line."""

    def stage_raw() -> None:
        stage_table_raw(job, table)
        job.store.run(
            "update staged_raw set line = staged_text.line, "
            "pointer = staged_text.shown || ':' || staged_text.line from staged_text "
            "where staged_raw.section = '' and staged_raw.place = staged_text.rowid"
        )

    fields = replace(staged.fields, w_rule="is x1 or more", h_rule="is y1 or more")
    return replace(staged, fields=fields, stage_raw=stage_raw)
