"""What a measurement is asked to do, and the names that all engines share."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# The twelve of COCO in the order in which every tool of its family reports them.
TWELVE = (
    "ap",
    "ap50",
    "ap75",
    "ap_small",
    "ap_medium",
    "ap_large",
    "ar_1",
    "ar_10",
    "ar_100",
    "ar_small",
    "ar_medium",
    "ar_large",
)

# Thresholds at which COCO's own rule is stored, so that both sides answer the same question.
STORED_THRESHOLDS = (0.5, 0.75, 0.6)
WARM_THRESHOLD = 0.55
SUBSET_IMAGES = 200
WARM_CONFIDENCE = 0.01


@dataclass(frozen=True)
class Request:
    """One job of one engine on one set.

    Parameters
    ----------
    data : Path
        Folder of the set, as `benchmarks.generate` makes it.
    repetition : int
        From 0; thresholds differ between repetitions.
    project : Path or None
        A project file: to be made by jobs that load, there already for the others.
    """

    job: str
    data: Path
    repetition: int = 0
    project: Path | None = None

    def thresholds(self) -> tuple[float, ...]:
        """IoU thresholds that nobody has asked for before in this process."""
        return tuple(round(base + self.repetition / 100, 2) for base in (0.37, 0.42, 0.63))

    def confidences(self) -> tuple[float, ...]:
        return tuple(round(base + self.repetition / 100, 2) for base in (0.05, 0.25, 0.5))

    def groups(self, column: str) -> dict[str, list[int]]:
        """Image ids by value of a metadata column."""
        found: dict[str, list[int]] = self._json("groups.json")[column]
        return found

    def slices(self) -> dict[str, list[int]]:
        """Image ids of the saved slices."""
        return {each["name"]: each["items"] for each in self._json("slices.json")}

    def predicates(self) -> dict[str, str]:
        """Predicates of the saved slices."""
        return {each["name"]: each["where"] for each in self._json("slices.json")}

    def categories(self) -> dict[str, int]:
        """Category id by class name."""
        found: dict[str, int] = self._json("classes.json")
        return found

    def subset(self) -> list[int]:
        """Ids of the first images of the set: few enough for a brute-force reading."""
        images = [image for members in self.groups("weather").values() for image in members]
        return sorted(images)[:SUBSET_IMAGES]

    def subset_questions(self) -> dict[str, tuple[float, float]]:
        """IoU and confidence thresholds at which the subset is read."""
        pairs = [(iou, 0.0) for iou in (0.0, *self.thresholds(), 0.5, 1.0)]
        pairs += [(0.5, confidence) for confidence in self.confidences()]
        return {f"iou {iou} confidence {least}": (iou, least) for iou, least in pairs}

    def second(self) -> Path:
        """Return the results of a second detector, the first one's slightly moved, made once."""
        import msgspec  # the only job that writes
        import numpy as np

        path = self.data / "dt_second.json"
        if not path.exists():
            source = np.random.default_rng(5)
            rows = msgspec.json.decode((self.data / "dt.json").read_bytes())
            for row in rows:
                left, top, width, height = row["bbox"]
                across, down, sure = source.normal(0, 0.02, 3).tolist()
                row["bbox"] = [
                    round(left + across * width, 3), round(top + down * height, 3), width, height
                ]  # fmt: skip
                row["score"] = round(min(0.99999, max(1e-05, row["score"] + sure)), 5)
            part = path.with_suffix(".part")
            part.write_bytes(msgspec.json.encode(rows))
            part.rename(path)
        return path

    def _json(self, name: str) -> Any:  # noqa: ANN401
        return json.loads((self.data / name).read_text(encoding="utf-8"))
