"""Measuring many image files, in several processes."""

import os
import signal
from collections.abc import Generator, Sequence
from pathlib import Path

from duckeval.analysis.pixels import Pixels, measure_file

__all__ = ["measured_batches"]

_PER_WORKER = 16
_FEW = 32
"""Up to so many images starting further processes would take longer than measuring."""


def measured_batches(
    paths: Sequence[Path], workers: int | None = None
) -> Generator[list[Pixels | str], None, None]:
    """Give the metrics of image files, a batch at a time, in their order.

    Parameters
    ----------
    paths : sequence of Path
        The files.
    workers : int, optional
        Number of processes; as many as there are processors when left out, and this process alone
        for a few images.

    Yields
    ------
    list of Pixels or str
        For each file of the batch its metrics, or what is wrong with it.
    """
    count = workers or (1 if len(paths) <= _FEW else os.cpu_count() or 1)
    size = _PER_WORKER * count
    if count == 1:
        for start in range(0, len(paths), size):
            yield [_measured(path) for path in paths[start : start + size]]
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    # A fork would copy DuckDB's threads in the middle of whatever they do.
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_ignore_ctrl_c)
    try:
        for start in range(0, len(paths), size):
            yield list(pool.map(_measured, paths[start : start + size], chunksize=4))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _measured(path: Path) -> Pixels | str:
    try:
        return measure_file(path)
    except Exception as error:  # noqa: BLE001 - decoders raise anything; the run goes on
        return f"{type(error).__name__}: {error}".strip(": ")


def _ignore_ctrl_c() -> None:
    """Leave Ctrl-C to the process that waits for us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
