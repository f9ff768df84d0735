"""The empty project that new ones are copied from: in a file and in memory, or without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from duckeval.store import Store

if TYPE_CHECKING:
    from pathlib import Path

CONTENTS = (
    "select function_name, parameters, comment from duckdb_functions() where not internal",
    "select view_name, comment from duckdb_views() where not internal",
    "from (select table_name, column_name, data_type, comment from duckdb_columns())",
    "select table_name, constraint_text from duckdb_constraints()",
    "select sequence_name, start_value, last_value from duckdb_sequences()",
    "select table_name, sql from duckdb_indexes()",
    "select schema_version, created_with, objects_sha256 from project",
)


def contents(store: Store) -> list[list[tuple[Any, ...]]]:
    return [store.run(f"{query} order by all") for query in CONTENTS]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder with nothing in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "it's a cache"))
    return tmp_path / "it's a cache" / "duckeval"


def test_a_project_in_memory_is_a_copy_of_the_same_project(cache: Path, tmp_path: Path) -> None:
    with Store.open(":memory:", create=True) as store:
        copied = contents(store)
        assert store.run("select database_name from duckdb_databases() where not internal") == [
            ("memory",)
        ]
    (template,) = cache.iterdir()
    assert template.name.startswith("empty-")
    with Store.open(tmp_path / "file.duckdb", create=True) as store:
        assert contents(store) == copied
    assert len(copied[0]) > 100


def test_without_a_cache_everything_is_made_on_the_spot(cache: Path) -> None:
    cache.parent.write_text("no folder")
    with Store.open(":memory:", create=True) as store:
        made = contents(store)
    cache.parent.unlink()
    with Store.open(":memory:", create=True) as store:
        assert contents(store) == made


def test_a_damaged_copy_is_not_taken(cache: Path) -> None:
    with Store.open(":memory:", create=True) as store:
        made = contents(store)
    (template,) = cache.iterdir()
    template.write_bytes(b"damaged")
    with Store.open(":memory:", create=True) as store:
        assert contents(store) == made
