"""``duckeval metrics``: what it says, and its exit codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


def test_a_metric_is_added_described_and_dropped(call: Callable[..., Answer]) -> None:
    added = call(
        "metrics", "add", "is_dark", "--target", "item", "--sql", "brightness < 0.15",
        "--unit", "yes/no", "--range", "0", "1", "--description", "Taken at night.",
    )  # fmt: skip
    assert (added.code, added.out) == (0, "")
    assert added.err == "added metric is_dark of item: 3 of 3 rows have a value\n"
    described = call("describe", "metrics", "--format", "csv")
    assert "item,is_dark,BOOLEAN,metric,sql,yes/no,0 .. 1,0,Taken at night." in described.out
    asked = call("query", "from item select item_key, is_dark", "--format", "csv")
    assert asked.out == "item_key,is_dark\n1,false\n2,true\n3,false\n"
    again = call("metrics", "add", "is_dark", "--target", "item", "--sql", "1")
    assert again.code == 2
    assert "hint: 'duckeval metrics drop is_dark' removes it" in again.err
    dropped = call("metrics", "drop", "is_dark")
    assert (dropped.code, dropped.err) == (0, "dropped metric is_dark of item\n")
    assert call("metrics", "drop", "is_dark").code == 1


def test_an_expression_that_fails_is_a_line_with_a_hint(call: Callable[..., Answer]) -> None:
    refused = call("metrics", "add", "x", "--target", "label", "--sql", "weather = 'sun'")
    assert refused.code == 1
    first, hint = refused.err.splitlines()
    assert first.startswith("duckeval: error: metric 'x': ")
    assert (
        hint == "hint: 'duckeval describe label' lists the columns; of the item they are item.NAME"
    )


def test_overlaps_are_computed_once(call: Callable[..., Answer]) -> None:
    first = call("metrics", "compute")
    assert first.code == 0
    assert first.err.startswith("computed same_class_overlap and other_class_overlap of the")
    second = call("metrics", "compute")
    assert second.err.startswith("note: no prediction lacks same_class_overlap")


def test_images_are_measured_and_what_is_missing_is_said(
    call: Callable[..., Answer], folder: Path
) -> None:
    pictures = folder / "photos"
    pictures.mkdir()
    for name, size in (("a", (100, 100)), ("b", (50, 40))):
        Image.new("RGB", size, (255, 0, 0)).save(pictures / f"{name}.jpg")
    first = call("metrics", "images", "photos")
    assert (first.code, first.out) == (0, "")
    assert first.err.splitlines() == [
        "note: brightness: loaded before, and kept",
        (
            "photos: 2 images measured, 1 quarantined; columns contrast, sharpness, red, green, "
            "blue, perceptual_hash"
        ),
        "warning: 1 image could not be measured, first item 3: photos/c.jpg: no such file",
        "note: 'duckeval query \"from quarantine where load_id = 4\"' lists them",
        "warning: 1 image of another size than the labels say",
    ]
    Image.new("RGB", (100, 100)).save(pictures / "c.jpg")
    assert "1 image measured, 2 before, 0 quarantined" in call("metrics", "images", "photos").err
    again = call("metrics", "images", "photos")
    assert again.err.splitlines()[-1] == "photos: 3 items measured before; nothing changed"
    assert call("doctor").code == 0
    assert call("metrics", "images", "nowhere").code == 3


def test_embeddings_are_loaded_and_measured(call: Callable[..., Answer], folder: Path) -> None:
    rows = [
        '{"item_key": "1", "clip": [0, 0]}',
        '{"item_key": "2", "clip": [3, 4]}',
        '{"item_key": "3", "clip": [0, 0]}',
    ]
    (folder / "clip.ndjson").write_text("\n".join(rows) + "\n")
    assert call("query", "from read_json('clip.ndjson')", "-o", "clip.parquet").code == 0
    assert call("load", "metrics", "clip.parquet").code == 0
    answer = call("metrics", "embedding", "clip")
    assert (answer.code, answer.err) == (0, "computed uniqueness of 3 items; 0 without\n")
    asked = call("query", "from item select item_key, uniqueness", "--format", "csv")
    assert asked.out == "item_key,uniqueness\n1,5.0\n2,5.0\n3,0.0\n"
    refused = call("metrics", "embedding", "clap")
    assert refused.code == 1
    assert "did you mean 'clip'" in refused.err
