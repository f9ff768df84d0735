"""Where the files of a YOLO data set are: labels, images, and the names of the classes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from duckeval.errors import InputFileError, UsageError
from duckeval.ingest.text_files import ItemFile, item_files

__all__ = ["YoloSet", "read_names", "yolo_set", "yolo_texts"]

YAML_SUFFIXES = frozenset({".yaml", ".yml"})
_SPLITS = ("val", "test", "train")
_KEYS = {"train", "val", "test", "path", "nc"}
_NO_LABELS = frozenset({"classes.txt", "train.txt", "val.txt", "valid.txt", "test.txt"})
_YAML_LIMIT = 4 << 20
_POINT_NUMBERS = (2, 3)


@dataclass(frozen=True)
class YoloSet:
    """What a data set in YOLO's layout consists of.

    Attributes
    ----------
    files : tuple of ItemFile
        The text files.
    image_folders : tuple of (Path, str or None)
        Where the images are, and of which split.
    uri_root : Path or None
        What the names of images begin from.
    names : mapping of int to str
        The classes by their number; empty where nobody names them.
    names_file : Path or None
        Who names them.
    keypoints : tuple of int or None
        How many keypoints an object has, and how many numbers each.
    splits : tuple of str
        The splits of ``data.yaml`` that were not asked for.
    """

    files: tuple[ItemFile, ...] = ()
    image_folders: tuple[tuple[Path, str | None], ...] = ()
    uri_root: Path | None = None
    names: Mapping[int, str] = field(default_factory=dict)
    names_file: Path | None = None
    keypoints: tuple[int, int] | None = None
    splits: tuple[str, ...] = ()


def yolo_texts(folder: Path) -> list[Path]:
    """Return the text files of a folder, at any depth, that may be about images."""
    return [
        path
        for path in folder.rglob("*.txt")
        if not path.name.startswith((".", "README"))
        and not (path.name in _NO_LABELS and path.parent == folder)
    ]


def yolo_set(path: Path, name: str, split: str | None = None) -> YoloSet:
    """Return the data set that a file or a folder stands for.

    Parameters
    ----------
    path : Path
        ``data.yaml``, the folder of it, a folder of text files, or one text file.
    name : str
        What messages call it.
    split : str, optional
        The split of ``data.yaml`` that is wanted, or ``all``; None takes val, if there is one.

    Raises
    ------
    InputFileError
        If ``data.yaml`` is not what it has to be, or nothing is where it says.
    """
    try:
        return _found(path, name, split)
    except OSError as error:
        raise InputFileError(
            f"{name}: its files cannot be listed: {error.filename}: {error.strerror}"
        ) from error


def _found(path: Path, name: str, split: str | None) -> YoloSet:
    if path.suffix.lower() in YAML_SUFFIXES:
        return _of_yaml(path, name, split)
    if path.is_file():
        return _with_names(YoloSet(files=tuple(item_files(path, [path]))), path.parent)
    own = path / "data.yaml"
    if own.is_file() and (said := _yaml(own)) and {"train", "val", "test"} & said.keys():
        return _of_yaml(own, name, split)
    if split is not None:
        raise UsageError(
            f"{name}: --split {split} needs data.yaml", hint="name the folder of the split itself"
        )
    root = path / "labels" if (path / "labels").is_dir() else path
    files = item_files(root, yolo_texts(root))
    images = _images_of(root)
    found = YoloSet(
        files=tuple(files),
        image_folders=() if images is None else ((images, None),),
        uri_root=images,
    )
    return _with_names(found, root)


def read_names(path: Path) -> dict[int, str]:
    """Return the names of classes in a file: ``data.yaml``, or one name on each line.

    Raises
    ------
    InputFileError
        If it cannot be read, or holds no names.
    """
    if path.suffix.lower() in YAML_SUFFIXES:
        names = _names_of(_yaml(path) or {}, path)
    else:
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputFileError(f"{path}: cannot be read as text: {error}") from error
        while lines and not lines[-1].strip():
            lines.pop()
        names = {place: line.strip() for place, line in enumerate(lines) if line.strip()}
    if not names:
        raise InputFileError(f"{path}: holds no names of classes")
    return names


def _with_names(found: YoloSet, folder: Path) -> YoloSet:
    """Look for the names of classes in the folder and the two above it."""
    above = folder.absolute()
    for place in (above, above.parent, above.parent.parent):
        yamls = sorted([*place.glob("*.yaml"), *place.glob("*.yml")], key=lambda p: p.name)
        for path in sorted(yamls, key=lambda p: p.stem != "data"):
            said = _yaml(path) or {}
            if "names" in said and _KEYS & said.keys():
                names = _names_of(said, path)
                return replace(
                    found, names=names, names_file=path, keypoints=_keypoints(said, path)
                )
        texts = [place / "classes.txt", place / "obj.names", *sorted(place.glob("*.names"))]
        for path in texts:
            if path.is_file():
                return replace(found, names=read_names(path), names_file=path)
    return found


def _of_yaml(path: Path, name: str, split: str | None) -> YoloSet:
    said = _yaml(path)
    if said is None:
        raise InputFileError(f"{name}: is no YAML with keys and values")
    there = [each for each in _SPLITS if said.get(each)]
    if not there:
        raise InputFileError(
            f"{name}: has none of the keys train, val and test; expected the folders of images"
        )
    wanted = there if split == "all" else [split or there[0]]
    if wanted[0] not in there:
        raise UsageError(
            f"{name}: has no split {wanted[0]!r}", hint=f"it has: {', '.join(there)}; or all"
        )
    root, found = path.parent, []
    for each in wanted:
        root, folders = _folders(path, said, each)
        found += [(labels, images, each) for labels, images in folders]
    files = [each for labels, _, of in found for each in _texts_of(labels, of)]
    if len({each.item_key for each in files}) < len(files):
        files = [
            replace(each, item_key=each.path.relative_to(root).with_suffix("").as_posix())
            for each in files
        ]
    return YoloSet(
        files=tuple(files),
        image_folders=tuple((images, of) for _, images, of in found if images.exists()),
        uri_root=root,
        names=_names_of(said, path),
        names_file=path,
        keypoints=_keypoints(said, path),
        splits=tuple(each for each in there if each not in wanted),
    )


def _folders(
    path: Path, said: Mapping[str, Any], split: str
) -> tuple[Path, list[tuple[Path, Path]]]:
    """Return the root of a data set, and the labels and images of a split: folders or files."""
    given = said[split] if isinstance(said[split], list) else [said[split]]
    roots = [path.parent]
    if isinstance(said.get("path"), str):
        roots.insert(0, path.parent / said["path"])
    tried: list[Path] = []
    for root in roots:
        pairs: list[tuple[Path, Path]] = []
        missing = len(given)
        for each in map(str, given):
            # Roboflow writes ../train/images for a folder beside the file.
            for text in (each, each.removeprefix("../")):
                images = root / text
                if images.suffix == ".txt" and images.is_file():
                    pairs += _listed(images, root)
                    missing -= 1
                    break
                labels = _labels_of(images)
                tried.append(labels)
                if labels.is_dir():
                    pairs.append((labels, images))
                    missing -= 1
                    break
        if not missing:
            return root, pairs
    raise InputFileError(
        f"{path}: the labels of {split!r} are not at {tried[0]}",
        hint="images/... has its labels in labels/...; 'path' is where both lie; the folder of "
        "labels can be loaded without data.yaml, too",
    )


def _listed(path: Path, root: Path) -> list[tuple[Path, Path]]:
    """Return the labels and images of a list of images; ./ is where the list lies."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputFileError(f"{path}: cannot be read as a list of images: {error}") from error
    names = [line.strip() for line in lines if line.strip()]
    images = [(path.parent if name.startswith("./") else root) / name for name in names]
    return [(_labels_of(image).with_suffix(".txt"), image) for image in images]


def _texts_of(labels: Path, split: str) -> list[ItemFile]:
    if labels.is_dir():
        return item_files(labels, labels.rglob("*.txt"), split)
    return item_files(labels, [labels], split) if labels.is_file() else []


def _labels_of(images: Path) -> Path:
    """Return where the labels of a folder of images are: /images/ becomes /labels/, the last."""
    parts = list(images.parts)
    for place in range(len(parts) - 1, -1, -1):
        if parts[place] == "images":
            parts[place] = "labels"
            return Path(*parts)
    return images


def _images_of(labels: Path) -> Path | None:
    """Return where the images of a folder of labels are, if they are where YOLO has them."""
    from duckeval.ingest.image_sizes import IMAGE_SUFFIXES  # noqa: PLC0415

    parts = list(labels.absolute().parts)
    for place in range(len(parts) - 1, -1, -1):
        if parts[place] == "labels":
            images = Path(*parts[:place], "images", *parts[place + 1 :])
            return images if images.is_dir() else None
    is_here = any(each.suffix.lower() in IMAGE_SUFFIXES for each in labels.iterdir())
    return labels if is_here else None


def _yaml(path: Path) -> dict[str, Any] | None:
    """Return what a YAML file says by its keys; None where it has none."""
    import yaml  # noqa: PLC0415

    try:
        if path.stat().st_size > _YAML_LIMIT:
            return None
        said = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def _names_of(said: Mapping[str, Any], path: Path) -> dict[int, str]:
    names = said.get("names")
    if isinstance(names, list):
        return {place: str(each) for place, each in enumerate(names)}
    if isinstance(names, dict):
        try:
            return {int(key): str(each) for key, each in names.items()}
        except (TypeError, ValueError):
            pass
    elif names is None:
        return {}
    raise InputFileError(
        f"{path}: 'names' is no list of names and no names by number; expected one of them"
    )


def _keypoints(said: Mapping[str, Any], path: Path) -> tuple[int, int] | None:
    shape = said.get("kpt_shape")
    if shape is None:
        return None
    is_right = isinstance(shape, list) and [type(each) for each in shape] == [int, int]
    if not is_right or shape[0] < 1 or shape[1] not in _POINT_NUMBERS:
        raise InputFileError(
            f"{path}: kpt_shape is {shape!r}; expected [keypoints, 2 or 3 numbers of each]"
        )
    return shape[0], shape[1]
