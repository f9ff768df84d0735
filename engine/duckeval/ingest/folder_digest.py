"""The digest of what is loaded from a folder."""

import hashlib
from collections.abc import Iterable
from os.path import commonpath
from pathlib import Path

__all__ = ["digest_of", "folder_digest", "is_text_folder"]

_SUFFIXES = frozenset({".txt", ".xml", ".json", ".yaml", ".yml", ".names", ".png"})


def is_text_folder(path: Path) -> bool:
    """Return whether a path is a folder with files that are read as one, at any depth."""
    return path.is_dir() and any(_texts(path))


def folder_digest(path: Path) -> str:
    """Return the digest of the names and contents of the files in a folder."""
    return digest_of(sorted(_texts(path)))


def digest_of(files: Iterable[Path]) -> str:
    """Return the digest of the names and contents of files."""
    digest = hashlib.sha256()
    names = list(files)
    root = commonpath([file.parent for file in names]) if names else ""
    for file in names:
        content = file.read_bytes()
        digest.update(file.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _texts(path: Path) -> Iterable[Path]:
    return (file for file in path.rglob("*") if file.suffix.lower() in _SUFFIXES and file.is_file())
