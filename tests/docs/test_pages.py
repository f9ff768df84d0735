"""What the pages hold beside their examples: links, the picture, the reference, the reasons."""

from __future__ import annotations

import html
import importlib.util
import re
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

import duckeval
from duckeval.cli.commands import duckeval as program
from duckeval.demo import COMPARISON
from tests.docs.examples import PAGES, blocks, rendered

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

MORE_PAGES = ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
REASONS = {
    "tp": ("tp", None),
    "crowd": ("ignored", "crowd"),
    "difficult": ("ignored", "difficult"),
    "excluded": ("ignored", "excluded"),
    "duplicate": ("fp", "duplicate"),
    "low_iou": ("fp", "low_iou"),
    "wrong_class": ("fp", "wrong_class"),
    "wrong_class_low_iou": ("fp", "wrong_class_low_iou"),
    "background": ("fp", "background"),
}
LABEL_REASONS = {
    "tp": ("found", None),
    "crowd": ("ignored", "crowd"),
    "difficult": ("ignored", "difficult"),
    "excluded": ("ignored", "excluded"),
    "low_iou": ("missed", "low_iou"),
    "wrong_class": ("missed", "wrong_class"),
    "low_confidence": ("missed", "low_confidence"),
    "background": ("missed", "no_prediction"),
}


@pytest.fixture(scope="module")
def reference(checkout: Path) -> ModuleType:
    """The generator of docs/reference."""
    path = checkout / "tools" / "build_reference.py"
    spec = importlib.util.spec_from_file_location("build_reference", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_what_the_comments_say(reference: ModuleType, checkout: Path) -> None:
    pages: dict[str, str] = reference.pages()
    assert set(pages) == {f"docs/reference/{name}.md" for name in ("sql", "cli", "python")}
    for name, text in pages.items():
        assert (checkout / name).read_text(encoding="utf-8") == text, "'make docs' writes it anew"


def test_the_reference_leaves_nothing_out(checkout: Path) -> None:
    sql = (checkout / "docs/reference/sql.md").read_text(encoding="utf-8")
    cli = (checkout / "docs/reference/cli.md").read_text(encoding="utf-8")
    with duckeval.open(":memory:") as project:
        names = [row["name"] for row in project.describe()]
    assert [each for each in names if f"`{each}" not in sql and f"### {each}\n" not in sql] == []
    assert [name for name in program.commands if f"\n## {name}\n" not in cli] == []


@pytest.mark.parametrize("page", [*PAGES, *MORE_PAGES])
def test_links_lead_somewhere(checkout: Path, page: str) -> None:
    text = (checkout / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", text)
    folder = (checkout / page).parent
    assert [each for each in targets if not (folder / each).exists()] == []


def test_the_picture_shows_what_the_demo_prints(checkout: Path, finished_demo: Path) -> None:
    svg = (checkout / "docs" / "demo.svg").read_text(encoding="utf-8")
    shown = html.unescape(" ".join(re.findall(r"<text[^>]*>(.*?)</text>", svg)))
    words = set(shown.replace("\xa0", " ").split())
    with duckeval.open(finished_demo / "duckeval-demo/duckeval.duckdb", read_only=True) as project:
        numbers = [value for row in project.query(COMPARISON).tuples() for value in row]
    texts = {format(each, ".4f") if isinstance(each, float) else str(each) for each in numbers}
    assert texts <= words, "tools/build_picture.py draws it anew"
    assert set(COMPARISON.split()) <= words


def test_the_picture_fetches_nothing(checkout: Path) -> None:
    svg = (checkout / "docs" / "demo.svg").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\"'\s)]+", svg)) == {"http://www.w3.org/2000/svg"}


def test_sql_of_the_page_about_bare_shells_runs_in_one(checkout: Path, after_demo: Path) -> None:
    text = (checkout / "docs" / "sql.md").read_text(encoding="utf-8")
    queries = [body for info, body in blocks(text) if info == "sql"]
    file = after_demo / "duckeval-demo/duckeval.duckdb"
    with duckdb.connect(str(file), read_only=True) as connection:
        plain = [connection.execute(query).fetchall() for query in queries]
    with duckeval.open(file, read_only=True) as project:
        ours = [list(project.query(query).tuples()) for query in queries]
    assert plain == ours
    assert all(plain)


@pytest.mark.parametrize(
    ("macro", "expected"), [("outcome", REASONS), ("label_outcome", LABEL_REASONS)]
)
def test_every_reason_has_its_example(
    checkout: Path, after_demo: Path, macro: str, expected: dict[str, tuple[str, str | None]]
) -> None:
    rendered((checkout / "docs" / "outcomes.md").read_text(encoding="utf-8"))
    with duckeval.open(after_demo / "reasons.duckdb", read_only=True) as project:
        parameters: dict[str, Any] = {
            "protocol": "voc",
            "min_confidence": 0.5,
            "label_filter": "area_px2 > 100",
        }
        rows = getattr(project, macro)(**parameters).rows()
        comments = project.describe(macro).rows()
    found = {row["item_key"]: (row["outcome"], row["reason"]) for row in rows}
    if macro == "outcome":
        # The first prediction of that item finds the label, the second one is the duplicate.
        assert [row["outcome"] for row in rows if row["item_key"] == "duplicate"] == ["tp", "fp"]
    assert {key: found[key] for key in expected} == expected
    (comment,) = (row["comment"] for row in comments if row["name"] == "reason")
    named = set(re.findall(r"[a-z_]+", comment)) & {reason for _, reason in expected.values()}
    assert named == {reason for _, reason in expected.values() if reason is not None}
