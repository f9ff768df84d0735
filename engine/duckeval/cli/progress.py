"""Progress on a terminal: what is being done now, and how far it is."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress"]


@contextmanager
def progress(title: str) -> Iterator[Callable[..., None] | None]:
    """Give a function that is told each step; None where stderr is no terminal.

    The function takes the name of a step and, where they are known, how much of it is done and how
    much there is; a name may bring these along (`duckeval.store.watching.Reached`).
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bars:
        task = bars.add_task(title, total=None)

        def step(name: str, done: float | None = None, total: float | None = None) -> None:
            done, total = getattr(name, "done", done), getattr(name, "total", total)
            bars.update(task, description=f"{title}: {name}", completed=done, total=total)

        yield step
