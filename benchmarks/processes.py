"""Starting measurements: each in a fresh process, watched from outside."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_STAT = Path("/proc/stat")
# Fields of the first line of /proc/stat, in clock ticks.
_IDLE, _IOWAIT, _COUNTED = 3, 4, 8


class MeasurementError(Exception):
    """A measurement that ended badly; the text says why."""


@dataclass(frozen=True)
class Finished:
    """A process that has ended well.

    Parameters
    ----------
    others_busy : float or None
        Share of all cores that was taken by somebody else meanwhile: how far to trust the wall.
    """

    output: str
    wall: float
    cpu: float
    peak_mb: float
    others_busy: float | None


def run_worker(
    engine: str, job: str, data: Path, repetition: int, project: Path | None = None
) -> dict[str, Any]:
    """Run one job of one engine and return the line it prints."""
    command = [sys.executable, "-m", "benchmarks.worker", engine, job, "--data", str(data)]
    command += ["--repetition", str(repetition)]
    if project is not None:
        command += ["--project", str(project)]
    finished = _run(command)
    result: dict[str, Any] = json.loads(finished.output)
    return result | {"others_busy": finished.others_busy}


def run_whole_process(engine: str, data: Path, project: Path | None) -> dict[str, Any]:
    """Measure a command from start to exit."""
    if engine == "duckeval":
        command = [sys.executable, "-m", "duckeval", "summary", "--by", "weather"]
        command += ["--db", str(project)]
    else:
        command = [sys.executable, "-m", "benchmarks.whole_process", engine, str(data)]
    finished = _run(command)
    return {
        "engine": engine,
        "job": "whole_process",
        "wall": round(finished.wall, 5),
        "cpu": round(finished.cpu, 5),
        "peak_mb": round(finished.peak_mb, 1),
        "numbers": {},
        "others_busy": finished.others_busy,
    }


def warm_up_files(data: Path) -> None:
    """Read every file of a set once, so that the first measurement finds it in memory too."""
    for file in data.iterdir():
        with file.open("rb") as content:
            while content.read(1 << 24):
                pass


def _run(command: list[str]) -> Finished:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        busy_before = _busy_seconds()
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=_environment(), stdout=output, stderr=complaints
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        busy_after = _busy_seconds()
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (output, complaints):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    if process.returncode != 0:
        lines = [line.strip() for line in texts[1].splitlines() if line.strip()]
        raise MeasurementError(lines[-1] if lines else f"exit code {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    others = None
    if busy_before is not None and busy_after is not None:
        share = (busy_after - busy_before - cpu) / (wall * (os.cpu_count() or 1))
        others = round(min(max(share, 0.0), 1.0), 3)
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return Finished(texts[0], wall, cpu, usage.ru_maxrss / unit, others)


def _busy_seconds() -> float | None:
    """Seconds that all cores together have worked since the start of the machine."""
    if not _STAT.exists():
        return None
    line = _STAT.read_text(encoding="ascii").splitlines()[0]
    ticks = [int(number) for number in line.split()[1 : 1 + _COUNTED]]
    idle = ticks[_IDLE] + ticks[_IOWAIT]
    return float(sum(ticks) - idle) / os.sysconf("SC_CLK_TCK")


def _environment() -> dict[str, str]:
    paths = [str(ROOT), str(ROOT / "engine"), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
