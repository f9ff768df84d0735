"""A classifier of 1,000 classes on 50,000 items: duckeval, scikit-learn, torchmetrics side by side.

    python -m benchmarks.classification             50,000 x 1,000, five rounds; ten minutes
    python -m benchmarks.classification --items 5000 --rounds 1     a quick look

Each measurement is a process of its own; they take turns. torchmetrics is measured where it is
installed (pip install torch torchmetrics). Results go to CLASSIFICATION.md.
"""

import argparse
import os
import statistics
from pathlib import Path
from typing import Any

from benchmarks.side_by_side import Comparison, Rounds, load_of, main, median, timed

REPORT = Path(__file__).parent / "CLASSIFICATION.md"
SLICES = 20
CLOSE = {"scikit-learn": 1e-9, "torchmetrics": 1e-5}
"""How far numbers may differ: torchmetrics counts in single precision."""
NAMES = {
    "load": "load parquet, compare with the labels, write the project",
    "per class": "counts, precision, recall, F1, ROC AUC and AP of every class",
    "whole": "accuracy to MCC, top 5, log loss, Brier, macro AUC and AP",
    "slices": f"per class, for {SLICES} slices",
}


def make(folder: Path, items: int, classes: int) -> None:
    """Write labels and probabilities: parquet for duckeval, arrays for scikit-learn."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = np.random.default_rng(0)
    labels = source.integers(0, classes, items)
    scores = source.normal(0, 1, (items, classes)).astype(np.float32)
    scores[np.arange(items), labels] += 3.5
    values = np.exp(scores)
    values /= values.sum(axis=1, keepdims=True)
    keys = [f"img{number:06d}" for number in range(items)]
    names = [f"class_{number:04d}" for number in range(classes)]
    said = {"item_key": keys, "class_name": [names[each] for each in labels]}
    pq.write_table(pa.table(said), folder / "labels.parquet")
    sites = {"item_key": keys, "site": [f"s{number % SLICES}" for number in range(items)]}
    pq.write_table(pa.table(sites), folder / "sites.parquet")
    wide = {name: values[:, place] for place, name in enumerate(names)}
    pq.write_table(pa.table({"item_key": keys, **wide}), folder / "probabilities.parquet")
    np.save(folder / "labels.npy", labels)
    np.save(folder / "probabilities.npy", values)


def duckeval_job(folder: Path) -> dict[str, Any]:
    """Return what duckeval takes and answers."""
    import duckeval

    (folder / "b.duckdb").unlink(missing_ok=True)
    found: dict[str, Any] = {}
    with duckeval.open(folder / "b.duckdb") as project:
        project.load_labels(folder / "labels.parquet", task="t", kind="multiclass")
        project.load_metadata(folder / "sites.parquet")
        file = folder / "probabilities.parquet"
        timed(found, "load", lambda: project.load_predictions(file, task="t", set_name="m"))
        # Each question once at another setting, so that what is measured is bound and read anew.
        project.classification_class_performance(item_filter="site = 's0'").rows()
        rows = timed(found, "per class", lambda: project.classification_class_performance().rows())
        [whole] = timed(found, "whole", lambda: project.classification_performance().rows())
        timed(
            found,
            "slices",
            lambda: project.classification_class_performance(slice_by="site").rows(),
        )
    areas = [row["roc_auc"] for row in rows]
    precisions = [row["ap"] for row in rows]
    kept = ("accuracy", "log_loss", "f1_macro", "mcc", "kappa", "top_accuracy")
    found["answers"] = [
        sum(areas) / len(areas), sum(precisions) / len(precisions), *(whole[name] for name in kept),
    ]  # fmt: skip
    return found


def sklearn_job(folder: Path) -> dict[str, Any]:
    """Return what scikit-learn takes and answers, for the same measures from arrays in memory."""
    import numpy as np
    from sklearn import metrics

    labels = np.load(folder / "labels.npy")
    values = np.load(folder / "probabilities.npy").astype(np.float64)
    count = values.shape[1]
    said = values.argmax(axis=1)
    found: dict[str, Any] = {}
    answers: dict[str, Any] = {}

    def per_class() -> None:
        truth = np.eye(count, dtype=np.int8)[labels]
        answers["auc"] = metrics.roc_auc_score(truth, values, average=None)
        answers["ap"] = metrics.average_precision_score(truth, values, average=None)
        answers["f1"] = metrics.precision_recall_fscore_support(labels, said)[2]

    def whole() -> None:
        answers["whole"] = (
            metrics.accuracy_score(labels, said), metrics.log_loss(labels, values),
            float(np.mean(answers["f1"])), metrics.matthews_corrcoef(labels, said),
            metrics.cohen_kappa_score(labels, said),
            # Columns from last to first: of equal probabilities it lets the last one win.
            metrics.top_k_accuracy_score(count - 1 - labels, values[:, ::-1], k=5),
        )  # fmt: skip
        metrics.balanced_accuracy_score(labels, said)

    timed(found, "per class", per_class)
    timed(found, "whole", whole)
    found["answers"] = [
        float(answers["auc"].mean()),
        float(answers["ap"].mean()),
        *answers["whole"],
    ]
    return found


def torchmetrics_job(folder: Path) -> dict[str, Any]:
    """Return what torchmetrics takes and answers, for the same measures from tensors in memory."""
    import numpy as np
    import torch
    from torchmetrics.functional import classification as metrics

    labels = torch.from_numpy(np.load(folder / "labels.npy"))
    values = torch.from_numpy(np.load(folder / "probabilities.npy").astype(np.float64))
    count = values.shape[1]
    found: dict[str, Any] = {}
    answers: dict[str, Any] = {}

    def per_class() -> None:
        asked = {"num_classes": count, "average": None}
        answers["auc"] = metrics.multiclass_auroc(values, labels, **asked)
        answers["ap"] = metrics.multiclass_average_precision(values, labels, **asked)
        metrics.multiclass_precision(values, labels, **asked)
        metrics.multiclass_recall(values, labels, **asked)
        answers["f1"] = metrics.multiclass_f1_score(values, labels, **asked)

    def whole() -> None:
        micro = {"num_classes": count, "average": "micro"}
        found_at = torch.gather(values, 1, labels[:, None]).clamp(2**-52, 1 - 2**-52)
        answers["whole"] = (
            metrics.multiclass_accuracy(values, labels, **micro),
            -found_at.log().mean(),  # it has no log loss of probabilities
            answers["f1"].mean(),
            metrics.multiclass_matthews_corrcoef(values, labels, num_classes=count),
            metrics.multiclass_cohen_kappa(values, labels, num_classes=count),
            metrics.multiclass_accuracy(values, labels, top_k=5, **micro),
        )
        metrics.multiclass_recall(values, labels, num_classes=count, average="macro")

    timed(found, "per class", per_class)
    timed(found, "whole", whole)
    found["answers"] = [
        float(answers["auc"].mean()),
        float(answers["ap"].mean()),
        *(float(each) for each in answers["whole"]),
    ]
    return found


JOBS = {
    "duckeval": duckeval_job,
    "scikit-learn": sklearn_job,
    "torchmetrics": torchmetrics_job,
}


def _write(asked: argparse.Namespace, rounds: Rounds, differences: dict[str, float]) -> str:
    from importlib.metadata import version

    peers = [each for each in rounds if each != "duckeval"]
    tools = ", ".join(f"{each} {version(each)}" for each in ("duckdb", *peers))
    head = _HEAD.format(
        items=asked.items, classes=asked.classes, rounds=asked.rounds, cores=os.cpu_count(),
        tools=tools,
    )  # fmt: skip
    columns = ["", "duckeval s", "CPU s"]
    for each in peers:
        columns += [f"{each} s", "CPU s", "ratio", "of CPU"]
    lines = [head, f"|{' | '.join(columns)} |\n", f"|{' --- |' * len(columns)}\n"]
    for name, text in NAMES.items():
        ours = [median(rounds["duckeval"], name, place) or 0 for place in (0, 1)]
        cells = [f"{each:.2f}" for each in ours]
        for each in peers:
            theirs = [median(rounds[each], name, place) for place in (0, 1)]
            cells += ["" if value is None else f"{value:.2f}" for value in theirs]
            cells += [
                f"{mine / value:.2f}" if value else ""
                for mine, value in zip(ours, theirs, strict=True)
            ]
        lines.append(f"| {text} | {' | '.join(cells)} |\n")
    memory = ", ".join(
        f"{each} {statistics.median(one['memory'] for one in found):.2f} GB"
        for each, found in rounds.items()
    )
    told = ", ".join(
        f"from {each}'s by {difference:.1g}" for each, difference in differences.items()
    )
    return "".join([*lines, _FOOT.format(memory=memory, differences=told, load=load_of(rounds))])


_HEAD = """\
# A classifier of 1,000 classes

{items:,} items, {classes:,} classes, medians of {rounds}, interleaved; {cores} cores;
{tools}. `python -m benchmarks.classification` writes this page.

"""
_FOOT = """
Memory at most: {memory}; duckeval's is
that of the load. The eight numbers that were compared differ at most {differences}
(torchmetrics counts in single precision).

The others start from arrays in memory; they have no load to measure. duckeval's questions are asked
of the file, each for the first time at its setting.

{load}
"""

COMPARISON = Comparison(
    "benchmarks.classification",
    {"items": 50_000, "classes": 1_000},
    make,
    JOBS,
    CLOSE,
    REPORT,
    _write,
)

if __name__ == "__main__":
    raise SystemExit(main(COMPARISON, __doc__))
