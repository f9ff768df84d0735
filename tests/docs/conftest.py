"""A folder as it is after `duckeval demo`, for the examples to run in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duckeval.demo import build
from tests.docs.examples import furnish

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def finished_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        build(Path("duckeval-demo"))
    return folder


@pytest.fixture
def after_demo(
    finished_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The working directory: a copy of the demo, and an environment that is put back."""
    furnish(finished_demo / "duckeval-demo", tmp_path)
    monkeypatch.chdir(tmp_path)
    before = dict(os.environ)
    yield tmp_path
    os.environ.clear()
    os.environ.update(before)
