"""What holds for the whole test run: doctests included, wherever they are."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent

# Examples are compared by their numbers, never by their time: the machine may be busy. Where CI is
# set the examples are the same in every run, so that a red run is red again.
hypothesis.settings.register_profile("developer", deadline=None, print_blob=True)
hypothesis.settings.register_profile(
    "ci", deadline=None, print_blob=True, derandomize=True, database=None
)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "developer")


@pytest.fixture(autouse=True)
def _examples_leave_no_files(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run the example of a docstring in an empty folder."""
    if isinstance(request.node, pytest.DoctestItem):
        monkeypatch.chdir(request.getfixturevalue("tmp_path"))


class SkipGate:
    """Fail a run under CI in which a test was skipped that `.ci/allowed-skips` does not list."""

    def __init__(self, allowed: Path) -> None:
        lines = allowed.read_text().splitlines() if allowed.exists() else []
        patterns = [line.partition(" -- ")[0].strip() for line in lines if not line.startswith("#")]
        self.allowed = [re.escape(p).replace(r"\*", ".*") for p in patterns if p]
        self.refused: dict[str, str] = {}

    def _see(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        if not any(re.fullmatch(pattern, report.nodeid) for pattern in self.allowed):
            why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
            self.refused[report.nodeid] = why

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._see(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._see(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.refused and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(wrapper=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
        yield
        if self.refused:
            terminalreporter.section("skips that .ci/allowed-skips does not list", red=True)
            for nodeid, why in sorted(self.refused.items()):
                terminalreporter.write_line(f"{nodeid}: {why}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process is left with it while the others are done."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_configure(config: pytest.Config) -> None:
    is_worker = hasattr(config, "workerinput")  # one of pytest-xdist: its reports come to us
    if os.environ.get("CI") and not is_worker:
        config.pluginmanager.register(SkipGate(ROOT / ".ci" / "allowed-skips"), "skip-gate")
