"""The same jobs done by duckeval: through `duckeval.open`, results read into Python objects.

Where the rule is `closest`, means are over the classes that have labels, as the peers' are: only
the rule sets the answers apart then.
"""

import shutil
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


class Duckeval:
    """duckeval with everything imported that a job may need, before any clock runs."""

    def __init__(self) -> None:
        for name in ("duckdb", "numpy", "pyarrow", "pyarrow.parquet", "duckeval.project"):
            import_module(name)
        self.duckeval: Any = import_module("duckeval")

    def mean_ap(self, project: Any, **parameters: Any) -> dict[str, float | None]:  # noqa: ANN401
        """Return mAP by slice."""
        rows = project.performance(class_set="labelled", **parameters).rows()
        return {row["slice"]: row["map"] for row in rows}

    def run(self, request: Request) -> Outcome:
        jobs: dict[str, Callable[[Request], Outcome]] = {
            "json": self.json,
            "parquet": self.parquet,
            "parquet_closest": self.parquet_closest,
            "prepare": self.prepare,
            "twelve_again": self.twelve_again,
            "new_iou": self.new_iou,
            "new_confidence": self.new_confidence,
            "groups": self.groups,
            "groups_coco": self.groups_coco,
            "slices": self.slices,
            "slices_one": self.slices_one,
            "subset": self.subset,
            "comparison": self.comparison,
            "bootstrap": self.bootstrap,
            "errors": self.errors,
        }
        return jobs[request.job](request)

    def json(self, request: Request) -> Outcome:
        """Both JSON files to the twelve numbers, everything stored in a project file."""
        return self._load(request, "gt.json", "dt.json")

    def parquet(self, request: Request) -> Outcome:
        """The same from parquet."""
        return self._load(request, "labels.parquet", "predictions.parquet")

    def parquet_closest(self, request: Request) -> Outcome:
        """From parquet to mAP with what protocol closest needs, stored, and nothing more."""
        return self._load(request, "labels.parquet", "predictions.parquet", protocols=("closest",))

    def prepare(self, request: Request) -> Outcome:
        """Make the project that the rows 'open project' ask: metadata and 50 saved slices."""
        outcome = Outcome()
        with outcome.lap(), self.duckeval.open(request.project) as project:
            with outcome.step("load labels"):
                project.load_labels(request.data / "gt.json")
            with outcome.step("load predictions"):
                project.load_predictions(request.data / "dt.json")
            with outcome.step("load metadata"):
                project.load_metadata(request.data / "metadata.parquet")
            with outcome.step("save slices"):
                for name, predicate in request.predicates().items():
                    project.slices.add(name, predicate)
        return outcome

    def twelve_again(self, request: Request) -> Outcome:
        """The twelve numbers of an open project."""
        outcome = Outcome()
        with self.duckeval.open(request.project) as project:
            project.coco_summary(min_confidence=WARM_CONFIDENCE).rows()
            with outcome.lap():
                outcome.numbers = _twelve(project.coco_summary().rows()[0])
        return outcome

    def new_iou(self, request: Request) -> Outcome:
        """mAP at one IoU threshold after another."""
        outcome = Outcome()
        with self.duckeval.open(request.project) as project:
            self.mean_ap(project, iou_threshold=WARM_THRESHOLD)
            for threshold in request.thresholds():
                with outcome.lap():
                    found = self.mean_ap(project, iou_threshold=threshold)
                    outcome.numbers[f"{threshold:.2f}"] = found["all"]
        return outcome

    def new_confidence(self, request: Request) -> Outcome:
        """mAP at IoU .5 of the predictions above one confidence after another."""
        outcome = Outcome()
        with self.duckeval.open(request.project) as project:
            self.mean_ap(project, min_confidence=WARM_CONFIDENCE)
            for confidence in request.confidences():
                with outcome.lap():
                    found = self.mean_ap(project, min_confidence=confidence)
                    outcome.numbers[f"{confidence:.2f}"] = found["all"]
        return outcome

    def groups(self, request: Request) -> Outcome:
        """mAP at one threshold for each of the 50 values of a column, one query."""
        return self._sliced(request, slice_by="camera")

    def groups_coco(self, request: Request) -> Outcome:
        """The same under COCO's rule, at thresholds that are stored for it."""
        return self._sliced(request, slice_by="camera", protocol="coco")

    def slices_one(self, request: Request) -> Outcome:
        """mAP at one threshold for each of the 50 saved slices, one query."""
        return self._sliced(request, slices=list(request.predicates()))

    def slices(self, request: Request) -> Outcome:
        """All twelve numbers for each of the 50 saved slices, one query."""
        outcome = Outcome()
        names = list(request.predicates())
        with self.duckeval.open(request.project) as project:
            project.coco_summary(slices=names[:2]).rows()
            with outcome.lap():
                rows = project.coco_summary(slices=names).rows()
                outcome.numbers = {row["slice"]: list(_twelve(row).values()) for row in rows}
        return outcome

    def comparison(self, request: Request) -> Outcome:
        """Every measure of two sets, of all classes and of each, and the differences."""
        outcome = Outcome()
        with self._pair(request) as project:
            project.comparison(**_SIDES, iou_threshold=WARM_THRESHOLD).rows()
            with outcome.lap():
                rows = project.comparison(**_SIDES, protocol="coco").rows()
            outcome.numbers = _sides(rows)
        return outcome

    def bootstrap(self, request: Request) -> Outcome:
        """The same with intervals of all of them from 1,000 resamples of the images."""
        outcome = Outcome()
        with self._pair(request) as project:
            project.compare("dt", "second", iou_threshold=WARM_THRESHOLD)
            with outcome.lap():
                rows = project.compare("dt", "second", protocol="coco", intervals=True).rows()
            outcome.numbers = _sides(rows)
        return outcome

    def _pair(self, request: Request) -> Any:  # noqa: ANN401
        """Open a copy of the project that has a second set, made once: other rows ask for one."""
        project = _project_file(request)
        pair = project.with_name(f"{project.stem}-pair{project.suffix}")
        if not pair.exists():
            shutil.copyfile(project, pair)
            with self.duckeval.open(pair) as opened:
                opened.load_predictions(request.second(), set_name="second")
        return self.duckeval.open(pair)

    def errors(self, request: Request) -> Outcome:
        """The error types of TIDE and the gain of each, three thresholds one after the other."""
        outcome = Outcome()
        with self.duckeval.open(request.project) as project:
            project.error_analysis(iou_threshold=WARM_THRESHOLD)
            for threshold in STORED_THRESHOLDS:
                with outcome.lap():
                    rows = project.error_analysis(
                        iou_threshold=threshold, class_set="labelled"
                    ).rows()
                outcome.numbers[f"ap@{threshold}"] = rows[0]["ap"]
                for row in rows:
                    outcome.numbers[f"{row['error_type']}@{threshold}"] = row["delta_ap"]
        return outcome

    def subset(self, request: Request) -> Outcome:
        """What the brute-force reading is asked, of the same first images."""
        outcome = Outcome()
        first = f"item_key::bigint <= {request.subset()[-1]}"
        with self.duckeval.open(request.project) as project, outcome.lap():
            for name, (threshold, confidence) in request.subset_questions().items():
                found = self.mean_ap(
                    project,
                    iou_threshold=threshold,
                    min_confidence=confidence,
                    item_filter=first,
                )
                outcome.numbers[name] = found["all"]
            outcome.numbers |= self.mean_ap(project, item_filter=first, slice_by="camera")
        return outcome

    def _load(self, request: Request, labels: str, predictions: str, **options: Any) -> Outcome:  # noqa: ANN401
        outcome = Outcome()
        file = _project_file(request)
        file.unlink(missing_ok=True)
        with outcome.lap():
            with outcome.step("open"):
                project = self.duckeval.open(file)
            with outcome.step("load labels"):
                project.load_labels(request.data / labels)
            with outcome.step("load predictions and match"):
                loaded = project.load_predictions(request.data / predictions, **options)
            with outcome.step("numbers"):
                if options:
                    outcome.numbers = {"map": project.performance().rows()[0]["map"]}
                else:
                    outcome.numbers = _twelve(project.coco_summary().rows()[0])
            with outcome.step("close"):
                project.close()
        outcome.remarks["rows_quarantined"] = loaded.rows_quarantined
        outcome.remarks["project_mb"] = round(file.stat().st_size / 1024**2, 1)
        return outcome

    def _sliced(self, request: Request, **options: Any) -> Outcome:  # noqa: ANN401
        outcome = Outcome()
        with self.duckeval.open(request.project) as project:
            self.mean_ap(project, iou_threshold=WARM_THRESHOLD, **options)
            for threshold in STORED_THRESHOLDS:
                with outcome.lap():
                    found = self.mean_ap(project, iou_threshold=threshold, **options)
                outcome.numbers |= {f"{name}@{threshold}": each for name, each in found.items()}
        return outcome


_SIDES = {"baseline_set": "dt", "candidate_set": "second"}


def _sides(rows: list[dict[str, Any]]) -> dict[str, float | None]:
    (row,) = [row for row in rows if row["measure"] == "map"]
    return {side: row[side] for side in ("baseline", "candidate", "delta")}


def _project_file(request: Request) -> Path:
    if request.project is None:
        raise ValueError(f"job {request.job} needs a project file")
    return request.project


def _twelve(row: dict[str, Any]) -> dict[str, float | None]:
    return {name: row[name] for name in TWELVE}
