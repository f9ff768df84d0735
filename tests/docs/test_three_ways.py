"""Every cell of the table in docs/pages.md, over a filter: SQL, command and report agree."""

from __future__ import annotations

import html
import json
import re
import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from duckeval.cli import run
from duckeval.cli.show import show
from duckeval.project import ReportRequest
from duckeval.report.sections import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from duckeval import Project

ROOT = Path(__file__).parent.parent.parent
FILTER = "brightness < 0.3 and weather <> 'fog'"
PAGES = (
    "Summary", "Outcome", "Average Precision", "Precision", "Recall", "F1", "Metric Correlation",
    "Metric Performance", "Precision-Recall Curve", "Average IoU", "IoU Distribution",
)  # fmt: skip
COMPARED = {"baseline": "v1", "candidate": "v2"}


def table() -> dict[str, list[str]]:
    """The cells of each page: SQL of one set, SQL of two, the command."""
    lines = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("| ")]
    return {cells[0].strip(): [cell.strip().strip("`") for cell in cells[1:]] for cells in rows[2:]}


CELLS = table()


@pytest.fixture(scope="module")
def demo(finished_demo: Path) -> Path:
    return finished_demo / "duckeval-demo/duckeval.duckdb"


@pytest.fixture(scope="module")
def project(demo: Path) -> Iterator[Project]:
    with duckeval.open(demo, read_only=True) as project:
        yield project


@pytest.fixture(scope="module")
def reports(project: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of a report of one set and of one of two."""
    folder = tmp_path_factory.mktemp("reports")
    found = {}
    for name, against in (("one", None), ("two", "v1")):
        request = ReportRequest(
            of="v2", against=against, item_filter=FILTER, metrics=["brightness"]
        )
        page = project.report(folder / name, request).page
        assert page is not None
        found[name] = page.read_text(encoding="utf-8")
    return found


def filtered(sql: str) -> str:
    """The SQL of a cell with a filter."""
    predicate = FILTER.replace("'", "''")
    return re.sub(
        r"^from (\w+)\((.*?)\)",
        lambda call: (
            f"from {call[1]}({call[2]}{', ' if call[2] else ''}item_filter := '{predicate}')"
        ),
        sql,
    )


def asked(project: Project, sql: str) -> list[dict[str, Any]]:
    # Through JSON, as the rows of the command come.
    rows: list[dict[str, Any]] = json.loads(json.dumps(project.query(filtered(sql)).rows()))
    return rows


def commanded(
    command: str, demo: Path, capfd: pytest.CaptureFixture[str], *more: str
) -> list[dict[str, Any]]:
    program, *words = shlex.split(command)
    assert program == "duckeval"
    given = ["--set", "v2", "--where", FILTER, "--db", str(demo), "--format", "json"]
    assert run([*words, *given, *more]) == 0
    rows: list[dict[str, Any]] = json.loads(capfd.readouterr().out)
    return rows


def counted(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> Counter[tuple[Any, ...]]:
    columns = list(columns)
    return Counter(tuple(row[name] for name in columns) for row in rows)


def cells_of(text: str, part: str) -> list[list[str]]:
    """The rows of all tables of a part of the page."""
    (section,) = re.findall(rf'<section id="{part}">(.*?)</section>', text, flags=re.DOTALL)
    rows = re.findall(r"<tr>(<td.*?)</tr>", section, flags=re.DOTALL)
    return [[html.unescape(each) for each in re.findall(r"<td[^>]*>(.*?)</td>", r)] for r in rows]


def test_the_table_has_the_eleven_pages() -> None:
    assert tuple(CELLS) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_one_set(
    page: str, project: Project, demo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sql, _, command = CELLS[page]
    expected = asked(project, sql)
    assert expected
    rows = [row for row in commanded(command, demo, capfd)
            if "counted" not in row or row["counted"] == "predictions"]  # fmt: skip
    assert counted(rows, expected[0]) == counted(expected, expected[0])
    assert {row["prediction_set"] for row in rows} == {"v2"}


@pytest.mark.parametrize("page", PAGES)
def test_two_sets(
    page: str, project: Project, demo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _, sql, command = CELLS[page]
    expected = asked(project, sql)
    assert expected
    rows = [row for row in commanded(command, demo, capfd, "--against", "v1")
            if "counted" not in row or row["counted"] == "predictions"]  # fmt: skip
    assert {row["prediction_set"] for row in rows} == {"v1", "v2"}
    if "delta" not in expected[0]:
        assert counted(rows, expected[0]) == counted(expected, expected[0])
        return
    for each in expected:
        if each["measure"] == "left_out_item_count":  # of the comparison alone
            continue
        values = {
            side: row[each["measure"]]
            for side, name in COMPARED.items()
            for row in rows
            if row["prediction_set"] == name and row.get("class_name") == each["class_name"]
        }
        assert values == {side: each[side] for side in COMPARED}
        assert each["delta"] == values["candidate"] - values["baseline"]


@pytest.mark.parametrize("sets", ["one", "two"])
@pytest.mark.parametrize("page", PAGES)
def test_the_report_has_what_the_command_prints(
    page: str, sets: str, demo: Path, reports: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    _, *words = shlex.split(CELLS[page][2])
    given = ["--set", "v2", "--where", FILTER, "--db", str(demo), "--format", "md"]
    against = ["--against", "v1"] if sets == "two" else []
    assert run([*words, *given, *against]) == 0
    lines = [line for line in capfd.readouterr().out.splitlines() if line.startswith("|")]
    printed = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    heads = [place for place, cells in enumerate(printed) if set("".join(cells)) <= set("-:")]
    left = {each for place in heads for each in (place, place - 1)}
    body = [cells for place, cells in enumerate(printed) if place not in left]
    assert body
    assert body == cells_of(reports[sets], words[1])


def test_the_help_names_every_part() -> None:
    assert show.help is not None
    named = re.search(r"PART is (.*?)\.", show.help, flags=re.DOTALL)
    assert named is not None
    assert set(re.split(r",\s+|\s+or\s+", " ".join(named[1].split()))) == set(PARTS)
