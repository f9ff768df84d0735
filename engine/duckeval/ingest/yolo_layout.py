"""What a row of numbers in a YOLO text file says: a box, a polygon, four corners or a pose."""

from collections.abc import Sequence
from dataclasses import dataclass

from duckeval.errors import InputFileError

__all__ = ["SHAPES", "Layout", "RowKind", "layout_of"]

SHAPES = {"yolo-box": "box", "yolo-seg": "polygon", "yolo-obb": "rotated_box", "yolo-pose": "pose"}
"""The names of formats and what their rows are; ``yolo`` lets the rows say."""

_BOX = 4
_CORNERS = 8
_TRIANGLE = 6
_BOX_SIZES = frozenset({_BOX, _CORNERS})


@dataclass(frozen=True)
class RowKind:
    """Rows with as many numbers.

    Attributes
    ----------
    numbers : int
        How many, without the class.
    rows : int
        How many rows there are of them.
    pose_rows : int
        How many of these have 0, 1 or 2 in every third place after the first four.
    """

    numbers: int
    rows: int
    pose_rows: int = 0


@dataclass(frozen=True)
class Layout:
    """What the rows of a folder say.

    Attributes
    ----------
    shape : str
        ``box``, ``polygon``, ``rotated_box`` or ``pose``.
    reason : str
        How that was found out, for the user.
    keypoints : tuple of int or None
        How many keypoints, and how many numbers each.
    is_tracked : bool
        Whether some rows end with the number of a track.
    """

    shape: str
    reason: str
    keypoints: tuple[int, int] | None = None
    is_tracked: bool = False

    def __str__(self) -> str:
        return next(name for name, shape in SHAPES.items() if shape == self.shape)


def layout_of(
    kinds: Sequence[RowKind],
    *,
    name: str,
    is_predicted: bool = False,
    asked: str = "yolo",
    keypoints: tuple[int, int] | None = None,
    labelled: tuple[str, int] | None = None,
) -> Layout:
    """Return the layout of rows.

    Parameters
    ----------
    kinds : sequence of RowKind
        How many rows there are of each kind.
    name : str
        What messages call the folder.
    is_predicted : bool, default False
        Whether these are predictions, which end with a confidence.
    asked : str, default "yolo"
        The name of the format: one of `SHAPES`, or ``yolo``.
    keypoints : tuple of int, optional
        ``kpt_shape`` of ``data.yaml``.
    labelled : tuple of str and int, optional
        The shape of the labels of the data set, if they have one, and how many keypoints.

    Raises
    ------
    InputFileError
        If predictions have no confidence, or labels one.

    Examples
    --------
    >>> rows = [RowKind(4, 90), RowKind(8, 3), RowKind(20, 7)]
    >>> layout = layout_of(rows, name="labels")
    >>> str(layout), layout.reason
    ('yolo-seg', 'rows of 4 to 20 numbers after the class')
    >>> str(layout_of([RowKind(8, 100)], name="labels"))
    'yolo-obb'
    >>> layout_of([RowKind(5, 9)], name="runs/labels", is_predicted=True).shape
    'box'
    """
    counts = {kind.numbers: kind.rows for kind in kinds if kind.numbers}
    if asked != "yolo":
        return _asked(asked, counts, keypoints, labelled, int(is_predicted))
    if not counts:
        return Layout("box", "no row")
    known = _known_sizes(keypoints, labelled)
    _check_direction(counts, name, known, is_predicted=is_predicted)
    if keypoints is not None:
        return Layout("pose", "kpt_shape of data.yaml", keypoints)
    return _of_rows(kinds, counts, int(is_predicted), labelled)


def _of_rows(
    kinds: Sequence[RowKind],
    counts: dict[int, int],
    extra: int,
    labelled: tuple[str, int] | None,
) -> Layout:
    """Return the layout that as many numbers in so many rows have."""
    total, usual = sum(counts.values()), _usual(counts)
    bare = usual - extra
    tracked = counts.get(_BOX + 2, 0) * extra
    low, high = min(counts), max(counts)
    reason = f"rows of {low} {f'to {high} ' if high > low else ''}numbers after the class"
    poses = sum(kind.pose_rows for kind in kinds)
    keypoints = None
    if counts.get(_BOX + extra, 0) + tracked == total:
        shape = "box"
    elif labelled is not None and labelled[0] in {"polygon", "rotated_box", "keypoints"}:
        shape, reason = labelled[0], "as the labels are"
        if shape == "keypoints":
            shape, keypoints = "pose", _points(bare, labelled[1])
    elif 2 * counts.get(_CORNERS + extra, 0) > total and high - extra <= _CORNERS:
        shape = "rotated_box"
    elif 2 * counts[usual] > total and bare > _BOX and (2 * poses > total or bare % 2):
        shape, keypoints = "pose", _points(bare, None)
    elif any(each - extra >= _TRIANGLE and (each - extra) % 2 == 0 for each in counts):
        shape = "polygon"
    else:
        shape = "box"
    return Layout(shape, reason, keypoints, is_tracked=shape == "box" and tracked > 0)


def _usual(counts: dict[int, int]) -> int:
    return max(counts, key=lambda each: (counts[each], -each), default=_BOX)


def _asked(
    asked: str,
    counts: dict[int, int],
    keypoints: tuple[int, int] | None,
    labelled: tuple[str, int] | None,
    extra: int,
) -> Layout:
    shape = SHAPES[asked]
    if shape == "pose" and keypoints is None:
        keypoints = _points(_usual(counts) - extra, labelled[1] if labelled else None)
    return Layout(shape, "as asked", keypoints, is_tracked=bool(extra and counts.get(_BOX + 2)))


def _points(numbers: int, count: int | None) -> tuple[int, int]:
    """Return how many keypoints there are behind a box, and how many numbers each."""
    behind = max(numbers - _BOX, 0)
    if count:
        return count, 2 if behind == 2 * count else 3
    return (behind // 3, 3) if behind % 3 == 0 else (behind // 2, 2)


def _known_sizes(
    keypoints: tuple[int, int] | None, labelled: tuple[str, int] | None
) -> frozenset[int]:
    """Return how many numbers a row without a confidence may have; polygons have any even one."""
    if keypoints is not None:
        return frozenset({_BOX + keypoints[0] * keypoints[1]})
    if labelled is not None and labelled[0] == "keypoints":
        return frozenset({_BOX, _BOX + 2 * labelled[1], _BOX + 3 * labelled[1]})
    return _BOX_SIZES


def _check_direction(
    counts: dict[int, int], name: str, known: frozenset[int], *, is_predicted: bool
) -> None:
    """Refuse labels that are given as predictions, and predictions that are given as labels."""
    usual = _usual(counts)
    # a box, a confidence and the number of a track are six, too
    are_polygons = known == _BOX_SIZES and not set(counts) <= {_BOX + 1, _BOX + 2}
    if is_predicted and (
        usual in known or (are_polygons and all(each % 2 == 0 for each in counts))
    ):
        raise InputFileError(
            f"{name}: its rows have no confidence; expected one at the end of each",
            hint="Ultralytics writes it with save_conf=True beside save_txt=True; if these are "
            "labels: 'duckeval load labels'",
        )
    are_odd = len(counts) > 1 and all(each % 2 for each in counts)
    if not is_predicted and (all(each - 1 in known for each in counts) or are_odd):
        raise InputFileError(
            f"{name}: its rows have one number too many for labels",
            hint="if that is a confidence, these are predictions: 'duckeval load predictions'",
        )
