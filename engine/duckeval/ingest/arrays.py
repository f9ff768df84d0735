"""Arrays and folders as frames: ``.npy`` and ``.npz`` files, arrays of Python, image folders."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckeval.errors import InputFileError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ARRAY_SUFFIXES", "LIST", "array_file_table", "array_table", "folder_table"]

ARRAY_SUFFIXES = {".npy", ".npz"}

LIST = "probabilities"
"""The name of a column, or an array, of lists of probabilities."""

_CLASSES = "class_names"
_MATRIX_DIMENSIONS = 2
_NO_AND_YES = 2
"""Columns of each class where scikit-learn answers for several labels an item."""
_IMAGES = {".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp", ".gif"}


def array_table(arrays: Mapping[str, Any], name: str) -> "pa.Table":
    """Return arrays as a table: one row for each item.

    Parameters
    ----------
    arrays : mapping of str to array
        ``probabilities`` (items, classes) with ``class_names`` (classes) if there are any, or
        columns as a table has them: ``item_key``, ``class_key``, ``class_name``, ``confidence``.
    name : str
        What messages call it.

    Raises
    ------
    InputFileError
        If the arrays do not fit each other, or hold what no table holds.

    Examples
    --------
    >>> table = array_table({"probabilities": [[0.25, 0.75]], "class_names": ["sun", "rain"]}, "x")
    >>> table.to_pydict()
    {'sun': [0.25], 'rain': [0.75]}
    """
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    values = {key: _array(value) for key, value in arrays.items()}
    classes = values.pop(_CLASSES, None)
    columns: dict[str, Any] = {}
    for key, value in values.items():
        if key == LIST:
            if value.ndim == _MATRIX_DIMENSIONS + 1 and value.shape[2] == _NO_AND_YES:
                value = value[:, :, 1].T  # noqa: PLW2901 - predict_proba of several outputs
            if value.ndim != _MATRIX_DIMENSIONS or value.dtype.kind not in "fiub":
                raise InputFileError(
                    f"{name}: {LIST} has the shape {value.shape} and the type {value.dtype}; "
                    "expected numbers in a row for each item and a column for each class"
                )
            columns |= _matrix_columns(value.astype(np.float64), classes, name)
        elif value.ndim != 1:
            raise InputFileError(
                f"{name}: array {key!r} has the shape {value.shape}; expected one dimension"
            )
        else:
            columns[key] = pa.array(value.tolist() if value.dtype.kind in "OSU" else value)
    lengths = {key: len(column) for key, column in columns.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{key} {length}" for key, length in lengths.items())
        raise InputFileError(f"{name}: its arrays have different lengths: {told}")
    return pa.table(columns)


def _array(value: Any) -> Any:  # noqa: ANN401
    """Return an array of NumPy; a tensor may be on another device, and know its gradient."""
    import numpy as np  # noqa: PLC0415

    for step in ("detach", "cpu"):
        value = getattr(value, step)() if hasattr(value, step) else value
    return np.asarray(value)


def _matrix_columns(matrix: Any, classes: Any, name: str) -> dict[str, Any]:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    width = matrix.shape[1]
    if classes is None:
        flat = pa.array(matrix.reshape(-1))
        return {LIST: pa.FixedSizeListArray.from_arrays(flat, width) if width else flat}
    if len(classes) != width:
        raise InputFileError(
            f"{name}: {len(classes)} class names for {width} columns of {LIST}; "
            "expected one for each"
        )
    return {str(each): pa.array(matrix[:, place]) for place, each in enumerate(classes)}


def array_file_table(path: Path) -> "pa.Table":
    """Return a ``.npy`` or ``.npz`` file as a table.

    A single array of two dimensions is ``probabilities``, one of one dimension ``class_key``.

    Raises
    ------
    InputFileError
        If it cannot be read without running code from it, or does not hold such arrays.
    """
    import numpy as np  # noqa: PLC0415

    try:
        loaded = np.load(path, allow_pickle=False)
        arrays = dict(loaded) if path.suffix.lower() == ".npz" else {_name_of(loaded.ndim): loaded}
    except (ValueError, OSError, EOFError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise InputFileError(f"{path}: cannot be read as arrays: {reason}") from error
    return array_table(arrays, str(path))


def _name_of(dimensions: int) -> str:
    return LIST if dimensions == _MATRIX_DIMENSIONS else "class_key"


def folder_table(folder: Path) -> "pa.Table":
    """Return a folder with a folder of images for each class as a table of labels.

    An item is named by its path below the folder, with forward slashes; its class is the first part
    of that path, as torchvision's ImageFolder has it.

    Raises
    ------
    InputFileError
        If there is no image in any folder of it.
    """
    import pyarrow as pa  # noqa: PLC0415

    rows = [
        (path.relative_to(folder).as_posix(), folder_of_class.name)
        for folder_of_class in sorted(folder.iterdir())
        if folder_of_class.is_dir() and not folder_of_class.name.startswith(".")
        for path in sorted(folder_of_class.rglob("*"))
        if path.suffix.lower() in _IMAGES and path.is_file()
    ]
    if not rows:
        raise InputFileError(
            f"{folder}: no images in folders of it; expected FOLDER/CLASS/image.jpg",
            hint="a single file is loaded by its path",
        )
    keys = [key for key, _ in rows]
    return pa.table({"item_key": keys, "class_name": [name for _, name in rows], "uri": keys})
