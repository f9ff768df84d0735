"""Fixtures for every kind of test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

Once = Callable[[Callable[[Path], object], Path], Path]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout under test."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets: DUCKEVAL_TEST_DATA, else ../shared/data beside the checkout."""
    folder = Path(os.environ.get("DUCKEVAL_TEST_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the real data sets are not here: set DUCKEVAL_TEST_DATA to their folder")
    return folder


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Fill a folder with what a function writes; the function runs once, the rest are copies."""
    made: dict[Callable[[Path], object], Path] = {}

    def copy(fill: Callable[[Path], object], folder: Path) -> Path:
        if fill not in made:
            empty = tmp_path_factory.mktemp("once")
            fill(empty)
            made[fill] = empty
        shutil.copytree(made[fill], folder, dirs_exist_ok=True)
        return folder

    return copy
