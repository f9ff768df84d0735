"""One question to several programs: each measurement a process of its own, all taking turns.

A module says what it measures in a `Comparison` and hands that to `main`. Its jobs get a folder
with the files that `make` wrote, and return what they measured (`timed`) and the numbers they
answer.
"""

import argparse
import importlib.util
import json
import operator
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Comparison", "Found", "Rounds", "load_of", "main", "median", "table", "timed"]

Found = dict[str, Any]
Rounds = dict[str, list[Found]]

_TIMES = (("s", 0), ("CPU s", 1))


@dataclass(frozen=True)
class Comparison:
    """What is measured.

    Attributes
    ----------
    module : str
        The module, as Python's ``-m`` takes it.
    sizes : mapping of str to int
        Options that say how much there is to do, and their values for the report.
    make : callable
        Writes the files: the folder, then the sizes.
    jobs : mapping of str to callable
        What each program does; the first one is ours.
    bounds : mapping of str to float
        How far the answers of each other one may differ from ours.
    report : Path
        The page that is written.
    write : callable
        Returns its text: what was asked, what was measured, and how far the answers differ.
    """

    module: str
    sizes: Mapping[str, int]
    make: Callable[..., None]
    jobs: Mapping[str, Callable[[Path], Found]]
    bounds: Mapping[str, float]
    report: Path
    write: Callable[[argparse.Namespace, Rounds, dict[str, float]], str]


def main(comparison: Comparison, description: str | None) -> int:
    """Measure and write the report; 5 when the numbers differ."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, value in comparison.sizes.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--job", choices=comparison.jobs, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help="keeps the files there, or finds them")
    asked = parser.parse_args()
    if asked.job:
        print("\n" + json.dumps(comparison.jobs[asked.job](asked.folder)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = asked.folder or Path(name)
        if not folder.exists() or not any(folder.iterdir()):
            folder.mkdir(exist_ok=True, parents=True)
            comparison.make(folder, *(getattr(asked, name) for name in comparison.sizes))
        jobs = [each for each in comparison.jobs if importlib.util.find_spec(_package(each))]
        rounds: Rounds = {each: [] for each in jobs}
        for _ in range(asked.rounds):
            for each in jobs:
                rounds[each].append(_run(comparison.module, each, folder))
    ours, *theirs = (found[0]["answers"] for found in rounds.values())
    differences = {
        each: max(abs(one - other) for one, other in zip(ours, answers, strict=True))
        for each, answers in zip(jobs[1:], theirs, strict=True)
    }
    text = comparison.write(asked, rounds, differences)
    print(text)
    if all(getattr(asked, name) == value for name, value in comparison.sizes.items()):
        comparison.report.write_text(text, encoding="utf-8")
    bounds = [comparison.bounds[each] for each in differences]
    return 5 if any(map(operator.gt, differences.values(), bounds)) else 0


def _package(job: str) -> str:
    return job.replace("scikit-", "sk").replace("-", "_")


def _run(module: str, job: str, folder: Path) -> Found:
    command = [sys.executable, "-m", module, "--job", job, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Found = json.loads(done.stdout.splitlines()[-1])
    found["machine_load"] = os.getloadavg()[0]
    return found


def timed(found: Found, name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Do some work, and note its seconds, those of all cores, and the memory until then."""
    used, began = sum(os.times()[:2]), time.perf_counter()
    answer = work()
    found[name] = [time.perf_counter() - began, sum(os.times()[:2]) - used]
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return answer


def median(runs: list[Found], name: str, place: int) -> float | None:
    """Return the median seconds (place 0) or CPU seconds (place 1) of a step, if there are any."""
    values = [found[name][place] for found in runs if name in found]
    return statistics.median(values) if values else None


def table(rounds: Rounds, steps: tuple[str, ...]) -> str:
    """Return a table: a line for each program, the steps, all of it, memory and our ratio to it."""
    ours = next(iter(rounds))
    columns = [
        *(f"{step} s" for step in steps), "all s", "all CPU s", "memory GB",
        f"{ours} to it", "of CPU",
    ]  # fmt: skip
    lines = [f"| | {' | '.join(columns)} |\n", f"|{' --- |' * (len(columns) + 1)}\n"]
    for each, runs in rounds.items():
        cells = [median(runs, step, 0) for step in steps]
        totals = [median(runs, "all", place) for _, place in _TIMES]
        cells += [*totals, statistics.median(run["memory"] for run in runs)]
        for (_, place), total in zip(_TIMES, totals, strict=True):
            mine = median(rounds[ours], "all", place)
            cells.append(mine / total if mine and total else None)
        shown = ("" if cell is None else f"{cell:.2f}" for cell in cells)
        lines.append(f"| {each} | {' | '.join(shown)} |\n")
    return "".join(lines)


def load_of(rounds: Rounds) -> str:
    """Return the load of the machine while it was measured, as a sentence."""
    loads = [run["machine_load"] for runs in rounds.values() for run in runs]
    return (
        f"The load of the machine was {min(loads):.1f} to {max(loads):.1f} on {os.cpu_count()} "
        "cores; where it is above 1, other work\nran, and CPU seconds are the better witness."
    )
