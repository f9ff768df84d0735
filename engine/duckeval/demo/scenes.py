"""Street scenes: what is in them, where, and how well it can be seen.

Objects stand on a flat street at a distance drawn by chance; their boxes follow from a pinhole
camera, and their occlusion from the nearer boxes in front of them. So sizes, places and overlaps
hang together as they do in a real data set.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from duckeval.demo.chance import Chance

__all__ = ["CLASSES", "HEIGHT", "WIDTH", "Box", "Scene", "Thing", "make_scenes", "overlap"]

WIDTH, HEIGHT = 640, 360
"""Size of a scene in pixels."""

CLASSES = ("car", "truck", "bus", "pedestrian", "cyclist", "traffic light")
"""Names of the classes; their COCO ids count from 1."""

_HORIZON = 0.44 * HEIGHT
_FOCAL = 520.0
_CAMERA_HEIGHT_M = 1.45

_TIMES = {"day": 0.60, "dusk": 0.16, "night": 0.24}
_WEATHERS = {"clear": 0.48, "cloudy": 0.26, "rain": 0.18, "fog": 0.08}
_CAMERAS = {"front": 0.40, "left": 0.20, "right": 0.20, "rear": 0.20}

_LIGHT = {"day": 0.62, "dusk": 0.36, "night": 0.13}
_DIMMING = {"clear": 1.0, "cloudy": 0.88, "rain": 0.78, "fog": 0.92}
_CLARITY = {"clear": 0.74, "cloudy": 0.70, "rain": 0.50, "fog": 0.30}

# Mean number in a scene; height and width in metres; distance in metres, the median and its spread.
_KINDS = {
    "car": (4.3, (1.5, 0.1), (2.6, 0.9), (22.0, 0.55)),
    "truck": (0.6, (3.1, 0.4), (3.4, 1.2), (30.0, 0.45)),
    "bus": (0.4, (3.1, 0.2), (4.6, 2.2), (30.0, 0.45)),
    "pedestrian": (2.4, (1.7, 0.1), (0.62, 0.12), (19.0, 0.50)),
    "cyclist": (0.8, (1.75, 0.1), (1.1, 0.45), (20.0, 0.45)),
    "traffic light": (1.2, (0.95, 0.1), (0.38, 0.05), (24.0, 0.40)),
}
_FEWER_AT_NIGHT = {"pedestrian": 0.6, "cyclist": 0.5}
_CROWD_RATE = 0.06
_NEAREST_M, _FARTHEST_M = 5.0, 90.0
_SMALLEST_PX = 7.0
_MOST_HIDDEN = 0.85

Box = tuple[float, float, float, float]
"""Left, top, width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One labelled object.

    Attributes
    ----------
    label_id : int
        Its annotation id.
    class_name : str
        One of `CLASSES`.
    box : Box
        Where it is, in pixels.
    occlusion : float
        Share of the box that nearer objects hide.
    is_crowd : bool
        Whether it stands for a group of people that nobody wanted to label one by one.
    is_labelled : bool
        False for the few that the people who labelled the scene did not see; they have no id.
    """

    label_id: int
    class_name: str
    box: Box
    occlusion: float
    is_crowd: bool = False
    is_labelled: bool = True


@dataclass(frozen=True, slots=True)
class Scene:
    """One image.

    Attributes
    ----------
    scene_id : int
        Its image id, from 1.
    weather, time_of_day, camera : str
        What is known about it.
    brightness, sharpness : float
        What could be measured in its pixels; fractions.
    things : tuple of Thing
        What is in it, the farthest first.
    """

    scene_id: int
    weather: str
    time_of_day: str
    camera: str
    brightness: float
    sharpness: float
    things: tuple[Thing, ...]

    @property
    def file_name(self) -> str:
        """Name of its picture, relative to the folder of the demo."""
        return f"images/scene-{self.scene_id:04}.png"

    @property
    def labels(self) -> tuple[Thing, ...]:
        """The things that were labelled."""
        return tuple(thing for thing in self.things if thing.is_labelled)


def make_scenes(seed: int, count: int) -> tuple[Scene, ...]:
    """Return street scenes.

    Parameters
    ----------
    seed : int
        The same seed gives the same scenes.
    count : int
        How many.

    Examples
    --------
    >>> scenes = make_scenes(seed=7, count=3)
    >>> [scene.scene_id for scene in scenes]
    [1, 2, 3]
    >>> scenes == make_scenes(seed=7, count=3)
    True
    """
    scenes: list[Scene] = []
    next_label = 1
    for scene_id in range(1, count + 1):
        scene = _scene(seed, scene_id, next_label)
        next_label += len(scene.labels)
        scenes.append(scene)
    return tuple(scenes)


def overlap(one: Box, other: Box) -> float:
    """Return the area that two boxes share, in square pixels.

    Examples
    --------
    >>> overlap((0, 0, 4, 4), (2, 2, 4, 4))
    4
    """
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0, width) * max(0, height)


def _scene(seed: int, scene_id: int, next_label: int) -> Scene:
    chance = Chance(seed, "scene", scene_id)
    time_of_day = chance.choice(_TIMES)
    weather = chance.choice(_WEATHERS)
    camera = chance.choice(_CAMERAS)
    brightness = _LIGHT[time_of_day] * _DIMMING[weather] + chance.normal(0, 0.05)
    # The rear camera gets the spray of the road, and the dark asks for long exposures.
    sharpness = (
        _CLARITY[weather]
        - (0.12 if camera == "rear" else 0.0)
        - (0.10 if time_of_day == "night" else 0.0)
        + chance.normal(0, 0.07)
    )
    return Scene(
        scene_id,
        weather,
        time_of_day,
        camera,
        round(min(max(brightness, 0.02), 0.95), 3),
        round(min(max(sharpness, 0.05), 0.98), 3),
        _things(chance, time_of_day, camera, next_label),
    )


def _things(chance: Chance, time_of_day: str, camera: str, next_label: int) -> tuple[Thing, ...]:
    placed = _placed(chance, time_of_day, camera)
    found: list[Thing] = []
    for place, (_, class_name, box, is_crowd) in enumerate(placed):
        occlusion = _hidden(box, [nearer[2] for nearer in placed[place + 1 :]])
        if occlusion > _MOST_HIDDEN:
            continue
        is_labelled = is_crowd or box[3] > 2 * _SMALLEST_PX or not chance.happens(0.15)
        found.append(
            Thing(
                next_label if is_labelled else 0, class_name, box, occlusion, is_crowd, is_labelled
            )
        )
        next_label += is_labelled
    return tuple(found)


def _placed(chance: Chance, time_of_day: str, camera: str) -> list[tuple[float, str, Box, bool]]:
    """Return distance, class, box and whether it is a crowd, the farthest first."""
    placed: list[tuple[float, str, Box, bool]] = []
    for class_name, (mean, height_m, width_m, distance_m) in _KINDS.items():
        often = _FEWER_AT_NIGHT.get(class_name, 1.0) if time_of_day == "night" else 1.0
        if class_name == "traffic light" and camera != "front":
            often = 0.4
        for _ in range(chance.count(mean * often)):
            distance = distance_m[0] * math.exp(chance.normal(0, distance_m[1]))
            distance = min(max(distance, _NEAREST_M), _FARTHEST_M)
            size = (max(0.25, chance.normal(*width_m)), max(0.5, chance.normal(*height_m)))
            foot_m = chance.uniform(2.6, 4.2) if class_name == "traffic light" else 0.0
            box = _seen(distance, size, chance.uniform(-0.05, 1.05) * WIDTH, foot_m)
            if min(box[2], box[3]) >= _SMALLEST_PX / 2 and max(box[2], box[3]) >= _SMALLEST_PX:
                placed.append((distance, class_name, box, False))
    if time_of_day != "night" and chance.happens(_CROWD_RATE):
        distance = chance.uniform(25, 45)
        size = (chance.uniform(4, 8), 1.8)
        box = _seen(distance, size, chance.uniform(0.2, 0.8) * WIDTH, 0.0)
        placed.append((distance, "pedestrian", box, True))
    return sorted(placed, key=lambda each: (-each[0], each[1], each[2]))


def _seen(distance: float, size: tuple[float, float], centre: float, foot_m: float) -> Box:
    """Return the box of something that stands so far away, cut at the borders of the image."""
    scale = _FOCAL / distance
    bottom = _HORIZON + (_CAMERA_HEIGHT_M - foot_m) * scale
    left, right = centre - size[0] * scale / 2, centre + size[0] * scale / 2
    top = bottom - size[1] * scale
    left, right = max(left, 0.0), min(right, float(WIDTH))
    top, bottom = max(top, 0.0), min(bottom, float(HEIGHT))
    return (
        round(left, 1),
        round(top, 1),
        round(max(right - left, 0.0), 1),
        round(max(bottom - top, 0.0), 1),
    )


def _hidden(box: Box, nearer: Sequence[Box]) -> float:
    """Return the share of a box that others cover, counted on a grid of 8 by 8 points."""
    over = [other for other in nearer if overlap(box, other) > 0]
    if not over:
        return 0.0
    steps = [(step + 0.5) / 8 for step in range(8)]
    points = [(box[0] + box[2] * x, box[1] + box[3] * y) for x in steps for y in steps]
    covered = sum(
        any(b[0] <= x < b[0] + b[2] and b[1] <= y < b[1] + b[3] for b in over) for x, y in points
    )
    return covered / len(points)
