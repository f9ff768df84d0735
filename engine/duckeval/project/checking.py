"""Audits of a project file: queries that must return no row."""

from collections.abc import Iterator
from dataclasses import dataclass

from duckeval.errors import QueryError
from duckeval.project.diagnosis import translated
from duckeval.sqlfiles import header, read_sql, sql_root
from duckeval.store import Store

__all__ = ["Check", "check_names", "run_checks"]

_SHOWN_VALUES = 4


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of one audit.

    Attributes
    ----------
    name : str
        A sentence that would be bad news, such as ``label_without_item``.
    meaning : str
        What it looks for, and why that would be wrong.
    row_count : int
        Number of rows that it found; 0 is good.
    example : str or None
        The first of them, as ``column: value`` pairs.
    """

    name: str
    meaning: str
    row_count: int
    example: str | None

    @property
    def is_passed(self) -> bool:
        """Whether nothing was found."""
        return self.row_count == 0


def check_names() -> tuple[str, ...]:
    """Return the names of the audits, in alphabetical order.

    Examples
    --------
    >>> "label_without_item" in check_names()
    True
    """
    files = sql_root().joinpath("checks").iterdir()
    return tuple(
        sorted(each.name.removesuffix(".sql") for each in files if each.name.endswith(".sql"))
    )


def run_checks(store: Store) -> Iterator[Check]:
    """Run every audit of ``sql/checks``, then the saved slices against their predicates."""
    for name in check_names():
        text = read_sql(f"checks/{name}.sql")
        meaning = header(text).get("means", "")
        query = text.strip().removesuffix(";")
        counted = f"select count(*) over (), * from (\n{query}\n) limit 1"  # noqa: S608 - our file
        try:
            with translated(query):
                rows = store.run(counted)
                names = [row[0] for row in store.run(f"describe {query}")] if rows else []
        except QueryError as error:
            # Also a finding: the tables are not what this version of duckeval expects.
            yield Check(name, meaning, 1, error.message)
            continue
        if not rows:
            yield Check(name, meaning, 0, None)
            continue
        pairs = [f"{key}: {value}" for key, value in zip(names, rows[0][1:], strict=True)]
        yield Check(name, meaning, rows[0][0], ", ".join(pairs[:_SHOWN_VALUES]))
    yield _stale_slices(store)


def _stale_slices(store: Store) -> Check:
    """Return whether every saved slice holds exactly the items that its predicate chooses."""
    stale: list[str] = []
    for row in store.run(read_sql("read/slices.sql")):
        values = {"slice_id": row[0], "predicate": row[2]}
        try:
            with translated(row[2], values):
                count = store.run(read_sql("read/stale_slice_items.sql"), values)[0][0]
        except QueryError as error:
            stale.append(f"slice {row[1]!r}: {error.message}")
            continue
        if count:
            stale.append(f"slice {row[1]!r}: {count} items too many or too few")
    meaning = "A saved slice holds other items than its predicate chooses."
    return Check("slice_that_is_out_of_date", meaning, len(stale), next(iter(stale), None))
