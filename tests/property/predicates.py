"""SQL fragments beside what they mean in Python: two readings of one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.oracle.scene import Fact


@dataclass(frozen=True)
class Predicate:
    sql: str | None
    holds: Callable[[Mapping[str, Fact]], bool]

    def __repr__(self) -> str:
        return f"Predicate({self.sql!r})"


@dataclass(frozen=True)
class Expression:
    sql: str
    value: Callable[[Mapping[str, Fact]], str | None]

    def __repr__(self) -> str:
        return f"Expression({self.sql!r})"


def _number(facts: Mapping[str, Fact], name: str) -> float | None:
    value = facts[name]
    if value is None:
        return None
    if not isinstance(value, int | float):
        raise TypeError(name)
    return value


def _below(limit: float, name: str) -> Callable[[Mapping[str, Fact]], bool]:
    def holds(facts: Mapping[str, Fact]) -> bool:
        value = _number(facts, name)
        return value is not None and value < limit

    return holds


def _at_least(limit: float, name: str) -> Callable[[Mapping[str, Fact]], bool]:
    def holds(facts: Mapping[str, Fact]) -> bool:
        value = _number(facts, name)
        return value is not None and value >= limit

    return holds


ITEM_FILTERS = (
    Predicate("true", lambda _: True),
    Predicate(None, lambda _: True),
    Predicate("  ", lambda _: True),
    Predicate("false", lambda _: False),
    Predicate("weather = 'rain'", lambda f: f["weather"] == "rain"),
    Predicate("weather = 'night''s' -- a quote", lambda f: f["weather"] == "night's"),
    Predicate("weather is null", lambda f: f["weather"] is None),
    Predicate("weather <> 'rain'", lambda f: f["weather"] not in {None, "rain"}),
    Predicate("hour < 12", _below(12, "hour")),
    Predicate("not (hour < 12)", _at_least(12, "hour")),
    Predicate("brightness between 0.25 and 0.5", lambda f: f["brightness"] in {0.25, 0.5}),
    Predicate(
        "weather in ('clear', 'rain') or hour = 6",
        lambda f: f["weather"] in {"clear", "rain"} or f["hour"] == 6,
    ),
    Predicate(
        "exists (select 1 from label where label.item_id = item.item_id)",
        lambda f: bool(f["has_label"]),
    ),
    Predicate("item_key = '10'", lambda f: f["item_key"] == "10"),
    Predicate("item_key in ('1', '3', '100')", lambda f: f["item_key"] in {"1", "3", "100"}),
)
"""Predicates over `item`, NULL values and comments among them."""

SLICE_EXPRESSIONS = (
    Expression("'everything'", lambda _: "everything"),
    Expression("weather", lambda f: _text(f["weather"])),
    Expression("hour", lambda f: _text(f["hour"])),
    Expression("hour < 12 -- morning", lambda f: _truth(_number(f, "hour"), 12)),
    Expression("brightness", lambda f: _text(f["brightness"])),
    Expression(
        "case when weather is null then 'unknown' else 'known' end",
        lambda f: "unknown" if f["weather"] is None else "known",
    ),
    Expression(
        "weather || ' ' || hour",
        lambda f: None if None in {f["weather"], f["hour"]} else f"{f['weather']} {f['hour']}",
    ),
    Expression("item_key", lambda f: _text(f["item_key"])),
)
"""Expressions over `item`; their values are the slices, NULL is a slice of its own."""


def _text(value: Fact) -> str | None:
    return None if value is None else str(value)


def _truth(value: float | None, limit: float) -> str | None:
    return None if value is None else str(value < limit).lower()
