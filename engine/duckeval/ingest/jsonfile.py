"""Large JSON files for DuckDB: cut where it cannot read in parallel, and looked over on the way.

DuckDB reads one JSON array in one thread, and a value inside one large object not at all quickly.
So an array is copied into a few files of a private folder, each an array of whole elements, which
it reads side by side and in order. A cut is sought at ``},{``; were that inside an element or a
string, the piece would not be JSON, DuckDB would say so, and the reader falls back to one piece.
"""

import json
import mmap
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from duckeval.errors import InputFileError, StoreError

__all__ = ["JsonArray", "invalid_json", "opened", "write_array"]

_PIECE_BYTES = 4 << 20
_CHUNK_BYTES = 1 << 20
_LARGEST_EXPLAINED = 64 << 20
_CUT = re.compile(rb"\}\s*,\s*\{")
_BOM = b"\xef\xbb\xbf"
_QUOTE, _COLON, _U, _L = b'":ul'


@dataclass(frozen=True)
class JsonArray:
    """An array in files that DuckDB reads.

    Attributes
    ----------
    files : list of str
        Arrays; one behind the other they are the whole.
    is_plain : bool
        Whether there can be no text and no true, false or null among the values. A typed read of
        such an array takes nothing for a number that is none.
    """

    files: list[str]
    is_plain: bool


def opened(path: Path, name: str) -> memoryview:
    """Return the content of a JSON file, without a byte order mark.

    Raises
    ------
    InputFileError
        If the file is empty, compressed or in another encoding than UTF-8.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            raise InputFileError(f"{name}: is empty; expected JSON")
        # Not closed by name: views of it may outlive this block in the traceback of an error.
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    start = bytes(view[:3])
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise InputFileError(
            f"{name}: is encoded in UTF-16; expected UTF-8",
            hint=f"convert it: iconv -f UTF-16 -t UTF-8 {path.name} > utf8.json",
        )
    return view[3:] if start == _BOM else view


def write_array(
    array: memoryview, folder: Path, stem: str, *, pieces: int | None = None
) -> JsonArray:
    """Write an array into files and look over its bytes.

    Parameters
    ----------
    array : memoryview
        The text of the array.
    folder : Path
        Where the files go.
    stem : str
        How their names begin.
    pieces : int, optional
        How many files at most; None decides by size and processors.

    Raises
    ------
    StoreError
        If the folder takes no more.
    """
    if pieces is None:
        pieces = min(os.cpu_count() or 1, 16, len(array) // _PIECE_BYTES + 1)
    bounds = _bounds(array, pieces)
    last = len(bounds) - 1
    jobs = [
        (
            folder / f"{stem}{place}.json",
            b"[" if place > 0 else b"",
            array[start:stop],
            b"]" if place < last else b"",
        )
        for place, (start, stop) in enumerate(bounds)
    ]
    try:
        with ThreadPoolExecutor(len(jobs)) as pool:
            surveys = list(pool.map(lambda job: _write_piece(*job), jobs))
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot hold a working copy of the file: {error.strerror}",
            hint="TMPDIR names another folder for temporary files",
        ) from error
    _release_pages(array)
    quotes, colons, words = (sum(column) for column in zip(*surveys, strict=True))
    return JsonArray(
        files=[str(path) for path, *_ in jobs],
        # Two quotes around each key and one colon behind it, and none for values.
        is_plain=quotes == 2 * colons and words == 0,
    )


def invalid_json(array: memoryview, name: str) -> InputFileError:
    """Return the error for bytes that are not JSON, with the place where they stop being it.

    Examples
    --------
    >>> str(invalid_json(memoryview(b'[{"a": 1'), "a.json"))
    'a.json: is not valid JSON: it ends too early, at byte 8'
    """
    try:
        if len(array) <= _LARGEST_EXPLAINED:
            json.loads(str(array, "utf-8"))  # knows NaN, and says where
        else:
            msgspec.json.decode(array, type=msgspec.Raw)
    except json.JSONDecodeError as error:
        place = len(error.doc[: error.pos].encode())
        is_cut = error.msg.startswith("Unterminated") or not error.doc[error.pos :].strip()
        what = "it ends too early" if is_cut else error.msg
    except msgspec.DecodeError as error:
        found = re.search(r": (.*) \(byte (\d+)\)", str(error))
        is_cut = found is None
        what, place = (found[1], int(found[2])) if found else ("it ends too early", len(array))
    except UnicodeDecodeError as error:
        return InputFileError(f"{name}: is not UTF-8 at byte {error.start}")
    except RecursionError:
        return InputFileError(f"{name}: is JSON nested too deeply")
    else:
        return InputFileError(f"{name}: is not JSON that DuckDB can read")
    hint = "the file may be cut off: compare its size with the original, or write it again"
    return InputFileError(
        f"{name}: is not valid JSON: {what}, at byte {len(array) if is_cut else place}",
        hint=hint if is_cut else None,
    )


def _release_pages(array: memoryview) -> None:
    """Give back the memory of a mapped file; what is needed once more is read once more."""
    if isinstance(array.obj, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        array.obj.madvise(mmap.MADV_DONTNEED)


def _bounds(array: memoryview, pieces: int) -> list[tuple[int, int]]:
    bounds: list[tuple[int, int]] = []
    start, size = 0, len(array)
    for piece in range(1, pieces):
        near = size * piece // pieces
        cut = _CUT.search(array, near, near + _CHUNK_BYTES)
        if cut is not None and near >= start:
            bounds.append((start, cut.start() + 1))
            start = cut.end() - 1
    bounds.append((start, size))
    return bounds


def _write_piece(
    path: Path, before: bytes, piece: memoryview, behind: bytes
) -> tuple[int, int, int]:
    """Write one file; return its quotes, its colons and the letters of true, false and null."""
    quotes = colons = words = 0
    with path.open("wb", buffering=0) as file:
        file.write(before)
        for start in range(0, len(piece), _CHUNK_BYTES):
            chunk = piece[start : start + _CHUNK_BYTES]
            _write_all(file.fileno(), chunk)
            codes = np.frombuffer(chunk, np.uint8)
            quotes += int(np.count_nonzero(codes == _QUOTE))
            colons += int(np.count_nonzero(codes == _COLON))
            words += int(np.count_nonzero(codes == _U)) + int(np.count_nonzero(codes == _L))
        file.write(behind)
    return quotes, colons, words


def _write_all(handle: int, chunk: memoryview) -> None:
    written = 0
    while written < len(chunk):
        written += os.write(handle, chunk[written:])
