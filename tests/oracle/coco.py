"""pycocotools as it is, given a scene or two files, and what it says in our words: None for -1."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

TWELVE = (
    "ap", "ap50", "ap75", "ap_small", "ap_medium", "ap_large",
    "ar_1", "ar_10", "ar_100", "ar_small", "ar_medium", "ar_large",
)  # fmt: skip

Annotation = dict[str, Any]


@dataclass(frozen=True)
class CocoClass:
    """One class at one threshold, all areas, at most 100 detections of an item."""

    label_count: int
    prediction_count: int  # neither ignored nor beyond the hundredth
    true_positive_count: int
    ap: float | None
    recall: float | None
    ar: float | None  # over the thresholds .50:.05:.95


def twelve_numbers(truth: Path, results: Path, kind: str = "bbox") -> dict[str, float | None]:
    """Return the twelve numbers of two COCO files, of boxes or of masks ("segm")."""
    return twelve_of(_read(truth), _read(results), kind=kind)


def twelve_of(
    truth: dict[str, Any],
    results: list[Annotation],
    *,
    keeps_label: Callable[[Annotation], bool] = lambda _: True,
    keeps_prediction: Callable[[Annotation], bool] = lambda _: True,
    kind: str = "bbox",
    overlap: Callable[[Annotation, Annotation], float] | None = None,
) -> dict[str, float | None]:
    """Return the twelve numbers, with what is left out ignored in every area range.

    `overlap` of a result and an annotation takes the place of pycocotools' own.

    pycocotools overwrites the field `ignore` with `iscrowd`, so it is written again after that; a
    prediction that is left out lies outside of every area range.
    """
    evaluation = _evaluation(truth, results, kind)
    for one, result in zip(evaluation.cocoDt.dataset["annotations"], results, strict=True):
        one["area"] = one["area"] if keeps_prediction(result) else 1e12
    prepare = evaluation._prepare

    def prepare_and_ignore() -> None:
        prepare()
        for labels in evaluation._gts.values():
            for label in labels:
                label["ignore"] = label["ignore"] or not keeps_label(label)

    evaluation._prepare = prepare_and_ignore
    if overlap is not None:

        def overlaps(image: int, category: int) -> Any:
            ours, labels = (of[image, category] for of in (evaluation._dts, evaluation._gts))
            ours = sorted(ours, key=lambda one: -one["score"])[:100]
            return [[overlap(one, label) for label in labels] for one in ours]

        evaluation.computeIoU = lambda *key: np.array(overlaps(*key))
    _run(evaluation)
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation.summarize()
    return dict(zip(TWELVE, (_defined(value) for value in evaluation.stats), strict=True))


def classes_at(
    truth: dict[str, Any],
    results: list[Annotation],
    threshold: float,
    *,
    keeps_label: Callable[[Annotation], bool] = lambda _: True,
    keeps_prediction: Callable[[Annotation], bool] = lambda _: True,
) -> dict[str, CocoClass]:
    """Return every class at one threshold, with what is left out ignored as COCO's areas are.

    pycocotools overwrites `ignore` with `iscrowd`, so the filters are handed over as its own
    filter by area: what is kept has the area 1, everything else 9, and the range ends at 4.
    """
    truth = {
        **truth,
        "annotations": [
            {**one, "area": 1.0 if keeps_label(one) else 9.0} for one in truth["annotations"]
        ],
    }
    evaluation = _evaluation(truth, results)
    for one, result in zip(evaluation.cocoDt.dataset["annotations"], results, strict=True):
        one["area"] = 1.0 if keeps_prediction(result) else 9.0
    evaluation.params.areaRng = [[0.0, 4.0]]
    evaluation.params.areaRngLbl = ["all"]
    evaluation.params.maxDets = [100]
    evaluation.params.iouThrs = np.concatenate([[threshold], evaluation.params.iouThrs])
    _run(evaluation)
    return {
        category["name"]: _class_of(evaluation, place, category["id"])
        for place, category in enumerate(sorted(truth["categories"], key=lambda one: one["id"]))
    }


def _class_of(evaluation: Any, place: int, category_id: int) -> CocoClass:
    cells = [
        cell
        for cell in evaluation.evalImgs
        if cell is not None and cell["category_id"] == category_id
    ]
    counted = [~cell["dtIgnore"][0].astype(bool) for cell in cells]
    found = [cell["dtMatches"][0] > 0 for cell in cells]
    precision = evaluation.eval["precision"][0, :, place, 0, 0]
    return CocoClass(
        label_count=sum(int((cell["gtIgnore"] == 0).sum()) for cell in cells),
        prediction_count=sum(int(one.sum()) for one in counted),
        true_positive_count=sum(
            int((hit & kept).sum()) for hit, kept in zip(found, counted, strict=True)
        ),
        ap=None if (precision == -1).all() else float(precision.mean()),
        recall=_defined(evaluation.eval["recall"][0, place, 0, 0]),
        ar=_defined(evaluation.eval["recall"][1:, place, 0, 0].mean()),
    )


def _evaluation(truth: dict[str, Any], results: Sequence[Annotation], kind: str = "bbox") -> Any:
    with contextlib.redirect_stdout(io.StringIO()):
        labels = COCO()
        # pycocotools writes into what it is given.
        labels.dataset = {**truth, "annotations": [dict(one) for one in truth["annotations"]]}
        labels.createIndex()
        if results:
            predictions = labels.loadRes([dict(one) for one in results])
        else:  # loadRes looks at the first result
            predictions = COCO()
            predictions.dataset = {**truth, "annotations": []}
            predictions.createIndex()
        return COCOeval(labels, predictions, kind)


def _run(evaluation: Any) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation.evaluate()
        evaluation.accumulate()


def _defined(value: float) -> float | None:
    return None if value == -1 else float(value)


def _read(path: Path) -> Any:
    return json.loads(path.read_bytes())
