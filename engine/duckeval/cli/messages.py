"""Everything that is said on stderr, one line each; stdout is for data."""

import sys
import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

__all__ = [
    "as_text",
    "count",
    "note",
    "note_unsure",
    "nothing_of",
    "probability",
    "say",
    "warn",
    "warn_of_few",
    "warned",
]

_SMALLEST = 0.0001
# Of one label an item the answer is the most probable class: nothing to note.
_UNSURE = {
    "objects": "precision counts every object that was ever predicted",
    "multilabel": "every class above 0.5 is an answer",
}


_CLASSIFIERS = "'duckeval classification' has the numbers of classifiers"
_NUMBERS_OF = {
    "objects": "'duckeval summary' has the numbers of detectors",
    "multiclass": _CLASSIFIERS,
    "multilabel": _CLASSIFIERS,
    "text": "'duckeval text' has the numbers of generated texts",
}


def as_text(shape: str | None) -> str:
    """Return as what objects were compared, for the middle of a sentence.

    Examples
    --------
    >>> as_text("mask"), as_text(None)
    (' as mask', '')
    """
    return "" if shape is None else f" as {shape}"


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


def note_unsure(kinds: Collection[str], advice: str = "") -> None:
    """Write a line about what counts without ``--confidence`` in sets of these kinds of tasks."""
    for kind, counted in _UNSURE.items():
        if kind in kinds:
            note(f"without --confidence, {counted}{advice}")
            return


def nothing_of(what: str, kinds: Collection[str]) -> str:
    """Return the line of a command that has no set of its kind, with the commands for those there.

    Parameters
    ----------
    what : str
        What the command is about.
    kinds : collection of str
        The kinds of tasks of the sets that there are.

    Examples
    --------
    >>> nothing_of("classifier", {"text"})
    "no classifier is matched; 'duckeval text' has the numbers of generated texts"
    >>> nothing_of("classifier", set())
    'no classifier is matched yet'
    """
    told = [text for kind, text in _NUMBERS_OF.items() if kind in kinds]
    if not told:
        return f"no {what} is matched yet"
    return f"no {what} is matched; {'; '.join(dict.fromkeys(told))}"


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
