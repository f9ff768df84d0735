"""Collections: named lists of items, labels or predictions, to look at or to send away."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from duckeval.errors import QueryError, UnknownNameError, UsageError
from duckeval.project.collected import Collection, CollectionChange
from duckeval.project.diagnosis import translated
from duckeval.project.sending import Sent, send
from duckeval.project.slices import Slices
from duckeval.result import Result
from duckeval.sqlfiles import read_sql
from duckeval.store import Store

__all__ = ["Collection", "CollectionChange", "Collections"]

TARGETS = ("item", "label", "prediction")

# Key, name, target, predicate, note, how many members, when it was made.
_Row = tuple[int, str, str, str, str | None, int, datetime]


class Collections:
    """The collections of a project, as ``project.collections``; saved slices are among them.

    Examples
    --------
    >>> from duckeval.project import open
    >>> with open(":memory:") as project:
    ...     project.collections.add("dark", where="item_key like 'n%'", note="to look at").target
    'item'
    """

    def __init__(self, store: Store, slices: Slices) -> None:
        self._store = store
        self._slices = slices

    def add(
        self,
        name: str,
        *,
        where: str | None = None,
        from_query: str | None = None,
        target: str = "item",
        note: str | None = None,
    ) -> Collection:
        """Make a collection of whatever fulfils a predicate or is in the rows of a query.

        Parameters
        ----------
        name : str
            A name that no collection and no slice has; ``all`` is reserved.
        where : str, optional
            SQL predicate over the table of the target (for labels and predictions it may also name
            ``class_name``).
        from_query : str, optional
            Instead: a query whose rows have the column ``item_id``, ``label_id`` or
            ``prediction_id``, as the target says.
        target : str
            ``item``, ``label`` or ``prediction``; items become a saved slice.
        note : str, optional
            What it is for.

        Returns
        -------
        Collection
            The collection, which may be empty.

        Raises
        ------
        UsageError
            If the name is taken, or not exactly one of `where` and `from_query` is given.
        QueryError
            If the predicate or the query cannot be run; nothing is made then.
        """
        if target not in TARGETS:
            raise UnknownNameError.of("target", target, TARGETS)
        self._check_name(name)
        predicate = self._predicate(name, where, from_query, target)
        collection_id = 1 + self._last_id()
        values = {
            "collection_id": collection_id,
            "collection_name": name,
            "collection_target": target,
            "predicate": predicate,
            "note": note,
            "created_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        }
        with self._store.transaction():
            if target == "item":
                with _named(name):
                    self._slices.save(name, predicate)
            else:
                self._fill(collection_id, name, target, predicate)
            if target != "item" or note is not None:
                self._store.script("fill/collection.sql", values)
        self._store.checkpoint()
        return self.show(name)

    def list(self) -> tuple[Collection, ...]:
        """Return the collections, saved slices among them, in the order of their making."""
        return tuple(Collection(*row[1:]) for row in self._rows())

    def show(self, name: str) -> Collection:
        """Return one collection.

        Raises
        ------
        UnknownNameError
            If no collection and no slice has the name.
        """
        return Collection(*self._row(name)[1:])

    def members(self, name: str) -> Result:
        """Return the members of a collection with their keys, classes and confidences.

        Raises
        ------
        UnknownNameError
            If no collection and no slice has the name.
        """
        self._row(name)
        with translated():
            return Result(
                self._store.table(read_sql("read/collection_members.sql"), {"name": name})
            )

    def drop(self, name: str) -> None:
        """Forget a collection; what it lists stays.

        Raises
        ------
        UnknownNameError
            If no collection and no slice has the name.
        """
        own_id, _, target, *_ = self._row(name)
        if target == "item":
            self._slices.drop(name)
            return
        with self._store.transaction():
            self._store.script("fill/drop_collection.sql", {"collection_id": own_id})
        self._store.checkpoint()

    def refresh(self, name: str | None = None) -> tuple[CollectionChange, ...]:
        """Choose the members of one or of all collections anew.

        Labels and metadata that are loaded do this by themselves.

        Parameters
        ----------
        name : str, optional
            The collection; all of them when left out.

        Returns
        -------
        tuple of CollectionChange
            One for each collection, whether it changed or not.

        Raises
        ------
        UnknownNameError
            If no collection and no slice has the name.
        """
        rows = self._rows() if name is None else [self._row(name)]
        changes = tuple(self._refreshed(row) for row in rows)
        self._store.checkpoint()
        return changes

    def refresh_after_load(self, kind: str, *, is_replaced: bool) -> tuple[CollectionChange, ...]:
        """Choose anew what a load may have changed.

        Parameters
        ----------
        kind : str
            ``predictions`` for a load of predictions; anything else may change every collection.
        is_replaced : bool
            Whether rows gave way to others: their keys may now mean others, so that a list whose
            predicate no longer holds is emptied.
        """
        lost = kind.removesuffix("s") if is_replaced else None
        changes = []
        for row in self._rows():
            own_id, _, target, *_ = row
            if kind == "predictions" and target != lost:
                continue
            if target == lost:
                self._store.run(
                    "delete from collection_member where collection_id = $own_id",
                    {"own_id": own_id},
                )
            changes.append(replace(self._refreshed(row), is_anew=target == lost))
        return tuple(changes)

    def send(
        self,
        name: str,
        folder: str | Path,
        *,
        format: str = "coco",  # noqa: A002 - as the option is called
        dataset: str | None = None,
        predictions: str | None = None,
    ) -> Sent:
        """Write the items of a collection for whoever corrects labels: images, labels, suspects.

        Parameters
        ----------
        name : str
            The collection, or a saved slice.
        folder : str or Path
            A folder that does not exist or is empty.
        format : str
            ``coco``, ``yolo`` or ``csv``.
        dataset : str, optional
            ``NAME@VERSION``, where the items are of several.
        predictions : str, optional
            The prediction set whose suspects are suggested; every set when left out.

        Returns
        -------
        Sent
            What was written.

        Raises
        ------
        UnknownNameError
            If there is no such collection, format, data set or prediction set.
        UsageError
            If the folder holds something, the collection is empty, or the format needs what the
            items do not have.
        """
        self._row(name)
        return send(
            self._store,
            self.show(name),
            Path(folder),
            format_name=format,
            dataset=dataset,
            predictions=predictions,
        )

    def _predicate(self, name: str, where: str | None, query: str | None, target: str) -> str:
        """Return the predicate that is stored: the one given, or one that asks the query."""
        if (where is None) == (query is None):
            raise UsageError(
                "a collection needs a predicate or a query, one of them",
                hint='--where "weather = \'night\'", or --from-query "select item_id from ..."',
            )
        text = (where or query or "").strip().rstrip("; \t\r\n")
        if not text:
            raise UsageError(f"collection {name!r}: its predicate is empty")
        if query is None:
            return text
        with _named(name), translated(text):
            described = self._store.run(f"describe from ({text}\n) as chosen")
        columns = [row[0] for row in described]
        if f"{target}_id" not in columns:
            raise QueryError(
                f"collection {name!r}: the query has no column {target}_id; it has "
                f"{', '.join(columns)}",
                hint="--target item needs item_id, label needs label_id, prediction prediction_id",
            )
        return f"{target}_id in (select chosen.{target}_id from ({text}\n) as chosen)"  # noqa: S608

    def _refreshed(self, row: _Row) -> CollectionChange:
        own_id, name, target, predicate, *_ = row
        before = self._member_ids(name, target)
        try:
            with self._store.transaction():
                if target == "item":
                    self._slices.fill(own_id, name, predicate)
                else:
                    self._fill(own_id, name, target, predicate)
        except QueryError as error:
            kept = "the slice keeps the items" if target == "item" else "it keeps the members"
            fault = f"{error.message}; {kept} it had"
            return CollectionChange(name, target, (), (), len(before), fault)
        after = self._member_ids(name, target)
        return CollectionChange(
            name, target, tuple(sorted(after - before)), tuple(sorted(before - after)), len(after)
        )

    def _fill(self, collection_id: int, name: str, target: str, predicate: str) -> None:
        values = {
            "collection_id": collection_id,
            "collection_target": target,
            "predicate": predicate,
        }
        with _named(name), translated(predicate, values):
            self._store.script("fill/collection_member.sql", values)

    def _member_ids(self, name: str, target: str) -> set[int]:
        rows = self._store.run(
            f"select {target}_id from collected where collection = $name and target = $target",  # noqa: S608 - one of three words
            {"name": name, "target": target},
        )
        return {row[0] for row in rows}

    def _last_id(self) -> int:
        [(last,)] = self._store.run("select coalesce(max(collection_id), 0) from collection")
        return int(last)

    def _check_name(self, name: str) -> None:
        if not name.strip():
            raise UsageError("a collection needs a name")
        if name.casefold() == "all":
            raise UsageError(
                "a collection cannot be named 'all': that is every item", hint="choose another name"
            )
        for row in self._rows():
            if row[1] == name:
                raise UsageError(
                    f"there is a collection of {row[2]}s {name!r} already, where {row[3]}",
                    hint=f"'duckeval collection drop {name}' removes it",
                )

    def _row(self, name: str) -> _Row:
        rows = self._rows()
        for row in rows:
            if row[1] == name:
                return row
        raise UnknownNameError.of("collection", name, [row[1] for row in rows])

    def _rows(self) -> Sequence[_Row]:
        with translated():
            rows = self._store.run(read_sql("read/collections.sql"))
        return [(row[0], row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows]


@contextmanager
def _named(name: str) -> Iterator[None]:
    try:
        yield
    except QueryError as error:
        message = error.message.removeprefix(f"slice {name!r}: ")
        raise QueryError(
            f"collection {name!r}: {message}", sql=error.sql, hint=error.hint
        ) from None
