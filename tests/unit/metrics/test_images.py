"""Metrics of pixels: the definitions in plain loops, and runs over folders of images."""

from __future__ import annotations

import json
import math
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

import duckeval
from duckeval.analysis.pixels import measure_array, measure_file, perceptual_hash
from duckeval.errors import InputFileError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

Pixel = tuple[int, int, int]


def picture(seed: int, width: int, height: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return noise on a gradient: every hue, dark and bright, grey and strong."""
    chance = np.random.default_rng(seed)
    values = chance.integers(0, 256, (height, width, 3))
    values[: height // 2] //= 4
    return values.astype(np.uint8)


def hue_and_saturation(pixel: Pixel) -> tuple[float, float]:
    """Hue over 2 and saturation times 255, before they are rounded to eight bits."""
    red, green, blue = pixel
    value, least = max(pixel), min(pixel)
    if value == least:
        return 0.0, 0.0
    spread = value - least
    if value == red:
        degrees = 60 * (green - blue) / spread
    elif value == green:
        degrees = 120 + 60 * (blue - red) / spread
    else:
        degrees = 240 + 60 * (red - green) / spread
    return degrees / 2, 255 * spread / value


def is_in_band(pixel: Pixel, band: str, shift: float) -> bool:
    hue, saturation = hue_and_saturation(pixel)
    rounded = round(hue + shift)
    rounded += 180 if rounded < 0 else 0
    bands = {"red": [(0, 10), (170, 179)], "green": [(35, 75)], "blue": [(90, 130)]}
    is_coloured = round(saturation + shift) >= 50 and max(pixel) >= 40
    return is_coloured and any(low <= rounded <= high for low, high in bands[band])


def share_limits(pixels: Sequence[Pixel], band: str) -> tuple[float, float]:
    """Return the share of pixels in a band, without and with those on the edge of rounding.

    OpenCV's arithmetic, with 12 bits behind the point, is off by up to 5 * 255 / 2 ** 13.
    """
    either = [[is_in_band(pixel, band, shift) for shift in (-0.16, 0.16)] for pixel in pixels]
    return sum(map(all, either)) / len(pixels), sum(map(any, either)) / len(pixels)


def laplacian_variance(image: list[list[Pixel]]) -> float:
    height, width = len(image), len(image[0])

    def at(row: int, column: int, channel: int) -> int:
        row = -row if row < 0 else 2 * (height - 1) - row if row >= height else row
        column = -column if column < 0 else 2 * (width - 1) - column if column >= width else column
        return image[row][column][channel]

    return statistics.pvariance(
        at(row - 1, column, channel)
        + at(row + 1, column, channel)
        + at(row, column - 1, channel)
        + at(row, column + 1, channel)
        - 4 * at(row, column, channel)
        for row in range(height)
        for column in range(width)
        for channel in range(3)
    )


@pytest.mark.parametrize("size", [(2, 2), (7, 5), (16, 31), (40, 300)])
def test_an_array_has_what_loops_over_its_pixels_find(size: tuple[int, int]) -> None:
    pixels = picture(sum(size), *size)
    rows: list[list[Pixel]] = [[tuple(map(int, pixel)) for pixel in row] for row in pixels]  # type: ignore[misc]
    found = measure_array(pixels)
    flat = [pixel for row in rows for pixel in row]
    values = [value for pixel in flat for value in pixel]
    assert (found.width, found.height) == size
    assert found.brightness == pytest.approx(statistics.fmean(values) / 255, abs=1e-14)
    assert found.contrast == pytest.approx(statistics.pstdev(values) / 255, abs=1e-14)
    assert found.sharpness == pytest.approx(laplacian_variance(rows), rel=1e-12)
    for band in ("red", "green", "blue"):
        low, high = share_limits(flat, band)
        assert low <= getattr(found, band) <= high <= low + 0.01


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ((255, 0, 0), (1, 0, 0)),
        ((0, 255, 0), (0, 1, 0)),
        ((0, 0, 255), (0, 0, 1)),
        ((255, 0, 40), (1, 0, 0)),  # hue 175
        ((255, 128, 0), (0, 0, 0)),  # orange: hue 15
        ((39, 0, 0), (0, 0, 0)),  # too dark
        ((40, 0, 0), (1, 0, 0)),
        ((255, 210, 210), (0, 0, 0)),  # too pale
        ((0, 0, 0), (0, 0, 0)),
        ((128, 128, 128), (0, 0, 0)),
    ],
)
def test_colours_lie_in_the_bands_that_are_named_after_them(
    colour: Pixel, expected: tuple[int, int, int]
) -> None:
    found = measure_array(np.full((3, 4, 3), colour, dtype=np.uint8))
    assert (found.red, found.green, found.blue) == expected


def test_the_hash_is_that_of_the_cosine_transform() -> None:
    grey = picture(9, 32, 32)[:, :, 0]
    low = [
        [
            sum(
                float(grey[y][x])
                * math.cos(math.pi * row * (2 * y + 1) / 64)
                * math.cos(math.pi * column * (2 * x + 1) / 64)
                for y in range(32)
                for x in range(32)
            )
            * (1 / math.sqrt(2) if row == 0 else 1)
            * (1 / math.sqrt(2) if column == 0 else 1)
            / 16
            for column in range(8)
        ]
        for row in range(8)
    ]
    flat = [value for row in low for value in row]
    median = statistics.median(flat[1:])
    bits = "".join("1" if value > median else "0" for value in flat)
    assert perceptual_hash(grey) == f"{int(bits, 2):016x}"


def test_a_copy_that_is_smaller_or_compressed_has_the_hash_of_the_image(tmp_path: Path) -> None:
    image = Image.fromarray(picture(7, 12, 9)).resize((200, 150), Image.Resampling.BICUBIC)
    image.save(tmp_path / "one.png")
    image.save(tmp_path / "two.jpg", quality=90)
    image.resize((100, 75)).save(tmp_path / "three.png")
    Image.fromarray(picture(1, 200, 150)).save(tmp_path / "other.png")
    hashes = {path.stem: measure_file(path).perceptual_hash for path in tmp_path.iterdir()}
    distance = {
        name: (int(hashed, 16) ^ int(hashes["one"], 16)).bit_count()
        for name, hashed in hashes.items()
    }
    assert max(distance["two"], distance["three"]) <= 4
    assert distance["other"] > 16


def test_grey_palette_turned_and_sixteen_bit_images_are_measured(tmp_path: Path) -> None:
    grey = picture(2, 8, 6)[:, :, 0]
    Image.fromarray(grey).save(tmp_path / "grey.png")
    Image.fromarray(grey.astype(np.uint16) * 257).save(tmp_path / "deep.png")
    Image.fromarray(grey).convert("P").save(tmp_path / "palette.png")
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(grey).save(tmp_path / "turned.png", exif=exif)
    expected = measure_array(np.dstack([grey] * 3))
    for name in ("grey", "deep", "palette"):
        found = measure_file(tmp_path / f"{name}.png")
        assert (found.width, found.height, found.contrast) == (8, 6, expected.contrast), name
    turned = measure_file(tmp_path / "turned.png")
    assert (turned.width, turned.height) == (6, 8)
    assert turned.sharpness == pytest.approx(expected.sharpness)


def images_of(folder: Path, count: int, *, sized: bool = True) -> Path:
    """Write images and a COCO file that names them; return the file."""
    (folder / "images").mkdir()
    chance = random.Random(count)  # noqa: S311
    images = []
    for number in range(1, count + 1):
        size = (chance.randint(8, 24), chance.randint(8, 24))
        Image.fromarray(picture(number, *size)).save(folder / "images" / f"{number}.png")
        image: dict[str, Any] = {"id": number, "file_name": f"val/{number}.png"}
        if sized:
            image |= {"width": size[0], "height": size[1]}
        images.append(image)
    content = {
        "images": images,
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 4, 4]}],
    }
    path = folder / "labels.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_images_become_columns_of_their_items(tmp_path: Path) -> None:
    labels = images_of(tmp_path, 5, sized=False)
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(labels)
        result = project.image_metrics(tmp_path / "images")
        assert (result.measured, result.broken, result.present) == (5, 0, 0)
        rows = project.query("from item order by item_order").rows()
        for number, row in enumerate(rows, start=1):
            found = measure_file(tmp_path / "images" / f"{number}.png")
            assert (row["width_px"], row["height_px"]) == (found.width, found.height)
            for name in result.computed:
                assert row[name] == getattr(found, name)
        area = rows[0]["width_px"] * rows[0]["height_px"]
        assert rows[0]["object_density"] == pytest.approx(16 / area)
        label = project.query("from label").rows()[0]
        assert label["relative_area"] == pytest.approx(16 / area)
        described = {row["name"]: row for row in project.describe("metrics").rows()}
        assert described["sharpness"]["origin"] == "images"
        assert described["sharpness"]["missing"] == "0"
        assert project.check()
        assert all(check.is_passed for check in project.check())


def test_a_broken_or_missing_image_is_a_row_of_quarantine_and_tried_again(tmp_path: Path) -> None:
    labels = images_of(tmp_path, 6)
    folder = tmp_path / "images"
    good = (folder / "2.png").read_bytes()
    (folder / "2.png").write_bytes(good[: len(good) // 2])
    (folder / "3.png").write_text("no image")
    (folder / "4.png").rename(tmp_path / "4.png")
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(labels)
        first = project.image_metrics(folder)
        assert (first.measured, first.broken) == (3, 3)
        assert str(first.first_broken).startswith("item 2: ")
        rules = project.query("select value, rule from quarantine order by value").rows()
        assert [(Path(row["value"]).name, row["rule"]) for row in rules] == [
            ("2.png", "is an image that can be read"),
            ("3.png", "is an image that can be read"),
            ("4.png", "is a file of the folder"),
        ]
        (folder / "2.png").write_bytes(good)
        second = project.image_metrics(folder)
        assert (second.measured, second.broken, second.present) == (1, 2, 3)
        assert all(check.is_passed for check in project.check())


def test_loaded_columns_stay_and_are_not_computed(tmp_path: Path) -> None:
    import pyarrow as pa

    labels = images_of(tmp_path, 2)
    with duckeval.open(tmp_path / "p.duckdb") as project:
        project.load_labels(labels)
        project.load_metrics(pa.table({"item_key": ["1"], "brightness": [7.5]}))
        result = project.image_metrics(tmp_path / "images")
        assert result.kept == ("brightness",)
        rows = project.query("select brightness, contrast from item order by item_order").rows()
        assert [row["brightness"] for row in rows] == [7.5, None]
        assert all(row["contrast"] for row in rows)
        assert project.image_metrics(tmp_path / "images").load_id is None
        assert project.drop_metric("contrast") == ("item",)
    with duckeval.open(tmp_path / "q.duckdb") as project:
        project.load_labels(labels)
        names = (*result.computed, "brightness")
        project.load_metrics(pa.table({"item_key": ["1"], **{name: [1] for name in names}}))
        with pytest.raises(UsageError, match="columns of its own"):
            project.image_metrics(tmp_path / "images")
        with pytest.raises(InputFileError, match="is no folder"):
            project.image_metrics(labels)


def test_several_processes_give_the_same_and_ctrl_c_loses_at_most_a_batch(tmp_path: Path) -> None:
    labels = images_of(tmp_path, 150)
    alone, stopped = tmp_path / "alone.duckdb", tmp_path / "stopped.duckdb"
    for path in (alone, stopped):
        with duckeval.open(path) as project:
            project.load_labels(labels)
    with duckeval.open(alone) as project:
        project.image_metrics(tmp_path / "images", workers=1)
        expected = project.query("from item order by item_order").rows()
    # Once a batch is stored, as Ctrl-C does: the signal goes to the whole group.
    script = (
        "import os, signal, sys, duckeval\n"
        "def step(text, done, total):\n"
        "    if done < total: os.killpg(0, signal.SIGINT)\n"
        "if __name__ == '__main__':\n"
        f"    with duckeval.open({str(stopped)!r}) as project:\n"
        f"        project.image_metrics({str(tmp_path / 'images')!r}, workers=2, progress=step)\n"
    )
    file = tmp_path / "run.py"
    file.write_text(script)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(file)],
        env={**os.environ, "PYTHONPATH": str(Path(duckeval.__file__).parents[1])},
        start_new_session=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {-signal.SIGINT, 130, 1}, done.stderr
    assert "KeyboardInterrupt" in done.stderr
    assert time.monotonic() - started < 60
    with duckeval.open(stopped) as project:
        [row] = project.query("select count(contrast) as n from item").rows()
        assert row["n"] == 32
        assert all(check.is_passed for check in project.check())
        result = project.image_metrics(tmp_path / "images", workers=1)
        assert (result.measured, result.present) == (118, 32)
        assert project.query("from item order by item_order").rows() == expected
