"""Detectors: what two versions of a model say about the scenes.

Nothing here looks at pixels. How likely a thing is found, how sure the detector is of it and how
well its box fits follow from size, occlusion, light and sharpness, each with noise of its own;
false alarms are mostly unsure ones.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from duckeval.demo.chance import Chance, sigmoid
from duckeval.demo.scenes import HEIGHT, WIDTH, Box, Scene, Thing, overlap

__all__ = ["DETECTORS", "Detector", "Guess", "predict"]

_LEAST_CONFIDENCE = 0.05
_KEPT_PER_SCENE = 60

_CONFUSED_WITH = {
    "car": {"truck": 0.8, "bus": 0.2},
    "truck": {"bus": 0.5, "car": 0.5},
    "bus": {"truck": 0.8, "car": 0.2},
    "pedestrian": {"cyclist": 1.0},
    "cyclist": {"pedestrian": 1.0},
    "traffic light": {"pedestrian": 1.0},
}
_CONFUSABLE = {"car": 0.02, "truck": 0.14, "bus": 0.14, "pedestrian": 0.03, "cyclist": 0.16}
# Where false alarms come from: poles and trees, parked things, lit signs.
_FALSE_ALARMS = {
    "car": 0.34,
    "truck": 0.08,
    "bus": 0.04,
    "pedestrian": 0.26,
    "cyclist": 0.07,
    "traffic light": 0.21,
}
_SIZES = {
    "car": (44, 1.5),
    "truck": (60, 1.0),
    "bus": (70, 1.3),
    "pedestrian": (15, 0.4),
    "cyclist": (24, 0.6),
    "traffic light": (9, 0.4),
}


@dataclass(frozen=True, slots=True)
class Guess:
    """One predicted object.

    Attributes
    ----------
    class_name : str
        One of the classes of the scenes.
    box : Box
        Left, top, width, height in pixels.
    confidence : float
        A fraction.
    """

    class_name: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Detector:
    """One version of the model.

    Attributes
    ----------
    name : str
        Name of its prediction set.
    model : str
        Name and version of the model.
    skill : float
        How easily it finds things, on the scale of the logistic function.
    looseness : float
        How far its boxes are off, as a share of their size.
    by_time : mapping
        What the time of day adds to the skill.
    loose_by_time : mapping
        By how much the time of day multiplies the looseness.
    false_alarms : mapping
        How many false alarms there are in a scene, by time of day.
    duplicates : float
        How often a thing is reported a second time.
    """

    name: str
    model: str
    skill: float
    looseness: float
    duplicates: float
    by_time: Mapping[str, float] = field(default_factory=dict)
    loose_by_time: Mapping[str, float] = field(default_factory=dict)
    false_alarms: Mapping[str, float] = field(default_factory=dict)


DETECTORS = (
    Detector(
        name="v1",
        model="street-detector@1",
        skill=0.7,
        looseness=0.062,
        duplicates=0.07,
        by_time={"dusk": -0.15, "night": -0.55},
        loose_by_time={"night": 1.1},
        false_alarms={"day": 5.0, "dusk": 5.5, "night": 6.0},
    ),
    # Trained anew on daylight scenes: better wherever there is light, and lost where there is none.
    Detector(
        name="v2",
        model="street-detector@2",
        skill=1.35,
        looseness=0.046,
        duplicates=0.05,
        by_time={"dusk": -0.3, "night": -1.95},
        loose_by_time={"night": 1.9},
        false_alarms={"day": 3.6, "dusk": 4.2, "night": 9.0},
    ),
)
"""The two versions: the second is better, except at night."""


def predict(detector: Detector, scene: Scene, seed: int) -> tuple[Guess, ...]:
    """Return what a detector says about a scene, the most confident first.

    Parameters
    ----------
    detector : Detector
        One of `DETECTORS`.
    scene : Scene
        The scene.
    seed : int
        The seed that the scenes were made with.

    Examples
    --------
    >>> from duckeval.demo.scenes import make_scenes
    >>> scene = make_scenes(seed=7, count=1)[0]
    >>> guesses = predict(DETECTORS[0], scene, seed=7)
    >>> all(0 < guess.confidence < 1 for guess in guesses)
    True
    """
    chance = Chance(seed, detector.name, scene.scene_id)
    loose = detector.looseness * detector.loose_by_time.get(scene.time_of_day, 1.0)
    # What is hard about a thing is hard for both versions: a stream that they share.
    shared = Chance(seed, "difficulty", scene.scene_id)
    guesses: list[Guess] = []
    for thing in scene.things:
        difficulty = shared.normal(0, 1.1)
        if thing.is_crowd:
            guesses += _of_crowd(chance, thing, loose)
        else:
            ease = _ease(detector, scene, thing) - difficulty
            guesses += _of_thing(chance, detector, thing, ease, loose)
    guesses += _false_alarms(chance, detector, scene)
    kept = [
        guess
        for guess in guesses
        if guess.confidence >= _LEAST_CONFIDENCE and min(guess.box[2:]) >= 1
    ]
    kept = _suppressed(sorted(kept, key=lambda guess: (-guess.confidence, guess.box)))
    return tuple(kept[:_KEPT_PER_SCENE])


def _ease(detector: Detector, scene: Scene, thing: Thing) -> float:
    """Return how easily a thing is seen, on the scale of the logistic function."""
    size = math.sqrt(thing.box[2] * thing.box[3])
    return (
        detector.skill
        + detector.by_time.get(scene.time_of_day, 0.0)
        + 1.15 * math.log(size / 30)
        - 2.6 * thing.occlusion
        + 3.2 * (scene.sharpness - 0.6)
    )


def _of_thing(
    chance: Chance, detector: Detector, thing: Thing, ease: float, loose: float
) -> list[Guess]:
    if not chance.happens(sigmoid(1.3 * ease + 1.0)):
        return []
    class_name = thing.class_name
    confidence = sigmoid(ease * 1.05 - 0.1 + chance.normal(0, 0.55))
    looser = loose * (0.8 + 1.4 * thing.occlusion + 0.9 * sigmoid(-ease))
    found: list[Guess] = []
    if chance.happens(_CONFUSABLE.get(class_name, 0.01) * (1.6 - sigmoid(ease))):
        other = chance.choice(_CONFUSED_WITH[class_name])
        # Often both names are given, the wrong one more or less sure.
        if chance.happens(0.5):
            found.append(_guess(chance, class_name, thing.box, looser, confidence * 0.7))
        class_name = other
        confidence *= 0.85
    found.append(_guess(chance, class_name, thing.box, looser, confidence))
    if chance.happens(detector.duplicates * (1 + thing.occlusion)):
        weaker = confidence * chance.uniform(0.25, 0.8)
        found.append(_guess(chance, class_name, thing.box, looser * 2.2, weaker))
    return found


def _of_crowd(chance: Chance, crowd: Thing, loose: float) -> list[Guess]:
    """Return some of the people in a crowd."""
    left, top, width, height = crowd.box
    found: list[Guess] = []
    for _ in range(2 + chance.count(2.0)):
        share = chance.uniform(0.0, 0.9)
        box = (left + share * width * 0.9, top + chance.uniform(0, 2), height * 0.36, height * 0.95)
        found.append(_guess(chance, "pedestrian", box, loose, sigmoid(chance.normal(-0.2, 0.9))))
    return found


def _false_alarms(chance: Chance, detector: Detector, scene: Scene) -> list[Guess]:
    """Return what is not there; the dark makes lit signs and wet streets look like something."""
    found: list[Guess] = []
    boldness = 0.35 * max(0.0, -1.0 - detector.by_time.get(scene.time_of_day, 0.0))
    for _ in range(chance.count(detector.false_alarms.get(scene.time_of_day, 4.0))):
        class_name = chance.choice(_FALSE_ALARMS)
        mean_width, spread = _SIZES[class_name]
        width = mean_width * math.exp(chance.normal(0, 0.5))
        height = width / max(0.3, spread + chance.normal(0, 0.08))
        middle = 0.25 if class_name == "traffic light" else 0.52
        left = chance.uniform(0, 1) * (WIDTH - width)
        top = middle * HEIGHT + chance.normal(0, 0.07) * HEIGHT - height / 2
        confidence = sigmoid(-2.3 + boldness + chance.normal(0, 0.95))
        found.append(_guess(chance, class_name, (left, top, width, height), 0.02, confidence))
    return found


def _guess(chance: Chance, class_name: str, box: Box, loose: float, confidence: float) -> Guess:
    """Return a guess whose box is off by some share of its size."""
    width = box[2] * math.exp(chance.normal(0, loose * 1.2))
    height = box[3] * math.exp(chance.normal(0, loose * 1.2))
    left = box[0] + box[2] / 2 + chance.normal(0, loose) * box[2] - width / 2
    top = box[1] + box[3] / 2 + chance.normal(0, loose) * box[3] - height / 2
    right, bottom = min(left + width, WIDTH), min(top + height, HEIGHT)
    left, top = max(left, 0.0), max(top, 0.0)
    shown = (round(left, 2), round(top, 2), round(right - left, 2), round(bottom - top, 2))
    return Guess(class_name, shown, round(min(max(confidence, 0.001), 0.999), 4))


def _suppressed(guesses: Sequence[Guess]) -> list[Guess]:
    """Return the guesses that non-maximum suppression at IoU 0.7 within a class leaves."""
    kept: list[Guess] = []
    for guess in guesses:
        if not any(_is_same(guess, other) for other in kept):
            kept.append(guess)
    return kept


def _is_same(one: Guess, other: Guess) -> bool:
    if one.class_name != other.class_name:
        return False
    shared = overlap(one.box, other.box)
    union = one.box[2] * one.box[3] + other.box[2] * other.box[3] - shared
    return shared > 0.7 * union
