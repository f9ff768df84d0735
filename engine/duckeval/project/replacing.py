"""Files and folders that are made whole beside their place, and put there at the end."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from duckeval.errors import StoreError

__all__ = ["folder_beside", "replacing"]


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a file to write to that takes the place of `path` when the block ends well.

    Raises
    ------
    StoreError
        If the folder is missing or the file cannot be written; `path` is as it was then.
    """
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; expected a file")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: its folder does not exist")
    part = path.with_name(path.name + ".part")
    try:
        yield part
        os.replace(part, path)  # noqa: PTH105 - the one call that is known to be atomic
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(f"{path}: cannot be written: {reason}") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def folder_beside(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside `folder` to fill; the block moves what it holds, the rest goes.

    Raises
    ------
    StoreError
        If the folder that is to hold it is missing, or something cannot be written.
    """
    if not folder.parent.is_dir():
        raise StoreError(f"{folder}: its folder does not exist")
    part = folder.with_name(folder.name + ".part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        yield part
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(f"{folder}: cannot be written: {reason}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
