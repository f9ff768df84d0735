"""The jobs of the evaluators that share pycocotools' interface, each in its best way.

One threshold means `iouThrs = [t]`, area range `all`, `maxDets = [100]`: less work than the twelve
numbers. hotcoco slices with its `slice_by`; ultrafast-pycocotools, which has nothing of the kind,
evaluates again for the images of the slice.
"""

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from benchmarks.job import (
    STORED_THRESHOLDS,
    TWELVE,
    WARM_CONFIDENCE,
    WARM_THRESHOLD,
    Request,
)
from benchmarks.measure import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGES = {
    "hotcoco": "hotcoco",
    "ultrafast": "ultrafast-pycocotools",
    "faster_coco_eval": "faster-coco-eval",
    "pycocotools": "pycocotools",
}
# hotcoco's names for the twelve in what `slice_by` returns.
_SLICE_KEYS = (
    *("AP", "AP50", "AP75", "APs", "APm", "APl"),
    *("AR1", "AR10", "AR100", "ARs", "ARm", "ARl"),
)


class Peer:
    """One engine, imported before any clock runs."""

    def __init__(self, name: str) -> None:
        warnings.filterwarnings("ignore", module="hotcoco")
        warnings.filterwarnings("ignore", message="hotcoco")
        self.name = name
        self.coco, self.evaluator = _classes(name)

    def load(self, request: Request, outcome: Outcome) -> Any:  # noqa: ANN401
        """Return an evaluator over both files."""
        with outcome.step("load labels"):
            truth = self.coco(str(request.data / "gt.json"))
        with outcome.step("load predictions"):
            results = truth.loadRes(str(request.data / "dt.json"))
        return self.evaluator(truth, results, "bbox")

    def run(self, request: Request) -> Outcome:
        jobs: dict[str, Callable[[Request], Outcome]] = {
            "json": self.json,
            "twelve_again": self.twelve_again,
            "new_iou": self.new_iou,
            "new_confidence": self.new_confidence,
            "groups": self.groups,
            "groups_new": self.groups_new,
            "slices": self.slices,
            "slices_one": self.slices_one,
            "comparison": self.comparison,
            "bootstrap": self.bootstrap,
            "errors": self.errors,
            "errors_new": self.errors_new,
        }
        return jobs[request.job](request)

    def json(self, request: Request) -> Outcome:
        """Both files to the twelve numbers."""
        outcome = Outcome()
        with outcome.lap():
            evaluator = self.load(request, outcome)
            with outcome.step("evaluate"):
                evaluator.evaluate()
            with outcome.step("accumulate"):
                evaluator.accumulate()
                evaluator.summarize()
            outcome.numbers = _twelve(evaluator)
        return outcome

    def twelve_again(self, request: Request) -> Outcome:
        """The twelve numbers of files that are in memory."""
        outcome = Outcome()
        evaluator = self._warm(request, [WARM_THRESHOLD])
        fresh = self.evaluator(evaluator.cocoGt, evaluator.cocoDt, "bbox")
        with outcome.lap():
            fresh.evaluate()
            fresh.accumulate()
            fresh.summarize()
            outcome.numbers = _twelve(fresh)
        return outcome

    def new_iou(self, request: Request) -> Outcome:
        """mAP at one IoU threshold after another."""
        outcome = Outcome()
        evaluator = self._warm(request, [WARM_THRESHOLD])
        for threshold in request.thresholds():
            with outcome.lap():
                _ask(evaluator, [threshold])
                evaluator.evaluate()
                evaluator.accumulate()
                outcome.numbers[f"{threshold:.2f}"] = _mean_precision(evaluator)
        return outcome

    def new_confidence(self, request: Request) -> Outcome:
        """mAP at IoU .5 of the predictions above one confidence after another."""
        outcome = Outcome()
        evaluator = self._warm(request, [0.5])
        truth = evaluator.cocoGt
        rows = _prediction_rows(request)
        for confidence in (WARM_CONFIDENCE, *request.confidences()):
            with outcome.lap():
                kept = truth.loadRes(rows[rows[:, 5] >= confidence])
                again = self.evaluator(truth, kept, "bbox")
                _ask(again, [0.5])
                again.evaluate()
                again.accumulate()
                outcome.numbers[f"{confidence:.2f}"] = _mean_precision(again)
        # The first was to warm up, as on the other side.
        outcome.laps.pop(0)
        outcome.numbers.pop(f"{WARM_CONFIDENCE:.2f}")
        return outcome

    def groups(self, request: Request) -> Outcome:
        """mAP at one threshold for each of the 50 values of a column."""
        outcome = Outcome()
        groups = request.groups("camera")
        evaluator = self._warm(request, [WARM_THRESHOLD])
        for threshold in STORED_THRESHOLDS:
            outcome.numbers |= {
                f"{value}@{threshold}": number
                for value, number in self._slices_at(evaluator, groups, threshold, outcome).items()
            }
        return outcome

    def groups_new(self, request: Request) -> Outcome:
        """The same where nothing was evaluated at the threshold yet, as on our side."""
        outcome = Outcome()
        groups = request.groups("camera")
        evaluator = self._warm(request, [WARM_THRESHOLD])
        for threshold in STORED_THRESHOLDS:
            with outcome.lap():
                _ask(evaluator, [threshold])
                evaluator.evaluate()
                sliced = evaluator.slice_by(groups)
                found = {f"{name}@{threshold}": _defined(sliced[name]["AP"]) for name in groups}
            outcome.numbers |= found
        return outcome

    def slices_one(self, request: Request) -> Outcome:
        """mAP at one threshold for each of the 50 saved slices."""
        outcome = Outcome()
        slices = request.slices()
        evaluator = self._warm(request, [WARM_THRESHOLD])
        for threshold in STORED_THRESHOLDS:
            outcome.numbers |= {
                f"{name}@{threshold}": number
                for name, number in self._slices_at(evaluator, slices, threshold, outcome).items()
            }
        return outcome

    def slices(self, request: Request) -> Outcome:
        """All twelve numbers for each of the 50 saved slices."""
        outcome = Outcome()
        slices = request.slices()
        evaluator = self._warm(request, None)
        if self.name != "hotcoco":
            with outcome.lap():
                for name, images in slices.items():
                    evaluator.params.imgIds = images
                    evaluator.evaluate()
                    evaluator.accumulate()
                    evaluator.summarize()
                    outcome.numbers[name] = list(_twelve(evaluator).values())
            return outcome
        evaluator.slice_by(dict(list(slices.items())[:2]))
        with outcome.lap():
            found = evaluator.slice_by(slices)
            outcome.numbers = {
                name: [_defined(found[name][key]) for key in _SLICE_KEYS] for name in slices
            }
        return outcome

    def errors(self, request: Request) -> Outcome:
        """hotcoco's TIDE of what it has evaluated, three thresholds one after the other."""
        return self._errors(request, evaluates=False)

    def errors_new(self, request: Request) -> Outcome:
        """The same with an evaluation at each threshold, which its TIDE needs at least once."""
        return self._errors(request, evaluates=True)

    def _errors(self, request: Request, *, evaluates: bool) -> Outcome:
        outcome = Outcome()
        evaluator = self._warm(request, None)
        for threshold in STORED_THRESHOLDS:
            with outcome.lap():
                if evaluates:
                    _ask(evaluator, [threshold])
                    evaluator.evaluate()
                found = evaluator.tide_errors(pos_thr=threshold, bg_thr=0.1)
            outcome.numbers[f"ap@{threshold}"] = found["ap_base"]
            for name, gain in found["delta_ap"].items():
                name_here = {"FP": "FalsePos", "FN": "FalseNeg"}.get(name, name)
                outcome.numbers[f"{name_here}@{threshold}"] = gain
        return outcome

    def comparison(self, request: Request) -> Outcome:
        """The differences of two evaluations at IoU .5, in all and of each class."""
        return self._compared(request, 0)

    def bootstrap(self, request: Request) -> Outcome:
        """The same with intervals from 1,000 resamples."""
        return self._compared(request, 1000)

    def _compared(self, request: Request, resamples: int) -> Outcome:
        outcome = Outcome()
        truth = self.coco(str(request.data / "gt.json"))
        sides = []
        for path in (request.data / "dt.json", request.second()):
            evaluator = self.evaluator(truth, truth.loadRes(str(path)), "bbox")
            _ask(evaluator, [0.5])
            evaluator.evaluate()
            evaluator.accumulate()
            sides.append(evaluator)
        compare = import_module(self.name).compare
        with outcome.lap():
            found = compare(*sides, n_bootstrap=resamples, seed=1)
        before, after = (found[side]["AP50"] for side in ("metrics_a", "metrics_b"))
        outcome.numbers = {"baseline": before, "candidate": after, "delta": after - before}
        return outcome

    def _warm(self, request: Request, thresholds: list[float] | None) -> Any:  # noqa: ANN401
        """Return an evaluator that has evaluated once: what 'open project' is on our side."""
        evaluator = self.load(request, Outcome())
        if thresholds is not None:
            _ask(evaluator, thresholds)
        evaluator.evaluate()
        evaluator.accumulate()
        return evaluator

    def _slices_at(
        self,
        evaluator: Any,  # noqa: ANN401
        slices: dict[str, list[int]],
        threshold: float,
        outcome: Outcome,
    ) -> dict[str, float | None]:
        _ask(evaluator, [threshold])
        if self.name != "hotcoco":
            everything = list(evaluator.params.imgIds)
            found: dict[str, float | None] = {}
            with outcome.lap():
                for name, images in slices.items():
                    evaluator.params.imgIds = images
                    evaluator.evaluate()
                    evaluator.accumulate()
                    found[name] = _mean_precision(evaluator)
            evaluator.params.imgIds = everything
            return found
        evaluator.evaluate()
        evaluator.accumulate()
        with outcome.lap():
            sliced = evaluator.slice_by(slices)
            return {name: _defined(sliced[name]["AP"]) for name in slices}


def _classes(name: str) -> tuple[Any, Any]:
    if name == "pycocotools":
        return (
            import_module("pycocotools.coco").COCO,
            import_module("pycocotools.cocoeval").COCOeval,
        )
    if name == "faster_coco_eval":
        module = import_module("faster_coco_eval")
        return module.COCO, module.COCOeval_faster
    module = import_module({"ultrafast": "ultrafast_pycocotools"}.get(name, name))
    return module.COCO, module.COCOeval


def _ask(evaluator: Any, thresholds: list[float]) -> None:  # noqa: ANN401
    parameters = evaluator.params
    parameters.iouThrs = np.array(thresholds)
    parameters.areaRng = [[0.0, 1e10]]
    parameters.areaRngLbl = ["all"]
    parameters.maxDets = [100]


def _defined(value: float) -> float | None:
    return None if value == -1 else float(value)


def _twelve(evaluator: Any) -> dict[str, float | None]:  # noqa: ANN401
    return {name: _defined(value) for name, value in zip(TWELVE, evaluator.stats[:12], strict=True)}


def _mean_precision(evaluator: Any) -> float | None:  # noqa: ANN401
    precision = np.asarray(evaluator.eval["precision"])
    defined = precision[precision > -1]
    return float(defined.mean()) if len(defined) else None


def _prediction_rows(request: Request) -> Any:  # noqa: ANN401
    """Return the predictions as the (n, 7) array that `loadRes` takes, made before any clock."""
    import pyarrow.parquet as pq

    table = pq.read_table(request.data / "predictions.parquet")
    names = table.column("class_name").combine_chunks()
    category = request.categories()
    code = np.array([category[name] for name in names.dictionary.to_pylist()])
    columns = [
        table.column("item_key").to_numpy(),
        *(table.column(name).to_numpy() for name in ("x_px", "y_px", "w_px", "h_px")),
        table.column("confidence").to_numpy(),
        code[names.indices.to_numpy()],
    ]
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])
