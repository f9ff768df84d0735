"""Run the benchmark: rows of the table, side by side in fresh processes, interleaved.

    python -m benchmarks.run                      every row (sets are generated first)
    python -m benchmarks.run --sets val           the rows of one set
    python -m benchmarks.run --rows val-json val-iou --repetitions 3
    python -m benchmarks.run --quick              a tiny set, once: does everything work?

Medians go to RESULTS.md between its two markers, everything measured to results/<set>.json. A row
that is not run keeps what was measured before.
"""

import argparse
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.checks import Check, compare
from benchmarks.generate import DEFAULT_FOLDER
from benchmarks.generate import main as generate
from benchmarks.machine import about_machine, versions
from benchmarks.processes import (
    MeasurementError,
    run_whole_process,
    run_worker,
    warm_up_files,
)
from benchmarks.rows import ROWS, SLOW_PEERS, WHOLE_PROCESS, Row

_REPETITIONS = {"tiny": 1, "val": 5, "large": 3}
_LEADER = "hotcoco"
_MOST_TRIES = 6
# Nobody waits for these twice.
ONCE = (*SLOW_PEERS, "brute_force")

Measurement = dict[str, Any]


@dataclass
class Session:
    """The measurements of one set in one run, by (engine, job), and what failed."""

    data: Path
    scratch: Path
    most_busy: float = 1.0
    measured: dict[tuple[str, str], list[Measurement]] = field(
        default_factory=lambda: defaultdict(list)
    )
    failed: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def project(self) -> Path:
        return self.scratch / f"{self.data.name}.duckdb"

    def measure(self, engine: str, job: str, repetition: int) -> None:
        """Do one measurement; again where others kept the machine too busy meanwhile."""
        tries: list[Measurement] = []
        while (engine, job) not in self.failed and len(tries) < _MOST_TRIES:
            try:
                tries.append(self._measure_once(engine, job, repetition))
            except MeasurementError as error:
                self.failed[engine, job] = str(error)
                _say(f"{self.data.name} {engine} {job}: failed: {error}")
                return
            result = tries[-1]
            busy = result["others_busy"]
            _say(
                f"{self.data.name} {engine} {job}: {result['wall']:.3f} s, "
                f"cpu {result['cpu']:.3f} s, {result['peak_mb']:.0f} MB, others busy {busy}"
            )
            if busy is None or busy <= self.most_busy or engine in ONCE:
                break
        if tries:
            self.measured[engine, job].append(
                min(tries, key=lambda result: result["others_busy"] or 0.0)
            )

    def _measure_once(self, engine: str, job: str, repetition: int) -> Measurement:
        if job == WHOLE_PROCESS:
            return run_whole_process(engine, self.data, self.project)
        if engine == "duckeval" and job in {"json", "parquet", "parquet_closest"}:
            return self._load_anew(job, repetition)
        return run_worker(engine, job, self.data, repetition, self.project)

    def prepare(self) -> None:
        """Make the project that is open, or matched, in the rows that say so."""
        _remove(self.project)
        most_busy, self.most_busy = self.most_busy, 1.0
        self.measure("duckeval", "prepare", 0)
        self.most_busy = most_busy

    def _load_anew(self, job: str, repetition: int) -> Measurement:
        file = self.scratch / f"{self.data.name}-{job}.duckdb"
        try:
            return run_worker("duckeval", job, self.data, repetition, file)
        finally:
            _remove(file)


def run_set(rows: Sequence[Row], session: Session, repetitions: int, engines: set[str]) -> None:
    """Measure every job of the rows as often as asked, the engines taking turns."""
    warm_up_files(session.data)
    session.scratch.mkdir(parents=True, exist_ok=True)
    if "duckeval" in engines and any(row.needs_project for row in rows):
        session.prepare()
        reason = session.failed.get(("duckeval", "prepare"))
        if reason is not None:
            session.failed |= {
                ("duckeval", row.ours): f"no project: {reason}" for row in rows if row.needs_project
            }
    jobs = [
        (engine, job)
        for row in rows
        for engine, job in (
            ("duckeval", row.ours),
            *((peer, row.theirs) for peer in (_LEADER, *row.peers)),
        )
        if engine in engines
    ]
    jobs = list(dict.fromkeys(jobs))
    for repetition in range(repetitions):
        # Each repetition starts elsewhere, so that nobody always follows the same neighbour.
        start = repetition * len(jobs) // repetitions
        for engine, job in jobs[start:] + jobs[:start]:
            session.measure(engine, job, repetition)


def check_row(row: Row, session: Session, read: Measurement | None) -> list[Check]:
    """Hold the numbers of a row against every peer's, or against the reading."""
    found = []
    ours = session.measured.get(("duckeval", row.ours), [])
    for engine in (_LEADER, *row.peers, *SLOW_PEERS):
        theirs = session.measured.get((engine, row.theirs), [])
        pairs = list(zip(ours, theirs, strict=False))
        if pairs and row.theirs != WHOLE_PROCESS:
            checks = [
                compare(own["numbers"], other["numbers"], engine, must_be_equal=row.is_same_rule)
                for own, other in pairs
            ]
            checks.sort(key=lambda check: (check.is_fine, -(check.largest_difference or 0.0)))
            found.append(replace(checks[0], compared=sum(check.compared for check in checks)))
    subset = session.measured.get(("duckeval", "subset"), [])
    if row.is_checked_by_reading and read is not None and subset:
        found.append(
            compare(subset[0]["numbers"], read["numbers"], "brute_force", must_be_equal=True)
        )
    return found


def record(
    row: Row, session: Session, checks: Iterable[Check], engines: set[str]
) -> dict[str, Any]:
    """Return what is kept of a row: every measurement, without the long lists of numbers."""
    wanted = [("duckeval", row.ours)]
    wanted += [(engine, row.theirs) for engine in (_LEADER, *row.peers, *SLOW_PEERS)]
    kept = {
        engine: [_short(each) for each in session.measured[engine, job]]
        for engine, job in wanted
        if session.measured.get((engine, job))
    }
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": about_machine(),
        "versions": versions(),
        "measurements": kept,
        "failed": {
            engine: session.failed[engine, job]
            for engine, job in wanted
            if (engine, job) in session.failed and engine in engines
        },
        "checks": [check.as_dict() for check in checks],
    }


def _short(result: Measurement) -> Measurement:
    numbers = result["numbers"]
    is_short = len(numbers) <= len(report.TWELVE_SHOWN) and not any(
        isinstance(value, list) for value in numbers.values()
    )
    return result | {"numbers": numbers if is_short else {}}


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
    file.with_name(file.name + ".wal").unlink(missing_ok=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _chosen(options: argparse.Namespace) -> list[Row]:
    asked = [row for row in ROWS if not options.rows or row.key in options.rows]
    if options.quick:
        return [replace(row, set_name="tiny") for row in asked if row.set_name == "val"]
    return [row for row in asked if row.set_name in options.sets]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks.run",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="folder of the sets")
    parser.add_argument("--sets", nargs="+", default=["val", "large"], choices=["val", "large"])
    parser.add_argument("--rows", nargs="+", choices=[row.key for row in ROWS])
    parser.add_argument("--repetitions", type=int, help="default: 5 on val, 3 on large")
    parser.add_argument("--engines", nargs="+", default=["duckeval", "hotcoco", "ultrafast"])
    parser.add_argument("--no-slow", action="store_true", help="leave pycocotools and faster out")
    parser.add_argument(
        "--most-busy",
        type=float,
        default=1.0,
        metavar="SHARE",
        help="measure again (at most 6 times) when others took more than this share of the cores",
    )
    parser.add_argument("--quick", action="store_true", help="a tiny set, once; nothing written")
    parser.add_argument("--no-write", action="store_true", help="print the table, write nothing")
    options = parser.parse_args(arguments)
    engines, is_fine = set(options.engines), True
    recorded: dict[str, dict[str, Any]] = {}
    chosen = _chosen(options)
    for name in dict.fromkeys(row.set_name for row in chosen):
        rows = [row for row in chosen if row.set_name == name]
        generate([name, "--into", str(options.data)])
        session = Session(
            options.data / name, options.data / f"scratch-{os.getpid()}", options.most_busy
        )
        repetitions = options.repetitions or _REPETITIONS[name]
        run_set(rows, session, repetitions, engines)
        if name != "large" and not options.no_slow and any(row.theirs == "json" for row in rows):
            for peer in SLOW_PEERS:
                session.measure(peer, "json", 0)
        read = _read(rows, session, engines)
        recorded[name] = {}
        for row in rows:
            checks = check_row(row, session, read)
            is_fine = is_fine and all(check.is_fine for check in checks)
            recorded[name][row.key] = record(row, session, checks, engines)
        shutil.rmtree(session.scratch, ignore_errors=True)
    if options.quick or options.no_write:
        print("\n".join(report.table(chosen, recorded)))
    else:
        report.write(recorded)
        print(report.RESULTS)
    return 0 if is_fine else 5


def _read(rows: Sequence[Row], session: Session, engines: set[str]) -> Measurement | None:
    """Ask the brute-force reading and duckeval the same, once, where a row is held against it."""
    if "duckeval" not in engines or not any(row.is_checked_by_reading for row in rows):
        return None
    for engine in ("brute_force", "duckeval"):
        session.measure(engine, "subset", 0)
    return next(iter(session.measured.get(("brute_force", "subset"), [])), None)


if __name__ == "__main__":
    sys.exit(main())
