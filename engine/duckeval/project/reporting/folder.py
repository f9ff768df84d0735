"""The folder of a report: made whole beside its place, then put there."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from duckeval.errors import StoreError
from duckeval.project.replacing import folder_beside

__all__ = ["MANIFEST", "digest", "replacing_report", "write_manifest"]

MANIFEST = "manifest.json"


@contextmanager
def replacing_report(folder: Path) -> Iterator[Path]:
    """Give a folder to write to whose files take the place of an earlier report at the end.

    Raises
    ------
    StoreError
        If something else is in the folder, or it cannot be written.
    """
    old = _files_of_report(folder)
    with folder_beside(folder) as part:
        yield part
        folder.mkdir(exist_ok=True)
        # The manifest goes first and comes last: a folder with one is a whole report.
        (folder / MANIFEST).unlink(missing_ok=True)
        new = sorted(
            (path.relative_to(part) for path in part.rglob("*") if path.is_file()),
            key=lambda path: (path.name == MANIFEST, str(path)),
        )
        for name in old - {str(path) for path in new}:
            (folder / name).unlink(missing_ok=True)
            with suppress(OSError):  # other files are in there
                (folder / name).parent.rmdir()
        for path in new:
            (folder / path).parent.mkdir(exist_ok=True)
            (part / path).replace(folder / path)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """Write the manifest: the same content gives the same bytes."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def _files_of_report(folder: Path) -> set[str]:
    """Return the files of the report in a folder; none where the folder is new or empty."""
    if not folder.exists():
        return set()
    if folder.is_dir() and not any(folder.iterdir()):
        return set()
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        names = {str(each["file"]) for each in manifest["files"] if manifest["duckeval"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise StoreError(
            f"{folder}: is there already and holds no report; expected a folder that is new, empty "
            "or made by 'duckeval report'",
            hint="name another folder with -o",
        ) from None
    # A manifest names files below its folder, whatever somebody wrote into it.
    return {name for name in names if not Path(name).is_absolute() and ".." not in Path(name).parts}
