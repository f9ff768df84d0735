"""How near a text comes to another one, in plain loops, from the definitions.

The normalisation is that of the official evaluation script of SQuAD: lower case, without the
punctuation of ASCII, without the words a, an and the, with single spaces.
"""

from __future__ import annotations

import string
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Score:
    exact: bool
    normalised: bool
    token_f1: float
    character_edits: int
    character_count: int
    word_edits: int
    word_count: int


def normalised(text: str) -> str:
    kept = [each for each in text.lower() if each not in string.punctuation]
    words: list[str] = []
    word = ""
    # what stands between letters and digits cuts words for the articles, as \\b does
    pieces: list[str] = []
    for each in kept:
        if each.isalnum():
            word += each
            continue
        pieces += [word, each]
        word = ""
    pieces.append(word)
    told = "".join(" " if piece in {"a", "an", "the"} else piece for piece in pieces)
    words = told.split()
    return " ".join(words)


def token_f1(answer: str, reference: str) -> float:
    said, meant = normalised(answer).split(), normalised(reference).split()
    if not said or not meant:
        return float(said == meant)
    same = sum((Counter(said) & Counter(meant)).values())
    if same == 0:
        return 0.0
    precision, recall = same / len(said), same / len(meant)
    return 2 * precision * recall / (precision + recall)


def edits(one: Sequence[str], other: Sequence[str]) -> int:
    above = list(range(len(other) + 1))
    for row, mine in enumerate(one, start=1):
        line = [row]
        for place, theirs in enumerate(other, start=1):
            line.append(min(above[place] + 1, line[-1] + 1, above[place - 1] + (mine != theirs)))
        above = line
    return above[-1]


def _rate(edit_count: int, count: int) -> float:
    if edit_count == 0:
        return 0.0
    return edit_count / count if count else float("inf")


def score(answer: str, references: Sequence[str]) -> Score:
    """Compare with each reference; for each measure the best counts, of equal ones the first."""
    said = unicodedata.normalize("NFC", answer)
    meant = [unicodedata.normalize("NFC", each) for each in references]
    characters = [(edits(said, each), len(each)) for each in meant]
    words = [(edits(said.split(), each.split()), len(each.split())) for each in meant]
    nearest = min(characters, key=lambda pair: _rate(*pair))
    nearest_words = min(words, key=lambda pair: _rate(*pair))
    return Score(
        any(said == each for each in meant),
        any(normalised(said) == normalised(each) for each in meant),
        max(token_f1(said, each) for each in meant),
        *nearest,
        *nearest_words,
    )
