"""The file of a gate: what it asks, read from TOML or YAML, with the line of whatever is wrong."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duckeval.errors import InputFileError, UsageError

__all__ = ["Assertion", "read_gate"]

KEYS: dict[str, tuple[type, ...]] = {
    "name": (str,),
    "measure": (str,),
    "sql": (str,),
    "set": (str,),
    "baseline": (str,),
    "slice": (str,),
    "where": (str,),
    "class": (str,),
    "protocol": (str,),
    "iou": (int, float),
    "confidence": (int, float),
    "min": (int, float),
    "max": (int, float),
    "min_delta": (int, float),
    "max_delta": (int, float),
}
LIMITS = ("min", "max", "min_delta", "max_delta")
_HINT = "a gate has a measure or an sql, and min, max, min_delta or max_delta"


@dataclass(frozen=True, slots=True)
class Assertion:
    """One thing that a gate asks for.

    Attributes
    ----------
    place : str
        File and line, for messages.
    asked : mapping
        The keys that the file gives, of those in `KEYS`.
    """

    place: str
    asked: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its name; what it asks, where it has none."""
        if "name" in self.asked:
            return str(self.asked["name"])
        if "sql" in self.asked:
            return " ".join(str(self.asked["sql"]).split())
        parts = [str(self.asked["measure"])]
        parts += [f"of {self.asked['class']}"] if "class" in self.asked else []
        parts += [f"in {self.asked['slice']}"] if "slice" in self.asked else []
        parts += [f"where {self.asked['where']}"] if "where" in self.asked else []
        return " ".join(parts)

    @property
    def limits(self) -> dict[str, float]:
        """The limits that it sets."""
        return {key: float(self.asked[key]) for key in LIMITS if key in self.asked}


def read_gate(path: str | Path) -> tuple[Assertion, ...]:
    """Return what a file asks for.

    Raises
    ------
    InputFileError
        If the file is missing, is no TOML or YAML, or asks what cannot be asked.
    UsageError
        If the suffix stands for neither, or PyYAML is not installed.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise InputFileError(f"cannot read {file}: {reason}") from None
    match file.suffix.lower():
        case ".toml":
            content, lines = _toml(file, text)
        case ".yaml" | ".yml":
            content, lines = _yaml(file, text)
        case suffix:
            raise UsageError(
                f"{file}: a gate is a .toml, .yaml or .yml file, not {suffix or 'without suffix'}"
            )
    asked = content.get("gate") if isinstance(content, dict) else None
    if not isinstance(asked, list) or not asked:
        raise InputFileError(
            f"{file}: there is no list named 'gate'",
            hint="TOML: [[gate]] above each assertion; YAML: gate: and a list below it",
        )
    return tuple(
        _assertion(f"{file}, line {lines[number]}" if number < len(lines) else str(file), each)
        for number, each in enumerate(asked)
    )


def _toml(file: Path, text: str) -> tuple[Any, list[int]]:
    import tomllib  # noqa: PLC0415 - only gates need it

    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputFileError(f"{file} is no TOML: {error}") from None
    heads = re.compile(r"\s*\[\[\s*gate\s*\]\]")
    return content, [
        number for number, line in enumerate(text.splitlines(), start=1) if heads.match(line)
    ]


def _yaml(file: Path, text: str) -> tuple[Any, list[int]]:
    try:
        import yaml  # noqa: PLC0415 - optional, and only gates need it
    except ImportError:
        raise UsageError(
            f"{file}: YAML needs the package pyyaml", hint="pip install pyyaml, or write TOML"
        ) from None
    try:
        content = yaml.safe_load(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = "" if mark is None else f" (at line {mark.line + 1}, column {mark.column + 1})"
        reason = getattr(error, "problem", None) or "it cannot be parsed"
        raise InputFileError(f"{file} is no YAML: {reason}{where}") from None
    lines: list[int] = []
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == "gate" and isinstance(value, yaml.SequenceNode):
                lines = [node.start_mark.line + 1 for node in value.value]
    return content, lines


def _assertion(place: str, given: object) -> Assertion:
    if not isinstance(given, dict):
        raise InputFileError(f"{place}: a gate is keys and values, not {given!r}", hint=_HINT)
    for key, value in given.items():
        if key not in KEYS:
            raise InputFileError(f"{place}: unknown key {key!r}", hint=f"keys: {', '.join(KEYS)}")
        if not isinstance(value, KEYS[key]) or isinstance(value, bool):
            kind = "a text" if KEYS[key] == (str,) else "a number"
            raise InputFileError(f"{place}: {key} is {value!r}, expected {kind}")
        if isinstance(value, float) and not math.isfinite(value):
            raise InputFileError(f"{place}: {key} is {value}, expected a number")
    found = Assertion(place, given)
    if ("measure" in given) == ("sql" in given):
        raise InputFileError(f"{place}: expected either a measure or an sql", hint=_HINT)
    if not found.limits:
        raise InputFileError(f"{place}: nothing is asked of {found.name}", hint=_HINT)
    if "sql" in given and given.keys() - {"sql", "name", "min", "max"}:
        more = ", ".join(sorted(given.keys() - {"sql", "name", "min", "max"}))
        raise InputFileError(f"{place}: an sql takes name, min and max, not {more}")
    return found
