"""CVAT for images 1.1: an XML file with the objects of all images.

The layout is that of https://docs.cvat.ai/docs/other/xml_format; masks hold run lengths row by row,
rotations are in degrees, clockwise on the screen.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from duckeval.errors import InputFileError
from duckeval.ingest.annotations import Found, faulty, item_names, stage_found
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.text_files import source_path

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["stage_cvat_labels"]

_POINTERS = {
    "class_name": "label",
    "x_px": "xtl",
    "y_px": "ytl",
    "w_px": "xbr",
    "h_px": "ybr",
    "angle_deg": "rotation",
    **dict.fromkeys(("segmentation", "points", "keypoints"), "points"),
    "mask": "rle",
}
_IGNORED = {"tag", "attribute"}
_OUTSIDE, _HIDDEN, _VISIBLE = 0, 1, 2


def stage_cvat_labels(job: Job) -> Staged:
    """Stage labels: an XML file with a root ``annotations``."""
    root = _root(job)
    images = root.findall("image")
    if not images and root.find("track") is not None:
        raise InputFileError(
            f"{job.source.name}: is of a video; expected 'CVAT for images 1.1'",
            hint="export the task once more in that format: a video becomes its frames",
        )
    keys = item_names(image.get("name") or "" for image in images)
    joints = _joints(root)
    found: list[Found] = []
    for image in images:
        name = image.get("name") or ""
        item: dict[str, Any] = {
            "item_key": keys[name] or None,
            "uri": name,
            "split": image.get("subset"),
            "width_px": image.get("width"),
            "height_px": image.get("height"),
        }
        found.append(Found(dict(item), name))
        objects = [each for each in image if each.tag not in _IGNORED]
        for place, each in enumerate(objects, start=1):
            raw = {"shape": each.tag, **each.attrib}
            found.append(_object(Found(dict(item), f"{name}:{place}", raw), each, joints))
    return stage_found(job, found, _POINTERS)


def _root(job: Job) -> "Element":
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - the error only

    from defusedxml import DefusedXmlException, ElementTree  # noqa: PLC0415

    path = source_path(job)
    try:
        root: Element = ElementTree.fromstring(path.read_bytes())
    except DefusedXmlException as error:
        raise InputFileError(f"{job.source.name}: defines entities; expected plain XML") from error
    except (ParseError, LookupError, RecursionError) as error:
        raise InputFileError(f"{job.source.name}: is not XML: {error}") from error
    if root.tag != "annotations":
        raise InputFileError(f"{job.source.name}: its root is {root.tag!r}; expected 'annotations'")
    return root


def _joints(root: "Element") -> dict[str, list[str]]:
    """Return the keypoints of each skeleton, in the order in which the file declares them."""
    found: dict[str, list[str]] = {}
    for label in root.iter("label"):
        parent, name = label.findtext("parent"), label.findtext("name")
        if parent and name:
            found.setdefault(parent, []).append(name)
    for skeleton in root.iter("skeleton"):
        names = found.setdefault(skeleton.get("label") or "", [])
        names += [
            name for point in skeleton if (name := point.get("label") or "") and name not in names
        ]
    return found


def _object(found: Found, element: "Element", joints: dict[str, list[str]]) -> Found:
    found.values["class_name"] = element.get("label")
    if element.get("occluded") is not None:
        found.values["occluded"] = element.get("occluded") == "1"
    try:
        told = _shape(element, found, joints)
    except (TypeError, ValueError, OverflowError):
        name = "rle" if element.tag == "mask" else "points" if element.get("points") else ""
        return faulty(found, name, "holds numbers")
    if told is None and element.tag == "mask":
        return faulty(found, "rle", "has runs that add up to its size, in the image")
    if told is None:
        rule = "is box, polygon, polyline, points, mask, ellipse or skeleton"
        return faulty(found, "shape", rule)
    found.values |= told
    return found


def _shape(element: "Element", found: Found, joints: dict[str, list[str]]) -> dict[str, Any] | None:  # noqa: PLR0911 - one for each shape
    from duckeval.geometry.pixels import ellipse_corners  # noqa: PLC0415

    turn = float(element.get("rotation") or 0)
    match element.tag:
        case "box":
            return _box(element, turn)
        case "polygon":
            return {"segmentation": [_flat(element)]}
        case "polyline":
            return {"points": _flat(element)}
        case "points":
            return {"keypoints": list(_triples(_flat(element)))}
        case "mask":
            return _mask(element, found)
        case "ellipse":
            x, y, *radii = (_attribute(element, name) for name in ("cx", "cy", "rx", "ry"))
            return {"segmentation": [ellipse_corners(x, y, radii[0], radii[1], turn)]}
        case "skeleton":
            return _skeleton(element, joints[element.get("label") or ""])
    return None


def _attribute(element: "Element", name: str) -> float:
    return float(element.get(name) or "none")


def _box(element: "Element", turn: float) -> dict[str, Any]:
    left, top, right, bottom = (element.get(name) for name in ("xtl", "ytl", "xbr", "ybr"))
    box: dict[str, Any] = {"x_px": left, "y_px": top, "w_px": right, "h_px": bottom}
    try:
        box["w_px"] = float(right or "") - float(left or "")
        box["h_px"] = float(bottom or "") - float(top or "")
    except ValueError:
        box["w_px"] = box["h_px"] = None
    return box | ({"angle_deg": -turn} if turn else {})


def _flat(element: "Element") -> list[float]:
    points = [point.split(",") for point in (element.get("points") or "").split(";")]
    return [float(value) for point in points for value in point]


def _triples(flat: list[float]) -> Iterator[float]:
    for x, y in zip(flat[0::2], flat[1::2], strict=True):
        yield from (x, y, _VISIBLE)


def _mask(element: "Element", found: Found) -> dict[str, Any] | None:
    from duckeval.geometry.pixels import mask_in_image, pixels_of_runs  # noqa: PLC0415

    runs = [int(run) for run in (element.get("rle") or "").split(",")]
    left, top, width, height = (
        int(_attribute(element, name)) for name in ("left", "top", "width", "height")
    )
    pixels = pixels_of_runs(runs, width, height)
    size = int(found.values["width_px"]), int(found.values["height_px"])
    rle = None if pixels is None else mask_in_image(pixels, left, top, *size)
    return None if rle is None else {"mask": rle}


def _skeleton(element: "Element", names: list[str]) -> dict[str, Any]:
    points = {point.get("label"): point for point in element}
    flat: list[float] = []
    for name in names:
        point = points.get(name)
        if point is None or point.get("outside") == "1":
            flat += [0.0, 0.0, _OUTSIDE]
        else:
            flat += [*_flat(point), _HIDDEN if point.get("occluded") == "1" else _VISIBLE]
    return {"keypoints": flat, "keypoint_names": names}
