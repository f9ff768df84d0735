"""What a user should hear about a file although it loads."""

from duckeval.ingest.job import Job

__all__ = ["warn_of_labels", "warn_of_predictions"]

_LARGE_SHARE = 0.2
_FEW = 5


def warn_of_labels(job: Job) -> None:
    """Warn of label keys that occur twice and of boxes that look like another kind of box."""
    rows = job.store.run(
        "select count(*), sum(n) from (select count(*) as n from staged_label "
        "where label_key is not null group by label_key having count(*) > 1)"
    )
    keys, labels = rows[0]
    if keys:
        job.warnings.append(
            f"{keys} ids stand for {labels} labels; each label is loaded and counts on its own"
        )
    _warn_of_boxes(job, "staged_label", "item_key")


def warn_of_predictions(job: Job) -> None:
    """Warn of confidences outside [0, 1] and of boxes that look like another kind of box."""
    [(count, lowest, highest)] = job.store.run(
        "select count(*), min(confidence), max(confidence) from staged_prediction "
        "where (confidence < 0 or confidence > 1) and isfinite(confidence)"
    )
    if count:
        job.warnings.append(
            f"{count} confidences lie outside [0, 1] ({lowest:g} to {highest:g}); "
            "they are taken as they are"
        )
    _warn_of_boxes(job, "staged_prediction", job.request.join)


def _warn_of_boxes(job: Job, staged_view: str, join: str) -> None:
    if join != "item_key":
        return
    job.store.script(f"fill/fault_box_{staged_view.removeprefix('staged_')}.sql")
    [(boxes, sized, beyond, corners, normalized)] = job.store.run("from box_survey")
    if boxes >= _FEW and normalized == boxes:
        job.warnings.append(
            f"the first {boxes} boxes lie within 0 and 1: they look normalised; expected pixels"
        )
    elif sized and beyond > _LARGE_SHARE * sized and corners > (1 - _LARGE_SHARE) * sized:
        job.warnings.append(
            f"{beyond} of the first {sized} boxes reach beyond their image, and their third and "
            "fourth number exceed the first two: they look like corners (x1, y1, x2, y2); "
            "expected x, y, width, height"
        )
    elif sized and beyond > _LARGE_SHARE * sized:
        job.warnings.append(f"{beyond} of the first {sized} boxes reach beyond their image")
