"""The project: everything that can be done with one file."""

import os
import re
import warnings
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from duckeval.errors import QueryError
from duckeval.project.checking import Check, run_checks
from duckeval.project.classification import Classifying
from duckeval.project.collections import Collections
from duckeval.project.comparing import Comparing
from duckeval.project.confidence_measures import ConfidenceMeasures
from duckeval.project.crossval import CrossValidation
from duckeval.project.datasets import Datasets
from duckeval.project.describing import describe
from duckeval.project.diagnosis import translated
from duckeval.project.error_types import ErrorTypes
from duckeval.project.folds import Folds
from duckeval.project.keypoints import Keypoints
from duckeval.project.lanes import LaneMeasures
from duckeval.project.loading import Loading
from duckeval.project.matched import MatchMethods
from duckeval.project.metric_measures import MetricMeasures
from duckeval.project.metrics import Metrics
from duckeval.project.ordering import limited
from duckeval.project.searching import Searching
from duckeval.project.sets import PredictionSet, prediction_sets
from duckeval.project.sharing import acquire, release
from duckeval.project.slices import Slices
from duckeval.project.summary import Question, summarise
from duckeval.project.suspects import Suspects
from duckeval.project.texts import TextMeasures
from duckeval.project.writing import Writing
from duckeval.result import Result
from duckeval.sqlfiles import read_sql
from duckeval.store import Store
from duckeval.store.opening import is_current

if TYPE_CHECKING:
    import duckdb

__all__ = ["Project"]

_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/|[\s;]", re.DOTALL)


class Project(
    Loading,
    Metrics,
    Suspects,
    ErrorTypes,
    ConfidenceMeasures,
    MetricMeasures,
    Classifying,
    TextMeasures,
    LaneMeasures,
    Comparing,
    Writing,
    Searching,
    Datasets,
    Keypoints,
    MatchMethods,
):
    """An open project file; made with `duckeval.open`.

    Parameters
    ----------
    path : str or Path
        The file, or ``":memory:"``.
    create : bool, default True
        Whether a file that does not exist is made.
    read_only : bool, default False
        Whether nothing may be changed.

    Attributes
    ----------
    slices : Slices
        The saved slices: ``add``, ``list``, ``show``, ``drop``, ``refresh``.
    collections : Collections
        Named lists of items, labels or predictions: ``add``, ``list``, ``show``, ``members``,
        ``drop``, ``refresh``, ``send``.
    folds : Folds
        The folds of cross-validation: ``make``, ``show``, ``made``, ``check``.
    crossval : CrossValidation
        Cross-validation over the folds: ``check``, ``combine``, ``run``.

    Raises
    ------
    StoreError
        If the file is missing, in use by another process, damaged, or no project.

    Notes
    -----
    Within a process, projects of one file share one connection; use one project in one thread.

    Examples
    --------
    >>> with Project(":memory:") as project:
    ...     project.query("select 6 * 7 as answer").rows()
    [{'answer': 42}]
    """

    def __init__(self, path: str | Path, *, create: bool = True, read_only: bool = False) -> None:
        self._is_open = False
        self._store = acquire(path, create=create and not read_only, read_only=read_only)
        self._is_open = True
        # Also runs at the end of the process: DuckDB complains when we leave with open functions.
        self._release = weakref.finalize(self, release, self._store)
        self.path = path if str(path) == ":memory:" else Path(path)
        self.slices = Slices(self._store)
        self.collections = Collections(self._store, self.slices)
        self.folds = Folds(self._store, self.slices)
        self.crossval = CrossValidation(self._store, self.collections)

    @property
    def connection(self) -> "duckdb.DuckDBPyConnection":
        """The DuckDB connection, with the functions of duckeval registered on it.

        Examples
        --------
        >>> with Project(":memory:") as project:
        ...     project.connection.sql(
        ...         "select box_iou([0, 0, 2, 2]::double[4], [1, 0, 2, 2]::double[4])"
        ...     ).fetchall()
        [(0.3333333333333333,)]
        """
        return self._store.connection

    @property
    def store(self) -> Store:
        """The store below the project, for the modules of duckeval."""
        return self._store

    @property
    def is_current(self) -> bool:
        """Whether the views and macros in the file are those of this version of duckeval."""
        return is_current(self._store)

    @property
    def sets(self) -> tuple[PredictionSet, ...]:
        """The prediction sets, in the order in which they were loaded."""
        return prediction_sets(self._store)

    def slice_items(self, name: str) -> Result:
        """Return the items of a saved slice.

        Raises
        ------
        UnknownNameError
            If no slice has the name.
        """
        self.slices.show(name)
        return self.query(read_sql("read/slice_items.sql"), {"slice_name": name})

    def query(
        self,
        sql: str,
        parameters: Mapping[str, Any] | Sequence[Any] | None = None,
        *,
        limit: int | None = None,
    ) -> Result:
        """Return the rows of an SQL query.

        Parameters
        ----------
        sql : str
            Any query of DuckDB; the views and macros of duckeval are there (`describe`).
        parameters : mapping or sequence, optional
            Values of ``$name`` or ``?``.
        limit : int, optional
            At most so many rows; DuckDB stops there.

        Raises
        ------
        QueryError
            With DuckDB's message in one line; its ``sql`` is the query.

        Examples
        --------
        >>> with Project(":memory:") as project:
        ...     project.query("select $x * 2 as y", {"x": 21}).rows()
        [{'y': 42}]
        """
        if not _COMMENTS.sub("", sql):
            raise QueryError("the query is empty", hint="'duckeval describe' lists what there is")
        bound: Mapping[str, Any] | list[Any] | None = None
        if parameters is not None:
            bound = parameters if isinstance(parameters, Mapping) else list(parameters)
        with translated(sql):
            text = sql if limit is None else limited(self._store, sql, limit)
            result = Result(self._store.table(text, bound))
        return result if limit is None else Result(result.table.slice(0, limit))

    def describe(self, name: str | None = None) -> Result:
        """Return what there is to query, or the columns and parameters of one object.

        Parameters
        ----------
        name : str, optional
            A view, macro, table or function; ``metrics`` lists metrics and metadata: where from,
            unit, range, how many values are missing, definition.

        Raises
        ------
        UnknownNameError
            If there is nothing of that name.
        """
        import pyarrow as pa  # noqa: PLC0415 - heavy, and few callers need it

        columns, rows = describe(self._store, name)
        schema = pa.schema([(column, pa.string()) for column in columns])
        records = [dict(zip(columns, row, strict=True)) for row in rows]
        return Result(pa.Table.from_pylist(records, schema=schema))

    def summary(self, question: Question | None = None) -> Result:
        """Return the headline numbers as flat rows: what ``duckeval summary`` prints.

        Parameters
        ----------
        question : Question, optional
            Sets, slices, filter, threshold, confidence and protocol.

        Raises
        ------
        QueryError
            If there are no predictions yet, or a set is not matched under the protocol.
        """
        return summarise(self, question or Question()).result()

    def flat_summary(
        self, question: Question | None = None, *, prefix: str = ""
    ) -> dict[str, float]:
        """Return the headline numbers as a flat dictionary, for a tracker of training runs.

        Parameters
        ----------
        question : Question, optional
            As for `summary`.
        prefix : str
            What every name begins with, such as ``val/``.

        Returns
        -------
        dict of str to float
            Names such as ``val/map`` and ``val/weather/rain/map``; what is undefined is left out.

        Raises
        ------
        QueryError
            As `summary`.
        """
        from duckeval.project.flat import flat_numbers  # noqa: PLC0415

        return flat_numbers(summarise(self, question or Question()), prefix)

    def check(self) -> tuple[Check, ...]:
        """Run the audits of the file: what ``duckeval doctor`` prints."""
        return tuple(run_checks(self._store))

    def contents(self) -> dict[str, int]:
        """Return how many data sets, items, labels, sets, predictions and slices there are."""
        row = self._store.run(read_sql("read/contents.sql"))[0]
        names = ("dataset", "item", "label", "prediction_set", "prediction", "slice", "quarantine")
        return dict(zip(names, row, strict=True))

    def close(self) -> None:
        """Close the project; a second call does nothing."""
        self._is_open = False
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_is_open", False) and self._release.alive:
            warnings.warn(
                f"project {os.fspath(self.path)} was not closed; write 'with duckeval.open(...) "
                "as project:', or call project.close()",
                ResourceWarning,
                source=self,
                stacklevel=2,
            )

    def __repr__(self) -> str:
        if not self._is_open:
            return f"<duckeval project {self.path}, closed>"
        counts = self.contents()
        return (
            f"<duckeval project {self.path}: {counts['item']} items, {counts['label']} labels, "
            f"{counts['prediction_set']} prediction sets>"
        )
