"""The demo, step by step: make scenes and predictions, write the files, load them."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from duckeval.demo.detector import DETECTORS, predict
from duckeval.demo.files import ABOUT, PROJECT, claim, write_labels, write_metrics, write_results
from duckeval.demo.pictures import can_draw, draw_all
from duckeval.demo.scenes import make_scenes
from duckeval.project import Project, ReportRequest

__all__ = ["COMPARISON", "DOUBTFUL", "REPORT", "SEED", "SLICES", "SUSPECTS", "Demo", "build"]

SEED = 7
"""The seed of the demo that the documentation shows."""

SCENES = 300

SLICES = {"night": "time_of_day = 'night'", "rear camera": "camera = 'rear'"}
"""The slices that the demo saves: name and predicate."""

COMPARISON = """\
from performance(slice_by := 'time_of_day')
select
    slice as time_of_day,
    any_value(item_count) as scenes,
    any_value(label_count) as labels,
    max(map) filter (prediction_set = 'v1') as v1,
    max(map) filter (prediction_set = 'v2') as v2,
    v2 - v1 as change
group by slice
order by change desc
"""
"""Both versions side by side, for each time of day: the query that the demo shows."""

SUSPECTS = """\
from label_error_candidate(predictions := 'v2')
select kind, count(*) as suspects, max(score) as strongest
group by kind
order by suspects desc, kind
"""
"""Where the labels are probably wrong: the query that the demo shows."""

DOUBTFUL = "from label_error_candidate(predictions := 'v2') where score > 0.6"
"""The scenes to look at first."""

REPORT = ReportRequest(
    of="v2",
    against="v1",
    by=("time_of_day", "weather"),
    slices=tuple(SLICES),
    metrics=("brightness", "occlusion"),
)
"""What the report of the demo shows."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made.

    Attributes
    ----------
    folder : Path
        The folder with the files.
    project : Path
        The project file in it.
    scene_count, label_count, prediction_count : int
        How many there are; predictions of both versions together.
    has_pictures : bool
        Whether the scenes were drawn.
    """

    folder: Path
    project: Path
    scene_count: int
    label_count: int
    prediction_count: int
    has_pictures: bool

    @property
    def about(self) -> Path:
        """The file that says what is in the folder, and how it was loaded."""
        return self.folder / ABOUT


def build(
    folder: Path,
    seed: int = SEED,
    *,
    scene_count: int = SCENES,
    progress: Callable[..., None] | None = None,
) -> Demo:
    """Make the files and the project of the demo.

    Parameters
    ----------
    folder : Path
        A folder that does not exist, is empty, or was made by this function before.
    seed : int
        The same seed gives the same files, byte by byte.
    scene_count : int
        How many scenes.
    progress : callable, optional
        Told the name of each step and, where they are known, how much is done and how much there
        is.

    Returns
    -------
    Demo
        What was made.

    Raises
    ------
    UsageError
        If the folder holds something else.

    Examples
    --------
    >>> demo = build(Path("demo"), scene_count=40)
    >>> sorted(path.name for path in demo.folder.glob("*.json"))
    ['labels.json', 'v1.json', 'v2.json']
    """
    tell = progress or (lambda *_: None)
    claim(folder, _about(seed, _commands(folder)))
    tell("scenes")
    scenes = make_scenes(seed, scene_count)
    write_labels(folder / "labels.json", scenes)
    write_metrics(folder, scenes)
    guess_count = 0
    for detector in DETECTORS:
        tell(f"predictions {detector.name}")
        guesses = [(scene, predict(detector, scene, seed)) for scene in scenes]
        write_results(folder / f"{detector.name}.json", guesses)
        guess_count += sum(len(of_scene) for _, of_scene in guesses)
    has_pictures = can_draw()
    if has_pictures:
        draw_all(scenes, folder, seed, tell)
    _load(folder, tell)
    return Demo(
        folder,
        folder / PROJECT,
        len(scenes),
        sum(len(scene.labels) for scene in scenes),
        guess_count,
        has_pictures,
    )


def _load(folder: Path, tell: Callable[..., None]) -> None:
    """Load the files as `_commands` says."""
    with Project(folder / PROJECT) as project:
        tell("loading")
        project.load_labels(folder / "labels.json", dataset="streets")
        project.load_metrics(folder / "scene_metrics.csv")
        project.load_metrics(folder / "label_metrics.csv", target="label")
        for detector in DETECTORS:
            tell(f"matching {detector.name}")
            project.load_predictions(
                folder / f"{detector.name}.json", set_name=detector.name, model=detector.model
            )
        for name, predicate in SLICES.items():
            project.slices.add(name, predicate)


def _commands(folder: Path) -> tuple[tuple[str, ...], ...]:
    """Return the command lines that do what `_load` does."""

    def file(name: str) -> str:
        return str(folder / name)

    db = ("--db", file(PROJECT))
    return (
        ("load", "labels", file("labels.json"), "--dataset", "streets", *db),
        ("load", "metrics", file("scene_metrics.csv"), *db),
        ("load", "metrics", file("label_metrics.csv"), "--target", "label", *db),
        *(
            (
                *("load", "predictions", file(f"{each.name}.json")),
                *("--set", each.name, "--model", each.model, *db),
            )
            for each in DETECTORS
        ),
        *(("slice", "add", name, "--where", where, *db) for name, where in SLICES.items()),
    )


def _about(seed: int, commands: tuple[tuple[str, ...], ...]) -> str:
    lines = "\n".join(f"  {shlex.join(('duckeval', *command))}" for command in commands)
    return f"""\
Street scenes that never were, and what two versions of a model say about them. Seed {seed}.
Delete the folder as you like; 'duckeval demo' makes it anew.

labels.json        COCO ground truth; weather, time_of_day and camera stand at the images
v1.json, v2.json   COCO results of two versions of one model
scene_metrics.csv  brightness and sharpness of each image
label_metrics.csv  occlusion of each label
images/            the scenes as pictures, where pillow is installed
{PROJECT}    the project, loaded with

{lines}
"""
