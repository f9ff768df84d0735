"""Folders of files, one for each image: listed, named after their image, and read line by line."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duckeval.errors import InputFileError
from duckeval.ingest.staging import stage_columns

if TYPE_CHECKING:
    from duckeval.ingest.job import Job

__all__ = ["ItemFile", "item_files", "read_files", "source_path", "stage_files", "stage_lines"]


@dataclass(frozen=True)
class ItemFile:
    """A file about one image.

    Attributes
    ----------
    path : Path
        Where it is.
    item_key : str
        The name of the image without suffix.
    shown : str
        What messages call it: its path within the folder.
    split : str or None
        The part of the data set that it is in.
    """

    path: Path
    item_key: str
    shown: str
    split: str | None = None


def item_files(folder: Path, paths: Iterable[Path], split: str | None = None) -> list[ItemFile]:
    """Return the files of a folder in the order of their names, with the keys of their images.

    Parameters
    ----------
    folder : Path
        Where they lie; or one file.
    paths : iterable of Path
        The files, at any depth.
    split : str, optional
        The part of the data set that they are in; None takes the name of the first folder, where
        it is that of a part.

    Notes
    -----
    A key is the name of the file without suffix. Where two files have one name, all keys are the
    paths within the folder.
    """
    root = folder if folder.is_dir() else folder.parent
    within = sorted(path.relative_to(root) for path in paths)
    names = Counter(path.stem for path in within)
    is_unique = all(count == 1 for count in names.values())
    return [
        ItemFile(
            root / path,
            path.stem if is_unique else path.with_name(path.stem).as_posix(),
            path.as_posix(),
            split if split is not None else _split_of(path),
        )
        for path in within
    ]


def _split_of(path: Path) -> str | None:
    first = path.parts[0]
    is_known = first.startswith(("train", "val", "test")) and len(path.parts) > 1
    return ("val" if first == "valid" else first) if is_known else None


def source_path(job: "Job") -> Path:
    """Return the file or folder of a job."""
    if job.source.path is None:
        raise InputFileError(f"{job.source.name}: a frame cannot be read as {job.format_name}")
    return job.source.path


def read_files(job: "Job", files: Sequence[ItemFile]) -> list[str]:
    """Return the texts of files.

    Raises
    ------
    InputFileError
        If one cannot be read, or is not UTF-8.
    """
    texts = []
    for each in files:
        try:
            texts.append(each.path.read_bytes().decode("utf-8-sig"))
        except OSError as error:
            raise InputFileError(f"{each.path}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise InputFileError(
                f"{job.source.name}: {each.shown} is not UTF-8 at byte {error.start}",
                hint="expected text files in UTF-8",
            ) from error
    return texts


def stage_files(job: "Job", files: Sequence[ItemFile], texts: Sequence[str]) -> None:
    """Fill ``staged_file`` with files and their texts."""
    import pyarrow as pa  # noqa: PLC0415

    text = pa.string()
    columns = {
        "file_place": pa.array(range(len(files)), pa.int64()),
        "item_key": pa.array([each.item_key for each in files], text),
        "shown": pa.array([each.shown for each in files], text),
        "split": pa.array([each.split for each in files], text),
        "content": pa.array(texts, pa.large_string()),
    }
    stage_columns(job.store, "staged_file", columns)


def stage_lines(job: "Job", files: Sequence[ItemFile]) -> None:
    """Fill ``staged_file``, and ``staged_line`` with their lines, cut into words."""
    stage_files(job, files, read_files(job, files))
    job.store.script("fill/stage_text_line.sql")
