"""What annotation tools export: one scene as each of them writes it, and what is wrong with it."""

from __future__ import annotations

import base64
import io
import itertools
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from labelformat.formats.cvat import CVATObjectDetectionInput
from PIL import Image
from pycocotools import mask as coco

from duckeval.errors import InputFileError, UsageError
from tests.property.projects import new_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckeval.project.facade import Project

WIDTH, HEIGHT = 80, 50
TRIANGLE = [[10.0, 10.0], [30.0, 10.0], [30.0, 25.0]]
LINE = [[5.0, 5.0], [40.0, 20.0], [70.0, 20.0]]
POSE = [[20.0, 10.0], [24.0, 30.0]]
TURNED = (30.0, 20.0, 20.0, 8.0)  # before it is turned by 30 degrees around its centre
BLOT = np.zeros((HEIGHT, WIDTH), bool)
BLOT[12:20, 33:41] = True
BLOT[15, 35] = False


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "project.duckdb") as opened:
        yield opened


def percent(points: list[list[float]]) -> list[list[float]]:
    return [[100 * x / WIDTH, 100 * y / HEIGHT] for x, y in points]


def png(pixels: Any) -> str:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def runs(pixels: Any) -> list[int]:
    """Return run lengths row by row, the first of them outside."""
    flat = pixels.reshape(-1).astype(int)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flat, [1 - flat[-1]]])))
    return [int(run) for run in np.diff(np.concatenate([[0], edges]))]


def brush(pixels: Any) -> list[int]:
    """Return a mask as Label Studio writes it: each run of equal pixels, four values at a time."""
    values = np.repeat(pixels.reshape(-1).astype(np.uint8) * 255, 4)
    bits = f"{len(values):032b}" + f"{7:05b}" + "".join(f"{size - 1:04b}" for size in (3, 4, 8, 16))
    edges = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    for start, stop in itertools.pairwise(edges):
        if stop - start <= 8:  # each value written out
            bits += "0" + "00" + f"{stop - start - 1:03b}"
            bits += "".join(f"{value:08b}" for value in values[start:stop])
        else:
            bits += "1" + "11" + f"{stop - start - 1:016b}" + f"{values[start]:08b}"
    bits += "0" * (-len(bits) % 8)
    return [int(bits[place : place + 8], 2) for place in range(0, len(bits), 8)]


def labelme(folder: Path) -> Path:
    x, y, w, h = TURNED
    centre, turn = (x + w / 2, y + h / 2), math.radians(30)
    corners = [
        [
            centre[0] + along * math.cos(turn) - across * math.sin(turn),
            centre[1] + along * math.sin(turn) + across * math.cos(turn),
        ]
        for along, across in ((-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2))
    ]
    shapes: list[dict[str, Any]] = [
        {"label": "car", "points": [[50.5, 40], [10, 20]], "shape_type": "rectangle"},
        {"label": "leaf", "points": TRIANGLE, "shape_type": "polygon", "group_id": None},
        {"label": "ship", "points": corners, "shape_type": "rotation"},
        {"label": "lane", "points": LINE, "shape_type": "linestrip"},
        {
            "label": "blot",
            "points": [[33.0, 12.0], [40.0, 19.0]],
            "shape_type": "mask",
            "mask": png(BLOT[12:20, 33:41]),
        },
        {"label": "person", "points": POSE, "shape_type": "points"},
    ]
    whole: dict[str, Any] = {"version": "5.5.0", "flags": {}, "imageData": None}
    size = {"imageHeight": HEIGHT, "imageWidth": WIDTH}
    folder = folder / "labelme"
    folder.mkdir()
    for name, found in (("a", shapes), ("b", [])):
        file = {**whole, "shapes": found, "imagePath": f"{name}.jpg", **size}
        (folder / f"{name}.json").write_text(json.dumps(file, indent=1))
    return folder


def label_studio(folder: Path, key: str = "annotations") -> Path:
    turn, (x, y, w, h) = math.radians(30), TURNED
    corner = [
        x + w / 2 - (w * math.cos(turn) - h * math.sin(turn)) / 2,
        y + h / 2 - (w * math.sin(turn) + h * math.cos(turn)) / 2,
    ]

    def box(place: list[float], width: float, height: float, rotation: float) -> dict[str, float]:
        [[left, top]] = percent([place])
        size = {"width": 100 * width / WIDTH, "height": 100 * height / HEIGHT}
        return {"x": left, "y": top, **size, "rotation": rotation}

    values: list[tuple[str, str, dict[str, Any]]] = [
        ("rectanglelabels", "car", box([10, 20], 40.5, 20, 0)),
        ("polygonlabels", "leaf", {"points": percent(TRIANGLE), "closed": True}),
        ("rectanglelabels", "ship", box(corner, w, h, 30)),
        ("vectorlabels", "lane", {"vertices": [{"x": x, "y": y} for x, y in percent(LINE)]}),
        ("brushlabels", "blot", {"format": "rle", "rle": brush(BLOT)}),
    ]
    size = {"original_width": WIDTH, "original_height": HEIGHT, "image_rotation": 0}
    result: list[dict[str, Any]] = [
        {"id": name, "type": kind, "score": 0.5, "value": {**value, kind: [name]}, **size}
        for kind, name, value in values
    ]
    result.append({"id": "c", "type": "choices", "value": {"choices": ["day"]}})
    tasks = [
        {"id": 1, "data": {"image": "/data/upload/1/0a1b2c3d-a.jpg"}, key: [{"result": result}]},
        {"id": 2, "data": {"image": "/data/upload/1/4e5f6a7b-b.jpg"}, key: [{"result": []}]},
    ]
    path = folder / f"{key}.json"
    path.write_text(json.dumps(tasks))
    return path


def cvat(folder: Path) -> Path:
    x, y, w, h = TURNED

    def points(given: list[list[float]]) -> str:
        return ";".join(f"{x},{y}" for x, y in given)

    def joint(name: str, given: list[float]) -> str:
        return f'<points label="{name}" outside="0" occluded="0" points="{points([given])}"/>'

    cut = ", ".join(map(str, runs(BLOT[12:20, 33:41])))
    names = ["car", "leaf", "ship", "lane", "blot", "person"]
    labels = "".join(f"<label><name>{name}</name></label>" for name in names)
    labels += "".join(
        f"<label><name>{name}</name><parent>person</parent></label>" for name in ("head", "foot")
    )
    text = f"""<?xml version="1.0" encoding="utf-8"?>
<annotations><version>1.1</version>
<meta><task><labels>{labels}</labels></task></meta>
<image id="0" name="a.jpg" width="{WIDTH}" height="{HEIGHT}">
  <tag label="day"/>
  <box label="car" occluded="0" xtl="10" ytl="20" xbr="50.5" ybr="40" z_order="0"/>
  <polygon label="leaf" occluded="0" points="{points(TRIANGLE)}"/>
  <box label="ship" occluded="0" xtl="{x}" ytl="{y}" xbr="{x + w}" ybr="{y + h}" rotation="30.00"/>
  <polyline label="lane" occluded="0" points="{points(LINE)}"/>
  <mask label="blot" occluded="0" rle="{cut}" left="33" top="12" width="8" height="8"/>
  <skeleton label="person">{joint("foot", POSE[1])}{joint("head", POSE[0])}</skeleton>
</image>
<image id="1" name="b.jpg" width="{WIDTH}" height="{HEIGHT}"></image>
</annotations>"""
    path = folder / "annotations.xml"
    path.write_text(text)
    return path


def encord(folder: Path) -> Path:
    def box(x: float, y: float, w: float, h: float, **more: float) -> dict[str, float]:
        return {"x": x / WIDTH, "y": y / HEIGHT, "w": w / WIDTH, "h": h / HEIGHT, **more}

    def points(given: list[list[float]]) -> dict[str, dict[str, Any]]:
        return {str(n): {"x": x / WIDTH, "y": y / HEIGHT} for n, (x, y) in enumerate(given)}

    ring = [value for x, y in TRIANGLE for value in (x / WIDTH, y / HEIGHT)]
    text = coco.frPyObjects({"size": [8, 8], "counts": runs(BLOT[12:20, 33:41])}, 8, 8)
    blot = {"rleString": text["counts"].decode(), "left": 33, "top": 12, "width": 8, "height": 8}
    objects: list[dict[str, Any]] = [
        {"name": "car", "shape": "bounding_box", "boundingBox": box(10, 20, 40.5, 20)},
        {"name": "leaf", "shape": "polygon", "polygon": points(TRIANGLE), "polygons": [[ring]]},
        {
            "name": "ship",
            "shape": "rotatable_bounding_box",
            "rotatableBoundingBox": box(*TURNED, theta=30),
        },
        {"name": "lane", "shape": "polyline", "polyline": points(LINE)},
        {"name": "blot", "shape": "bitmask", "bitmask": blot},
        {"name": "person", "shape": "skeleton", "skeleton": points(POSE)},
    ]
    rows = [
        {
            "label_hash": f"label-{name}",
            "data_title": f"{name}.jpg",
            "data_type": "image",
            "data_units": {
                f"unit-{name}": {
                    "data_title": f"{name}.jpg",
                    "width": WIDTH,
                    "height": HEIGHT,
                    "labels": {"objects": found, "classifications": []},
                }
            },
        }
        for name, found in (("a", objects), ("b", []))
    ]
    path = folder / "export.json"
    path.write_text(json.dumps(rows))
    return path


TOOLS = [labelme, label_studio, cvat, encord]


def described(project: Project, table: str = "label") -> dict[str, Any]:
    rows = project.query(
        "select class_name, item_key, uri, width_px, height_px, shape, "
        f"{table}.* exclude (shape) from {table} join item using (item_id) join class "
        "using (class_id)"
    ).rows()
    return {row["class_name"]: row for row in rows}


def check_scene(found: dict[str, Any], *, has_pose: bool) -> None:
    """Check a scene against what stands above."""
    assert set(found) == {"car", "leaf", "ship", "lane", "blot"} | (
        {"person"} if has_pose else set()
    )
    assert {row["item_key"] for row in found.values()} == {"a"}
    shapes = {name: row["shape"] for name, row in found.items() if name not in {"car", "person"}}
    assert shapes == {
        "leaf": "polygon",
        "ship": "rotated_box",
        "lane": "polyline",
        "blot": "mask",
    }
    boxes = {
        "car": (10, 20, 40.5, 20),
        "leaf": (10, 10, 20, 15),
        "lane": (5, 5, 65, 15),
        "blot": (33, 12, 8, 8),
    }
    for name, box in boxes.items():
        row = found[name]
        assert [row[side] for side in ("x_px", "y_px", "w_px", "h_px")] == pytest.approx(box)
    assert found["ship"]["angle_deg"] == pytest.approx(-30)
    assert found["ship"]["area_px2"] == pytest.approx(160)
    centre = [
        found["ship"][side] + found["ship"][size] / 2
        for side, size in (("x_px", "w_px"), ("y_px", "h_px"))
    ]
    assert centre == pytest.approx([40, 24])
    rle = coco.encode(np.asfortranarray(BLOT.astype(np.uint8)))
    assert found["blot"]["mask"] == {"size": [HEIGHT, WIDTH], "counts": rle["counts"].decode()}
    if has_pose:
        flat = [value for x, y in POSE for value in (x, y, 2)]
        assert found["person"]["keypoints"] == pytest.approx(flat)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_scene_is_the_same_from_each_tool(project: Project, tmp_path: Path, tool: Any) -> None:
    loaded = project.load_labels(tool(tmp_path))
    name = tool.__name__.replace("_", "-")
    assert loaded.changes == (f"{tmp_path / loaded.file}: read as {name}",)
    assert loaded.rows_quarantined == 0
    check_scene(described(project), has_pose=tool is not label_studio)
    items = project.query("select item_key, uri, width_px, height_px from item order by all").rows()
    assert [row["item_key"] for row in items] == ["a", "b"]
    assert items[0]["uri"].endswith("a.jpg")
    assert (items[0]["width_px"], items[0]["height_px"]) == (WIDTH, HEIGHT)


def test_predictions_of_label_studio(project: Project, tmp_path: Path) -> None:
    project.load_labels(label_studio(tmp_path))
    loaded = project.load_predictions(label_studio(tmp_path, "predictions"), set_name="v1")
    assert (loaded.rows_loaded, loaded.rows_quarantined) == (5, 0)
    found = described(project, "prediction")
    check_scene(found, has_pose=False)
    assert {row["confidence"] for row in found.values()} == {0.5}


def test_boxes_of_cvat_are_those_of_labelformat(project: Project, tmp_path: Path) -> None:
    path = cvat(tmp_path)
    text = path.read_text()
    path.write_text(text.replace(' rotation="30.00"', ""))
    project.load_labels(path)
    theirs = {
        each.category.name: (each.box.xmin, each.box.ymin, each.box.xmax, each.box.ymax)
        for image in CVATObjectDetectionInput(path).get_labels()
        for each in image.objects
    }
    rows = project.query(
        "select class_name, x_px, y_px, x_px + w_px, y_px + h_px from label "
        "join class using (class_id) where shape = 'box'"
    ).rows()
    ours = {name: tuple(corners) for name, *corners in (row.values() for row in rows)}
    assert ours == theirs
    [names] = project.query("select keypoint_names from class where class_name = 'person'").rows()
    assert names == {"keypoint_names": ["head", "foot"]}


def test_parts_of_a_group_are_one_object_of_labelme(project: Project, tmp_path: Path) -> None:
    folder = labelme(tmp_path)
    file = json.loads((folder / "a.json").read_text())
    far = [[x + 40, y] for x, y in TRIANGLE]
    file["shapes"] = [
        {"label": "leaf", "points": points, "shape_type": "polygon", "group_id": 7}
        for points in (TRIANGLE, far)
    ]
    file["shapes"] += [{"label": "disc", "points": [[40, 25], [40, 35]], "shape_type": "circle"}]
    (folder / "a.json").write_text(json.dumps(file))
    project.load_labels(folder)
    found = described(project)
    assert (found["leaf"]["part_count"], found["leaf"]["w_px"]) == (2, 60)
    assert found["disc"]["area_px2"] == pytest.approx(100 * math.pi, rel=0.02)


def test_two_images_of_one_name_are_two_items(project: Project, tmp_path: Path) -> None:
    text = (
        cvat(tmp_path).read_text().replace('"a.jpg"', '"x/1.jpg"').replace('"b.jpg"', '"y/1.jpg"')
    )
    path = tmp_path / "two.xml"
    path.write_text(text)
    project.load_labels(path)
    rows = project.query("select item_key from item order by all").rows()
    assert [row["item_key"] for row in rows] == ["x/1", "y/1"]


def replaced(tool: Any, folder: Path, *changes: tuple[str, str]) -> Path:
    """Return a scene of a tool with pieces of its text replaced."""
    path: Path = tool(folder)
    file = path / "a.json" if path.is_dir() else path
    text = file.read_text()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text)
    return path


FAULTS: list[tuple[Any, str, str, str, str]] = [
    (labelme, '"shape_type": "linestrip"', '"shape_type": "cube"', "shape_type", "is polygon, rec"),
    (labelme, "50.5", '"x"', "points", "is a list of points, each x and y"),
    (labelme, '"mask": "', '"mask": "?', "mask", "is a PNG in base64 that lies in the image"),
    (labelme, '"label": "car"', '"label": null', "label", "is present"),
    (label_studio, '"original_width": 80', '"original_width": 0', "original_width", "is a whole n"),
    (label_studio, '"x": 12.5', '"x": "left"', "value/width", "holds numbers"),
    (label_studio, '"rle": [0, 0, 62', '"rle": [0, 0, 63', "value/rle", "has runs that add up to"),
    (cvat, 'xtl="10"', 'xtl="left"', "xtl", "is a number"),
    (cvat, 'points="10.0,', 'points="ten,', "points", "holds numbers"),
    (cvat, 'left="33"', 'left="73"', "rle", "has runs that add up to its size, in the image"),
    (cvat, "<polyline", "<cuboid", "shape", "is box, polygon, polyline, points, mask, ellipse"),
    (encord, '"boundingBox": {"x"', '"boundingBox": {"z"', "boundingBox", "holds numbers"),
    (encord, '"rleString": "', '"rleString": "?', "bitmask", "has runs that add up to its size"),
    (encord, '"polyline": {', '"cuboid": {', "shape", "is a bounding box, a rotatable one, a po"),
]


@pytest.mark.parametrize(("tool", "old", "new", "name", "rule"), FAULTS)
def test_what_is_wrong_is_set_aside(
    project: Project, tmp_path: Path, tool: Any, old: str, new: str, name: str, rule: str
) -> None:
    loaded = project.load_labels(replaced(tool, tmp_path, (old, new)))
    assert loaded.rows_quarantined == 1
    [row] = project.query("select pointer, field, rule, raw from quarantine").rows()
    assert row["field"] == name
    assert row["rule"].startswith(rule)
    assert row["pointer"]
    assert json.loads(row["raw"])


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("<annotations><track id='0'/></annotations>", "cvat", "is of a video; expected 'CVAT for"),
        ("<annotations>", "cvat", "is not XML"),
        ("<notes/>", "cvat", "its root is 'notes'; expected 'annotations'"),
        (
            '<!DOCTYPE x [<!ENTITY y "z">]><annotations>&y;</annotations>',
            "cvat",
            "defines entities; expected plain XML",
        ),
        ("{", "encord", "is not valid JSON"),
        ("{}", "encord", "holds no image"),
        ("[", "label-studio", "is not valid JSON"),
        ('[{"image": "a.jpg"}]', "label-studio", "has no task with annotations"),
        ("[]", "labelme", "none of its 1 rows can be used"),
    ],
)
def test_what_none_of_the_tools_wrote_is_refused(
    project: Project, tmp_path: Path, text: str, name: str, message: str
) -> None:
    path = tmp_path / "file.json"
    path.write_text(text)
    with pytest.raises(InputFileError, match=message):
        project.load_labels(path, format=name)


def test_labels_only_are_no_predictions(project: Project, tmp_path: Path) -> None:
    project.load_labels(labelme(tmp_path))
    with pytest.raises(UsageError, match="format 'cvat' cannot hold predictions"):
        project.load_predictions(cvat(tmp_path), set_name="v1")
