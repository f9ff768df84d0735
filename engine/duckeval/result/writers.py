"""The formats in which rows are printed and written: CSV, JSON and JSON lines.

All of them write the same values: null is an empty cell or ``null``, a number is written in full,
whole decimals (sums of counts) are integers, a number that is not finite is null in JSON, which
has no word for it.
"""

import json
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TextIO

from duckeval.result.text import value_text

__all__ = ["plain", "write_csv", "write_json", "write_jsonl"]

Rows = Iterable[Sequence[Any]]


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a query gives
    r"""Return a value as one that JSON knows.

    Examples
    --------
    >>> plain(Decimal("12")), plain(Decimal("0.5")), plain(b"\x01"), plain([float("nan")])
    (12, 0.5, '01', [None])
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dict():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
    return value_text(value)


def write_json(columns: Sequence[str], rows: Rows, file: TextIO) -> None:
    """Write the rows as one JSON list of objects, one object a line.

    Examples
    --------
    >>> import sys
    >>> write_json(["class_name", "ap"], [("cat", 0.5), ("dog", None)], sys.stdout)
    [
    {"class_name": "cat", "ap": 0.5},
    {"class_name": "dog", "ap": null}
    ]
    """
    file.write("[")
    mark = "\n"
    for row in rows:
        file.write(mark)
        file.write(_object(columns, row))
        mark = ",\n"
    file.write("]\n" if mark == "\n" else "\n]\n")


def write_jsonl(columns: Sequence[str], rows: Rows, file: TextIO) -> None:
    """Write each row as one JSON object on a line of its own.

    Examples
    --------
    >>> import sys
    >>> write_jsonl(["ap"], [(0.5,), (None,)], sys.stdout)
    {"ap": 0.5}
    {"ap": null}
    """
    file.writelines(_object(columns, row) + "\n" for row in rows)


def write_csv(columns: Sequence[str], rows: Rows, file: TextIO) -> None:
    r"""Write the rows as CSV with a head; null is an empty cell, an empty text is ``""``.

    Examples
    --------
    >>> import sys
    >>> write_csv(["name", "note"], [("a,b", None), ("", 'say "x", twice')], sys.stdout)
    name,note
    "a,b",
    "","say ""x"", twice"
    """
    file.write(",".join(_csv_text(name) for name in columns) + "\n")
    file.writelines(",".join(_csv_cell(value) for value in row) + "\n" for row in rows)


def _object(columns: Sequence[str], row: Sequence[Any]) -> str:
    return json.dumps(
        {name: plain(value) for name, value in zip(columns, row, strict=True)},
        ensure_ascii=False,
        allow_nan=False,
    )


def _csv_cell(value: Any) -> str:  # noqa: ANN401 - whatever a query gives
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    simple = plain(value)
    if isinstance(simple, list | dict):
        return _csv_text(json.dumps(simple, ensure_ascii=False))
    return _csv_text(str(simple))


def _csv_text(text: str) -> str:
    if text and not any(mark in text for mark in ',"\r\n') and text == text.strip():
        return text
    return '"' + text.replace('"', '""') + '"'
