"""The page in a browser without a network: every chart is there, nothing is taken for code."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import duckeval
from duckeval.cli import run
from duckeval.project import ReportRequest
from tests.report.conftest import NAMES, write_scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

COMPARED = ReportRequest(of="v2", against="v1", by=["weather"], slices=["night"])
ALONE = ReportRequest(of="v1", item_filter="weather <> '<b>'")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MOST_BYTES = 3_000_000
PAGES = ("Summary", "Outcome counts", "Average precision", "Precision", "Recall", "F1",
         "Metric correlation", "Metric performance", "Precision-recall curve", "Average IoU",
         "IoU distribution")  # fmt: skip
MORE = ("Worst slices", "Confusion matrix", "Error types", "Label errors")


@pytest.fixture(scope="module")
def reports(scenes: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A report of two sets and one of a single set."""
    folder = tmp_path_factory.mktemp("reports")
    with duckeval.open(scenes, read_only=True) as project:
        project.report(folder / "compared", COMPARED)
        project.report(folder / "alone", ALONE)
    return {name: folder / name for name in ("compared", "alone")}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        installed = next(filter(None, map(shutil.which, BROWSERS)), None)
        found = Path(installed or playwright.chromium.executable_path)
        if not found.exists():
            # Where CI is set this fails the run; .ci/run installs one.
            pytest.skip("there is no Chromium here; 'playwright install chromium' fetches one")
        browser = playwright.chromium.launch(executable_path=str(found), args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """A page that has been drawn, and what it complained of."""

    def __init__(self, browser: Browser, path: Path, width: int = 1280, **more: Any) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        context = browser.new_context(
            offline=True, viewport={"width": width, "height": 900}, **more
        )
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto((path / "index.html").as_uri())
        self.page.wait_for_selector("html[data-state=drawn]")

    def ask(self, script: str) -> Any:
        return self.page.evaluate(script)


@pytest.mark.parametrize("name", ["compared", "alone"])
def test_every_chart_is_drawn_without_a_network_or_a_complaint(
    browser: Browser, reports: dict[str, Path], name: str
) -> None:
    opened = Opened(browser, reports[name])
    charts = opened.ask("document.querySelectorAll('.chart').length")
    assert charts > 10
    marks = opened.ask(
        "[...document.querySelectorAll('.chart')].map(each => each.querySelectorAll("
        "'svg .mark-symbol path, svg .mark-rect path, svg .mark-line path').length)"
    )
    assert len(marks) == charts
    assert all(marks), marks
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []


def test_it_fits_a_telephone_in_the_dark(browser: Browser, reports: dict[str, Path]) -> None:
    opened = Opened(browser, reports["compared"], 400, color_scheme="dark")
    assert opened.ask("document.documentElement.scrollWidth") == 400
    wide = (
        "[...document.querySelectorAll('.chart:not(.fixed) svg')]"
        ".filter(each => each.getBoundingClientRect().right > 400).length"
    )
    assert opened.ask(wide) == 0
    assert opened.complaints == []


def test_a_tooltip_says_the_numbers(browser: Browser, reports: dict[str, Path]) -> None:
    opened = Opened(browser, reports["compared"])
    opened.page.hover("#recall-by-class .mark-symbol.role-mark path >> nth=0")
    opened.page.wait_for_selector("#vg-tooltip-element.visible")
    text = opened.page.inner_text("#vg-tooltip-element")
    assert "labels" in text
    assert "95 % from" in text


def test_names_are_shown_as_they_are_and_run_nothing(
    browser: Browser, reports: dict[str, Path]
) -> None:
    opened = Opened(browser, reports["compared"])
    opened.page.click("#average-precision details.numbers summary >> nth=1")
    text = opened.page.inner_text("#average-precision table >> nth=1")
    for name in NAMES:
        assert name in text
    assert opened.ask("document.querySelectorAll('td b, td i, svg b, li i').length") == 0
    assert "<i>fog</i>" in opened.page.inner_text("#slices .chart >> nth=0")
    assert opened.complaints == []


class _Tags(HTMLParser):
    """Collects the ends of tags that were never begun, and begun tags that never end."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in {"meta", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.scripts += tag == "script"


@pytest.mark.parametrize("name", ["compared", "alone"])
def test_the_page_is_whole_and_small_enough(reports: dict[str, Path], name: str) -> None:
    html = (reports[name] / "index.html").read_text(encoding="utf-8")
    assert len(html.encode()) <= MOST_BYTES
    tags = _Tags()
    tags.feed(html)
    assert tags.open == []
    charts = len(re.findall('<div class="chart( fixed)?"', html))
    # One script for the data of each chart, and three: their style, the library, and ours.
    assert tags.scripts == charts + 3


def test_each_page_of_the_specification_is_a_part(reports: dict[str, Path]) -> None:
    for folder in reports.values():
        html = (folder / "index.html").read_text(encoding="utf-8")
        assert {*PAGES, *MORE} <= set(re.findall(r"<h2>(.*?)</h2>", html))
        assert "Left out" not in html


def test_every_figure_has_its_numbers_and_its_sql(reports: dict[str, Path]) -> None:
    html = (reports["compared"] / "index.html").read_text(encoding="utf-8")
    figures = re.findall(r"<figure.*?</figure>", html, flags=re.DOTALL)
    assert len(figures) > 10
    for figure in figures:
        assert "<table>" in figure
        assert "<pre><code>" in figure


def test_the_page_is_the_same_each_time(reports: dict[str, Path], scenes: Path) -> None:
    again = reports["compared"].parent / "again"
    with duckeval.open(scenes, read_only=True) as project:
        project.connection.execute("set threads = 1")
        project.report(again, COMPARED)
        project.connection.execute("reset threads")
    assert hashlib.sha256((again / "manifest.json").read_bytes()).hexdigest() == (
        hashlib.sha256((reports["compared"] / "manifest.json").read_bytes()).hexdigest()
    )


def test_charts_are_files_on_request(
    scenes: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    given = ["report", "--set", "v2", "--db", str(scenes), "-o", str(out)]
    compared = ["--against", "v1"]
    for kind, start, more in (("svg", b"<svg", compared), ("png", b"\x89PNG", ["--class", "car"])):
        assert run([*given, *more, "--charts", kind]) == 0
        charts = sorted((out / "charts").iterdir())
        assert len(charts) > 5
        assert {path.suffix for path in charts} == {f".{kind}"}
        assert all(path.read_bytes().startswith(start) for path in charts)
        listed = {each["file"] for each in json.loads((out / "manifest.json").read_text())["files"]}
        assert {f"charts/{path.name}" for path in charts} <= listed
        if kind == "svg":  # of the colours of the page, which are variables there
            texts = {path.name: path.read_text() for path in charts}
            assert "#d55e00" in texts["confusion-2.svg"]
            assert "#d55e00" in texts["worst-recall.svg"]
            assert not [name for name, text in texts.items() if "var(" in text]
    assert "open " in capfd.readouterr().err


def test_without_the_extra_the_bundle_is_still_there(
    scenes: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    out = tmp_path / "out"
    given = ["report", "-o", str(out), "--db", str(scenes)]
    assert run(given) == 2
    said = capfd.readouterr().err
    assert "hint: pip install 'duckeval[report]'" in said
    assert "--no-page" in said
    assert not out.exists()
    assert run([*given, "--no-page"]) == 0
    assert (out / "performance.parquet").is_file()
    assert not (out / "index.html").exists()


def test_sets_over_different_items_are_not_called_better(tmp_path: Path) -> None:
    with duckeval.open(tmp_path / "other.duckdb") as project:
        for seed, name in ((3, "streets"), (4, "roads")):
            folder = tmp_path / name
            folder.mkdir()
            write_scene(folder, seed)
            truth = json.loads((folder / "truth.json").read_text())
            if name == "roads":  # half of the items have the keys of the others
                for image in truth["images"]:
                    image["id"] += 60
                for label in truth["annotations"]:
                    label["image_id"] += 60
            found = json.loads((folder / "v1.json").read_text())
            for each in found:
                each["image_id"] += 60 if name == "roads" else 0
            (folder / "truth.json").write_text(json.dumps(truth))
            (folder / f"{name}.json").write_text(json.dumps(found))
            project.load_labels(folder / "truth.json", dataset=name)
            project.load_predictions(folder / f"{name}.json", dataset=name)
        request = ReportRequest(of="roads", against="streets")
        page = project.report(tmp_path / "out", request).page
        nothing = project.report(tmp_path / "none", ReportRequest(item_filter="false")).page
    assert page is not None
    text = page.read_text(encoding="utf-8")
    assert "roads and streets are over different items" in text
    assert "Left out: 60 items of streets alone, 60 of roads alone." in text
    assert "better than streets" not in text
    # And a report on nothing has no empty chart.
    assert nothing is not None
    assert '<div class="chart' not in nothing.read_text(encoding="utf-8")
