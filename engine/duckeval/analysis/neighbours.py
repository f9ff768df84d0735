"""Nearest neighbours among embeddings: how alone an image is, and whether its neighbours agree."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DUPLICATE_DISTANCE", "agreement", "uniqueness"]

DUPLICATE_DISTANCE = 1e-5
"""Embeddings nearer than this are those of copies."""

_BLOCK_ROWS = 256
_BLOCK_CELLS = 4_000_000
"""Distances that are held at a time."""

_ROUNDING = 1e-11
"""Rounding of a squared distance, over the largest square; what may be near is measured."""

_SPARE = 8
"""Candidates beyond k whose distances are measured exactly."""

Progress = Callable[[int, int], None] | None


def uniqueness(vectors: "NDArray[np.float64]", progress: Progress = None) -> "NDArray[np.float64]":
    """Return the distance of each vector to its nearest neighbour that is no copy.

    A vector that lies within `DUPLICATE_DISTANCE` of an earlier one is a copy and gets 0; so one of
    several copies keeps its value.

    Parameters
    ----------
    vectors : array of shape (n, d)
        The embeddings, in the order that says which one is the first.
    progress : callable, optional
        Told how many are done, and of how many.

    Returns
    -------
    array of shape (n,)
        Euclidean distances; NaN where there is no other vector.

    Examples
    --------
    >>> import numpy as np
    >>> uniqueness(np.array([[0.0], [3.0], [0.0], [7.0]])).tolist()
    [3.0, 3.0, 0.0, 4.0]
    """
    import numpy as np  # noqa: PLC0415

    count = len(vectors)
    is_copy = np.zeros(count, dtype=bool)
    spread = float(((vectors - vectors.mean(axis=0)) ** 2).sum(axis=1).max()) if count else 0.0
    for start, squared in _blocks(vectors):
        rows, others = np.nonzero(squared <= DUPLICATE_DISTANCE**2 + spread * _ROUNDING)
        earlier = others < rows + start
        rows, others = rows[earlier] + start, others[earlier]
        distances = np.linalg.norm(vectors[rows] - vectors[others], axis=1)
        is_copy[rows[distances < DUPLICATE_DISTANCE]] = True
        if progress is not None:
            progress(start + len(squared), 2 * count)
    kept = np.flatnonzero(~is_copy)
    found = np.zeros(count)
    done = count
    for rows, _, distances in _nearest(vectors[kept], 1):
        found[kept[rows]] = distances[:, 0] if distances.shape[1] else np.nan
        done += len(rows)
        if progress is not None:
            progress(done, 2 * count)
    return found


def agreement(
    vectors: "NDArray[np.float64]",
    classes: "NDArray[np.int64]",
    k: int = 10,
    progress: Progress = None,
) -> "NDArray[np.float64]":
    """Return for each vector the share of its k nearest others that have its class.

    Parameters
    ----------
    vectors : array of shape (n, d)
        The embeddings; of equally near ones the earlier counts as nearer.
    classes : array of shape (n,)
        The class of each.
    k : int, default 10
        How many neighbours; all others where there are fewer.
    progress : callable, optional
        Told how many are done, and of how many.

    Returns
    -------
    array of shape (n,)
        Shares from 0 to 1; NaN where there is no other vector.

    Examples
    --------
    >>> import numpy as np
    >>> points = np.array([[0.0], [1.0], [2.0], [9.0]])
    >>> agreement(points, np.array([1, 1, 2, 2]), k=2).tolist()
    [0.5, 0.5, 0.0, 0.5]
    """
    import numpy as np  # noqa: PLC0415

    found = np.full(len(vectors), np.nan)
    for rows, neighbours, _ in _nearest(vectors, k):
        if neighbours.shape[1]:
            found[rows] = (classes[neighbours] == classes[rows, None]).mean(axis=1)
        if progress is not None:
            progress(int(rows[-1]) + 1, len(vectors))
    return found


def _nearest(
    vectors: "NDArray[np.float64]", k: int
) -> "Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]]":
    """Give row numbers, and the numbers and distances of the k nearest others, in blocks."""
    import numpy as np  # noqa: PLC0415

    others = len(vectors) - 1
    k = max(min(k, others), 0)
    wide = min(k + _SPARE, others)
    for start, squared in _blocks(vectors):
        places = np.arange(len(squared))
        squared[places, start + places] = np.inf
        candidates = np.argpartition(squared, max(wide - 1, 0), axis=1)[:, :wide]
        candidates.sort(axis=1)  # so that of equal ones the stable sort below prefers the earlier
        rows = start + places
        exact = np.linalg.norm(vectors[rows, None, :] - vectors[candidates], axis=2)
        order = np.argsort(exact, axis=1, kind="stable")[:, :k]
        yield (
            rows,
            np.take_along_axis(candidates, order, axis=1),
            np.take_along_axis(exact, order, axis=1),
        )


def _blocks(vectors: "NDArray[np.float64]") -> "Iterator[tuple[int, NDArray[np.float64]]]":
    """Give the first row and the squared distances to all, of a block of rows at a time.

    They are a product of matrices, quick and off by rounding: good for choosing candidates.
    """
    import numpy as np  # noqa: PLC0415

    if not len(vectors):
        return
    centred = vectors - vectors.mean(axis=0)  # keeps what is subtracted small
    squares = np.einsum("ij,ij->i", centred, centred)
    rows = max(1, min(_BLOCK_ROWS, _BLOCK_CELLS // len(vectors)))
    for start in range(0, len(vectors), rows):
        block = slice(start, start + rows)
        products = centred[block] @ centred.T
        yield start, squares[block, None] + squares[None, :] - 2 * products
