"""Ids and classes of a file that are not those of the data set: refusing it, with the way out."""

from collections.abc import Mapping
from dataclasses import dataclass

from duckeval.errors import InputFileError
from duckeval.ingest.job import Job
from duckeval.sqlfiles import read_sql

__all__ = ["CLASS_WAYS", "classes_meet", "refuse_if_strangers"]

NOT_AN_ITEM = "is an item of the data set"
NOT_A_CLASS = "is a class of the data set"

_NAMED = 5
_TABLES = ("parquet", "csv", "ndjson", "frame")
_JOINS = ("item_key", "file_name", "file_stem")

CLASS_WAYS = {
    "id": "class_key",
    "name": "class_name",
    "index": "class_index",
    "index1": "class_index1",
}
"""What a class of a file can be: its key, its name, or its place in the list of classes, counted
from 0 or from 1; and what the SQL calls that."""


@dataclass(frozen=True, slots=True)
class _Meeting:
    """How many names of a file are among those of the data set.

    Attributes
    ----------
    met, given, known : int
        Names that both have, that the file has, that the data set has.
    theirs, ours : list of str or None
        The first of either side that the other one does not have.
    """

    met: int
    given: int
    known: int
    theirs: list[str] | None
    ours: list[str] | None

    @property
    def is_poor(self) -> bool:
        """Whether less than half of both sides is met.

        Predictions on more images than are labelled meet all labelled ones, and those on a few of
        many images are all met: neither is a mistake.
        """
        return self.given > 0 and (
            self.met == 0 or (2 * self.met < self.given and 2 * self.met < self.known)
        )


def refuse_if_strangers(
    job: Job,
    known: Mapping[str, object],
    class_by: str,
    *,
    rows_in: int,
    item_rows: str,
) -> None:
    """Refuse a file whose items or classes are mostly not those of the data set.

    Parameters
    ----------
    job : Job
        The load, its faults being found.
    known : mapping
        dataset_id and task_id, among others: whose items and classes they are.
    class_by : str
        What the staged ``class_key`` is; a value of `CLASS_WAYS`; empty where there is none.
    rows_in : int
        Rows of the file.
    item_rows : str
        The staged rows that name items.

    Raises
    ------
    InputFileError
        With the counts, the first names of either side, and the option that helps.
    """
    task = {name: known[name] for name in ("dataset_id", "task_id") if name in known}
    faults = dict(
        job.store.run("select rule, count(*) from staged_fault group by rule order by rule")
    )
    if faults.get(NOT_AN_ITEM):
        column = "target_key" if item_rows == "staged_value" else "item_key"
        _refuse_if_items_do_not_meet(job, task, item_rows, column)
    if class_by:
        is_mostly_unknown = 2 * faults.get(NOT_A_CLASS, 0) > rows_in
        _refuse_if_classes_do_not_meet(job, task, class_by, is_mostly_unknown=is_mostly_unknown)


def _refuse_if_items_do_not_meet(
    job: Job, task: dict[str, object], relation: str, column: str
) -> None:
    _stage_names(job, relation, column)
    parameters = {"dataset_id": task["dataset_id"]}
    found = _meeting(job, "met_items", job.request.join, parameters)
    if not found.is_poor or job.request.allow_unmatched:
        return
    what = f"item {'id' if found.given == 1 else 'ids'}"
    if job.request.kind == "labels":
        raise _error(job, found, what, "items", "each annotation names an image by its id")
    by_join = {join: _meeting(job, "met_items", join, parameters) for join in _JOINS}
    best = max(_JOINS, key=lambda join: by_join[join].met)
    if by_join[best].met > found.met:
        hint = f"--join {best} would match {by_join[best].met:,} of {by_join[best].given:,}"
    else:
        other = "another column may hold the ids: --map THEIRS=item_key"
        if job.format_name not in _TABLES:
            other = "the ids have to be those of the labels, or the names of their files"
        hint = f"no --join would match more; {other}{_allow_hint(found)}"
    raise _error(job, found, what, "items", hint)


def _refuse_if_classes_do_not_meet(
    job: Job, task: dict[str, object], class_by: str, *, is_mostly_unknown: bool
) -> None:
    is_labels = job.request.kind == "labels"
    _stage_names(job, "staged_label" if is_labels else "staged_prediction", "class_key")
    found = _meeting(job, "met_classes", class_by, task)
    is_poor = (found.is_poor and found.known > 0) or is_mostly_unknown
    is_refused = is_poor and not job.request.allow_unmatched
    if not found.theirs or (is_labels and not is_refused):
        return
    if is_labels:
        hint = "each annotation names a category by its id"
        raise _error(job, found, "classes", "classes", hint)
    by_way = {way: _meeting(job, "met_classes", way, task) for way in CLASS_WAYS.values()}
    most = max(each.met for each in by_way.values())
    best = [option for option, way in CLASS_WAYS.items() if by_way[way].met == most > found.met]
    hint = _class_hint(job, task, class_by, best)
    if hint and not hint.startswith("every"):
        hint += f" would match {most:,} of {found.given:,}"
    if is_refused:
        what = "class" if found.given == 1 else "classes"
        raise _error(
            job, found, what, "classes", hint or _spelling_hint(job, task, class_by, found)
        )
    if hint and most == found.given:
        job.warnings.append(
            f"{len(found.theirs)} of {found.given} classes of the file are not in the data set "
            f"({_listed(found.theirs)}): {hint} --replace"
        )
    elif class_by == "class_name":
        _warn_of_spelling(job, task, found)


def classes_meet(job: Job, task: dict[str, object], class_by: str) -> bool:
    """Return whether every class of the predictions is one of the data set if read this way."""
    _stage_names(job, "staged_prediction", "class_key")
    found = _meeting(job, "met_classes", class_by, task)
    return found.met == found.given


def _stage_names(job: Job, relation: str, column: str) -> None:
    """Make ``staged_name``: the names that a file has and its class map does not explain."""
    # Lists and objects, which begin with these brackets, are faults and no names.
    explained = ""
    if column == "class_key":
        explained = "and class_key not in (select from_class from known_class_rule)"
    job.store.run(
        f"create or replace temp table staged_name as select {column} as given_name, "  # noqa: S608
        f"min(place) as first_place from {relation} where {column} is not null "
        f"and ascii({column}) not in (91, 123) {explained} group by {column}"
    )


def _meeting(job: Job, query: str, way: str, parameters: dict[str, object]) -> _Meeting:
    [row] = job.store.run(
        read_sql(f"read/{query}.sql"), {**parameters, "way": way, "named": _NAMED}
    )
    return _Meeting(*row)


def _error(job: Job, found: _Meeting, what: str, of_ours: str, hint: str) -> InputFileError:
    unseen = f"; not in the file: {_listed(found.ours)}" if found.ours else ""
    return InputFileError(
        f"{job.source.name}: {found.met:,} of its {found.given:,} {what} "
        f"{'is' if found.given == 1 else 'are'} in the data set, which has {found.known:,} "
        f"{of_ours}; not there: {_listed(found.theirs)}{unseen}",
        hint=hint,
    )


def _class_hint(job: Job, task: dict[str, object], class_by: str, best: list[str]) -> str:
    """Return the options under which most classes meet, empty where they do so already."""
    options = " or ".join(f"--classes-by {option}" for option in best)
    if class_by != "class_key" or not best:
        return options
    [(from_0, from_1)] = job.store.run(
        "select bool_and(class_key = class_index::varchar), "
        "bool_and(class_key = (class_index + 1)::varchar) from dataset_class "
        "inner join class using (class_id) where dataset_id = $dataset_id and task_id = $task_id",
        task,
    )
    if from_0 and "index1" in best:
        return "every id is one too high: add --classes-by index1"
    if from_1 and "index" in best:
        return "every id is one too low: add --classes-by index"
    return options


def _likely(job: Job, task: dict[str, object], found: _Meeting) -> list[tuple[str, str]]:
    """Return unknown names of the file that are names of the data set but for their spelling."""
    sql = (
        "select class_name from class inner join dataset_class using (class_id) "
        "where dataset_id = $dataset_id and task_id = $task_id order by class_index"
    )
    folded = {_folded(name): name for (name,) in job.store.run(sql, task)}
    return [(name, folded[_folded(name)]) for name in found.theirs or () if _folded(name) in folded]


def _folded(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _warn_of_spelling(job: Job, task: dict[str, object], found: _Meeting) -> None:
    """Warn of classes that are new, and look like others that are written a little otherwise."""
    pairs = ", ".join(f"{theirs!r} ({ours!r}?)" for theirs, ours in _likely(job, task, found))
    if pairs:
        job.warnings.append(
            f"the data set has no class {pairs}: predictions of it are false positives; "
            "--class-map FILE --replace gives them another name"
        )


def _spelling_hint(job: Job, task: dict[str, object], class_by: str, found: _Meeting) -> str:
    """Return what to do about classes that no way of counting explains."""
    same = _likely(job, task, found)
    example = f", such as {same[0][0]},{same[0][1]}" if same else ""
    allow = "; --allow-unmatched takes them as classes without labels"
    allow = allow if class_by == "class_name" else _allow_hint(found)
    return (
        "--class-map FILE says which class is which: CSV with the columns from_class,to_class"
        f"{example}{allow}"
    )


def _allow_hint(found: _Meeting) -> str:
    return "; --allow-unmatched loads what meets" if found.met else ""


def _listed(names: list[str] | None) -> str:
    text = ", ".join(map(repr, names or ()))
    return f"{text}, ..." if len(names or ()) == _NAMED else text or "none"
