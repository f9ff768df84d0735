"""Methods that write files: exports and reports."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from duckeval.project.export import export, export_partitions
from duckeval.project.reporting import Report, ReportRequest, write_report
from duckeval.store import Store

if TYPE_CHECKING:
    from duckeval.project.facade import Project

__all__ = ["Writing"]


class Writing:
    """What leaves a project as files."""

    _store: Store

    def export(
        self,
        name_or_sql: str,
        path: str | Path,
        *,
        format: str | None = None,  # noqa: A002 - as the option is called
        limit: int | None = None,
        partition_by: Sequence[str] | str = (),
    ) -> int:
        """Write a view, a table, a macro call or a query to a file; return the number of rows.

        Parameters
        ----------
        name_or_sql : str
            Name of a view or a table, a macro with its parameters, or a query.
        path : str or Path
            The file: ``.parquet``, ``.csv``, ``.json`` or ``.jsonl``. The same bytes on every run.
        format : str, optional
            The format, where the suffix does not tell it.
        limit : int, optional
            At most so many rows, the first ones in that order.
        partition_by : str or sequence of str
            Columns whose values name folders below `path`, which is a folder then.

        Raises
        ------
        UnknownNameError, QueryError
            If there is no such view, or the query cannot be run.
        UsageError
            If the suffix stands for no format.
        StoreError
            If the file cannot be written.
        """
        if not partition_by:
            return export(self._store, name_or_sql, path, format=format, limit=limit)
        columns = [partition_by] if isinstance(partition_by, str) else partition_by
        return export_partitions(
            self._store, name_or_sql, path, columns, format=format, limit=limit
        )

    def report(
        self,
        folder: str | Path,
        request: ReportRequest | None = None,
        *,
        progress: Callable[[str], None] | None = None,
    ) -> Report:
        """Write a report: a parquet file for each view, a manifest, and one page.

        Parameters
        ----------
        folder : str or Path
            A folder that is new, empty, or holds an earlier report.
        request : ReportRequest, optional
            Which set against which, slices, filter, threshold and protocol; by default the set
            that was loaded last.
        progress : callable, optional
            Told the name of each step when it begins.

        Raises
        ------
        UnknownNameError
            If a set, slice or class is not known.
        QueryError
            If there are no predictions yet, or an expression cannot be read.
        StoreError
            If the folder holds something else or cannot be written.
        """
        return write_report(cast("Project", self), folder, request or ReportRequest(), progress)
