"""DUCKEVAL_MEMORY_LIMIT caps what DuckDB takes for itself."""

from __future__ import annotations

import pytest

from duckeval.errors import UsageError
from duckeval.store import Store


def test_the_limit_reaches_duckdb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUCKEVAL_MEMORY_LIMIT", "512MiB")
    with Store.open(":memory:", create=True) as store:
        assert store.run("select current_setting('memory_limit')") == [("512.0 MiB",)]


@pytest.mark.parametrize("limit", ["much", "12", "-1GB", "1GB; drop table item"])
def test_what_is_no_size_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setenv("DUCKEVAL_MEMORY_LIMIT", limit)
    with pytest.raises(UsageError, match="DUCKEVAL_MEMORY_LIMIT: expected a size"):
        Store.open(":memory:", create=True)
