"""Small outputs, byte for byte; DUCKEVAL_UPDATE_GOLDEN=1 writes them anew, to be read in a diff."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_output import VALUES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

GOLDEN = Path(__file__).parent / "golden"

OUTPUTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "summary.txt": ("120", ("summary",)),
    "summary_narrow.txt": ("60", ("summary", "--by", "weather", "--per-class")),
    "summary_everything.txt": (
        "120",
        ("summary", "--by", "weather", "--slice", "dark", "--per-class", "--confidence", "0.3"),
    ),
    "summary_coco.txt": ("120", ("summary", "--protocol", "coco", "--by", "weather")),
    "summary.md": ("120", ("summary", "--format", "md")),
    "summary.csv": ("120", ("summary", "--by", "weather", "--format", "csv")),
    "query.txt": ("120", ("query", VALUES)),
    "query_narrow.txt": ("60", ("query", VALUES)),
    "query.md": ("120", ("query", VALUES, "--format", "md")),
    "query.csv": ("120", ("query", VALUES, "--format", "csv")),
    "query.json": ("120", ("query", VALUES, "--format", "json")),
    "query.jsonl": ("120", ("query", VALUES, "--format", "jsonl")),
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_the_output_is_the_one_that_was_agreed(
    call: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    columns, arguments = OUTPUTS[name]
    monkeypatch.setenv("COLUMNS", columns)
    answer = call(*arguments)
    assert answer.code == 0
    if os.environ.get("DUCKEVAL_UPDATE_GOLDEN"):
        (GOLDEN / name).write_text(answer.out, encoding="utf-8")
    assert answer.out == (GOLDEN / name).read_text(encoding="utf-8")
