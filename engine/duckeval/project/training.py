"""Training here: each fold is predicted by a model that was trained on the others."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from duckeval.errors import DuckevalError, QueryError, UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.preflight import MIN_PER_CLASS, check_model, preflight
from duckeval.store import Store

if TYPE_CHECKING:
    from duckeval.analysis.crossval import FitPredict
    from duckeval.project.training_data import TrainingData

__all__ = ["DEFAULT_ESTIMATOR", "FoldRun", "Trained", "TrainingQuestion", "train"]

DEFAULT_ESTIMATOR = "sklearn.linear_model.LogisticRegression"
_DEFAULT_PARAMETERS = {"max_iter": 1000}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingQuestion:
    """What is trained on what.

    Attributes
    ----------
    task : str
        The classification.
    prediction_set : str
        Name of the set to make.
    model : str
        ``NAME@VERSION``.
    features : sequence of str
        Columns of item: numbers, or lists of numbers.
    estimator : str
        Module and class of an estimator.
    params : mapping
        What the estimator is made with.
    fit_predict : callable or None
        Instead of an estimator.
    dataset : str or None
        ``NAME`` or ``NAME@VERSION``.
    seed : int
        The random state of the estimator.
    min_per_class : int
        Items that each class needs.
    replace : bool
        Whether a set of that name gives way.
    """

    task: str
    prediction_set: str
    model: str
    features: Sequence[str] = ()
    estimator: str = DEFAULT_ESTIMATOR
    params: Mapping[str, Any] | None = None
    fit_predict: "FitPredict | None" = None
    dataset: str | None = None
    seed: int = 0
    min_per_class: int = MIN_PER_CLASS
    replace: bool = False


@dataclass(frozen=True, slots=True)
class FoldRun:
    """A fold that was trained and predicted.

    Attributes
    ----------
    fold : str
        The fold.
    training_count, item_count : int
        Items that were trained on, and that were predicted.
    seconds : float
        How long it took.
    is_repeat : bool
        Whether a run that was stopped had done it.
    """

    fold: str
    training_count: int
    item_count: int
    seconds: float
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Trained:
    """An out-of-fold set that was trained here.

    Attributes
    ----------
    name, dataset, task, model : str
        The prediction set, its data set, its task and its model.
    folds : tuple of FoldRun
        The folds.
    classes : tuple of str
        The classes that were learnt.
    unlabelled_count, unfolded_count, featureless_count : int
        Items that were left out, for want of a label of the task, a fold, or features.
    few : tuple of str
        Classes with fewer items than recommended.
    """

    name: str
    dataset: str
    task: str
    model: str
    folds: tuple[FoldRun, ...]
    classes: tuple[str, ...]
    unlabelled_count: int
    unfolded_count: int
    featureless_count: int
    few: tuple[str, ...]


def train(
    store: Store,
    question: TrainingQuestion,
    report: Callable[[FoldRun], None] | None = None,
    progress: Callable[..., None] | None = None,
) -> Trained:
    """Train on all folds but one, predict that one, for each fold, and store what was predicted.

    Parameters
    ----------
    store : Store
        An open project.
    question : TrainingQuestion
        What to train.
    report, progress : callable, optional
        Told each fold that is done; told what is being done, how many folds are done, of how many.

    Raises
    ------
    GateFailed
        If there are too few classes, or items of one.
    QueryError
        If training raises; the folds before stay.
    UsageError
        If names do not fit.
    """
    from duckeval.ingest import load_predictions  # noqa: PLC0415
    from duckeval.ingest.datasets import find_dataset, id_of  # noqa: PLC0415
    from duckeval.project.training_data import training_data  # noqa: PLC0415

    check_model(question.model)
    with translated():
        found = find_dataset(store, question.dataset, may_be_new=False)
    _refuse_taken(store, question)
    data = training_data(store, found, question.task, tuple(question.features))
    few = _checked_support(store, question, data, found.text)
    fit_predict = _fit_predict(question, data)
    settings = _settings(question, data)
    done = _finished(store, question.prediction_set, settings)
    runs: list[FoldRun] = []
    for place, fold in enumerate(data.fold_names):
        if fold in done:
            runs.append(done[fold])
        else:
            if progress is not None:
                progress(f"fold {fold}", place, len(data.fold_names))
            runs.append(_run(store, question, data, fold, fit_predict, settings, id_of(found)))
        if report is not None:
            report(runs[-1])
    load_predictions(
        store,
        _arrays(store, question.prediction_set, data),
        dataset=found.text,
        set_name=question.prediction_set,
        model=question.model,
        task=question.task,
        replace=question.replace,
    )
    with translated():
        store.run(
            "update crossval_fold set item_keys = null, probabilities = null "
            "where prediction_set_name = $name",
            {"name": question.prediction_set},
        )
    store.checkpoint()
    return Trained(
        question.prediction_set,
        found.text,
        question.task,
        question.model,
        tuple(runs),
        data.part.classes,
        data.unlabelled_count,
        data.unfolded_count,
        data.featureless_count,
        few,
    )


def _refuse_taken(store: Store, question: TrainingQuestion) -> None:
    name = question.prediction_set
    if not name.strip():
        raise UsageError("the prediction set needs a name")
    with translated():
        rows = store.run(
            "select 1 from prediction_set where prediction_set_name = $name", {"name": name}
        )
    if rows and not question.replace:
        raise UsageError(
            f"prediction set {name!r} is there already",
            hint="--replace puts what is trained now in its place",
        )


def _checked_support(
    store: Store, question: TrainingQuestion, data: "TrainingData", dataset: str
) -> tuple[str, ...]:
    found = preflight(
        store,
        model=question.model,
        dataset=dataset,
        task=question.task,
        min_per_class=question.min_per_class,
    )
    if len(data.fold_names) == 1:
        raise UsageError(f"the items of {dataset} are all in one fold; expected at least 2 folds")
    if not found.is_passed:
        raise found.failure("; ".join(found.faults))
    return found.few


def _fit_predict(question: TrainingQuestion, data: "TrainingData") -> "FitPredict":
    from duckeval.analysis.crossval import estimator  # noqa: PLC0415

    if question.fit_predict is not None:
        return question.fit_predict
    if not question.features:
        raise UsageError(
            "an estimator needs features", hint="--features COLUMN names numbers or lists of them"
        )
    return estimator(
        question.estimator,
        _parameters(question),
        seed=question.seed,
        is_multilabel=data.is_multilabel,
    )


def _parameters(question: TrainingQuestion) -> dict[str, Any]:
    given = dict(question.params or {})
    if question.estimator == DEFAULT_ESTIMATOR:
        return _DEFAULT_PARAMETERS | given
    return given


def _settings(question: TrainingQuestion, data: "TrainingData") -> str:
    what = question.estimator
    if question.fit_predict is not None:
        made = question.fit_predict
        what = f"{getattr(made, '__module__', '')}:{getattr(made, '__qualname__', type(made))}"
    settings = {
        "task": question.task,
        "model": question.model,
        "features": list(question.features),
        "estimator": what,
        "params": {key: repr(value) for key, value in sorted(_parameters(question).items())},
        "seed": question.seed,
        "data": data.digest(),
    }
    return json.dumps(settings)


def _finished(store: Store, name: str, settings: str) -> dict[str, FoldRun]:
    """Return the folds that a stopped run of the same settings has done; forget all others."""
    with translated():
        store.run(
            "delete from crossval_fold where prediction_set_name = $name "
            "and (settings <> $settings or probabilities is null)",
            {"name": name, "settings": settings},
        )
        rows = store.run(
            "select fold, training_count, item_count, seconds from crossval_fold "
            "where prediction_set_name = $name",
            {"name": name},
        )
    return {row[0]: FoldRun(row[0], row[1], row[2], row[3], is_repeat=True) for row in rows}


def _run(
    store: Store,
    question: TrainingQuestion,
    data: "TrainingData",
    fold: str,
    fit_predict: "FitPredict",
    settings: str,
    dataset_id: int,
) -> FoldRun:
    from duckeval.analysis.crossval import out_of_fold  # noqa: PLC0415

    started = time.perf_counter()
    try:
        places, probabilities = out_of_fold(data.part, data.folds, fold, fit_predict)
    except QueryError as error:
        raise _with_kept(store, question.prediction_set, error) from error
    made = FoldRun(fold, len(data.part) - len(places), len(places), time.perf_counter() - started)
    with translated(), store.transaction():
        store.run(
            "insert into crossval_fold by name select $name as prediction_set_name, "
            "$dataset_id as dataset_id, $fold as fold, $settings as settings, "
            "$training_count as training_count, $item_count as item_count, $seconds as seconds, "
            "$now as finished_at, $keys as item_keys, $probabilities as probabilities",
            {
                "name": question.prediction_set,
                "dataset_id": dataset_id,
                "fold": fold,
                "settings": settings,
                "training_count": made.training_count,
                "item_count": made.item_count,
                "seconds": made.seconds,
                "now": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
                "keys": [data.part.keys[at] for at in places],
                "probabilities": probabilities.astype("<f8").tobytes(),
            },
        )
    store.checkpoint()
    return made


def _with_kept(store: Store, name: str, error: QueryError) -> DuckevalError:
    rows = store.run(
        "select fold from crossval_fold where prediction_set_name = $name "
        "order by try_cast(fold as bigint) nulls last, fold",
        {"name": name},
    )
    kept = ", ".join(row[0] for row in rows)
    hint = f"folds done so far are kept ({kept}): the same again goes on with this one"
    return QueryError(error.message, hint=hint if kept else None)


def _arrays(store: Store, name: str, data: "TrainingData") -> dict[str, Any]:
    """Return the probabilities as the arrays that a load takes."""
    import numpy as np  # noqa: PLC0415

    with translated():
        rows = store.run(
            "select item_keys, probabilities from crossval_fold where prediction_set_name = $name",
            {"name": name},
        )
    keys = [key for row in rows for key in row[0]]
    values = np.concatenate([np.frombuffer(row[1], dtype="<f8") for row in rows]).reshape(
        len(keys), -1
    )
    order = {key: at for at, key in enumerate(data.part.keys)}
    places = np.argsort([order[key] for key in keys])
    return {
        "item_key": [keys[at] for at in places],
        "probabilities": values[places],
        "class_names": data.part.classes,
    }
