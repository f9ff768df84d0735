"""The edit distance of two sequences of words or characters."""

from collections.abc import Sequence

__all__ = ["edit_distance"]


def edit_distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many insertions, deletions and replacements make one sequence of the other.

    Parameters
    ----------
    one, other : sequence of str
        Words, or characters.

    Returns
    -------
    int
        The distance of Levenshtein.

    Notes
    -----
    A whole column of the table of distances is kept as the bits of two integers, one for steps up
    and one for steps down (Myers 1999, in the form of Hyyrö 2003): 1,000 by 1,000 characters take
    about a millisecond.

    Examples
    --------
    >>> edit_distance("kitten", "sitting")
    3
    >>> edit_distance(["a", "red", "car"], ["red", "cars"])
    2
    """
    one, other = _differing(one, other)
    if not one or not other:
        return len(one) + len(other)
    places: dict[str, int] = {}
    for place, symbol in enumerate(one):
        places[symbol] = places.get(symbol, 0) | 1 << place
    whole = (1 << len(one)) - 1
    last = 1 << (len(one) - 1)
    distance, up, down = len(one), whole, 0
    for symbol in other:
        equal = places.get(symbol, 0)
        diagonal = (((equal & up) + up) ^ up) | equal | down
        right_up = down | (whole & ~(diagonal | up))
        right_down = up & diagonal
        if right_up & last:
            distance += 1
        elif right_down & last:
            distance -= 1
        right_up = (right_up << 1 | 1) & whole
        right_down = right_down << 1 & whole
        up = right_down | (whole & ~(equal | down | right_up))
        down = right_up & (equal | down)
    return distance


def _differing(one: Sequence[str], other: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the sequences without what they have in common at either end."""
    shorter = min(len(one), len(other))
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]
