"""Everything that is said on stderr, one line each; stdout is for data."""

import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

__all__ = ["count", "note", "probability", "say", "warn", "warn_of_few", "warned"]

_SMALLEST = 0.0001


def say(text: str) -> None:
    """Write a line about what was done."""
    # First what is on its way to stdout, so that the order is the same in a log.
    sys.stdout.flush()
    sys.stderr.write(" ".join(text.split()) + "\n")
    sys.stderr.flush()


def note(text: str) -> None:
    """Write a line that helps to read the numbers."""
    say(f"note: {text}")


def warn(text: str) -> None:
    """Write a line about something that is probably not meant."""
    say(f"warning: {text}")


def warn_of_few(classes: Sequence[str]) -> None:
    """Write a line about classes with fewer items than had better be there, if there are any."""
    if classes:
        from duckeval.project.preflight import RECOMMENDED

        names = ", ".join(classes)
        warn(f"fewer than {RECOMMENDED} items, which makes numbers unsure: {names}")


@contextmanager
def warned() -> Iterator[None]:
    """Say the warnings of the block as lines."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        yield
    for each in caught:
        warn(str(each.message))


def count(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "row"), count(1200, "row"), count(2, "class", "classes")
    ('1 row', '1,200 rows', '2 classes')
    """
    noun = singular if number == 1 else plural or f"{singular}s"
    return f"{number:,} {noun}"


def probability(value: float | None) -> str | None:
    """Return a probability in four digits.

    Examples
    --------
    >>> probability(0.04371), probability(3e-72), probability(1.0), probability(None)
    ('.0437', '< .0001', '1.0000', None)
    """
    if value is None:
        return None
    return "< .0001" if value < _SMALLEST else f"{value:.4f}".removeprefix("0")
