"""How far a statement is that calls our functions: they say so, image by image or pair by pair."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Reached", "advance", "watched"]

_PAUSE_SECONDS = 0.1


class Reached(str):
    """The name of a step with how far it is; who wants a bar finds numbers, too.

    Attributes
    ----------
    done, total : float
        How much of the step is done, and how much there is.

    Examples
    --------
    >>> reached = Reached.of("overlaps", 17, 50)
    >>> reached, reached.done
    ('overlaps, 34 %', 17)
    """

    __slots__ = ("done", "total")
    done: float
    total: float

    @classmethod
    def of(cls, step: str, done: float, total: float) -> "Reached":
        """Return a step of which so much is done."""
        text = cls(f"{step}, {min(100 * done // total, 100):.0f} %")
        text.done, text.total = done, total
        return text


class _Watch:
    """Who is told how far one step is, not more often than people can read."""

    def __init__(self, tell: Callable[[str], None], step: str, totals: dict[str, int]) -> None:
        self.tell, self.step, self.totals = tell, step, totals
        self.done: Counter[str] = Counter()
        self.told = time.monotonic()

    def advance(self, count: int, unit: str) -> None:
        """Count what is done, and tell it now and then."""
        self.done[unit] += count
        now = time.monotonic()
        if now - self.told < _PAUSE_SECONDS:
            return
        self.told = now
        done, total = self.done[unit], self.totals.get(unit)
        self.tell(Reached.of(self.step, done, total) if total else f"{self.step}, {done:,} {unit}")


_lock = threading.Lock()
_watches: list[_Watch] = []


@contextmanager
def watched(tell: Callable[[str], None] | None, step: str, **totals: int) -> Iterator[None]:
    """Tell how far a step is while the block runs.

    Parameters
    ----------
    tell : callable or None
        Told the name of the step and how far it is; it is called from threads of DuckDB.
    step : str
        Its name.
    **totals : int
        How much there is of each unit, where that is known.

    Examples
    --------
    >>> with watched(print, "overlaps", images=3):
    ...     time.sleep(0.1)
    ...     advance(1, "images")
    overlaps, 33 %
    """
    if tell is None:
        yield
        return
    watch = _Watch(tell, step, totals)
    with _lock:
        _watches.append(watch)
    try:
        yield
    finally:
        with _lock:
            _watches.remove(watch)


def advance(count: int, unit: str) -> None:
    """Say that so much more is done; nobody may be watching."""
    if not _watches:
        return
    with _lock:
        for watch in _watches[-1:]:
            watch.advance(count, unit)
