"""Probabilities as a matrix: one row for each row of the file, one column for each class."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SUM_TOLERANCE", "Matrix", "faults_of"]

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
        NaN where there is no number.
    """

    class_keys: list[str]
    fields: list[str]
    values: "NDArray[Any]"


def faults_of(matrix: Matrix, kind: str) -> list[tuple[int, str, str]]:
    """Return row, field and broken rule of each row that cannot be right.

    Parameters
    ----------
    matrix : Matrix
        What the file says.
    kind : str
        Under ``multiclass`` the probabilities of a row add up to 1.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.array([[0.5, 0.5], [0.5, np.nan], [1.5, -0.5], [0.3, 0.3]])
    >>> for fault in faults_of(Matrix(["cat", "dog"], ["cat", "dog"], values), "multiclass"):
    ...     print(fault)
    (1, 'dog', 'is a number')
    (2, 'cat', 'is a probability from 0 to 1')
    (3, 'cat', 'adds up to 1 over the classes (within 0.001)')
    """
    import numpy as np  # noqa: PLC0415

    values = matrix.values
    found: dict[int, tuple[str, str]] = {}
    is_finite = np.isfinite(values)
    is_sound = is_finite & (values >= 0) & (values <= 1)
    for row in np.flatnonzero(~is_sound.all(axis=1)).tolist():
        column = int(np.argmin(is_sound[row]))
        rule = NOT_A_PROBABILITY if is_finite[row, column] else NOT_A_NUMBER
        found[row] = (matrix.fields[column], rule)
    if kind == "multiclass":
        sums = np.where(is_sound, values, 0).sum(axis=1)
        for row in np.flatnonzero(np.abs(sums - 1) > SUM_TOLERANCE).tolist():
            found.setdefault(row, (matrix.fields[0], NOT_WHOLE))
    return [(row, *found[row]) for row in sorted(found)]
