"""Columns of items as small numbers, each of which stands for a predicate."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from duckeval.store.quoting import quote_identifier, quote_literal

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["LEFT_OUT", "MOST_VALUES", "Column", "encode"]

LEFT_OUT = -1
"""The number of an item whose value is not searched."""

MOST_VALUES = 50
"""How many values of a column are searched, the most frequent ones."""

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_DIGITS = 17


@dataclass(frozen=True, slots=True)
class Column:
    """A column of items.

    Attributes
    ----------
    name : str
        Its name.
    codes : array of int
        For each item the place of its predicate, or `LEFT_OUT`.
    predicates : tuple of str
        The SQL predicates over ``item``, no two of which hold for one item.
    left_out : int
        How many further values or bins the column has that are not searched.
    """

    name: str
    codes: "NDArray[np.int64]"
    predicates: tuple[str, ...]
    left_out: int = 0


def encode(
    name: str,
    values: "pa.ChunkedArray",
    *,
    bins: int,
    is_counted: "NDArray[np.bool_]",
    min_items: int,
    keywords: Collection[str] = (),
) -> Column:
    """Return a column: numbers in quantile bins, everything else value by value; null is a value.

    Integers with no more values than there are bins are taken value by value too. What fewer than
    `min_items` of the counted items have can be part of no slice and is left out, as is what all of
    them have, and what comes after the `MOST_VALUES` most frequent values.

    Parameters
    ----------
    name : str
        Name of the column.
    values : pyarrow.ChunkedArray
        Texts, booleans or numbers.
    bins : int
        How many quantile bins; fewer where many items have one value.
    is_counted : array of bool
        The items among which the support is counted.
    min_items : int
        The support.
    keywords : collection of str
        Words of SQL that are no names unless they are quoted.

    Examples
    --------
    >>> import numpy as np, pyarrow as pa
    >>> everything = np.ones(4, dtype=bool)
    >>> weather = pa.chunked_array([["sun", "night", None, "night"]])
    >>> encode("weather", weather, bins=2, is_counted=everything, min_items=1).predicates
    ("weather = 'night'", "weather = 'sun'", 'weather is null')
    >>> light = pa.chunked_array([[0.11, 0.34, 0.52, 0.98]])
    >>> encode("light", light, bins=2, is_counted=everything, min_items=1).predicates
    ('light < 0.5', 'light >= 0.5')
    """
    import numpy as np  # noqa: PLC0415 - heavy, and `import duckeval` does without
    import pyarrow as pa  # noqa: PLC0415 - as above

    is_plain = bool(_PLAIN.fullmatch(name)) and name not in keywords
    written = name if is_plain else quote_identifier(name)
    is_null = np.asarray(values.is_null().to_numpy(zero_copy_only=False), dtype=bool)
    distinct = values.drop_null().unique().to_pylist()
    if _is_number(values.type) and (len(distinct) > bins or pa.types.is_floating(values.type)):
        codes, predicates = _binned(written, values, is_null, bins)
    else:
        codes, predicates = _listed(written, values, distinct)
    codes[is_null] = len(predicates)
    return _supported(
        name, codes, [*predicates, f"{written} is null"], is_counted=is_counted, least=min_items
    )


def _listed(
    written: str, values: "pa.ChunkedArray", distinct: Sequence[Any]
) -> "tuple[NDArray[np.int64], list[str]]":
    import pyarrow as pa  # noqa: PLC0415 - as above
    from pyarrow import compute  # noqa: PLC0415 - as above

    known = sorted(distinct)
    places = compute.index_in(values, value_set=pa.array(known, type=values.type))
    codes = places.fill_null(LEFT_OUT).to_numpy().astype("int64")
    return codes, [f"{written} = {_literal(value)}" for value in known]


def _binned(
    written: str, values: "pa.ChunkedArray", is_null: "NDArray[np.bool_]", bins: int
) -> "tuple[NDArray[np.int64], list[str]]":
    import numpy as np  # noqa: PLC0415 - as above
    import pyarrow as pa  # noqa: PLC0415 - as above

    numbers = values.to_numpy().astype("float64")
    known = np.sort(numbers[~is_null])
    cuts = np.unique(np.quantile(known, np.arange(1, bins) / bins)) if len(known) else known
    edges: list[float] = []
    for cut in cuts:
        # Nothing is below a cut at the least value, which then is a bin of its own.
        is_least = bool(cut == known[0])
        place = int(np.searchsorted(known, cut, side="right" if is_least else "left"))
        if place < len(known):
            edges.append(_shortest(float(known[place - 1]), float(known[place])))
    edges = sorted(set(edges))
    codes = np.searchsorted(np.array(edges), np.nan_to_num(numbers), side="right").astype("int64")
    texts = [_number(edge) for edge in edges]
    if not texts:
        return codes, [f"{written} is not null"]
    is_whole = not pa.types.is_floating(values.type)
    between = [
        f"{written} = {_number(low)}"
        if is_whole and high == low + 1
        else f"{written} >= {_number(low)} and {written} < {_number(high)}"
        for low, high in pairwise(edges)
    ]
    return codes, [f"{written} < {texts[0]}", *between, f"{written} >= {texts[-1]}"]


def _supported(
    name: str,
    codes: "NDArray[np.int64]",
    predicates: Sequence[str],
    *,
    is_counted: "NDArray[np.bool_]",
    least: int,
) -> Column:
    """Return the column without the values that too few items have, or all of them."""
    import numpy as np  # noqa: PLC0415 - as above

    counts = np.bincount(codes[is_counted], minlength=len(predicates))
    most = np.argsort(-counts, kind="stable")[:MOST_VALUES]
    has_support = (counts >= least) & (counts < is_counted.sum())
    kept = np.sort(most[has_support[most]])
    places = np.full(len(predicates), LEFT_OUT, dtype=np.int64)
    places[kept] = np.arange(len(kept))
    left_out = int((counts > 0).sum()) - len(kept)
    return Column(name, places[codes], tuple(predicates[place] for place in kept), left_out)


def _shortest(low: float, high: float) -> float:
    """Return the number above `low` and up to `high` that has the fewest digits."""
    for digits in range(1, _DIGITS):
        for value in (high, low + (high - low) / 2):
            short = float(f"{value:.{digits}g}")
            if low < short <= high:
                return short
    return high


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - above it, e is shorter


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return quote_literal(value) if isinstance(value, str) else str(value)


def _is_number(type_: "pa.DataType") -> bool:
    import pyarrow as pa  # noqa: PLC0415 - as above

    return bool(pa.types.is_integer(type_) or pa.types.is_floating(type_))
