"""Where rows come from: a file, or a data frame in memory."""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from duckeval.errors import InputFileError, UsageError
from duckeval.ingest.arrays import (
    ARRAY_SUFFIXES,
    array_file_table,
    array_table,
    folder_table,
)
from duckeval.ingest.detections import detections_table, is_detections
from duckeval.ingest.folder_digest import digest_of, folder_digest, is_text_folder
from duckeval.ingest.pipelines import is_pipeline_output, pipeline_table
from duckeval.ingest.yolo_files import YAML_SUFFIXES, yolo_set

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FRAME", "FRAME_VIEW", "Source"]

FRAME = "<frame>"
"""The name of a data frame where a file would have its path."""

FRAME_VIEW = "staged_frame"
"""The name of a data frame in SQL while it is loaded."""


class Source:
    """One file or data frame, and the digest of its content.

    The digest of a file is computed in a thread of its own while DuckDB reads the file; `sha256`
    waits for it.

    Parameters
    ----------
    name : str
        The path as the user gave it, or `FRAME`.
    path : Path, optional
        The file, or a folder of files.
    frame : pyarrow.Table, optional
        The frame, where there is no file.
    is_array : bool, default False
        Whether the frame is made of arrays or of a folder, which hold whole items only, and where a
        row may mean an item by its place.
    item_count : int, optional
        For how many items there are results, where they are those of a pipeline.
    files : sequence of Path, optional
        The files that are read, where `path` only names them.
    is_of_objects : bool, default False
        Whether these are of a detector.
    """

    def __init__(
        self,
        name: str,
        *,
        path: Path | None = None,
        frame: "pa.Table | None" = None,
        is_array: bool = False,
        item_count: int | None = None,
        files: Sequence[Path] | None = None,
        is_of_objects: bool = False,
    ) -> None:
        self.name = name
        self.item_count = item_count
        self.is_of_objects = is_of_objects
        self.is_array = is_array
        self.path = path
        self._files = files
        self.frame = frame
        self._digest: str | None = None
        self._failure: OSError | None = None
        self._thread = threading.Thread(target=self._compute, name="duckeval-sha256", daemon=True)
        self._thread.start()

    @classmethod
    def of(
        cls,
        source: Any,  # noqa: ANN401
        *,
        may_be_folder: bool = False,
        split: str | None = None,
        is_of_labels: bool = False,
    ) -> Self:
        """Return the source that a path or a frame stands for.

        Raises
        ------
        InputFileError
            If the file is missing, a folder or not readable, or the frame has no columns.
        UsageError
            If it is neither path nor frame.

        Examples
        --------
        >>> import pyarrow as pa
        >>> Source.of(pa.table({"item_key": ["a"]})).name
        '<frame>'
        """
        if isinstance(source, (str, Path)):
            path = Path(source)
            if may_be_folder and path.is_dir():
                return cls(str(source), frame=folder_table(path), is_array=True)
            if not is_text_folder(path):  # its texts are read as one file
                _check_file(path)
            if path.suffix.lower() in ARRAY_SUFFIXES:
                return cls(str(source), frame=array_file_table(path), is_array=True)
            files = None
            if path.suffix.lower() in YAML_SUFFIXES:
                found = yolo_set(path, str(source), split)
                files = [path, *(each.path for each in found.files)]
            return cls(str(source), path=path, files=files)
        is_of_objects = not may_be_folder and is_detections(source)
        if is_of_objects or is_pipeline_output(source):
            frame, count = (
                detections_table(source, FRAME, is_of_labels=is_of_labels)
                if is_of_objects
                else pipeline_table(source, FRAME)
            )
            return cls(
                FRAME, frame=frame, is_array=True, item_count=count, is_of_objects=is_of_objects
            )
        if isinstance(source, Mapping):
            return cls(FRAME, frame=array_table(source, FRAME), is_array=True)
        return cls(FRAME, frame=_arrow_table(source))

    @property
    def stem(self) -> str | None:
        """The file's name without folder and suffix, or the folder's; None for a frame."""
        if self.name == FRAME:
            return None
        path = self.path
        if path is not None and path.is_dir():
            # runs/detect/predict/labels
            path = path.resolve()
            return path.parent.name if path.name == "labels" else path.name
        return Path(self.name).stem

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file's bytes, or of the frame's columns, as hexadecimal digits."""
        self._thread.join()
        if self._failure is not None:
            raise InputFileError(f"{self.name}: cannot be read: {self._failure.strerror}")
        if self._digest is None:
            raise InputFileError(f"{self.name}: cannot be read")
        return self._digest

    def _compute(self) -> None:
        try:
            if self.path is not None and self._files is not None:
                self._digest = digest_of(self._files)
            elif self.path is not None and self.path.is_dir():
                self._digest = folder_digest(self.path)
            elif self.path is not None:
                with self.path.open("rb") as file:
                    self._digest = hashlib.file_digest(file, "sha256").hexdigest()
            elif self.frame is not None:
                self._digest = _frame_digest(self.frame)
        except OSError as error:
            self._failure = error


def _check_file(path: Path) -> None:
    try:
        if path.is_dir():
            raise InputFileError(f"{path}: is a folder; expected a file")
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise InputFileError(f"{path}: no such file") from error
    except OSError as error:
        raise InputFileError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # a NUL character in the path
        raise InputFileError(f"{str(path)!r}: is not a path: {error}") from error


def _arrow_table(frame: Any) -> "pa.Table":  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    if hasattr(frame, "collect") and not hasattr(frame, "__arrow_c_stream__"):
        frame = frame.collect()  # a lazy frame of polars
    if not hasattr(frame, "__arrow_c_stream__"):
        raise UsageError(
            f"cannot load a {type(frame).__name__}; expected a path, a polars, pandas or pyarrow "
            "frame, a dict of arrays, or the results of a pipeline"
        )
    try:
        table = pa.table(frame)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise InputFileError(f"{FRAME}: cannot be read as Arrow: {error}") from error
    if table.num_columns == 0:
        raise InputFileError(f"{FRAME}: has no columns")
    return table.combine_chunks()


def _frame_digest(table: "pa.Table") -> str:
    import pyarrow as pa  # noqa: PLC0415

    digest = hashlib.sha256()

    class Sink:
        closed = False

        def write(self, data: bytes) -> int:
            digest.update(data)
            return len(data)

        def flush(self) -> None:
            """Do nothing: nothing is kept back."""

    bare = table.replace_schema_metadata(None)
    with pa.ipc.new_stream(pa.PythonFile(Sink(), mode="w"), bare.schema) as writer:
        writer.write_table(bare)
    return digest.hexdigest()
