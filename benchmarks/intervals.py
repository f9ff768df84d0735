"""How often a 95 % interval holds the true value: coverage on simulated sets.

    python -m benchmarks.intervals            500 sets, 300 resamples each; a minute or two
    python -m benchmarks.intervals --sets 50  a quick look; nothing is written

A detector is drawn, not run: items differ in how hard they are, labels are found by chance, found
ones get higher confidences than background. The true value of a measure is that of 200,000 items of
the same kind. Results go to INTERVALS.md.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from duckeval.analysis.bootstrap import interval
from duckeval.analysis.resampling import draw_weights
from duckeval.analysis.sample import ClassRows, Sample, resample

REPORT = Path(__file__).parent / "INTERVALS.md"
ITEMS = 300
TRUTH_ITEMS = 200_000
LABELS_PER_ITEM = 3
RESAMPLES = 300


@dataclass(frozen=True)
class Kind:
    """A class: its share of the labels, how often it is found, its false positives an item."""

    name: str
    share: float
    found: float
    background: float


COMMON = (
    Kind("a", 0.5, 0.85, 0.6),
    Kind("b", 0.3, 0.7, 0.4),
    Kind("c", 0.2, 0.6, 0.3),
)
RARE = (
    Kind("a", 0.55, 0.85, 0.6),
    Kind("b", 1 - 0.55 - 1 / 90, 0.7, 0.4),
    Kind("rare (10 labels)", 1 / 90, 0.6, 0.02),
)


def draw_sample(kinds: tuple[Kind, ...], item_count: int, source: np.random.Generator) -> Sample:
    """Return a set of a drawn detector: labels and predictions of each class."""
    hardness = source.normal(0, 0.7, item_count)
    items = np.repeat(np.arange(item_count), LABELS_PER_ITEM)
    classes = source.choice(len(kinds), len(items), p=[kind.share for kind in kinds])
    rows = []
    for number, kind in enumerate(kinds):
        labels = items[classes == number]
        odds = np.log(kind.found / (1 - kind.found)) - hardness[labels]
        found = labels[source.random(len(labels)) < 1 / (1 + np.exp(-odds))]
        background = np.repeat(
            np.arange(item_count), source.poisson(kind.background * np.exp(hardness / 2))
        )
        owner = np.concatenate([found, background])
        is_hit = np.arange(len(owner)) < len(found)
        confidence = np.where(is_hit, source.beta(5, 2, len(owner)), source.beta(2, 3, len(owner)))
        order = np.argsort(-confidence, kind="stable")
        hits = np.flatnonzero(is_hit[order])
        nothing = np.zeros(0, np.int64)
        rows.append(
            ClassRows(
                name=kind.name,
                is_declared=True,
                labels=labels,
                items=owner[order],
                confidences=confidence[order],
                hits=hits,
                iou_parts=np.zeros(len(hits), np.int64),
                grid_items=nothing,
                grid_counts=nothing,
            )
        )
    return Sample(rows, "observed", "101")


def wanted(kinds: tuple[Kind, ...]) -> list[tuple[str | None, str]]:
    overall: list[tuple[str | None, str]] = [
        (None, "recall_micro"),
        (None, "precision_micro"),
        (None, "map"),
    ]
    last = kinds[-1].name
    return [*overall, (last, "recall"), (last, "precision"), (last, "ap")]


def coverage(kinds: tuple[Kind, ...], set_count: int, seed: int) -> list[dict[str, Any]]:
    """Return, for each measure, the true value and the share of intervals that hold it."""
    source = np.random.default_rng(seed)
    truth = draw_sample(kinds, TRUTH_ITEMS, source).measures(np.ones((TRUTH_ITEMS, 1), np.uint8))
    asked = wanted(kinds)
    held = dict.fromkeys(asked, 0)
    below = dict.fromkeys(asked, 0)
    widths: dict[Any, list[float]] = {key: [] for key in asked}
    for number in range(set_count):
        values = resample(
            draw_sample(kinds, ITEMS, source), draw_weights(ITEMS, RESAMPLES, seed=number)
        )
        for class_name, measure in asked:
            low, high, _ = interval(values[class_name][measure])
            true = truth[class_name][measure][0]
            if low is None or high is None:
                continue
            held[class_name, measure] += int(low <= true <= high)
            below[class_name, measure] += int(high < true)
            widths[class_name, measure].append(high - low)
    return [
        {
            "class": key[0] or "all",
            "measure": key[1],
            "true": float(truth[key[0]][key[1]][0]),
            "width": float(np.mean(widths[key])),
            "covered": held[key] / set_count,
            "below": below[key] / set_count,
        }
        for key in asked
    ]


def table(rows: list[dict[str, Any]]) -> list[str]:
    lines = [
        "| class | measure | true value | mean width | holds the truth | lies wholly below it |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row['class']} | {row['measure']} | {row['true']:.4f} | {row['width']:.4f} | "
        f"{row['covered']:.1%} | {row['below']:.1%} |"
        for row in rows
    ]
    return lines


def report(set_count: int) -> str:
    opening = (
        f"{set_count} simulated sets of {ITEMS} items, {ITEMS * LABELS_PER_ITEM} labels and 3 "
        f"classes; 95 % intervals from {RESAMPLES} resamples each, as `duckeval compare "
        f"--intervals` makes them. The true value is that of {TRUTH_ITEMS:,} items. "
        "`make intervals` writes this page; the method is in [intervals.py](intervals.py)."
    )
    parts = [
        "# Intervals: how often they hold the truth",
        "",
        opening,
        "",
        "## Three classes with enough labels (450, 270 and 180)",
        "",
        *table(coverage(COMMON, set_count, seed=1)),
        "",
        "## A class with 10 labels",
        "",
        *table(coverage(RARE, set_count, seed=2)),
        "",
        "Chance alone moves a share of 500 by about two points. Ten labels (in the mean; some sets",
        "have three, some twenty) hold little of what can happen: the intervals of the class are",
        "so wide that they say little, and hold the truth less often than they claim all the",
        "same. Read the interval of a class beside the number of its labels.",
        "",
    ]
    return "\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.intervals", description=__doc__)
    parser.add_argument("--sets", type=int, default=500)
    options = parser.parse_args()
    text = report(options.sets)
    print(text)
    if options.sets == 500:  # noqa: PLR2004 - what the page says
        REPORT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
