"""TuSimple: lanes by their x at fixed rows, the lanes of an image on a line of JSON."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from duckeval.errors import InputFileError
from duckeval.ingest.datasets import find_dataset, id_of
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.jsonfile import opened
from duckeval.ingest.shape_names import POINTS
from duckeval.ingest.table import Table
from duckeval.ingest.tabular import stage_labels, stage_predictions
from duckeval.store.columns import columns_of

__all__ = ["LANE", "ROWS", "is_tusimple", "stage_tusimple_labels", "stage_tusimple_predictions"]

LANE = "lane"
"""The class of every lane."""

ROWS = "h_samples"
"""The metadata of an item that says at which y its lanes have an x."""

_STAND_IN = [[0.0, 0.0], [1.0, 1.0]]  # what is wrong is told already
_FEWEST = 2
_START = (b'"lanes"', b'"raw_file"')


def is_tusimple(text: bytes) -> bool:
    """Return whether a file that begins so holds lanes.

    Examples
    --------
    >>> is_tusimple(b'{"lanes": [[-2, 7]], "h_samples": [0, 9], "raw_file": "a.jpg"}')
    True
    """
    first = text.lstrip().partition(b"\n")[0]
    return first.startswith(b"{") and all(key in first for key in _START)


def stage_tusimple_labels(job: Job) -> Staged:
    """Stage labels: an object with ``lanes``, ``h_samples`` and ``raw_file`` on each line."""
    lanes = _Lanes(job, {})
    staged = stage_labels(job, lanes.table(), "xywh")
    job.store.run(
        "create or replace temp view staged_item_value as select distinct item_key as target_key, "  # noqa: S608
        f"{ROWS}::float[] as {ROWS} from staged_lane where item_key is not null "
        f"and {ROWS} is not null"
    )
    return replace(lanes.staged(staged), item_columns={ROWS: "FLOAT[]"})


def stage_tusimple_predictions(job: Job) -> Staged:
    """Stage predictions: ``lanes`` and ``raw_file``, at the rows of the label of that item.

    ``h_samples`` may give other rows, and ``scores`` a confidence for each lane; it is 1 without.
    """
    lanes = _Lanes(job, _known_rows(job))
    return lanes.staged(stage_predictions(job, lanes.table(), "xywh"))


def _known_rows(job: Job) -> dict[str, list[float]]:
    if not columns_of(job.store, "item").get(ROWS, "").endswith("[]"):
        return {}
    found = find_dataset(job.store, job.request.dataset, may_be_new=False)
    return dict(
        job.store.run(
            f"select item_key, {ROWS} from item where dataset_id = $dataset_id "  # noqa: S608
            f"and {ROWS} is not null",
            {"dataset_id": id_of(found)},
        )
    )


@dataclass
class _Row:
    """A lane, an image without lanes, or a line that cannot be read."""

    line: int
    raw: str
    item: str | None = None
    rows: list[float] | None = None
    points: list[list[float]] | None = None
    confidence: float | None = 1.0
    fault: tuple[str, str] | None = None


@dataclass
class _Lanes:
    """The lanes of a file, on their way to a table of points."""

    job: Job
    known_rows: Mapping[str, list[float]]
    found: list[_Row] = field(default_factory=list)

    @property
    def is_labels(self) -> bool:
        return self.job.request.kind == "labels"

    def table(self) -> Table:
        """Fill ``staged_lane``, and ``staged_fault`` with what is wrong."""
        import pyarrow as pa  # noqa: PLC0415

        path = self.job.source.path
        if path is None:
            raise InputFileError(f"{self.job.source.name}: a frame cannot be read as tusimple")
        for number, text in _lines(path, self.job.source.name):
            self.found += self._rows_of(number, text)
        if not self.found and self.is_labels:
            raise InputFileError(f"{self.job.source.name}: holds no image")
        numbers = pa.list_(pa.float64())
        kinds = {
            "item_key": ([row.item for row in self.found], pa.string()),
            "class_name": (
                [None if row.points is None else LANE for row in self.found],
                pa.string(),
            ),
            POINTS: ([row.points for row in self.found], pa.list_(numbers)),
            "confidence": ([row.confidence for row in self.found], pa.float64()),
            ROWS: ([row.rows for row in self.found], numbers),
            "line": ([row.line for row in self.found], pa.int64()),
            "raw": ([row.raw for row in self.found], pa.string()),
        }
        frame = pa.table({name: pa.array(*column) for name, column in kinds.items()})
        store = self.job.store
        store.connection.register("lane_frame", frame)
        try:
            store.run("create or replace temp table staged_lane as from lane_frame")
        finally:
            store.connection.unregister("lane_frame")
        faults = [(place, *row.fault) for place, row in enumerate(self.found) if row.fault]
        for place, name, rule in faults:
            store.run(
                "insert into staged_fault select '' as section, $place, $field, $rule",
                {"place": place, "field": name, "rule": rule},
            )
        columns = {"item_key": "VARCHAR", "class_name": "VARCHAR", POINTS: "DOUBLE[][]"}
        if not self.is_labels:
            columns["confidence"] = "DOUBLE"
        return Table("staged_lane", columns)

    def staged(self, staged: Staged) -> Staged:
        """Return what was staged, with the names of fields and rows as the file has them."""
        fields = replace(
            staged.fields, item="raw_file", class_="lanes", box="lanes", confidence="scores"
        )
        return replace(
            staged,
            fields=fields,
            stage_raw=self._stage_raw,
            shape_parameters={"field": "lanes"},
        )

    def _stage_raw(self) -> None:
        self.job.store.run(
            "insert into staged_raw select '' as section, rowid as place, null as pointer, "
            "line, raw from staged_lane semi join staged_fault on staged_lane.rowid = "
            "staged_fault.place and staged_fault.section = ''"
        )

    def _rows_of(self, line: int, text: str) -> Iterator[_Row]:
        row = _Row(line, text)
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            yield _wrong(replace(row, raw=json.dumps(text)), "", "is a JSON object")
            return
        item = said.get("raw_file")
        if not isinstance(item, str) or not item:
            yield _wrong(row, "raw_file", "is a text")
            return
        rows = said.get(ROWS)
        if rows is None and not self.is_labels:
            rows = self.known_rows.get(item)
            if rows is None:
                yield _wrong(replace(row, item=item), "raw_file", "is an item of the data set")
                return
        yield from self._lanes_of(replace(row, item=item), said, rows)

    def _lanes_of(self, row: _Row, said: Mapping[str, Any], rows: Any) -> Iterator[_Row]:  # noqa: ANN401
        lanes, scores = said.get("lanes"), said.get("scores")
        if not isinstance(rows, list) or not rows or not all(map(_is_number, rows)):
            yield _wrong(row, ROWS, "is a list of numbers")
            return
        row = replace(row, rows=[float(each) for each in rows])
        if not isinstance(lanes, list):
            yield _wrong(row, "lanes", "is a list of lanes")
        elif lanes:
            for place, lane in enumerate(lanes):
                yield _lane(_scored(row, scores, place, len(lanes)), lane, f"lanes/{place}")
        elif self.is_labels:
            yield row


def _lines(path: Path, name: str) -> Iterator[tuple[int, str]]:
    try:
        text = str(opened(path, name), "utf-8")
    except UnicodeDecodeError as error:
        raise InputFileError(f"{name}: is not UTF-8 at byte {error.start}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _wrong(row: _Row, name: str, rule: str) -> _Row:
    return replace(row, points=_STAND_IN, fault=(name, rule))


def _scored(row: _Row, scores: Any, place: int, count: int) -> _Row:  # noqa: ANN401
    if scores is None:
        return row
    if not isinstance(scores, list) or len(scores) != count:
        return _wrong(row, "scores", "holds a number for each lane")
    if not _is_number(scores[place]):
        return _wrong(row, f"scores/{place}", "is a finite number")
    return replace(row, confidence=float(scores[place]))


def _lane(row: _Row, lane: Any, name: str) -> _Row:  # noqa: ANN401
    rows = row.rows or []
    if row.fault is not None:
        return row
    if not isinstance(lane, list) or len(lane) != len(rows):
        return _wrong(row, name, f"holds an x for each of the {len(rows)} rows")
    if not all(map(_is_number, lane)):
        return _wrong(row, name, "holds finite numbers")
    points = [[float(x), y] for x, y in zip(lane, rows, strict=True) if x >= 0]
    if len(points) < _FEWEST:
        return _wrong(row, name, "reaches two rows or more")
    return replace(row, points=points)


def _is_number(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
