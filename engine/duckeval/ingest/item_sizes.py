"""The sizes of images that a file with normalised numbers needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from duckeval.errors import InputFileError
from duckeval.ingest.datasets import find_dataset
from duckeval.ingest.image_sizes import image_files, image_sizes
from duckeval.ingest.job import Job
from duckeval.ingest.staging import stage_columns
from duckeval.ingest.text_files import ItemFile

__all__ = ["SIZES_HINT", "Picture", "pictures_of", "stage_sizes"]

SIZES_HINT = (
    "--images DIR reads them from the images, --image-size WxH says it where all are alike; "
    "of images that are loaded already (COCO, VOC) they are known"
)


@dataclass(frozen=True)
class Picture:
    """An image file: of which item, its name, and its size."""

    item_key: str
    uri: str
    split: str | None
    size: tuple[int, int] | None


def pictures_of(
    folders: Sequence[tuple[Path, str | None]], root: Path | None, files: Sequence[ItemFile]
) -> list[Picture]:
    """Return the images in folders, and which item each is.

    An image is of the text file of the same name, in the same folder below where names alone
    are not unique; else it is an item of its own.
    """
    by_key = {each.item_key: each for each in files}
    taken: set[str] = set()
    found: list[tuple[str, str, str | None]] = []
    paths: list[Path] = []
    for folder, split in folders:
        for path in image_files(folder):
            inner = Path(path.name) if path == folder else path.relative_to(folder)
            within = inner.with_suffix("").as_posix()
            below = PurePath(folder.name, within).as_posix()
            key = next((each for each in (within, below, path.stem) if each in by_key), None)
            if key is None:
                key = path.stem if path.stem not in taken else within
            if key in taken:
                continue
            taken.add(key)
            uri = path.relative_to(root) if root and path.is_relative_to(root) else path
            paths.append(path)
            found.append((key, uri.as_posix(), split))
    sizes = image_sizes(paths) if paths else []
    return [Picture(*each, size) for each, size in zip(found, sizes, strict=True)]


def stage_sizes(
    job: Job, files: Sequence[ItemFile], pictures: Sequence[Picture], *, needs: bool
) -> Mapping[str, tuple[int, int]]:
    """Fill ``staged_size`` with the sizes of the images that files are about.

    Returns the sizes that are not known to the project, by the key of the item.

    Raises
    ------
    InputFileError
        If sizes are needed and there is none.
    """
    import pyarrow as pa  # noqa: PLC0415

    given = job.request.image_size
    sizes = {each.item_key: each.size for each in pictures if each.size is not None}
    known = _known(job)
    keys = [each.item_key for each in files]
    said = {key: size for key in [*keys, *sizes] if (size := sizes.get(key) or given) is not None}
    total = {key: said.get(key) or (known or {}).get(key) for key in keys}
    is_met = known is None or any(key in known for key in keys)
    if needs and is_met and keys and not any(total.values()):
        raise InputFileError(
            f"{job.source.name}: its numbers are fractions of images whose sizes nobody knows",
            hint=SIZES_HINT,
        )
    columns = {
        "item_key": pa.array(keys, pa.string()),
        "width_px": pa.array([size and size[0] for size in total.values()], pa.int64()),
        "height_px": pa.array([size and size[1] for size in total.values()], pa.int64()),
        "is_known": pa.array([known is None or key in known for key in total], pa.bool_()),
    }
    stage_columns(job.store, "staged_size", columns)
    return said


def _known(job: Job) -> dict[str, tuple[int, int] | None] | None:
    """Return the sizes of the items of the project by the keys of files.

    None where the labels that are loaded bring their items.
    """
    is_predicted = job.request.kind == "predictions"
    dataset = find_dataset(job.store, job.request.dataset, may_be_new=not is_predicted)
    if dataset.dataset_id is None:
        return None
    join = job.request.join if is_predicted else "item_key"
    parameters = {"dataset_id": dataset.dataset_id, "joined_by": join}
    job.store.script("fill/stage_known_item.sql", parameters)
    rows = job.store.run(
        "select staged_file.item_key, item.width_px, item.height_px from staged_file "
        "inner join known_item on joined_key(staged_file.item_key, $joined_by) = "
        "known_item.join_key inner join item on known_item.item_id = item.item_id "
        "where known_item.item_count = 1",
        {"joined_by": join},
    )
    found = {key: (width, height) if width and height else None for key, width, height in rows}
    if not is_predicted:
        # what is new is an item, too
        keys = job.store.run("select item_key from staged_file")
        return {key: found.get(key) for (key,) in keys}
    return found
