"""``calibration``: errors and bins, rows for programs, what is left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer


def test_errors_first_then_the_bins(call: Callable[..., Answer]) -> None:
    answer = call("calibration", "--bins", "2")
    assert answer.code == 0
    assert answer.err == "note: over 4 predictions; right is a true positive at IoU 0.5\n"
    lines = [line.split() for line in answer.out.splitlines()]
    assert lines[1] == ["n", "conf.", "right", "over", "ECE", "MCE", "ACE", "RMS", "Brier"]
    # By hand: .2 is wrong; .7, .8 and .9 are right. (1 * .2 + 3 * .2) / 4 = .2
    assert lines[3][:6] == ["4", "0.6500", "0.7500", "-0.1000", "0.2000", "0.2000"]
    assert lines[5] == ["v1:", "bins", "of", "confidence"]
    assert [line[:5] for line in lines[8:]] == [
        ["0.0000", "0.5000", "1", "0.2000", "0.0000"],
        ["0.5000", "1.0000", "3", "0.8000", "1.0000"],
    ]


def test_per_class_by_slice_and_for_narrow_terminals(call: Callable[..., Answer]) -> None:
    answer = call("calibration", "--per-class", "--by", "weather", "--slice", "dark", "--summary")
    assert answer.code == 0
    heads = [line.split()[:2] for line in answer.out.splitlines() if line]
    assert ["night", "cat"] in heads
    assert ["dark", "(all)"] in heads
    assert max(len(line) for line in answer.out.splitlines()) <= 96


def test_for_programs_it_is_the_rows_of_the_macros(call: Callable[..., Answer]) -> None:
    rows = json.loads(call("calibration", "--binning", "quantile", "--bins", "2",
                           "--format", "json").out)  # fmt: skip
    assert [(row["bin"], row["prediction_count"]) for row in rows] == [(1, 2), (2, 2)]
    assert rows[0]["confidence_high"] == rows[1]["confidence_low"] == 0.75
    (row,) = json.loads(call("calibration", "--summary", "--format", "json").out)
    assert (row["slice_by"], row["prediction_count"], row["left_out_count"]) == (None, 4, 0)


def test_scores_that_are_no_probabilities(call: Callable[..., Answer]) -> None:
    Path("logits.csv").write_text(
        "item_key,class_name,confidence,x_px,y_px,w_px,h_px\n1,cat,7,0,0,20,20\n2,cat,1,0,0,9,9\n"
    )
    assert call("load", "predictions", "logits.csv", "--set", "logits").code == 0
    answer = call("calibration", "--set", "logits", "--confidence", "0.5")
    assert "over 1 prediction of confidence 0.5 or more" in answer.err
    assert "1 prediction left out, with a confidence that is no probability" in answer.err
    assert call("calibration", "--bins", "0").code == 2
