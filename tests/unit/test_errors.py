from __future__ import annotations

import pickle
import traceback

import pytest

import duckeval
from duckeval import errors
from duckeval.errors import (
    DuckevalError,
    ExitCode,
    GateFailed,
    InputFileError,
    Interrupted,
    QueryError,
    SchemaError,
    StoreError,
    UnknownNameError,
    UsageError,
)

EXIT_CODES = {
    DuckevalError: 1,
    QueryError: 1,
    UnknownNameError: 1,
    UsageError: 2,
    InputFileError: 3,
    SchemaError: 3,
    StoreError: 4,
    GateFailed: 5,
    Interrupted: 130,
}


def all_kinds() -> list[type[DuckevalError]]:
    found = [v for v in vars(errors).values() if isinstance(v, type)]
    return [kind for kind in found if issubclass(kind, DuckevalError)]


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.__name__)
class TestEveryKind:
    def test_exits_with_the_code_of_its_kind(self, kind: type[DuckevalError]) -> None:
        assert kind("x").exit_code == EXIT_CODES[kind]

    def test_is_one_line_as_text(self, kind: type[DuckevalError]) -> None:
        error = kind("labels.json:\n  annotation 17:\twidth is -3.0 px")
        assert str(error) == "labels.json: annotation 17: width is -3.0 px"

    def test_renders_message_and_hint(self, kind: type[DuckevalError]) -> None:
        error = kind("it broke", hint="mend it\n\nor leave it")
        assert error.render().splitlines() == [
            "duckeval: error: it broke",
            "hint: mend it",
            "hint: or leave it",
        ]

    def test_shows_its_hint_at_the_end_of_a_traceback(self, kind: type[DuckevalError]) -> None:
        shown = traceback.format_exception(kind("it broke", hint="mend it\n\nor leave it"))
        assert "".join(shown).splitlines()[-2:] == ["hint: mend it", "hint: or leave it"]

    def test_renders_one_line_without_a_hint(self, kind: type[DuckevalError]) -> None:
        assert kind("it broke").render() == "duckeval: error: it broke"

    def test_survives_pickling(self, kind: type[DuckevalError]) -> None:
        error = pickle.loads(pickle.dumps(kind("it broke", hint="mend it")))  # noqa: S301 - ours
        assert type(error) is kind
        assert (error.message, error.hint) == ("it broke", "mend it")

    def test_ends_a_traceback_with_its_message(self, kind: type[DuckevalError]) -> None:
        last = traceback.format_exception_only(kind("it broke"))[-1]
        assert last == f"duckeval.errors.{kind.__name__}: it broke\n"

    def test_is_public(self, kind: type[DuckevalError]) -> None:
        assert getattr(duckeval, kind.__name__) is kind


def test_query_error_keeps_its_sql_when_pickled() -> None:
    error = QueryError("no such column", sql="select x from item")
    assert pickle.loads(pickle.dumps(error)).sql == "select x from item"  # noqa: S301 - ours


def test_ordinary_except_clauses_catch_them() -> None:
    assert issubclass(InputFileError, ValueError)
    assert issubclass(UnknownNameError, KeyError)


class TestUnknownName:
    def test_offers_the_nearest_name_and_lists_all(self) -> None:
        error = UnknownNameError.of("metric", "sharpnes", ["brightness", "sharpness"])
        assert str(error) == "no metric named 'sharpnes' in this project"
        assert error.hint == "did you mean 'sharpness'? There are: brightness, sharpness"

    def test_only_lists_when_nothing_is_near(self) -> None:
        assert UnknownNameError.of("slice", "fog", ["night"]).hint == "there are: night"

    def test_says_so_when_there_are_none(self) -> None:
        assert UnknownNameError.of("slice", "fog", []).hint == "there are none yet"

    def test_finds_a_name_in_other_case_and_shows_it_as_it_is_written(self) -> None:
        hint = UnknownNameError.of("class", "PERSON", ["Person", "car"]).hint
        assert hint == "did you mean 'Person'? There are: Person, car"

    def test_lists_twenty_names_and_counts_the_others(self) -> None:
        hint = UnknownNameError.of("class", "xyz", (f"c{n:02}" for n in range(80))).hint
        assert hint is not None
        assert hint.endswith("c18, c19 and 60 more")

    def test_a_line_break_in_a_name_stays_on_the_line(self) -> None:
        assert "\n" not in UnknownNameError.of("slice", "a\nb", ["a"]).render().splitlines()[0]


def test_exit_codes_are_those_of_the_manual() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "REFUSED": 1,
        "USAGE": 2,
        "BAD_INPUT": 3,
        "STORE": 4,
        "FAILED": 5,
        "INTERRUPTED": 130,
    }
