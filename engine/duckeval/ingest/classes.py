"""Which class a row of predictions means."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from duckeval.errors import InputFileError, UnknownNameError, UsageError
from duckeval.ingest.class_map import Rule, read_class_map, rules_of
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.meeting import CLASS_WAYS

__all__ = ["ClassMap", "rules_of_load", "stage_classes"]

ClassMap = str | Path | Mapping[str, str | None] | Sequence[Mapping[str, Any]]
"""A file of rules, an object of names, or a list of rules."""


def rules_of_load(class_map: ClassMap | None) -> tuple[Rule, ...]:
    """Return the rules of the class map of a load.

    Raises
    ------
    InputFileError
        If a rule is about certain data sets: a file has none.

    Examples
    --------
    >>> rules_of_load({"automobile": "car"})[0].to_class
    'car'
    """
    if class_map is None:
        return ()
    is_file = isinstance(class_map, str | Path)
    name = str(class_map) if is_file else "class_map"
    rules = read_class_map(Path(class_map)) if is_file else rules_of(class_map, name)  # type: ignore[arg-type]
    for rule in rules:
        if rule.from_dataset is not None or rule.to_dataset is not None:
            raise InputFileError(
                f"{name}: class {rule.from_class!r} has a rule for certain data sets; expected "
                "from_class and to_class only",
                hint="'duckeval dataset map' takes rules between data sets",
            )
    return tuple(rules)


def stage_classes(job: Job, staged: Staged, known: Mapping[str, Any]) -> str:
    """Make ``known_class``, after adding the names that no label has; return what names a class.

    Parameters
    ----------
    job : Job
        The load.
    staged : Staged
        What was read.
    known : mapping
        dataset_id and task_id.

    Raises
    ------
    UnknownNameError
        If the class map speaks of a class that there is not.
    UsageError
        If classes of a matrix are to be read in another way.
    """
    store, request = job.store, job.request
    class_by = CLASS_WAYS[request.classes_by] if request.classes_by else staged.class_by
    if staged.matrix is not None and (request.class_rules or request.classes_by):
        raise UsageError(
            f"{job.source.name}: the classes of a matrix are its columns; expected neither "
            "--classes-by nor --class-map",
            hint="--map THEIRS=OURS renames a column",
        )
    _check_rules(job, known["task_id"])
    if class_by == "class_name" and staged.matrix is None:
        store.script("fill/insert_predicted_class.sql", known)
    store.script("fill/stage_known_class.sql", {**known, "class_by": class_by})
    if request.class_rules:
        store.script(
            "fill/fault_left_out_class.sql",
            {"section": staged.section, "class_field": staged.fields.class_},
        )
    return class_by


def _check_rules(job: Job, task_id: int) -> None:
    if not job.request.class_rules:
        return
    sql = "select class_name from class where task_id = $task_id order by class_id"
    names = [name for (name,) in job.store.run(sql, {"task_id": task_id})]
    for rule in job.request.class_rules:
        if rule.to_class is not None and rule.to_class not in names:
            raise UnknownNameError.of("class", rule.to_class, names)
