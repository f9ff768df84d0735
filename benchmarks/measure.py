"""Clocks and memory of one process."""

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Lap:
    """How long one piece of work took, on the wall and on all cores together."""

    wall: float
    cpu: float


@dataclass
class Outcome:
    """What a job did: a lap for each time it was done, and the numbers it read.

    `numbers` goes from a name (a measure, a threshold, a slice) to a number or, for slices of the
    twelve, to a list of them; undefined is None.
    """

    laps: list[Lap] = field(default_factory=list)
    steps: dict[str, float] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)
    remarks: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def lap(self) -> Iterator[None]:
        """Time the block; only a block that ends well counts."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.laps.append(Lap(time.perf_counter() - wall, time.process_time() - cpu))

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a part of a lap, for the record."""
        wall = time.perf_counter()
        yield
        self.steps[name] = self.steps.get(name, 0.0) + time.perf_counter() - wall


def peak_memory_mb() -> float:
    """Return the most memory that this process ever held, in MB of 1024 * 1024 bytes.

    Linux's own mark of this program: `ru_maxrss` also remembers the parent it was forked from.
    """
    if _STATUS.exists():
        for line in _STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return usage / (1024 * 1024 if sys.platform == "darwin" else 1024)
