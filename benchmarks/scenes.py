"""The data that the benchmark runs on: scenes, their labels and what a detector might say of them.

Everything is drawn from NumPy generators seeded by (seed of the set, number of the chunk), so that
a set is the same on every machine with the same NumPy, and a large one need not fit into memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Columns = dict[str, Array]

CHUNK_IMAGES = 2_000
_IMAGES, _CHUNK = 0, 1
_SIZES = np.array([(640, 480), (640, 427), (480, 640), (500, 375), (1280, 720)])
_SIZE_SHARES = (0.35, 0.25, 0.2, 0.1, 0.1)

WEATHERS = ("clear", "cloudy", "overcast", "rain", "drizzle", "fog", "snow", "sleet", "hail", "ash")
_WEATHER_SHARES = (0.26, 0.2, 0.16, 0.12, 0.08, 0.06, 0.05, 0.03, 0.02, 0.02)
TIMES = ("day", "night", "dawn", "dusk")
_TIME_SHARES = (0.52, 0.28, 0.09, 0.11)
_TIME_BRIGHTNESS = np.array([0.62, 0.18, 0.4, 0.36])
CAMERAS = tuple(f"cam_{number:02d}" for number in range(50))

# Side lengths (roots of areas) between which COCO speaks of small, medium and large objects.
_SIDES = np.array([[5.0, 32.0], [32.0, 96.0], [96.0, 330.0]])
_SIDE_SHARES = (0.41, 0.345, 0.245)
_FOUND_SHARE = np.array([0.72, 0.86, 0.93])
_CROWD_SHARE = 0.011
_CONFUSED_SHARE = 0.3
_FITTING_SHARE = 0.75
_SURE_SHARE = 0.005
_SILENT_SENSOR_SHARE = 0.02
_JITTER = np.array([0.095, 0.062, 0.046])


@dataclass(frozen=True)
class Spec:
    """What decides a set, and nothing else does."""

    name: str
    seed: int
    image_count: int
    class_count: int
    labels_per_image: float
    classes_per_image: float
    predictions_per_image: float


SPECS = {
    spec.name: spec
    for spec in (
        Spec("tiny", 3, 300, 20, 7.3, 2.6, 60),
        Spec("val", 1, 5_000, 80, 7.3, 2.6, 100),
        Spec("large", 2, 80_000, 365, 15.0, 4.5, 58),
    )
}


@dataclass(frozen=True)
class Scenes:
    """The images of a set with their metadata, one array a column."""

    image_id: Array
    width: Array
    height: Array
    metadata: Columns


def class_names(spec: Spec) -> list[str]:
    return [f"class_{number:03d}" for number in range(spec.class_count)]


def category_ids(spec: Spec) -> Array:
    """Ids with a gap after every eighth, as COCO's have gaps."""
    number = np.arange(spec.class_count)
    return 1 + number + number // 8


def _class_shares(spec: Spec) -> Array:
    """One class has more than a quarter of all objects, as `person` has; the rarest a few."""
    rank = np.arange(spec.class_count) / spec.class_count
    shares: Array = np.exp(-6.5 * rank**0.8)
    shares[0] = 0.0
    shares *= 0.72 / shares.sum()
    shares[0] = 0.28
    return shares


def scenes(spec: Spec) -> Scenes:
    rng = np.random.default_rng([spec.seed, _IMAGES])
    count = spec.image_count
    size = _SIZES[rng.choice(len(_SIZES), count, p=_SIZE_SHARES)]
    time = rng.choice(len(TIMES), count, p=_TIME_SHARES)
    camera_weight = 1.0 / (np.arange(len(CAMERAS)) + 6.0)
    speed = np.round(rng.gamma(2.0, 18.0, count), 1)
    return Scenes(
        image_id=np.cumsum(rng.integers(1, 24, count)),
        width=size[:, 0],
        height=size[:, 1],
        metadata={
            "weather": np.array(WEATHERS)[rng.choice(len(WEATHERS), count, p=_WEATHER_SHARES)],
            "time_of_day": np.array(TIMES)[time],
            "camera": np.array(CAMERAS)[
                rng.choice(len(CAMERAS), count, p=camera_weight / camera_weight.sum())
            ],
            "brightness": np.round(
                np.clip(_TIME_BRIGHTNESS[time] + rng.normal(0, 0.12, count), 0.01, 1.0), 3
            ),
            "blur": np.round(rng.exponential(0.15, count), 3),
            # A sensor that is silent now and then: NULL in the table.
            "speed_kmh": np.where(rng.random(count) < _SILENT_SENSOR_SHARE, np.nan, speed),
            "month": rng.integers(1, 13, count),
        },
    )


def chunks(spec: Spec, images: Scenes) -> Iterator[tuple[Columns, Columns]]:
    """Yield the labels and the predictions of `CHUNK_IMAGES` images after one another.

    `image` is the place of the image in `images`, `category` the place of the class.
    """
    for number, first in enumerate(range(0, spec.image_count, CHUNK_IMAGES)):
        rng = np.random.default_rng([spec.seed, _CHUNK, number])
        places = np.arange(first, min(first + CHUNK_IMAGES, spec.image_count))
        labels, image_classes = _labels(rng, spec, images, places)
        yield labels, _predictions(rng, spec, images, places, labels, image_classes)


def _labels(
    rng: np.random.Generator, spec: Spec, images: Scenes, places: Array
) -> tuple[Columns, Array]:
    # Every image has a label: a table of labels has no other way to say that an image exists.
    crowdedness = rng.gamma(1.3, (spec.labels_per_image - 1) / 1.3, len(places))
    image = np.repeat(places, 1 + rng.poisson(crowdedness))
    count = len(image)

    most = 16
    image_classes = rng.choice(spec.class_count, (len(places), most), p=_class_shares(spec))
    variety = np.minimum(1 + rng.poisson(spec.classes_per_image - 1, len(places)), most)
    row = image - places[0]
    category = image_classes[row, (rng.random(count) * variety[row]).astype(np.int64)]

    size = rng.choice(len(_SIDES), count, p=_SIDE_SHARES)
    low, high = _SIDES[size].T
    side = np.exp(rng.uniform(np.log(low), np.log(high)))
    fill = rng.uniform(0.55, 0.98, count)
    is_crowd = rng.random(count) < _CROWD_SHARE
    side = side * np.where(is_crowd, 2.5, 1.0) / np.sqrt(fill)
    aspect = np.exp(rng.normal(0, 0.45, count) / 2)
    centre = rng.random((count, 2))
    box = _clip(
        centre[:, 0] * images.width[image],
        centre[:, 1] * images.height[image],
        side * aspect,
        side / aspect,
        images.width[image],
        images.height[image],
        keep_inside=True,
    )
    area = np.round(fill * box["w"] * box["h"], 2)
    labels = {"image": image, "category": category, **box, "area": area, "is_crowd": is_crowd}
    return labels, image_classes[:, :8]


def _predictions(
    rng: np.random.Generator,
    spec: Spec,
    images: Scenes,
    places: Array,
    labels: Columns,
    image_classes: Array,
) -> Columns:
    """Found labels, their duplicates, wrong classes, and background up to the size of a list."""
    size = np.searchsorted([32.0**2, 96.0**2], labels["area"], side="right")
    is_night = images.metadata["time_of_day"][labels["image"]] == "night"
    found = rng.random(len(size)) < _FOUND_SHARE[size] - 0.12 * is_night
    duplicates = np.repeat(np.flatnonzero(found), rng.poisson(0.9, int(found.sum())))
    confused = np.flatnonzero(rng.random(len(size)) < _CONFUSED_SHARE)

    # Half of the found are good, the others a little off; a good one is also more certain.
    good = rng.beta(2.2, 1.4, int(found.sum()))
    parts = [
        _near(rng, labels, np.flatnonzero(found), _JITTER[size[found]] * (1.9 - 1.5 * good))
        | {"score": np.clip(good * (1.0 - 0.15 * rng.random(len(good))), 0.001, 0.999)},
        _near(rng, labels, duplicates, np.full(len(duplicates), 0.22))
        | {"score": _low_score(rng, len(duplicates), 0.09)},
        _near(rng, labels, confused, np.full(len(confused), 0.12))
        | {"score": _low_score(rng, len(confused), 0.12)},
    ]
    kind_of_image = image_classes[parts[2]["image"] - places[0]]
    pick = rng.integers(0, kind_of_image.shape[1], len(confused))
    parts[2]["category"] = kind_of_image[np.arange(len(confused)), pick]

    so_far = sum(np.bincount(part["image"] - places[0], minlength=len(places)) for part in parts)
    wanted = np.round(rng.normal(spec.predictions_per_image, 6.0, len(places)))
    parts.append(
        _background(rng, spec, images, places, np.maximum(wanted - so_far, 0), image_classes)
    )

    columns = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    image = columns["image"]
    box = _clip(
        columns.pop("x"),
        columns.pop("y"),
        columns.pop("w"),
        columns.pop("h"),
        images.width[image],
        images.height[image],
        keep_inside=False,
    )
    columns = {"image": image, "category": columns["category"], **box, "score": columns["score"]}
    columns["score"] = np.round(columns["score"], 5)
    # As detectors write them: image after image, the most certain first.
    order = np.lexsort((-columns["score"], image))
    return {key: column[order] for key, column in columns.items()}


def _background(
    rng: np.random.Generator,
    spec: Spec,
    images: Scenes,
    places: Array,
    counts: Array,
    image_classes: Array,
) -> Columns:
    image = np.repeat(places, counts.astype(np.int64))
    count = len(image)
    flat = np.sqrt(_class_shares(spec))
    anywhere = rng.choice(spec.class_count, count, p=flat / flat.sum())
    fitting = image_classes[image - places[0], rng.integers(0, image_classes.shape[1], count)]
    side = np.exp(rng.normal(3.8, 0.8, count))
    aspect = np.exp(rng.normal(0, 0.25, count))
    return {
        "image": image,
        "category": np.where(rng.random(count) < _FITTING_SHARE, fitting, anywhere),
        "x": rng.random(count) * images.width[image],
        "y": rng.random(count) * images.height[image],
        "w": side * aspect,
        "h": side / aspect,
        "score": _low_score(rng, count, 0.055),
    }


def _low_score(rng: np.random.Generator, count: int, mean: float) -> Array:
    """Mostly near zero; one in two hundred is as sure of itself as a found label."""
    sure = np.where(rng.random(count) < _SURE_SHARE, rng.beta(1.6, 1.8, count), 0.0)
    score: Array = np.maximum(sure, np.clip(0.001 + rng.exponential(mean, count), 0.001, 0.93))
    return score


def _near(rng: np.random.Generator, labels: Columns, which: Array, jitter: Array) -> Columns:
    """Boxes near those of labels: their centre moved, their sides stretched by shares of them."""
    width, height = labels["w"][which], labels["h"][which]
    moved = rng.normal(0, 1, (4, len(which))) * jitter
    return {
        "image": labels["image"][which],
        "category": labels["category"][which],
        "x": labels["x"][which] + width * (0.5 + moved[0]),
        "y": labels["y"][which] + height * (0.5 + moved[1]),
        "w": width * np.exp(moved[2]),
        "h": height * np.exp(moved[3]),
    }


def _clip(
    centre_x: Array,
    centre_y: Array,
    width: Array,
    height: Array,
    image_width: Array,
    image_height: Array,
    *,
    keep_inside: bool,
) -> Columns:
    """Boxes by their corner, to 3 decimals, inside the image and at least a pixel wide.

    With `keep_inside` a box is pushed into the image, otherwise it is cut off at the border.
    """
    box: Columns = {}
    sides = (("x", "w", centre_x, width, image_width), ("y", "h", centre_y, height, image_height))
    for corner, side, centre, length, limit in sides:
        if keep_inside:
            fitted = np.minimum(length, limit * 0.98)
            low = np.clip(centre - fitted / 2, 0.0, limit - fitted)
        else:
            low = np.clip(centre - length / 2, 0.0, limit - 1.0)
            fitted = np.maximum(np.minimum(centre + length / 2, limit) - low, 1.0)
        box[corner], box[side] = np.round(low, 3), np.round(fitted, 3)
    return {key: box[key] for key in ("x", "y", "w", "h")}
