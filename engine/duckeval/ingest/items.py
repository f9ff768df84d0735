"""Items and classes that a labels file brings."""

from duckeval.errors import InputFileError
from duckeval.ingest.columns import set_values
from duckeval.ingest.fold_values import FOLD, warn_of_folds
from duckeval.ingest.job import Job, Staged
from duckeval.store import Store

__all__ = ["classes_without_labels", "insert_classes", "insert_items"]

_NAMED = 5


def insert_items(job: Job, staged: Staged, dataset_id: int, load_id: int) -> None:
    """Insert the items of a staged labels file that are not there, and what it says of them.

    Raises
    ------
    InputFileError
        If an item is described in two ways, within the file or by file and project.
    """
    store = job.store
    store.script("fill/fault_item.sql", {"section": staged.item_section, "item_field": "id"})
    store.script("fill/stage_clashing_item.sql", {"dataset_id": dataset_id})
    clashes = store.run(f"from clashing_item order by place limit {_NAMED}")
    if clashes:
        raise _clash(job, clashes)
    store.script("fill/insert_item.sql", {"dataset_id": dataset_id})
    store.script("fill/load_item_order.sql", {"dataset_id": dataset_id})
    if staged.item_columns:
        store.script("fill/stage_item_target.sql", {"dataset_id": dataset_id})
        repeated = store.run(
            "select min(target_key) from target_value group by target_id having count(*) > 1 "
            "order by target_id limit 1"
        )
        if repeated:
            raise InputFileError(
                f"{job.source.name}: item {repeated[0][0]!r} is there twice, with different "
                "metadata; expected one description"
            )
        set_values(job, "item", staged.item_columns, load_id)
        if any(name.casefold() == FOLD for name in staged.item_columns):
            warn_of_folds(job, dataset_id)


def insert_classes(job: Job, staged: Staged, dataset_id: int, task_id: int) -> None:
    """Insert the classes of a staged labels file that are not there.

    Raises
    ------
    InputFileError
        If a key stands for two names, within the file or by file and project.
    """
    store = job.store
    store.script("fill/fault_class.sql", {"section": staged.class_section, "class_field": "id"})
    twice = store.run(
        "select class_key, list(distinct class_name order by class_name) from staged_class "
        "where class_key is not null group by class_key "
        "having count(distinct class_name) > 1 order by min(place) limit 1"
    )
    if twice:
        key, names = twice[0]
        raise InputFileError(
            f"{job.source.name}: class {key!r} has the names {' and '.join(map(repr, names))}; "
            "expected one"
        )
    store.script(
        "fill/insert_class.sql",
        {"dataset_id": dataset_id, "class_by": staged.class_by, "task_id": task_id},
    )
    _check_sigmas(job)
    _warn_of_names(job)


def _check_sigmas(job: Job) -> None:
    """Refuse sigmas that are no positive number for each keypoint of their class."""
    wrong = job.store.run(
        "select class_name, len(keypoint_names) from class where keypoint_sigmas is not null "
        "and (len(keypoint_sigmas) = 0 "
        "or len(keypoint_sigmas) <> len(keypoint_names) "
        "or not list_bool_and(list_transform(keypoint_sigmas, "
        "lambda sigma: coalesce(sigma > 0 and isfinite(sigma), false)))) order by class_id limit 1"
    )
    if wrong:
        name, count = wrong[0]
        each = "each keypoint" if count is None else f"each of its {count} keypoints"
        raise InputFileError(
            f"{job.source.name}: the keypoint_sigmas of class {name!r} are wrong; expected a "
            f"list with a positive number for {each}"
        )


def classes_without_labels(store: Store, dataset_id: int, prediction_set_id: int = 0) -> int:
    """Return how many classes the data set declares or the set predicts that have no label."""
    [(count,)] = store.run(
        "select count(*) from (select class_id from dataset_class where dataset_id = $dataset_id "
        "union select class_id from prediction where prediction_set_id = $prediction_set_id) "
        "anti join (select class_id from label semi join item on label.item_id = item.item_id "
        "and item.dataset_id = $dataset_id) using (class_id)",
        {"dataset_id": dataset_id, "prediction_set_id": prediction_set_id},
    )
    return int(count)


def _clash(job: Job, clashes: list[tuple[object, ...]]) -> InputFileError:
    _, key, field, ours, theirs, is_within = clashes[0]
    more = f" ({len(clashes)} such items or more)" if len(clashes) == _NAMED else ""
    if is_within:
        return InputFileError(
            f"{job.source.name}: item {key!r} is there twice, with {field} {ours!r} and "
            f"{theirs!r}{more}; expected one description"
        )
    return InputFileError(
        f"{job.source.name}: item {key!r} has {field} {theirs!r}, and {ours!r} in the project"
        f"{more}",
        hint="another version of a data set gets a name of its own: --dataset NAME@VERSION",
    )


def _warn_of_names(job: Job) -> None:
    rows = job.store.run(
        "select class_key, given_name, former_name, class_name from named_class order by place"
    )
    for key, given, former, name in rows:
        if former is None and given != name:
            job.warnings.append(f"two categories are named {given!r}; number {key} is {name!r}")
        elif former is not None and former not in {given, f"{given} #{key}"} and given != key:
            raise InputFileError(
                f"{job.source.name}: class {key!r} is named {given!r}, and {former!r} in the "
                "project; expected one name",
                hint="another data set gets a name of its own: --dataset NAME",
            )
    if any(given == key for key, given, *_ in rows) and job.format_name == "coco":
        unnamed = [key for key, given, *_ in rows if given == key]
        job.warnings.append(
            f"{len(unnamed)} categories have no name and go by their id: {', '.join(unnamed[:5])}"
        )
