"""Which question labels and predictions answer: objects, or a classification."""

from dataclasses import dataclass

from duckeval.errors import InputFileError, UnknownNameError, UsageError
from duckeval.ingest.job import Job
from duckeval.store import Store

__all__ = [
    "OBJECTS",
    "Task",
    "kind_of_labels",
    "task_named",
    "task_of_labels",
    "task_of_predictions",
]

_KINDS = ("multiclass", "multilabel", "text")


@dataclass(frozen=True, slots=True)
class Task:
    """A question that labels answer.

    Attributes
    ----------
    task_id : int
        Its key.
    name : str
        ``objects``, or the name of the classification.
    kind : str
        ``objects``, ``multiclass`` (an item has one label), ``multilabel`` (any number) or ``text``
        (an item has a reference).
    """

    task_id: int
    name: str
    kind: str

    @property
    def is_objects(self) -> bool:
        """Whether it is about objects in a place, not about whole items."""
        return self.kind == "objects"

    @property
    def is_text(self) -> bool:
        """Whether its labels and predictions are texts."""
        return self.kind == "text"

    @property
    def shape(self) -> str:
        """What stands in the column shape of its labels and predictions."""
        return "box" if self.is_objects else "tag"


OBJECTS = Task(1, "objects", "objects")


def kind_of_labels(store: Store, name: str | None, kind: str | None) -> str | None:
    """Return the kind of the task of a labels file before it is read; None where it will say.

    Raises
    ------
    UsageError
        If the kind is no kind, or there is no name.
    """
    if kind is not None and kind not in _KINDS:
        raise UsageError(f"kind is {kind!r}; expected multiclass, multilabel or text")
    if name is None or name == OBJECTS.name:
        if kind is not None:
            raise UsageError(
                f"kind {kind} is that of a classification or of texts", hint="name it: --task NAME"
            )
        return OBJECTS.kind
    known = {each.name: each.kind for each in _tasks(store)}
    return known.get(name, kind)


def task_of_labels(job: Job) -> Task:
    """Return the task of a labels file that is staged, after making it where it is new.

    Without ``kind`` a new task is multilabel if an item of the file has two classes, else
    multiclass.

    Raises
    ------
    UsageError
        If the kind is not that of the task that is there.
    """
    name, kind = job.request.task, job.request.task_kind
    if name is None or name == OBJECTS.name:
        return OBJECTS
    known = {each.name: each for each in _tasks(job.store)}
    if name in known:
        _check_kind(known[name], kind)
        return known[name]
    if kind is None:
        [(several,)] = job.store.run(
            "select count(*) from (select item_key from staged_label "
            "where class_key is not null group by item_key having count(distinct class_key) > 1)"
        )
        kind = "multilabel" if several else "multiclass"
        meant = "any number of labels" if several else "one label"
        job.warnings.append(
            f"task {name!r} is taken as {kind}: {meant} an item (--kind says otherwise)"
        )
    [(task_id,)] = job.store.run("select max(task_id) + 1 from task")
    job.store.run(
        "insert into task values ($task_id, $name, $kind)",
        {"task_id": task_id, "name": name, "kind": kind},
    )
    return Task(task_id, name, kind)


def task_of_predictions(store: Store, name: str | None, kind: str | None = None) -> Task:
    """Return the task that predictions answer.

    Raises
    ------
    UsageError
        If it is of another kind than `kind`.
    UnknownNameError, InputFileError
        If no labels of the task were loaded.
    """
    if name is None or name == OBJECTS.name:
        _check_kind(OBJECTS, kind)
        return OBJECTS
    if len(_tasks(store)) == 1:
        raise InputFileError(
            f"there are no labels of task {name!r} yet",
            hint=f"load them first: 'duckeval load labels FILE --task {name}'",
        )
    task = task_named(store, name)
    _check_kind(task, kind)
    return task


def task_named(store: Store, name: str) -> Task:
    """Return the task of a name, ``objects`` too.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    known = {each.name: each for each in _tasks(store)}
    if name not in known:
        raise UnknownNameError.of("task", name, list(known))
    return known[name]


def _check_kind(task: Task, kind: str | None) -> None:
    if kind is not None and kind != task.kind:
        raise UsageError(f"task {task.name!r} is {task.kind}, not {kind}")


def _tasks(store: Store) -> list[Task]:
    rows = store.run("select task_id, task_name, kind from task order by task_id")
    return [Task(*row) for row in rows]
