"""Saved slices: a name for a subset of the items."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from duckeval.errors import QueryError, UnknownNameError, UsageError
from duckeval.project.diagnosis import translated
from duckeval.sqlfiles import read_sql
from duckeval.store import Store

__all__ = ["Slice", "Slices"]

RESERVED = "all"


@dataclass(frozen=True, slots=True)
class Slice:
    """A saved slice.

    Attributes
    ----------
    name : str
        Its name, unique in the project.
    predicate : str
        The SQL predicate over ``item`` that chooses its items.
    item_count : int
        How many items it has.
    created_at : datetime
        When it was saved; UTC.
    """

    name: str
    predicate: str
    item_count: int
    created_at: datetime


class Slices:
    """The saved slices of a project, as ``project.slices``.

    Examples
    --------
    >>> from duckeval.project import open
    >>> with open(":memory:") as project:
    ...     project.slices.list()
    ()
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, name: str, where: str) -> Slice:
        """Save the items that fulfil a predicate under a name.

        The predicate is evaluated now and again after each load of items or metadata.

        Parameters
        ----------
        name : str
            A name that no slice has; ``all`` is reserved.
        where : str
            SQL predicate over ``item``, such as ``weather = 'night' and brightness < 0.2``.

        Returns
        -------
        Slice
            The slice; a slice without items is saved too, with a warning.

        Raises
        ------
        UsageError
            If the name is taken, reserved or empty, or the predicate is empty.
        QueryError
            If the predicate is not one over ``item``; nothing is saved then.
        """
        self._check_name(name)
        if not where.strip():
            raise UsageError(
                f"slice {name!r}: its predicate is empty",
                hint="without a predicate every item is meant, and that is slice 'all'",
            )
        with self._store.transaction():
            self.save(name, where.strip())
        self._store.checkpoint()
        made = self.show(name)
        if made.item_count == 0:
            warnings.warn(f"slice {name!r} has no item", UserWarning, stacklevel=2)
        return made

    def check_names(self, names: Sequence[str]) -> None:
        """Refuse names under which nothing can be saved, before the first of them is.

        Parameters
        ----------
        names : sequence of str
            The names of slices to be.

        Raises
        ------
        UsageError
            If one is taken, reserved or empty, or there twice.
        """
        for place, name in enumerate(names):
            self._check_name(name)
            if name in names[:place]:
                raise UsageError(f"two slices cannot have the name {name!r}")

    def save(self, name: str, predicate: str) -> None:
        """Write a slice of a name that was checked; call inside a transaction."""
        slice_id = max((row[0] for row in self._rows()), default=0) + 1
        values = {
            "slice_id": slice_id,
            "slice_name": name,
            "predicate": predicate,
            "created_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        }
        self._store.script("fill/slice.sql", values)
        self.fill(slice_id, name, predicate)

    def list(self) -> tuple[Slice, ...]:
        """Return the slices in the order in which they were saved."""
        return tuple(Slice(*row[1:]) for row in self._rows())

    def show(self, name: str) -> Slice:
        """Return one slice.

        Raises
        ------
        UnknownNameError
            If no slice has the name.
        """
        return Slice(*self._row(name)[1:])

    def drop(self, name: str) -> None:
        """Forget a slice; its items stay.

        Raises
        ------
        UnknownNameError
            If no slice has the name.
        """
        slice_id = self._row(name)[0]
        with self._store.transaction():
            self._store.script("fill/drop_slice.sql", {"slice_id": slice_id})
        self._store.checkpoint()

    def refresh(self) -> tuple[str, ...]:
        """Choose the items of every slice anew, as is needed after items or metadata were loaded.

        Returns
        -------
        tuple of str
            A warning for each slice whose predicate no longer holds; it keeps its items.
        """
        faults = []
        for slice_id, name, predicate, *_ in self._rows():
            try:
                with self._store.transaction():
                    self.fill(slice_id, name, predicate)
            except QueryError as error:
                faults.append(f"{error.message}; the slice keeps the items it had")
        return tuple(faults)

    def fill(self, slice_id: int, name: str, predicate: str) -> None:
        """Choose the items of a slice; call inside a transaction."""
        values = {"slice_id": slice_id, "predicate": predicate}
        try:
            with translated(predicate, values):
                self._store.script("fill/slice_item.sql", values)
        except QueryError as error:
            raise QueryError(
                f"slice {name!r}: {error.message}", sql=error.sql, hint=error.hint
            ) from None

    def _check_name(self, name: str) -> None:
        if not name.strip():
            raise UsageError("a slice needs a name")
        if name.casefold() == RESERVED:
            raise UsageError(
                "a slice cannot be named 'all': that is every item", hint="choose another name"
            )
        for _, known, predicate, *_ in self._rows():
            if known == name:
                raise UsageError(
                    f"there is a slice {name!r} already, where {predicate}",
                    hint=f"'duckeval slice drop {name}' removes it",
                )

        lists = self._store.run(
            "select target from collection where collection_name = $name and target <> 'item'",
            {"name": name},
        )
        if lists:
            raise UsageError(
                f"there is a collection of {lists[0][0]}s {name!r} already",
                hint=f"'duckeval collection drop {name}' removes it",
            )

    def _row(self, name: str) -> tuple[int, str, str, int, datetime]:
        rows = self._rows()
        for row in rows:
            if row[1] == name:
                return row
        raise UnknownNameError.of("slice", name, [row[1] for row in rows])

    def _rows(self) -> Sequence[tuple[int, str, str, int, datetime]]:
        with translated():
            return [
                (row[0], row[1], row[2], row[3], row[4])
                for row in self._store.run(read_sql("read/slices.sql"))
            ]
