"""A project of its own for each test, copied from one that is made once."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from duckeval.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def empty_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.duckdb"
    Store.open(path, create=True).close()
    return path


@pytest.fixture
def store(empty_project: Path, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "project.duckdb"
    shutil.copyfile(empty_project, path)
    with Store.open(path) as opened:
        yield opened
        left = opened.run(
            "select table_name from duckdb_tables() where temporary union all "
            "select view_name from duckdb_views() where temporary and not internal union all "
            "select function_name from duckdb_functions() where database_name = 'temp' "
            "and not internal"
        )
        assert left == [], "a load leaves nothing staged behind"
