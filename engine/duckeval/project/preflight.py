"""Whether cross-validation can say something: a named model, classes, and enough items of each."""

from dataclasses import dataclass
from typing import Any

from duckeval.errors import GateFailed, UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.sets import chosen_sets
from duckeval.result import Result
from duckeval.store import Store

__all__ = ["MIN_PER_CLASS", "RECOMMENDED", "Preflight", "check_model", "preflight"]

MIN_PER_CLASS = 10
"""Items a class that cross-validation needs."""

RECOMMENDED = 50
"""Items a class that it had better have."""

_CLASSES = 2


@dataclass(frozen=True, slots=True)
class Preflight:
    """What is there to cross-validate on.

    Attributes
    ----------
    dataset : str
        The data set, ``NAME@VERSION``.
    support : Result
        Rows of ``fold_support``: a class each, with ``verdict``.
    short : tuple of str
        Classes with too few items in all, or in a training part.
    few : tuple of str
        Classes with fewer items than recommended.
    faults : tuple of str
        Everything that is missing, a sentence each.
    min_per_class : int
        How many items a class were asked for.
    """

    dataset: str
    support: Result
    short: tuple[str, ...]
    few: tuple[str, ...]
    faults: tuple[str, ...]
    min_per_class: int

    @property
    def is_passed(self) -> bool:
        """Whether nothing is missing."""
        return not self.faults

    def failure(self, missing: str) -> GateFailed:
        """Return the error that names what is missing."""
        colon = ": " if missing else ""
        return GateFailed(
            f"{self.dataset} falls short of what cross-validation needs{colon}{missing}",
            hint="more items, fewer folds, or --min-per-class N" if self.short else None,
        )


def preflight(
    store: Store,
    *,
    prediction_set: str | None = None,
    model: str | None = None,
    dataset: str | None = None,
    task: str | None = None,
    min_per_class: int = MIN_PER_CLASS,
) -> Preflight:
    """Check model, classes and items; see `CrossValidation.check`."""
    from duckeval.ingest.datasets import find_dataset  # noqa: PLC0415
    from duckeval.ingest.tasks import task_named  # noqa: PLC0415

    if min_per_class < 1:
        raise UsageError(f"min_per_class is {min_per_class}; expected at least 1")
    faults: list[str] = []
    if prediction_set is not None:
        [chosen] = chosen_sets(store, prediction_set)
        dataset = chosen.dataset
        task = task or chosen.task_name
        if model is None and not (chosen.model_name and chosen.model_version):
            faults.append(
                f"prediction set {chosen.name!r} names no version of a model; expected NAME@VERSION"
            )
    if model is not None:
        check_model(model)
    with translated():
        found = find_dataset(store, dataset, may_be_new=False)
        asked: dict[str, Any] = {
            "dataset": found.text,
            "least": min_per_class,
            "recommended": max(RECOMMENDED, min_per_class),
            "task": None if task is None else task_named(store, task).name,
        }
        sql = (
            "from fold_support(min_per_class := $least, recommended := $recommended) "
            "where dataset = $dataset and task = coalesce($task, task)"
        )
        support = Result(store.table(sql, asked))
    rows = support.rows()
    if len(rows) < _CLASSES:
        number = "1 class" if len(rows) == 1 else f"{len(rows)} classes"
        faults.append(f"{number} with labels; expected at least 2")
    if any(row["least_training_count"] is None for row in rows):
        faults.append("no item has a fold; 'duckeval folds make' gives each one")
    short = tuple(row["class_name"] for row in rows if row["verdict"] == "short")
    faults += [_shortage(row, min_per_class) for row in rows if row["verdict"] == "short"]
    few = tuple(row["class_name"] for row in rows if row["verdict"] == "few")
    return Preflight(found.text, support, short, few, tuple(faults), min_per_class)


def check_model(model: str) -> tuple[str, str]:
    """Return name and version of a model.

    Raises
    ------
    UsageError
        If one of them is missing.

    Examples
    --------
    >>> check_model("resnet@3")
    ('resnet', '3')
    """
    name, _, version = model.partition("@")
    if not name or not version:
        raise UsageError(
            f"model is {model!r}; expected NAME@VERSION",
            hint="numbers of a model without a version cannot be told from those of the next one",
        )
    return name, version


def _shortage(row: dict[str, Any], least: int) -> str:
    """Return what a class lacks.

    Examples
    --------
    >>> row = {"class_name": "bus", "item_count": 11, "least_training_count": 8}
    >>> _shortage({**row, "least_training_fold": "2"}, 10)
    'bus: 8 items to train on without fold 2; expected at least 10'
    """
    if row["item_count"] < least:
        return f"{row['class_name']}: {_items(row['item_count'])}; expected at least {least}"
    return (
        f"{row['class_name']}: {_items(row['least_training_count'])} to train on without fold "
        f"{row['least_training_fold']}; expected at least {least}"
    )


def _items(number: int) -> str:
    return "1 item" if number == 1 else f"{number:,} items"
