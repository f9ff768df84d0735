"""Class maps: what a class is called in another data set, from a CSV or JSON file."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duckeval.errors import InputFileError, SchemaError

__all__ = ["Rule", "read_class_map", "rules_of"]

_COLUMNS = ("from_class", "to_class", "from_dataset", "to_dataset")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a class map.

    Attributes
    ----------
    from_class : str
        Class as predicted.
    to_class : str or None
        Class that it counts as; None: its predictions are left out.
    from_dataset, to_dataset : str or None
        The data sets that the rule is about; None: every one.
    """

    from_class: str
    to_class: str | None
    from_dataset: str | None = None
    to_dataset: str | None = None

    @property
    def key(self) -> tuple[str | None, str | None, str]:
        """What is one rule at most."""
        return (self.from_dataset, self.to_dataset, self.from_class)


def read_class_map(path: Path) -> list[Rule]:
    """Return the rules of a file.

    Parameters
    ----------
    path : Path
        CSV with the columns from_class and to_class (empty: left out) and, where wanted,
        from_dataset and to_dataset; or JSON, an object of names or a list of such objects.

    Raises
    ------
    InputFileError
        If the file cannot be read, or says two things of one class.
    SchemaError
        If a column is missing or not known.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputFileError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputFileError(f"{path}: is not text in UTF-8") from error
    if text.lstrip()[:1] in {"{", "["}:
        return rules_of(_parsed(text, str(path)), str(path))
    return _rules_of_csv(text, str(path))


def rules_of(content: object, name: str) -> list[Rule]:
    """Return the rules that an object of names, or a list of objects, stands for.

    Examples
    --------
    >>> rules_of({"automobile": "car", "tram": None}, "map.json")[1].to_class is None
    True
    """
    if isinstance(content, Mapping):
        rows = [(f"{key!r}", {"from_class": key, "to_class": to}) for key, to in content.items()]
    elif isinstance(content, list | tuple):
        rows = []
        for place, each in enumerate(content):
            if not isinstance(each, Mapping):
                raise InputFileError(f"{name}: /{place}: expected an object, not {each!r}")
            _check_columns(each, f"{name}: /{place}")
            rows.append((f"/{place}", dict(each)))
    else:
        raise InputFileError(f"{name}: expected an object of names, or a list of objects")
    return _distinct([(where, _rule(row, f"{name}: {where}")) for where, row in rows], name)


def _rules_of_csv(text: str, name: str) -> list[Rule]:
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        _check_columns(reader.fieldnames or (), name)
        rows = [(f"line {reader.line_num}", row) for row in reader]
    except csv.Error as error:
        raise InputFileError(f"{name}: is no CSV: {error}") from error
    for where, row in rows:
        if None in row or None in row.values():
            raise InputFileError(f"{name}: {where}: expected as many cells as the head has")
    return _distinct([(where, _rule(row, f"{name}: {where}")) for where, row in rows], name)


def _parsed(text: str, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputFileError(f"{name}: line {error.lineno}: is no JSON: {error.msg}") from error


def _check_columns(names: Iterable[str], where: str) -> None:
    found = list(names)
    missing = [name for name in _COLUMNS[:2] if name not in found]
    if missing:
        raise SchemaError(
            f"{where}: no column {' and '.join(missing)}",
            hint="a class map has the columns from_class and to_class (empty: left out) and, where "
            "wanted, from_dataset and to_dataset",
        )
    unknown = [name for name in found if name not in _COLUMNS]
    if unknown:
        raise SchemaError(
            f"{where}: column {unknown[0]!r} is not known", hint=f"known are {', '.join(_COLUMNS)}"
        )


def _rule(row: Mapping[str, object], where: str) -> Rule:
    texts: dict[str, str | None] = {}
    for name in _COLUMNS:
        value = row.get(name)
        if value is not None and not isinstance(value, str):
            raise InputFileError(f"{where}: {name} is {value!r}; expected a text")
        texts[name] = value.strip() or None if value is not None else None
    if texts["from_class"] is None:
        raise InputFileError(f"{where}: from_class is empty; expected the name of a class")
    return Rule(texts["from_class"], texts["to_class"], texts["from_dataset"], texts["to_dataset"])


def _distinct(rows: list[tuple[str, Rule]], name: str) -> list[Rule]:
    known: dict[tuple[str | None, str | None, str], tuple[str, Rule]] = {}
    for where, rule in rows:
        former = known.setdefault(rule.key, (where, rule))
        if former[1] != rule:
            raise InputFileError(
                f"{name}: {where}: class {rule.from_class!r} becomes {_text(rule)} here and "
                f"{_text(former[1])} at {former[0]}; expected one"
            )
    if not known:
        raise InputFileError(f"{name}: holds no rule")
    return [rule for _, rule in known.values()]


def _text(rule: Rule) -> str:
    return "nothing" if rule.to_class is None else repr(rule.to_class)
