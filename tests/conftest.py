"""Fixtures for every kind of test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


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
