"""The demo as it is documented, made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duckeval.demo import build

if TYPE_CHECKING:
    from pathlib import Path

    from duckeval.demo import Demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder: Path = tmp_path_factory.mktemp("demo") / "duckeval-demo"
    return build(folder)
