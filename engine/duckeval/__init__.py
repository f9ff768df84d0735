"""Evaluate vision models on any subset, at any threshold, in SQL, in one DuckDB file.

`open` gives a `Project`; everything else hangs from it. Importing duckeval is cheap: DuckDB,
polars, pyarrow and shapely are loaded when a project is opened, not before.

Examples
--------
>>> import duckeval
>>> with duckeval.open("evals.duckdb") as project:  # doctest: +SKIP
...     project.load_labels("instances.json")
...     project.load_predictions("results.json")
...     print(project.performance(slice_by="weather").pl())
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckeval.errors import (
        DuckevalError,
        GateFailed,
        InputFileError,
        Interrupted,
        QueryError,
        SchemaError,
        StoreError,
        UnknownNameError,
        UsageError,
    )
    from duckeval.project import Project, open  # noqa: A004 - duckeval.open, like gzip.open
    from duckeval.project.question import Question

__version__ = "0.1.0.dev0"

__all__ = [
    "DuckevalError",
    "GateFailed",
    "InputFileError",
    "Interrupted",
    "Project",
    "QueryError",
    "Question",
    "SchemaError",
    "StoreError",
    "UnknownNameError",
    "UsageError",
    "__version__",
    "open",
]

_HOME = {
    "Project": "duckeval.project",
    "Question": "duckeval.project.question",
    "open": "duckeval.project",
}


def __getattr__(name: str) -> object:
    """Return a public name, loading the module that holds it on first use."""
    if name not in __all__:
        raise AttributeError(f"module 'duckeval' has no attribute {name!r}")
    value: object = getattr(import_module(_HOME.get(name, "duckeval.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted(__all__)
