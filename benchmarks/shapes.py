"""What the benchmarks of shapes have in common: files of COCO to its numbers, and pairs alone."""

import argparse
import importlib
import statistics
from collections.abc import Callable
from pathlib import Path
from textwrap import fill, wrap
from typing import Any

from benchmarks.machine import versions
from benchmarks.side_by_side import Found, Rounds, load_of, table, timed

__all__ = [
    "CANDIDATES",
    "faster_job",
    "hotcoco_job",
    "measure_pairs",
    "our_job",
    "page",
]

_OURS = (
    "duckdb",
    "numpy",
    "pyarrow.compute",
    "pyarrow.parquet",
    "shapely",
    "pycocotools.mask",
    "duckeval.project",
)
STEPS = ("labels", "predictions", "numbers")

CANDIDATES = """
select count(*), max({value}) as largest
from prediction
inner join label
    on
        prediction.item_id = label.item_id
        and prediction.x_px < label.x_px + label.w_px
        and prediction.x_px + prediction.w_px > label.x_px
        and prediction.y_px < label.y_px + label.h_px
        and prediction.y_px + prediction.h_px > label.y_px
"""
"""Pairs whose boxes overlap."""


def our_job(folder: Path, names: tuple[str, ...], bare: str, costly: str) -> Found:
    """Load gt.json and dt.json, match by the rule of COCO, ask; then measure the pairs alone.

    Parameters
    ----------
    folder : Path
        Where the files are.
    names : tuple of str
        Columns of ``coco_summary``.
    bare, costly : str
        Two queries that find the same pairs, whose number comes first, without and with what is
        computed for them.
    """
    import duckeval

    prepare()
    (folder / "b.duckdb").unlink(missing_ok=True)
    found: Found = {}

    def work() -> list[float]:
        with duckeval.open(folder / "b.duckdb") as project:
            timed(found, "labels", lambda: project.load_labels(folder / "gt.json"))
            load = project.load_predictions
            timed(found, "predictions", lambda: load(folder / "dt.json", protocols=("coco",)))
            [row] = timed(found, "numbers", lambda: project.coco_summary().rows())
        return [row[name] for name in names]

    found["answers"] = timed(found, "all", work)
    measure_pairs(found, folder, bare, costly)
    return found


def prepare() -> None:
    """Import what duckeval does: for every program imports are done before the clock starts."""
    for name in _OURS:
        importlib.import_module(name)


def measure_pairs(found: Found, folder: Path, bare: str, costly: str, name: str = "costly") -> None:
    """Note how many pairs there are, and the seconds of two queries for them."""
    import duckeval

    with duckeval.open(folder / "b.duckdb") as project:
        for step, query in (("bare", bare), (name, costly)):
            [(found["pairs"], *_)] = timed(
                found, step, lambda query=query: project.connection.execute(query).fetchall()
            )


def hotcoco_job(folder: Path, kind: str, count: int) -> Found:
    """Do the same with hotcoco, in memory."""
    from hotcoco import COCO, COCOeval

    return _peer_job(folder, COCO, COCOeval, kind, count)


def faster_job(folder: Path, kind: str, count: int) -> Found:
    """Do the same with faster-coco-eval, in memory."""
    from faster_coco_eval import COCO, COCOeval_faster

    return _peer_job(folder, COCO, COCOeval_faster, kind, count)


def _peer_job(
    folder: Path,
    read: Callable[[str], Any],
    evaluator: Any,  # noqa: ANN401
    kind: str,
    count: int,
) -> Found:
    found: Found = {}

    def work() -> list[float]:
        truth = timed(found, "labels", lambda: read(str(folder / "gt.json")))
        results = timed(found, "predictions", lambda: truth.loadRes(str(folder / "dt.json")))

        def evaluate() -> Any:  # noqa: ANN401
            one = evaluator(truth, results, kind)
            one.evaluate()
            one.accumulate()
            one.summarize()
            return one.stats

        return [float(each) for each in timed(found, "numbers", evaluate)][:count]

    found["answers"] = timed(found, "all", work)
    return found


def page(
    asked: argparse.Namespace,
    rounds: Rounds,
    differences: dict[str, float],
    head: str,
    foot: str,
    pairs: str,
    measures: tuple[str, ...] = ("costly",),
) -> str:
    """Return a page: head, table, foot; head and foot name what they want to be told."""
    known = versions()
    programs = [
        each if known.get(each) is None else f"{each} {known[each]}" for each in ("duckdb", *rounds)
    ]
    told = {
        **vars(asked),
        "versions": "\n".join(wrap(", ".join(programs), 90)),
        "difference": max(differences.values(), default=0.0),
        "pairs": _per_pair(rounds["duckeval"], pairs, measures),
        "load": load_of(rounds),
    }
    below = "\n\n".join(fill(each, 100) for each in foot.format(**told).strip().split("\n\n"))
    return f"{head.format(**told)}{table(rounds, STEPS)}\n{below}\n"


def _per_pair(runs: list[Found], what: str, measures: tuple[str, ...]) -> str:
    """Return what a pair costs, as sentences."""
    count = runs[0]["pairs"]
    told = []
    for name in measures:
        seconds, cpu = (
            statistics.median(run[name][place] - run["bare"][place] for run in runs)
            for place in (0, 1)
        )
        by = "" if name == "costly" else f" by {name}"
        told.append(f"{seconds / count * 1e6:.2f} s{by}, {cpu / count * 1e6:.2f} s of CPU")
    each = "; ".join(told)
    return f"{count:,} pairs of a prediction and a label are {what}; a million take {each}."
