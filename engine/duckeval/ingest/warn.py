"""What a user should hear about a file although it loads."""

from duckeval.ingest.job import Job
from duckeval.ingest.meeting import classes_meet
from duckeval.sqlfiles import read_sql

__all__ = ["warn_of_labels", "warn_of_predictions", "warn_of_shifted_classes"]

_LARGE_SHARE = 0.2
_FEW = 5
_MANY_PAIRS = 20


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


def warn_of_shifted_classes(job: Job, dataset_id: int, prediction_set_id: int) -> None:
    """Warn where most predictions lie on labels of the class before theirs, or behind it.

    Ids that are one off may all be ids of the data set, except one at the end.
    """
    parameters = {"prediction_set_id": prediction_set_id, "dataset_id": dataset_id}
    [(same, other)] = job.store.run(
        "select count(*) filter (is_same_class), count(*) filter (not is_same_class) from pair "
        "inner join matching using (matching_id) where prediction_set_id = $prediction_set_id "
        "and is_own_shape and iou >= 0.5 and not is_ignored",
        {"prediction_set_id": prediction_set_id},
    )
    if other < max(_MANY_PAIRS, 2 * same):
        return
    rows = job.store.run(read_sql("read/class_shift.sql"), parameters)
    places, count = rows[0] if rows else (0, 0)
    if abs(places) != 1 or 2 * count < same + other:
        return
    side, by = ("before", "class_index1") if places < 0 else ("after", "class_index")
    known: dict[str, object] = {"dataset_id": dataset_id, "task_id": 1}
    remedy = "--class-map FILE says which class is which"
    if classes_meet(job, known, by):
        remedy = f"--classes-by {by.removeprefix('class_')} --replace reads them so"
    job.warnings.append(
        f"{count} of {same + other} predictions that lie on a label have the class {side} its own "
        f"in the list of classes, {same} its own: the ids look one off; {remedy}"
    )


def _warn_of_boxes(job: Job, staged_view: str, join: str) -> None:
    if join != "item_key":
        return
    job.store.script(f"fill/fault_box_{staged_view.removeprefix('staged_')}.sql")
    [(boxes, sized, beyond, corners, normalized)] = job.store.run("from box_survey")
    if boxes >= _FEW and normalized == boxes:
        job.warnings.append(
            f"the first {boxes} boxes lie within 0 and 1: they look normalised; expected pixels, "
            "or --normalized"
        )
    elif sized and beyond > _LARGE_SHARE * sized and corners > (1 - _LARGE_SHARE) * sized:
        job.warnings.append(
            f"{beyond} of the first {sized} boxes reach beyond their image, and their third and "
            "fourth number exceed the first two: they look like corners (x1, y1, x2, y2); "
            "expected x, y, width, height"
        )
    elif sized and beyond > _LARGE_SHARE * sized:
        job.warnings.append(f"{beyond} of the first {sized} boxes reach beyond their image")
