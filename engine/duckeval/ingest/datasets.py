"""Which data set and which prediction set a load means."""

from dataclasses import dataclass

from duckeval.errors import InputFileError, UnknownNameError, UsageError
from duckeval.ingest.job import Job
from duckeval.store import Store
from duckeval.store.ledger import now

__all__ = [
    "Dataset",
    "PredictionSet",
    "find_dataset",
    "find_set",
    "id_of",
    "make_dataset",
    "set_name_of",
]

DEFAULT_NAME = "default"
DEFAULT_VERSION = "1"


@dataclass(frozen=True)
class Dataset:
    """One version of a data set; `dataset_id` is None until it is made."""

    dataset_id: int | None
    name: str
    version: str

    @property
    def text(self) -> str:
        """The name as ``--dataset`` takes it."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True)
class PredictionSet:
    """One prediction set."""

    prediction_set_id: int
    name: str


def find_dataset(store: Store, wanted: str | None, *, may_be_new: bool) -> Dataset:
    """Return the data set that a request means.

    Parameters
    ----------
    store : Store
        The project.
    wanted : str or None
        ``NAME``, ``NAME@VERSION``, or None for the only one there is.
    may_be_new : bool
        Whether a name that is not there stands for a data set to make.

    Raises
    ------
    UnknownNameError
        If it is not there and may not be new.
    UsageError
        If no name is given and there are several, or the name is empty.
    """
    rows = store.run(
        "select dataset_id, dataset_name, dataset_version from dataset order by dataset_id"
    )
    known = [Dataset(*row) for row in rows]
    if wanted is None:
        return _only_dataset(known, may_be_new=may_be_new)
    name, at, version = wanted.rpartition("@") if "@" in wanted else (wanted, "", "")
    if not name or (at and not version):
        raise UsageError(f"--dataset is {wanted!r}; expected NAME or NAME@VERSION")
    named = [each for each in known if each.name == name]
    version = version or _usual_version(named, may_be_new=may_be_new)
    for each in named:
        if each.version == version:
            return each
    if may_be_new:
        return Dataset(None, name, version)
    raise UnknownNameError.of("data set", wanted, [each.text for each in known])


def make_dataset(store: Store, dataset: Dataset) -> Dataset:
    """Return the data set with its key, after making it where it is new."""
    if dataset.dataset_id is not None:
        return dataset
    [(dataset_id,)] = store.run("select coalesce(max(dataset_id), 0) + 1 from dataset")
    store.run(
        "insert into dataset values ($dataset_id, $name, $version, $now)",
        {
            "dataset_id": dataset_id,
            "name": dataset.name,
            "version": dataset.version,
            "now": now(),
        },
    )
    return Dataset(dataset_id, dataset.name, dataset.version)


def id_of(dataset: Dataset) -> int:
    """Return the key of a data set that is there."""
    if dataset.dataset_id is None:
        raise AssertionError(f"{dataset} was not made")
    return dataset.dataset_id


def find_set(store: Store, name: str | None, dataset: Dataset) -> PredictionSet:
    """Return the prediction set of a data set that a request means: the named or the only one."""
    rows = store.run(
        "select prediction_set_id, prediction_set_name from prediction_set "
        "where dataset_id = $dataset_id order by prediction_set_id",
        {"dataset_id": dataset.dataset_id},
    )
    names = [row[1] for row in rows]
    if name is None:
        if len(rows) == 1:
            return PredictionSet(*rows[0])
        if not rows:
            raise InputFileError(
                f"data set {dataset.text} has no predictions yet",
                hint="'duckeval load predictions FILE' loads some",
            )
        raise UsageError(
            f"data set {dataset.text} has several prediction sets",
            hint=f"say which with --set: {', '.join(names)}",
        )
    for row in rows:
        if row[1] == name:
            return PredictionSet(*row)
    raise UnknownNameError.of("prediction set", name, names)


def set_name_of(job: Job) -> str:
    """Return the name of the prediction set that a load of predictions makes."""
    name = job.request.set_name or job.source.stem
    if name is None:
        raise UsageError(
            "predictions from a frame need a name", hint="give set_name=..., or --set NAME"
        )
    return name


def _usual_version(named: list[Dataset], *, may_be_new: bool) -> str:
    """Return the version that a name alone means: 1, or the only one there is."""
    versions = [each.version for each in named]
    if DEFAULT_VERSION in versions or may_be_new or len(versions) != 1:
        return DEFAULT_VERSION
    return versions[0]


def _only_dataset(known: list[Dataset], *, may_be_new: bool) -> Dataset:
    if len(known) == 1:
        return known[0]
    if known and len({each.name for each in known}) == 1:
        version = _usual_version(known, may_be_new=False)
        return next((each for each in known if each.version == version), known[-1])
    if known:
        raise UsageError(
            "the project has several data sets",
            hint=f"say which with --dataset: {', '.join(each.text for each in known)}",
        )
    if may_be_new:
        return Dataset(None, DEFAULT_NAME, DEFAULT_VERSION)
    raise InputFileError(
        "the project has no labels yet",
        hint="load them first: 'duckeval load labels FILE'; their items are what predictions "
        "and metadata are joined to",
    )
