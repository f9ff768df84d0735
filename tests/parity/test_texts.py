"""Texts against plain loops over the definitions, for every measure of `text_performance`."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.texts import edits, score
from tests.property.projects import new_project, scratch
from tests.property.scenes import examples

if TYPE_CHECKING:
    from collections.abc import Mapping

# Letters whose lower case depends on their neighbours, or is two of them, are left out: duckeval
# lowers letter by letter.
WORDS = st.sampled_from(
    [
        *("the", "a", "an", "A", "The", "cat", "cat", "Cat,", "cats", "red-car", "007", "3.5"),
        *("don't", "e\u0301tude", "\u00e9tude", "\u65e5\u672c\u8a9e", "\u201cthe\u201d"),
        *("\u00e9a", "a\u00e9", "_a_", "the.", "\U0001f600", "na\u00efve", "\u0391\u03b1", "a/the"),
    ]
)
GAPS = st.sampled_from([" ", " ", "  ", "\t", "\n", "\u00a0", "\u3000", "\u2028", "-", ""])


@st.composite
def texts(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(WORDS, GAPS), max_size=6))
    return draw(GAPS) + "".join(word + gap for word, gap in parts)


def measured(pairs: Mapping[str, tuple[list[str], str | None]]) -> dict[str, Any]:
    with scratch() as folder, new_project(folder / "fresh.duckdb") as project:
        rows = [(key, each) for key, (meant, _) in pairs.items() for each in meant]
        project.load_labels(
            pa.table({"item_key": [key for key, _ in rows], "text": [each for _, each in rows]}),
            task="t",
            kind="text",
        )
        said = {key: text for key, (_, text) in pairs.items() if text is not None}
        project.load_predictions(
            pa.table({"item_key": list(said), "text": pa.array(said.values(), pa.string())}),
            task="t",
            set_name="v1",
        )
        [row] = project.text_performance().rows()
        found = project.query(
            "select item_key, text_score.* from text_score join item using (item_id) "
            "order by item_key"
        ).rows()
        [counted] = project.performance().rows()
        correct = counted["true_positive_count"]
    return {"row": row, "items": found, "correct": correct}


@examples(few=4, many=60)
@given(
    st.lists(
        st.tuples(
            st.lists(texts(), min_size=1, max_size=3), st.one_of(texts(), texts(), st.none())
        ),
        min_size=1,
        max_size=40,
    ).filter(lambda pairs: any(said is not None for _, said in pairs))
)
def test_every_measure_equals_plain_loops(pairs: list[tuple[list[str], str | None]]) -> None:
    named = {f"{place:02}": pair for place, pair in enumerate(pairs)}
    found = measured(named)
    expected = {
        key: None if said is None else score(said, meant) for key, (meant, said) in named.items()
    }
    for row in found["items"]:
        one = expected[row["item_key"]]
        if one is None:
            assert row["prediction_id"] is None
            continue
        assert row["exact_match"] == one.exact
        assert row["normalised_match"] == one.normalised
        assert row["token_f1"] == pytest.approx(one.token_f1, rel=1e-12)
        assert (row["character_edits"], row["character_count"]) == (
            one.character_edits,
            one.character_count,
        )
        assert (row["word_edits"], row["word_count"]) == (one.word_edits, one.word_count)
    check_means(found, named, expected)


def check_means(
    found: dict[str, Any],
    named: Mapping[str, tuple[list[str], str | None]],
    expected: Mapping[str, Any],
) -> None:
    row, count = found["row"], len(named)
    answered = [one for one in expected.values() if one is not None]
    assert row["labelled_count"] == count
    assert row["answered_count"] == len(answered)
    assert row["exact_match"] == sum(one.exact for one in answered) / count
    assert row["normalised_match"] == sum(one.normalised for one in answered) / count
    assert found["correct"] == row["normalised_match_count"]
    assert row["token_f1"] == pytest.approx(
        sum(one.token_f1 for one in answered) / count, rel=1e-12
    )
    characters, words = [], []
    for key, (meant, _) in named.items():
        one = expected[key]
        if one is None:
            first = unicodedata.normalize("NFC", meant[0])
            characters.append((edits("", first), len(first)))
            words.append((len(first.split()), len(first.split())))
        else:
            characters.append((one.character_edits, one.character_count))
            words.append((one.word_edits, one.word_count))
    for name, pairs in (("character", characters), ("word", words)):
        rates = [edit / length for edit, length in pairs if length]
        total = sum(length for _, length in pairs)
        assert row[f"{name}_rate_count"] == len(rates)
        assert row[f"{name}_error_rate"] == (
            pytest.approx(sum(rates) / len(rates), rel=1e-12) if rates else None
        )
        assert row[f"{name}_edit_count"] == sum(edit for edit, _ in pairs)
        assert row[f"pooled_{name}_error_rate"] == (
            sum(edit for edit, _ in pairs) / total if total else None
        )
