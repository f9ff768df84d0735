"""One measurement in a process of its own; prints one line of JSON.

    python -m benchmarks.worker hotcoco json --data FOLDER/val

Whatever an engine prints is thrown away: the line is all that reaches stdout.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.job import Request
from benchmarks.measure import Outcome, peak_memory_mb


def measure(engine: str, request: Request) -> dict[str, Any]:
    """Do the job and return what is kept of it."""
    started = time.perf_counter()
    runner = _runner(engine)
    import_seconds = time.perf_counter() - started
    memory_before = peak_memory_mb()
    outcome: Outcome = runner.run(request)
    return {
        "engine": engine,
        "job": request.job,
        "wall": round(median(lap.wall for lap in outcome.laps), 5),
        "cpu": round(median(lap.cpu for lap in outcome.laps), 5),
        "laps": len(outcome.laps),
        "peak_mb": round(peak_memory_mb(), 1),
        "memory_before_mb": round(memory_before, 1),
        "import_seconds": round(import_seconds, 3),
        "steps": {name: round(seconds, 4) for name, seconds in outcome.steps.items()},
        "numbers": outcome.numbers,
        **outcome.remarks,
    }


def _runner(engine: str) -> Any:  # noqa: ANN401
    if engine == "duckeval":
        from benchmarks.ours import Duckeval

        return Duckeval()
    if engine == "brute_force":
        from benchmarks.brute import BruteForce

        return BruteForce()
    from benchmarks.peers import Peer

    return Peer(engine)


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.worker", description=__doc__)
    parser.add_argument("engine")
    parser.add_argument("job")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--repetition", type=int, default=0)
    parser.add_argument("--project", type=Path)
    options = parser.parse_args()
    line = os.dup(1)
    with Path(os.devnull).open("w", encoding="utf-8") as nothing:
        os.dup2(nothing.fileno(), 1)
    request = Request(options.job, options.data, options.repetition, options.project)
    result = measure(options.engine, request)
    os.write(line, json.dumps(result).encode() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
