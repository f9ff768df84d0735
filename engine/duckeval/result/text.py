"""Tables as plain text: readable in 60 columns, in a log, and without colour.

A table that is too wide is first made narrower by wrapping its texts, and then cut into blocks of
columns that each repeat the leading texts, so that no line is ever longer than asked for and no
number is ever cut.
"""

import json
import math
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

__all__ = ["Block", "Column", "blocks", "cell_texts", "markdown_table", "text_table", "value_text"]

NULL = "-"

_GAP = 2
_MIN_TEXT = 14
_MAX_KEYS = 3
_MAX_FIXED = 1e6
_MIN_FIXED = 1e-4


@dataclass(frozen=True, slots=True)
class Column:
    """The cells of one column as texts.

    Attributes
    ----------
    texts : tuple of str
        One text for each row.
    is_number : bool
        Whether the values are numbers, which stand to the right.
    """

    texts: tuple[str, ...]
    is_number: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that are printed beside each other.

    Attributes
    ----------
    places : tuple of int
        Which columns of the table.
    widths : tuple of int
        How many places on the line each of them gets.
    """

    places: tuple[int, ...]
    widths: tuple[int, ...]


def cell_texts(values: Sequence[Any]) -> Column:
    """Return a column of values as texts: numbers with four decimals, null as ``-``.

    A column with numbers that four decimals would turn into 0, or beyond a million, is printed
    with six significant digits instead.

    Examples
    --------
    >>> cell_texts([0.5, None, 1]).texts
    ('0.5000', '-', '1.0000')
    >>> cell_texts([0.5, 1e-9]).texts
    ('0.5', '1e-09')
    >>> cell_texts([True, False]).texts, cell_texts([1, 20]).texts
    (('true', 'false'), ('1', '20'))
    """
    known = [value for value in values if value is not None]
    # A column of nulls only is mostly one of numbers that are not defined.
    is_number = bool(values) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in known
    )
    if not is_number or all(_is_whole(value) for value in known):
        return Column(tuple(value_text(value) for value in values), is_number)
    sizes = [abs(float(value)) for value in known if value and math.isfinite(value)]
    plain = all(_MIN_FIXED <= size < _MAX_FIXED for size in sizes)
    form = ".4f" if plain else ".6g"
    return Column(
        tuple(NULL if value is None else format(float(value), form) for value in values),
        is_number=True,
    )


def value_text(value: Any) -> str:  # noqa: ANN401 - whatever a query gives
    r"""Return one value as a text on one line, with control characters made visible.

    Examples
    --------
    >>> value_text(None), value_text("a\nb"), value_text([1, None]), value_text(b"\x01")
    ('-', 'a\\nb', '[1, null]', '01')
    """
    match value:
        case None:
            text = NULL
        case bool():
            text = "true" if value else "false"
        case bytes():
            text = value.hex()
        case datetime():
            text = value.isoformat(sep=" ")
        case dict() | list() | tuple():
            text = json.dumps(value, default=value_text, ensure_ascii=False)
        case _:
            text = str(value)
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _visible(each) for each in text)


def text_table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], *, width: int | None = None
) -> str:
    """Return a table as lines of plain text, each with its line break.

    Parameters
    ----------
    columns : sequence of str
        The heads.
    rows : sequence of sequences
        The values.
    width : int, optional
        How many places a line may have; unlimited by default.

    Examples
    --------
    >>> print(text_table(["class_name", "ap"], [("cat", 0.5), ("dog", None)]), end="")
    class_name      ap
    ----------  ------
    cat         0.5000
    dog              -
    >>> print(text_table(["name", "comment"], [("a", "one two three four")], width=22), end="")
    name  comment
    ----  ----------------
    a     one two three
          four
    """
    cells = [cell_texts([row[place] for row in rows]) for place in range(len(columns))]
    drawn = [
        "".join(_block_lines(columns, cells, block)) for block in blocks(columns, cells, width)
    ]
    return "\n".join(drawn)


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    r"""Return a table as GitHub-flavoured Markdown, with the texts of `text_table`.

    Examples
    --------
    >>> print(markdown_table(["class_name", "ap"], [("a|b", 0.5)]), end="")
    | class_name | ap |
    | --- | ---: |
    | a\|b | 0.5000 |
    """
    cells = [cell_texts([row[place] for row in rows]) for place in range(len(columns))]
    lines = [
        columns,
        ["---:" if column.is_number else "---" for column in cells],
        *([column.texts[place] for column in cells] for place in range(len(rows))),
    ]
    return "".join(
        "| " + " | ".join(text.replace("|", "\\|") for text in line) + " |\n" for line in lines
    )


def blocks(columns: Sequence[str], cells: Sequence[Column], width: int | None) -> list[Block]:
    """Return how a table is cut so that no line is longer than `width`.

    Examples
    --------
    >>> cells = [Column(("yolo",), False), Column(("0.5",), True), Column(("0.25",), True)]
    >>> [block.places for block in blocks(["set", "map", "recall"], cells, 12)]
    [(0, 1), (0, 2)]
    """
    natural = [
        max((_width(text) for text in (head, *column.texts)), default=0)
        for head, column in zip(columns, cells, strict=True)
    ]
    places = tuple(range(len(columns)))
    if width is None or _line(natural) <= width:
        return [Block(places, tuple(natural))]
    squeezed = _squeeze(columns, cells, natural, width)
    if _line(squeezed) <= width:
        return [Block(places, tuple(squeezed))]
    keys = 0
    while keys < min(_MAX_KEYS, len(cells) - 1) and not cells[keys].is_number:
        keys += 1
    if keys == 0 and len(cells) > 1 and len(cells[0].texts) > 1:
        keys = 1  # a number in front is mostly the key of the row
    # Keys that leave no room for anything else are not repeated.
    while keys and _line(squeezed[:keys]) > width * 2 // 3:
        keys -= 1
    found: list[list[int]] = []
    for place in places[keys:]:
        if found and _line([squeezed[each] for each in (*found[-1], place)]) <= width:
            found[-1].append(place)
        else:
            found.append([*places[:keys], place])
    return [Block(tuple(each), tuple(squeezed[place] for place in each)) for each in found]


def _squeeze(
    columns: Sequence[str], cells: Sequence[Column], natural: Sequence[int], width: int
) -> list[int]:
    """Make texts narrower until the line fits or nothing can give any more: names give last."""
    words = [max(map(_longest_word, (head, *each.texts))) for head, each in _with(columns, cells)]
    prose = [any(" " in text for text in each.texts) for each in cells]
    floors = (
        [max(_MIN_TEXT, longest) for longest in words],
        [_MIN_TEXT if is_prose else size for is_prose, size in zip(prose, natural, strict=True)],
        [_MIN_TEXT for _ in cells],
    )
    widths = list(natural)
    for floor in floors:
        least = [
            size if each.is_number else min(size, max(low, _width(head)))
            for (head, each), size, low in zip(_with(columns, cells), natural, floor, strict=True)
        ]
        _take(widths, least, width)
    return widths


def _take(widths: list[int], least: Sequence[int], width: int) -> None:
    """Take places from the widest column that has any to spare, until the line fits."""
    while (excess := _line(widths) - width) > 0:
        spare = {place: size for place, size in enumerate(widths) if size > least[place]}
        if not spare:
            return
        widest = max(spare, key=lambda place: (spare[place], place))
        others = [size for place, size in spare.items() if place != widest]
        # Down to the next widest text, or as far as is needed and possible.
        step = max(1, spare[widest] - max(others, default=0))
        widths[widest] -= min(step, excess, spare[widest] - least[widest])


def _with(columns: Sequence[str], cells: Sequence[Column]) -> list[tuple[str, Column]]:
    return list(zip(columns, cells, strict=True))


def _longest_word(text: str) -> int:
    return max(map(_width, text.split()), default=0)


def _block_lines(columns: Sequence[str], cells: Sequence[Column], block: Block) -> Iterable[str]:
    def lines(texts: Sequence[str]) -> Iterable[str]:
        wrapped = [_wrap(text, width) for text, width in zip(texts, block.widths, strict=True)]
        for number in range(max((len(parts) for parts in wrapped), default=0)):
            parts = []
            for place, width, shares in zip(block.places, block.widths, wrapped, strict=True):
                text = shares[number] if number < len(shares) else ""
                blank = " " * (width - _width(text))
                parts.append(blank + text if cells[place].is_number else text + blank)
            yield (" " * _GAP).join(parts).rstrip() + "\n"

    yield from lines([columns[place] for place in block.places])
    yield from lines(["-" * width for width in block.widths])
    for row in range(len(cells[0].texts) if cells else 0):
        yield from lines([cells[place].texts[row] for place in block.places])


def _wrap(text: str, width: int) -> list[str]:
    if _width(text) <= width:
        return [text]
    # Wide characters take two places: half as many of them fit.
    places = width if text.isascii() else max(1, width * len(text) // _width(text))
    return textwrap.wrap(text, places, break_on_hyphens=False) or [text]


def _line(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * max(0, len(widths) - 1)


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 1 + (unicodedata.east_asian_width(each) in "WF")
        for each in text
    )


def _is_whole(value: Any) -> bool:  # noqa: ANN401 - an int, a float or a Decimal
    return isinstance(value, int) or (
        isinstance(value, Decimal) and value.is_finite() and value.as_tuple().exponent == 0
    )


def _visible(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
