"""Where the time of a load goes: every statement that a load runs, with its seconds and memory.

    python -m benchmarks.profile_load --data FOLDER/val                     both JSON files
    python -m benchmarks.profile_load --data FOLDER/val --format parquet --protocols closest
    python -m benchmarks.profile_load --data FOLDER/val --operators 5       the slowest, opened up

Statements are caught where all of them pass: in `Store.run` and `Store.table`. What Python does
between two statements is the line `(python)`; it belongs to what the statement above it had to
wait for, or to what the statement below it needed. With --operators DuckDB's own profile of the
slowest statements is printed too; profiling costs some time, so look at shares and not at seconds.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.generate import DEFAULT_FOLDER
from benchmarks.measure import peak_memory_mb

_FILES = {"json": ("gt.json", "dt.json"), "parquet": ("labels.parquet", "predictions.parquet")}
_WIDTH = 88


@dataclass(frozen=True)
class Statement:
    """One statement that ran."""

    origin: str
    text: str
    started: float
    seconds: float
    cpu: float
    peak_mb: float
    operators: tuple[tuple[float, str], ...] = ()

    @property
    def shown(self) -> str:
        words = " ".join(
            line for line in self.text.splitlines() if not line.strip().startswith("--")
        )
        return " ".join(words.split())[:_WIDTH]


@dataclass
class Recorder:
    """Wraps the ways to DuckDB and remembers what went through."""

    profile: Path | None = None
    origin: str = ""
    depth: int = 0
    statements: list[Statement] = field(default_factory=list)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Record everything that any store runs inside the block."""
        store: Any = import_module("duckeval.store").Store
        with ExitStack() as stack:
            for name in ("run", "table"):
                wrapped = self._timed(getattr(store, name))
                stack.enter_context(patch.object(store, name, wrapped))
            script = store.script

            def named(this: Any, name: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401
                before, self.origin = self.origin, name
                try:
                    return script(this, name, *rest, **more)
                finally:
                    self.origin = before

            stack.enter_context(patch.object(store, "script", named))
            yield

    def _timed(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def timed(this: Any, sql: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401
            if self.depth:  # `table` may be made of `run`
                return method(this, sql, *rest, **more)
            self._ask_for_profile(this.connection)
            self.depth += 1
            started, cpu = time.perf_counter(), time.process_time()
            try:
                return method(this, sql, *rest, **more)
            finally:
                self.depth -= 1
                self.statements.append(
                    Statement(
                        self.origin,
                        sql,
                        started,
                        time.perf_counter() - started,
                        time.process_time() - cpu,
                        peak_memory_mb(),
                        self._operators(),
                    )
                )

        return timed

    def _ask_for_profile(self, connection: Any) -> None:  # noqa: ANN401
        if self.profile is not None:
            self.profile.unlink(missing_ok=True)
            connection.execute("set enable_profiling = 'json'").fetchall()
            connection.execute(f"set profiling_output = '{self.profile}'").fetchall()

    def _operators(self) -> tuple[tuple[float, str], ...]:
        if self.profile is None or not self.profile.exists():
            return ()
        try:
            tree = json.loads(self.profile.read_text(encoding="utf-8"))
        except json.JSONDecodeError:
            return ()
        return tuple(sorted(_flat(tree), reverse=True)[:8])


def _flat(node: dict[str, Any]) -> Iterator[tuple[float, str]]:
    """Give seconds and a line for every operator below a node of DuckDB's profile."""
    for child in node.get("operator", []) + node.get("children", []):
        about = "; ".join(
            f"{key}: {value}"
            for key, value in child.get("extra_info", {}).items()
            if "Cardinality" not in key
        )
        line = f"{child['type']} -> {child.get('intermediate_rows', '?')} rows  {about}"
        yield float(child.get("timing", 0.0)), " ".join(line.split())[:_WIDTH]
        yield from _flat(child)


def profile(options: argparse.Namespace, project: Path, recorder: Recorder) -> list[float]:
    """Load a set and return when each phase began, and the end."""
    for name in ("duckdb", "numpy", "pyarrow.parquet", "duckeval.project"):
        import_module(name)
    duckeval: Any = import_module("duckeval")
    labels, predictions = (options.data / name for name in _FILES[options.format])
    marks = [time.perf_counter()]
    with recorder.listening():
        opened = duckeval.open(project)
        marks.append(time.perf_counter())
        opened.load_labels(labels)
        marks.append(time.perf_counter())
        opened.load_predictions(predictions, protocols=tuple(options.protocols))
        marks.append(time.perf_counter())
        opened.close()
        marks.append(time.perf_counter())
    return marks


def show(recorder: Recorder, marks: list[float], options: argparse.Namespace) -> None:
    """Print phases, statements and the Python between them."""
    print(f"{'seconds':>8} {'cpu':>8} {'peak MB':>8}")
    phases = ("open", "load labels", "load predictions and match", "close")
    for place, phase in enumerate(phases):
        begin, end = marks[place], marks[place + 1]
        print(f"{end - begin:8.3f} {'':8} {'':8} == {phase}")
        at, small, python = begin, [], 0.0
        for each in recorder.statements:
            if not begin <= each.started < end:
                continue
            python += each.started - at
            if each.seconds < options.least:
                small.append(each.seconds)
            else:
                python = _show_python(python, options.least)
                print(
                    f"{each.seconds:8.3f} {each.cpu:8.3f} {each.peak_mb:8.0f} "
                    f"{each.origin or '-'}: {each.shown}"
                )
            at = each.started + each.seconds
        python = _show_python(python + end - at, options.least)
        print(f"{sum(small):8.3f} {'':8} {'':8} ({len(small)} smaller statements)")
        print(f"{python:8.3f} {'':8} {'':8} (Python between them)")
    print(f"{marks[-1] - marks[0]:8.3f} {'':8} {peak_memory_mb():8.0f} == total")
    slowest = sorted(recorder.statements, key=lambda each: -each.seconds)
    for each in slowest[: options.operators]:
        print(f"\n{each.seconds:.3f} s  {each.origin}: {each.shown}")
        for seconds, name in each.operators:
            print(f"  {seconds:8.3f}  {name}")


def _show_python(seconds: float, least: float) -> float:
    """Print time spent in Python that is worth a line; return what is not."""
    if seconds < least:
        return seconds
    print(f"{seconds:8.3f} {'':8} {'':8} (python)")
    return 0.0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks.profile_load",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER / "val")
    parser.add_argument("--format", choices=sorted(_FILES), default="json")
    parser.add_argument("--protocols", nargs="+", default=["closest", "coco"])
    parser.add_argument("--least", type=float, default=0.01, help="seconds worth a line")
    parser.add_argument("--operators", type=int, default=0, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.data.parent) as folder:
        recorder = Recorder(Path(folder) / "profile.json" if options.operators else None)
        marks = profile(options, Path(folder) / "profiled.duckdb", recorder)
        show(recorder, marks, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
