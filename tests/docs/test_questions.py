"""The twenty questions of docs/questions.md are answered by a bare DuckDB client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from tests.docs.examples import blocks

if TYPE_CHECKING:
    from pathlib import Path


def test_each_question_is_answered_in_a_bare_client(checkout: Path, after_demo: Path) -> None:
    text = (checkout / "docs/questions.md").read_text(encoding="utf-8")
    queries = [body for info, body in blocks(text) if info == "sql"]
    assert len(queries) == text.count("\n## ") == 20
    file = after_demo / "duckeval-demo" / "duckeval.duckdb"
    with duckdb.connect(str(file), read_only=True) as plain:
        for sql in queries:
            assert plain.execute(sql).fetchall(), sql
