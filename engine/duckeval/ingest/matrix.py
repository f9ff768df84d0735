"""Probabilities as a matrix: one row for each row of the file, one column for each class."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NOT_A_PROBABILITY", "SUM_TOLERANCE", "Matrix", "best_columns", "checked"]

SUM_TOLERANCE = 1e-3
"""How far from 1 the probabilities of an item with one label may add up: half precision does."""

NOT_A_NUMBER = "is a number"
NOT_A_PROBABILITY = "is a probability from 0 to 1"
NOT_WHOLE = f"adds up to 1 over the classes (within {SUM_TOLERANCE:g})"


@dataclass(frozen=True, slots=True)
class Matrix:
    """The probabilities of a file.

    Attributes
    ----------
    class_keys : list of str
        Key or name of each column's class, in the order of the list of classes.
    fields : list of str
        What the file calls each column, as a JSON pointer.
    values : array of float64, (rows, classes)
        Column after column in memory; 0 where there is no number.
    faults : list of tuple
        Row, field and broken rule of each row that cannot be right.
    """

    class_keys: list[str]
    fields: list[str]
    values: "NDArray[Any]"
    faults: list[tuple[int, str, str]]


def checked(class_keys: list[str], fields: list[str], values: "NDArray[Any]", kind: str) -> Matrix:
    """Return the matrix of a file, with what is wrong with it; takes over `values`.

    Parameters
    ----------
    class_keys, fields : list of str
        As in `Matrix`.
    values : array of float64, (rows, classes)
        NaN where there is no number.
    kind : str
        Under ``multiclass`` the probabilities of a row add up to 1.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.array([[0.5, 0.5], [0.5, np.nan], [1.5, -0.5], [0.3, 0.3]])
    >>> names = ["cat", "dog"]
    >>> for fault in checked(names, names, values, "multiclass").faults:
    ...     print(fault)
    (1, 'dog', 'is a number')
    (2, 'cat', 'is a probability from 0 to 1')
    (3, 'cat', 'adds up to 1 over the classes (within 0.001)')
    """
    import numpy as np  # noqa: PLC0415

    found: dict[int, tuple[str, str]] = {}
    sums = np.zeros(len(values))
    # A column at a time: a copy of all of them would be as large as the file.
    for column, field in zip(values.T, fields, strict=True):
        is_finite = np.isfinite(column)
        is_sound = is_finite & (column >= 0) & (column <= 1)
        for row in np.flatnonzero(~is_sound).tolist():
            found.setdefault(row, (field, NOT_A_PROBABILITY if is_finite[row] else NOT_A_NUMBER))
        column[~is_sound] = 0
        sums += column
    if kind == "multiclass":
        for row in np.flatnonzero(np.abs(sums - 1) > SUM_TOLERANCE).tolist():
            found.setdefault(row, (fields[0], NOT_WHOLE))
    return Matrix(class_keys, fields, values, [(row, *found[row]) for row in sorted(found)])


def best_columns(values: "NDArray[Any]") -> "NDArray[Any]":
    """Return the column of the highest value of each row, the first of equal ones.

    Examples
    --------
    >>> import numpy as np
    >>> best_columns(np.array([[0.25, 0.75], [0.5, 0.5]])).tolist()
    [1, 0]
    """
    import numpy as np  # noqa: PLC0415

    best, place = np.full(len(values), -np.inf), np.zeros(len(values), dtype=np.int64)
    for number, column in enumerate(values.T):
        is_better = column > best
        best[is_better] = column[is_better]
        place[is_better] = number
    return place
