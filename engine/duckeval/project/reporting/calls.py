"""Calls of macros, as SQL that any client of DuckDB can run."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from duckeval.sqlfiles import read_sql
from duckeval.store import Store, quote_literal

__all__ = ["Calls", "literal"]

_DEFAULTS = {"iou_threshold": 0.5, "protocol": "closest"}


def literal(value: Any) -> str:  # noqa: ANN401 - a text, a number or a list of them
    """Return a value as SQL.

    Examples
    --------
    >>> literal("it's"), literal(0.5), literal(["a", "b"]), literal(None)
    ("'it''s'", '0.5', "['a', 'b']", 'null')
    """
    if value is None:
        return "null"
    if isinstance(value, str):
        return quote_literal(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return f"[{', '.join(literal(each) for each in value)}]"


class Calls:
    """Writes the calls of one report.

    Parameters
    ----------
    store : Store
        An open project, whose catalogue says which macro takes which parameter.
    sets : sequence of str
        The prediction sets, the baseline first.
    shared : mapping
        Parameters that every macro gets that knows them.
    has_all : bool
        Whether the project has no other sets.
    """

    def __init__(
        self, store: Store, sets: Sequence[str], shared: Mapping[str, Any], *, has_all: bool
    ) -> None:
        rows = store.run(read_sql("read/macros.sql"))
        self._accepted: dict[str, list[str]] = {str(name): list(names) for name, names in rows}
        self.sets = tuple(sets)
        self._shared = dict(shared)
        self._has_all = has_all

    def has(self, macro: str) -> bool:
        """Return whether the project has a macro of the name."""
        return macro in self._accepted

    def one(self, macro: str, **given: Any) -> str:  # noqa: ANN401 - values of parameters
        """Return the call of a macro with the parameters of the report and some more."""
        wanted = {**self._shared, **given}
        arguments = [
            f"{name} := {literal(wanted[name])}"
            for name in self._accepted[macro]
            if name in wanted and (name in given or wanted[name] != _DEFAULTS.get(name))
        ]
        if not arguments:
            return f"{macro}()"
        if len(arguments) == 1:
            return f"{macro}({arguments[0]})"
        inner = ",\n    ".join(arguments)
        return f"{macro}(\n    {inner}\n)"

    def each(self, macro: str, columns: str = "*", **given: Any) -> str:  # noqa: ANN401
        """Return the rows of a macro for every set of the report."""
        if self._has_all and len(self.sets) > 1:
            # One call for all sets is quicker than one for each.
            names = ", ".join(literal(name) for name in self.sets)
            call = self.one(macro, **given)
            return f"select {columns} from {call}\nwhere prediction_set in ({names})"  # noqa: S608
        return self.union(
            f"select {columns} from {self.one(macro, predictions=name, **given)}"  # noqa: S608
            for name in self.sets
        )

    @staticmethod
    def union(queries: Iterable[str]) -> str:
        """Return the rows of several queries together."""
        return "\nunion all by name\n".join(queries)
