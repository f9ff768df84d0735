"""What is loaded when: a static graph cannot tell a deferred import from an eager one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import duckeval

HEAVY = {"duckdb", "msgspec", "numpy", "pandas", "polars", "pyarrow", "pycocotools", "shapely"}

IMPORT = "import duckeval"
ERRORS = "import duckeval; duckeval.UnknownNameError"
HELP = """
import sys
sys.argv = ["duckeval", "--help"]
from duckeval.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter holds after running `code`."""
    tell = "\nimport sys; print(*{m.partition('.')[0] for m in sys.modules}, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code + tell],
        env=os.environ | {"PYTHONPATH": str(Path(duckeval.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize("code", [IMPORT, ERRORS, HELP], ids=["import", "errors", "help"])
def test_nothing_heavy_is_loaded(code: str) -> None:
    assert loaded_by(code) & HEAVY == set()


def test_importing_duckeval_loads_nothing_but_the_standard_library() -> None:
    own = loaded_by(IMPORT) - loaded_by("pass")
    assert own - sys.stdlib_module_names == {"duckeval"}


def test_every_public_name_can_be_had() -> None:
    code = "import duckeval; [getattr(duckeval, name) for name in duckeval.__all__]"
    assert "duckeval" in loaded_by(code)


def test_an_unknown_attribute_is_an_attribute_error() -> None:
    code = "import duckeval\nassert not hasattr(duckeval, 'opne')\nassert 'open' in dir(duckeval)"
    assert "duckeval" in loaded_by(code)
