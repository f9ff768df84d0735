"""The connection to a project file, and the only place that opens one."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import duckdb

from duckeval.errors import StoreError
from duckeval.sqlfiles import read_sql, statements
from duckeval.store.functions import register_functions
from duckeval.store.interrupt import interruptible
from duckeval.store.opening import CONFIG, Found, connect, date, install, is_current
from duckeval.store.template import keep_template

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Store"]

Answer = TypeVar("Answer")
_PARAMETER = re.compile(r"\$(\w+)")
_open_files: set[Path] = set()
Parameters = Mapping[str, Any] | list[Any] | None

# After these DuckDB refuses every further statement until the file is opened again.
_FATAL = (duckdb.FatalException, duckdb.InternalException)


class Store:
    """An open project file.

    Attributes
    ----------
    connection : duckdb.DuckDBPyConnection
        The one long-lived connection; the functions of duckeval are registered on it.
    path : Path or None
        The file; None for a project in memory.

    Examples
    --------
    >>> with Store.open(":memory:", create=True) as store:
    ...     store.run("select count(*) from label")
    [(0,)]
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, path: Path | None, *, read_only: bool
    ) -> None:
        self.connection = connection
        self.path = path
        self.read_only = read_only
        self._is_open = True
        self._in_transaction = False
        self._file = path.resolve() if path is not None else None
        if self._file is not None:
            _open_files.add(self._file)

    @classmethod
    def open(cls, path: str | Path, *, create: bool = False, read_only: bool = False) -> Self:
        """Return the open project of a file.

        Parameters
        ----------
        path : str or Path
            The project file, or ``":memory:"``.
        create : bool, default False
            Whether a file that does not exist is made.
        read_only : bool, default False
            Whether nothing may be changed; several processes may then read at once.

        Raises
        ------
        StoreError
            If the file is missing, locked, damaged, no project, or of a later version.
        """
        is_in_memory = str(path) == ":memory:"
        if not is_in_memory:
            cls.refuse_if_open(Path(path))
        if is_in_memory or (create and not read_only and not Path(path).exists()):
            keep_template(cls._build)
        connection, found = connect(path, create=create, read_only=read_only)
        store = cls(connection, None if is_in_memory else Path(path), read_only=read_only)
        try:
            if found is Found.TEMPLATE:
                date(store)
            elif found is Found.NOTHING or (not read_only and not is_current(store)):
                install(store, is_new=found is Found.NOTHING)
            register_functions(connection)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def _build(cls, path: Path) -> None:
        store = cls(duckdb.connect(str(path), config=CONFIG), path, read_only=False)
        try:
            install(store, is_new=True)
        finally:
            store.close()

    @staticmethod
    def refuse_if_open(path: Path) -> None:
        """Refuse a file that this process has open.

        Raises
        ------
        StoreError
            If it is open.
        """
        # Looking into a file that this process has open, and closing it again, would drop the lock
        # that keeps other processes out.
        if path.resolve() in _open_files:
            raise StoreError(
                f"{path}: is open in this process already, in another mode",
                hint="use that project, or close() it first",
            )

    def run(self, sql: str, parameters: Parameters = None) -> list[tuple[Any, ...]]:
        """Return the rows of a statement; Ctrl-C stops it.

        Raises
        ------
        duckdb.Error
            What DuckDB says against the statement; the faces turn it into a line.
        """
        return self._interruptible(
            lambda: self.connection.execute(sql, parameters).fetchall()  # drained at once
        )

    def table(self, sql: str, parameters: Parameters = None) -> "pa.Table":
        """Return the rows of a statement as an Arrow table; Ctrl-C stops it."""
        return self._interruptible(
            lambda: self.connection.sql(sql, params=parameters).to_arrow_table()
        )

    def script(self, name: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Run every statement of a file below ``sql/``.

        Parameters
        ----------
        name : str
            Path below ``sql/``.
        parameters : mapping, optional
            Values of the ``$name`` parameters; each statement gets those that it names.
        """
        for statement in statements(read_sql(name)):
            named = set(_PARAMETER.findall(statement))
            wanted = {key: value for key, value in (parameters or {}).items() if key in named}
            self.run(statement, wanted or None)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make the statements of the block one: all of them, or none when it raises."""
        if self._in_transaction:
            yield
            return
        self.run("begin transaction")
        self._in_transaction = True
        try:
            yield
            self.run("commit")
        except BaseException:
            # After a failed commit there is no transaction left to roll back.
            with suppress(duckdb.Error):
                self.connection.execute("rollback")
            raise
        finally:
            self._in_transaction = False

    def checkpoint(self) -> None:
        """Write everything from the log into the file, so that the file alone is whole."""
        if not self.read_only:
            self.run("checkpoint")

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        if self._is_open:
            self._is_open = False
            self.connection.close()
            if self._file is not None:
                _open_files.discard(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _interruptible(self, work: Callable[[], Answer]) -> Answer:
        if not self._is_open:
            raise StoreError("the project is closed", hint="open it again with duckeval.open(...)")
        try:
            return interruptible(work, self.connection.interrupt)
        except _FATAL as error:
            return self._again(work, error)

    def _again(self, work: Callable[[], Answer], fatal: duckdb.Error) -> Answer:
        """Open the file anew, for a fatal error leaves a dead connection, and try once more."""
        was_in_transaction = self._in_transaction
        self._reopen(fatal)
        if was_in_transaction:
            raise _stopped(fatal) from fatal
        try:
            # A fault of parallel execution does not come again in one thread.
            self.connection.execute("set threads = 1")
            return interruptible(work, self.connection.interrupt)
        except _FATAL as second:
            self._reopen(second)
            raise _stopped(second) from second
        except duckdb.Error as second:
            # such as a temporary table that went with the connection
            raise _stopped(fatal) from second
        finally:
            self.connection.execute("reset threads")

    def _reopen(self, fatal: duckdb.Error) -> None:
        self.close()
        if self._file is None:
            raise StoreError(
                f"the project in memory is lost: {_first_line(fatal)}",
                hint="keep a project in a file, which is opened again after such a fault",
            ) from fatal
        self.connection, _ = connect(self._file, create=False, read_only=self.read_only)
        self._is_open = True
        _open_files.add(self._file)
        register_functions(self.connection)


def _stopped(fatal: duckdb.Error) -> StoreError:
    return StoreError(
        f"DuckDB stopped: {_first_line(fatal)}",
        hint="the project was opened again and what was stored before is there; try once more: a "
        "load that was stored is noticed and changes nothing",
    )


def _first_line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0]
