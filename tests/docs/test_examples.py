"""Every example of README.md and docs/ prints what the page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.docs.examples import PAGES, blocks, rendered

if TYPE_CHECKING:
    from pathlib import Path

FIX = "'make docs' writes what they print now"


@pytest.mark.parametrize("page", PAGES)
def test_examples_print_what_the_page_says(page: str, checkout: Path, after_demo: Path) -> None:
    assert after_demo == after_demo.cwd()
    text = (checkout / page).read_text(encoding="utf-8")
    assert rendered(text) == text, FIX


def test_the_readme_answers_five_questions(checkout: Path) -> None:
    text = (checkout / "README.md").read_text(encoding="utf-8")
    assert sum(info == "sql" for info, _ in blocks(text)) == 5
