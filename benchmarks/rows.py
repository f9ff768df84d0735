"""The rows of the table: what is asked, of whom, and how fast we want to be."""

from dataclasses import dataclass

WHOLE_PROCESS = "whole_process"
SLOW_PEERS = ("faster_coco_eval", "pycocotools")


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Parameters
    ----------
    ours, theirs : str
        Jobs of `benchmarks.ours` and `benchmarks.peers`.
    aim : float or None
        Most that our time may be, in times of hotcoco's in the same run; None where it is stated.
    memory_aim : float or None
        The same for peak memory.
    is_same_rule : bool
        Whether both sides follow COCO's rule, so that their numbers must be equal.
    peers : tuple of str
        Who is measured beside hotcoco.
    """

    key: str
    set_name: str
    text: str
    ours: str
    theirs: str
    aim: float | None = None
    memory_aim: float | None = None
    is_same_rule: bool = False
    peers: tuple[str, ...] = ()

    @property
    def needs_project(self) -> bool:
        return self.ours not in {"json", "parquet", "parquet_closest"}

    @property
    def is_checked_by_reading(self) -> bool:
        """Whether the brute-force reading of the rule is what the numbers are held against."""
        return self.ours in {"new_iou", "new_confidence", "groups", "slices_one"}


_ULTRAFAST = ("ultrafast",)
_OPEN = "open project: "

ROWS = (
    Row(
        "val-json",
        "val",
        "both JSON files to the twelve numbers, everything stored",
        "json",
        "json",
        aim=1.5,
        is_same_rule=True,
        peers=_ULTRAFAST,
    ),
    Row(
        "val-parquet",
        "val",
        "the same from parquet (peers: from JSON)",
        "parquet",
        "json",
        aim=1.0,
        is_same_rule=True,
        peers=_ULTRAFAST,
    ),
    Row(
        "val-iou",
        "val",
        _OPEN + "mAP at a new IoU threshold",
        "new_iou",
        "new_iou",
        aim=0.7,
        peers=_ULTRAFAST,
    ),
    Row(
        "val-confidence",
        "val",
        _OPEN + "mAP@.50 at a new confidence threshold",
        "new_confidence",
        "new_confidence",
        aim=0.7,
        peers=_ULTRAFAST,
    ),
    Row(
        "val-groups",
        "val",
        _OPEN + "mAP at one threshold for the 50 values of a column",
        "groups",
        "groups",
        aim=0.5,
    ),
    Row(
        "val-groups-new",
        "val",
        _OPEN + "the same, hotcoco evaluating at the threshold first, as we do",
        "groups",
        "groups_new",
    ),
    Row(
        "val-groups-coco",
        "val",
        _OPEN + "the same under protocol coco",
        "groups_coco",
        "groups",
        is_same_rule=True,
    ),
    Row(
        "val-slices",
        "val",
        _OPEN + "all twelve numbers for 50 overlapping saved slices",
        "slices",
        "slices",
        aim=2.0,
        is_same_rule=True,
    ),
    Row(
        "val-slices-one",
        "val",
        _OPEN + "mAP at one threshold for the 50 saved slices",
        "slices_one",
        "slices_one",
    ),
    Row(
        "val-summary",
        "val",
        _OPEN + "coco_summary (peers: evaluate again)",
        "twelve_again",
        "twelve_again",
        is_same_rule=True,
        peers=_ULTRAFAST,
    ),
    Row(
        "val-process",
        "val",
        "`duckeval summary --by weather`, whole process, on a matched project",
        WHOLE_PROCESS,
        WHOLE_PROCESS,
        aim=0.7,
    ),
    Row(
        "val-comparison",
        "val",
        _OPEN + "two sets compared at IoU .50 (hotcoco: both evaluated already)",
        "comparison",
        "comparison",
        is_same_rule=True,
    ),
    Row(
        "val-bootstrap",
        "val",
        _OPEN + "the same with intervals from 1,000 resamples; hotcoco: its `compare`",
        "bootstrap",
        "bootstrap",
        aim=1.0,
        is_same_rule=True,
    ),
    Row(
        "val-errors",
        "val",
        _OPEN + "error types and what each costs, at three thresholds (hotcoco: its TIDE)",
        "errors",
        "errors",
        aim=1.0,
    ),
    Row(
        "val-errors-new",
        "val",
        _OPEN + "the same, hotcoco evaluating at the threshold first, as we do",
        "errors",
        "errors_new",
    ),
    Row(
        "large-parquet-closest",
        "large",
        "parquet to mAP, protocol closest, stored (peers: JSON to the twelve numbers)",
        "parquet_closest",
        "json",
        aim=1.2,
        memory_aim=0.6,
        peers=_ULTRAFAST,
    ),
    Row(
        "large-parquet",
        "large",
        "parquet to the twelve numbers, both protocols, stored (peers: from JSON)",
        "parquet",
        "json",
        aim=2.0,
        memory_aim=0.6,
        is_same_rule=True,
        peers=_ULTRAFAST,
    ),
    Row(
        "large-json",
        "large",
        "both JSON files to the twelve numbers, both protocols, stored",
        "json",
        "json",
        aim=2.5,
        memory_aim=0.6,
        is_same_rule=True,
        peers=_ULTRAFAST,
    ),
    Row(
        "large-iou",
        "large",
        _OPEN + "mAP at a new IoU threshold",
        "new_iou",
        "new_iou",
        peers=_ULTRAFAST,
    ),
    Row(
        "large-summary",
        "large",
        _OPEN + "coco_summary (peers: evaluate again)",
        "twelve_again",
        "twelve_again",
        is_same_rule=True,
        peers=_ULTRAFAST,
    ),
    Row(
        "large-slices-one",
        "large",
        _OPEN + "mAP at one threshold for the 50 saved slices",
        "slices_one",
        "slices_one",
    ),
    Row(
        "large-groups",
        "large",
        _OPEN + "mAP at one threshold for the 50 values of a column",
        "groups",
        "groups",
        aim=0.5,
    ),
    Row(
        "large-groups-new",
        "large",
        _OPEN + "the same, hotcoco evaluating at the threshold first, as we do",
        "groups",
        "groups_new",
    ),
)
