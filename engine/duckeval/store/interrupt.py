"""Ctrl-C for statements that run for long.

DuckDB does not look at signals while a statement runs in the main thread, so the statement runs in
a worker thread and the main thread waits on an event, where Python does see the signal.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

__all__ = ["interruptible"]

Answer = TypeVar("Answer")

_POLL_SECONDS = 0.1


def interruptible(work: Callable[[], Answer], stop: Callable[[], None]) -> Answer:
    """Return what `work` returns; on Ctrl-C call `stop`, wait for the end and raise.

    Parameters
    ----------
    work : callable
        Runs in a worker thread when the caller is the main thread, else right here.
    stop : callable
        Makes `work` end soon, with an exception or without.

    Raises
    ------
    KeyboardInterrupt
        After `work` has ended.

    Examples
    --------
    >>> interruptible(lambda: 1 + 1, stop=lambda: None)
    2
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    answer: list[Answer] = []
    failure: list[BaseException] = []
    done = threading.Event()

    def body() -> None:
        try:
            answer.append(work())
        except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
            failure.append(error)
        finally:
            done.set()

    threading.Thread(target=body, name="duckeval-statement", daemon=True).start()
    try:
        while not done.wait(_POLL_SECONDS):
            pass
    except KeyboardInterrupt:
        stop()
        done.wait()
        raise
    if failure:
        raise failure[0]
    return answer[0]
