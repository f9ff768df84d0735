"""After a fatal error of DuckDB the store opens the file again and says what is stored.

A limit on the size of files stands for a full disk: the write of a checkpoint fails, which DuckDB
answers by refusing every further statement on the connection.
"""

from __future__ import annotations

import resource
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import pytest

from duckeval.errors import StoreError
from duckeval.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def full_disk(path: Path) -> Iterator[None]:
    """Let no file grow beyond the present size of this one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "project.duckdb", create=True) as opened:
        opened.run("create table number as select 1::ubigint as value")
        opened.checkpoint()
        yield opened


def add_rows(store: Store, count: int) -> None:
    store.run(f"insert into number select hash(range) from range({count})")


def test_a_failed_checkpoint_leaves_a_usable_project(store: Store) -> None:
    assert store.path is not None
    add_rows(store, 30_000)
    with full_disk(store.path), pytest.raises(StoreError, match="File too large") as raised:
        store.checkpoint()
    assert raised.value.hint is not None
    assert "opened again" in raised.value.hint
    assert store.run("select count(*) from number") == [(30_001,)]
    assert store.run("select box_iou([0, 0, 1, 1], [0, 0, 1, 1])") == [(1.0,)]
    store.checkpoint()


def test_a_transaction_that_fails_is_gone_and_the_next_one_is_stored(store: Store) -> None:
    assert store.path is not None
    with full_disk(store.path), pytest.raises((StoreError, duckdb.Error)), store.transaction():
        add_rows(store, 2_000_000)
    with store.transaction():
        add_rows(store, 10)
    assert store.run("select count(*) from number") == [(11,)]


def test_a_query_that_meets_a_dead_connection_is_answered(store: Store) -> None:
    assert store.path is not None
    add_rows(store, 30_000)
    with full_disk(store.path), pytest.raises(duckdb.FatalException):
        store.connection.execute("checkpoint")
    assert store.run("select count(*) from number") == [(30_001,)]
    assert store.run("select current_setting('threads') > 0") == [(True,)]


def test_a_project_in_memory_says_that_it_is_lost() -> None:
    with Store.open(":memory:", create=True) as store:
        message = "INTERNAL Error: an assertion of DuckDB failed"

        def dead() -> None:
            raise duckdb.InternalException(message)

        with pytest.raises(StoreError, match="in memory is lost"):
            store._interruptible(dead)
        with pytest.raises(StoreError, match="closed"):
            store.run("select 1")
