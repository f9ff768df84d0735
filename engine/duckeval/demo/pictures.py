"""Pictures of the scenes: flat shapes, as dark and as blurred as the scene is said to be.

Pillow is imported when the first picture is drawn; duckeval does without it.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from duckeval.demo.chance import Chance
from duckeval.demo.scenes import HEIGHT, WIDTH, Box, Scene, Thing

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

__all__ = ["can_draw", "draw", "draw_all"]

Colour = tuple[int, int, int]

_SKY: dict[str, tuple[Colour, Colour]] = {
    "clear": ((96, 158, 214), (206, 224, 238)),
    "cloudy": ((150, 160, 170), (206, 210, 214)),
    "rain": ((112, 120, 130), (160, 166, 172)),
    "fog": ((186, 190, 194), (206, 208, 210)),
}
_STREET, _PAVEMENT, _LINE = (92, 94, 98), (142, 138, 132), (222, 220, 206)
_WALLS: tuple[Colour, ...] = ((150, 110, 92), (168, 152, 128), (120, 126, 136), (182, 170, 152))
_PAINT: tuple[Colour, ...] = (
    (188, 48, 44),
    (44, 88, 160),
    (226, 226, 222),
    (40, 42, 46),
    (150, 152, 156),
)
_CLOTHES: tuple[Colour, ...] = ((60, 72, 120), (150, 60, 60), (70, 110, 80), (190, 160, 70))
_TYRE, _GLASS, _SKIN = (26, 26, 28), (70, 90, 108), (214, 170, 140)
_SIGNALS: tuple[Colour, ...] = ((220, 50, 40), (230, 180, 50), (60, 190, 90))
_GLOW = (255, 246, 206)
_HORIZON = int(0.44 * HEIGHT)
_SHARP = 0.7


def can_draw() -> bool:
    """Return whether pillow is installed."""
    try:
        return find_spec("PIL") is not None
    except ValueError:  # what a test puts in its place
        return False


def draw_all(
    scenes: Sequence[Scene], folder: Path, seed: int, progress: Callable[..., None]
) -> None:
    """Write the picture of every scene as a PNG file below a folder."""
    draw(scenes[0], seed)  # imports pillow, which threads must not do at once
    (folder / "images").mkdir(exist_ok=True)
    # Pillow lets go of the interpreter while it filters and packs.
    with ThreadPoolExecutor(max_workers=4) as pool:
        for place, _ in enumerate(pool.map(partial(_save, folder=folder, seed=seed), scenes)):
            progress("pictures", place, len(scenes))


def _save(scene: Scene, folder: Path, seed: int) -> None:
    # Flat shapes pack well at any level, and the lowest takes half the time.
    draw(scene, seed).save(folder / scene.file_name, format="PNG", compress_level=1)


def draw(scene: Scene, seed: int) -> "Image":
    """Return the picture of a scene.

    Its mean brightness is that of the scene; it is the more blurred the less sharp the scene is.
    """
    from PIL import Image, ImageDraw, ImageFilter, ImageStat  # noqa: PLC0415 - an extra

    chance = Chance(seed, "picture", scene.scene_id)
    image = Image.new("RGB", (WIDTH, HEIGHT))
    pen = ImageDraw.Draw(image)
    _background(pen, scene, chance)
    for thing in scene.things:
        _thing(pen, thing, chance)
    if scene.weather == "fog":
        veil = Image.new("RGB", image.size, _SKY["fog"][1])
        image = Image.blend(image, veil, 0.45)
    mean = sum(ImageStat.Stat(image.reduce(8)).mean) / 3 / 255
    share = scene.brightness / mean
    image = image.point([min(255, round(level * share)) for level in range(256)] * 3)
    if scene.time_of_day == "night":
        _lights(ImageDraw.Draw(image), scene)
    if scene.sharpness < _SHARP:
        image = image.filter(ImageFilter.BoxBlur((_SHARP - scene.sharpness) * 4))
    return image


def _background(pen: "ImageDraw", scene: Scene, chance: Chance) -> None:
    top, low = _SKY[scene.weather]
    for y in range(0, _HORIZON, 6):
        share = y / _HORIZON
        colour = tuple(round(a + (b - a) * share) for a, b in zip(top, low, strict=True))
        pen.rectangle((0, y, WIDTH, y + 5), fill=colour)
    x = -20.0
    while x < WIDTH:
        width = chance.uniform(40, 110)
        wall = chance.choice(dict.fromkeys(_WALLS, 1.0))
        pen.rectangle((x, _HORIZON - chance.uniform(20, 110), x + width, _HORIZON + 4), fill=wall)
        x += width + chance.uniform(-4, 26)
    pen.rectangle((0, _HORIZON, WIDTH, HEIGHT), fill=_PAVEMENT)
    middle = WIDTH / 2
    edge = [(middle - 24, _HORIZON), (middle + 24, _HORIZON), (WIDTH * 1.1, HEIGHT), (-64, HEIGHT)]
    pen.polygon(edge, fill=_STREET)
    for near in (0.12, 0.3, 0.56):
        head = _HORIZON + near * (HEIGHT - _HORIZON)
        half = 2 + near * 4
        pen.rectangle((middle - half, head, middle + half, head + 26 * near), fill=_LINE)


def _thing(pen: "ImageDraw", thing: Thing, chance: Chance) -> None:
    paint = chance.choice(dict.fromkeys(_PAINT, 1.0))
    clothes = chance.choice(dict.fromkeys(_CLOTHES, 1.0))
    signal = chance.choice(dict.fromkeys(range(3), 1.0))
    match thing.class_name:
        case "traffic light":
            pen.rectangle(_part(thing.box, 0, 0, 1, 1), fill=_TYRE)
            for place, colour in enumerate(_SIGNALS):
                lit = colour if place == signal else (60, 60, 60)
                pen.ellipse(
                    _part(thing.box, 0.2, 0.06 + place / 3, 0.8, 0.28 + place / 3), fill=lit
                )
        case "pedestrian" if thing.is_crowd:
            people = max(3, int(thing.box[2] / max(4, thing.box[3] * 0.34)))
            for place in range(people):
                _person(pen, _share(thing.box, place / people, (place + 0.9) / people), clothes)
        case "pedestrian":
            _person(pen, thing.box, clothes)
        case "cyclist":
            for left in (0.0, 0.6):
                pen.ellipse(_part(thing.box, left, 0.62, left + 0.4, 1), outline=_TYRE, width=2)
            _person(pen, _share(thing.box, 0.3, 0.72), clothes)
        case _:
            is_tall = thing.class_name != "car"
            roof = 0.0 if is_tall else 0.4
            pen.rectangle(_part(thing.box, 0, roof, 1, 0.86), fill=paint)
            if not is_tall:
                pen.rectangle(_part(thing.box, 0.18, 0, 0.82, 0.45), fill=paint)
            windows = (0.05, 0.95) if thing.class_name == "bus" else (0.24, 0.76)
            low, high = (0.14, 0.42) if is_tall else (0.1, 0.38)
            pen.rectangle(_part(thing.box, windows[0], low, windows[1], high), fill=_GLASS)
            for left in (0.1, 0.68):
                pen.ellipse(_part(thing.box, left, 0.72, left + 0.22, 1), fill=_TYRE)


def _person(pen: "ImageDraw", box: Box, clothes: Colour) -> None:
    pen.rectangle(_part(box, 0.15, 0.2, 0.85, 0.62), fill=clothes)
    pen.rectangle(_part(box, 0.25, 0.6, 0.75, 1), fill=_TYRE)
    pen.ellipse(_part(box, 0.28, 0, 0.72, 0.2), fill=_SKIN)


def _lights(pen: "ImageDraw", scene: Scene) -> None:
    """Draw what shines in the dark: lamps of vehicles."""
    for thing in scene.things:
        if thing.class_name in {"car", "truck", "bus"}:
            for left in (0.04, 0.84):
                pen.ellipse(_part(thing.box, left, 0.58, left + 0.12, 0.72), fill=_GLOW)


def _part(
    box: Box, left: float, top: float, right: float, bottom: float
) -> tuple[float, float, float, float]:
    """Return corners inside a box, given as shares of its size."""
    return (
        box[0] + left * box[2],
        box[1] + top * box[3],
        max(box[0] + right * box[2], box[0] + left * box[2] + 1),
        max(box[1] + bottom * box[3], box[1] + top * box[3] + 1),
    )


def _share(box: Box, left: float, right: float) -> Box:
    return (box[0] + left * box[2], box[1], (right - left) * box[2], box[3])
