"""`duckeval demo --digits`: cross-validation of a classifier on real data."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from duckeval.cli import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)


def test_the_digits_are_predicted_fold_by_fold_and_what_is_proposed_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["duckeval"])
    assert run(["demo", "--digits"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("logistic, digit: 1,797 items, 10 classes\n")
    [accuracy] = [line.split() for line in out.splitlines() if line.startswith("accuracy ")]
    # The mean of five folds, and all items together: about 97 of 100 are right.
    assert accuracy[1] == "5"
    assert 0.95 < float(accuracy[2]) < 0.99
    assert float(accuracy[2]) == pytest.approx(float(accuracy[-1]), abs=0.001)
    assert "Which digits are taken for one another:" in out
    proposed = [line for line in err.partition("Try next")[2].splitlines() if line[:2] == "  "]
    assert len(proposed) == 3
    for line in proposed:
        words = line.split()
        assert run(words[words.index("duckeval") + 1 :]) == 0
    about = (tmp_path / "duckeval-digits" / "ABOUT.txt").read_text(encoding="utf-8")
    assert "crossval run --task digit --features pixels" in about


def test_without_scikit_learn_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    assert run(["demo", "--digits"]) == 4
    assert "pip install 'duckeval[validate]'" in capsys.readouterr().err
    assert not (tmp_path / "duckeval-digits").exists()
