"""One store for each file in a process, shared by every project that has it open.

A notebook runs a cell twice and so opens a file twice; DuckDB wants one connection that holds our
functions. The store closes when the last project lets go of it, also when nobody said close.
"""

from dataclasses import dataclass
from pathlib import Path

from duckeval.store import Store

__all__ = ["acquire", "release"]


@dataclass(slots=True)
class _Shared:
    store: Store
    users: int


_open: dict[tuple[Path, bool], _Shared] = {}


def acquire(path: str | Path, *, create: bool, read_only: bool) -> Store:
    """Return the store of a file: the one that is open already, or a new one.

    Raises
    ------
    StoreError
        If the file cannot be opened, or is open in this process in the other mode.
    """
    if str(path) == ":memory:":
        return Store.open(path, create=True)
    key = (Path(path).resolve(), read_only)
    shared = _open.get(key)
    if shared is not None and not key[0].exists():
        # Somebody deleted the file below us: that store is no longer the one that is meant, and
        # DuckDB would hand out its database again as long as it is open.
        del _open[key]
        shared.store.close()
        shared = None
    if shared is None:
        shared = _open[key] = _Shared(Store.open(path, create=create, read_only=read_only), users=0)
    shared.users += 1
    return shared.store


def release(store: Store) -> None:
    """Give a store back; the last one to do so closes it."""
    for key, shared in list(_open.items()):
        if shared.store is store:
            shared.users -= 1
            if shared.users > 0:
                return
            del _open[key]
    store.close()
