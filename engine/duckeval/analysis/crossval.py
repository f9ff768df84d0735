"""Training on all folds but one and predicting that one, over plain arrays."""

import ast
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from duckeval.errors import QueryError, StoreError, UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FitPredict", "Part", "estimator", "out_of_fold", "parsed"]

_TOLERANCE = 1e-6
"""How far the probabilities of an item may be from 1 in all."""


@dataclass(frozen=True, slots=True)
class Part:
    """Items to train on, or to predict.

    Attributes
    ----------
    keys : tuple of str
        The item_key of each item.
    uris : tuple of (str or None)
        Its file name or address.
    features : array of shape (n, d)
        Its features; d is 0 where none were asked for.
    labels : array
        What is to be learnt: of shape (n,) the place of its class in `classes`; of a multi-label
        task of shape (n, number of classes), 1 where it has a label of the class. Empty in what is
        to be predicted.
    classes : tuple of str
        All classes of the task, in the order of the probabilities to give.
    """

    keys: tuple[str, ...]
    uris: tuple[str | None, ...]
    features: "NDArray[np.float64]"
    labels: "NDArray[np.int64]"
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.keys)


FitPredict = Callable[[Part, Part], Any]
"""Takes a part to train on and one to predict, and gives an array of probabilities for the latter:
a row for each item, a column for each of its ``classes``."""


def out_of_fold(
    part: Part, folds: Sequence[str], fold: str, fit_predict: FitPredict
) -> "tuple[NDArray[np.intp], NDArray[np.float64]]":
    """Return the places of the items of a fold, and what a model trained on the others says.

    Parameters
    ----------
    part : Part
        All items, with their labels.
    folds : sequence of str
        The fold of each.
    fold : str
        The fold to predict.
    fit_predict : callable
        Trains and predicts.

    Returns
    -------
    tuple of array of shape (n,) and array of shape (n, number of classes)

    Raises
    ------
    QueryError
        If `fit_predict` raises, or gives no probabilities of this shape.

    Examples
    --------
    >>> import numpy as np
    >>> part = Part(("a", "b"), (None, None), np.zeros((2, 0)), np.array([0, 1]), ("cat", "dog"))
    >>> out_of_fold(part, ["1", "2"], "2", lambda train, test: [[0.75, 0.25]] * len(test))
    (array([1]), array([[0.75, 0.25]]))
    """
    import numpy as np  # noqa: PLC0415

    is_test = np.array([each == fold for each in folds], dtype=bool)
    test = np.flatnonzero(is_test)
    try:
        answer = fit_predict(
            _chosen(part, np.flatnonzero(~is_test)), _chosen(part, test, is_hidden=True)
        )
    except (StoreError, UsageError):
        raise
    except Exception as error:
        text = " ".join(str(error).split())
        raise QueryError(f"fold {fold}: training raised {type(error).__name__}: {text}") from error
    return test, _checked(answer, fold, _chosen(part, test))


def estimator(
    name: str, parameters: Mapping[str, Any], *, seed: int, is_multilabel: bool
) -> FitPredict:
    """Return what trains an estimator with the interface of scikit-learn.

    A fresh estimator is made for each fold. Where it has a ``random_state`` and none is given, that
    is `seed`. For a multi-label task there is one for each class.

    Parameters
    ----------
    name : str
        Module and class, such as ``sklearn.linear_model.LogisticRegression``.
    parameters : mapping
        What it is made with.
    seed : int
        The random state.
    is_multilabel : bool
        Whether an item may have several classes.

    Raises
    ------
    StoreError
        If scikit-learn is not installed.
    UsageError
        If there is no such class, it takes no such parameters, or gives no probabilities.
    """
    kind = _class_of(name)
    if not hasattr(kind, "fit") or not hasattr(kind, "predict_proba"):
        raise UsageError(
            f"{name} has no predict_proba; expected an estimator that gives probabilities",
            hint="sklearn.linear_model.LogisticRegression does, for one",
        )
    given = dict(parameters)
    if "random_state" in inspect.signature(kind).parameters:
        given.setdefault("random_state", seed)
    try:
        kind(**given)
    except TypeError as error:
        raise UsageError(f"{name}: {error}") from None

    def fit_predict(train: Part, test: Part) -> "NDArray[np.float64]":
        made = kind(**given)
        return _multilabel(made, train, test) if is_multilabel else _multiclass(made, train, test)

    return fit_predict


def parsed(text: str) -> tuple[str, Any]:
    """Return name and value of a parameter that is written as NAME=VALUE.

    Examples
    --------
    >>> parsed("max_iter=500"), parsed("penalty=l2"), parsed("C=0.5"), parsed("class_weight=None")
    (('max_iter', 500), ('penalty', 'l2'), ('C', 0.5), ('class_weight', None))
    """
    name, sign, value = text.partition("=")
    if not sign or not name.isidentifier():
        raise UsageError(f"--param {text}: expected NAME=VALUE")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return name, value


def _chosen(part: Part, places: "NDArray[np.intp]", *, is_hidden: bool = False) -> Part:
    return Part(
        tuple(part.keys[at] for at in places),
        tuple(part.uris[at] for at in places),
        part.features[places],
        part.labels[:0] if is_hidden else part.labels[places],
        part.classes,
    )


def _checked(answer: object, fold: str, part: Part) -> "NDArray[np.float64]":
    import numpy as np  # noqa: PLC0415

    count = len(part)
    expected = f"expected probabilities of {count} items and {len(part.classes)} classes"
    try:
        found = np.asarray(answer, dtype=np.float64)
    except (TypeError, ValueError):
        raise QueryError(f"fold {fold}: training gave no array of numbers; {expected}") from None
    if found.shape != (count, len(part.classes)):
        shape = " x ".join(map(str, found.shape)) or "one number"
        raise QueryError(f"fold {fold}: training gave {shape}; {expected}")
    if not (np.isfinite(found).all() and (found >= 0).all() and (found <= 1).all()):
        raise QueryError(f"fold {fold}: training gave numbers that are no probabilities, 0 to 1")
    sums = found.sum(axis=1)
    if part.labels.ndim == 1 and count and np.abs(sums - 1).max() > _TOLERANCE:
        at = int(np.abs(sums - 1).argmax())
        raise QueryError(
            f"fold {fold}: the probabilities of item {part.keys[at]} add up to "
            f"{sums[at]:g}; expected 1"
        )
    return found


def _class_of(name: str) -> Any:  # noqa: ANN401 - whatever the user names
    module, _, last = name.rpartition(".")
    try:
        found = getattr(import_module(module), last, None) if module else None
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "sklearn" and module.startswith("sklearn"):
            try:
                import_module("sklearn")
            except ModuleNotFoundError:
                raise StoreError(
                    "training needs scikit-learn",
                    hint="pip install 'duckeval[validate]' brings it",
                ) from None
        found = None
    if not inspect.isclass(found):
        raise UsageError(
            f"no estimator {name!r}; expected MODULE.CLASS",
            hint="such as sklearn.linear_model.LogisticRegression",
        )
    return found


def _multiclass(made: Any, train: Part, test: Part) -> "NDArray[np.float64]":  # noqa: ANN401
    import numpy as np  # noqa: PLC0415

    made.fit(train.features, train.labels)
    found = np.zeros((len(test), len(test.classes)))
    # A class that the training part lacks has probability 0.
    found[:, np.asarray(made.classes_, dtype=np.int64)] = made.predict_proba(test.features)
    return found


def _multilabel(made: Any, train: Part, test: Part) -> "NDArray[np.float64]":  # noqa: ANN401
    import numpy as np  # noqa: PLC0415
    from sklearn.base import clone  # noqa: PLC0415

    found = np.zeros((len(test), len(test.classes)))
    for place in range(len(test.classes)):
        wanted = train.labels[:, place]
        if wanted.min() == wanted.max():
            found[:, place] = wanted[0]
            continue
        one = clone(made).fit(train.features, wanted)
        found[:, place] = one.predict_proba(test.features)[:, 1]
    return found
